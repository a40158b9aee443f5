/* test_refreshes.c - new tokens from the console, at a real server
 *
 * The poll loop is the test's: a key is pressed while requests are under way.
 */
#include "../oauth/oauth_conn.h"
#include "stage.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "ops/internal.h"
#include "ops/tokens.h"

#define DOWN "{\"replace\":{\"status\":503}}"
#define SPENT                                               \
	"{\"replace\":{\"status\":400,\"headers\":"         \
	"{\"content-type\":\"application/json\"},\"body\":" \
	"\"{\\\"error\\\":\\\"invalid_grant\\\"}\"}}"

static struct idp idp;

struct ground {
	void *fixture;
	struct fixture *at;
	struct stage *stage;
};

static int start(void **state)
{
	(void)state;
	idp_start(&idp);
	return 0;
}

static int end(void **state)
{
	(void)state;
	idp_end(&idp);
	return 0;
}

static void make(struct ground *ground, const char *name)
{
	struct conn conn = oauth_conn(ground->at, &idp, name);

	conn_clear(&conn);
}

/* One with an API key. */
static void make_key(struct ground *ground)
{
	struct values values = VALUES_INIT;
	struct conn_draft draft = { .piece = "stripe",
				    .name = "Billing",
				    .values = &values };
	struct err err = ERR_INIT;
	struct conn conn;

	assert_ok(values_set_bytes(&values, "api_key", "made-up", 7, &err));
	assert_ok(conn_create(ground->at->session, &draft, &conn, &err));
	values_clear(&values);
	conn_clear(&conn);
}

static int set_up(void **state)
{
	static const struct console_options options = { .idle_minutes = 0 };
	struct ground *ground = calloc(1, sizeof(*ground));

	assert_non_null(ground);
	fixture_setup(&ground->fixture);
	ground->at = ground->fixture;
	idp_clear(&idp);
	oauth_piece(ground->at, &idp, "native-post", "post-secret");
	make(ground, "inbox");
	make(ground, "mail");
	ground->stage =
		stage_on(fixture_open(ground->at), ground->at->path, &options);
	*state = ground;
	return 0;
}

static int tear_down(void **state)
{
	struct ground *ground = *state;

	stage_free(ground->stage);
	fixture_teardown(&ground->fixture);
	free(ground);
	return 0;
}

static void poll_once(struct ground *ground)
{
	struct console *console = &ground->stage->console;
	struct pollfd fds[CONSOLE_FDS];
	int wait_ms;
	size_t count = console_fds(console, fds, &wait_ms);

	poll(fds, (nfds_t)count, wait_ms);
	console_polled(console, fds, count, ground->stage->now);
}

/* Until all have their answers. */
static void finish(struct ground *ground)
{
	int64_t until = clock_mono_ms() + 60000;

	while (ground->stage->console.refreshes) {
		if (clock_mono_ms() > until)
			fail_msg("it does not end:\n%s",
				 stage_screen(ground->stage));
		poll_once(ground);
	}
	stage_wait(ground->stage, 0);
}

static struct conn read_conn(struct ground *ground, const char *name)
{
	struct err err = ERR_INIT;
	struct conn conn;

	assert_ok(conn_find(ground->at->session, name, &conn, &err));
	return conn;
}

/* -- the tests ------------------------------------------------------------- */

static void a_key_refreshes_the_selected_one(void **state)
{
	struct ground *ground = *state;
	struct conn conn;

	stage_press(ground->stage, "R");
	finish(ground);
	stage_expect(ground->stage, "\"inbox\": refreshed, until 20");
	conn = read_conn(ground, "inbox");
	assert_true(conn.refreshed_at > 0);
	conn_clear(&conn);
	assert_int_equal(idp_count(&idp, "refresh_token"), 1);
	stage_press(ground->stage, "R");
	finish(ground);
	stage_expect(ground->stage, "it was refreshed a moment ago");
	stage_press(ground->stage, ":refresh force<Enter>");
	finish(ground);
	assert_int_equal(idp_count(&idp, "refresh_token"), 2);
}

