/* csv.c - tables as RFC 4180 has them
 *
 * Some eighty lines of our own: libcsv is in no package of two of the systems
 * this is built on, and keeps what it reads in memory that it does not wipe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "move/read.h"

#define COLUMNS_MAX 256

struct csv {
	const char *at, *end;
	unsigned line; /* of at */
	char comma;    /* or ";", as spreadsheets of some languages write */
};

struct cell {
	struct secret *text;
	bool is_last;	/* of its record */
	bool is_broken; /* a quote that does not end, or has text behind it */
};

static bool at_break(const struct csv *csv)
{
	return csv->at >= csv->end || *csv->at == '\n' ||
	       (*csv->at == '\r' && csv->at + 1 < csv->end &&
		csv->at[1] == '\n');
}

/* How long the cell at hand can be, quotes included. */
static size_t longest(const struct csv *csv)
{
	const char *at = csv->at;

	if (at < csv->end && *at == '"') {
		for (at++; at < csv->end; at++)
			if (*at == '"' && (at + 1 >= csv->end || *++at != '"'))
				break;
	} else {
		while (at < csv->end && *at != csv->comma && *at != '\n')
			at++;
	}
	return (size_t)(at - csv->at);
}

static void read_quoted(struct csv *csv, struct cell *cell)
{
	char *out = secret_fill(cell->text);
	size_t len = 0;

	cell->is_broken = true;
	for (csv->at++; csv->at < csv->end; csv->at++) {
		bool is_quote = *csv->at == '"';

		if (is_quote &&
		    (csv->at + 1 >= csv->end || csv->at[1] != '"')) {
			csv->at++;
			cell->is_broken = false;
			break;
		}
		csv->at += is_quote;
		csv->line += *csv->at == '\n';
		out[len++] = *csv->at;
	}
	secret_cut(cell->text, len);
}

static void read_plain(struct csv *csv, struct cell *cell)
{
	char *out = secret_fill(cell->text);
	size_t len = 0;

	while (!at_break(csv) && *csv->at != csv->comma)
		out[len++] = *csv->at++;
	secret_cut(cell->text, len);
}

static int next_cell(struct csv *csv, struct cell *cell, struct err *err)
{
	*cell = (struct cell){ .is_last = false };
	if (secret_new(longest(csv), &cell->text, err) != 0)
		return -1;
	if (csv->at < csv->end && *csv->at == '"')
		read_quoted(csv, cell);
	else
		read_plain(csv, cell);
	while (!at_break(csv) && *csv->at != csv->comma) {
		cell->is_broken = true;
		csv->at++;
	}
	cell->is_last = at_break(csv);
	if (csv->at < csv->end && *csv->at == '\r' && cell->is_last)
		csv->at++;
	if (csv->at < csv->end) {
		csv->line += *csv->at == '\n';
		csv->at++;
	}
	return 0;
}

/* -- the titles ------------------------------------------------------------ */

struct titles {
	char name[COLUMNS_MAX][VALUE_NAME_MAX + 1];
	size_t count;
};

static void trim(const char *text, char *out, size_t size)
{
	size_t len;

	text += strspn(text, " \t");
	str_copy(out, text, size);
	len = strlen(out);
	while (len > 0 && strchr(" \t", out[len - 1]))
		out[--len] = '\0';
}

static int read_titles(struct csv *csv, struct titles *titles, struct err *err)
{
	struct cell cell = { .is_last = false };

	while (!cell.is_last) {
		if (titles->count == COLUMNS_MAX)
			return err_set(err, ERR_USAGE,
				       "it has more than %d columns",
				       COLUMNS_MAX);
		if (next_cell(csv, &cell, err) != 0)
			return -1;
		trim(secret_reveal(cell.text, NULL),
		     titles->name[titles->count++], VALUE_NAME_MAX + 1);
		secret_free(cell.text);
		if (cell.is_broken)
			return err_set(err, ERR_USAGE,
				       "line 1: a quote is not closed");
	}
	return 0;
}

static char comma_of(const char *text)
{
	size_t line = strcspn(text, "\n");
	const char *semicolon = memchr(text, ';', line);

	return semicolon && !memchr(text, ',', line) ? ';' : ',';
}

static struct csv begin(const char *text, size_t len)
{
	return (struct csv){ .at = text,
			     .end = text + len,
			     .line = 1,
			     .comma = comma_of(text) };
}

static bool has_title(const struct titles *titles, const char *name)
{
	for (size_t i = 0; i < titles->count; i++)
		if (str_is(titles->name[i], name))
			return true;
	return false;
}

bool csv_is(const char *text, size_t len)
{
	struct csv csv = begin(text, len);
	struct titles *titles = calloc(1, sizeof(*titles));
	struct err ignored = ERR_INIT;
	bool is = titles && read_titles(&csv, titles, &ignored) == 0 &&
		  titles->count > 1 &&
		  (has_title(titles, "name") || has_title(titles, "piece"));

	free(titles);
	return is;
}

/* -- the records ----------------------------------------------------------- */

static int take_cell(const struct titles *titles, size_t column,
		     const struct cell *cell, struct moved *out,
		     struct move_row *row, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(cell->text, &len);

	if (cell->is_broken)
		return row_wrong(row, "a quote is not closed, or has text "
				      "behind it");
	if (column >= titles->count)
		return len == 0 ? 0
				: row_wrong(row, "it has more cells than there "
						 "are columns");
	if (!*titles->name[column])
		return len == 0 ? 0
				: row_wrong(row, "column %zu has no title",
					    column + 1);
	return cell_read(out, row, titles->name[column], text, len, err);
}

static int read_record(struct csv *csv, const struct titles *titles,
		       struct moved *out, struct err *err)
{
	struct cell cell = { .is_last = false };
	struct move_row *row;
	char where[32];

	snprintf(where, sizeof(where), "line %u", csv->line);
	if (moved_row(out, where, &row, err) != 0)
		return -1;
	for (size_t i = 0; !cell.is_last; i++) {
		if (next_cell(csv, &cell, err) != 0)
			return -1;

		int result = take_cell(titles, i, &cell, out, row, err);

		secret_free(cell.text);
		if (result != 0)
			return -1;
	}
	row->is_bare = row->values.count == 0;
	return 0;
}

static void skip_empty(struct csv *csv)
{
	while (csv->at < csv->end && strchr("\r\n", *csv->at)) {
		csv->line += *csv->at == '\n';
		csv->at++;
	}
}

int csv_read(const char *text, size_t len, struct moved *out, struct err *err)
{
	struct csv csv = begin(text, len);
	struct titles *titles = calloc(1, sizeof(*titles));
	int result = titles ? read_titles(&csv, titles, err) : err_nomem(err);

	for (skip_empty(&csv); result == 0 && csv.at < csv.end;
	     skip_empty(&csv))
		result = read_record(&csv, titles, out, err);
	free(titles);
	out->has_secrets = true;
	return result;
}
