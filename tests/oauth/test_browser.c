/* test_browser.c - signing in with a real browser at a real server
 *
 * Headless Chromium, oidc-provider, and our own listener between the two, all
 * on loopback. */
#include "../unit/test.h"
#include "browser.h"
#include "idp.h"

#include <poll.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/callback.h"
#include "oauth/device.h"
#include "oauth/discovery.h"
#include "oauth/pkce.h"
#include "oauth/request.h"
#include "oauth/response.h"

#define PATH "/callback" /* that the client is registered with */

static struct idp idp;
static struct metadata metadata;
static const struct oauth_client client = { .id = "native-public",
					    .login = CLIENT_NONE };

/* One sign-in, and what came of it. */
struct sign_in {
	struct callback *callback;
	struct oauth_wait wait;
	struct secret *verifier;
	char *url; /* to sign in at */
	int asked; /* how often the listener took something for an answer */
	struct oauth_response response;
};

static int set_up(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	idp_start(&idp);
	assert_ok(discovery_run(idp.http, idp.issuer, &metadata, &err));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	metadata_clear(&metadata);
	idp_end(&idp);
	return 0;
}

/* -- one sign-in ---------------------------------------------------------- */

static enum callback_page on_asked(const struct secret *query, void *arg)
{
	struct sign_in *in = arg;
	struct oauth_response response;
	struct err err = ERR_INIT;

	in->asked++;
	assert_ok(response_read_query(&in->wait, query, clock_mono_ms(),
				      &response, &err));
	if (response.kind == RESPONSE_FOREIGN)
		return CALLBACK_NOT_OURS;
	in->response = response;
	return response.kind == RESPONSE_CODE ? CALLBACK_RECEIVED
					      : CALLBACK_REFUSED;
}

static void begin(struct sign_in *in, const char *host)
{
	const struct callback_options options = {
		.host = host, .path = PATH, .asked = on_asked, .arg = in
	};
	static const char *const scopes[] = { "openid", "offline_access" };
	static const struct oauth_param extra = { "prompt", "consent" };
	char challenge[PKCE_CHALLENGE + 1];
	struct err err = ERR_INIT;

	*in = (struct sign_in){ 0 };
	assert_ok(callback_open(&options, &in->callback, &err));
	in->wait.redirect_uri = callback_uri(in->callback);
	in->wait.issuer = metadata.issuer;
	in->wait.iss_is_promised = metadata.iss_is_promised;
	assert_ok(state_new(&in->wait.state, clock_mono_ms(), &err));
	assert_ok(pkce_verifier_new(&in->verifier, &err));
	pkce_challenge(in->verifier, challenge);

	const struct oauth_request request = {
		.auth_url = metadata.auth_url,
		.client_id = client.id,
		.redirect_uri = in->wait.redirect_uri,
		.state = in->wait.state.text,
		.challenge = challenge,
		.scope = scopes,
		.scopes = 2,
		.extra = &extra,
		.extras = 1,
	};

	assert_ok(oauth_request_url(&request, &in->url, &err));
}

static void end(struct sign_in *in)
{
	callback_close(in->callback);
	response_clear(&in->response);
	secret_free(in->verifier);
	free(in->url);
}

/* Send a browser to url and listen until it has come to its end. */
static struct browser_page browse(struct sign_in *in, const char *way,
				  const char *url)
{
	struct pollfd fds[CALLBACK_FDS_MAX + 1];
	struct browser browser;
	struct browser_page page;
	bool has_ended = false;

	browser_start(&browser, way, url, NULL);
	while (!has_ended) {
		int wait;
		size_t count = callback_fds(in->callback, fds, &wait);

		fds[count] = (struct pollfd){ .fd = browser_fd(&browser),
					      .events = POLLIN };
		poll(fds, count + 1, wait);
		callback_step(in->callback);
		has_ended = fds[count].revents != 0;
	}
	browser_end(&browser, &page);
	return page;
}

/* The address of the listener and path there, for as long as in lives. */
static const char *listener_at(const struct sign_in *in, const char *path)
{
	static char url[200];
	size_t origin = strlen(in->wait.redirect_uri) - strlen(PATH);

	snprintf(url, sizeof(url), "%.*s%s", (int)origin, in->wait.redirect_uri,
		 path);
	return url;
}

/* -- what came of it ------------------------------------------------------ */

static void assert_answer(const struct oauth_call *call,
			  enum answer_class class, struct answer *out)
{
	struct http_result result = idp_send(&idp, call);
	struct err err = ERR_INIT;

