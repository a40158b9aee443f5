/* signin.c - a sign-in: begun, polled, looked at, ended */
#include "ops/signin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/browser.h"
#include "oauth/pkce.h"
#include "oauth/request.h"
#include "oauth/scope.h"
#include "ops/app.h"
#include "ops/internal.h"
#include "ops/network.h"
#include "ops/signing.h"
#include "ops/tokens.h"
#include "ops/tunnel.h"

#define GOODBYE_MS   200  /* for the browser to get its page */
#define BROWSER_MS   1000 /* between looks whether it has ended */
#define PORT_PASTING 8765 /* in an address that nobody answers */
#define PARAMS_MAX   24

/* -- the browser's way ------------------------------------------------------
 */

static enum callback_page on_callback(const struct secret *query, void *arg)
{
	struct signin *signin = arg;
	struct oauth_response response;

	if (signin->state != SIGNIN_WAITING ||
	    response_read_query(&signin->wait, query, clock_mono_ms(),
				&response, &signin->err) != 0)
		return CALLBACK_NOT_OURS;
	enum response_kind kind = response.kind;

	signin_take_response(signin, &response);
	if (kind == RESPONSE_FOREIGN)
		return CALLBACK_NOT_OURS;
	return kind == RESPONSE_CODE ? CALLBACK_RECEIVED : CALLBACK_REFUSED;
}

/* What a redirect address is made of. */
struct place {
	char host[64], path[512]; /* host: "::1" without its brackets */
	unsigned port;
	bool has_port, is_loopback;
};

static void place_read(const char *uri, struct place *out)
{
	const char *at = strstr(uri, "://") + 3, *rest;
	const char *slash = at + strcspn(at, "/");
	size_t len;

	if (*at == '[') {
		len = strcspn(++at, "]");
		rest = at + len + (at[len] == ']');
	} else {
		len = strcspn(at, ":/");
		rest = at + len;
	}
	str_copy(out->host, at, len < sizeof(out->host) ? len + 1 : 1);
	out->has_port = *rest == ':';
	out->port = out->has_port ? (unsigned)strtoul(rest + 1, NULL, 10) : 0;
	str_copy(out->path, *slash ? slash : "/", sizeof(out->path));
	out->is_loopback = str_starts(uri, "http://");
}

static int listen_at(struct signin *signin, const struct place *place,
		     const char *registered, struct err *err)
{
	struct callback_options options = { .host = place->host,
					    .port = place->port,
					    .path = place->path,
					    .asked = on_callback,
					    .arg = signin };

	if (callback_open(&options, &signin->callback, err) != 0) {
		if (err->code == ERR_CONFLICT) {
			err_hint(err, "end what listens there, sign in with "
				      "--device where the provider has that, "
				      "or with --paste: whoever sits at the "
				      "browser pastes its address back");
			err_here(err, "end what listens there, or paste the "
				      "address back");
		}
		return -1;
	}
	/* Providers compare it byte by byte. */
	signin->redirect_uri = strdup(
		place->has_port ? registered : callback_uri(signin->callback));
	return signin->redirect_uri ? 0 : err_nomem(err);
}

/* An address at which nobody answers: the browser shows an error, and the
 * operator its address. */
static int pretend(struct signin *signin, const struct place *place,
		   const char *registered, struct err *err)
{
	struct str uri = STR_INIT;

	if (!place->is_loopback || place->has_port)
		str_add(&uri, registered);
	else
		str_addf(&uri,
			 strchr(place->host, ':') ? "http://[%s]:%u%s"
						  : "http://%s:%u%s",
			 place->host, place->port ? place->port : PORT_PASTING,
			 place->path);
	signin->redirect_uri = str_take(&uri);
	return signin->redirect_uri ? 0 : err_nomem(err);
}

static int redirect_make(struct signin *signin, const struct signin_plan *plan,
			 struct err *err)
{
	const char *registered = signin->provider.redirect_uri;
	struct place place;

	place_read(app_redirect(registered), &place);
	if (plan->port && place.port && plan->port != place.port) {
		err_set(err, ERR_USAGE,
			"the OAuth app is registered for port %u", place.port);
		return err_hint(err, "leave --port out, or register another "
				     "redirect address at the provider");
	}
	if (plan->port)
		place.port = plan->port;
	if (!place.is_loopback || plan->no_listener)
		return pretend(signin, &place, registered, err);
	return listen_at(signin, &place, registered, err);
}

/* Of use where there is a listener, and the browser is elsewhere. */
static int tunnel_make(struct signin *signin, struct err *err)
{
	struct place place;

	if (!signin->callback) {
		signin->tunnel = strdup("");
	} else {
		place_read(signin->redirect_uri, &place);
		signin->tunnel = tunnel_line(place.port);
	}
	return signin->tunnel ? 0 : err_nomem(err);
}

