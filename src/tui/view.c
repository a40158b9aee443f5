/* view.c - the connections as the console shows them: read, filter, select */
#include "tui/dialogs.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/page.h"

const struct roster_row *console_selected(const struct console *console)
{
	if (!console->roster ||
	    console->list.selected >= roster_shown(console->roster))
		return NULL;
	return roster_at(console->roster, console->list.selected);
}

const struct conn *console_conn(const struct console *console,
				const uint8_t id[OBJECT_ID])
{
	long at = console->roster ? roster_index_of(console->roster, id) : -1;

	return at < 0 ? NULL : roster_at(console->roster, (size_t)at)->conn;
}

static void keep_selected(struct console *console)
{
	const struct roster_row *row = console_selected(console);

	if (row)
		memcpy(console->kept_id, row->conn->id, OBJECT_ID);
}

/* The kept connection stays under the pointer, at its place on the screen. */
static void find_selected(struct console *console)
{
	struct list *list = &console->list;
	size_t offset = list->selected - list->top;
	long at = roster_index_of(console->roster, console->kept_id);

	list->count = roster_shown(console->roster);
	if (at >= 0) {
		list->selected = (size_t)at;
		list->top =
			list->selected > offset ? list->selected - offset : 0;
	}
	list_settle(list);
	marks_follow(console);
}

int console_requery(struct console *console, struct err *err)
{
	keep_selected(console);
	console->query.words = line_text(&console->filter);
	if (roster_query(console->roster, &console->query, err) < 0)
		return -1;
	find_selected(console);
	return 0;
}

static void tell_screens(struct console *console)
{
	for (size_t i = 0; i < console->depth; i++) {
		struct screen *screen = &console->stack[i];
		if (screen->def->reloaded)
			screen->def->reloaded(console, screen->state);
	}
}

int console_reload(struct console *console, struct err *err)
{
	struct roster *roster;

	if (roster_load(console->session, &roster, err) < 0)
		return -1;
	keep_selected(console);
	usages_clear(&console->detail.usages); /* borrowed from the roster */
	console->detail.is_loaded = false;
	roster_free(console->roster);
	console->roster = roster;
	roster_count(roster, &console->counts);
	str_copy(console->shown, session_project(console->session),
		 sizeof(console->shown));
	marks_prune(console);
	console->query.words = line_text(&console->filter);
	if (roster_query(roster, &console->query, err) < 0)
		return -1;
	find_selected(console);
	tell_screens(console);
	if (session_damage(console->session))
		console_say_err(console, session_damage(console->session));
	return 0;
}

void console_select(struct console *console, const uint8_t id[OBJECT_ID])
{
	if (roster_index_of(console->roster, id) < 0)
		filter_clear(console);

	long at = roster_index_of(console->roster, id);

	if (at >= 0)
		console->list.selected = (size_t)at;
	list_settle(&console->list);
}

static void tell_catalog(struct console *console)
{
	struct err none = ERR_INIT, err = ERR_INIT;

	if (*console->message.text || session_catalog(console->session, &none))
		return;
	err_set(&err, ERR_FAILED,
		"Providers are shown as ids: the piece catalog cannot be read");
	err_hint(&err, "install connvault again, or let CONNVAULT_DATA name "
		       "its data folder");
	console_say_err(console, &err);
}

int console_enter(struct console *console, struct err *err)
{
	const char *project =
		console->project ? console->project : console->options.project;

	memory_save(console);
	if (session_project_open(console->session, project, err) < 0)
		return -1;
	memory_load(console);
	if (console_reload(console, err) < 0)
		return -1;
	tell_catalog(console);
	console->asked_at = console->now;
	while (console->depth > 0)
		console_pop(console);
	if (!secret_is_locked())
		console_say(console, TONE_ERROR,
			    "Secrets could be written to swap; connvault "
			    "doctor says what to do");
	if (session_anchor_trouble(console->session))
		console_say_err(console,
				session_anchor_trouble(console->session));
	return console->options.pick ? pick_open(console, err)
				     : console_push(console, &scr_list, NULL);
}

/* The connection as it is now, also when it is filtered away; NULL: deleted. */
static const struct conn *still_there(const struct console *console,
				      const uint8_t id[OBJECT_ID])
{
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct conn *conn = roster_any(console->roster, i)->conn;
		if (memcmp(conn->id, id, OBJECT_ID) == 0)
			return conn->trashed ? NULL : conn;
	}
	return NULL;
}

static void say_deleted(struct console *console, const struct conn *conn)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_ABSENT,
		"\"%.80s\" was deleted meanwhile; what you typed is kept",
		page_name(conn));
	err_hint(&err,
		 "connvault restore %.128s brings it back: then save "
		 "again",
		 conn->external_id);
	console_say_err(console, &err);
}

bool caught_up(struct console *console, struct conn *conn)
{
	struct err err = ERR_INIT;
	struct conn copy;

	if (console_reload(console, &err) < 0) {
		console_say_err(console, &err);
		return true;
	}
	const struct conn *now = still_there(console, conn->id);
	if (!now) {
		say_deleted(console, conn);
		return false;
	}
	if (conn_copy(now, &copy) < 0)
		return true;
	conn_clear(conn);
	*conn = copy;
	return true;
}

static int usage_order(const void *a, const void *b)
{
	const struct flow *x = ((const struct usage *)a)->flow;
	const struct flow *y = ((const struct usage *)b)->flow;

	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	return strcmp(x->name, y->name);
}

void usages_sort(struct usages *usages)
{
	if (usages->count > 1)
		qsort(usages->item, usages->count, sizeof(*usages->item),
		      usage_order);
}
