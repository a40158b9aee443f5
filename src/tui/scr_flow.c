/* scr_flow.c - one flow: where it refers to which connection, how that stands*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/flow_conns.h"
#include "tui/page.h"
#include "tui/places.h"
#include "tui/sheet.h"

struct scr_flow {
	uint8_t id[OBJECT_ID];
	struct flows flows;	 /* all of them, as they are read */
	const struct flow *flow; /* NULL once it is gone */
	struct flow_conns conns;
	struct list list;
};

static void scr_flow_close(void *state)
{
	struct scr_flow *made = state;

	flow_conns_clear(&made->conns);
	flows_clear(&made->flows);
	free(made);
}

static int load(struct console *console, struct scr_flow *made, struct err *err)
{
	flow_conns_clear(&made->conns);
	flows_clear(&made->flows);
	made->flow = NULL;
	made->list.count = 0;
	if (flows_list(console->session, &made->flows, err) < 0)
		return -1;
	for (size_t i = 0; i < made->flows.count; i++)
		if (memcmp(made->flows.item[i].id, made->id, OBJECT_ID) == 0)
			made->flow = &made->flows.item[i];
	if (!made->flow)
		return 0;
	made->list.count = made->flow->refs;
	list_settle(&made->list);
	return flow_conns_load(console->session, made->flow, &made->conns, err);
}

static void scr_flow_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

/* -- drawing ------------------------------------------------------------- */

static unsigned status_cell(const struct flow_conn *found, char *out)
{
	char text[STATUS_TEXT];

	if (!found || !found->is_there) {
		str_copy(out, "! no such connection", SHEET_CELL);
		return ROLE_BAD;
	}
	unsigned role = page_status(&found->conn, text);
	snprintf(out, SHEET_CELL, "%-12s %s", text, page_name(&found->conn));
	return role;
}

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_flow *made = state;
	const struct flow_ref *ref = &made->flow->ref[row];

	switch (column) {
	case 0:
		str_copy(out, ref->step, SHEET_CELL);
		return ROLE_NORMAL;
	case 1:
		str_copy(out, *ref->action ? ref->action : ref->piece,
			 SHEET_CELL);
		return ROLE_NORMAL;
	case 2:
		str_copy(out, ref->is_auth ? "auth" : "other", SHEET_CELL);
		return ROLE_NORMAL;
	case 3:
		str_copy(out, flow_ref_word(ref), SHEET_CELL);
		return ROLE_NORMAL;
	default:
		return status_cell(flow_conns_of(&made->conns, ref), out);
	}
}

static const struct sheet_column columns[] = {
	{ .title = "STEP", .width = 8, .narrow = 8 },
	{ .title = "ACTION", .width = 18, .share = 1 },
	{ .title = "AS", .width = 5 },
	{ .title = "CONNECTION",
	  .width = 14,
	  .narrow = 14,
	  .share = 1,
	  .is_id = true },
	{ .title = "STATUS AND NAME", .width = 28, .narrow = 12, .share = 1 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = columns,
				    .cell = cell,
				    .nothing = "It uses no connection." };

static void heading_text(const struct scr_flow *made, char *out, size_t size)
{
	const struct flow *flow = made->flow;
	char when[CLOCK_TEXT];

	if (!flow) {
		str_copy(out, "This flow was removed", size);
		return;
	}
	clock_local(flow->imported_at, when);
	snprintf(out, size, "%s, %s, imported %s from %s",
		 flow_state_name(flow->state),
		 *flow->trigger ? flow->trigger : "no trigger", when,
		 path_shown(flow->source).text);
}

static void scr_flow_draw(const struct console *console, const void *state,
			  struct frame *frame)
{
	const struct scr_flow *made = state;
	char heading[400];

	heading_text(made, heading, sizeof(heading));
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_flow_prepare(struct console *console, void *state)
{
	struct scr_flow *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_flow_list(struct console *console, void *state)
{
	struct scr_flow *made = state;

	(void)console;
	return &made->list;
}

static void scr_flow_crumb(const void *state, char *out, size_t size)
{
	const struct scr_flow *made = state;

	str_copy(out, made->flow ? made->flow->name : "removed", size);
}

static const struct flow_ref *selected(const struct scr_flow *made)
{
	return made->list.count ? &made->flow->ref[made->list.selected] : NULL;
}

/* The id in full. */
static void scr_flow_status(const struct console *console, const void *state,
			    char *out, size_t size)
{
	const struct scr_flow *made = state;
	const struct flow_ref *ref = selected(made);
	const struct flow_conn *found =
		ref ? flow_conns_of(&made->conns, ref) : NULL;

	(void)console;
	if (ref)
		snprintf(out, size, "%s%s", flow_ref_word(ref),
			 found && found->is_there ? ""
						  : ": no such connection");
}

static bool blocked_no_ref(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (top->def != &scr_flow || selected(top->state))
		return false;
	str_copy(why, "it uses no connection", size);
	return true;
}

static void run_copy_ref(struct console *console, void *state)
{
	copy_text(console, "external id", flow_ref_word(selected(state)));
}

static const struct action flow_actions[] = {
	{ .name = "copy",
	  .keys = "y",
	  .press = { 'y' },
	  .label = "copy the id",
	  .help = "copy the id of the connection",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_no_ref,
	  .run = run_copy_ref },
	{ .name = NULL },
};

const struct screen_def scr_flow = {
	.name = "flow",
	.action = { flow_actions, back_actions, move_actions, vault_actions },
	.draw = scr_flow_draw,
	.prepare = scr_flow_prepare,
	.list = scr_flow_list,
	.crumb = scr_flow_crumb,
	.status = scr_flow_status,
	.reloaded = scr_flow_reloaded,
	.close = scr_flow_close,
};

void flow_open(struct console *console, const struct flow *flow)
{
	struct scr_flow *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made)
		err_nomem(&err);
	else {
		memcpy(made->id, flow->id, OBJECT_ID);
		if (load(console, made, &err) == 0) {
			console_push(console, &scr_flow, made);
			return;
		}
		scr_flow_close(made);
	}
	console_say_err(console, &err);
}
