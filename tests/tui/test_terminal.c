/* test_terminal.c - the console on a real terminal: what goes in and out of it,
 * and that it gets back what it gave */
#include "config.h"

#include "vt.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANARY	"cv-canary-7f3a9c51"
#define PASTE	"\033[200~" CANARY "\n\033[201~"
#define DOWN	"\033OB"
#define ENV_MAX 16

static char home[64];
static struct vt vt;

static const char *program(void)
{
	const char *path = getenv("CONNVAULT");

	return path ? path : "./connvault";
}

/* A home of its own for each test. */
static int setup(void **state)
{
	(void)state;
	snprintf(home, sizeof(home), "/tmp/connvault-tui-XXXXXX");
	assert_non_null(mkdtemp(home));
	setenv("HOME", home, 1);
	setenv("XDG_RUNTIME_DIR", home, 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("CONNVAULT_VAULT");
	unsetenv("CONNVAULT_KEY_FILE");
	unsetenv("CONNVAULT_PROJECT");
	unsetenv("NO_COLOR");
	setenv("TZ", "UTC", 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	vt.vterm = NULL;
	return 0;
}

static int teardown(void **state)
{
	const char *const rm[] = { "rm", "-rf", home, NULL };
	char out[256];

	(void)state;
	if (vt.vterm)
		vt_stop(&vt);
	vt.vterm = NULL;
	return run(NULL, rm, out, sizeof(out));
}

static void start(int rows, int cols, const char *const *env,
		  const char *option)
{
	const char *const argv[] = { program(), option, NULL };

	vt_start(&vt, rows, cols, env, argv);
}

static void start_demo(int rows, int cols)
{
	start(rows, cols, NULL, "--demo");
	vt_expect(&vt, "14");
}

static void assert_exit(int code)
{
	int status = vt_status(&vt);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

/* -- what is shown -----------------------------------------------------------
 */

static void demo_shows_the_sample_project(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_expect(&vt, "Zendesk triage");
	int row = vt_expect(&vt, "Billing Stripe live");
	assert_int_equal(row, 4);
	assert_true(vt_cell(&vt, row, 20).attrs.reverse);
	assert_true(vt_cell(&vt, 0, 2).attrs.reverse);
	assert_true(vt_cell(&vt, 23, 2).attrs.reverse);
	assert_false(vt.has_cursor);
	vt_type(&vt, "q");
	assert_exit(0);
	vt_assert_restored(&vt);
}

static void filter_marks_what_it_found(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_press(&vt, "/");
	assert_true(vt.has_cursor);
	vt_press(&vt, "s");
	vt_press(&vt, "l");
	vt_press(&vt, "a");
	int row = vt_expect(&vt, "Ops Slack alerts");
	assert_int_equal(row, 4);
	vt_refuse(&vt, "HubSpot");
	assert_true(vt_cell(&vt, row, 22).attrs.underline);
	assert_true(vt_cell(&vt, row, 22).attrs.bold);
	assert_false(vt_cell(&vt, row, 18).attrs.underline);
	vt_press(&vt, "\t");
	vt_expect(&vt, "No connection matches.");
	vt_press(&vt, "\033");
	vt_expect(&vt, "14 connections");
}

static void status_filter_steps(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_press(&vt, "f");
	vt_expect(&vt, "12 of 14");
	vt_press(&vt, "f");
	vt_expect(&vt, "2 of 14");
	vt_press(&vt, "f");
	vt_expect(&vt, "14 connections");
}

static void help_opens_and_escape_alone_closes_it(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_press(&vt, "?");
	vt_expect(&vt, "Keys on the connections list");
	vt_press(&vt, "\033"); /* no other key follows */
	vt_expect(&vt, "Zendesk triage");
	vt_refuse(&vt, "Keys on the connections list");
}

static void every_size_is_drawn_and_left_again(void **state)
{
	static const int sizes[][2] = { { 1, 1 },   { 2, 2 },	 { 10, 40 },
					{ 24, 80 }, { 60, 200 }, { 5, 20 },
					{ 24, 80 } };
	(void)state;
	start_demo(24, 80);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		vt_resize(&vt, sizes[i][0], sizes[i][1]);
	vt_expect(&vt, "Zendesk triage");
	assert_int_equal(vt_expect(&vt, "Billing Stripe live"), 4);
	vt_resize(&vt, 10, 40);
	vt_expect(&vt, "* Billing Stripe live    Stripe");
	vt_resize(&vt, 60, 200);
	vt_expect(&vt, "Ext. id    billing_stripe");
}

static void a_storm_of_sizes_ends_in_the_last_one(void **state)
{
	struct winsize size = { .ws_row = 1, .ws_col = 1 };

	(void)state;
	start_demo(24, 80);
	srand(7);
	for (int i = 0; i < 300; i++) {
		size.ws_row = (unsigned short)(1 + rand() % 60);
		size.ws_col = (unsigned short)(1 + rand() % 200);
		assert_int_equal(ioctl(vt.fd, TIOCSWINSZ, &size), 0);
		vt_drain(&vt);
	}
	vt_resize(&vt, 24, 80);
	/* what a key does comes after the sizes before it */
	vt_type(&vt, "/");
	vt_expect(&vt, "Filter:");
	vt_type(&vt, "zz");
	vt_expect(&vt, "14 hidden by the filter");
	vt_press(&vt, "\033");
	assert_int_equal(vt_expect(&vt, "Billing Stripe live"), 4);
	assert_int_equal(vt_expect(&vt, "Zendesk triage"), 17);
	vt_expect(&vt, "? help");
}

static void fifty_downs_at_once_cost_one_frame(void **state)
{
	char keys[50 * sizeof(DOWN)] = "";

	(void)state;
	start_demo(24, 80);
	vt_drain(&vt);
	unsigned frames = vt.frames;
	size_t before = vt.raw_len;
	for (int i = 0; i < 50; i++)
		memcpy(keys + strlen(keys), DOWN, sizeof(DOWN));
	vt_press(&vt, keys);
	assert_int_equal(vt.frames, frames + 1);
	assert_true(vt.raw_len - before < 2000);
	assert_true(vt_cell(&vt, vt_expect(&vt, "Zendesk triage"), 20)
			    .attrs.reverse);
	vt_press(&vt, "g");
	assert_int_equal(vt.frames, frames + 2);
}

static void row_down_costs_few_bytes(void **state)
{
	(void)state;
	start_demo(24, 80);
	for (int i = 0; i < 5; i++)
		vt_press(&vt, "j");
	vt_drain(&vt);
	size_t before = vt.raw_len;
	vt_press(&vt, "j");
	print_message("# one row down: %zu bytes\n", vt.raw_len - before);
	assert_true(vt.raw_len - before <= 200);
}

static void latin_locale_shows_ascii_only(void **state)
{
	static const char *const env[] = { "LC_ALL=C", NULL };

	(void)state;
	start(24, 80, env, "--demo");
	vt_expect(&vt, "Zendesk triage");
	vt_expect(&vt, "--------------------");
	vt_type(&vt, "q");
	assert_exit(0);
	for (size_t i = 0; i < vt.raw_len; i++)
		assert_true((unsigned char)vt.raw[i] < 0x80);
}

static void vt100_gets_no_box_lines(void **state)
{
	static const char *const env[] = { "TERM=vt100", NULL };

	(void)state;
	start(24, 80, env, "--demo");
	vt_expect(&vt, "--------------------");
	vt_expect(&vt, "Zendesk triage");
}

/* Is there "ESC [ ... m" with a colour in what was written? */
static bool wrote_color(void)
{
	return vt_wrote(&vt, "\033[33m") || vt_wrote(&vt, ";33m") ||
	       vt_wrote(&vt, "[38;5") || vt_wrote(&vt, "\033[31m") ||
	       vt_wrote(&vt, ";31m");
}

static void no_color_is_heard(void **state)
{
	static const char *const env[] = { "NO_COLOR=1", NULL };

	(void)state;
	start(24, 80, env, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_false(wrote_color());
	vt_stop(&vt);
	start(24, 80, NULL, "--demo");
	vt_expect(&vt, "Zendesk triage");
	assert_true(wrote_color());
}

static void terminal_is_asked_nothing(void **state)
{
	(void)state;
	start_demo(24, 80);
	assert_false(vt_wrote(&vt, "\033[c"));
	assert_false(vt_wrote(&vt, "\033[>c"));
	assert_false(vt_wrote(&vt, "\033[6n"));
	assert_false(vt_wrote(&vt, "$p"));
	assert_false(vt_wrote(&vt, "\033]1"));
}

/* -- ways out ------------------------------------------------------------ */

static void a_signal_restores_the_terminal(void **state)
{
	static const int killers[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE,
				       SIGILL };
	(void)state;
	for (size_t i = 0; i < sizeof(killers) / sizeof(*killers); i++) {
		start_demo(24, 80);
		vt_signal(&vt, killers[i]);
		int status = vt_status(&vt);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), killers[i]);
		vt_assert_restored(&vt);
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void termination_ends_it_in_order(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_signal(&vt, SIGTERM);
	assert_exit(128 + SIGTERM);
	vt_assert_restored(&vt);
}

static void hanging_up_ends_it_with_129(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_signal(&vt, SIGHUP);
	assert_exit(129);
	vt_assert_restored(&vt);
}

static void closing_the_terminal_ends_it_with_129(void **state)
{
	(void)state;
	start_demo(24, 80);
	close(vt.fd);
	vt.fd = -1;
	assert_exit(129);
}

static void the_demo_leaves_no_files(void **state)
{
	static const int enders[] = { SIGTERM, SIGHUP };
	const char *const list[] = { "ls", home, NULL };
	char out[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(enders) / sizeof(*enders); i++) {
		start_demo(24, 80);
		run(NULL, list, out, sizeof(out));
		assert_non_null(strstr(out, "connvault-demo"));
		vt_signal(&vt, enders[i]);
		assert_exit(128 + enders[i]);
		run(NULL, list, out, sizeof(out));
		assert_null(strstr(out, "connvault-demo"));
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

static void suspending_gives_the_terminal_back_and_takes_it_again(void **state)
{
	(void)state;
	start_demo(24, 80);
	for (int i = 0; i < 5; i++) {
		vt_type(&vt, "\032");
		assert_true(WIFSTOPPED(vt_status(&vt)));
		vt_assert_restored(&vt);
		unsigned frames = vt.frames;
		vt_signal(&vt, SIGCONT);
		vt_frame(&vt, frames + 1);
		vt_expect(&vt, "Zendesk triage");
		vt_press(&vt, "j");
	}
	vt_type(&vt, "q");
	assert_exit(0);
	vt_assert_restored(&vt);
}

static void nothing_stays_on_the_screen_after_leaving(void **state)
{
	char row[512];

	(void)state;
	start_demo(24, 80);
	vt_type(&vt, "q");
	assert_exit(0);
	for (int i = 0; i < 24; i++)
		assert_null(strstr(vt_row(&vt, i, row, sizeof(row)), "Stripe"));
}

/* -- no terminal that will do -----------------------------------------------
 */

static void without_a_terminal_it_says_what_to_do(void **state)
{
	const char *const argv[] = { program(), NULL };
	char out[2048];
	int status = run(NULL, argv, out, sizeof(out));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_non_null(strstr(out, "needs a terminal"));
	assert_non_null(strstr(out, "hint:"));
}

static void a_terminal_without_a_screen_is_refused(void **state)
{
	static const char *const envs[][2] = { { "TERM=dumb", NULL },
					       { "TERM", NULL },
					       { "TERM=no-such-thing", NULL } };
	(void)state;
	for (size_t i = 0; i < sizeof(envs) / sizeof(*envs); i++) {
		start(24, 80, envs[i], "--demo");
		assert_exit(2);
		assert_true(vt_wrote(&vt, "TERM"));
		assert_true(vt_wrote(&vt, "hint:"));
		assert_false(vt_wrote(&vt, "\033"));
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

/* -- a real vault -------------------------------------------------------------
 */

static char vault[96], key[96], vault_env[128], key_env[128];
static const char *env_of_vault[3];

static void command(const char *const *argv, char *out, size_t size)
{
	int status = run(env_of_vault, argv, out, size);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s %s: %s", argv[0], argv[1], out);
}

/* A vault with a key file and one connection whose key is "old". */
static void make_vault(void)
{
	char secret[96], out[4096];

	snprintf(vault, sizeof(vault), "%s/vault.db", home);
	snprintf(key, sizeof(key), "%s/key", home);
	snprintf(vault_env, sizeof(vault_env), "CONNVAULT_VAULT=%s", vault);
	snprintf(key_env, sizeof(key_env), "CONNVAULT_KEY_FILE=%s", key);
	env_of_vault[0] = vault_env;
	env_of_vault[1] = NULL;
	const char *const init[] = { program(), "init", "--new-key-file", key,
				     NULL };
	command(init, out, sizeof(out));
	env_of_vault[1] = key_env;
	snprintf(secret, sizeof(secret), "api_key=%s/secret", home);
	FILE *file = fopen(secret + strlen("api_key="), "w");
	assert_non_null(file);
	fputs("old", file);
	fclose(file);
	const char *const create[] = { program(),	"create", "--piece",
				       "stripe",	"--name", "Billing",
				       "--secret-file", secret,	  NULL };
	command(create, out, sizeof(out));
}

static void rename_is_seen_by_the_command_line(void **state)
{
	const char *const list[] = { program(), "list", NULL };
	char out[4096];

	(void)state;
	make_vault();
	start(24, 80, env_of_vault, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "e");
	vt_expect(&vt, "Rename connection");
	vt_press(&vt, " EU");
	vt_press(&vt, "\r");
	vt_expect(&vt, "Renamed \"Billing\" to \"Billing EU\"");
	vt_type(&vt, "q");
	assert_exit(0);
	command(list, out, sizeof(out));
	assert_non_null(strstr(out, "Billing EU"));
}

static void a_pasted_secret_is_stored_and_never_sent_back(void **state)
{
	const char *const get[] = { program(), "get", "billing", NULL };
	char out[4096];

	(void)state;
	make_vault();
	start(24, 80, env_of_vault, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	vt_press(&vt, PASTE);
	vt_expect(&vt, "18 characters, pasted");
	vt_expect(&vt, "1 trailing newline was removed");
	vt_press(&vt, "\023");
	vt_expect(&vt, "Reconnected \"Billing\"");
	vt_type(&vt, "q");
	assert_exit(0);
	for (size_t i = 0; i + 3 < strlen(CANARY); i++) {
		char part[5] = "";
		memcpy(part, &CANARY[i], 4);
		if (vt_wrote(&vt, part))
			fail_msg("\"%s\" went to the terminal", part);
	}
	command(get, out, sizeof(out));
	assert_memory_equal(out, CANARY, strlen(CANARY));
}

/* Of the code on the screen: the four characters before its end. */
static void read_last_group(char last[5])
{
	char row[512];
	int at = vt_expect(&vt, "Type its last");

	for (char *dash = NULL; at-- > 0; dash = NULL) {
		vt_row(&vt, at, row, sizeof(row));
		dash = strrchr(row, '-');
		if (!dash || strspn(dash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					      "234567") != 4)
			continue;
		snprintf(last, 5, "%s", dash + 1);
		return;
	}
	fail_msg("no code is shown");
}

static void first_start_makes_a_vault_that_locks_and_unlocks(void **state)
{
	char last[5] = "";

	(void)state;
	start(24, 80, NULL, NULL);
	vt_expect(&vt, "Make a vault");
	vt_press(&vt, "\t");
	vt_type(&vt, CANARY);
	vt_press(&vt, "\t");
	vt_type(&vt, CANARY);
	vt_press(&vt, "\023");
	vt_expect(&vt, "Recovery code");
	read_last_group(last);
	for (int i = 0; i < 4; i++)
		vt_press(&vt, (char[]){ last[i], '\0' });
	vt_press(&vt, "\r");
	vt_expect(&vt, "This project has no connections.");
	vt_press(&vt, "\030");
	vt_expect(&vt, "Unlock the vault");
	vt_type(&vt, "wrong");
	vt_press(&vt, "\r");
	vt_expect(&vt, "Wrong passphrase.");
	do /* until the wait is over */
		vt_frame(&vt, vt.frames + 1);
	while (vt_shows(&vt, "next one in"));
	vt_type(&vt, CANARY);
	vt_press(&vt, "\r");
	vt_expect(&vt, "This project has no connections.");
	assert_false(vt_wrote(&vt, "canary"));
	vt_type(&vt, "q");
	assert_exit(0);
	vt_assert_restored(&vt);
}

static void a_shown_secret_is_hidden_before_stopping(void **state)
{
	char row[512];

	(void)state;
	make_vault();
	start(24, 80, env_of_vault, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "c");
	vt_press(&vt, PASTE);
	vt_press(&vt, "\024");
	vt_expect(&vt, CANARY);
	vt_type(&vt, "\032");
	assert_true(WIFSTOPPED(vt_status(&vt)));
	for (int i = 0; i < 24; i++)
		assert_null(strstr(vt_row(&vt, i, row, sizeof(row)), CANARY));
	unsigned frames = vt.frames;
	vt_signal(&vt, SIGCONT);
	vt_frame(&vt, frames + 1);
	vt_expect(&vt, "18 characters, pasted");
	vt_refuse(&vt, CANARY);
}

static void keys_pressed_at_once_are_no_commands(void **state)
{
	(void)state;
	start_demo(24, 80);
	vt_press(&vt, "secret-q");
	vt_expect(&vt, "look like a paste and were dropped");
	vt_expect(&vt, "14 connections");
}

#define VT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		VT_TEST(demo_shows_the_sample_project),
		VT_TEST(filter_marks_what_it_found),
		VT_TEST(status_filter_steps),
		VT_TEST(help_opens_and_escape_alone_closes_it),
		VT_TEST(every_size_is_drawn_and_left_again),
		VT_TEST(a_storm_of_sizes_ends_in_the_last_one),
		VT_TEST(fifty_downs_at_once_cost_one_frame),
		VT_TEST(row_down_costs_few_bytes),
		VT_TEST(latin_locale_shows_ascii_only),
		VT_TEST(vt100_gets_no_box_lines),
		VT_TEST(no_color_is_heard),
		VT_TEST(terminal_is_asked_nothing),
		VT_TEST(a_signal_restores_the_terminal),
		VT_TEST(termination_ends_it_in_order),
		VT_TEST(hanging_up_ends_it_with_129),
		VT_TEST(closing_the_terminal_ends_it_with_129),
		VT_TEST(the_demo_leaves_no_files),
		VT_TEST(suspending_gives_the_terminal_back_and_takes_it_again),
		VT_TEST(nothing_stays_on_the_screen_after_leaving),
		VT_TEST(without_a_terminal_it_says_what_to_do),
		VT_TEST(a_terminal_without_a_screen_is_refused),
		VT_TEST(rename_is_seen_by_the_command_line),
		VT_TEST(a_pasted_secret_is_stored_and_never_sent_back),
		VT_TEST(first_start_makes_a_vault_that_locks_and_unlocks),
		VT_TEST(a_shown_secret_is_hidden_before_stopping),
		VT_TEST(keys_pressed_at_once_are_no_commands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
