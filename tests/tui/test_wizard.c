/* test_wizard.c - making connections step by step, from the sample project */
#include "stage.h"

#include "base/clock.h"
#include "ops/conn.h"

static struct session *session_of(struct stage *stage)
{
	return stage->console.session;
}

static void find(struct stage *stage, const char *word, struct conn *out)
{
	struct err err = ERR_INIT;

	assert_ok(conn_find(session_of(stage), word, out, &err));
}

static void refuse_conn(struct stage *stage, const char *word)
{
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	assert_error(conn_find(session_of(stage), word, &conn, &err),
		     ERR_ABSENT);
	conn_clear(&conn);
}

/* Somebody else makes a placeholder of that name. */
static void make(struct stage *stage, const char *name)
{
	struct conn_draft draft = { .piece = "stripe",
				    .name = name,
				    .placeholder = true };
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(conn_create(session_of(stage), &draft, &conn, &err));
	conn_clear(&conn);
}

static void assert_value(struct stage *stage, const char *word,
			 const char *field, const char *wanted)
{
	struct conn conn = { .text = NULL };
	struct secret *value = NULL;
	struct err err = ERR_INIT;
	size_t len;

	find(stage, word, &conn);
	assert_ok(conn_get(session_of(stage), &conn, field, &value, &err));
	const void *bytes = secret_reveal(value, &len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
	secret_free(value);
	conn_clear(&conn);
}

/* -- the mock-ups -------------------------------------------------------- */

static void the_picker_is_as_drawn(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nsl");
	stage_golden(stage, "new-piece-80x24");
	stage_press(stage, "<Tab>");
	stage_golden(stage, "new-described-80x24");
	stage_press(stage, "<Tab>ack");
	stage_size(stage, 36, 120);
	stage_press(stage, "");
	stage_golden(stage, "new-piece-120x36");
	stage_size(stage, 10, 40);
	stage_golden(stage, "new-piece-40x10");
}

static void the_ways_are_as_drawn(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nslack<Enter><Up>");
	stage_goldens(stage, "new-way");
}

static void the_fields_are_as_drawn(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nslack<Enter><Enter>Ops Slack alerts EU");
	stage_press(stage, "<Tab><C-U>slack_ops<Tab>prod, ops<Tab><Tab>");
	stage_press(stage, "xoxb-0123456789");
	stage_goldens(stage, "new-fields");
	stage_size(stage, 16, 60);
	stage_golden(stage, "new-fields-60x16");
}

static void in_few_rows_the_buttons_are_above_a_second_note(void **state)
{
	struct stage *stage = *state;

	stage_size(stage, 16, 60);
	stage_press(stage, "npostgres<Enter>Stripe live<Tab>");
	stage_press(stage, "<C-U>pg_reporting<BackTab>");
	stage_press(stage, "<C-U>Postgres reporting (ro)");
	stage_expect(stage, "! a connection is called");
	stage_expect(stage,
		     "\n        [ Save ]   [ Back ]   [ Cancel ]   [ Fill");
}

/* -- finding a piece ----------------------------------------------------- */

static void words_that_nothing_matches_choose_nothing(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nno such thing");
	stage_expect(stage, "0 of ");
	stage_expect(stage, "No piece matches.");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "choose this piece: no piece matches");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "14 connections");
}

static void a_slash_first_is_no_part_of_the_search(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "n/slack");
	stage_expect(stage, "Find a piece: slack");
	stage_press(stage, "/");
	stage_expect(stage, "Find a piece: slack/");
}

static void ways_and_categories_are_searched_too(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nsales oauth hub");
	stage_expect(stage, "hubspot");
	stage_refuse(stage, "stripe");
}

/* -- ways ---------------------------------------------------------------- */

static void a_way_that_needs_an_app_asks_for_it(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nslack<Enter><Up><Enter>");
	stage_expect(stage, "Slack > New OAuth app");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "[2 Sign-in]");
}

static void backspace_goes_a_step_back(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nslack<Enter><BS>");
	stage_expect(stage, "Find a piece: slack");
	stage_press(stage, "<BS><BS><BS><BS><BS><BS><BS>");
	stage_expect(stage, "[1 Piece]");
	stage_expect(stage, "activecampaign");
}

