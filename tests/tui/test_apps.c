/* test_apps.c - OAuth apps, and what a new connection takes to sign in */
#include "acted.h"
#include "stage.h"

#include "base/clock.h"
#include "ops/app.h"
#include "ops/conn.h"

#define CANARY "cv-canary-51b0e3f2"

static int setup(void **state)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	*state = stage_demo();
	acted_reset();
	return 0;
}

static int teardown(void **state)
{
	stage_free(*state);
	return 0;
}

static struct session *session_of(struct stage *stage)
{
	return stage->console.session;
}

static void make_app(struct stage *stage, const char *piece, const char *name)
{
	struct app_draft draft = { .piece = piece,
				   .name = name,
				   .client_id = "1234567890.0987654321" };
	struct app app = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(app_set(session_of(stage), &draft, &app, &err));
	app_clear(&app);
}

static struct app get_app(struct stage *stage, const char *piece,
			  const char *name)
{
	struct app app = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(app_get(session_of(stage), piece, name, &app, &err));
	return app;
}

static void finish(struct stage *stage)
{
	acted.view.account = "ops@acme.example";
	acted.view.granted = "chat:write";
	acted.view.state = SIGNIN_DONE;
	console_polled(&stage->console, NULL, 0, stage->now);
	stage_wait(stage, 0);
}

/* -- the list -------------------------------------------------------------- */

static void the_apps_are_as_drawn(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "O");
	stage_golden(stage, "apps-none-80x24");
	stage_press(stage, "<Esc>");
	make_app(stage, "slack", "ops");
	make_app(stage, "google-sheets", NULL);
	stage_press(stage, "O<Down>");
	stage_goldens(stage, "apps");
	stage_press(stage, "n");
	stage_golden(stage, "app-new-80x24");
	stage_press(stage, "<Esc><Enter>");
	stage_paste(stage, "x");
	stage_goldens(stage, "app-edit");
}

static void an_app_is_made_changed_and_deleted(void **state)
{
	struct stage *stage = *state;
	struct app app;

	stage_press(stage, "On<C-s>");
	stage_expect(stage, "Piece is required");
	stage_press(stage, "slack<Tab><C-U>ops<Tab>12.34<Tab>");
	stage_paste(stage, CANARY);
	stage_expect(stage, "18 characters, pasted");
	stage_press(stage, "<Tab>http://127.0.0.1:8765/cb<Tab><Right><C-s>");
	stage_expect(stage, "Stored the OAuth app \"ops\"");
	stage_refuse(stage, CANARY);
	app = get_app(stage, "slack", "ops");
	assert_string_equal(app.client_id, "12.34");
	assert_string_equal(app.redirect_uri, "http://127.0.0.1:8765/cb");
	assert_string_equal(app.login, "basic");
	assert_int_not_equal(app.row.secret_version, 0);
	app_clear(&app);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "(empty: stays as it is)");
	stage_press(stage, "<C-U>56<C-s>");
	app = get_app(stage, "slack", "ops");
	assert_string_equal(app.client_id, "56");
	assert_int_not_equal(app.row.secret_version, 0);
	app_clear(&app);
	stage_press(stage, "d");
	stage_expect(stage, "No connection uses it.");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "No OAuth app yet");
}

/* Nobody knows the names of hundreds of pieces. */
static void the_piece_of_an_app_is_chosen_from_the_catalog(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "Onsheets<Enter>");
	stage_expect(stage, "Find a piece: sheets");
	stage_refuse(stage, "New connection");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "New OAuth app");
	stage_press(stage, "<C-U>google she<Enter><Enter>");
	stage_expect(stage, "google-sheets");
	stage_press(stage, "<Tab>12.34<C-s>");
	stage_expect(stage, "Stored the OAuth app \"default\"");
}

static void what_is_wrong_with_an_app_is_said(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "On");
	stage_press(stage, "stripe<Tab><Tab>12<C-s>");
	stage_expect(stage, "Stripe does not connect by OAuth");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Throw away what was typed?");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "No OAuth app yet");
}

static void keys_without_an_app_say_so(void **state)
{
	static const char *const keys[] = { "<Enter>", "e", "y", "d", "<Del>" };
	struct stage *stage = *state;

	stage_press(stage, "O");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		stage_press(stage, keys[i]);
		stage_expect(stage, ": there is no OAuth app yet");
	}
	make_app(stage, "slack", "ops");
	stage_press(stage, "<Esc>Oy");
	stage_expect(stage, "Copied the redirect address: "
			    "http://127.0.0.1/callback");
	stage->console.options.read_only = true;
	stage_press(stage, "n");
	stage_expect(stage, "new OAuth app: read-only mode");
	stage_press(stage, "d");
	stage_expect(stage, "delete: read-only mode");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "edit: read-only mode");
}

