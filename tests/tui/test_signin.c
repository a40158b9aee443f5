/* test_signin.c - signing in, as far as the console goes: its frames, its keys,
 * and what must never be shown */
#include "acted.h"
#include "stage.h"

#include "base/clock.h"
#include "ops/app.h"
#include "ops/conn.h"

#define CANARY "cv-canary-7c41aa90"
#define ANSWER "http://127.0.0.1:49152/callback?state=Zk3v&code=" CANARY

static void make_app(struct stage *stage, const char *piece, const char *name)
{
	struct app_draft draft = { .piece = piece,
				   .name = name,
				   .client_id = "1234567890" };
	struct app app = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(app_set(stage->console.session, &draft, &app, &err));
	app_clear(&app);
}

static int setup(void **state)
{
	struct stage *stage;

	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	stage = stage_demo();
	make_app(stage, "google-sheets", NULL);
	acted_reset();
	*state = stage;
	return 0;
}

static int teardown(void **state)
{
	stage_free(*state);
	return 0;
}

/* The sign-in of a connection that has an app. */
static void open_signin(struct stage *stage)
{
	stage_press(stage, "/finance<Enter>c");
	assert_int_equal(acted.starts, 1);
}

/* Something comes, or time passes, in the poll loop. */
static void poll_once(struct stage *stage)
{
	console_polled(&stage->console, NULL, 0, stage->now);
	stage_wait(stage, 0);
}

static void move_to(struct stage *stage, enum signin_state state)
{
	acted.view.state = state;
	poll_once(stage);
}

static void finish(struct stage *stage)
{
	acted.view.account = "ana@acme.example";
	acted.view.granted = "spreadsheets drive.readonly";
	acted.view.has_refresh = true;
	acted.view.expires_at = STAGE_NOW + 3600;
	move_to(stage, SIGNIN_DONE);
}

static bool is_stored(struct stage *stage)
{
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(conn_find(stage->console.session, "Finance Sheets", &conn,
			    &err));
	bool is = strcmp(conn.note, "signed in") == 0;

	conn_clear(&conn);
	return is;
}

/* -- frames ---------------------------------------------------------------- */

static void waiting_is_as_drawn(void **state)
{
	open_signin(*state);
	stage_goldens(*state, "signin");
	acted.view.is_listening = false;
	acted.view.tunnel = "";
	acted.view.notice = "an answer came, but its state is another one; "
			    "still waiting";
	stage_press(*state, "");
	stage_paste(*state, ANSWER);
	stage_goldens(*state, "signin-pasted");
}

static void a_device_is_as_drawn(void **state)
{
	acted_offer_device();
	open_signin(*state);
	stage_goldens(*state, "signin-both");
	stage_press(*state, "a");
	stage_goldens(*state, "signin-device");
	acted.view.device = SIGNIN_DEVICE_EXPIRED;
	stage_press(*state, "");
	stage_golden(*state, "signin-expired-80x24");
}

static void what_came_is_as_drawn(void **state)
{
	open_signin(*state);
	move_to(*state, SIGNIN_EXCHANGING);
	stage_golden(*state, "signin-exchange-80x24");
	acted.is_other = true;
	acted.view.lacking = "drive.readonly";
	finish(*state);
	stage_goldens(*state, "signin-done");
}

static void a_failure_is_as_drawn(void **state)
{
	open_signin(*state);
	err_set(&acted.view.err, ERR_FAILED,
		"Google Sheets refused: access was denied: the user said no");
	err_hint(&acted.view.err,
		 "nothing was changed; sign in again and allow access");
	move_to(*state, SIGNIN_FAILED);
	stage_goldens(*state, "signin-failed");
}

/* -- keys ------------------------------------------------------------------ */

static void assert_copied(struct stage *stage, const char *wanted)
{
	size_t len;

	assert_non_null(stage->console.clip.text);
	const void *bytes = secret_reveal(stage->console.clip.text, &len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
	assert_false(stage->console.clip.is_secret);
}

static void the_address_is_copied_and_shown_alone(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "y");
	assert_copied(stage, acted.view.url);
	stage_expect(stage, "Copied the address");
	stage_press(stage, "u");
	assert_string_equal(stage->console.aside, acted.view.url);
	move_to(stage, SIGNIN_EXCHANGING);
	assert_null(stage->console.aside); /* it is of no use any more */
	stage_press(stage, "y");
	stage_expect(stage, "copy the address: nobody is waited for");
	stage_press(stage, "u");
	stage_expect(stage, "the address alone: nobody is waited for");
}

static void a_browser_is_opened_where_one_can_appear(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "b");
	assert_int_equal(acted.browsers, 1);
	stage_expect(stage, "A browser was started");
	err_set(&acted.no_browser, ERR_ABSENT, "no browser can appear here");
	stage_press(stage, "b");
	stage_expect(stage, "! no browser can appear here");
	move_to(stage, SIGNIN_EXCHANGING);
	stage_press(stage, "b");
	stage_expect(stage, "open a browser here: nobody is waited for");
}

