/* list.h - which row of a list is selected, and which is shown first */
#ifndef CONNVAULT_TUI_LIST_H
#define CONNVAULT_TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	size_t selected, top;
	size_t count; /* rows there are */
	size_t page;  /* rows that fit */
};

/* Keep selected and top within count and page. */
void list_settle(struct list *list);
/* Rows down, or up when negative; stops at the ends. */
void list_move(struct list *list, long rows);
void list_first(struct list *list);
void list_last(struct list *list);

#endif