/* While nobody answers, the list is moved in, filtered, looked at. */
static void keys_are_answered_meanwhile(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;

	idp_next(&idp, "{\"delay_ms\":400}");
	stage_press(stage, "R");
	poll_once(ground);
	stage_press(stage, "j");
	assert_int_equal(stage->console.list.selected, 1);
	stage_press(stage, "i");
	stage_expect(stage, "Details");
	stage_press(stage, "R");
	stage_expect(stage, "others are being refreshed");
	assert_non_null(stage->console.refreshes);
	finish(ground);
	stage_expect(stage, "\"inbox\": refreshed");
}

/* An answer that nobody can store is a token that is lost. */
static void the_vault_stays_open_until_the_answer_is_stored(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;

	idp_next(&idp, "{\"delay_ms\":400}");
	stage_press(stage, "R");
	poll_once(ground);
	stage_press(stage, "q");
	stage_expect(stage, "a token is being refreshed");
	assert_false(stage->console.wants_quit);
	stage_press(stage, "<C-x>");
	stage_expect(stage, "a token is being refreshed");
	stage_wait(stage, INT64_C(3600000));
	stage_expect(stage, "inbox");
	finish(ground);
	stage_expect(stage, "\"inbox\": refreshed");
	stage_press(stage, "q");
	assert_true(stage->console.wants_quit);
}

static void a_provider_that_is_down_is_told_with_when_it_is_asked_again(
	void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;

	idp_next(&idp, DOWN);
	stage_press(stage, "R");
	finish(ground);
	stage_expect(stage, "\"inbox\": not refreshed, asked again from 20");
	stage_expect(stage, ":refresh force asks now");
	stage_press(stage, "R"); /* not before that */
	finish(ground);
	stage_expect(stage, "\"inbox\": not refreshed, asked again from 20");
	assert_int_equal(idp_count(&idp, "refresh_token"), 0);
	stage_press(stage, "i");
	stage_expect(stage, "Next try   20");
	stage_expect(stage, "Error ");
	stage_press(stage, "<Esc>:messages<Enter>");
	stage_expect(stage, "\"inbox\": not refreshed, asked again from 20");
}

static void a_token_that_is_over_asks_for_a_sign_in(void **state)
{
	struct ground *ground = *state;

	idp_next(&idp, SPENT);
	stage_press(ground->stage, "R");
	finish(ground);
	stage_expect(ground->stage, "Inactive");
	stage_press(ground->stage, ":messages<Enter>");
	stage_expect(ground->stage, "c signs in again");
	stage_press(ground->stage, "<Esc>R");
	finish(ground);
	assert_int_equal(idp_count(&idp, "refresh_token"), 0);
}

static void the_marked_ones_are_refreshed_and_counted(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;

	make_key(ground);
	idp_next(&idp, DOWN);
	stage_press(stage, "r*R");
	finish(ground);
	stage_expect(stage, "Not refreshed");
	stage_expect(stage, "it is not connected by OAuth");
	stage_expect(stage, "Refreshed 1 of 3, 1 that cannot be refreshed, ");
	stage_expect(stage, "1 asked again from 20");
}

static void what_it_cannot_be_done_for_is_said(void **state)
{
	struct ground *ground = *state;

	make_key(ground);
	stage_press(ground->stage, "rg/billing<Enter>R");
	stage_expect(ground->stage, "refresh its token: it is not connected");
	assert_null(ground->stage->console.refreshes);
	ground->stage->console.options.read_only = true;
	stage_press(ground->stage, "<Esc>gR");
	stage_expect(ground->stage, "refresh its token: read-only mode");
}

/* Those that were not begun stay as they are. */
static void ctrl_c_begins_no_more(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;
	char name[16];

	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof(name), "more%d", i);
		make(ground, name);
	}
	for (int i = 0; i < 8; i++)
		idp_next(&idp, "{\"delay_ms\":400}");
	stage_press(stage, "r*R");
	poll_once(ground);
	stage_press(stage, "<C-c>");
	stage_expect(stage, "No more are begun");
	finish(ground);
	stage_expect(stage, "Refreshed 8 of 12, 4 left as they are");
	assert_int_equal(idp_count(&idp, "refresh_token"), 8);
}

/* -- another account ------------------------------------------------------- */

