/* fuzz.h - what the targets share: bytes of somebody else, made to input
 *
 * A target is one file with LLVMFuzzerTestOneInput(). It stands on its own:
 * make check replays the corpus of its name (replay.c), make fuzz looks for
 * more with libFuzzer (run.sh). Beside not crashing, what comes out must hold
 * what the header of the reader promises. */
#ifndef CONNVAULT_TESTS_FUZZ_H
#define CONNVAULT_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "net/http.h"
#include "oauth/response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is promised; says where it was not kept, and aborts. */
#define HOLDS(promise) fuzz_holds(promise, #promise, __FILE__, __LINE__)
void fuzz_holds(bool is_kept, const char *promise, const char *file, int line);

/* Can it be written to a terminal as it is, on one line? NULL can. */
bool fuzz_is_shown(const char *text);
/* All of lowest to '~'? */
bool fuzz_is_ascii(const char *text, size_t len, char lowest);

/* Owned by the caller. */
struct secret *fuzz_secret(const void *bytes, size_t len);
/* data with "$" and a letter replaced by text, so that a corpus can name what
 * a run alone knows. Cleared by the caller. */
struct str fuzz_replace(const uint8_t *data, size_t size, char letter,
			const char *text);

/* "200 application/json; charset=x", a line end, and the body: what a server
 * answered. The caller clears it. */
struct http_result fuzz_answer(const uint8_t *data, size_t size);

/* What comes back from a browser, read by one of the two readers; "$S" is the
 * state. Once for a provider that promises iss, once for one that does not. */
typedef int fuzz_read_fn(struct oauth_wait *wait, const struct secret *text,
			 int64_t now_ms, struct oauth_response *out,
			 struct err *err);
void fuzz_response(const uint8_t *data, size_t size, fuzz_read_fn *read);

#endif
