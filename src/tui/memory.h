/* memory.h - how the operator likes the list, kept for each vault and project
 * in the state directory */
#ifndef CONNVAULT_TUI_MEMORY_H
#define CONNVAULT_TUI_MEMORY_H

#include "tui/columns.h"

struct console;

/* Where the detail pane is. */
enum pane { PANE_USUAL, PANE_OFF, PANE_BELOW, PANE_RIGHT, PANES };

/* What is remembered, beside the sort order in the query. */
struct memory {
	char *section; /* of the file; NULL: nothing is remembered */
	struct column_set columns;
	enum pane pane;
	bool is_changed;
};

/* What was remembered for the open project, or else the usual; what is broken
 * in the file is not used, and told. */
void memory_load(struct console *console);
/* Write it when it was changed. A list is no reason to stop: errors are told
 * where there is still somebody to tell. */
void memory_save(struct console *console);
void memory_clear(struct memory *memory);

#endif
