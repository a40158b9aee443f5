/* sheet.h - screens that are one table: heading, columns, rows, a filter
 *
 * For the screens beside the connections list, which are drawn alike. */
#ifndef CONNVAULT_TUI_SHEET_H
#define CONNVAULT_TUI_SHEET_H

#include "tui/console.h"

#define SHEET_CELL 400 /* bytes of the text in one cell */

struct sheet_column {
	const char *title; /* NULL ends a table */
	int width;	   /* with 80 columns; the last one takes the rest */
	int narrow;	   /* with 40; 0: left out there */
	int share;	   /* in what there is more, as a number of parts */
	bool right;
	bool is_id; /* cut in the middle */
};

struct sheet {
	const struct sheet_column *column;
	/* The text of a cell; returns its role when it is not selected. */
	unsigned (*cell)(const void *state, size_t row, int column,
			 char out[SHEET_CELL]);
	const char *nothing; /* what stands there without rows */
};

/* Rows for the table in a window of that size; list->page is set to it and
 * the list settled. */
void sheet_settle(const struct console *console, struct list *list);
/* Title, heading, column titles, rows, in width columns of the frame. */
void sheet_draw(const struct console *console, const struct sheet *sheet,
		const void *state, const struct list *list, const char *heading,
		struct frame *frame, int width);
/* First row of the table in a frame. */
int sheet_top(const struct frame *frame);

/* Words that narrow a table while they are typed. */
struct finder {
	struct line line;
	bool is_open;
};
enum finder_result { FINDER_UNUSED, FINDER_USED, FINDER_CHANGED };
/* "/" opens it, Enter keeps the words, Esc takes them away. */
enum finder_result finder_key(struct console *console, struct finder *finder,
			      const struct key *key);
bool finder_is_on(const struct finder *finder);
/* In place of the heading. */
void finder_draw(const struct finder *finder, struct frame *frame,
		 const char *count);
/* Described for help and hints; the screen's key() does it. */
extern const struct action finder_actions[];

#endif