static void what_has_one_way_only_goes_on_to_the_fields(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>");
	stage_expect(stage, "[3 Fields]");
	stage_press(stage, "<BackTab><Left><Left><Enter>");
	stage_expect(stage, "[2 Sign-in]");
	stage_press(stage, "<Down><Enter>Stripe later<C-S>");
	stage_expect(stage, "Created \"Stripe later\" with the external id "
			    "stripe_later, without a credential");
}

static void a_credential_may_be_filled_in_later(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>Stripe later<BackTab>");
	stage_expect(stage, "[ Fill in later ]");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Without a credential it is inactive");
	stage_refuse(stage, "Api Key");
	stage_refuse(stage, "[ Fill in later ]");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "Created \"Stripe later\" with the external id "
			    "stripe_later, without a credential");
}

static void a_typed_credential_is_not_thrown_away_unasked(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>x<Tab><Tab><Tab><Tab>key<BackTab>");
	stage_press(stage, "<BackTab><BackTab><BackTab><BackTab><Enter>");
	stage_expect(stage, "Throw away the credential that was typed?");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "3 characters, typed");
	stage_press(stage, "<Enter><Tab><Enter>");
	stage_expect(stage, "Without a credential it is inactive");
	stage_refuse(stage, "3 characters, typed");
}

/* -- fields -------------------------------------------------------------- */

static void a_long_label_is_cut_and_told_in_full_below(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nzendesk<Enter><Tab><Tab><Tab><Tab><Tab><Tab>");
	stage_expect(stage, "Organization (e.g act~ *");
	stage_expect(stage, "\n Organization (e.g activepieceshelp)\n");
}

static void nothing_to_tick_is_no_key(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>");
	stage_refuse(stage, "Space");
}

static void the_id_follows_the_name_until_it_is_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>Slack ops");
	stage_expect(stage, "slack_ops_2");
	stage_press(stage, "<Tab><C-U>my_id<BackTab> EU");
	stage_expect(stage, "Slack ops EU");
	stage_expect(stage, "External id *     my_id_");
	stage_press(stage, "<Tab><C-U><BackTab>!");
	stage_expect(stage, "External id *     slack_ops_eu_");
}

static void what_is_taken_is_told_while_typing(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>ops slack ALERTS");
	stage_expect(stage,
		     "! a connection is called \"Ops Slack alerts\" already");
	stage_press(stage, "!");
	stage_refuse(stage, "already");
	stage_press(stage, "<Tab><C-U>gh_bot");
	stage_expect(stage, "! External id \"gh_bot\" is taken; try gh_bot_2");
	stage_press(stage, "<C-U>a b");
	stage_expect(stage, "! ");
	stage_refuse(stage, "is taken");
}

static void what_is_required_is_asked_for(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter><C-S>");
	stage_expect(stage, "! Name is required");
	stage_press(stage, "Mine<C-S>");
	stage_expect(stage, "! Secret API Key is required");
	stage_press(stage, "sk_1<C-S>");
	stage_expect(stage, "Created \"Mine\" with the external id mine");
	assert_value(stage, "mine", NULL, "sk_1");
}

static void what_was_typed_is_stored_and_selected(void **state)
{
	struct stage *stage = *state;
	struct conn conn = { .text = NULL };

	stage_press(stage, "/zendesk<Enter>nmailgun<Enter>Mail EU<Tab><Tab>");
	stage_press(stage, " prod ,, a b<Tab>asked for by ops<Tab>key-1<Tab>");
	stage_expect(stage, "< US >");
	stage_press(stage, "<Right><C-S>");
	stage_expect(stage, "15 connections");
	stage_expect(stage, "> Mailgun         Mail EU");
	find(stage, "mail_eu", &conn);
	assert_string_equal(conn.tags, "prod\na b");
	assert_string_equal(conn.note, "asked for by ops");
	assert_int_equal(conn.status, STATUS_ACTIVE);
	conn_clear(&conn);
	assert_value(stage, "mail_eu", "region", "eu");
	assert_value(stage, "mail_eu", "api_key", "key-1");
}

