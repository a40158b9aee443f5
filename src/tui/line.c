/* line.c - one line, or a few, of text being typed */
#include "tui/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

const char *line_text(const struct line *line)
{
	return line->text ? line->text : "";
}

static bool reserve(struct line *line, size_t len)
{
	if (len + 1 <= line->cap)
		return true;
	size_t cap = line->cap ? line->cap : 64;
	while (cap < len + 1)
		cap *= 2;
	char *grown = realloc(line->text, cap);
	if (!grown)
		return false;
	line->text = grown;
	line->cap = cap;
	return true;
}

static bool insert(struct line *line, const char *text, size_t len)
{
	if (line->len + len > LINE_MAX_BYTES || !reserve(line, line->len + len))
		return false;
	memmove(line->text + line->cursor + len, line->text + line->cursor,
		line->len - line->cursor);
	memcpy(line->text + line->cursor, text, len);
	line->len += len;
	line->cursor += len;
	line->text[line->len] = '\0';
	return true;
}

int line_set(struct line *line, const char *text, size_t len, struct err *err)
{
	line->len = line->cursor = 0;
	if (!insert(line, text, len))
		return err_nomem(err);
	return 0;
}

void line_clear(struct line *line)
{
	if (line->text)
		explicit_bzero(line->text, line->cap);
	free(line->text);
	line->text = NULL;
	line->len = line->cap = line->cursor = 0;
}

/* -- moving -------------------------------------------------------------- */

static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t before(const struct line *line, size_t at)
{
	while (at > 0 && is_inside(line->text[--at]))
		;
	return at;
}

static size_t after(const struct line *line, size_t at)
{
	if (at < line->len)
		at++;
	while (at < line->len && is_inside(line->text[at]))
		at++;
	return at;
}

