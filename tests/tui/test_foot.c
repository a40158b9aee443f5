/* test_foot.c - nothing that matters is cut: messages, hints, labels, help */
#include "stage.h"

#include "base/str.h"
#include "ops/conn.h"
#include "ops/session.h"

/* An empty project of the sample vault. */
static void show_empty(struct stage *stage)
{
	struct err err = ERR_INIT;

	assert_ok(
		session_project_create(stage->console.session, "Empty", &err));
	stage->console.options.project = "Empty";
	assert_ok(console_enter(&stage->console, &err));
	stage_wait(stage, 0);
}

/* -- what is said -------------------------------------------------------- */

static const char long_text[] =
	"Somebody else changed it meanwhile. What you typed is kept; save "
	"again to put it in place";

static void a_message_longer_than_the_line_takes_the_one_of_the_hints(
	void **state)
{
	struct stage *stage = *state;

	console_say(&stage->console, TONE_ERROR, "%s", long_text);
	stage_wait(stage, 0);
	stage_expect(stage, " ! Somebody else changed it meanwhile. What you "
			    "typed is kept; save again to put\n it in place\n");
}

static void a_hint_has_a_line_of_its_own_when_there_is_need(void **state)
{
	struct stage *stage = *state;
	struct err err = ERR_INIT;

	err_set(&err, ERR_IO,
		"the vault cannot be written: no space is left "
		"on the device");
	err_hint(&err, "make room, then save again");
	console_say_err(&stage->console, &err);
	stage_wait(stage, 0);
	stage_expect(stage, "left on the device;\n make room, then save "
			    "again\n");
	stage_refuse(stage, "? help");
	stage_press(stage, "j");
	stage_expect(stage, "? help");
}

static void a_message_that_fits_leaves_the_hints(void **state)
{
	struct stage *stage = *state;
	struct err err = ERR_INIT;

	err_set(&err, ERR_IO, "no space is left");
	err_hint(&err, "make room");
	console_say_err(&stage->console, &err);
	stage_wait(stage, 0);
	stage_expect(stage, " ! no space is left; make room\n");
	stage_expect(stage, "? help");
}

static void a_narrow_window_shows_a_message_in_full(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 10, 40);
	console_say(&stage->console, TONE_ERROR, "%s", long_text);
	stage_wait(stage, 0);
	stage_expect(stage, " ! Somebody else changed it meanwhile.\n");
	stage_expect(stage, "put it in place\n");
	stage_size(stage, 12, 80);
	stage_expect(stage, "it in place\n");
}

static void the_advice_of_a_row_is_never_cut(void **state)
{
	struct stage *stage = *state;
	char name[160];
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_ok(conn_find(stage->console.session, "slack_ops", &conn, &err));
	assert_ok(conn_rename(stage->console.session, &conn, name, &err));
	conn_clear(&conn);
	stage_press(stage, "r");
	stage_wait(stage, 7000);
	stage_press(stage, "/slack<Enter>");
	stage_expect(stage, "Press c to reconnect.\n");
}

/* -- what is offered ----------------------------------------------------- */

static void an_empty_list_offers_only_what_can_be_done(void **state)
{
	struct stage *stage = *state;

	show_empty(stage);
	stage_refuse(stage, "c reconnect");
	stage_refuse(stage, "e rename");
	stage_refuse(stage, "Enter details");
	stage_refuse(stage, "u flows");
	stage_refuse(stage, "/ filter");
	stage_expect(stage, "n new  i import");
	stage_expect(stage, "F all flows");
	stage_expect(stage, "? help");
}

static void flows_are_imported_from_an_empty_list_and_by_name(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, ":import<Enter>");
	stage_expect(stage, "Import flows");
	stage_press(stage, "<Esc>i");
	stage_expect(stage, "> Details");
	stage_press(stage, "<Esc>");
	show_empty(stage);
	stage_press(stage, "i");
	stage_expect(stage, "Import flows");
}

static void a_demo_to_read_only_changes_nothing(void **state)
{
	struct stage *stage = *state;
	static const char *const keys[] = { "e", "c", "d", "n" };

	stage->console.options.read_only = true;
	stage_wait(stage, 0);
	stage_refuse(stage, "e rename");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		stage_press(stage, keys[i]);
		stage_expect(stage, ": read-only mode");
	}
}

static void the_demo_asks_no_service(void **state)
{
	struct stage *stage = *state;
	static const char *const keys[] = { "R", "t", "T" };

	stage->console.options.demo = true;
	stage_wait(stage, 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		stage_press(stage, keys[i]);
		stage_expect(stage, ": the demo asks no service");
	}
	stage_press(stage, "/stripe<Enter>c");
	stage_press(stage, "sk_MADEUP<C-S>");
	stage_expect(stage, "Reconnected");
}

