/* test_checks.c - connections tested, and new values tried, from the console
 *
 * Beside it runs a service that answers as the key says: tests/net/service.py.
 */
#include "../net/helper.h"
#include "theatre.h"

#include <poll.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "ops/conn.h"

#define PATIENCE_MS 20000

struct play {
	struct fixture *at;
	void *fixture;
	struct helper service;
	struct stage *stage;
};

static void write_piece(const struct fixture *at, int port)
{
	char folder[160], path[200];

	snprintf(folder, sizeof(folder), "%s/connvault", at->folder);
	mkdir(folder, 0700);
	snprintf(folder, sizeof(folder), "%s/connvault/pieces", at->folder);
	mkdir(folder, 0700);
	snprintf(path, sizeof(path), "%s/desk.json", folder);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file,
		"{\"name\":\"desk\",\"display_name\":\"Desk\",\"auth\":["
		"{\"type\":\"api_key\",\"check\":{\"url\":"
		"\"http://127.0.0.1:%d/me\",\"headers\":{\"Authorization\":"
		"\"Bearer {api_key}\"},\"account\":\"user.email\"}}]}",
		port);
	fclose(file);
}

static void make(struct play *play, const char *piece, const char *name,
		 const char *key)
{
	const char *const values[] = { "api_key", key, NULL };

	theatre_make(play->at->session, piece, name, values);
}

static int set_up(void **state)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct play *play = calloc(1, sizeof(*play));
	char script[4096];
	const char *const argv[] = { "python3", script, NULL };
	int port;

	assert_non_null(play);
	assert_int_equal(fixture_setup(&play->fixture), 0);
	play->at = play->fixture;
	snprintf(script, sizeof(script), "%s/tests/net/service.py",
		 getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : "..");
	helper_start(&play->service, argv);
	assert_int_equal(fscanf(play->service.out, "%d", &port), 1);
	write_piece(play->at, port);
	make(play, "desk", "Alpha", "good-1");
	make(play, "desk", "Beta", "revoked-1");
	make(play, "desk", "Gamma", "busy-1");
	make(play, "stripe", "Zeta", "whatever");
	play->stage =
		stage_on(fixture_open(play->at), play->at->path, &options);
	*state = play;
	return 0;
}

static int tear_down(void **state)
{
	struct play *play = *state;

	stage_free(play->stage);
	helper_end(&play->service);
	fixture_teardown(&play->fixture);
	free(play);
	return 0;
}

/* What the poll loop does, until the screen says text. */
static void await(struct stage *stage, const char *text)
{
	int64_t until = clock_mono_ms() + PATIENCE_MS;
	struct pollfd fds[CONSOLE_FDS];
	int wait;

	while (!strstr(stage_screen(stage), text) && clock_mono_ms() < until) {
		size_t count = console_fds(&stage->console, fds, &wait);

		if (wait < 0 || wait > 100)
			wait = 100;
		assert_true(poll(fds, count, wait) >= 0);
		console_polled(&stage->console, fds, count, stage->now);
		stage_wait(stage, 250);
	}
	stage_expect(stage, text);
}

static void t_tests_the_selected_one(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "t");
	stage_expect(stage, "Health check");
	await(stage, "Tested 1 of 1: 1 ok");
	stage_expect(stage, "ok       Alpha");
	stage_expect(stage, "alice@example.com");
	stage_press(stage, "<Esc>");
	stage_refuse(stage, "Health check");
	stage_size(stage, 36, 120);
	stage_expect(stage, "Checked");
}

static void a_refused_one_is_inactive_then(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "jt");
	await(stage, "Tested 1 of 1: 1 refused");
	stage_expect(stage, "refused  Beta");
	stage_expect(stage, "HTTP 401: this key was revoked");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Inactive");
	stage_press(stage, "<Esc><Esc>");
	stage_refuse(stage, "Health check");
}

