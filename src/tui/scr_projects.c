/* scr_projects.c - the projects of the vault: switch, make, rename, delete */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/dialogs.h"
#include "tui/places.h"
#include "tui/prompt.h"
#include "tui/refreshes.h"
#include "tui/sheet.h"

struct scr_projects {
	struct projects projects;
	struct list list;
	char open[NAME_BYTES_MAX + 1]; /* the one that is shown */
	size_t connections;	       /* in that one */
};

static void scr_projects_close(void *state)
{
	struct scr_projects *made = state;

	projects_clear(&made->projects);
	free(made);
}

/* NULL: its name cannot be read. */
static const char *name_at(const struct scr_projects *made, size_t row)
{
	return row < made->projects.count ? made->projects.item[row].name
					  : NULL;
}

static const char *selected(const struct scr_projects *made)
{
	return name_at(made, made->list.selected);
}

static bool is_open(const struct scr_projects *made, size_t row)
{
	return str_is(name_at(made, row), made->open);
}

/* The selection goes to the project of that id; NULL: to the open one. */
static void select_id(struct scr_projects *made, const uint8_t *id)
{
	for (size_t i = 0; i < made->projects.count; i++)
		if (id ? memcmp(made->projects.item[i].id, id, OBJECT_ID) == 0
		       : is_open(made, i))
			made->list.selected = i;
	list_settle(&made->list);
}

static int load(struct console *console, struct scr_projects *made,
		struct err *err)
{
	struct projects projects = { .count = 0 };
	uint8_t id[OBJECT_ID];
	bool has_id = made->list.selected < made->projects.count;

	if (session_projects(console->session, &projects, err) < 0)
		return -1;
	if (has_id)
		memcpy(id, made->projects.item[made->list.selected].id,
		       OBJECT_ID);
	projects_clear(&made->projects);
	made->projects = projects;
	made->list.count = projects.count;
	made->connections = console->counts.all;
	str_copy(made->open, session_project(console->session),
		 sizeof(made->open));
	select_id(made, has_id ? id : NULL);
	return 0;
}

static void scr_projects_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

/* After a change: what the title and the list below say, too. */
static void read_again(struct console *console)
{
	struct err err = ERR_INIT;

	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

/* -- drawing ------------------------------------------------------------- */

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_projects *made = state;
	const char *name = name_at(made, row);

	switch (column) {
	case 0:
		str_copy(out, name ? name : "? unreadable", SHEET_CELL);
		return name ? ROLE_NORMAL : ROLE_BAD;
	case 1:
		if (is_open(made, row))
			snprintf(out, SHEET_CELL, "%zu", made->connections);
		return ROLE_NORMAL;
	default:
		str_copy(out, is_open(made, row) ? "* shown now" : "",
			 SHEET_CELL);
		return ROLE_GOOD;
	}
}