/* The address that a browser is sent back to when bob signs in. */
static void sign_in_as_bob(const char *url, char *out, size_t size)
{
	const char *top = getenv("TOP_SRCDIR");
	char script[4200];
	const char *const argv[] = { "node", script, "allow", url, NULL };
	struct helper walker;

	snprintf(script, sizeof(script), "%s/tests/oauth/idp/walk.mjs",
		 top ? top : ".");
	setenv("LOGIN", "bob", 1);
	helper_start(&walker, argv);
	assert_non_null(fgets(out, (int)size, walker.out));
	helper_end(&walker);
	out[strcspn(out, "\n")] = '\0';
}

static void await_screen(struct ground *ground, const char *text)
{
	int64_t until = clock_mono_ms() + 60000;

	while (!strstr(stage_screen(ground->stage), text)) {
		if (clock_mono_ms() > until)
			stage_expect(ground->stage, text);
		poll_once(ground);
		stage_wait(ground->stage, 0);
	}
}

/* Signed in, to be stored. */
static void reconnect_as_bob(struct ground *ground)
{
	struct stage *stage = ground->stage;
	char answer[4096];

	stage_press(stage, "cu");
	assert_non_null(stage->console.aside);
	sign_in_as_bob(stage->console.aside, answer, sizeof(answer));
	stage_paste(stage, answer);
	stage_press(stage, "<Enter>");
	await_screen(ground, "Signed in. Enter stores it");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Another account");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "stay good at the");
}

static bool is_revoked(const char *token)
{
	struct secret *secret = idp_secret(token),
		      *password = idp_secret("post-secret");
	struct oauth_client client = { .id = "native-post",
				       .secret = password,
				       .login = CLIENT_POST };
	struct oauth_call call;
	struct err err = ERR_INIT;
	struct http_result result;

	assert_ok(token_refresh(idp_at(&idp, "/token"), &client, secret, &call,
				&err));
	result = idp_send(&idp, &call);
	bool is_good = result.status == 200;

	http_result_clear(&result);
	oauth_call_clear(&call);
	secret_free(secret);
	secret_free(password);
	return !is_good;
}

static void read_refresh(struct ground *ground, char *out, size_t size)
{
	struct conn conn = read_conn(ground, "inbox");
	struct secret *token = oauth_value(ground->at, &conn, TOKEN_REFRESH);

	snprintf(out, size, "%s", (const char *)secret_reveal(token, NULL));
	secret_free(token);
	conn_clear(&conn);
}

static void the_old_tokens_of_another_account_are_revoked(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;
	char old[400], now[400];

	read_refresh(ground, old, sizeof(old));
	reconnect_as_bob(ground);
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "Reconnected \"inbox\" as bob");
	stage_work(stage);
	stage_expect(stage, "The provider has ended the old tokens");
	assert_true(is_revoked(old));
	read_refresh(ground, now, sizeof(now));
	assert_false(is_revoked(now));
}

/* The harmless answer; and Esc goes back to before anything is stored. */
static void they_are_left_alone_unless_that_is_wanted(void **state)
{
	struct ground *ground = *state;
	struct stage *stage = ground->stage;
	char old[400];

	read_refresh(ground, old, sizeof(old));
	reconnect_as_bob(ground);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Signed in. Enter stores it");
	stage_press(stage, "<Enter><Tab><Enter><Enter>");
	stage_expect(stage, "Reconnected \"inbox\" as bob");
	assert_int_equal(stage->console.job.state, JOB_NONE);
	assert_false(is_revoked(old));
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(a_key_refreshes_the_selected_one),
		ONE(keys_are_answered_meanwhile),
		ONE(the_vault_stays_open_until_the_answer_is_stored),
		ONE(a_provider_that_is_down_is_told_with_when_it_is_asked_again),
		ONE(a_token_that_is_over_asks_for_a_sign_in),
		ONE(the_marked_ones_are_refreshed_and_counted),
		ONE(what_it_cannot_be_done_for_is_said),
		ONE(ctrl_c_begins_no_more),
		ONE(the_old_tokens_of_another_account_are_revoked),
		ONE(they_are_left_alone_unless_that_is_wanted),
	};

	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	return cmocka_run_group_tests_name("refreshes", tests, start, end);
}
