/* test_terminal_vault.c - a real vault behind the console on a terminal: what
 * is stored, and that no secret goes to the terminal */
#include "config.h"

#include "visit.h"

#include "base/clock.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define STORM_MS    300 /* of signals */
#define TYPING_MS   100 /* between two keys */
#define DEADLINE_MS 20000
#define CANARY	    "cv-canary-7f3a9c51"
#define PASTE	    "\033[200~" CANARY "\n\033[201~"

static void rename_is_seen_by_the_command_line(void **state)
{
	const char *const list[] = { "list", NULL };
	char out[4096];

	(void)state;
	visit_vault();
	visit_make("Billing");
	visit_start(24, 80, visit_env, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "e");
	vt_expect(&vt, "Rename connection");
	vt_press(&vt, " EU");
	vt_press(&vt, "\r");
	vt_expect(&vt, "Renamed \"Billing\" to \"Billing EU\"");
	vt_type(&vt, "q");
	visit_ends(0);
	visit_command(list, out, sizeof(out));
	assert_non_null(strstr(out, "Billing EU"));
}

static void a_change_that_waits_for_another_process_says_so(void **state)
{
	char path[128];
	sqlite3 *db;

	(void)state;
	visit_vault();
	visit_make("Billing");
	visit_start(24, 80, visit_env, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "e");
	vt_expect(&vt, "Rename connection");
	vt_press(&vt, " EU");
	snprintf(path, sizeof(path), "%s/vault.db", visit_home);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
			 SQLITE_OK);
	vt_type(&vt, "\r");
	vt_expect(&vt, "Waiting for another process");
	vt_type(&vt, "Z"); /* in vain: it is meant for nobody knows what */
	vt_expect(&vt, "held");
	vt_refuse(&vt, "EUZ");
	sqlite3_close(db);
	vt_type(&vt, "\r");
	vt_expect(&vt, "Renamed \"Billing\" to \"Billing EU\"");
	vt_type(&vt, "q");
	visit_ends(0);
}

static void a_pasted_secret_is_stored_and_never_sent_back(void **state)
{
	const char *const get[] = { "get", "billing", NULL };
	char out[4096];

	(void)state;
	visit_vault();
	visit_make("Billing");
	visit_start(24, 80, visit_env, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
	vt_press(&vt, PASTE);
	vt_expect(&vt, "18 characters, pasted");
	vt_expect(&vt, "1 trailing newline was removed");
	vt_press(&vt, "\023");
	vt_expect(&vt, "Reconnected \"Billing\"");
	vt_type(&vt, "q");
	visit_ends(0);
	for (size_t i = 0; i + 3 < strlen(CANARY); i++) {
		char part[5] = "";
		memcpy(part, &CANARY[i], 4);
		if (vt_wrote(&vt, part))
			fail_msg("\"%s\" went to the terminal", part);
	}
	visit_command(get, out, sizeof(out));
	assert_memory_equal(out, CANARY, strlen(CANARY));
}

static void open_reconnect(void)
{
	visit_vault();
	visit_make("Billing");
	visit_start(24, 80, visit_env, NULL);
	vt_expect(&vt, "Billing");
	vt_press(&vt, "c");
	vt_expect(&vt, "Reconnect");
}

static void a_paste_outlives_signals_in_its_middle(void **state)
{
	char count[64];
	int typed = 0;

	(void)state;
	open_reconnect();
	vt_type(&vt, "\033[200~");
	int64_t end = clock_mono_ms() + STORM_MS;
	for (int i = 0; clock_mono_ms() < end; i++) {
		vt_signal(&vt, SIGWINCH);
		if (i % 100 > 0)
			continue;
		vt_type(&vt, "x");
		typed++;
	}
	vt_type(&vt, "\n\033[201~");
	snprintf(count, sizeof(count), "%d characters, pasted", typed);
	vt_expect(&vt, count);
	vt_expect(&vt, "1 trailing newline was removed");
}

/* However long it is: it is not read one byte at a time. */
static void what_is_typed_behind_a_paste_is_not_of_it(void **state)
{
	char keys[64];

	(void)state;
	open_reconnect();
	for (int i = 1; i <= 7; i++) {
		snprintf(keys, sizeof(keys), "\033[200~%.*s\033[201~z", i,
			 "abcdefg");
		vt_type(&vt, keys);
	}
	vt_expect(&vt, "35 characters, pasted");
}

static void typing_goes_on_while_the_window_is_too_small(void **state)
{
	(void)state;
	open_reconnect();
	vt_type(&vt, "abc");
	vt_resize(&vt, 10, 40);
	vt_expect(&vt, "This form needs 60x16.");
	vt_type(&vt, "def");
	vt_resize(&vt, 24, 80);
	vt_type(&vt, "g");
	vt_expect(&vt, "7 characters, typed");
}

static void what_comes_of_a_paste_cut_off_is_no_key(void **state)
{
	(void)state;
	open_reconnect();
	vt_type(&vt, "\033[200~secret");
	vt_expect(&vt, "Pasted text was dropped: its end did not come");
	vt_type(&vt, "q\n\033\n\033[201~ab");
	vt_expect(&vt, "2 characters, typed");
}

static void who_types_on_after_a_paste_cut_off_is_heard(void **state)
{
	(void)state;
	open_reconnect();
	vt_type(&vt, "\033[200~secret");
	vt_expect(&vt, "Pasted text was dropped: its end did not come");
	int64_t end = clock_mono_ms() + DEADLINE_MS;
	while (!vt_shows(&vt, "Unlock the vault")) {
		assert_true(clock_mono_ms() < end);
		vt_type(&vt, "\030"); /* again and again, without a rest */
		poll(NULL, 0, TYPING_MS);
		vt_drain(&vt);
	}
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
	visit_start(24, 80, NULL, NULL);
	vt_expect(&vt, "Make a vault");
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
	visit_ends(0);
	vt_assert_restored(&vt);
}

static void a_shown_secret_is_hidden_before_stopping(void **state)
{
	char row[512];

	(void)state;
	visit_vault();
	visit_make("Billing");
	visit_start(24, 80, visit_env, NULL);
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

static void a_shown_secret_is_not_left_by_a_signal(void **state)
{
	static const int enders[] = { SIGQUIT, SIGINT };
	char row[512];

	(void)state;
	visit_vault();
	visit_make("Billing");
	for (size_t i = 0; i < sizeof(enders) / sizeof(*enders); i++) {
		visit_start(24, 80, visit_env, NULL);
		vt_expect(&vt, "Billing");
		vt_press(&vt, "c");
		vt_press(&vt, PASTE);
		vt_press(&vt, "\024");
		vt_expect(&vt, CANARY);
		vt_signal(&vt, enders[i]);
		visit_ends(128 + enders[i]);
		vt_assert_restored(&vt);
		for (int y = 0; y < 24; y++)
			assert_null(strstr(vt_row(&vt, y, row, sizeof(row)),
					   CANARY));
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

/* -- memory --------------------------------------------------------------- */

/* As text stands in a string, in wide characters, in cells of curses. */
enum { BYTES = 1, WIDE = 4, CELLS = 28 };

/* Is text there, a character every so many bytes? */
static bool is_at(const char *bytes, size_t len, const char *text, size_t step)
{
	for (size_t i = 0; text[i]; i++)
		if (i * step >= len || bytes[i * step] != text[i])
			return false;
	return true;
}

/* How often CANARY is so in the memory of the console. Only root may look. */
static unsigned copies(size_t step)
{
	unsigned long from, to;
	char path[64], line[512];
	unsigned found = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)vt.pid);
	FILE *maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)vt.pid);
	int memory = open(path, O_RDONLY);

	assert_non_null(maps);
	assert_true(memory >= 0);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx r", &from, &to) != 2)
			continue;
		char *bytes = malloc(to - from);
		ssize_t len = pread(memory, bytes, to - from, (off_t)from);

		for (ssize_t i = 0; i < len; i++)
			found += is_at(bytes + i, (size_t)(len - i), CANARY,
				       step);
		free(bytes);
	}
	fclose(maps);
	close(memory);
	return found;
}

