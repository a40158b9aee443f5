/* test_forms.c - renaming and reconnecting on real vaults */
#include "theatre.h"

#include <sqlite3.h>
#include <unistd.h>

#include "base/values.h"
#include "ops/conn.h"

#define CANARY "cv-canary-0123456789"

static void assert_secret(struct session *session, const char *word,
			  const char *field, const char *wanted)
{
	struct conn conn = { .text = NULL };
	struct secret *value = NULL;
	struct err err = ERR_INIT;
	size_t len;

	assert_ok(conn_find(session, word, &conn, &err));
	assert_ok(conn_get(session, &conn, field, &value, &err));
	const void *bytes = secret_reveal(value, &len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
	secret_free(value);
	conn_clear(&conn);
}

/* -- rename -------------------------------------------------------------- */

static void rename_keeps_the_external_id(void **state)
{
	struct theatre *theatre = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	stage_press(theatre->stage, "e<C-U>Billing EU<Enter>");
	stage_expect(theatre->stage,
		     "Renamed \"Billing live\" to \"Billing EU\"");
	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_string_equal(conn.name, "Billing EU");
	conn_clear(&conn);
}

static void rename_shows_the_external_id_in_full(void **state)
{
	static const char *const values[] = { "api_key", "x", NULL };
	struct theatre *theatre = *state;

	theatre_make(theatre->at->session, "stripe",
		     "A connection with a longer name x", values);
	stage_press(theatre->stage, "rge");
	stage_expect(theatre->stage,
		     "External id   a_connection_with_a_longer_name_x ");
}

static void a_taken_name_is_told_while_typing(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "e<C-U>mail e");
	stage_refuse(theatre->stage, "taken");
	stage_press(theatre->stage, "u");
	const char *screen = stage_screen(theatre->stage);
	if (!strstr(screen, "!  "))
		fail_msg("nothing was said:\n%s", screen);
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage, "Rename connection");
	stage_press(theatre->stage, "x<Enter>");
	stage_expect(theatre->stage, "Renamed");
}

static void a_similar_name_is_hinted_at(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "Ge<C-U>Billing test");
	stage_expect(theatre->stage,
		     "There is also a connection \"Billing live\".");
}

static void a_name_with_an_escape_is_refused(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "e");
	stage_paste(theatre->stage, "a\033[31mb");
	stage_expect(theatre->stage, "cannot go here");
	stage_press(theatre->stage, "<Esc>");
	stage_expect(theatre->stage, "Billing live");
}

static void escape_asks_before_it_drops_a_typed_name(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "e<Esc>");
	stage_refuse(theatre->stage, "Rename connection");
	stage_press(theatre->stage, "ex<BS><Esc>"); /* as it was */
	stage_refuse(theatre->stage, "Rename connection");
	stage_press(theatre->stage, "e EU<Esc>");
	stage_expect(theatre->stage, "Throw away what was typed?");
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage, "Name   Billing live EU");
	stage_press(theatre->stage, "<Esc><Tab><Enter>");
	stage_refuse(theatre->stage, "Rename connection");
	stage_expect(theatre->stage, "Billing live ");
}

static void rename_after_somebody_else_keeps_what_was_typed(void **state)
{
	struct theatre *theatre = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	stage_press(theatre->stage, "e mine");
	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Theirs", &err));
	conn_clear(&conn);
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage, "Somebody else changed it meanwhile");
	stage_expect(theatre->stage, "Name   Billing live mine");
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage,
		     "Renamed \"Theirs\" to \"Billing live mine\"");
}

static void rename_of_a_deleted_one_keeps_what_was_typed(void **state)
{
	struct theatre *theatre = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	stage_press(theatre->stage, "e mine");
	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_delete(theatre->at->session, &conn, false, &err));
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage, "\"Billing live\" was deleted meanwhile");
	stage_expect(theatre->stage, "connvault restore billing_live");
	stage_expect(theatre->stage, "Name   Billing live mine");
	assert_ok(conn_restore(theatre->at->session, &conn, &err));
	conn_clear(&conn);
	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage,
		     "Renamed \"Billing live\" to \"Billing live mine\"");
}

/* -- reconnect ----------------------------------------------------------- */

static void wide_and_marked_names_keep_the_columns(void **state)
{
	static const char *const names[] = {
		"\xe6\xbc\xa2\xe5\xad\x97\xe3\x83\x86\xe3\x82\xb9",
		"Cafe\xcc\x81 cre\xcc\x80me",
		"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
		"\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
		"\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
		"\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2",
	};
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		stage_press(stage, "e<C-U>");
		stage_paste(stage, names[i]);
		stage_press(stage, "<Enter>");
		stage_expect(stage, "Renamed");
		const struct cell *cell =
			stage->frame.cell +
			(4 + stage->console.list.selected) * 80;
		int columns = 0;
		for (int x = 0; x < 80; x++)
			columns += cell[x].columns;
		assert_int_equal(columns, 80);
		assert_int_equal(cell[44].text[0], '*');
	}
}