static size_t word_before(const struct line *line, size_t at)
{
	while (at > 0 && line->text[at - 1] == ' ')
		at--;
	while (at > 0 && line->text[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_after(const struct line *line, size_t at)
{
	while (at < line->len && line->text[at] == ' ')
		at++;
	while (at < line->len && line->text[at] != ' ')
		at++;
	return at;
}

static size_t to_start(const struct line *line, size_t at)
{
	while (at > 0 && line->text[at - 1] != '\n')
		at--;
	return at;
}

static size_t to_end(const struct line *line, size_t at)
{
	while (at < line->len && line->text[at] != '\n')
		at++;
	return at;
}

/* The same column of the line above or below; unmoved when there is none. */
static size_t line_above(const struct line *line, size_t at)
{
	size_t start = to_start(line, at);

	if (start == 0)
		return at;
	size_t above = to_start(line, start - 1);
	size_t column = at - start, len = start - 1 - above;
	return above + (column < len ? column : len);
}

static size_t line_below(const struct line *line, size_t at)
{
	size_t end = to_end(line, at);

	if (end == line->len)
		return at;
	size_t column = at - to_start(line, at);
	size_t len = to_end(line, end + 1) - (end + 1);
	return end + 1 + (column < len ? column : len);
}

static const struct {
	uint32_t press;
	size_t (*to)(const struct line *line, size_t at);
	bool erases;	/* what lies between */
	bool long_only; /* of several lines */
} moves[] = {
	{ PRESS_LEFT, before, .erases = false },
	{ PRESS_RIGHT, after, .erases = false },
	{ PRESS_HOME, to_start, .erases = false },
	{ PRESS_END, to_end, .erases = false },
	{ CTRL('A'), to_start, .erases = false },
	{ CTRL('E'), to_end, .erases = false },
	{ PRESS_ALT | 'b', word_before, .erases = false },
	{ PRESS_ALT | 'f', word_after, .erases = false },
	{ PRESS_UP, line_above, .long_only = true },
	{ PRESS_DOWN, line_below, .long_only = true },
	{ PRESS_BACKSPACE, before, .erases = true },
	{ PRESS_DELETE, after, .erases = true },
	{ CTRL('W'), word_before, .erases = true },
	{ CTRL('U'), to_start, .erases = true },
	{ CTRL('K'), to_end, .erases = true },
};

static enum line_result erase_to(struct line *line, size_t to)
{
	size_t from = line->cursor < to ? line->cursor : to;
	size_t end = line->cursor < to ? to : line->cursor;

	if (from == end)
		return LINE_USED;
	memmove(line->text + from, line->text + end, line->len - end);
	line->len -= end - from;
	explicit_bzero(line->text + line->len, end - from);
	line->cursor = from;
	return LINE_CHANGED;
}

/* -- typing -------------------------------------------------------------- */

static bool is_allowed(const struct line *line, char byte)
{
	if (line->is_numeric)
		return strchr("0123456789+-.eE", byte) != NULL;
	if (byte == '\n' || byte == '\t')
		return line->is_long;
	return (unsigned char)byte >= ' ' && byte != 0x7f;
}

static enum line_result type(struct line *line, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_allowed(line, text[i]))
			return LINE_REFUSED;
	return insert(line, text, len) ? LINE_CHANGED : LINE_REFUSED;
}

static enum line_result paste(struct line *line, const struct secret *paste)
{
	if (!paste)
		return LINE_REFUSED;
	size_t len;
	const char *text = secret_reveal(paste, &len);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	if (!utf8_is_valid(text, len))
		return LINE_REFUSED;
	return type(line, text, len);
}

/* Moving and erasing; LINE_UNUSED when the key does neither. */
static enum line_result move_key(struct line *line, uint32_t press)
{
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (moves[i].press != press ||
		    (moves[i].long_only && !line->is_long))
			continue;
		size_t to = moves[i].to(line, line->cursor);
		if (moves[i].erases)
			return erase_to(line, to);
		bool moved = to != line->cursor;
		line->cursor = to;
		/* from the first or last line Up and Down leave the field */
		return moved || !moves[i].long_only ? LINE_USED : LINE_UNUSED;
	}
	return LINE_UNUSED;
}

enum line_result line_key(struct line *line, const struct key *key)
{
	char text[KEY_TEXT];
	enum line_result moved = move_key(line, key->press);

	if (moved != LINE_UNUSED)
		return moved;
	if (key->press == PRESS_PASTE)
		return paste(line, key->paste);
	if (key->press == PRESS_ENTER && line->is_long)
		return type(line, "\n", 1);
	if (key->press < ' ' || key->press >= PRESS_UP)
		return LINE_UNUSED;
	return type(line, text, key_text(key->press, text));
}

/* -- drawing ------------------------------------------------------------- */

/* Columns of len bytes as they are shown. */
static int columns_of(const char *text, size_t len)
{
	char *safe = term_safe_dup(text, len);
	int columns = safe ? (int)utf8_width(safe) : 0;

	free(safe);
	return columns;
}

/* From one place to the end; when what is before was cut off, the mark of that
 * stands in place of the first character. */
static void draw_part(struct frame *frame, int y, int x, int width,
		      unsigned role, const char *from, const char *end,
		      bool is_cut)
{
	size_t one, first = is_cut ? utf8_next(from, &one) : 0;
	int before = columns_of(from, first);
	char *part = strndup(from + first, (size_t)(end - from) - first);

	if (part)
		frame_put(frame, y, x + before, width - before, role, part);
	if (is_cut)
		frame_cut(frame, y, x, role);
	free(part);
}

/* One row of text; at is where the cursor is in it, or -1. */
static void draw_row(struct frame *frame, int y, int x, int width,
		     unsigned role, const char *text, size_t len, long at)
{
	const char *from = text, *end = text + len;
	size_t one;

	while (at >= 0 && from < text + at &&
	       columns_of(from, (size_t)(text + at - from)) >= width)
		from += utf8_next(from, &one);
	frame_fill(frame, y, x, width, role);
	draw_part(frame, y, x, width, role, from, end, from > text);
	if (at >= 0)
		frame_cursor(frame, y,
			     x + columns_of(from, (size_t)(text + at - from)));
}

/* How many lines lie before the cursor. */
static int cursor_row(const struct line *line)
{
	int rows = 0;

	for (size_t i = 0; i < line->cursor; i++)
		rows += line->text[i] == '\n';
	return rows;
}

void line_draw(struct frame *frame, int y, int x, int height, int width,
	       unsigned role, const struct line *line, bool has_focus)
{
	const char *text = line_text(line), *at = text;
	int row = cursor_row(line), skip = row >= height ? row - height + 1 : 0;

	for (int i = 0; i < skip + height; i++) {
		size_t len = strcspn(at, "\n");
		bool here = has_focus && i == row;
		if (i >= skip)
			draw_row(frame, y + i - skip, x, width, role, at, len,
				 here ? (long)(text + line->cursor - at) : -1);
		at += len + (at[len] == '\n');
	}
}
