/* frame.c - a picture of the screen: cells of text with a role each */
#include "tui/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define SAFE_TEXT   4096 /* bytes of one row at its widest */
#define COLUMNS_MAX 1000

enum glyph {
	GLYPH_ACROSS,
	GLYPH_DOWN,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_POINTER,
	GLYPH_CUT,
	GLYPHS
};

static const uint32_t glyphs[2][GLYPHS] = {
	{ 0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518, 0x258c, 0x2026 },
	{ '-', '|', '+', '+', '+', '+', '>', '~' },
};

static struct cell *cell_at(const struct frame *frame, int y, int x)
{
	if (y < 0 || y >= frame->rows || x < 0 || x >= frame->cols)
		return NULL;
	return &frame->cell[(size_t)y * (size_t)frame->cols + (size_t)x];
}

static void cell_set(struct cell *cell, uint32_t point, unsigned role)
{
	*cell = (struct cell){ .text = { point },
			       .role = (uint8_t)role,
			       .columns = 1 };
}

/* A wide character that loses one half must lose the other as well. */
static void part_wide(struct frame *frame, int y, int x)
{
	struct cell *cell = cell_at(frame, y, x);
	struct cell *left = cell_at(frame, y, x - 1);
	struct cell *right = cell_at(frame, y, x + 1);

	if (cell && cell->columns == 0 && left)
		cell_set(left, ' ', left->role);
	if (cell && cell->columns == 2 && right)
		cell_set(right, ' ', right->role);
}

static void put_point(struct frame *frame, int y, int x, uint32_t point,
		      unsigned role)
{
	struct cell *cell = cell_at(frame, y, x);

	if (!cell)
		return;
	part_wide(frame, y, x);
	cell_set(cell, point, role);
}

static void put_glyph(struct frame *frame, int y, int x, enum glyph glyph,
		      unsigned role)
{
	bool ascii = frame->ascii_lines || frame->ascii_text;

	put_point(frame, y, x, glyphs[ascii][glyph], role);
}

int frame_reset(struct frame *frame, int rows, int cols, struct err *err)
{
	size_t cells = (size_t)rows * (size_t)cols;

	if (cells > frame->cap) {
		struct cell *grown = calloc(cells, sizeof(*grown));
		if (!grown)
			return err_nomem(err);
		if (frame->cell)
			explicit_bzero(frame->cell,
				       frame->cap * sizeof(*frame->cell));
		free(frame->cell);
		frame->cell = grown;
		frame->cap = cells;
	}
	frame->rows = rows;
	frame->cols = cols;
	frame->cursor_y = frame->cursor_x = frame->pointer_y = -1;
	for (size_t i = 0; i < cells; i++)
		cell_set(&frame->cell[i], ' ', ROLE_NORMAL);
	return 0;
}

void frame_clear(struct frame *frame)
{
	if (frame->cell)
		explicit_bzero(frame->cell, frame->cap * sizeof(*frame->cell));
	free(frame->cell);
	*frame = (struct frame){ .cell = NULL };
}

static size_t frame_bytes(const struct frame *frame)
{
	return (size_t)frame->rows * (size_t)frame->cols * sizeof(struct cell);
}

bool frame_is_same(const struct frame *a, const struct frame *b)
{
	if (a->rows != b->rows || a->cols != b->cols ||
	    a->cursor_y != b->cursor_y || a->cursor_x != b->cursor_x)
		return false;
	size_t cells = (size_t)a->rows * (size_t)a->cols;
	for (size_t i = 0; i < cells; i++) {
		const struct cell *x = &a->cell[i], *y = &b->cell[i];
		if (x->role != y->role || x->columns != y->columns)
			return false;
		for (int k = 0; k < CELL_TEXT; k++)
			if (x->text[k] != y->text[k])
				return false;
	}
	return true;
}

int frame_copy(struct frame *to, const struct frame *from, struct err *err)
{
	if (frame_reset(to, from->rows, from->cols, err) < 0)
		return -1;
	memcpy(to->cell, from->cell, frame_bytes(from));
	to->cursor_y = from->cursor_y;
	to->cursor_x = from->cursor_x;
	return 0;
}

