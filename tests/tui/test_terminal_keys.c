/* test_terminal_keys.c - every key of the console on a real terminal: what it
 * does, and what it says when it cannot be done */
#include "config.h"

#include "visit.h"

#include <string.h>
#include <sys/wait.h>

#define UP	  "\033OA"
#define DOWN	  "\033OB"
#define RIGHT	  "\033OC"
#define LEFT	  "\033OD"
#define HOME	  "\033OH"
#define END	  "\033OF"
#define PAGE_UP	  "\033[5~"
#define PAGE_DOWN "\033[6~"
#define DEL	  "\033[3~"
#define BACK_TAB  "\033[Z"
#define F1	  "\033OP"
#define F2	  "\033OQ"
#define F5	  "\033[15~"
#define ESC	  "\033"

#define KEYS_MAX  8
struct step {
	const char *keys[KEYS_MAX]; /* pressed one after the other */
	const char *shows;
};

/* Each on a console of its own. */
static void press_each(const struct step *step, const char *option, bool filter)
{
	const char *const argv[] = { visit_program(), "--demo", option, NULL };

	for (; step->shows; step++) {
		vt_start(&vt, 24, 80, NULL, argv);
		vt_expect(&vt, "14 connections");
		if (filter) {
			vt_type(&vt, "/");
			vt_expect(&vt, "Filter:");
			vt_type(&vt, "no such thing\r");
			vt_expect(&vt, "No connection matches.");
		}
		for (int i = 0; i < KEYS_MAX && step->keys[i]; i++)
			vt_press(&vt, step->keys[i]);
		vt_expect(&vt, step->shows);
		vt_stop(&vt);
	}
	vt.vterm = NULL;
}

/* Where the pointer is. */
#define AT(row) "\xe2\x96\x8c " row