static void a_small_form_offers_to_save_and_to_cancel(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "Gc");
	stage_size(stage, 16, 60);
	stage_expect(stage, "Ctrl-S save  Esc cancel  F1 help");
}

/* -- where one is in a long list ----------------------------------------- */

static void a_long_list_shows_which_rows_are_seen(void **state)
{
	struct stage *stage = *state;

	stage_refuse(stage, "of 14");
	stage_size(stage, 16, 80);
	stage_expect(stage, " 1-9 of 14 ");
	stage_press(stage, "G");
	stage_expect(stage, " 6-14 of 14 ");
	stage_press(stage, "/s");
	stage_expect(stage, " 4-12 of 12 ");
	stage_press(stage, "<Esc>/slack<Enter>u");
	stage_size(stage, 13, 80);
	stage_expect(stage, " 1-8 of 9 ");
	stage_size(stage, 24, 80);
	stage_press(stage, "<Esc><Esc>n");
	stage_expect(stage, " 1-15 of ");
}

/* -- what has its room --------------------------------------------------- */

static void a_long_label_leaves_the_values_room_and_is_told_below(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "Gc<Tab><Tab>");
	stage_expect(stage, "Organization (e.g ac~ * ");
	stage_expect(stage, "\n Organization (e.g activepieceshelp)\n");
	stage_size(stage, 16, 60);
	stage_expect(stage, "Organization (e.g ac~ * ");
}

/* All pages of the help as one text, owned by the caller. */
static char *read_help(struct stage *stage)
{
	struct str all = STR_INIT;
	size_t pages = 1;

	stage_press(stage, "<F1>");
	for (size_t i = 0; i < pages; i++) {
		const char *screen = stage_screen(stage);
		str_add(&all, screen);
		const char *of = strstr(screen, "page 1 of ");
		pages = of ? strtoul(of + 10, NULL, 10) : pages;
		stage_press(stage, "j");
	}
	stage_press(stage, "<Esc>");
	return str_take(&all);
}

static void assert_help_is_whole(struct stage *stage, const char *keys)
{
	stage_press(stage, keys);
	const struct action *const *table =
		console_top(&stage->console)->def->action;
	char *help = read_help(stage);

	for (int i = 0; i < SCREEN_TABLES && table[i]; i++)
		for (const struct action *a = table[i]; a->name; a++)
			if (a->help && !strstr(help, a->help) &&
			    (!a->is_apt || a->is_apt(&stage->console)))
				fail_msg("%s: \"%s\" is not in\n%s", keys,
					 a->help, help);
	free(help);
}

static void help_is_not_cut(void **state)
{
	struct stage *stage = *state;
	static const char *const keys[] = { "",	      "/",
					    "<Esc>e", "<Esc>Gc",
					    "x<Esc>", "<Tab><Enter>i",
					    "<Esc>u" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_help_is_whole(stage, keys[i]);
	stage_size(stage, 10, 40);
	assert_help_is_whole(stage, "<Esc>");
}

static size_t count(const char *text, const char *word)
{
	size_t found = 0;

	while ((text = strstr(text, word))) {
		found++;
		text += strlen(word);
	}
	return found;
}

static void help_of_a_locked_vault_has_no_lock_and_each_key_once(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "<C-X>");
	char *help = read_help(stage);
	assert_null(strstr(help, "lock now"));
	assert_int_equal(count(help, "Ctrl-C  "), 1);
	assert_non_null(strstr(help, "leave connvault"));
	free(help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(
			a_message_longer_than_the_line_takes_the_one_of_the_hints),
		STAGE_TEST(a_hint_has_a_line_of_its_own_when_there_is_need),
		STAGE_TEST(a_message_that_fits_leaves_the_hints),
		STAGE_TEST(a_narrow_window_shows_a_message_in_full),
		STAGE_TEST(the_advice_of_a_row_is_never_cut),
		STAGE_TEST(an_empty_list_offers_only_what_can_be_done),
		STAGE_TEST(flows_are_imported_from_an_empty_list_and_by_name),
		STAGE_TEST(a_demo_to_read_only_changes_nothing),
		STAGE_TEST(the_demo_asks_no_service),
		STAGE_TEST(a_small_form_offers_to_save_and_to_cancel),
		STAGE_TEST(a_long_list_shows_which_rows_are_seen),
		STAGE_TEST(
			a_long_label_leaves_the_values_room_and_is_told_below),
		STAGE_TEST(help_is_not_cut),
		STAGE_TEST(
			help_of_a_locked_vault_has_no_lock_and_each_key_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