	assert_ok(answer_read(&result, call->to, NULL, out, &err));
	if (out->class != class)
		fail_msg("%s, not %s: %s", answer_class_name(out->class),
			 answer_class_name(class), out->text);
	http_result_clear(&result);
}

/* The server tells whose token it is. */
static void assert_token_is_of_alice(const struct secret *token)
{
	char text[4096];
	size_t len;

	snprintf(text, sizeof(text), "Bearer %s",
		 (const char *)secret_reveal(token, &len));

	struct secret *authorization = idp_secret(text);
	const struct http_request request = { .url = idp_at(&idp, "/me"),
					      .authorization = authorization };
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(http_run(idp.http, &request, &result, &err));
	assert_int_equal(result.status, 200);
	assert_non_null(
		strstr(secret_reveal(result.body, NULL), "\"sub\":\"alice\""));
	http_result_clear(&result);
	secret_free(authorization);
}

/* The code that came is worth tokens, once (A17). */
static void assert_signed_in(const struct sign_in *in)
{
	struct oauth_call call;
	struct answer answer;
	struct err err = ERR_INIT;

	assert_int_equal(in->response.kind, RESPONSE_CODE);
	assert_ok(token_exchange(metadata.token_url, &client, in->response.code,
				 in->wait.redirect_uri, in->verifier, &call,
				 &err));
	assert_answer(&call, ANSWER_TOKENS, &answer);
	assert_non_null(answer.tokens.refresh);
	assert_token_is_of_alice(answer.tokens.access);
	answer_clear(&answer);
	oauth_call_clear(&call);
}

/* A12: neither code nor state is left in the address bar. */
static void assert_page(const struct sign_in *in,
			const struct browser_page *page, const char *title)
{
	assert_string_equal(page->title, title);
	assert_string_equal(page->url, listener_at(in, "/"));
}

/* -- tests ---------------------------------------------------------------- */

/* A2, A3, A5, A10, A12, A13; A14: Chromium asked for /favicon.ico as well. */
static void a_browser_signs_in(void **state)
{
	struct sign_in in;

	(void)state;
	begin(&in, "127.0.0.1");

	struct browser_page page = browse(&in, "allow", in.url);

	assert_page(&in, &page, "Received");
	assert_non_null(strstr(page.text, "connvault goes on in the terminal"));
	assert_int_equal(in.asked, 1);
	assert_signed_in(&in);
	end(&in);
}

/* A7, A8 */
static void a_browser_finds_localhost(void **state)
{
	struct sign_in in;

	(void)state;
	begin(&in, "localhost");

	struct browser_page page = browse(&in, "allow", in.url);

	assert_page(&in, &page, "Received");
	assert_signed_in(&in);
	end(&in);
}

/* A13, A15 */
static void a_refusal_is_told(void **state)
{
	static const char *const ways[] = { "deny", "cancel" };

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct sign_in in;

		begin(&in, "127.0.0.1");

		struct browser_page page = browse(&in, ways[i], in.url);

		assert_page(&in, &page, "Signing in did not work");
		assert_int_equal(in.response.kind, RESPONSE_ERROR);
		assert_string_equal(in.response.error, "access_denied");
		assert_string_equal(in.response.description,
				    "End-User aborted interaction");
		end(&in);
	}
}

/* A window that is closed says nothing; the next one is listened to. */
static void a_window_can_be_closed_and_opened_again(void **state)
{
	struct sign_in in;

	(void)state;
	begin(&in, "127.0.0.1");
	browse(&in, "close", in.url);
	assert_int_equal(in.asked, 0);
	browse(&in, "allow", in.url);
	assert_int_equal(in.asked, 1);
	assert_signed_in(&in);
	end(&in);
}

/* A14: all that a page can ask of another origin without being left. It knows
 * even the state. Its title says that the listener did answer. */
#define HOSTILE                                                          \
	"<title>waiting</title><img src='%1$s'><iframe src='%1$s'>"      \
	"</iframe><script src='%1$s'></script><link rel=stylesheet "     \
	"href='%1$s'><link rel=prefetch href='%1$s'><object data='%1$s'" \
	"></object><video src='%1$s'></video><script>"                   \
	"fetch('%1$s',{mode:'no-cors'}).then(()=>document.title="        \
	"'answered');fetch('%1$s').catch(()=>0);"                        \
	"fetch('%1$s',{method:'POST',mode:'no-cors'});"                  \
	"navigator.sendBeacon('%1$s')</script>"

