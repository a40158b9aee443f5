/* lines.c - lines of any length, from a terminal or a pipe */
#include "cli/lines.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define CHUNK	      ((size_t)4096)
#define LINE_MAX      ((size_t)64 * 1024)

#define KEY_EOF	      0x04
#define KEY_BACKSPACE 0x08
#define KEY_KILL      0x15
#define KEY_DELETE    0x7f

static void edit_off(struct lines *lines)
{
	struct termios raw;

	lines->is_terminal = tcgetattr(lines->fd, &lines->before) == 0;
	if (!lines->is_terminal)
		return;
	raw = lines->before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
	raw.c_lflag |= ISIG;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(lines->fd, TCSADRAIN, &raw);
}

int lines_begin(struct lines *lines, int fd, struct err *err)
{
	*lines = (struct lines){ .fd = fd, .from = fd };
	if (secret_new(CHUNK, &lines->chunk, err) != 0)
		return -1;
	if (secret_new(LINE_MAX, &lines->line, err) != 0) {
		secret_free(lines->chunk);
		return -1;
	}
	edit_off(lines);
	return 0;
}

void lines_end(struct lines *lines)
{
	if (!lines->line)
		return;
	if (lines->is_terminal)
		tcsetattr(lines->from, TCSADRAIN, &lines->before);
	secret_free(lines->chunk);
	secret_free(lines->line);
	*lines = (struct lines){ .fd = -1 };
}

void lines_read(struct lines *lines)
{
	ssize_t got = read(lines->fd, secret_fill(lines->chunk), CHUNK);

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	lines->at = 0;
	lines->have = got > 0 ? (size_t)got : 0;
	if (got <= 0)
		lines->fd = -1;
}

static bool has_more(const struct lines *lines)
{
	struct pollfd fd = { .fd = lines->fd, .events = POLLIN };

	return lines->at < lines->have || poll(&fd, 1, 0) > 0;
}

/* What a terminal that edits lines would do with byte. */
static bool edit(struct lines *lines, char byte)
{
	switch (byte) {
	case KEY_BACKSPACE:
	case KEY_DELETE:
		lines->len -= lines->len > 0;
		return true;
	case KEY_KILL:
		lines->len = 0;
		return true;
	default:
		return byte == KEY_EOF;
	}
}

/* Does byte end the line? One that grows too long is no address: what follows
 * is dropped. */
static bool take(struct lines *lines, char byte)
{
	char *line = secret_fill(lines->line);

	if (byte == '\n' && !(lines->is_terminal && has_more(lines)))
		return true;
	if (lines->is_terminal && edit(lines, byte))
		return false;
	if (lines->len < LINE_MAX)
		line[lines->len++] = byte;
	return false;
}

/* The last line of a pipe may have no end. */
static bool line_is_whole(struct lines *lines)
{
	const char *chunk = secret_fill(lines->chunk);

	while (lines->at < lines->have)
		if (take(lines, chunk[lines->at++]))
			return true;
	return lines->fd < 0 && lines->len > 0;
}

struct secret *lines_next(struct lines *lines)
{
	struct err ignored = ERR_INIT;
	struct secret *line;

	if (!lines->line || !line_is_whole(lines))
		return NULL;
	if (secret_from(secret_fill(lines->line), lines->len, &line,
			&ignored) != 0)
		line = NULL;
	lines->len = 0;
	return line;
}
