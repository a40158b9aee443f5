/* serve.c - a credential as it is handed out: fresh, and audited before */
#include "ops/serve.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/ink.h"
#include "ops/internal.h"
#include "ops/recipe.h"
#include "ops/refresh.h"
#include "ops/refreshing.h"
#include "ops/tokens.h"

#define USUAL_S	   60 /* that a token lasts at least */
#define USUAL_PART 10 /* ... or this part of its life */

/* -- how long it lasts --------------------------------------------------- */

/* Has its end come within so many seconds? Unknown ends never come; one that
 * was set while the clock was wrong may have. */
static bool ends_within(const struct conn *conn, int64_t now, int64_t seconds)
{
	if (conn->auth != AUTH_OAUTH2 || conn->expires_at == 0)
		return false;
	return conn->expires_at <= now + seconds ||
	       (conn->refresh_at != 0 && refresh_is_of_the_future(conn, now));
}

static int64_t wanted(const struct conn *conn, const struct serve_plan *plan)
{
	int64_t from = conn->refreshed_at > conn->connected_at
			       ? conn->refreshed_at
			       : conn->connected_at;
	int64_t part = (conn->expires_at - from) / USUAL_PART;

	if (plan->min_valid != SERVE_USUAL)
		return plan->min_valid;
	return part >= 0 && part < USUAL_S ? part : USUAL_S;
}

/* A provider that did not answer is left alone until then. */
static bool is_waiting(const struct conn *conn, int64_t now)
{
	return conn->failures > 0 && conn->refresh_at > now;
}

bool serve_asks(const struct conn *conn, const struct serve_plan *plan)
{
	int64_t now = clock_now();

	return !plan->is_as_it_is && conn->refresh_at != 0 &&
	       ends_within(conn, now, wanted(conn, plan)) &&
	       !is_waiting(conn, now);
}

bool serve_is_ready(const struct conn *conn, const struct serve_plan *plan)
{
	if (conn->reason == REASON_MISSING || plan->is_forced)
		return false;
	return plan->is_as_it_is ||
	       (conn->status != STATUS_INACTIVE &&
		!ends_within(conn, clock_now(), wanted(conn, plan)));
}

/* -- what is told -------------------------------------------------------- */

static int must_reconnect(const struct conn *conn, const char *why,
			  struct err *err)
{
	char name[80];

	term_safe(name, sizeof(name), conn->name, 40);
	err_set(err, ERR_RECONNECT, "\"%s\" must be reconnected: %.150s", name,
		why);
	return err_hint(err, "connvault reconnect %.128s", conn->external_id);
}

static int try_later(const struct conn *conn, const char *why, struct err *err)
{
	char name[80], when[CLOCK_TEXT];

	term_safe(name, sizeof(name), conn->name, 40);
	clock_local(conn->refresh_at, when);
	err_set(err, ERR_NETWORK,
		"the token of \"%s\" has expired and could not be "
		"refreshed: %.120s",
		name, why);
	return err_hint(err,
			"the provider is asked again from %s on; connvault "
			"refresh --force %.100s asks now",
			when, conn->external_id);
}

/* It goes on with the token that is there; or the token is of no use, which is
 * an error. */
static int not_refreshed(const struct conn *conn, const struct serve_plan *plan,
			 enum refresh_outcome outcome, const char *why,
			 struct serve_note *note, struct err *err)
{
	int64_t now = clock_now();

	if (!plan->is_forced && !ends_within(conn, now, 0)) {
		snprintf(note->text, sizeof(note->text),
			 "its token ends in %lld seconds: %.240s",
			 (long long)(conn->expires_at - now), why);
		return 0;
	}
	return outcome == REFRESH_LATER ? try_later(conn, why, err)
					: must_reconnect(conn, why, err);
}

/* -- refreshing ---------------------------------------------------------- */

/* What came of it, as far as the caller must know. */
static int judge(const struct conn *conn, const struct serve_plan *plan,
		 const struct refresh_result *result, struct serve_note *note,
		 struct err *err)
{
	int64_t now = clock_now();