static void capital_t_tests_all_that_are_shown(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "T");
	await(stage, "Tested 4 of 4: 1 ok, 1 refused, 1 down, 1 skipped");
	stage_expect(stage, "4/4");
	stage_expect(stage, "down     Gamma");
	stage_expect(stage, "HTTP 429: try again in 7 s");
	stage_expect(stage, "skipped  Zeta");
	stage_press(stage, "f");
	stage_refuse(stage, "ok       Alpha");
	stage_refuse(stage, "skipped  Zeta");
	stage_expect(stage, "refused  Beta");
	stage_press(stage, "f");
	stage_expect(stage, "ok       Alpha");
	stage_size(stage, 10, 40);
	stage_expect(stage, "4/4  1 ok  1 refused  1 not known");
	stage_press(stage, "q");
}

static void only_what_a_service_refused_counts_as_refused(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "T");
	await(stage, "Tested 4 of 4");
	stage_expect(stage, "4/4  1 ok  1 refused  1 not known  00:0");
	stage_press(stage, "f");
	stage_size(stage, 16, 60);
	stage_expect(stage, "4/4  1 ok  1 refused  1 not known");
	stage_expect(stage, "refused  Beta");
	stage_expect(stage, "down     Gamma");
}

static void each_result_says_what_to_do(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_size(stage, 16, 60);
	stage_press(stage, "T");
	await(stage, "Tested 4 of 4");
	stage_press(stage, "j");
	stage_expect(stage, "this key was revoked; c reconnects it");
	stage_press(stage, "j");
	stage_expect(stage, "try again in 7 s; t asks again");
	stage_press(stage, "kc");
	stage_expect(stage, "external id beta");
	stage_press(stage, "<Esc><Esc>t");
	await(stage, "Tested 2 of 2: 1 refused, 1 down");
}

static void marked_ones_are_tested_together(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "  t");
	await(stage, "Tested 2 of 2: 1 ok, 1 refused");
}

static void ctrl_c_stops_and_keeps_what_was_found(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	make(play, "desk", "Slow", "slow-1");
	stage_press(stage, "rT");
	stage_expect(stage, "Ctrl-C stop");
	await(stage, "4/5");
	stage_expect(stage, "...      Slow");
	stage_press(stage, "<C-c>");
	stage_expect(stage, "Stopped: 4 of 5");
	stage_expect(stage, "not tested");
	stage_press(stage, "<Esc>");
	stage_refuse(stage, "Health check");
	assert_ok(conn_find(play->at->session, "beta", &conn, &err));
	assert_int_equal(conn.status, STATUS_INACTIVE);
	assert_int_equal(conn.reason, REASON_REFUSED);
	conn_clear(&conn);
}

static void tests_go_on_behind_other_screens(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;

	make(play, "desk", "Slow", "slow-1");
	stage_press(stage, "rT");
	await(stage, "4/5");
	stage_press(stage, "<Esc>");
	stage_refuse(stage, "Health check");
	stage_expect(stage, "Testing goes on; T shows it");
	stage_expect(stage, "testing 4/5");
	stage_press(stage, "t");
	stage_expect(stage, "others are being tested");
	stage_press(stage, "e new name<Enter>");
	stage_expect(stage, "Renamed");
	stage_press(stage, "T");
	stage_expect(stage, "...      Slow");
	stage_press(stage, "<Esc>D");
	stage_expect(stage, "testing 4/5");
	stage_press(stage, "<C-c>");
	stage_expect(stage, "Stopped: 4 of 5");
	stage_expect(stage, "(:test-results)");
	stage_refuse(stage, "testing 4/5");
	stage_press(stage, "<Esc>:test-results<Enter>");
	stage_expect(stage, "not tested");
}

static void what_failed_is_tested_again(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, ":test-failed<Enter>");
	stage_expect(stage, "nothing was tested so far");
	stage_press(stage, "<Esc><Esc>T");
	await(stage, "Tested 4 of 4: 1 ok, 1 refused, 1 down, 1 skipped");
	stage_press(stage, "<Esc>:test-failed<Enter>");
	await(stage, "Tested 2 of 2: 1 refused, 1 down");
	stage_refuse(stage, "Alpha");
}