static const struct sheet_column columns[] = {
	{ .title = "PROJECT", .width = 44, .narrow = 24, .share = 1 },
	{ .title = "CONNECTIONS", .width = 11, .right = true },
	{ .title = "OPEN", .width = 12, .narrow = 11 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = columns, .cell = cell };

static void scr_projects_draw(const struct console *console, const void *state,
			      struct frame *frame)
{
	const struct scr_projects *made = state;
	char heading[80];

	snprintf(heading, sizeof(heading), "%zu project%s in this vault",
		 made->list.count, made->list.count == 1 ? "" : "s");
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_projects_prepare(struct console *console, void *state)
{
	struct scr_projects *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_projects_list(struct console *console, void *state)
{
	struct scr_projects *made = state;

	(void)console;
	return &made->list;
}

/* -- names --------------------------------------------------------------- */

static bool is_taken(const struct scr_projects *made, const char *name,
		     size_t but)
{
	char *wanted = utf8_fold(name);
	bool found = false;

	for (size_t i = 0; wanted && i < made->projects.count && !found; i++) {
		char *other = i != but && name_at(made, i)
				      ? utf8_fold(name_at(made, i))
				      : NULL;
		found = str_is(wanted, other);
		free(other);
	}
	free(wanted);
	return found;
}

/* Would the name do for the project in row but, or for a new one? */
static bool check_name(const struct scr_projects *made, const char *typed,
		       size_t but, char *note, size_t size)
{
	struct err err = ERR_INIT;
	char *clean = NULL;
	bool is_wrong = name_clean(typed, &clean, &err) < 0;

	if (is_wrong)
		str_copy(note, err.msg, size);
	else if (is_taken(made, clean, but)) {
		snprintf(note, size, "There is a project of that name.");
		is_wrong = true;
	}
	free(clean);
	return is_wrong;
}

/* -- switching ----------------------------------------------------------- */

/* The list starts afresh: nothing of the other project's view stays. */
static void start_fresh(struct console *console)
{
	console->query = (struct roster_query){
		.sort = console->query.sort,
		.reverse = console->query.reverse,
	};
	filter_clear(console);
	list_first(&console->list);
}

static int switch_to(struct console *console, const char *name, struct err *err)
{
	char *old = console->project, *now = strdup(name);
	struct err ignored = ERR_INIT;

	if (!now)
		return err_nomem(err);
	console->project = now;
	if (console_enter(console, err) == 0) {
		free(old);
		start_fresh(console);
		return 0;
	}
	console->project = old;
	free(now);
	session_project_open(console->session,
			     old ? old : console->options.project, &ignored);
	return -1;
}

static void run_switch(struct console *console, void *state)
{
	struct scr_projects *made = state;
	const char *held = refreshes_held(console);
	struct err err = ERR_INIT;
	char *name = strdup(selected(made));

	if (!name)
		return;
	if (!held && console_is_busy(console))
		held = "old tokens are being revoked";
	if (held)
		console_say(console, TONE_ERROR, "open: %s", held);
	else if (switch_to(console, name, &err) < 0)
		console_say_err(console, &err);
	else if (!console->options.demo &&
		 session_project_use(console->session, name, &err) < 0)
		console_say(console, TONE_ERROR,
			    "Shown, but not remembered: %s", err.msg);
	else
		console_say(console, TONE_GOOD, "This is \"%.80s\"", name);
	free(name);
}

static bool blocked_unreadable(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (top->def != &scr_projects || selected(top->state))
		return false;
	str_copy(why, "its name cannot be read", size);
	return true;
}

/* -- making -------------------------------------------------------------- */

static bool check_new(struct console *console, const char *typed, char *note,
		      size_t size, void *arg)
{
	(void)console;
	return check_name(arg, typed, SIZE_MAX, note, size);
}

static void create(struct console *console, const char *typed, void *arg)
{
	struct scr_projects *made = arg;
	struct err err = ERR_INIT;

	if (session_project_create(console->session, typed, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	char *name = strdup(typed);

	console_pop(console);
	read_again(console);
	for (size_t i = 0; name && i < made->projects.count; i++)
		if (str_is(name_at(made, i), name))
			made->list.selected = i;
	free(name);
	console_say(console, TONE_GOOD, "Made. Enter switches to it");
}

static void run_new(struct console *console, void *state)
{
	const struct prompt question = {
		.title = "New project",
		.label = "Name",
		.button = "Make it",
		.check = check_new,
		.agreed = create,
		.arg = state,
	};

	prompt(console, &question);
}

/* -- renaming ------------------------------------------------------------ */

static bool check_other(struct console *console, const char *typed, char *note,
			size_t size, void *arg)
{
	const struct scr_projects *made = arg;

	(void)console;
	return check_name(made, typed, made->list.selected, note, size);
}

/* What opens the project the next time goes by its name. */
static void follow_rename(struct console *console, const char *typed)
{
	struct err err = ERR_INIT;
	char *name = NULL;

	if (name_clean(typed, &name, &err) < 0)
		return;
	free(console->project);
	console->project = name;
	if (!console->options.demo &&
	    session_project_use(console->session, name, &err) < 0)
		console_say_err(console, &err);
}

static void change_name(struct console *console, const char *typed, void *arg)
{
	struct scr_projects *made = arg;
	bool is_shown = is_open(made, made->list.selected);
	struct err err = ERR_INIT;

	if (session_project_rename(console->session, selected(made), typed,
				   &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	console_say(console, TONE_GOOD, "Renamed to \"%.80s\"", typed);
	if (is_shown)
		follow_rename(console, typed);
	console_pop(console);
	read_again(console);
}

static bool blocked_rename(struct console *console, char *why, size_t size)
{
	return blocked_read_only(console, why, size) ||
	       blocked_unreadable(console, why, size);
}

static void run_name(struct console *console, void *state)
{
	const struct prompt question = {
		.title = "Rename project",
		.label = "Name",
		.button = "Save",
		.start = selected(state),
		.check = check_other,
		.agreed = change_name,
		.arg = state,
	};

	prompt(console, &question);
}

/* -- deleting ------------------------------------------------------------ */

static bool blocked_delete(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);
	const struct scr_projects *made = top->state;

	if (blocked_rename(console, why, size))
		return true;
	if (top->def != &scr_projects || !is_open(made, made->list.selected))
		return false;
	str_copy(why, "it is shown now; switch to another one first", size);
	return true;
}

static bool check_typed(struct console *console, const char *typed, char *note,
			size_t size, void *arg)
{
	(void)console;
	if (str_is(typed, selected(arg)))
		return false;
	str_copy(note, "Type its name to delete it.", size);
	return true;
}

static void delete (struct console *console, const char *typed, void *arg)
{
	struct err err = ERR_INIT;

	(void)arg;
	if (session_project_delete(console->session, typed, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	if (session_anchor_trouble(console->session))
		console_say(console, TONE_ERROR,
			    "Deleted the project \"%.80s\", but an older file "
			    "would pass unnoticed: %s",
			    typed,
			    session_anchor_trouble(console->session)->msg);
	else
		console_say(console, TONE_GOOD, "Deleted the project \"%.80s\"",
			    typed);
	console_pop(console);
	read_again(console);
}

static void run_delete(struct console *console, void *state)
{
	char text[400];
	const struct prompt question = {
		.title = "Delete project",
		.label = "Name",
		.button = "Delete",
		.destroys = true,
		.text = text,
		.check = check_typed,
		.agreed = delete,
		.arg = state,
	};

	snprintf(
		text, sizeof(text),
		"Delete \"%.100s\" with all its connections, its trash, flows, "
		"apps and clients? They do not go to the trash and cannot be brought back. Nothing "
		"is removed at the providers. Type its name to confirm.",
		selected(state));
	prompt(console, &question);
}

static const struct action projects_actions[] = {
	{ .name = "switch",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "switch to it",
	  .help = "switch to it",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_unreadable,
	  .run = run_switch },
	{ .name = "new-project",
	  .keys = "n",
	  .press = { 'n' },
	  .label = "new",
	  .help = "new project",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_new },
	{ .name = "rename-project",
	  .keys = "e  F2",
	  .press = { 'e', PRESS_F2 },
	  .label = "rename",
	  .help = "rename",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_rename,
	  .run = run_name },
	{ .name = "delete-project",
	  .keys = "d  Del",
	  .press = { 'd', PRESS_DELETE },
	  .label = "delete",
	  .help = "delete (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_delete,
	  .run = run_delete },
	{ .name = NULL },
};

const struct screen_def scr_projects = {
	.name = "projects list",
	.place = "Projects",
	.action = { projects_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_projects_draw,
	.prepare = scr_projects_prepare,
	.list = scr_projects_list,
	.reloaded = scr_projects_reloaded,
	.close = scr_projects_close,
};

void run_projects(struct console *console, void *state)
{
	struct scr_projects *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		console_push(console, &scr_projects, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_projects_close(made);
}