static void a_pasted_secret_is_saved_and_never_drawn(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c");
	stage_expect(theatre->stage, "(empty: stays as it is)");
	stage_paste(theatre->stage, CANARY "\n");
	stage_refuse(theatre->stage, "canary");
	stage_expect(theatre->stage, "********   20 characters, pasted");
	stage_expect(theatre->stage, "1 trailing newline was removed");
	stage_press(theatre->stage, "<C-S>");
	stage_expect(theatre->stage, "Reconnected \"Billing live\"");
	assert_secret(theatre->at->session, "billing_live", NULL, CANARY);
}

static void blanks_around_a_pasted_secret_are_told(void **state)
{
	static const char *const pastes[] = { " " CANARY, CANARY " \n" };
	struct theatre *theatre = *state;

	for (size_t i = 0; i < 2; i++) {
		stage_press(theatre->stage, "c");
		stage_paste(theatre->stage, pastes[i]);
		stage_expect(theatre->stage, "begins or ends with a blank");
		stage_press(theatre->stage, "<C-U>");
		stage_refuse(theatre->stage, "with a blank");
		stage_press(theatre->stage, "<Esc>");
	}
	stage_press(theatre->stage, "c");
	stage_size(theatre->stage, 16, 80);
	stage_paste(theatre->stage, pastes[0]);
	stage_expect(theatre->stage, "begins or ends with a blank");
}

static void a_secret_is_shown_for_ten_seconds_only(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c");
	stage_paste(theatre->stage, CANARY);
	stage_press(theatre->stage, "<C-T>");
	stage_expect(theatre->stage, CANARY);
	stage_wait(theatre->stage, 9999);
	stage_expect(theatre->stage, CANARY);
	stage_wait(theatre->stage, 1);
	stage_refuse(theatre->stage, CANARY);
	stage_press(theatre->stage, "<C-T>");
	stage_expect(theatre->stage, CANARY);
	console_hide(&theatre->stage->console);
	stage_wait(theatre->stage, 0);
	stage_refuse(theatre->stage, CANARY);
}

/* A paste without brackets comes as keys: its beginning is no secret. */
static void of_a_secret_that_is_too_long_nothing_is_kept(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char *keys = calloc(1, VALUE_MAX + 101);

	assert_non_null(keys);
	memset(keys, 'x', VALUE_MAX);
	stage_press(stage, "c");
	stage_press(stage, keys);
	stage_expect(stage, "65536 characters, typed");
	memset(keys, 'x', 100);
	keys[100] = '\0';
	stage_press(stage, keys);
	free(keys);
	stage_expect(stage, "More than 64 KiB: the field was emptied");
	stage_refuse(stage, "characters, typed");
	stage_press(stage, "<F1><Esc><C-S>");
	stage_expect(stage, "Nothing to save");
	stage_press(stage, "y<C-U>ab");
	stage_expect(stage, "2 characters, typed");
}

static void leaving_the_field_hides_the_secret(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c");
	stage_paste(theatre->stage, CANARY);
	stage_press(theatre->stage, "<C-T><Tab>");
	stage_refuse(theatre->stage, CANARY);
}

static void control_characters_in_a_secret_are_refused(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c");
	stage_paste(theatre->stage, "two\nlines");
	stage_expect(theatre->stage, "Not taken: it has control characters");
	stage_paste(theatre->stage, "an\033escape");
	stage_expect(theatre->stage, "Not taken");
	stage_expect(theatre->stage, "(empty: stays as it is)");
}

static void ctrl_u_wipes_a_secret(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c");
	stage_paste(theatre->stage, CANARY);
	stage_press(theatre->stage, "<C-U>");
	stage_expect(theatre->stage, "(empty: stays as it is)");
	stage_press(theatre->stage, "<C-S>");
	stage_expect(theatre->stage, "Nothing to save");
}

static void escape_asks_only_when_something_was_typed(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "c<Esc>");
	stage_expect(theatre->stage, "2 connections");
	stage_press(theatre->stage, "cx<Esc>");
	stage_expect(theatre->stage, "Throw away what was typed?");
	stage_press(theatre->stage, "<Enter>"); /* the harmless one */
	stage_expect(theatre->stage, "1 character, typed");
	stage_press(theatre->stage, "<Esc><Tab><Enter>");
	stage_expect(theatre->stage, "2 connections");
	assert_secret(theatre->at->session, "billing_live", NULL, "old-key");
}

static void fields_that_are_not_secret_are_filled_in(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "Gc");
	stage_goldens(theatre->stage, "choice");
	stage_press(theatre->stage, "<BackTab><BackTab><BackTab>");
	stage_refuse(theatre->stage, "old-key");
}