static void a_device_has_an_address_and_a_code_to_copy(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "i");
	stage_expect(stage, "invert the QR code: no QR code is shown");
	stage_press(stage, "c");
	stage_expect(stage, "copy the device code: this provider offers no");
	stage_press(stage, "a");
	stage_expect(stage, "browser or device: this provider offers no");
	acted_offer_device();
	poll_once(stage);
	stage_press(stage, "a");
	stage_expect(stage, "W D J B - M J H T");
	stage_press(stage, "y");
	assert_copied(stage, acted.view.uri_complete);
	stage_press(stage, "c");
	assert_copied(stage, "WDJB-MJHT");
	stage_press(stage, "a");
	stage_expect(stage, "1  Open this address");
}

/* M4 */
static void a_paste_is_taken_anywhere_and_never_shown(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_paste(stage, ANSWER);
	stage_expect(stage, "> [hidden, 66 characters]");
	stage_refuse(stage, CANARY);
	stage_paste(stage, ANSWER "2");
	stage_expect(stage, "> [hidden, 67 characters]"); /* not both */
	stage_press(stage, "<Enter>");
	assert_string_equal(acted.pasted, ANSWER "2");
	stage_refuse(stage, CANARY);
}

/* Without brackets, and longer than a line of a terminal may be. */
static void a_paste_that_comes_as_keys_is_taken_too(void **state)
{
	struct stage *stage = *state;
	char part[401];

	open_signin(stage);
	memset(part, 'a', 400);
	part[400] = '\0';
	stage_burst(stage, ANSWER);
	for (int i = 0; i < 12; i++)
		stage_burst(stage, part);
	stage_expect(stage, "> [hidden, 4866 characters]");
	stage_refuse(stage, CANARY);
	stage_burst(stage, "bcd<Enter>");
	assert_int_equal(strlen(acted.pasted), 4869);
	assert_memory_equal(acted.pasted, ANSWER, strlen(ANSWER));
}

static void the_field_is_left_without_using_it(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "p<Enter>");
	stage_expect(stage, "Nothing was pasted");
	stage_press(stage, "qyx");
	stage_expect(stage, "> [hidden, 3 characters]");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "nothing pasted yet");
	assert_string_equal(acted.pasted, "");
	stage_paste(stage, "a\001b");
	stage_expect(stage, "Not taken: what was pasted is no address");
	move_to(stage, SIGNIN_EXCHANGING);
	stage_press(stage, "p");
	stage_expect(stage, "field to paste into: nobody is waited for");
	stage_paste(stage, ANSWER);
	stage_expect(stage, "Pasted text was dropped");
	stage_refuse(stage, CANARY);
}

static void escape_cancels_and_asks_only_in_the_exchange(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Cancelled: nothing was changed");
	assert_int_equal(acted.ends, 1);
	stage_press(stage, "c");
	move_to(stage, SIGNIN_EXCHANGING);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "They are lost then");
	stage_press(stage, "<Esc>");
	assert_int_equal(acted.ends, 1);
	finish(stage);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Throw away what the provider gave?");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "Cancelled: nothing was changed");
	assert_int_equal(acted.ends, 2);
	assert_false(is_stored(stage));
}

static void enter_stores_what_came(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "store what came: nobody has signed in yet");
	finish(stage);
	assert_false(is_stored(stage));
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Reconnected \"Finance Sheets\"");
	assert_true(is_stored(stage));
}

static void another_account_is_asked_about(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	acted.is_other = true;
	finish(stage);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "[ Do not store ]");
	stage_press(stage, "<Enter>");
	assert_false(is_stored(stage));
	stage_press(stage, "<Enter><Tab><Enter>");
	assert_true(is_stored(stage));
}

static void what_failed_is_tried_again(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	move_to(stage, SIGNIN_EXCHANGING);
	stage_press(stage, "r");
	stage_expect(stage, "begin anew, new code: nothing has failed");
	err_set(&acted.view.err, ERR_TIMEOUT, "nobody signed in in time");
	move_to(stage, SIGNIN_FAILED);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "store what came: it failed; r tries again");
	stage_press(stage, "r");
	assert_int_equal(acted.starts, 2);
	acted.view.device = SIGNIN_DEVICE_EXPIRED;
	move_to(stage, SIGNIN_WAITING);
	stage_press(stage, "r");
	assert_int_equal(acted.codes, 1);
}

/* The provider has gone, or the browser: nothing has to time out for that. The
 * one before gives its port free first. */
static void waiting_is_begun_anew_when_that_is_wanted(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_press(stage, "r");
	stage_expect(stage, "Begun anew: addresses and codes from before");
	assert_int_equal(acted.stops, 1);
	assert_int_equal(acted.starts, 2);
	assert_int_equal(acted.ends, 1);
	err_set(&acted.refuses, ERR_NETWORK, "it cannot be begun");
	stage_press(stage, "r");
	stage_expect(stage, "it cannot be begun");
	assert_int_equal(acted.ends, 1);
}