static void other_pages_change_nothing(void **state)
{
	struct sign_in in;
	char answer[300], rule[8192];

	(void)state;
	begin(&in, "127.0.0.1");
	snprintf(answer, sizeof(answer), "%s?code=stolen&state=%s",
		 in.wait.redirect_uri, in.wait.state.text);
	snprintf(rule, sizeof(rule),
		 "{\"path\":\"/evil\",\"replace\":{\"headers\":"
		 "{\"content-type\":\"text/html\"},\"body\":\"" HOSTILE "\"}}",
		 answer);
	idp_next(&idp, rule);

	struct browser_page page = browse(&in, "look", idp_at(&idp, "/evil"));

	assert_string_equal(page.title, "answered");
	assert_int_equal(in.asked, 0);

	/* A4: what an address bar can be led to, without knowing the state */
	page = browse(&in, "look", listener_at(&in, PATH "?code=a&state=b"));
	assert_page(&in, &page, "Not what connvault waits for");
	assert_int_equal(in.asked, 1);
	page = browse(&in, "look", listener_at(&in, "/favicon.ico"));
	assert_page(&in, &page, "Not what connvault waits for");
	assert_int_equal(in.asked, 1);

	browse(&in, "allow", in.url);
	assert_signed_in(&in);
	end(&in);
}

/* The browser is on a machine where nobody listens. The operator pastes the
 * address that it could not reach. */
static void the_address_it_ended_on_can_be_pasted(void **state)
{
	struct sign_in in;
	struct browser browser;
	struct browser_page page;
	struct oauth_response again;
	struct err err = ERR_INIT;

	(void)state;
	begin(&in, "127.0.0.1");

	char *uri = strdup(in.wait.redirect_uri);

	in.wait.redirect_uri = uri;
	callback_close(in.callback);
	in.callback = NULL;
	browser_start(&browser, "allow", in.url, NULL);
	browser_end(&browser, &page);
	assert_true(str_starts(page.url, uri));
	assert_non_null(strstr(page.text, "ERR_CONNECTION_REFUSED"));

	struct secret *pasted = idp_secret(page.url);

	assert_ok(response_read_pasted(&in.wait, pasted, clock_mono_ms(),
				       &in.response, &err));
	assert_signed_in(&in);
	/* A3: once */
	assert_ok(response_read_pasted(&in.wait, pasted, clock_mono_ms(),
				       &again, &err));
	assert_int_equal(again.kind, RESPONSE_FOREIGN);
	secret_free(pasted);
	end(&in);
	free(uri);
}

static void start_device(struct device *device)
{
	struct oauth_call call;
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(token_device_start(metadata.device_url, &client,
				     "openid offline_access", &call, &err));
	result = idp_send(&idp, &call);
	oauth_call_clear(&call);
	assert_ok(device_read(&result, clock_mono_ms(), device, &err));
	http_result_clear(&result);
}

static void use_device(const char *way, enum answer_class class,
		       struct answer *out)
{
	struct device device;
	struct browser browser;
	struct browser_page page;
	struct oauth_call call;
	struct err err = ERR_INIT;

	start_device(&device);
	browser_start(&browser, way, device.uri, device.user_code);
	browser_end(&browser, &page);
	assert_ok(token_device_poll(metadata.token_url, &client, device.code,
				    &call, &err));
	assert_answer(&call, class, out);
	oauth_call_clear(&call);
	device_clear(&device);
}

/* D1: the code that is shown is typed in elsewhere. */
static void a_device_is_signed_in_by_a_browser(void **state)
{
	struct answer answer;

	(void)state;
	use_device("allow", ANSWER_TOKENS, &answer);
	assert_token_is_of_alice(answer.tokens.access);
	answer_clear(&answer);
	use_device("deny", ANSWER_SIGN_IN, &answer);
	assert_string_equal(answer.error, "access_denied");
	answer_clear(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browser_signs_in),
		cmocka_unit_test(a_browser_finds_localhost),
		cmocka_unit_test(a_refusal_is_told),
		cmocka_unit_test(a_window_can_be_closed_and_opened_again),
		cmocka_unit_test(other_pages_change_nothing),
		cmocka_unit_test(the_address_it_ended_on_can_be_pasted),
		cmocka_unit_test(a_device_is_signed_in_by_a_browser),
	};
	char why[300];

	if (!browser_is_there(why, sizeof(why))) {
		printf("1..0 # SKIP no browser (%s): ./bootstrap check "
		       "installs Chromium\n",
		       why);
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