/* The character at text, which is len bytes of good UTF-8. */
static uint32_t decode(const char *text, size_t len)
{
	static const uint8_t lead[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const uint8_t *at = (const uint8_t *)text;

	if (len < 1 || len > 4)
		return '?';
	uint32_t point = at[0] & lead[len];
	for (size_t i = 1; i < len; i++)
		point = point << 6 | (at[i] & 0x3f);
	return point;
}

/* Safe text in the characters that this frame can show. */
static void spell(const struct frame *frame, const char *safe, char *out,
		  size_t size)
{
	size_t used = 0, columns;

	out[0] = '\0';
	for (size_t len; (len = utf8_next(safe, &columns)) > 0; safe += len) {
		char word[16];
		if (frame->ascii_text && len > 1)
			snprintf(word, sizeof(word), "<U+%04X>",
				 (unsigned)decode(safe, len));
		else
			snprintf(word, sizeof(word), "%.*s", (int)len, safe);
		if (used + strlen(word) >= size)
			return;
		used += (size_t)snprintf(out + used, size - used, "%s", word);
	}
}

/* Put one character; x is where the next one goes. */
static int put_char(struct frame *frame, int y, int x, const char *text,
		    size_t len, size_t columns, unsigned role)
{
	uint32_t point = decode(text, len);

	if (columns == 0) {
		struct cell *before = cell_at(frame, y, x - 1);
		if (before && before->columns == 0)
			before = cell_at(frame, y, x - 2);
		for (int i = 1; before && i < CELL_TEXT; i++)
			if (!before->text[i]) {
				before->text[i] = point;
				break;
			}
		return x;
	}
	if (x + (int)columns > frame->cols)
		return x;
	put_point(frame, y, x, point, role);
	if (columns == 2) {
		struct cell *left = cell_at(frame, y, x);
		part_wide(frame, y, x + 1);
		struct cell *right = cell_at(frame, y, x + 1);
		if (left && right) {
			left->columns = 2;
			*right = (struct cell){ .role = (uint8_t)role };
		}
	}
	return x + (int)columns;
}

/* Put what fits into width columns; returns the columns. */
static int put_fitting(struct frame *frame, int y, int x, int width,
		       unsigned role, const char *text)
{
	int at = x;
	size_t columns;

	for (size_t len; (len = utf8_next(text, &columns)) > 0; text += len) {
		if (at - x + (int)columns > width)
			break;
		at = put_char(frame, y, at, text, len, columns, role);
	}
	return at - x;
}

static int fit(const struct frame *frame, int x, int width)
{
	if (width > frame->cols - x)
		width = frame->cols - x;
	return width > COLUMNS_MAX ? COLUMNS_MAX : width;
}

int frame_put(struct frame *frame, int y, int x, int width, unsigned role,
	      const char *text)
{
	char safe[SAFE_TEXT], shown[SAFE_TEXT];

	width = fit(frame, x, width);
	if (width <= 0 || y < 0 || y >= frame->rows || x < 0)
		return 0;
	/* two more than fit, so that a wide character too many shows */
	term_safe(safe, sizeof(safe), text, (size_t)width + 2);
	spell(frame, safe, shown, sizeof(shown));
	bool is_cut = utf8_width(shown) > (size_t)width;
	int used = put_fitting(frame, y, x, is_cut ? width - 1 : width, role,
			       shown);
	if (is_cut)
		put_glyph(frame, y, x + used++, GLYPH_CUT, role);
	explicit_bzero(safe, sizeof(safe));
	explicit_bzero(shown, sizeof(shown));
	return used;
}

int frame_putf(struct frame *frame, int y, int x, int width, unsigned role,
	       const char *fmt, ...)
{
	char text[SAFE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return frame_put(frame, y, x, width, role, text);
}

void frame_cut(struct frame *frame, int y, int x, unsigned role)
{
	if (y >= 0 && y < frame->rows && x >= 0 && x < frame->cols)
		put_glyph(frame, y, x, GLYPH_CUT, role);
}

/* The last columns of text. */
static const char *tail(const char *text, size_t columns)
{
	size_t width = utf8_width(text), one;

	while (width > columns) {
		size_t len = utf8_next(text, &one);
		if (len == 0)
			break;
		text += len;
		width -= one;
	}
	return text;
}

int frame_put_id(struct frame *frame, int y, int x, int width, unsigned role,
		 const char *text)
{
	char safe[SAFE_TEXT], shown[SAFE_TEXT];

	width = fit(frame, x, width);
	if (width <= 0 || y < 0 || y >= frame->rows || x < 0)
		return 0;
	term_safe(safe, sizeof(safe), text, COLUMNS_MAX);
	spell(frame, safe, shown, sizeof(shown));
	if (utf8_width(shown) <= (size_t)width)
		return put_fitting(frame, y, x, width, role, shown);
	int left = (width - 1) / 2;
	int used = put_fitting(frame, y, x, left, role, shown);
	put_glyph(frame, y, x + used++, GLYPH_CUT, role);
	return used + put_fitting(frame, y, x + used, width - used, role,
				  tail(shown, (size_t)(width - used)));
}

int frame_put_right(struct frame *frame, int y, int x, int width, unsigned role,
		    const char *text)
{
	char safe[SAFE_TEXT], shown[SAFE_TEXT];

	term_safe(safe, sizeof(safe), text, (size_t)width);
	spell(frame, safe, shown, sizeof(shown));
	int used = (int)utf8_width(shown);
	if (used > width)
		used = width;
	return frame_put(frame, y, x - used, used, role, shown);
}

int frame_put_lines(struct frame *frame, int y, int x, int width, unsigned role,
		    const char *text)
{
	int rows = 0, at = 0;

	while (*text && width > 0) {
		char word[256];
		size_t len = strcspn(text, " \n");
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		int columns = (int)utf8_width(word);
		if (at > 0 && at + 1 + columns > width) {
			rows++;
			at = 0;
		}
		at += at > 0;
		at += frame_put(frame, y + rows, x + at, width - at, role,
				word);
		text += len;
		if (*text == '\n') {
			rows++;
			at = 0;
		}
		text += *text != '\0';
	}
	return rows + 1;
}

void frame_fill(struct frame *frame, int y, int x, int width, unsigned role)
{
	bool line = role == ROLE_FIELD && frame->ascii_lines;

	for (int i = 0; i < width; i++)
		put_point(frame, y, x + i, line ? '_' : ' ', role);
}

void frame_tint(struct frame *frame, int y, int x, int width, unsigned role)
{
	for (int i = 0; i < width; i++) {
		struct cell *cell = cell_at(frame, y, x + i);
		if (!cell)
			continue;
		unsigned kept = role == ROLE_MATCH ? cell->role : 0;
		cell->role = (uint8_t)(role | kept);
	}
}

void frame_rule(struct frame *frame, int y, int x, int width)
{
	if (frame->is_plain) {
		frame_fill(frame, y, x, width, ROLE_NORMAL);
		return;
	}
	for (int i = 0; i < width; i++)
		put_glyph(frame, y, x + i, GLYPH_ACROSS, ROLE_DIM);
}

void frame_bar(struct frame *frame, int y, int x, int height)
{
	for (int i = 0; i < height && !frame->is_plain; i++)
		put_glyph(frame, y + i, x, GLYPH_DOWN, ROLE_DIM);
}

static void box_edge(struct frame *frame, int y, int x, int width,
		     enum glyph left, enum glyph right)
{
	put_glyph(frame, y, x, left, ROLE_NORMAL);
	for (int i = 1; i < width - 1; i++)
		put_glyph(frame, y, x + i, GLYPH_ACROSS, ROLE_NORMAL);
	put_glyph(frame, y, x + width - 1, right, ROLE_NORMAL);
}

static void box_lines(struct frame *frame, int y, int x, int height, int width)
{
	box_edge(frame, y, x, width, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT);
	for (int i = 1; i < height - 1; i++) {
		put_glyph(frame, y + i, x, GLYPH_DOWN, ROLE_NORMAL);
		put_glyph(frame, y + i, x + width - 1, GLYPH_DOWN, ROLE_NORMAL);
	}
	box_edge(frame, y + height - 1, x, width, GLYPH_BOTTOM_LEFT,
		 GLYPH_BOTTOM_RIGHT);
}

void frame_box(struct frame *frame, int y, int x, int height, int width,
	       const char *title)
{
	char text[256];

	if (frame->is_plain) {
		/* Alone on the page, but for its title and the last lines. */
		for (int i = 1; i < frame->rows - 2; i++)
			frame_fill(frame, i, 0, frame->cols, ROLE_NORMAL);
	} else {
		for (int i = 0; i < height; i++)
			frame_fill(frame, y + i, x, width, ROLE_NORMAL);
		box_lines(frame, y, x, height, width);
	}
	snprintf(text, sizeof(text), " %s ", title);
	frame_put(frame, y, x + 2, width - 4, ROLE_HEAD, text);
}

void frame_cursor(struct frame *frame, int y, int x)
{
	if (cell_at(frame, y, x)) {
		frame->cursor_y = y;
		frame->cursor_x = x;
	}
}

void frame_pointer(struct frame *frame, int y, int x, unsigned role)
{
	put_glyph(frame, y, x, GLYPH_POINTER, role);
	frame->pointer_y = y;
	if (frame->is_plain)
		frame_cursor(frame, y, x);
}
