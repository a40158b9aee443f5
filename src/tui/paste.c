/* paste.c - a bracketed paste, read past curses */
#include "tui/paste.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/values.h"

#define PASTE_QUIET   500   /* ms of silence: the paste has broken off */
#define CUT_QUIET     3000  /* ... and nothing more comes of it */
#define CUT_MAX	      10000 /* nor then, when somebody goes on typing */
#define PASTE_MAX     (VALUE_MAX + 2)
#define PASTE_END_LEN (sizeof(PASTE_END) - 1)

/* One byte, waiting so long for it; -1 when none comes. A signal, such as that
 * of another size, is no end. */
static int paste_byte(int wait_ms)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t end = clock_mono_ms() + wait_ms;
	unsigned char byte;

	for (;;) {
		int64_t left = end - clock_mono_ms();
		int ready = poll(&input, 1, left > 0 ? (int)left : 0);
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return -1;
		ssize_t got = ready < 0 ? -1 : read(STDIN_FILENO, &byte, 1);
		if (got == 1)
			return byte;
		if (got == 0 || errno != EINTR)
			return -1;
	}
}

/* How much of the mark at the end of a paste has come, with that byte. */
static size_t match_end(size_t matched, int byte)
{
	return byte == PASTE_END[matched] ? matched + 1 : byte == PASTE_END[0];
}

/* Everything up to the end of the paste, read past curses, which would keep
 * it. What is too long is read to its end and dropped. What breaks off is
 * dropped, too, and what still comes of it never becomes keys. */
void paste_read(struct paste *paste, struct key *key)
{
	struct err err = ERR_INIT;
	size_t len = 0, matched = 0;
	struct secret *text = NULL;

	key->press = PRESS_PASTE;
	if (secret_new(PASTE_MAX + PASTE_END_LEN, &text, &err) < 0)
		text = NULL;
	char *room = text ? secret_fill(text) : NULL;
	for (int byte; matched < PASTE_END_LEN &&
		       (byte = paste_byte(PASTE_QUIET)) >= 0;) {
		matched = match_end(matched, byte);
		if (room && len < PASTE_MAX + PASTE_END_LEN)
			room[len] = (char)byte;
		len++;
	}
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
	while (is_cut(paste)) {
		int byte = paste_byte(0);
		if (byte < 0)
			return;
		paste->matched = match_end(paste->matched, byte);
		paste->last_at = clock_mono_ms();
		if (paste->matched == PASTE_END_LEN)
			break;
	}
	paste->cut_at = 0;
}
