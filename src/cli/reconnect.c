/* reconnect.c - connvault reconnect */
#include <stdio.h>

#include "base/str.h"
#include "base/values.h"
#include "cli/alarm.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/fields.h"
#include "cli/revoke.h"
#include "cli/row.h"
#include "cli/signin.h"
#include "cli/trial.h"
#include "ops/conn.h"

static const struct opt options[] = {
	FIELD_OPTIONS,
	TRIAL_OPTIONS,
	SIGNIN_OPTIONS,
	{ "revoke-old", 0, NULL, "end the old tokens at the provider (OAuth)" },
	{ "other-account", 0, NULL,
	  "also when another account signs in than before" },
	OPT_END,
};

static bool gives_fields(const struct cli *cli)
{
	return cli_has(cli, "field") || cli_has(cli, "secret-file") ||
	       cli_has(cli, "secret-stdin") || cli_has(cli, "fields-stdin");
}

/* New values; without any option the required ones are asked for. */
static int read_values(struct cli *cli, const struct piece_way *way,
		       struct values *values, struct err *err)
{
	if (fields_check_argv(cli, way, err) != 0 ||
	    fields_read(cli, way, values, err) != 0)
		return -1;
	if (!gives_fields(cli) && fields_ask(cli, way, values, err) != 0)
		return -1;
	if (values->count > 0)
		return 0;
	err_set(err, ERR_USAGE, "no new value was given");
	return err_hint(err, "use --secret-stdin FIELD, --secret-file "
			     "FIELD=PATH, --fields-stdin or --field K=V");
}

static int tell(struct cli *cli, struct session *session,
		const struct conn *conn, struct err *err)
{
	char name[OUT_SAFE];

	if (cli_has(cli, "json-events"))
		return 0;
	if (cli_has(cli, "json"))
		return row_print_json(session, conn, err);
	cli_say(cli, "Reconnected \"%s\".", out_safe(name, conn->name));
	return 0;
}

/* -- by OAuth ------------------------------------------------------------ */

/* What the address needs; a connection that was signed in has it. */
static int read_fields(struct cli *cli, const struct conn *conn,
		       const struct piece_way *way, struct values *values,
		       struct err *err)
{
	if (fields_check_argv(cli, way, err) != 0 ||
	    fields_read(cli, way, values, err) != 0)
		return -1;
	return conn->secret_version ? 0 : fields_ask(cli, way, values, err);
}

/* Somebody else signed in than before: nobody should store that unawares. */
static int consent_other(const struct cli *cli, struct signin *signin,
			 const struct conn *conn, struct err *err)
{
	char question[OUT_SAFE], before[OUT_SAFE];
	struct signin_view view;

	if (!signin_is_other(signin, conn) || cli_has(cli, "other-account"))
		return 0;
	signin_look(signin, &view);
	out_safe(before, conn->account);
	if (fields_can_ask(cli) && !cli_has(cli, "json-events")) {
		snprintf(question, sizeof(question),
			 "It was %.150s, now it is %.150s: replace it?", before,
			 view.account);
		return ask_consent(question, err);
	}
	err_set(err, ERR_CONFLICT,
		"it was %.100s and would be %.100s: nothing was changed",
		before, view.account);
	return err_hint(err, "sign in as the same account, or use "
			     "--other-account");
}

static int revoke_old(const struct cli *cli, struct session *session,
		      struct grant *old, const struct conn *conn,
		      struct err *err)
{
	bool is_used;

	if (grant_is_used(session, old, conn, &is_used, err) != 0)
		return -1;
	if (!is_used)
		return revoke_end(cli, session, old, err);
	cli_say(cli,
		"The provider gave the same token again: it is not ended.");
	return 0;
}

static int reconnect_signed(struct cli *cli, struct session *session,
			    struct conn *conn, const struct values *values,
			    struct err *err)
{
	struct signin_plan plan = { .conn = conn, .fields = values };
	struct grant *old = NULL;
	struct signin *signin;
	int result;

	if (cli_has(cli, "revoke-old") &&
	    revoke_begin(session, conn, &old, err) != 0)
		return -1;
	result = signin_run(cli, session, &plan, &signin, err);
	if (result == 0)
		result = consent_other(cli, signin, conn, err);
	if (result == 0)
		result = signin_reconnect(session, signin, conn, err);
	if (result == 0) {
		signin_tell(cli, signin, conn);
		result = tell(cli, session, conn, err);
	}
	if (result == 0 && old)
		result = revoke_old(cli, session, old, conn, err);
	signin_free(signin);
	grant_free(old);
	return result;
}

/* -- by fields ----------------------------------------------------------- */

/* The old values stay until the new ones are accepted. */
static int reconnect_tried(struct cli *cli, struct session *session,
			   struct conn *conn, const struct piece_way *way,
			   const struct values *values, struct err *err)
{
	struct values merged = VALUES_INIT;
	struct check_result tried;
	bool is_tried;
	int result;

	if (conn_merge(session, conn, values, &merged, err) != 0)
		return -1;
	result = trial_run(cli, way, &merged, &tried, &is_tried, err);
	if (result == 0)
		result = conn_accept(session, conn, &merged, err);
	if (result == 0 && is_tried)
		result = trial_keep(session, conn, &tried, err);
	values_clear(&merged);
	return result == 0 ? tell(cli, session, conn, err) : -1;
}

/* -- all of it ----------------------------------------------------------- */

static int reconnect(struct cli *cli, struct session *session,
		     struct conn *conn, struct err *err)
{
	struct values values = VALUES_INIT;
	const struct piece_way *way;
	const struct piece *piece;
	int result = -1;

	if (conn_way(session, conn, &piece, &way, err) != 0)
		return -1;
	if (str_is(way->type, "oauth2")) {
		if (read_fields(cli, conn, way, &values, err) == 0)
			result = reconnect_signed(cli, session, conn, &values,
						  err);
	} else if (cli_has(cli, "revoke-old")) {
		err_set(err, ERR_USAGE,
			"--revoke-old is for OAuth: end the "
			"old credential at the provider");
	} else if (read_values(cli, way, &values, err) == 0) {
		result = reconnect_tried(cli, session, conn, way, &values, err);
	}
	values_clear(&values);
	return result;
}

static int try(struct cli *cli, struct err *err)
{
	struct session *session;
	struct conn conn;

	/* A name that says secret is refused before a key is asked for. */
	if (fields_check_argv(cli, NULL, err) != 0 ||
	    signin_check(cli, err) != 0 ||
	    cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;

	bool was_active = conn.status == STATUS_ACTIVE;
	int result = reconnect(cli, session, &conn, err);

	if (result == 0 && !was_active && conn.status == STATUS_ACTIVE)
		alarm_tell(session, HOOK_RECOVERED, &conn,
			   "it was reconnected");
	conn_clear(&conn);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	return signin_ended(cli, try(cli, err), err);
}

const struct cmd cmd_reconnect = {
	.name = "reconnect",
	.summary = "Give a connection a new credential",
	.operands = "CONNECTION",
	.about =
		"Fields that are not given stay as they are. " FIELDS_ABOUT
		"\n" TRIAL_ABOUT " Till then the old one stays.\n" SIGNIN_ABOUT,
	.option = options,
	.run = run,
};
