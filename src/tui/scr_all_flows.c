/* scr_all_flows.c - the flows of the project: imported, read again, removed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/flow_conns.h"
#include "tui/places.h"
#include "tui/prompt.h"
#include "tui/sheet.h"
#include "tui/text.h"

struct scr_all_flows {
	struct usages broken; /* with all flows in it */
	struct list list;
	char asked[300]; /* by the question before removing one */
};

static void scr_all_flows_close(void *state)
{
	struct scr_all_flows *made = state;

	usages_clear(&made->broken);
	free(made);
}

static const struct flow *flow_at(const struct scr_all_flows *made, size_t row)
{
	return row < made->list.count ? &made->broken.flows.item[row] : NULL;
}

static const struct flow *selected(const struct scr_all_flows *made)
{
	return flow_at(made, made->list.selected);
}

/* The selection stays on the same flow. */
static int load(struct console *console, struct scr_all_flows *made,
		struct err *err)
{
	struct usages broken = { .item = NULL };
	const struct flow *was = selected(made);

	if (usage_broken(console->session, &broken, err) < 0)
		return -1;
	for (size_t i = 0; was && i < broken.flows.count; i++)
		if (memcmp(broken.flows.item[i].id, was->id, OBJECT_ID) == 0) {
			made->list.selected = i;
			break;
		}
	usages_clear(&made->broken);
	made->broken = broken;
	made->list.count = broken.flows.count;
	list_settle(&made->list);
	return 0;
}

static void scr_all_flows_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

/* After a change: the counts of the list below, too. */
static void read_again(struct console *console)
{
	struct err err = ERR_INIT;

	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
}

/* -- drawing ------------------------------------------------------------- */

static size_t broken_refs(const struct scr_all_flows *made,
			  const struct flow *flow)
{
	for (size_t i = 0; i < made->broken.count; i++)
		if (made->broken.item[i].flow == flow)
			return made->broken.item[i].refs;
	return 0;
}

static unsigned broken_cell(const struct scr_all_flows *made,
			    const struct flow *flow, char *out)
{
	size_t refs = broken_refs(made, flow);

	if (refs)
		snprintf(out, SHEET_CELL, "! %zu", refs);
	return ROLE_BAD;
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_all_flows *made = state;
	const struct flow *flow = flow_at(made, row);

	switch (column) {
	case 0:
		str_copy(out, flow_state_name(flow->state), SHEET_CELL);
		break;
	case 1:
		str_copy(out, *flow->name ? flow->name : "? unreadable",
			 SHEET_CELL);
		break;
	case 2:
		str_copy(out, flow->trigger, SHEET_CELL);
		break;
	case 3:
		snprintf(out, SHEET_CELL, "%zu", flow_uses(flow));
		break;
	case 4:
		return broken_cell(made, flow, out);
	default:
		str_copy(out, path_name(flow->source), SHEET_CELL);
	}
	return ROLE_NORMAL;
}

static const struct sheet_column columns[] = {
	{ .title = "STATE", .width = 5, .narrow = 5 },
	{ .title = "FLOW", .width = 26, .narrow = 23, .share = 1 },
	{ .title = "TRIGGER", .width = 14, .share = 1 },
	{ .title = "USES", .width = 4, .right = true },
	{ .title = "BROKEN", .width = 6, .narrow = 6 },
	{ .title = "SOURCE", .width = 16, .share = 1 },
	{ .title = NULL },
};

static const struct sheet sheet = {
	.column = columns,
	.cell = cell,
	.nothing = "No flows yet. i imports them from files and folders: "
		   "exports of Activepieces and of n8n.",
};

static void scr_all_flows_draw(const struct console *console, const void *state,
			       struct frame *frame)
{
	const struct scr_all_flows *made = state;
	size_t in[FLOW_UNREADABLE + 1] = { 0 }, broken = 0;
	char heading[160];