static void leaving_keeps_what_was_found(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	make(play, "desk", "Slow", "slow-1");
	stage_press(stage, "rT");
	await(stage, "4/5");
	console_clear(&stage->console);
	assert_ok(conn_find(play->at->session, "beta", &conn, &err));
	assert_int_equal(conn.status, STATUS_INACTIVE);
	conn_clear(&conn);
}

static void what_cannot_be_tested_says_why(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_press(stage, "Gt");
	stage_expect(stage, "body that is not known");
	stage_press(stage, "/nothing has this<Enter>T");
	stage_expect(stage, "nothing to test");
}

static void assert_key(struct play *play, const char *name, const char *wanted)
{
	struct conn conn = { .text = NULL };
	struct secret *value = NULL;
	struct err err = ERR_INIT;

	assert_ok(conn_find(play->at->session, name, &conn, &err));
	assert_ok(conn_get(play->at->session, &conn, NULL, &value, &err));
	assert_string_equal(secret_reveal(value, NULL), wanted);
	secret_free(value);
	conn_clear(&conn);
}

static void a_new_value_is_tried_before_the_old_one_goes(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;

	stage_press(stage, "c");
	stage_expect(stage, "[ Test and save ]   [ Save without test ]");
	stage_press(stage, "revoked-2<C-s>");
	stage_expect(stage, "Asking the service");
	await(stage, "The service refuses it");
	assert_key(play, "alpha", "good-1");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Test and save");
	stage_press(stage, "<C-u>good-2<C-s>");
	await(stage, "Reconnected \"Alpha\"");
	assert_key(play, "alpha", "good-2");
}

static void all_buttons_are_seen_at_60x16(void **state)
{
	struct stage *stage = ((struct play *)*state)->stage;

	stage_size(stage, 16, 60);
	stage_press(stage, "c");
	stage_expect(stage,
		     "[ Test and save ] [ Save without test ] [ Cancel ]");
	stage_press(stage, "<Esc>ndesk<Enter>");
	stage_expect(stage, "[ Test and save ] [ Back ] [ Cancel ] [ Fill in "
			    "later ]");
	stage_size(stage, 24, 80);
	stage_expect(stage, "       [ Test and save ]   [ Back ]   [ Cancel ]");
}

static void it_can_be_saved_all_the_same(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;

	stage_press(stage, "crevoked-2<C-s>");
	await(stage, "The service refuses it");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "Reconnected \"Alpha\"");
	assert_key(play, "alpha", "revoked-2");
	stage_press(stage, "crevoked-3<Tab><Tab><Enter>");
	stage_expect(stage, "Reconnected \"Alpha\"");
	assert_key(play, "alpha", "revoked-3");
}

static void esc_stops_a_trial_and_saves_nothing(void **state)
{
	struct play *play = *state;
	struct stage *stage = play->stage;

	stage_press(stage, "cslow-2<C-s>");
	stage_expect(stage, "Asking the service");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "nothing was saved");
	stage_expect(stage, "Test and save");
	assert_key(play, "alpha", "good-1");
}

#define PLAY_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY_TEST(t_tests_the_selected_one),
		PLAY_TEST(a_refused_one_is_inactive_then),
		PLAY_TEST(capital_t_tests_all_that_are_shown),
		PLAY_TEST(only_what_a_service_refused_counts_as_refused),
		PLAY_TEST(each_result_says_what_to_do),
		PLAY_TEST(marked_ones_are_tested_together),
		PLAY_TEST(ctrl_c_stops_and_keeps_what_was_found),
		PLAY_TEST(tests_go_on_behind_other_screens),
		PLAY_TEST(what_failed_is_tested_again),
		PLAY_TEST(leaving_keeps_what_was_found),
		PLAY_TEST(what_cannot_be_tested_says_why),
		PLAY_TEST(a_new_value_is_tried_before_the_old_one_goes),
		PLAY_TEST(all_buttons_are_seen_at_60x16),
		PLAY_TEST(it_can_be_saved_all_the_same),
		PLAY_TEST(esc_stops_a_trial_and_saves_nothing),
	};

	if (!helper_is_there("python3")) {
		puts("1..0 # SKIP python3 is not there");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