static void an_untouched_secret_stays_when_another_field_changes(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "Gc<Tab><Left><Right> <C-S>");
	stage_expect(theatre->stage, "Reconnected \"Mail EU\"");
	assert_secret(theatre->at->session, "mail_eu", "api_key", "old-key");
}

static void reconnect_after_somebody_else_keeps_what_was_typed(void **state)
{
	struct theatre *theatre = *state;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	stage_press(theatre->stage, "c");
	stage_paste(theatre->stage, CANARY);
	assert_ok(conn_find(theatre->at->session, "billing_live", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Theirs", &err));
	conn_clear(&conn);
	stage_press(theatre->stage, "<C-S>");
	stage_expect(theatre->stage, "Somebody else changed it meanwhile");
	stage_expect(theatre->stage, "20 characters, pasted");
	stage_press(theatre->stage, "<C-S>");
	stage_expect(theatre->stage, "Reconnected \"Theirs\"");
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	assert_true(sqlite3_changes(db) > 0);
	sqlite3_close(db);
}

static void an_unreadable_row_is_shown_and_left_alone(void **state)
{
	struct theatre *theatre = *state;

	sql(theatre->at->path, "UPDATE item SET expires_at = 1 WHERE id = "
			       "(SELECT min(id) FROM item)");
	stage_press(theatre->stage, "r");
	stage_expect(theatre->stage, "? unreadable");
	stage_expect(theatre->stage, "1 unreadable");
	stage_press(theatre->stage, "g");
	if (console_selected(&theatre->stage->console)->conn->status !=
	    STATUS_UNREADABLE)
		stage_press(theatre->stage, "G");
	stage_press(theatre->stage, "e");
	stage_expect(theatre->stage, "this row cannot be decrypted");
	stage_press(theatre->stage, "c");
	stage_expect(theatre->stage, "this row cannot be decrypted");
}

static void a_vault_opened_to_read_only_refuses_changes(void **state)
{
	const struct console_options options = { .read_only = true };
	struct theatre *theatre = *state;
	struct session *session;
	struct err err = ERR_INIT;

	assert_ok(session_open(theatre->at->path, true, &session, &err));
	assert_ok(session_unlock(session, KEY_FILE, theatre->at->key, &err));
	struct stage *stage = stage_on(session, theatre->at->path, &options);
	stage_expect(stage, "read-only  locks in 15m");
	stage_refuse(stage, "c reconnect");
	stage_refuse(stage, "e rename");
	stage_expect(stage, "u flows");
	stage_press(stage, "e");
	stage_expect(stage, "rename: read-only mode");
	stage_press(stage, "c");
	stage_expect(stage, "reconnect: read-only mode");
	stage_press(stage, "n");
	stage_expect(stage, "new: read-only mode");
	stage_press(stage, "?");
	stage_expect_help(stage, "(-) rename:");
	stage_free(stage);
}

static void no_report(const struct import_report *report, void *arg)
{
	(void)arg;
	assert_null(report->err);
}

static void a_catalog_that_cannot_be_read_is_told(void **state)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct theatre *theatre = *state;
	char *data = strdup(getenv("CONNVAULT_DATA"));

	assert_non_null(data);
	setenv("CONNVAULT_DATA", theatre->at->folder, 1);
	struct stage *stage = stage_on(fixture_open(theatre->at),
				       theatre->at->path, &options);
	setenv("CONNVAULT_DATA", data, 1);
	free(data);
	stage_expect(stage, "Providers are shown as ids");
	stage_expect(stage, "let CONNVAULT_DATA name its data folder");
	stage_press(stage, "jr");
	stage_refuse(stage, "Providers are shown as ids");
	stage_free(stage);
}

static void a_flow_file_that_is_gone_is_named(void **state)
{
	static const char flow[] =
		"{\"name\":\"Nightly\",\"nodes\":[{\"name\":\"Pay\","
		"\"type\":\"n8n-nodes-base.stripe\",\"credentials\":"
		"{\"stripeApi\":{\"id\":\"billing_live\",\"name\":"
		"\"Billing live\"}}}],\"connections\":{}}";
	struct theatre *theatre = *state;
	struct err err = ERR_INIT;
	char path[160];
	const char *paths[] = { path };

	snprintf(path, sizeof(path), "%s/nightly.json", theatre->at->folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(flow, file);
	fclose(file);
	assert_ok(flows_import(theatre->at->session, paths, 1, no_report, NULL,
			       &err));
	assert_int_equal(unlink(path), 0);
	stage_wait(theatre->stage, 1000);
	stage_press(theatre->stage, "ur");
	stage_expect(theatre->stage, "1 of 1 file could not be read: ");
	stage_expect(theatre->stage,
		     "nightly.json: cannot open it: No such file or\n");
}

static void an_empty_project_says_how_to_begin(void **state)
{
	struct theatre *theatre = *state;
	struct err err = ERR_INIT;

	assert_ok(session_project_create(theatre->stage->console.session,
					 "Empty", &err));
	theatre->stage->console.options.project = "Empty";
	assert_ok(console_enter(&theatre->stage->console, &err));
	stage_wait(theatre->stage, 0);
	stage_goldens(theatre->stage, "empty");
}

/* -- several ------------------------------------------------------------- */

static void make_oauth(struct theatre *theatre)
{
	struct conn_draft draft = { .piece = "gmail",
				    .name = "Ops mail",
				    .placeholder = true };
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	assert_ok(conn_create(theatre->at->session, &draft, &conn, &err));
	conn_clear(&conn);
	stage_press(theatre->stage, "r");
}

static void marked_ones_are_reconnected_one_after_the_other(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	make_oauth(theatre);
	stage_press(stage, "*c");
	stage_expect(stage, "Reconnect 1 of 3: Billing live");
	stage_press(stage, "first-key<C-s>");
	stage_expect(stage, "Reconnected \"Billing live\"");
	stage_expect(stage, "Reconnect 2 of 3: Mail EU");
	stage_press(stage, "other-key<C-s>");
	stage_expect(stage, "Reconnected 2 of 3, 1 left as it is");
	stage_expect(stage, "Ops mail");
	stage_expect(stage, "no OAuth app");
	assert_secret(theatre->at->session, "billing_live", "api_key",
		      "first-key");
	assert_secret(theatre->at->session, "mail_eu", "api_key", "other-key");
}

static void one_of_the_marked_is_skipped_or_all_stop(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "*cx<Esc>");
	stage_expect(stage, "Skip this one");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "1 character, typed");
	stage_press(stage, "<Esc><Enter>");
	stage_expect(stage, "Reconnect 2 of 2: Mail EU");
	stage_press(stage, "other-key<C-s>");
	stage_expect(stage, "Reconnected 1 of 2, 1 left as it is");
	stage_press(stage, "c<Esc><Tab><Enter>");
	stage_expect(stage, "Reconnected 0 of 2, 2 left as they are");
	assert_secret(theatre->at->session, "billing_live", "api_key",
		      "old-key");
}