/* Where what is freed is wiped, and root may look. */
static bool can_search(void)
{
#if !defined(HAVE___LIBC_FREE) || defined(CV_SANITIZED)
	return false;
#else
	return geteuid() == 0 && access("/proc/self/mem", R_OK) == 0;
#endif
}

/* Windows that change their size have the kernel put what is in registers on
 * the stack, where nobody would wipe it. */
static void a_secret_that_was_shown_is_in_no_memory_afterwards(void **state)
{
	(void)state;
	if (!can_search())
		return; /* a skipped test is a failed one to TAP drivers */
	open_reconnect();
	vt_press(&vt, PASTE);
	vt_press(&vt, "\024");
	vt_expect(&vt, CANARY);
	assert_true(copies(BYTES) > 0 && copies(CELLS) > 0); /* the control */
	for (int i = 0; i < 200; i++)
		vt_signal(&vt, SIGWINCH);
	vt_press(&vt, "\023");
	vt_expect(&vt, "Reconnected \"Billing\"");
	assert_int_equal(copies(BYTES) + copies(WIDE) + copies(CELLS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(rename_is_seen_by_the_command_line),
		VISIT_TEST(a_change_that_waits_for_another_process_says_so),
		VISIT_TEST(a_pasted_secret_is_stored_and_never_sent_back),
		VISIT_TEST(a_paste_outlives_signals_in_its_middle),
		VISIT_TEST(what_is_typed_behind_a_paste_is_not_of_it),
		VISIT_TEST(typing_goes_on_while_the_window_is_too_small),
		VISIT_TEST(what_comes_of_a_paste_cut_off_is_no_key),
		VISIT_TEST(who_types_on_after_a_paste_cut_off_is_heard),
		VISIT_TEST(first_start_makes_a_vault_that_locks_and_unlocks),
		VISIT_TEST(a_shown_secret_is_hidden_before_stopping),
		VISIT_TEST(a_shown_secret_is_not_left_by_a_signal),
		VISIT_TEST(a_secret_that_was_shown_is_in_no_memory_afterwards),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
