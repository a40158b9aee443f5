/* columns.h - the columns of the connections list: a row each
 *
 * Which are shown, and in what order, is the operator's choice (scr_columns.c)
 * and remembered (memory.c). */
#ifndef CONNVAULT_TUI_COLUMNS_H
#define CONNVAULT_TUI_COLUMNS_H

#include "ops/match.h"
#include "ops/roster.h"
#include "tui/frame.h"

enum column_id {
	COLUMN_PROVIDER,
	COLUMN_NAME,
	COLUMN_STATUS,
	COLUMN_FLOWS,
	COLUMN_CONNECTED,
	COLUMN_ID,
	COLUMN_ACCOUNT,
	COLUMN_TAGS,
	COLUMN_CHECKED,
	COLUMN_EXPIRES,
	COLUMNS
};

#define COLUMN_TEXT 128

struct column {
	const char *name, *title; /* in files and lists; at the top */
	int width, least;	  /* least: narrower it is left out */
	int gap;		  /* before the next */
	int priority;		  /* highest goes first when there is no room */
	bool is_right;
	enum roster_sort sort;
	enum match_part part; /* PARTS: the filter finds nothing there */
	/* The text, which may be in room. */
	const char *(*text)(const struct roster_row *row,
			    char room[COLUMN_TEXT]);
};
extern const struct column column_table[COLUMNS];
int column_of(const char *name); /* -1 for another word */

/* Those shown, in this order. */
struct column_set {
	uint8_t id[COLUMNS];
	size_t count;
};
extern const struct column_set columns_usual; /* of the web screen */

/* Where each is drawn. */
struct column_place {
	uint8_t id;
	int x, width;
};
struct column_places {
	struct column_place at[COLUMNS];
	size_t count;
	int end;       /* column after the last */
	bool is_short; /* a window too narrow for titles; status is a glyph */
};
void columns_place(const struct column_set *set, int width,
		   struct column_places *out);

#endif
