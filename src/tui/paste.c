/* paste.c - a bracketed paste, read past curses */
#include "tui/paste.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/values.h"

#define PASTE_QUIET   500   /* ms of silence: the paste has broken off */
#define CUT_QUIET     3000  /* ... and nothing more comes of it */
#define CUT_MAX	      10000 /* nor then, when somebody goes on typing */
#define PASTE_MAX     (VALUE_MAX + 2)
#define PASTE_END_LEN (sizeof(PASTE_END) - 1)

/* At most so many bytes, waiting so long for the first; 0 when none comes. A
 * signal, such as that of another size, is no end. */
static size_t paste_bytes(char *bytes, size_t most, int wait_ms)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t end = clock_mono_ms() + wait_ms;

	for (;;) {
		int64_t left = end - clock_mono_ms();
		int ready = poll(&input, 1, left > 0 ? (int)left : 0);
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return 0;
		ssize_t got = ready < 0 ? -1 : read(STDIN_FILENO, bytes, most);
		if (got > 0)
			return (size_t)got;
		if (got == 0 || errno != EINTR)
			return 0;
	}
}

/* How much of the mark at the end of a paste has come, with those bytes. */
static size_t match_end(size_t matched, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		matched = bytes[i] == PASTE_END[matched]
				  ? matched + 1
				  : bytes[i] == PASTE_END[0];
	return matched;
}

/* What comes next of a paste: never more than what is missing of the mark at
 * its end, as the bytes after that are keys. */
static size_t paste_next(size_t *matched, char bytes[PASTE_END_LEN],
			 int wait_ms)
{
	size_t got = paste_bytes(bytes, PASTE_END_LEN - *matched, wait_ms);

	*matched = match_end(*matched, bytes, got);
	return got;
}

/* Everything up to the end of the paste, read past curses, which would keep
 * it. What is too long is read to its end and dropped. What breaks off is
 * dropped, too, and what still comes of it never becomes keys. */
void paste_read(struct paste *paste, struct key *key)
{
	struct err err = ERR_INIT;
	size_t len = 0, matched = 0, got;
	char bytes[PASTE_END_LEN];
	struct secret *text = NULL;

	key->press = PRESS_PASTE;
	if (secret_new(PASTE_MAX + PASTE_END_LEN, &text, &err) < 0)
		text = NULL;
	char *room = text ? secret_fill(text) : NULL;
	while (matched < PASTE_END_LEN &&
	       (got = paste_next(&matched, bytes, PASTE_QUIET)) > 0) {
		if (room && len + got <= PASTE_MAX + PASTE_END_LEN)
			memcpy(room + len, bytes, got);
		len += got;
	}
	explicit_bzero(bytes, sizeof(bytes));
	if (matched < PASTE_END_LEN) {
		key->press = PRESS_CUT_PASTE;
		paste->matched = matched;
		paste->cut_at = paste->last_at = clock_mono_ms();
	}
	len -= matched;
	if (!text || len > PASTE_MAX || key->press != PRESS_PASTE) {
		secret_free(text);
		return;
	}
	secret_cut(text, len);
	key->paste = text;
}

static bool is_cut(const struct paste *paste)
{
	int64_t now = clock_mono_ms();

	return paste->cut_at && now - paste->cut_at < CUT_MAX &&
	       now - paste->last_at < CUT_QUIET;
}

/* The rest of a paste that broke off, as far as it has come. */
void paste_skip(struct paste *paste)
{
	char bytes[PASTE_END_LEN];

	while (is_cut(paste)) {
		if (paste_next(&paste->matched, bytes, 0) == 0)
			return;
		explicit_bzero(bytes, sizeof(bytes));
		paste->last_at = clock_mono_ms();
		if (paste->matched == PASTE_END_LEN)
			break;
	}
	paste->cut_at = 0;
}