/* What is sent beside what RFC 6749 asks for: refresh tokens come from many
 * providers only with the first two, and others do not mind. */
static size_t params_make(const struct piece_way *way,
			  struct oauth_param out[PARAMS_MAX])
{
	size_t count = 0;

	out[count++] = (struct oauth_param){ "access_type", "offline" };
	if (!str_is(way->prompt, "omit"))
		out[count++] = (struct oauth_param){ "prompt",
						     *way->prompt ? way->prompt
								  : "consent" };
	for (size_t i = 0; i < way->extras; i++) {
		const struct field_option *extra = &way->extra[i];
		size_t at = 0;

		while (at < count && !str_is(out[at].name, extra->label))
			at++;
		if (at == PARAMS_MAX)
			break;
		out[at] = (struct oauth_param){ extra->label, extra->value };
		count += at == count;
	}
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (*out[i].value)
			out[kept++] = out[i];
	return kept;
}

static int url_make(struct signin *signin, struct err *err)
{
	struct oauth_param extra[PARAMS_MAX];
	const char *scope = signin->scopes;
	char challenge[PKCE_CHALLENGE + 1];
	struct oauth_request request = {
		.auth_url = signin->provider.auth_url,
		.client_id = signin->provider.client_id,
		.redirect_uri = signin->redirect_uri,
		.state = signin->wait.state.text,
		.challenge = challenge,
		.scope = &scope, /* one text with blanks, as it is sent */
		.scopes = *scope != '\0',
		.extra = extra,
		.extras = params_make(signin->provider.way, extra),
	};

	pkce_challenge(signin->verifier, challenge);
	return oauth_request_url(&request, &signin->url, err);
}

static int browser_begin(struct signin *signin, const struct signin_plan *plan,
			 struct err *err)
{
	struct oauth_wait *wait = &signin->wait;

	if (redirect_make(signin, plan, err) != 0 ||
	    state_new(&wait->state, clock_mono_ms(), err) != 0 ||
	    pkce_verifier_new(&signin->verifier, err) != 0)
		return -1;
	wait->state.until_ms = signin->until_ms;
	wait->redirect_uri = signin->redirect_uri;
	wait->issuer =
		*signin->provider.issuer ? signin->provider.issuer : NULL;
	wait->iss_is_promised = signin->provider.promises_iss;
	return url_make(signin, err);
}

/* -- begin ------------------------------------------------------------------
 */

/* The values of a connection that the way asks for: not its tokens, nor what
 * else an answer or an older catalog has left. */
static int fields_of(struct session *session, const struct conn *conn,
		     const struct piece_way *way, struct values *out,
		     struct err *err)
{
	struct values all = VALUES_INIT;
	int result = 0;

	if (conn->secret_version == 0)
		return 0;
	if (project_values(session->project, conn, "sign in", &all, err) != 0)
		return err->code == ERR_DAMAGED ? 0 : -1;
	for (size_t i = 0; i < all.count && result == 0; i++) {
		const struct value *value = &all.item[i];

		if (way_field(way, value->name))
			result = values_set_copy(out, value->name, value->value,
						 err);
	}
	values_clear(&all);
	return result;
}

static int fields_make(struct session *session, const struct signin_plan *plan,
		       const struct piece_way *way, struct values *out,
		       struct err *err)
{
	if (plan->conn && fields_of(session, plan->conn, way, out, err) != 0)
		return -1;
	if (plan->fields && values_copy(plan->fields, out, err) != 0)
		return -1;
	if (values_add_presets(way, out, err) != 0)
		return -1;
	return values_check(way, out, true, err);
}

/* They may have fields in them, as those of the piece. */
static int scopes_given(struct signin *signin, const char *scopes,
			struct err *err)
{
	char *list = scope_list(scopes);
	int result = list ? template_fill(list, &signin->fields, false,
					  &signin->scopes, err)
			  : err_nomem(err);

	free(list);
	return result;
}

static int scopes_make(struct signin *signin, const struct signin_plan *plan,
		       struct err *err)
{
	bool as_before = plan->conn && *plan->conn->scopes;

	if (plan->scopes)
		return scopes_given(signin, plan->scopes, err);
	if (as_before)
		signin->scopes = scopes_from_lines(plan->conn->scopes);
	else
		signin->scopes = strdup(signin->provider.scopes);
	return signin->scopes ? 0 : err_nomem(err);
}

/* App, its secret, and all addresses. */
static int provider_find(struct session *session, struct signin *signin,
			 const struct signin_plan *plan,
			 const struct piece *piece, const struct piece_way *way,
			 struct err *err)
{
	const char *name = plan->app	? plan->app
			   : plan->conn ? plan->conn->app
					: NULL;
	struct secret *secret = NULL;
	struct app app;
	int result = -1;

