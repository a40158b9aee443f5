/* signin_steps.c - what happens in a sign-in, one answer after the other */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "oauth/scope.h"
#include "ops/signing.h"

void signin_fail(struct signin *signin, enum err_code code, const char *fmt,
		 ...)
{
	char text[sizeof(signin->err.msg)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err_set(&signin->err, code, "%s", text);
	signin->state = SIGNIN_FAILED;
}

void signin_notice(struct signin *signin, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(signin->notice, sizeof(signin->notice), fmt, args);
	va_end(args);
	signin->notices++;
}

/* -- who it is --------------------------------------------------------------
 */

static void on_userinfo(struct http_result *result, void *arg)
{
	struct signin *signin = arg;
	char account[ACCOUNT_TEXT];

	signin->call_http = NULL;
	account_of_userinfo(result, account);
	if (*account)
		str_copy(signin->account, account, sizeof(signin->account));
	http_result_clear(result);
	signin->state = SIGNIN_DONE;
}

static int bearer_make(struct signin *signin, struct err *err)
{
	const struct secret *token = signin->answer.tokens.access;
	size_t len = secret_len(token);

	if (secret_new(len + strlen("Bearer "), &signin->bearer, err) != 0)
		return -1;
	char *at = secret_fill(signin->bearer);

	memcpy(at, "Bearer ", strlen("Bearer "));
	memcpy(at + strlen("Bearer "), secret_reveal(token, NULL), len);
	return 0;
}

/* Not knowing who it is does not undo that somebody signed in. Tokens often
 * have a number only where the provider knows an email. */
static void ask_account(struct signin *signin)
{
	struct http_request request = { .url = signin->provider.userinfo_url };
	struct err err = ERR_INIT;

	if (signin->answer.tokens.id)
		account_of_id_token(signin->answer.tokens.id, signin->account,
				    &err);
	signin->state = SIGNIN_DONE;
	if (strchr(signin->account, '@') || *request.url == '\0' ||
	    signin->as_client || bearer_make(signin, &err) != 0)
		return;
	request.authorization = signin->bearer;
	if (http_start(signin->http, &request, on_userinfo, signin,
		       &signin->call_http, &err) == 0)
		signin->state = SIGNIN_ASKING;
}

/* -- tokens -----------------------------------------------------------------
 */

static const char *hint_for(const struct answer *answer)
{
	switch (answer->class) {
	case ANSWER_MISCONFIGURED:
		return "look at the OAuth app: its client id, its secret, and "
		       "the redirect address and scopes registered for it";
	case ANSWER_LATER:
	case ANSWER_LOST:
		return "nothing was changed; sign in again in a while";
	case ANSWER_ELSEWHERE:
	case ANSWER_REDIRECTED:
		return "a portal or proxy stands between this machine and the "
		       "provider";
	default:
		return "nothing was changed; sign in again";
	}
}

static void fail_by_answer(struct signin *signin, const struct answer *answer)
{
	bool is_later =
		answer->class == ANSWER_LATER || answer->class == ANSWER_LOST;

	signin_fail(signin, is_later ? ERR_NETWORK : ERR_FAILED, "%.250s",
		    answer->text);
	err_hint(&signin->err, "%s", hint_for(answer));
}

/* RFC 6749, 5.1: not told means as asked. */
static int compare_scopes(struct signin *signin)
{
	const char *scope = signin->answer.tokens.scope;

	signin->granted = strdup(scope ? scope : signin->scopes);
	signin->lacking =
		scope ? scope_lacking(signin->scopes, scope) : strdup("");
	return signin->granted && signin->lacking ? 0 : -1;
}

static void take_tokens(struct signin *signin)
{
	if (compare_scopes(signin) != 0) {
		err_nomem(&signin->err);
		signin->state = SIGNIN_FAILED;
		return;
	}
	ask_account(signin);
}

/* Another one may be pasted, or come by itself. */
static void wait_on(struct signin *signin)
{
	signin->state = SIGNIN_WAITING;
	signin_notice(signin, "the provider does not know that code; still "
			      "waiting");
	answer_clear(&signin->answer);
	if (signin->device_state == SIGNIN_DEVICE_ASKING)
		signin_ask_device(signin);
}

static void on_exchanged(struct http_result *result, void *arg)
{
	struct signin *signin = arg;
	struct answer_profile profile = provider_profile(&signin->provider);
	struct answer *answer = &signin->answer;

	signin->call_http = NULL;
	int read = answer_read(result, signin->call.to, &profile, answer,
			       &signin->err);

	http_result_clear(result);
	oauth_call_clear(&signin->call);
	if (read != 0)
		signin->state = SIGNIN_FAILED;
	else if (answer->class == ANSWER_SIGN_IN && signin->may_be_no_code)
		wait_on(signin);
	else if (answer->class != ANSWER_TOKENS)
		fail_by_answer(signin, answer);
	else
		take_tokens(signin);
}

static void send_call(struct signin *signin)
{
	struct http_request request = oauth_call_request(&signin->call);

	signin->state = SIGNIN_EXCHANGING;
	if (signin->device_http)
		http_cancel(signin->device_http);
	signin->device_http = NULL;
	oauth_call_clear(&signin->device_call);
	if (http_start(signin->http, &request, on_exchanged, signin,
		       &signin->call_http, &signin->err) != 0)
		signin->state = SIGNIN_FAILED;
}

void signin_ask_as_client(struct signin *signin)
{
	struct oauth_client client = provider_client(&signin->provider);

	if (token_client_credentials(signin->provider.token_url, &client,
				     *signin->scopes ? signin->scopes : NULL,
				     &signin->call, &signin->err) != 0)
		signin->state = SIGNIN_FAILED;
	else
		send_call(signin);
}

/* -- the response -----------------------------------------------------------
 */

static void exchange(struct signin *signin, const struct secret *code)
{
	struct oauth_client client = provider_client(&signin->provider);

	if (token_exchange(signin->provider.token_url, &client, code,
			   signin->redirect_uri, signin->verifier,
			   &signin->call, &signin->err) != 0)
		signin->state = SIGNIN_FAILED;
	else
		send_call(signin);
}

static void refuse(struct signin *signin, const struct oauth_response *response)
{
	bool is_denied = str_is(response->error, "access_denied");

	signin_fail(signin, ERR_FAILED, "%s refused: %s%s%.180s",
		    signin->display,
		    is_denied ? "access was denied" : response->error,
		    *response->description ? ": " : "", response->description);
	err_hint(&signin->err,
		 is_denied ? "nothing was changed; sign in again and allow "
			     "access"
			   : "nothing was changed; look at the redirect "
			     "address and scopes registered for the OAuth "
			     "app");
}

/* Any word could be a code, one that is in the clipboard by mistake, too: it is
 * sent to the provider only when it comes twice. */
static bool is_meant(struct signin *signin, struct oauth_response *response)
{
	if (signin->alone && secret_equal(signin->alone, response->code))
		return true;
	secret_free(signin->alone);
	signin->alone = response->code;
	response->code = NULL;
	signin_notice(signin, "that is no address; if it is the code alone, "
			      "paste it once more");
	return false;
}

void signin_take_response(struct signin *signin,
			  struct oauth_response *response)
{
	switch (response->kind) {
	case RESPONSE_FOREIGN:
		signin_notice(signin, "an answer came, but %s; still waiting",
			      response->why);
		break;
	case RESPONSE_CODE:
		if (response->is_code_alone && !is_meant(signin, response))
			break;
		signin->may_be_no_code = response->is_code_alone;
		exchange(signin, response->code);
		break;
	case RESPONSE_ERROR:
		refuse(signin, response);
		break;
	case RESPONSE_BAD:
		signin_fail(signin, ERR_FAILED, "an answer came, but %s",
			    response->why);
		err_hint(&signin->err, "nothing was changed; sign in again");
		break;
	}
	response_clear(response);
}

/* -- by a device ------------------------------------------------------------
 */

static void device_failed(struct signin *signin, enum err_code code,
			  const char *why)
{
	signin->device_state = SIGNIN_DEVICE_FAILED;
	if (signin->url) {
		signin_notice(signin, "no device code: %s", why);
		return;
	}
	signin_fail(signin, code, "no device code: %s", why);
	err_hint(&signin->err, code == ERR_NETWORK
				       ? "nothing was changed; sign in again "
					 "in a while"
				       : "sign in by the browser instead");
}

static void on_device_code(struct http_result *result, void *arg)
{
	struct signin *signin = arg;
	struct err err = ERR_INIT;

	signin->device_http = NULL;
	if (device_read(result, clock_mono_ms(), &signin->device, &err) == 0)
		signin->device_state = SIGNIN_DEVICE_CODE;
	else
		device_failed(signin, err.code, err.msg);
	http_result_clear(result);
	oauth_call_clear(&signin->device_call);
}

void signin_ask_device(struct signin *signin)
{
	struct oauth_client client = provider_client(&signin->provider);
	struct http_request request;
	struct err err = ERR_INIT;

	device_clear(&signin->device);
	signin->device_state = SIGNIN_DEVICE_ASKING;
	if (token_device_start(signin->provider.device_url, &client,
			       *signin->scopes ? signin->scopes : NULL,
			       &signin->device_call, &err) != 0) {
		device_failed(signin, err.code, err.msg);
		return;
	}
	request = oauth_call_request(&signin->device_call);
	if (http_start(signin->http, &request, on_device_code, signin,
		       &signin->device_http, &err) != 0) {
		oauth_call_clear(&signin->device_call);
		device_failed(signin, err.code, err.msg);
	}
}

/* It is over for the device; with another way the sign-in goes on. */
static void device_ended(struct signin *signin, const struct answer *answer)
{
	device_failed(signin, ERR_FAILED,
		      str_is(answer->error, "access_denied")
			      ? "access was denied on the device"
			      : answer->text);
}

/* It is asked on; but who waits at the screen should know. */
static void note_outage(struct signin *signin, const struct answer *answer)
{
	bool is_down =
		answer->class == ANSWER_LATER || answer->class == ANSWER_LOST;

	if (is_down && !signin->is_down)
		signin_notice(
			signin,
			"the provider does not answer now; it is asked on "
			"(%.200s)",
			answer->text);
	else if (!is_down && signin->is_down)
		signin_notice(signin, "the provider answers again; still "
				      "waiting");
	signin->is_down = is_down;
}

static void on_polled(struct http_result *result, void *arg)
{
	struct signin *signin = arg;
	struct answer_profile profile = provider_profile(&signin->provider);
	struct answer *answer = &signin->answer;

	signin->device_http = NULL;
	oauth_call_clear(&signin->device_call);
	int read = answer_read(result, ANSWER_TO_DEVICE, &profile, answer,
			       &signin->err);

	http_result_clear(result);
	if (read != 0) {
		signin->state = SIGNIN_FAILED;
		return;
	}
	note_outage(signin, answer);
	if (device_told(&signin->device, answer, clock_mono_ms())) {
		answer_clear(answer);
	} else if (answer->class == ANSWER_TOKENS) {
		take_tokens(signin);
	} else if (str_is(answer->error, "expired_token")) {
		signin->device_state = SIGNIN_DEVICE_EXPIRED;
		answer_clear(answer);
	} else {
		device_ended(signin, answer);
		answer_clear(answer);
	}
}

static void poll_device(struct signin *signin)
{
	struct oauth_client client = provider_client(&signin->provider);
	struct http_request request;
	struct err err = ERR_INIT;

	if (token_device_poll(signin->provider.token_url, &client,
			      signin->device.code, &signin->device_call,
			      &err) != 0) {
		device_failed(signin, err.code, err.msg);
		return;
	}
	request = oauth_call_request(&signin->device_call);
	if (http_start(signin->http, &request, on_polled, signin,
		       &signin->device_http, &err) != 0) {
		oauth_call_clear(&signin->device_call);
		device_failed(signin, err.code, err.msg);
	}
}

void signin_tick_device(struct signin *signin)
{
	if (signin->device_state != SIGNIN_DEVICE_CODE || signin->device_http)
		return;
	switch (device_step(&signin->device, clock_mono_ms())) {
	case DEVICE_WAIT:
		break;
	case DEVICE_POLL:
		poll_device(signin);
		break;
	case DEVICE_EXPIRED:
		signin->device_state = SIGNIN_DEVICE_EXPIRED;
		if (!signin->url) {
			signin_fail(signin, ERR_TIMEOUT,
				    "the device code has expired");
			err_hint(&signin->err, "nothing was changed; start "
					       "again");
		}
		break;
	}
}
