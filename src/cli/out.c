/* out.c - tables for people, cut to the terminal */
#include "cli/out.h"

#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"
#include "base/utf8.h"

#define COLUMNS_MAX 8
#define GAP	    2 /* blanks between columns */
#define SHRUNK_MIN  6

struct cell {
	char *text;
	enum style style;
};

struct table {
	const struct column *columns;
	size_t count;
	struct cell *cell;
	size_t cells, cap;
	bool failed;
};

static const char *const colors[] = {
	[STYLE_HEAD] = "\033[1m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_WARN] = "\033[33m",
	[STYLE_BAD] = "\033[31m",
};

bool out_is_terminal(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

static bool out_has_colors(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return out_is_terminal() && !cli_has(cli, "no-color") &&
	       (!no_color || !*no_color) && term && !str_is(term, "dumb");
}

static size_t terminal_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

const char *out_safe(char buffer[OUT_SAFE], const char *text)
{
	term_safe(buffer, OUT_SAFE, text, OUT_SAFE);
	return buffer;
}

void out_line(const char *label, const char *text)
{
	char *safe = *text ? term_safe_dup(text, strlen(text)) : NULL;

	if (safe)
		printf("%-14s%s\n", label, safe);
	free(safe);
}

int out_write(const void *bytes, size_t len, struct err *err)
{
	const char *at = bytes;

	fflush(stdout);
	while (len > 0) {
		ssize_t done = write(STDOUT_FILENO, at, len);

		if (done < 0 && errno != EINTR)
			return err_sys(err, ERR_IO, "cannot write the output");
		at += done > 0 ? done : 0;
		len -= done > 0 ? (size_t)done : 0;
	}
	return 0;
}

struct table *table_new(const struct column *columns, size_t count)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->columns = columns;
	table->count = count < COLUMNS_MAX ? count : COLUMNS_MAX;
	for (size_t i = 0; i < table->count; i++)
		table_add(table, columns[i].title, STYLE_HEAD);
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->cells; i++)
		free(table->cell[i].text);
	free(table->cell);
	free(table);
}

static bool make_room(struct table *table)
{
	size_t cap = table->cap ? 2 * table->cap : 64;
	struct cell *cell;

	if (table->cells < table->cap)
		return true;
	cell = reallocarray(table->cell, cap, sizeof(*cell));
	if (!cell)
		return false;
	table->cell = cell;
	table->cap = cap;
	return true;
}

void table_add(struct table *table, const char *text, enum style style)
{
	char *safe;

	if (!table)
		return;
	safe = term_safe_dup(text, strlen(text));
	if (!safe || !make_room(table)) {
		free(safe);
		table->failed = true;
		return;
	}
	table->cell[table->cells++] = (struct cell){ safe, style };
}

void table_addf(struct table *table, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_add(table, text, STYLE_PLAIN);
}

static void measure(const struct table *table, size_t width[COLUMNS_MAX])
{
	memset(width, 0, COLUMNS_MAX * sizeof(*width));
	for (size_t i = 0; i < table->cells; i++) {
		size_t columns = utf8_width(table->cell[i].text);

		if (columns > width[i % table->count])
			width[i % table->count] = columns;
	}
}

/* Take columns from the widest that may shrink until all fits. */
static void shrink(const struct table *table, size_t width[COLUMNS_MAX])
{
	size_t room = terminal_columns();
	size_t all = GAP * (table->count - 1);

	for (size_t i = 0; i < table->count; i++)
		all += width[i];
	while (all > room) {
		size_t widest = COLUMNS_MAX;

		for (size_t i = 0; i < table->count; i++)
			if (table->columns[i].shrinks &&
			    width[i] > SHRUNK_MIN &&
			    (widest == COLUMNS_MAX || width[i] > width[widest]))
				widest = i;
		if (widest == COLUMNS_MAX)
			return;
		width[widest]--;
		all--;
	}
}

/* text in at most columns, with a mark where it was cut. */
static void put_cut(const char *text, size_t columns)
{
	const char *mark = str_is(nl_langinfo(CODESET), "UTF-8") ? "…" : "~";
	size_t used = 0, len, step;

	while ((len = utf8_next(text, &step)) > 0 && used + step < columns) {
		fwrite(text, 1, len, stdout);
		text += len;
		used += step;
	}
	fputs(mark, stdout);
	printf("%*s", (int)(columns - used - 1), "");
}

static void put_cell(const struct cell *cell, const struct column *column,
		     size_t width, bool is_last, bool colors_wanted)
{
	size_t columns = utf8_width(cell->text);
	int pad = columns < width ? (int)(width - columns) : 0;
	const char *color = colors_wanted ? colors[cell->style] : NULL;

	if (column->right)
		printf("%*s", pad, "");
	fputs(color ? color : "", stdout);
	if (columns > width)
		put_cut(cell->text, width);
	else
		fputs(cell->text, stdout);
	fputs(color ? "\033[0m" : "", stdout);
	if (!is_last)
		printf("%*s", (column->right ? 0 : pad) + GAP, "");
}

int table_print(struct table *table, const struct cli *cli, struct err *err)
{
	bool wanted = out_has_colors(cli);
	size_t width[COLUMNS_MAX];

	if (!table || table->failed) {
		table_free(table);
		return err_nomem(err);
	}
	measure(table, width);
	if (out_is_terminal())
		shrink(table, width);
	for (size_t i = 0; i < table->cells; i++) {
		size_t at = i % table->count;
		bool is_last = at == table->count - 1;

		put_cell(&table->cell[i], &table->columns[at], width[at],
			 is_last, wanted);
		if (is_last)
			putchar('\n');
	}
	table_free(table);
	return 0;
}
