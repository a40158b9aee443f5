/* mirror.h - the rows of a large project as they were read last, in a cache
 *
 * Getting 100,000 rows out of SQLite and opening them one by one takes ten
 * times as long as opening 256 larger blobs. So a reading that has verified all
 * rows leaves them in the user's cache folder, opened and sealed again, a blob
 * for each bucket of the state head (head.c); the next reading takes from there
 * what has not changed. It promises:
 *
 * - What is taken is true. The state head is verified as ever, and a blob opens
 *   only with the bucket hash of that head: its rows are those that the head
 *   vouches for. Other buckets are read from the vault and verified.
 * - What others write is noticed. The file begins with what the vault looked
 *   like (struct store_stamp) when all its rows were verified. A commit moves
 *   that on only when nobody else had written before. After any other write no
 *   mirror is used: all rows are read and verified.
 * - It is a cache. One that is missing, damaged, of another project, key or
 *   format is none, and nothing here fails a reading.
 *
 *	file := "cvmirr01" | stamp 6 x u64
 *		| bucket hash 32 and length of its blob u32, 256 times
 *		| blob, blob ... (seal/blob.h: K_meta, the hash as clear column)
 *	plaintext of a blob := row, row ...
 *	row := id 16 | kind u8 | state u8 | version u64 | secret version u64
 *	       | expires u64 | refresh u64 | updated u64 | length u32
 *	       | the row's own plaintext (codec.c)
 *
 * The stamp is in clear. Who can write it, the vault's file and the times of
 * that can keep a list from telling that rows were changed. What it shows is
 * true all the same, and what is used is verified then. */
#ifndef CONNVAULT_VAULT_MIRROR_H
#define CONNVAULT_VAULT_MIRROR_H

#include "vault/internal.h"

/* Fewer rows than this are read in a millisecond or two: no file is made. */
#ifndef MIRROR_ROWS_MIN
#define MIRROR_ROWS_MIN 1000
#endif

/* -- one that is read ----------------------------------------------------- */

struct mirror {
	const struct project *project;
	int fd;
	uint32_t len[BUCKETS];
	uint64_t at[BUCKETS]; /* in the file */
	bool is_old[BUCKETS]; /* made with another hash */
	size_t old;
	struct scratch sealed, opened;
};

/* In a reading transaction. False: there is none to be used. */
bool mirror_open(const struct project *project, struct mirror *out);
void mirror_close(struct mirror *mirror);

/* meta of the row is not set. */
typedef int mirror_row_fn(const struct store_row *row, uint8_t *plain,
			  size_t len, void *arg);
/* The rows of one bucket. 1: all are given. 0: it is old, and none is. -1: each
 * returned that, or the mirror is no good. */
int mirror_rows(struct mirror *mirror, uint8_t bucket, mirror_row_fn *each,
		void *arg);

/* -- one that is made, on the way of a reading ---------------------------- */

struct mirror_maker {
	const struct project *project; /* NULL: none is made */
	struct store_stamp stamp;      /* before the first row was read */
	char *path, *temp;
	int fd; /* of temp */
	uint32_t len[BUCKETS];
	int bucket;	     /* that is filled */
	struct scratch rows; /* its plaintext */
	size_t rows_len;
	struct scratch sealed;
};

/* In a reading transaction. Rows are added in the order of their buckets. */
void mirror_begin(const struct project *project, struct mirror_maker *maker);
void mirror_add(struct mirror_maker *maker, const struct store_row *row,
		const uint8_t *plain, size_t len);
/* Once all rows were added, and verified. */
void mirror_finish(struct mirror_maker *maker);
/* Whatever was begun and not finished is gone. */
void mirror_drop(struct mirror_maker *maker);

/* -- all those of a vault ------------------------------------------------- */

/* After a commit: those that were good before it are still. */
void mirrors_follow(const struct vault *vault);
void mirrors_remove(const struct vault *vault);
void mirror_remove(const struct project *project);

#endif
