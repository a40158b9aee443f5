/* fields.h - the plaintext of every sealed blob: a flat list of fields
 *
 *	field := tag u16 LE | length u32 LE | bytes
 *
 * Tags ascend strictly, so there is one form of each list and no duplicate.
 * Writing goes to memory of the caller, heap or arena alike. */
#ifndef CONNVAULT_BASE_FIELDS_H
#define CONNVAULT_BASE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_HEAD 6 /* bytes before the bytes of a field */

struct fields_writer {
	uint8_t *at;
	size_t len, cap;
	unsigned last; /* tag */
	bool failed;   /* did not fit, or not ascending */
};

void fields_write_init(struct fields_writer *w, void *at, size_t cap);
void fields_put(struct fields_writer *w, unsigned tag, const void *bytes,
		size_t len);
/* NULL and "" are left out: an absent text field reads as "". */
void fields_put_text(struct fields_writer *w, unsigned tag, const char *text);
/* 0 is left out: an absent number reads as 0. */
void fields_put_int(struct fields_writer *w, unsigned tag, int64_t number);

struct field {
	unsigned tag;
	uint8_t *bytes;
	size_t len;
};

struct fields_reader {
	uint8_t *at;
	size_t left;
	unsigned last;
};

void fields_read_init(struct fields_reader *r, void *at, size_t len);
/* 1 and *out, 0 at the end, -1 when the list is malformed. */
int fields_next(struct fields_reader *r, struct field *out);
/* 8 bytes LE; -1 when it has another length. */
int field_int(const struct field *field, int64_t *out);

#endif