	for (size_t i = 0; i < made->list.count; i++)
		in[flow_at(made, i)->state]++;
	for (size_t i = 0; i < made->broken.count; i++)
		broken += made->broken.item[i].refs;
	snprintf(heading, sizeof(heading),
		 "%zu flow%s: %zu on, %zu off, %zu draft%s%.0zu%s",
		 made->list.count, made->list.count == 1 ? "" : "s",
		 in[FLOW_ON], in[FLOW_OFF], in[FLOW_DRAFT], broken ? "   " : "",
		 broken, broken ? " broken" : "");
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_all_flows_prepare(struct console *console, void *state)
{
	struct scr_all_flows *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_all_flows_list(struct console *console, void *state)
{
	struct scr_all_flows *made = state;

	(void)console;
	return &made->list;
}

/* -- importing ----------------------------------------------------------- */

static void add_report(const struct import_report *report, void *arg)
{
	const char *file = path_name(report->file);

	if (report->err)
		str_addf(arg, "! not read\t%s: %s\n", file, report->err->msg);
	else
		str_addf(arg, "  read\t\t%3zu new, %3zu updated   %s   %s\n",
			 report->added, report->updated, file, report->shape);
}

static bool check_path(struct console *console, const char *typed, char *note,
		       size_t size, void *arg)
{
	struct err err = ERR_INIT;
	char *path = NULL;
	bool is_wrong;

	(void)console;
	(void)arg;
	if (prompt_path(typed, &path, &err) < 0) {
		str_copy(note, err.msg, size);
		return true;
	}
	is_wrong = access(path, R_OK) != 0;
	free(path);
	if (is_wrong)
		str_copy(note, "There is no such file or folder.", size);
	return is_wrong;
}

/* Each file has its line, read or not. */
static void show_results(struct console *console, struct str *text,
			 const struct err *err)
{
	if (err->code != ERR_OK)
		str_addf(text, "\t\n\t%s\n", err->msg);
	text_show(console, "Import", text);
}

static void import(struct console *console, const char *typed, void *arg)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	char *path = NULL;

	(void)arg;
	if (prompt_path(typed, &path, &err) == 0) {
		const char *const paths[] = { path };
		flows_import(console->session, paths, 1, add_report, &text,
			     &err);
	}
	free(path);
	console_pop(console);
	read_again(console);
	show_results(console, &text, &err);
}

void run_import_flows(struct console *console, void *state)
{
	const struct prompt question = {
		.title = "Import flows",
		.label = "Path",
		.button = "Import",
		.text = "A file, or a folder that is read with all folders in "
			"it: exports of Activepieces (*.json) and of n8n. "
			"What was imported before is updated.",
		.check = check_path,
		.agreed = import,
	};

	(void)state;

	prompt(console, &question);
}

static void run_sync(struct console *console, void *state)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	flows_sync(console->session, add_report, &text, &err);
	read_again(console);
	if (err.code == ERR_OK)
		console_say(console, TONE_GOOD, "Read again");
	else if (text.len == 0)
		console_say_err(console, &err);
	else {
		show_results(console, &text, &err);
		return;
	}
	str_clear(&text);
}

/* -- one of them --------------------------------------------------------- */

static bool blocked_none(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (top->def != &scr_all_flows || selected(top->state))
		return false;
	str_copy(why, "no flow is selected", size);
	return true;
}

static bool blocked_remove(struct console *console, char *why, size_t size)
{
	return blocked_read_only(console, why, size) ||
	       blocked_none(console, why, size);
}

static void run_open(struct console *console, void *state)
{
	flow_open(console, selected(state));
}

static void remove_agreed(struct console *console, void *arg)
{
	const struct flow *flow = selected(arg);
	struct err err = ERR_INIT;

	if (!flow ||
	    flows_remove(console->session,
			 *flow->external_id ? flow->external_id : flow->name,
			 &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	read_again(console);
	console_say(console, TONE_GOOD, "Removed");
}

static void run_remove(struct console *console, void *state)
{
	struct scr_all_flows *made = state;
	const struct question question = {
		.title = "Remove a flow",
		.text = made->asked,
		.harmless = "Keep it",
		.other = "Remove",
		.agreed = remove_agreed,
		.arg = made,
	};

	snprintf(made->asked, sizeof(made->asked),
		 "connvault forgets \"%.80s\". Its file stays, and importing "
		 "it brings the flow back.",
		 selected(made)->name);
	ask(console, &question);
}

static const struct action all_flows_actions[] = {
	{ .name = "open-flow",
	  .keys = "Enter",
	  .press = { PRESS_ENTER, PRESS_RIGHT },
	  .label = "its connections",
	  .help = "its connections",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_none,
	  .run = run_open },
	{ .name = "import",
	  .keys = "i",
	  .press = { 'i' },
	  .label = "import",
	  .help = "import from files",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_import_flows },
	{ .name = "sync",
	  .keys = "r  F5",
	  .press = { 'r', PRESS_F5 },
	  .label = "read again",
	  .help = "read the files again",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_sync },
	{ .name = "remove-flow",
	  .keys = "d  Del",
	  .press = { 'd', PRESS_DELETE },
	  .label = "remove",
	  .help = "remove (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_remove,
	  .run = run_remove },
	{ .name = NULL },
};

const struct screen_def scr_all_flows = {
	.name = "flows list",
	.place = "Flows",
	.action = { all_flows_actions, back_actions, move_actions,
		    vault_actions },
	.draw = scr_all_flows_draw,
	.prepare = scr_all_flows_prepare,
	.list = scr_all_flows_list,
	.reloaded = scr_all_flows_reloaded,
	.close = scr_all_flows_close,
};

void run_all_flows(struct console *console, void *state)
{
	struct scr_all_flows *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		console_push(console, &scr_all_flows, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_all_flows_close(made);
}
