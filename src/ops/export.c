/* export.c - connections out of a project, into a file */
#include "ops/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "move/move.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/roster.h"
#include "ops/tokens.h"
#include "seal/box.h"

struct gathering {
	struct session *session;
	const struct export_plan *plan;
	struct export_report *report;
	struct roster *roster;
	struct values_wish *wish; /* one for each shown; NULL: not asked for */
	size_t wishes;
	char why[RECIPIENTS_TEXT + 16]; /* for the audit */
	struct apps apps;		/* of the project: texts of out.app */
	struct moved out;		/* borrows from all of these */
};

static void gathering_clear(struct gathering *g)
{
	moved_clear(&g->out);
	for (size_t i = 0; g->wish && i < g->wishes; i++)
		values_wish_clear(&g->wish[i]);
	free(g->wish);
	apps_clear(&g->apps);
	roster_free(g->roster);
}

/* -- values ---------------------------------------------------------------- */

static void leave_out(struct gathering *g, const struct err *why)
{
	if (g->report->left_out++ == 0)
		g->report->why = *why;
}

static int put_row(struct gathering *g, const struct conn *conn,
		   struct values *values, struct err *err)
{
	const struct piece *piece;
	const struct piece_way *way = NULL;
	bool is_plain = !g->plan->with_secrets;
	struct err ignored = ERR_INIT;
	struct move_row *row;

	if (moved_row(&g->out, "", &row, err) != 0)
		return -1;
	row->conn = *conn;
	row->conn.text = NULL;
	if (conn_way(g->session, conn, &piece, &way, &ignored) == 0)
		row->label = way->label;
	g->report->conns++;
	if (!values || (is_plain && !way))
		return 0;
	if (is_plain)
		return values_add_plain(way, values, &row->values, err) < 0 ? -1
									    : 0;
	g->report->rotating += values_get(values, TOKEN_REFRESH) != NULL;
	row->values = *values;
	*values = (struct values)VALUES_INIT;
	return 0;
}

static int put_shown(struct gathering *g, size_t i, struct err *err)
{
	const struct conn *conn = roster_at(g->roster, i)->conn;
	struct values_wish *wish = g->wish ? &g->wish[i] : NULL;
	struct err why = ERR_INIT;

	if (conn->status == STATUS_UNREADABLE) {
		err_set(&why, ERR_DAMAGED, "%.40s cannot be read", conn->name);
		leave_out(g, &why);
		return 0;
	}
	if (!wish)
		return put_row(g, conn, NULL, err);
	if (wish->why.code == ERR_RECONNECT && wish->now.name)
		return put_row(g, &wish->now, NULL, err);
	if (wish->why.code == ERR_OK)
		return put_row(g, &wish->now, &wish->values, err);
	leave_out(g, &wish->why);
	return 0;
}

/* All in one transaction. What is no secret is read for a plain one, too, where
 * that can be noted. */
static int take_values(struct gathering *g, struct err *err)
{
	bool is_plain = !g->plan->with_secrets;

	g->wishes = roster_shown(g->roster);
	if (g->wishes == 0 || (is_plain && session_is_read_only(g->session)))
		return 0;
	g->wish = calloc(g->wishes, sizeof(*g->wish));
	if (!g->wish)
		return err_nomem(err);
	for (size_t i = 0; i < g->wishes; i++)
		g->wish[i].conn = roster_at(g->roster, i)->conn->id;
	if (project_values_all(g->session->project, g->wish, g->wishes, g->why,
			       err) == 0)
		return 0;
	free(g->wish);
	g->wish = NULL;
	return -1;
}

/* -- apps ------------------------------------------------------------------ */

static bool is_used(const struct gathering *g, const struct app *app)
{
	for (size_t i = 0; i < g->out.rows; i++)
		if (str_is(g->out.row[i].conn.app, app->name) &&
		    str_is(g->out.row[i].conn.piece, app->piece))
			return true;
	return false;
}

