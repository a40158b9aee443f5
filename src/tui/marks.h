/* marks.h - the connections that were marked, by their ids
 *
 * Marks outlive filter, sort and reading again; those of connections that are
 * gone are dropped. Rows between the start of a range and the selected row
 * count as marked until the range ends. */
#ifndef CONNVAULT_TUI_MARKS_H
#define CONNVAULT_TUI_MARKS_H

#include "ops/roster.h"

struct console;

struct marks {
	uint8_t (*id)[OBJECT_ID]; /* ascending */
	size_t count, cap;
	bool is_ranging;
	uint8_t from[OBJECT_ID]; /* where the range began */
	size_t from_row;
};

bool marks_has(const struct marks *marks, const uint8_t id[OBJECT_ID]);
/* Is the row at index of the list shown as marked? */
bool marks_show(const struct console *console, size_t index);
/* How many are, the range that is open included. */
size_t marks_count(const struct console *console);
void marks_clear(struct marks *marks);

/* The list was filtered, sorted or read again: find the range's start. */
void marks_follow(struct console *console);
/* Read again: forget marks of connections that are gone. */
void marks_prune(struct console *console);

/* Are the marked ones meant, not the selected one? Not in its details. */
bool marks_are_meant(const struct console *console);
/* What an action is for: copies of the marked connections, in the order of the
 * list (what the filter hides comes too); the selected one when none is
 * marked. */
int marks_targets(struct console *console, struct conns *out, struct err *err);
/* End the range and take all marks away. */
void marks_drop(struct console *console);

#endif