	switch (result->outcome) {
	case REFRESH_DONE:
	case REFRESH_BY_OTHER:
	case REFRESH_NOT_DUE:
		if (ends_within(conn, now, 0))
			return must_reconnect(conn, "its token has expired",
					      err);
		if (ends_within(conn, now, wanted(conn, plan)))
			snprintf(note->text, sizeof(note->text),
				 "its token ends in %lld seconds: the provider "
				 "gives none that lasts longer",
				 (long long)(conn->expires_at - now));
		return 0;
	default:
		return not_refreshed(conn, plan, result->outcome, result->text,
				     note, err);
	}
}

static int refresh(struct session *session, struct conn *conn,
		   const struct serve_plan *plan, struct serve_note *note,
		   struct err *err)
{
	bool has_ended = ends_within(conn, clock_now(), 0);
	struct refresh_plan ask = { .within = wanted(conn, plan),
				    .is_forced = plan->is_forced || has_ended };
	struct refresh_result result;
	struct err why = ERR_INIT;

	if (refresh_conn(session, conn, &ask, &result, &why) == 0)
		return judge(conn, plan, &result, note, err);
	if (!plan->is_forced && !has_ended)
		return not_refreshed(conn, plan, REFRESH_LATER, why.msg, note,
				     err);
	*err = why;
	return -1;
}

/* So that what is there may be handed out. */
static int make_fresh(struct session *session, struct conn *conn,
		      const struct serve_plan *plan, struct serve_note *note,
		      struct err *err)
{
	int64_t now = clock_now();

	if (plan->is_forced && conn->auth != AUTH_OAUTH2)
		return must_reconnect(conn,
				      "it is not connected by OAuth, so there "
				      "is nothing to refresh",
				      err);
	if (plan->is_forced)
		return refresh(session, conn, plan, note, err);
	if (!ends_within(conn, now, wanted(conn, plan)))
		return 0;
	if (conn->refresh_at == 0)
		return not_refreshed(conn, plan, REFRESH_SIGN_IN,
				     *conn->error ? conn->error
						  : "nothing can refresh it",
				     note, err);
	if (is_waiting(conn, now))
		return not_refreshed(conn, plan, REFRESH_LATER, conn->error,
				     note, err);
	return refresh(session, conn, plan, note, err);
}

/* -- values -------------------------------------------------------------- */

/* What no other program has a use for that is not harmful. */
static bool is_ours(const struct conn *conn, const char *name)
{
	return str_is(name, TOKEN_REFRESH) || str_is(name, TOKEN_BOT_NEXT) ||
	       (conn->auth == AUTH_OAUTH2 && str_is(name, "client_secret"));
}

static void drop(const struct conn *conn, bool is_for_program,
		 struct values *values)
{
	size_t kept = 0;

	for (size_t i = 0; i < values->count; i++) {
		struct value *value = &values->item[i];

		if (value_is_hidden(value->name) ||
		    (is_for_program && is_ours(conn, value->name)))
			secret_free(value->value);
		else
			values->item[kept++] = *value;
	}
	values->count = kept;
}

/* What a placeholder has is no secret, and of no use alone. */
static int take_values(struct project *project, const struct conn *conn,
		       const char *why, struct values *out, struct err *err)
{
	if (conn->reason != REASON_MISSING)
		return project_values(project, conn, why, out, err);
	err_set(err, ERR_RECONNECT, "the connection has no credential yet");
	return err_hint(err, "connvault reconnect %.128s", conn->external_id);
}

int serve_values(struct session *session, struct conn *conn,
		 const struct serve_plan *plan, struct values *out,
		 struct serve_note *note, struct err *err)
{
	struct project *project = session_need(session, err);

	note->text[0] = '\0';
	if (!project)
		return -1;
	if (!plan->is_as_it_is &&
	    make_fresh(session, conn, plan, note, err) != 0)
		return -1;
	if (take_values(project, conn, plan->why, out, err) != 0)
		return -1;
	if (!*note->text && !plan->is_as_it_is &&
	    conn->status == STATUS_INACTIVE)
		snprintf(note->text, sizeof(note->text),
			 "it is inactive: %s%s%.240s",
			 conn_reason_name(conn->reason),
			 *conn->error ? ": " : "", conn->error);
	drop(conn, plan->is_for_program, out);
	return 0;
}

