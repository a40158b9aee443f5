/* picture.c - a picture (SVG) of the screen that a log of terminal bytes leaves
 *
 *	picture ROWS COLUMNS [light] <LOG >SVG
 *
 * libvterm plays the terminal, so that the picture shows what a real one shows:
 * no screen is drawn by hand. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vterm.h>

#define CELL_W 8.4
#define CELL_H 18
#define EDGE   14

/* The 16 colours of a quiet dark terminal; its own two may be light. */
static const char *const palette[16] = {
	"#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd",
	"#56b6c2", "#d5dae3", "#6b7489", "#ff7a85", "#b5e08f", "#ffd68a",
	"#82c4ff", "#dd9aef", "#7fd3de", "#ffffff",
};
static const char *ground = "#1b2029", *ink = "#d5dae3";

struct look {
	char fg[8], bg[8];
	bool bold, underline;
};

static void color_name(VTermScreen *screen, VTermColor color, bool is_fg,
		       char out[8])
{
	bool is_default = is_fg ? VTERM_COLOR_IS_DEFAULT_FG(&color)
				: VTERM_COLOR_IS_DEFAULT_BG(&color);

	if (is_default) {
		snprintf(out, 8, "%s", is_fg ? ink : ground);
	} else if (VTERM_COLOR_IS_INDEXED(&color) && color.indexed.idx < 16) {
		snprintf(out, 8, "%s", palette[color.indexed.idx]);
	} else {
		vterm_screen_convert_color_to_rgb(screen, &color);
		snprintf(out, 8, "#%02x%02x%02x", color.rgb.red,
			 color.rgb.green, color.rgb.blue);
	}
}

static struct look look_of(VTermScreen *screen, const VTermScreenCell *cell)
{
	struct look look = { .bold = cell->attrs.bold,
			     .underline = cell->attrs.underline };

	color_name(screen, cell->fg, true,
		   cell->attrs.reverse ? look.bg : look.fg);
	color_name(screen, cell->bg, false,
		   cell->attrs.reverse ? look.fg : look.bg);
	return look;
}

static bool looks_same(const struct look *a, const struct look *b)
{
	return !strcmp(a->fg, b->fg) && !strcmp(a->bg, b->bg) &&
	       a->bold == b->bold && a->underline == b->underline;
}

/* One code point as XML text. */
static void put_char(uint32_t c)
{
	if (c == '&' || c == '<' || c == '>')
		printf("&#%u;", (unsigned)c);
	else if (c < 0x80)
		putchar(c < ' ' ? ' ' : (int)c);
	else
		printf("&#x%X;", (unsigned)c);
}

struct run {
	int row, from, to;
	struct look look;
};

static void put_run(VTermScreen *screen, const struct run *run)
{
	double x = EDGE + run->from * CELL_W, y = EDGE + run->row * CELL_H;
	double width = (run->to - run->from) * CELL_W;

	if (strcmp(run->look.bg, ground))
		printf("<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" "
		       "height=\"%d\" fill=\"%s\"/>\n",
		       x, y, width, CELL_H, run->look.bg);
	printf("<text x=\"%.1f\" y=\"%.0f\" textLength=\"%.1f\" fill=\"%s\"%s%s>",
	       x, y + CELL_H - 5, width, run->look.fg,
	       run->look.bold ? " font-weight=\"bold\"" : "",
	       run->look.underline ? " text-decoration=\"underline\"" : "");
	for (int col = run->from; col < run->to; col++) {
		VTermScreenCell cell;
		VTermPos at = { run->row, col };

		vterm_screen_get_cell(screen, at, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* right half of a wide character */
		put_char(cell.chars[0] ? cell.chars[0] : ' ');
		for (int i = 1; cell.chars[0] && i < VTERM_MAX_CHARS_PER_CELL &&
				cell.chars[i];
		     i++)
			put_char(cell.chars[i]);
	}
	puts("</text>");
}

static void put_row(VTermScreen *screen, int row, int columns)
{
	struct run run = { .row = row };

	for (int col = 0; col <= columns; col++) {
		VTermScreenCell cell;
		VTermPos at = { row, col };
		struct look look = { .bold = false };

		if (col < columns) {
			vterm_screen_get_cell(screen, at, &cell);
			look = look_of(screen, &cell);
		}
		if (col > 0 &&
		    (col == columns || !looks_same(&look, &run.look))) {
			run.to = col;
			put_run(screen, &run);
			run.from = col;
		}
		run.look = look;
	}
}

static void put_picture(VTermScreen *screen, int rows, int columns)
{
	double width = columns * CELL_W + 2 * EDGE;
	int height = rows * CELL_H + 2 * EDGE;

	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
	       "height=\"%d\" viewBox=\"0 0 %.0f %d\">\n",
	       width, height, width, height);
	printf("<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n",
	       ground);
	puts("<g font-family=\"ui-monospace, DejaVu Sans Mono, Menlo, Consolas, "
	     "monospace\" font-size=\"14\" xml:space=\"preserve\">");
	for (int row = 0; row < rows; row++)
		put_row(screen, row, columns);
	puts("</g>\n</svg>");
}

int main(int argc, char **argv)
{
	int rows = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0;
	int columns = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
	char bytes[65536];
	size_t len;

	if (rows < 1 || columns < 1) {
		fputs("usage: picture ROWS COLUMNS [light] <LOG >SVG\n", stderr);
		return 2;
	}
	if (argc > 3) {
		ground = "#f7f7f4";
		ink = "#2b303b";
	}
	VTerm *vt = vterm_new(rows, columns);

	vterm_set_utf8(vt, 1);
	VTermScreen *screen = vterm_obtain_screen(vt);

	vterm_screen_enable_altscreen(screen, 1);
	vterm_screen_reset(screen, 1);
	while ((len = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
		vterm_input_write(vt, bytes, len);
	put_picture(screen, rows, columns);
	vterm_free(vt);
	return fflush(stdout) == 0 ? 0 : 1;
}