/* N14 */
static void what_no_refresh_token_means_is_told(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	acted.view.advice = "Google gives one only at the first consent: "
			    "remove the app's access, then sign in again";
	finish(stage);
	acted.view.has_refresh = false;
	poll_once(stage);
	stage_expect(stage, "somebody must sign in again: no refresh token");
	stage_expect(stage, "Google gives one only at the first consent");
}

/* What is said of checks is true of what was pasted. */
static void a_word_alone_is_told_apart_from_an_address(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_expect(stage, "Of an address the state is checked first");
	acted.view.has_word = true;
	poll_once(stage);
	stage_expect(stage, "A code alone has no state to check");
	stage_refuse(stage, "the state is checked first");
}

/* Options of the command line are of no use here. */
static void hints_are_those_of_the_console(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	err_set(&acted.view.err, ERR_TIMEOUT, "nobody signed in in time");
	err_hint(&acted.view.err, "start again with --timeout");
	err_here(&acted.view.err, "r starts again");
	move_to(stage, SIGNIN_FAILED);
	stage_expect(stage, "r starts again");
	stage_refuse(stage, "--timeout");
	stage_press(stage, "<Esc>OnStripe");
	stage_press(stage, "<C-U>slack<Tab><C-U>x<Tab> <C-s>");
	stage_refuse(stage, "--client-id");
}

static void a_port_that_is_taken_leaves_pasting(void **state)
{
	struct stage *stage = *state;

	err_set(&acted.refuses, ERR_CONFLICT, "port 8765 is taken");
	open_signin(stage);
	assert_true(acted.is_without_listener);
	stage_expect(stage, "port 8765 is taken. Paste the address back");
}

/* -- time ------------------------------------------------------------------ */

static void the_lock_waits_and_little_is_repainted(void **state)
{
	struct stage *stage = *state;

	open_signin(stage);
	stage_expect(stage, "waiting, 9:20 left");
	acted.view.left_ms = 555001;
	stage_wait(stage, 3000);
	stage_expect(stage, "waiting, 9:20 left");
	acted.view.left_ms = 59400;
	for (int i = 0; i < 16; i++)
		stage_wait(stage, 60000);
	stage_expect(stage, "waiting, 1:00 left");
	stage_expect(stage, "locks in 15m");
	err_set(&acted.view.err, ERR_TIMEOUT, "nobody signed in in time");
	move_to(stage, SIGNIN_FAILED);
	stage_wait(stage, 14 * 60000);
	stage_expect(stage, "locks in 1m");
}

/* -- several --------------------------------------------------------------- */

static void marked_ones_sign_in_one_after_the_other(void **state)
{
	struct stage *stage = *state;

	make_app(stage, "slack", NULL);
	make_app(stage, "hubspot", NULL);
	stage_press(stage, "/sheets<Enter> <Esc>/slack alerts<Enter> <Esc>");
	stage_press(stage, "/crm<Enter> <Esc>c");
	stage_expect(stage, "Reconnect 1 of 3: CRM HubSpot EU");
	err_set(&acted.view.err, ERR_FAILED, "HubSpot refused");
	move_to(stage, SIGNIN_FAILED);
	acted.view.state = SIGNIN_WAITING;
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Reconnect 2 of 3: Finance Sheets");
	finish(stage);
	acted.view.state = SIGNIN_WAITING;
	stage_press(stage, "<Enter>");
	assert_true(is_stored(stage));
	stage_expect(stage, "Reconnect 3 of 3: Ops Slack");
	poll_once(stage);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "[ Skip this one ]");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Reconnected 1 of 3, 2 left as they are");
	stage_expect(stage, "Not reconnected");
	stage_expect(stage, "HubSpot refused");
}

#define SIGNIN_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNIN_TEST(waiting_is_as_drawn),
		SIGNIN_TEST(a_device_is_as_drawn),
		SIGNIN_TEST(what_came_is_as_drawn),
		SIGNIN_TEST(a_failure_is_as_drawn),
		SIGNIN_TEST(the_address_is_copied_and_shown_alone),
		SIGNIN_TEST(a_browser_is_opened_where_one_can_appear),
		SIGNIN_TEST(a_device_has_an_address_and_a_code_to_copy),
		SIGNIN_TEST(a_paste_is_taken_anywhere_and_never_shown),
		SIGNIN_TEST(a_paste_that_comes_as_keys_is_taken_too),
		SIGNIN_TEST(the_field_is_left_without_using_it),
		SIGNIN_TEST(escape_cancels_and_asks_only_in_the_exchange),
		SIGNIN_TEST(enter_stores_what_came),
		SIGNIN_TEST(another_account_is_asked_about),
		SIGNIN_TEST(what_failed_is_tried_again),
		SIGNIN_TEST(waiting_is_begun_anew_when_that_is_wanted),
		SIGNIN_TEST(what_no_refresh_token_means_is_told),
		SIGNIN_TEST(a_word_alone_is_told_apart_from_an_address),
		SIGNIN_TEST(hints_are_those_of_the_console),
		SIGNIN_TEST(a_port_that_is_taken_leaves_pasting),
		SIGNIN_TEST(the_lock_waits_and_little_is_repainted),
		SIGNIN_TEST(marked_ones_sign_in_one_after_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
