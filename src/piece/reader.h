/* reader.h - reading one catalog entry, and telling each of its faults
 *
 * All texts end up in the pool. Readers do not stop at a fault: they tell it
 * and give "" or 0, so that one run finds all. */
#ifndef CONNVAULT_PIECE_READER_H
#define CONNVAULT_PIECE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <cJSON.h>

#include "base/pool.h"
#include "piece/locate.h"
#include "piece/piece.h"

#define READER_DEPTH 12
#define TEXT_MAX     1024 /* bytes of a label, value, scope ... */
#define URL_MAX	     2048
#define LABEL_MAX    200

struct reader {
	const char *text; /* the file, or the line of one entry */
	int line;	  /* number of its first line */
	piece_fault_fn *told;
	void *arg;
	struct pool *pool;
	int faults, most; /* told: not more than most */
	struct json_step path[READER_DEPTH];
	size_t depth, hidden; /* hidden: first steps not shown in faults */
};

enum json_is {
	IS_TEXT = 1 << 0,
	IS_NUMBER = 1 << 1,
	IS_BOOL = 1 << 2,
	IS_LIST = 1 << 3,
	IS_OBJECT = 1 << 4,
};

/* One key that an object may have. */
struct reader_key {
	const char *name;
	unsigned is; /* enum json_is */
	bool is_needed;
};

/* Go into a key, or into the item at index of a list, and out again. */
void reader_enter(struct reader *r, const char *key);
void reader_enter_item(struct reader *r, size_t index);
void reader_leave(struct reader *r);

/* Tell a fault of key (NULL: of where the reader is). */
void reader_fault(struct reader *r, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Tell keys that are unknown, double, missing, or hold the wrong type. */
bool reader_keys(struct reader *r, const cJSON *object,
		 const struct reader_key *key, size_t keys);
#define READER_KEYS(r, object, table) \
	reader_keys(r, object, table, sizeof(table) / sizeof(*(table)))

const cJSON *json_get(const cJSON *object, const char *key, unsigned is);
bool json_bool(const cJSON *object, const char *key, bool otherwise);

/* Tells an empty, too long or unsafe text (control, bidi ... characters). */
bool reader_check_text(struct reader *r, const char *key, const char *text,
		       size_t max);
/* Checked text of a key; "" when it is not there. */
const char *reader_text(struct reader *r, const cJSON *object, const char *key,
			size_t max);
/* The one of two words that a key has; the first when it is not there. */
const char *reader_one_of(struct reader *r, const cJSON *object,
			  const char *key, const char *const words[2]);
/* A list of different checked texts. */
const char *const *reader_texts(struct reader *r, const cJSON *object,
				const char *key, size_t most, size_t *count);

/* Read one entry; NULL when it has faults (each was told) or the pool is out
 * of memory. The caller fills source and is_own. */
struct piece *reader_piece(struct reader *r, const cJSON *json);

#endif