static int put_app(struct gathering *g, struct app *app, struct err *err)
{
	struct move_app *to;

	if (app->is_unreadable || !is_used(g, app))
		return 0;
	if (moved_app(&g->out, &to, err) != 0)
		return -1;
	if (g->plan->with_secrets &&
	    project_app_secret(g->session->project, app, g->why,
			       &to->client_secret, err) != 0)
		return -1;
	to->app = *app;
	g->report->apps++;
	return 0;
}

static int put_apps(struct gathering *g, struct err *err)
{
	if (project_apps(g->session->project, &g->apps, err) != 0)
		return -1;
	for (size_t i = 0; i < g->apps.count; i++)
		if (put_app(g, &g->apps.item[i], err) != 0)
			return -1;
	return 0;
}

/* -- all ------------------------------------------------------------------- */

static int find_piece(struct gathering *g, const struct piece **out,
		      struct err *err)
{
	struct catalog *catalog = session_catalog(g->session, err);

	return catalog ? catalog_find(catalog, g->plan->piece, out, err) : -1;
}

/* Something was asked for, and there is none. */
static int nothing(struct gathering *g, struct err *err)
{
	const char *words = g->plan->words;
	bool has_words = words && *words;
	const struct piece *piece = NULL;
	char shown[80];

	if (g->plan->piece && find_piece(g, &piece, err) != 0)
		return -1;
	term_safe(shown, sizeof(shown), has_words ? words : "", 60);
	err_set(err, ERR_ABSENT, "there is no connection%s%.60s%s%s",
		piece ? " of " : "", piece ? piece->display_name : "",
		has_words ? " that matches " : "", shown);
	return err_hint(err, "connvault list shows all connections");
}

static bool is_chosen(const struct export_plan *plan)
{
	return plan->piece || (plan->words && *plan->words);
}

static void fill_why(struct gathering *g)
{
	char to[RECIPIENTS_TEXT] = "passphrase";

	if (g->plan->to)
		recipients_show(g->plan->to, to);
	if (g->plan->with_secrets)
		snprintf(g->why, sizeof(g->why), "export to %s", to);
	else
		str_copy(g->why, "export, no secrets", sizeof(g->why));
}

static int gather(struct gathering *g, struct err *err)
{
	struct roster_query query = { .words = g->plan->words,
				      .piece = g->plan->piece,
				      .sort = SORT_NAME };

	if (roster_load(g->session, &g->roster, err) != 0 ||
	    roster_query(g->roster, &query, err) != 0)
		return -1;
	if (roster_shown(g->roster) == 0 && is_chosen(g->plan))
		return nothing(g, err);
	if (take_values(g, err) != 0)
		return -1;
	for (size_t i = 0; i < roster_shown(g->roster); i++)
		if (put_shown(g, i, err) != 0)
			return -1;
	g->out.has_secrets = g->plan->with_secrets;
	g->out.project = session_project(g->session);
	return put_apps(g, err);
}

int export_text(struct session *session, const struct export_plan *plan,
		struct secret **out, struct export_report *report,
		struct err *err)
{
	struct gathering g = { .session = session,
			       .plan = plan,
			       .report = report,
			       .out = MOVED_INIT };
	int result = -1;

	*report = (struct export_report){ .conns = 0 };
	fill_why(&g);
	if (session_need(session, err) && gather(&g, err) == 0)
		result = export_write(&g.out, clock_now(), out, err);
	gathering_clear(&g);
	return result;
}

int export_seal(const struct secret *passphrase, const struct secret *text,
		void **bytes, size_t *len, struct err *err)
{
	uint8_t *sealed;

	if (secret_len(passphrase) == 0) {
		err_set(err, ERR_USAGE, "an empty passphrase protects nothing");
		return err_hint(err, "several words that nobody would guess "
				     "are good");
	}
	if (box_seal(passphrase, NULL, text, &sealed, len, err) != 0)
		return -1;
	*bytes = sealed;
	return 0;
}