/* -- a new connection ------------------------------------------------------ */

static void the_steps_are_as_drawn(void **state)
{
	struct stage *stage = *state;

	make_app(stage, "slack", "ops");
	stage_press(stage, "nslack<Enter>");
	stage_goldens(stage, "new-way-app");
	stage_press(stage, "<Enter>Ops Slack EU");
	stage_golden(stage, "new-fields-app-80x24");
	stage_press(stage, "<C-s><Down> ");
	stage_goldens(stage, "scopes");
}

static void a_connection_is_made_by_signing_in(void **state)
{
	struct stage *stage = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	make_app(stage, "slack", "ops");
	stage_press(stage, "nslack<Enter><Enter>Ops Slack EU<Tab><Tab>prod");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "[4 Scopes]");
	stage_press(stage, " <Enter>");
	assert_int_equal(acted.starts, 1);
	assert_string_equal(acted.app, "ops");
	assert_null(strstr(acted.scopes, "(as before)"));
	stage_press(stage, "s");
	stage_expect(stage, "ask for other scopes: Esc goes back to them");
	finish(stage);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Created \"Ops Slack EU\"");
	assert_ok(conn_find(session_of(stage), "ops_slack_eu", &conn, &err));
	assert_string_equal(conn.tags, "prod");
	conn_clear(&conn);
}

static void an_app_that_is_needed_is_made_on_the_way(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nnotion<Enter>");
	stage_expect(stage, "a new app");
	while (!strstr(stage_screen(stage), "(o) OAuth2, a new app") &&
	       !strstr(stage_screen(stage), "(o) OAuth, a new app"))
		stage_press(stage, "<Up>");
	stage_press(stage, "<Enter><Tab>42<C-s>");
	stage_expect(stage, "[3 Fields]");
	stage_press(stage, "Handbook<C-s>");
	if (strstr(stage_screen(stage), "[4 Scopes]"))
		stage_press(stage, "<Enter>");
	stage_expect(stage, "Handbook > Sign in");
	stage_press(stage, "<Esc><Esc>");
}

static void a_name_taken_meanwhile_is_asked_for_again(void **state)
{
	struct conn_draft other = { .piece = "stripe",
				    .name = "Ops Slack EU",
				    .placeholder = true };
	struct stage *stage = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	make_app(stage, "slack", "ops");
	stage_press(stage, "nslack<Enter><Enter>Ops Slack EU<C-s><Enter>");
	assert_ok(conn_create(session_of(stage), &other, &conn, &err));
	conn_clear(&conn);
	finish(stage);
	stage_press(stage, "<Enter>");
	stage_expect(stage, "was taken meanwhile");
	stage_press(stage, " 2<Enter>");
	stage_expect(stage, "Created \"Ops Slack EU 2\"");
}

/* -- reconnecting ---------------------------------------------------------- */

static void an_app_is_chosen_where_it_is_not_clear(void **state)
{
	struct stage *stage = *state;

	make_app(stage, "slack", "one");
	make_app(stage, "slack", "two");
	stage_press(stage, "/ops slack<Enter>c");
	stage_expect(stage, "2 OAuth apps: which one is to sign in?");
	stage_press(stage, "<Down><Enter>");
	assert_string_equal(acted.app, "two");
	stage_expect(stage, "1  Open this address");
}

static void other_scopes_begin_anew(void **state)
{
	struct stage *stage = *state;

	make_app(stage, "slack", NULL);
	acted.view.asked = "chat:write own:scope";
	stage_press(stage, "/ops slack<Enter>cs");
	stage_expect(stage, "[x] chat:write");
	stage_expect(stage, "[ ] channels:read");
	stage_press(stage, "<End>");
	stage_expect(stage, "[x] own:scope");
	stage_press(stage, " <Enter>");
	assert_int_equal(acted.starts, 2);
	assert_string_equal(acted.scopes, "chat:write");
	acted.view.state = SIGNIN_EXCHANGING;
	stage_press(stage, "");
	stage_press(stage, "s");
	stage_expect(stage, "ask for other scopes: the provider is asked");
}

#define APPS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		APPS_TEST(the_piece_of_an_app_is_chosen_from_the_catalog),
		APPS_TEST(the_apps_are_as_drawn),
		APPS_TEST(an_app_is_made_changed_and_deleted),
		APPS_TEST(what_is_wrong_with_an_app_is_said),
		APPS_TEST(keys_without_an_app_say_so),
		APPS_TEST(the_steps_are_as_drawn),
		APPS_TEST(a_connection_is_made_by_signing_in),
		APPS_TEST(an_app_that_is_needed_is_made_on_the_way),
		APPS_TEST(a_name_taken_meanwhile_is_asked_for_again),
		APPS_TEST(an_app_is_chosen_where_it_is_not_clear),
		APPS_TEST(other_scopes_begin_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