bool serve_ages(const char *field)
{
	return str_is(field, TOKEN_ACCESS) || str_is(field, TOKEN_BOT);
}

static int unclear(const struct values *values, const char *field,
		   struct err *err)
{
	struct str names = STR_INIT;
	char shown[VALUE_NAME_MAX + 1];

	for (size_t i = 0; i < values->count; i++)
		str_addf(&names, "%s%s", i ? ", " : "", values->item[i].name);
	term_safe(shown, sizeof(shown), field ? field : "", VALUE_NAME_MAX);
	if (field)
		err_set(err, ERR_USAGE, "there is no field %s", shown);
	else
		err_set(err, ERR_USAGE, "say which field you want");
	err_hint(err, "the fields are: %s", names.len ? names.text : "(none)");
	str_clear(&names);
	return -1;
}

/* The one value meant when no field is named. */
static const char *default_field(const struct values *values)
{
	static const char *const usual[] = { "api_key", TOKEN_ACCESS };

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (values_get(values, usual[i]))
			return usual[i];
	return values->count == 1 ? values->item[0].name : NULL;
}

int serve_pick(const struct values *values, const char *field,
	       struct secret **out, struct err *err)
{
	const char *name = field ? field : default_field(values);
	const struct secret *value = name ? values_get(values, name) : NULL;

	return value ? secret_copy(value, out, err)
		     : unclear(values, field, err);
}

/* -- without looking at its age: conn.h ---------------------------------- */

int conn_get_all(struct session *session, const struct conn *conn,
		 struct values *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project || take_values(project, conn, "get", out, err) != 0)
		return -1;
	drop(conn, false, out);
	return 0;
}

int conn_get(struct session *session, const struct conn *conn,
	     const char *field, struct secret **out, struct err *err)
{
	struct values values = VALUES_INIT;

	if (conn_get_all(session, conn, &values, err) != 0)
		return -1;

	int result = serve_pick(&values, field, out, err);

	values_clear(&values);
	return result;
}

/* -- when it was used: conn.h --------------------------------------------- */

/* What an audit row says of a reading that was for ourselves. */
static bool is_use(const char *why)
{
	static const char *const own[] = {
		"check", "fill in a form", "revoke", "sign in", "reconnect", "",
	};

	if (str_starts(why, "export")) /* and where to */
		return false;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (str_is(why, own[i]))
			return false;
	return true;
}

int conn_used_at(struct session *session, const struct conn *conn,
		 uint64_t rows, int64_t *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project)
		return -1;
	return project_audit_read_at(project, conn->id, is_use, rows, out, err);
}

/* -- headers ------------------------------------------------------------- */

static int write_lines(const struct recipe *recipe, struct secret **out,
		       struct err *err)
{
	struct ink lines = INK_INIT;
	int result = 0;

	for (size_t i = 0; i < recipe->headers && result == 0; i++)
		if (ink_add_secret(&lines, recipe->header[i], err) != 0 ||
		    ink_add(&lines, "\n", 1, err) != 0)
			result = -1;
	if (result == 0 && recipe->headers > 0)
		result = ink_take(&lines, out, err);
	ink_clear(&lines);
	return result;
}

int serve_headers(struct session *session, const struct conn *conn,
		  const struct values *values, struct secret **out,
		  struct err *err)
{
	const struct piece *piece;
	const struct piece_way *way;
	struct recipe recipe;

	*out = NULL;
	if (conn_way(session, conn, &piece, &way, err) != 0)
		return err->code == ERR_ABSENT
			       ? err_hint(err, "name a field to have it as a "
					       "Bearer token")
			       : -1;
	if (way->is_in_address) {
		err_set(err, ERR_USAGE,
			"%s wants it in the address and not in a header",
			piece->display_name);
		return err_hint(err, "get the value alone, or name a field to "
				     "have it as a Bearer token");
	}
	if (recipe_headers(way, values, &recipe, err) != 0)
		return -1;

	int result = write_lines(&recipe, out, err);

	recipe_clear(&recipe);
	return result;
}