static void a_choice_that_need_not_be_made_is_left_out(void **state)
{
	struct stage *stage = *state;
	struct conn conn = { .text = NULL };

	stage_press(stage, "nnocodb<Enter>Base<Tab><Tab><Tab><Tab>");
	stage_press(stage, "<C-U>https://base.example<Tab>tok<Tab>");
	stage_expect(stage, "< not set >");
	stage_press(stage, "<C-S>");
	stage_expect(stage, "Created \"Base\"");
	find(stage, "base", &conn);
	assert_int_equal(conn.values, 2);
	conn_clear(&conn);
}

static void a_long_list_shows_the_one_chosen(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nbackblaze<Enter>");
	stage_expect(stage, "1 of 29");
	for (int i = 0; i < 4; i++)
		stage_press(stage, "<Tab>");
	while (!strstr(stage_screen(stage), "> Region"))
		stage_press(stage, "<Tab>");
	stage_press(stage, "<Right><Right>");
	stage_expect(stage, "3 of 29");
}

static void escape_asks_only_when_something_was_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter><Esc>");
	stage_expect(stage, "14 connections");
	stage_press(stage, "nstripe<Enter>x<Esc>");
	stage_expect(stage, "Throw away what was typed?");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Name *            x");
	stage_press(stage, "<Esc><Tab><Enter>");
	stage_expect(stage, "14 connections");
	refuse_conn(stage, "x");
}

static void a_conflict_keeps_what_was_typed(void **state)
{
	struct stage *stage = *state;

	stage_press(stage, "nstripe<Enter>Mine<Tab><Tab>prod<Tab><Tab>sk_1");
	make(stage, "Mine");
	stage_press(stage, "<C-S>");
	stage_expect(stage, "What you typed is kept");
	stage_expect(stage, "> Name *            Mine");
	stage_expect(stage, "prod");
	stage_expect(stage, "4 characters, typed");
	stage_press(stage, " too<C-S>");
	stage_expect(stage, "Created \"Mine too\"");
	assert_value(stage, "Mine too", NULL, "sk_1");
}

/* -- choosing ------------------------------------------------------------ */

static void a_connection_of_the_piece_is_chosen(void **state)
{
	const struct console_options options = { .pick = "slack" };
	struct stage *demo = *state;
	struct stage *stage =
		stage_on(session_of(demo), "/home/ana/vault.db", &options);

	stage_goldens(stage, "pick");
	stage_press(stage, "no such<Enter>");
	stage_expect(stage, "How should connvault authorize with");
	stage_press(stage, "<Esc><C-U>/ops");
	stage_expect(stage, "Find: ops ");
	stage_expect(stage, " 1 connection\n");
	stage_press(stage, "<Enter>");
	assert_true(stage->console.wants_quit);
	assert_string_equal(stage->console.picked, "slack_ops");
	stage_free(stage);
	clock_fix(STAGE_NOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(the_picker_is_as_drawn),
		STAGE_TEST(the_ways_are_as_drawn),
		STAGE_TEST(the_fields_are_as_drawn),
		STAGE_TEST(in_few_rows_the_buttons_are_above_a_second_note),
		STAGE_TEST(words_that_nothing_matches_choose_nothing),
		STAGE_TEST(a_slash_first_is_no_part_of_the_search),
		STAGE_TEST(ways_and_categories_are_searched_too),
		STAGE_TEST(a_way_that_needs_an_app_asks_for_it),
		STAGE_TEST(backspace_goes_a_step_back),
		STAGE_TEST(what_has_one_way_only_goes_on_to_the_fields),
		STAGE_TEST(a_credential_may_be_filled_in_later),
		STAGE_TEST(a_typed_credential_is_not_thrown_away_unasked),
		STAGE_TEST(a_long_label_is_cut_and_told_in_full_below),
		STAGE_TEST(nothing_to_tick_is_no_key),
		STAGE_TEST(the_id_follows_the_name_until_it_is_typed),
		STAGE_TEST(what_is_taken_is_told_while_typing),
		STAGE_TEST(what_is_required_is_asked_for),
		STAGE_TEST(what_was_typed_is_stored_and_selected),
		STAGE_TEST(a_choice_that_need_not_be_made_is_left_out),
		STAGE_TEST(a_long_list_shows_the_one_chosen),
		STAGE_TEST(escape_asks_only_when_something_was_typed),
		STAGE_TEST(a_conflict_keeps_what_was_typed),
		STAGE_TEST(a_connection_of_the_piece_is_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