static void keys_that_move(void **state)
{
	static const struct step steps[] = {
		{ { "j" }, AT("HubSpot") },
		{ { "j", "j", "k" }, AT("HubSpot") },
		{ { DOWN }, AT("HubSpot") },
		{ { DOWN, DOWN, UP }, AT("HubSpot") },
		{ { "G" }, AT("Zendesk") },
		{ { "G", "g" }, AT("Stripe") },
		{ { END }, AT("Zendesk") },
		{ { END, HOME }, AT("Stripe") },
		{ { "\004" }, AT("Amazon S3") },
		{ { "G", "\025" }, AT("Jira Cloud") },
		{ { PAGE_DOWN }, AT("Zendesk") },
		{ { "G", PAGE_UP }, AT("Stripe") },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(steps, NULL, false);
}

static void keys_of_the_list(void **state)
{
	static const struct step steps[] = {
		{ { "\r" }, "Ext. id    billing_stripe" },
		{ { "i" }, "Ext. id    billing_stripe" },
		{ { "i", ESC }, "14 connections" },
		{ { "i", "q" }, "14 connections" },
		{ { "/", "s", "\t" }, "status: active" },
		{ { "f", "f" }, "status: inactive" },
		{ { "f", "f", ESC }, "14 connections" },
		{ { ":" }, "Command" },
		{ { "?" }, "Keys on the connections list" },
		{ { F1 }, "Keys on the connections list" },
		{ { "r" }, "Read again" },
		{ { F5 }, "Read again" },
		{ { "s" }, "STATUS^" },
		{ { "S" }, "NAMEv" },
		{ { "o" }, "[x] PROVIDER" },
		{ { "|" }, "Ext. id    billing_stripe" },
		{ { " " }, "1 marked" },
		{ { "v", "j" }, "2 marked" },
		{ { "*" }, "14 marked" },
		{ { "*", ESC },
		  "14 connections   12 active   2 inactive   2 "
		  "expire soon" },
		{ { "y" }, "external id  billing_stripe" },
		{ { "y", "n" }, "Copied the name" },
		{ { "y", "y" }, "Copied the row" },
		{ { "c" }, "The old value stays in use until you save." },
		{ { "e" }, "Rename connection" },
		{ { F2 }, "Rename connection" },
		{ { "u" }, "create_invoice" },
		{ { "n" }, "Find a piece:" },
		{ { "G", "d" }, "Delete" },
		{ { "G", DEL }, "Delete" },
		{ { "E" }, "Rotate by" },
		{ { "P" }, "Projects" },
		{ { "\003" }, "Ctrl-C again leaves connvault" },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(steps, NULL, false);
}

static void undo_takes_back(void **state)
{
	static const struct step steps[] = {
		{ { "e", "X", "\r", "z" }, "Undone" },
		{ { "z" }, "undo: nothing to undo" },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(steps, NULL, false);
}

static void keys_that_are_blocked_say_why(void **state)
{
	static const struct step read_only[] = {
		{ { "c" }, "reconnect: read-only mode" },
		{ { "e" }, "rename: read-only mode" },
		{ { "n" }, "new: read-only mode" },
		{ { "x" }, "replace in flows: read-only mode" },
		{ { "d" }, "delete" },
		{ { DEL }, "read-only mode" },
		{ { "E" }, "tags, note, date: read-only mode" },
		{ { "z" }, "undo: read-only mode" },
		{ { "\030" }, "lock now: the demo has no passphrase" },
		{ { "\\" }, "nothing is marked" },
		{ { "j", "c" }, "read-only mode" },
		{ { NULL }, NULL },
	};
	static const struct step no_row[] = {
		{ { "\r" }, "no connection is selected" },
		{ { "i" }, "no connection is selected" },
		{ { "c" }, "no connection is selected" },
		{ { "e" }, "no connection is selected" },
		{ { F2 }, "no connection is selected" },
		{ { "u" }, "no connection is selected" },
		{ { "x" }, "no connection is selected" },
		{ { "d" }, "no connection is selected" },
		{ { "E" }, "no connection is selected" },
		{ { "y" }, "no connection is selected" },
		{ { " " }, "no connection is selected" },
		{ { "v" }, "no connection is selected" },
		{ { "*" }, "mark all shown:" },
		{ { NULL }, NULL },
	};
	static const struct step unknown[] = {
		{ { "w" }, "no such key here" },
		{ { "\033w" }, "no such key here" },
		{ { "j", "z" }, "undo: nothing to undo" },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(unknown, NULL, false);
	press_each(no_row, NULL, true);
	press_each(read_only, "--read-only", false);
}

/* Typed into the filter: what stands there then. */
static void keys_of_text(void **state)
{
	static const struct step steps[] = {
		{ { "/", "abc", LEFT, "X" }, "Filter: abXc" },
		{ { "/", "abc", LEFT, LEFT, RIGHT, "X" }, "Filter: abXc" },
		{ { "/", "abc", HOME, "X" }, "Filter: Xabc" },
		{ { "/", "abc", HOME, END, "X" }, "Filter: abcX" },
		{ { "/", "abc", "\001", "X" }, "Filter: Xabc" },
		{ { "/", "abc", "\001", "\005", "X" }, "Filter: abcX" },
		{ { "/", "ab cd", "\027", "X" }, "Filter: ab X" },
		{ { "/", "abc", LEFT, "\025", "X" }, "Filter: Xc" },
		{ { "/", "abc", LEFT, "\013", "X" }, "Filter: abX" },
		{ { "/", "ab cd", "\033b", "X" }, "Filter: ab Xcd" },
		{ { "/", "ab cd", "\001", "\033f", "X" }, "Filter: abX cd" },
		{ { "/", "abc", "\177", "X" }, "Filter: abX" },
		{ { "/", "abc", LEFT, DEL, "X" }, "Filter: abX" },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(steps, NULL, false);
}

static void keys_of_forms(void **state)
{
	static const struct step steps[] = {
		{ { "e", "\t", "\t", "\r" }, "14 connections" }, /* Cancel */
		{ { "E", DOWN, "hi", UP, DOWN, "X", "\023", "i" }, "hiX" },
		{ { "e", BACK_TAB, "\r" }, "14 connections" },
		{ { "e", "X", "\023" }, "Renamed" },
		{ { "e", "X", ESC }, "Throw away" },
		{ { "e", "X", "\025", "Y", "\r" }, "to \"Y\"" },
		{ { "c", "secret", "\024" }, "secret" },
		{ { "c", "secret", ESC }, "Throw away what was typed?" },
		{ { "c", "\007" }, "Value from a command" },
		{ { NULL }, NULL },
	};

	(void)state;
	press_each(steps, NULL, false);
}

/* -- keys that end or stop it -------------------------------------------- */

static void q_and_two_interrupts_leave(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_type(&vt, "q");
	visit_ends(0);
	vt_stop(&vt);
	visit_demo(24, 80);
	vt_press(&vt, "\003");
	vt_type(&vt, "\003");
	visit_ends(0);
	vt_assert_restored(&vt);
}

static void redraw_paints_everything_again(void **state)
{
	(void)state;
	visit_demo(24, 80);
	vt_drain(&vt);
	size_t before = vt.raw_len;
	vt_press(&vt, "\014");
	assert_true(vt.raw_len - before > 1000);
	vt_expect(&vt, "14 connections");
}

static void escape_is_answered_at_once(void **state)
{
	(void)state;
	visit_demo(24, 80);
	for (int i = 0; i < 5; i++) {
		vt_press(&vt, "?");
		vt_expect(&vt, "Keys on the");
		vt_press(&vt, ESC);
		vt_expect(&vt, "14 connections");
	}
}

static void lock_asks_for_the_key_again(void **state)
{
	(void)state;
	visit_vault();
	visit_start(24, 80, visit_env, NULL);
	vt_expect(&vt, "This project has no connections.");
	vt_press(&vt, "\030");
	vt_expect(&vt, "Unlock the vault");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(keys_that_move),
		VISIT_TEST(keys_of_the_list),
		VISIT_TEST(undo_takes_back),
		VISIT_TEST(keys_that_are_blocked_say_why),
		VISIT_TEST(keys_of_text),
		VISIT_TEST(keys_of_forms),
		VISIT_TEST(q_and_two_interrupts_leave),
		VISIT_TEST(redraw_paints_everything_again),
		VISIT_TEST(escape_is_answered_at_once),
		VISIT_TEST(lock_asks_for_the_key_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
