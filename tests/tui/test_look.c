/* test_look.c - sorting, columns, panes, and that they are remembered */
#include "stage.h"

#include <sys/stat.h>

#include "base/path.h"
#include "base/str.h"
#include "base/where.h"
#include "vault_fixture.h"

static const char *first_name(struct stage *stage)
{
	return roster_at(stage->console.roster, 0)->conn->name;
}

/* -- sort, columns, pane ------------------------------------------------- */

static void s_sorts_by_the_next_column_and_the_title_says_so(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "s");
	stage_expect(stage, "STATUS^");
	assert_string_equal(first_name(stage), "Finance Sheets");
	stage_press(stage, "s");
	stage_expect(stage, " ^FLOWS CONNECTED");
	stage_press(stage, "S");
	stage_expect(stage, " vFLOWS CONNECTED");
	assert_string_equal(first_name(stage), "Notion handbook");
	stage_press(stage, "sss");
	stage_expect(stage, "NAME^");
}

static void the_selection_stays_on_its_row_when_sorted(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "/zen<Enter><Esc>s");
	assert_string_equal(console_selected(&stage->console)->conn->name,
			    "Zendesk triage");
}

static void columns_are_chosen_and_ordered(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "ojj");
	stage_goldens(stage, "columns");
	stage_press(stage, " KK<Esc>");
	stage_refuse(stage, "STATUS");
	stage_press(stage, "ojj"); /* the flows, now third */
	stage_press(stage, "KK<Esc>");
	assert_true(str_starts(stage_row(stage, 3), "  FLOWS PROVIDER"));
	stage_press(stage, "ou<Esc>");
	assert_true(str_starts(stage_row(stage, 3), "  PROVIDER"));
}

static void the_name_cannot_be_hidden_and_it_says_why(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "oj ");
	stage_expect(stage, "the name is always shown");
}

static void all_columns_are_shown_as_far_as_there_is_room(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 36, 120);
	stage_press(stage, "|ojjjjj j j j j <Esc>");
	stage_golden(stage, "columns-all-120x36");
	stage_press(stage, "/acme");
	stage_expect(stage, "acme / ops-bot");
	stage_size(stage, 24, 80);
	stage_expect(stage, "PROVIDER");
	for (int cols = 40; cols < 220; cols++)
		stage_size(stage, 24, cols);
}

static void pane_is_off_below_or_beside(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "|");
	stage_expect(stage, "Ext. id    billing_stripe");
	stage_press(stage, "|");
	stage_golden(stage, "pane-right-80x24");
	stage_press(stage, "|");
	stage_refuse(stage, "Ext. id");
	stage_expect(stage, "CONNECTED ON");
}

/* -- memory -------------------------------------------------------------- */

/* What is in the state file after a visit with these keys. */
static char *visit(struct fixture *at, const char *keys)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct stage *once = stage_on(fixture_open(at), at->path, &options);
	struct err err = ERR_INIT;
	char *path, *text = NULL;
	size_t len;

	stage_press(once, keys);
	stage_free(once);
	assert_ok(where_state("views", &path, &err));
	if (file_read(path, 65536, &text, &len, &err) < 0)
		text = NULL;
	free(path);
	return text;
}

static void the_view_is_remembered_until_it_is_changed(void **state)
{
	struct fixture *at = *state;
	const struct console_options options = { .idle_minutes = 0 };
	char *text = visit(at, "j");

	assert_null(text); /* nothing was changed */
	text = visit(at, "ssS:pane<Enter>o ");
	assert_non_null(strstr(text,
			       "sort = flows\nreverse = yes\n"
			       "pane = below\n"
			       "columns = name status flows connected\n"));
	free(text);
	struct stage *again = stage_on(fixture_open(at), at->path, &options);
	assert_int_equal(again->console.query.sort, SORT_FLOWS);
	assert_true(again->console.query.reverse);
	assert_int_equal(again->console.memory.pane, PANE_BELOW);
	assert_int_equal(again->console.memory.columns.count, 4);
	stage_free(again);
}

static void a_broken_memory_is_told_once_and_others_are_kept(void **state)
{
	struct fixture *at = *state;
	const struct console_options options = { .idle_minutes = 0 };
	struct err err = ERR_INIT;
	char *path, *text = visit(at, "s");
	struct str broken = STR_INIT;

	str_addf(&broken,
		 "[/v\tSecret name]\nsort = id\n[other]\nsort = name\n"
		 "%scolumns = nonsense\n",
		 text);
	free(text);
	assert_ok(where_state("views", &path, &err));
	assert_ok(file_write_atomic(path, broken.text, broken.len, &err));
	free(path);
	str_clear(&broken);
	struct stage *told = stage_on(fixture_open(at), at->path, &options);
	stage_expect(told, "Line 10 of the remembered views is broken");
	assert_int_equal(told->console.memory.columns.count, 5);
	assert_int_equal(told->console.query.sort, SORT_STATUS);
	stage_free(told);
	text = visit(at, "j");
	assert_non_null(strstr(text, "[other]\nsort = name\n"));
	assert_null(strstr(text, "nonsense"));
	assert_null(strstr(text, "Secret name"));
	free(text);
}

static void a_memory_that_cannot_be_read_is_not_overwritten(void **state)
{
	const size_t large = 1100 * 1000; /* more than is read */
	char *path, *text = visit(*state, "s"), *many = malloc(large);
	struct err err = ERR_INIT;
	struct stat now;

	free(text);
	assert_non_null(many);
	memset(many, '#', large);
	assert_ok(where_state("views", &path, &err));
	assert_ok(file_write_atomic(path, many, large, &err));
	assert_null(visit(*state, "s"));
	assert_int_equal(stat(path, &now), 0);
	assert_int_equal(now.st_size, large);
	free(path);
	free(many);
}

#define VAULT_TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(s_sorts_by_the_next_column_and_the_title_says_so),
		STAGE_TEST(the_selection_stays_on_its_row_when_sorted),
		STAGE_TEST(columns_are_chosen_and_ordered),
		STAGE_TEST(the_name_cannot_be_hidden_and_it_says_why),
		STAGE_TEST(all_columns_are_shown_as_far_as_there_is_room),
		STAGE_TEST(pane_is_off_below_or_beside),
		VAULT_TEST(the_view_is_remembered_until_it_is_changed),
		VAULT_TEST(a_broken_memory_is_told_once_and_others_are_kept),
		VAULT_TEST(a_memory_that_cannot_be_read_is_not_overwritten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