	if (app_get(session, piece->name, name, &app, err) != 0)
		return -1;
	if (fields_make(session, plan, way, &signin->fields, err) == 0 &&
	    project_app_secret(session->project, &app, "sign in", &secret,
			       err) == 0)
		result = provider_make(way, &app, secret, &signin->fields,
				       &signin->provider, err);
	signin->app = strdup(app.name);
	signin->piece = strdup(piece->name);
	signin->display = strdup(piece->display_name);
	secret_free(secret);
	app_clear(&app);
	if (result == 0 && (!signin->app || !signin->piece || !signin->display))
		return err_nomem(err);
	return result;
}

static bool is_by_client(const struct signin_plan *plan,
			 const struct piece_way *way)
{
	return way->has_client && (!way->has_code || plan->as_client);
}

static int ways_begin(struct signin *signin, const struct signin_plan *plan,
		      struct err *err)
{
	bool has_device = *signin->provider.device_url && !plan->no_device;

	if (signin->as_client) {
		signin_ask_as_client(signin);
		return 0;
	}
	if (plan->only_device && !has_device) {
		err_set(err, ERR_USAGE, "%s offers no device code",
			signin->display);
		return err_hint(err, "sign in by the browser; over ssh, paste "
				     "the address that it ended on");
	}
	if (!plan->only_device && browser_begin(signin, plan, err) != 0)
		return -1;
	if (tunnel_make(signin, err) != 0)
		return -1;
	if (has_device)
		signin_ask_device(signin);
	return 0;
}

static int begin(struct session *session, struct signin *signin,
		 const struct signin_plan *plan, struct err *err)
{
	const char *name = plan->conn ? plan->conn->piece : plan->piece;
	struct catalog *catalog = session_catalog(session, err);
	const struct piece_way *way;
	const struct piece *piece;

	if (!catalog || catalog_find(catalog, name, &piece, err) != 0)
		return -1;
	way = piece_way(piece, "oauth2", NULL);
	if (!way)
		return err_set(err, ERR_USAGE, "%s does not connect by OAuth",
			       piece->display_name);
	if (plan->as_client && !way->has_client)
		return err_set(err, ERR_USAGE,
			       "%s has no sign-in as a client "
			       "(client_credentials)",
			       piece->display_name);
	signin->as_client = is_by_client(plan, way);
	signin->until_ms =
		clock_mono_ms() +
		(plan->timeout_ms ? plan->timeout_ms : SIGNIN_TIMEOUT_MS);
	if (network_open(false, &signin->http, err) != 0 ||
	    provider_find(session, signin, plan, piece, way, err) != 0 ||
	    scopes_make(signin, plan, err) != 0)
		return -1;
	return ways_begin(signin, plan, err);
}

int signin_start(struct session *session, const struct signin_plan *plan,
		 struct signin **out, struct err *err)
{
	struct signin *signin;

	if (!session_need_write(session, err))
		return -1;
	signin = calloc(1, sizeof(*signin));
	if (!signin)
		return err_nomem(err);
	if (begin(session, signin, plan, err) != 0) {
		signin_free(signin);
		return -1;
	}
	*out = signin;
	return 0;
}

void signin_free(struct signin *signin)
{
	if (!signin)
		return;
	if (signin->callback && signin->state != SIGNIN_WAITING)
		callback_finish(signin->callback, GOODBYE_MS);
	callback_close(signin->callback);
	http_free(signin->http);
	oauth_call_clear(&signin->call);
	oauth_call_clear(&signin->device_call);
	device_clear(&signin->device);
	answer_clear(&signin->answer);
	provider_clear(&signin->provider);
	values_clear(&signin->fields);
	secret_free(signin->verifier);
	secret_free(signin->alone);
	secret_free(signin->bearer);
	free(signin->piece);
	free(signin->display);
	free(signin->app);
	free(signin->scopes);
	free(signin->tunnel);
	free(signin->redirect_uri);
	free(signin->url);
	free(signin->granted);
	free(signin->lacking);
	explicit_bzero(signin, sizeof(*signin));
	free(signin);
}

void signin_stop(struct signin *signin)
{
	callback_close(signin->callback);
	signin->callback = NULL;
	if (signin->device_http)
		http_cancel(signin->device_http);
	signin->device_http = NULL;
	signin_fail(signin, ERR_FAILED, "this sign-in has ended");
	err_hint(&signin->err, "nothing was changed; sign in again");
}

/* -- a browser of ours ------------------------------------------------------
 */