static void marked_ones_that_cannot_be_reconnected_are_named(void **state)
{
	static const char *const none[] = { NULL };
	struct theatre *theatre = *state;

	theatre_make(theatre->at->session, "binance", "Ops prices", none);
	stage_press(theatre->stage, "r/ops<Enter>vc");
	stage_expect(theatre->stage,
		     "None of the marked can be reconnected here: Ops prices");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(rename_keeps_the_external_id),
		THEATRE_TEST(rename_shows_the_external_id_in_full),
		THEATRE_TEST(a_taken_name_is_told_while_typing),
		THEATRE_TEST(a_similar_name_is_hinted_at),
		THEATRE_TEST(a_name_with_an_escape_is_refused),
		THEATRE_TEST(escape_asks_before_it_drops_a_typed_name),
		THEATRE_TEST(rename_after_somebody_else_keeps_what_was_typed),
		THEATRE_TEST(rename_of_a_deleted_one_keeps_what_was_typed),
		THEATRE_TEST(wide_and_marked_names_keep_the_columns),
		THEATRE_TEST(a_pasted_secret_is_saved_and_never_drawn),
		THEATRE_TEST(blanks_around_a_pasted_secret_are_told),
		THEATRE_TEST(a_secret_is_shown_for_ten_seconds_only),
		THEATRE_TEST(of_a_secret_that_is_too_long_nothing_is_kept),
		THEATRE_TEST(leaving_the_field_hides_the_secret),
		THEATRE_TEST(control_characters_in_a_secret_are_refused),
		THEATRE_TEST(ctrl_u_wipes_a_secret),
		THEATRE_TEST(escape_asks_only_when_something_was_typed),
		THEATRE_TEST(fields_that_are_not_secret_are_filled_in),
		THEATRE_TEST(
			an_untouched_secret_stays_when_another_field_changes),
		THEATRE_TEST(
			reconnect_after_somebody_else_keeps_what_was_typed),
		THEATRE_TEST(an_unreadable_row_is_shown_and_left_alone),
		THEATRE_TEST(a_vault_opened_to_read_only_refuses_changes),
		THEATRE_TEST(a_catalog_that_cannot_be_read_is_told),
		THEATRE_TEST(a_flow_file_that_is_gone_is_named),
		THEATRE_TEST(an_empty_project_says_how_to_begin),
		THEATRE_TEST(marked_ones_are_reconnected_one_after_the_other),
		THEATRE_TEST(one_of_the_marked_is_skipped_or_all_stop),
		THEATRE_TEST(marked_ones_that_cannot_be_reconnected_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
