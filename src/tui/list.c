/* list.c - which row of a list is selected, and which is shown first */
#include "tui/list.h"

void list_settle(struct list *list)
{
	size_t page = list->page ? list->page : 1;

	if (list->selected >= list->count)
		list->selected = list->count ? list->count - 1 : 0;
	if (list->top > list->selected)
		list->top = list->selected;
	if (list->selected - list->top >= page)
		list->top = list->selected - page + 1;
	if (list->top + page > list->count)
		list->top = list->count > page ? list->count - page : 0;
}

void list_move(struct list *list, long rows)
{
	size_t by = (size_t)(rows < 0 ? -rows : rows);

	if (rows < 0)
		list->selected -= by < list->selected ? by : list->selected;
	else
		list->selected += by;
	list_settle(list);
}

void list_first(struct list *list)
{
	list->selected = 0;
	list_settle(list);
}

void list_last(struct list *list)
{
	list->selected = list->count;
	list_settle(list);
}