int signin_browse(struct signin *signin, struct err *err)
{
	if (!signin->url)
		return err_set(err, ERR_ABSENT, "there is nothing to open");
	return browser_open(signin->url, &signin->browser, err);
}

static void look_at_browser(struct signin *signin)
{
	enum browser_end end;

	if (!signin->browser)
		return;
	end = browser_look(signin->browser);
	if (end != BROWSER_RUNS)
		signin->browser = 0;
	if (end == BROWSER_FAILED && signin->state == SIGNIN_WAITING)
		signin_notice(signin, "the browser did not start; open the "
				      "address by hand");
}

/* -- poll -------------------------------------------------------------------
 */

static bool is_over(const struct signin *signin)
{
	return signin->state == SIGNIN_DONE || signin->state == SIGNIN_FAILED;
}

_Static_assert(SIGNIN_FDS_MAX >= CALLBACK_FDS_MAX + HTTP_FDS_MAX, "both fit");

size_t signin_fds(struct signin *signin, struct pollfd fds[SIGNIN_FDS_MAX],
		  int *wait_ms)
{
	size_t count = 0;
	int wait;

	*wait_ms = -1;
	if (signin->callback) {
		count = callback_fds(signin->callback, fds, &wait);
		*wait_ms = wait;
	}
	count += http_fds(signin->http, fds + count, &wait);
	*wait_ms = clock_shorter(*wait_ms, wait);
	if (is_over(signin))
		return count;
	*wait_ms = clock_until(*wait_ms, signin->until_ms);
	if (signin->browser)
		*wait_ms = clock_shorter(*wait_ms, BROWSER_MS);
	if (signin->device_state == SIGNIN_DEVICE_CODE && !signin->device_http)
		*wait_ms = clock_until(*wait_ms, signin->device.next_ms);
	return count;
}

void signin_step(struct signin *signin, const struct pollfd *fds, size_t count)
{
	if (signin->callback)
		callback_step(signin->callback);
	http_step(signin->http, fds, count);
	look_at_browser(signin);
	if (signin->state != SIGNIN_WAITING)
		return;
	signin_tick_device(signin);
	if (clock_mono_ms() < signin->until_ms)
		return;
	signin_fail(signin, ERR_TIMEOUT, "nobody signed in in time");
	err_hint(&signin->err, "nothing was changed; start again, with "
			       "--timeout SECONDS for more time");
	err_here(&signin->err, "nothing was changed; r starts again");
}

void signin_paste(struct signin *signin, const struct secret *text)
{
	struct oauth_response response;

	if (signin->state != SIGNIN_WAITING)
		return;
	if (!signin->url) {
		signin_notice(signin, "this sign-in is by device alone");
		return;
	}
	if (response_read_pasted(&signin->wait, text, clock_mono_ms(),
				 &response, &signin->err) != 0)
		signin->state = SIGNIN_FAILED;
	else
		signin_take_response(signin, &response);
}

void signin_device_again(struct signin *signin)
{
	if (signin->state == SIGNIN_WAITING &&
	    (signin->device_state == SIGNIN_DEVICE_EXPIRED ||
	     signin->device_state == SIGNIN_DEVICE_FAILED))
		signin_ask_device(signin);
}

/* -- look -------------------------------------------------------------------
 */

static const char *or_none(const char *text)
{
	return text ? text : "";
}

void signin_look(struct signin *signin, struct signin_view *out)
{
	int64_t now = clock_mono_ms();
	const struct device *device = &signin->device;
	bool has_code = signin->device_state == SIGNIN_DEVICE_CODE;
	bool can_refresh =
		signin->answer.tokens.refresh != NULL || signin->as_client;

	*out = (struct signin_view){
		.state = signin->state,
		.provider = signin->display,
		.app = signin->app,
		.url = or_none(signin->url),
		.redirect_uri = or_none(signin->redirect_uri),
		.is_listening = signin->callback != NULL,
		.tunnel = or_none(signin->tunnel),
		.device = signin->device_state,
		.user_code = has_code ? device->user_code : "",
		.uri = has_code ? or_none(device->uri) : "",
		.uri_complete = has_code ? or_none(device->uri_complete) : "",
		.device_left_ms = has_code ? device->end_ms - now : 0,
		.left_ms = signin->until_ms - now,
		.asked = signin->scopes,
		.notice = signin->notice,
		.notices = signin->notices,
		.has_word = signin->alone != NULL,
		.account = signin->account,
		.granted = or_none(signin->granted),
		.lacking = or_none(signin->lacking),
		.has_refresh = can_refresh,
		.expires_at =
			tokens_times(&signin->answer, can_refresh).expires_at,
		.advice = can_refresh ? "" : signin_advice(signin),
		.err = signin->err,
	};
}
