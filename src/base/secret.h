/* secret.h - bytes that must not be seen
 *
 * A struct secret lives in locked, guarded memory that is wiped when freed.
 * It has no string form: the only way to its bytes is secret_reveal(), which
 * gives no char *, and tests/lint lists the files that may call it. */
#ifndef CONNVAULT_BASE_SECRET_H
#define CONNVAULT_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct secret; /* opaque */

/* Harden this process: no core file, not dumpable, no new privileges, and
 * set up the locked arena. Call first in main. 0, or -1 with *err. */
int secret_init(struct err *err);

/* Before another program is run in our place: umask and the limit of locked
 * memory are again what they were. It goes on without core files, which would
 * hold what it was given, and without new privileges, which cannot be had
 * back. */
void secret_give_way(void);

/* Was the arena really locked into memory all the time (RLIMIT_MEMLOCK allowed
 * it)? */
bool secret_is_locked(void);
#define SECRET_SWAPPED \
	"secrets could be written to swap; connvault doctor says what to do"

/* A secret of len bytes, zeroed. The caller owns *out. */
int secret_new(size_t len, struct secret **out, struct err *err);

/* A copy of len bytes at from (the caller wipes its own copy). */
int secret_from(const void *from, size_t len, struct secret **out,
		struct err *err);

int secret_copy(const struct secret *from, struct secret **out,
		struct err *err);

/* Where to write the bytes of a new secret; secret_len() of them. */
void *secret_fill(struct secret *secret);

/* Cut to len, wiping the rest. len must not be larger than now. */
void secret_cut(struct secret *secret, size_t len);

size_t secret_len(const struct secret *secret);

/* The bytes, borrowed until secret_free(). NUL follows them, uncounted. */
const void *secret_reveal(const struct secret *secret, size_t *len);

void secret_free(struct secret *secret); /* wipes; NULL is fine */

/* -- with libsodium, which the small program in front does without --------- */

/* Start it: in main, after secret_init(), before anything is encrypted. */
int secret_init_sodium(struct err *err);

/* len random bytes. */
int secret_random(size_t len, struct secret **out, struct err *err);

/* Same length and bytes, in constant time for equal lengths. */
bool secret_equal(const struct secret *a, const struct secret *b);

#endif
