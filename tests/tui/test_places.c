/* test_places.c - the screens beside the connections list, on real vaults */
#include "stage.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/values.h"
#include "ops/conn.h"
#include "vault_fixture.h"

struct theatre {
	void *fixture;
	struct fixture *at;
	struct stage *stage;
};

/* A vault with two projects, the console on a session of its own. */
static int setup(void **state)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct theatre *theatre = calloc(1, sizeof(*theatre));
	struct err err = ERR_INIT;

	assert_non_null(theatre);
	setenv("TZ", "UTC", 1);
	clock_fix(STAGE_NOW);
	assert_int_equal(fixture_setup(&theatre->fixture), 0);
	theatre->at = theatre->fixture;
	assert_ok(session_project_create(theatre->at->session, "Zeta", &err));
	theatre->stage =
		stage_on(fixture_open(theatre->at), "/home/ana/v.db", &options);
	*state = theatre;
	return 0;
}

static int teardown(void **state)
{
	struct theatre *theatre = *state;

	stage_free(theatre->stage);
	fixture_teardown(&theatre->fixture);
	free(theatre);
	return 0;
}

static struct stage *stage_of(void **state)
{
	return ((struct theatre *)*state)->stage;
}

/* -- projects ------------------------------------------------------------ */

static void projects_are_listed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "P");
	stage_goldens(stage, "projects");
}

static void enter_switches_the_project_and_remembers_it(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	struct err err = ERR_INIT;

	stage_press(stage, "/x<Enter>P<Down><Enter>");
	stage_expect(stage, "Zeta > Connections");
	stage_expect(stage, "no connections");
	stage_refuse(stage, "Filter: x");
	struct session *other = fixture_open(theatre->at);
	assert_ok(session_project_open(other, NULL, &err));
	assert_string_equal(session_project(other), "Zeta");
	session_close(other);
}

static void a_project_is_made_with_a_name_that_is_free(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Pnzeta");
	stage_expect(stage, "There is a project of that name.");
	stage_goldens(stage, "project-new");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "New project");
	stage_press(stage, " two<Enter>");
	stage_expect(stage, "zeta two");
	stage_refuse(stage, "New project");
}

static void a_project_is_renamed_and_stays_open(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Pe<C-u>Acme 2<Enter>");
	stage_expect(stage, "Acme 2 > Projects");
	stage_press(stage, "<Esc>r");
	stage_expect(stage, "Acme 2 > Connections");
}

static void the_project_shown_cannot_be_deleted(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Pd");
	stage_expect(stage, "it is shown now; switch to another one first");
}

static void a_project_is_deleted_when_its_name_was_typed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "PGd<Enter>");
	stage_expect(stage, "Type its name to delete it.");
	stage_goldens(stage, "project-delete");
	stage_press(stage, "Zeta<Enter>");
	stage_expect(stage, "Deleted the project \"Zeta\"");
	stage_expect(stage, "1 project in this vault");
}

/* -- pieces -------------------------------------------------------------- */

static void write_piece(struct theatre *theatre, const char *name,
			const char *token)
{
	char path[128], text[600];

	snprintf(path, sizeof(path), "%s/connvault", theatre->at->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/connvault/pieces",
		 theatre->at->folder);
	mkdir(path, 0700);
	snprintf(text, sizeof(text),
		 "{\"name\": \"%s\",\n\"display_name\": \"Our Desk\",\n"
		 "\"categories\": [],\n\"auth\": [{\"type\": \"api_key\","
		 "\n\"hosts\": [\"%s\"]}]}\n",
		 name, token);
	snprintf(path, sizeof(path), "connvault/pieces/%s.json", name);
	char made[128];
	fixture_file(theatre->at, path, text, made);
}

static void pieces_are_searched_and_shown(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	write_piece(theatre, "our-desk", "api.desk.example");
	stage_press(stage, "I/desk");
	stage_golden(stage, "pieces-filter-80x24");
	stage_press(stage, "<Enter>/<C-u>our-<Enter><Enter>");
	stage_golden(stage, "piece-own-80x24");
	stage_press(stage, "<Esc><Esc>/zendesk<Enter><Enter>");
	stage_golden(stage, "piece-80x24");
	stage_size(stage, 10, 40);
	stage_press(stage, "<PgDn>");
	stage_golden(stage, "piece-40x10");
	stage_press(stage, "<Esc><Esc>");
	stage_golden(stage, "pieces-40x10");
}

static void a_connection_is_made_with_a_piece_of_ones_own(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	write_piece(theatre, "our-desk", "api.desk.example");
	stage_press(stage, "nour-d");
	stage_expect(stage, "1 of your own");
	stage_expect(stage, "> our-desk        Our Desk (own)");
	stage_press(stage, "<Esc>I/our-d<Enter>n");
	stage_expect(stage, "Our Desk > API key");
	stage_press(stage, "Desk<Tab><Tab><Tab><Tab>key-1<C-s>");
	stage_expect(stage, "Created \"Desk\"");
	stage_expect(stage, "> Our Desk        Desk");
}

static void without_a_piece_none_is_made(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "I/no such<Enter>n");
	stage_expect(stage, "new connection with it: no piece is selected");
}

static void a_catalog_without_fault_has_none_to_show(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Ic");
	stage_expect(stage, "no entry has a fault");
}

static void a_bad_own_file_is_told_with_line_and_field(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	write_piece(theatre, "our-desk", "not a host");
	stage_press(stage, "I");
	stage_expect(stage, "1 with faults (c)");
	stage_press(stage, "c");
	stage_expect(stage, "our-desk.json:5: auth[0].hosts: has a");
}

/* -- flows --------------------------------------------------------------- */

static char flows_folder[512];

static const char *folder_of_flows(void)
{
	const char *top = getenv("TOP_SRCDIR");

	snprintf(flows_folder, sizeof(flows_folder), "%s/tests/flows",
		 top ? top : ".");
	return flows_folder;
}

static void flows_are_imported_with_a_line_for_each_file(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char path[128];

	fixture_file(theatre->at, "bad.json", "{ }", path);
	stage_press(stage, "F");
	stage_golden(stage, "all-flows-none-80x24");
	stage_press(stage, "i~/nothing<Enter>");
	stage_expect(stage, "There is no such file or folder.");
	stage_press(stage, "<C-U>~/bad.json<Enter>");
	stage_expect(stage, "! not read      bad.json: ");
	stage_press(stage, "<Esc>i");
	stage_press(stage, folder_of_flows());
	stage_press(stage, "/n8n.json<Enter>");
	stage_expect(stage, "  1 new,   0 updated   n8n.json   n8n workflow");
}

static void flows_are_listed_with_what_is_broken(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "Fi");
	stage_press(stage, folder_of_flows());
	stage_press(stage, "/template.json<Enter><Esc>");
	stage_golden(stage, "all-flows-80x24");
	stage_size(stage, 10, 40);
	stage_golden(stage, "all-flows-40x10");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "! no such co");
	stage_press(stage, "<Esc>d<Enter>");
	stage_size(stage, 24, 80);
	stage_refuse(stage, "No flows yet");
}

/* Two long ids may differ at the end only. */
static void a_broken_reference_is_shown_in_full_and_copied(void **state)
{
	static const char flow[] =
		"{\"displayName\":\"F\",\"trigger\":{\"name\":\"trigger\","
		"\"type\":\"PIECE_TRIGGER\",\"settings\":{\"pieceName\":"
		"\"@activepieces/piece-slack\",\"input\":{\"auth\":"
		"\"{{connections['abcdefghijklmnopqrstuvwxyz_42']}}\"}}}}";
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char path[128];

	fixture_file(theatre->at, "f.json", flow, path);
	stage_press(stage, "Fi");
	stage_press(stage, path);
	stage_press(stage, "<Enter><Esc><Enter>");
	stage_expect(stage, "abcdef~wxyz_42");
	stage_expect(stage,
		     "abcdefghijklmnopqrstuvwxyz_42: no such connection");
	stage_press(stage, "y");
	stage_expect(stage,
		     "Copied the external id: abcdefghijklmnopqrstuvwxyz_42");
}

static void a_flow_without_connections_has_none_to_copy(void **state)
{
	static const char flow[] =
		"{\"displayName\":\"F\",\"trigger\":{\"name\":\"trigger\","
		"\"type\":\"EMPTY\",\"settings\":{}}}";
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char path[128];

	fixture_file(theatre->at, "f.json", flow, path);
	stage_press(stage, "Fi");
	stage_press(stage, path);
	stage_press(stage, "<Enter><Esc><Enter>y");
	stage_expect(stage, "it uses no connection");
}

static void a_flow_is_removed_when_agreed_to(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "Fd");
	stage_expect(stage, "no flow is selected");
	stage_press(stage, "i");
	stage_press(stage, folder_of_flows());
	stage_press(stage, "/version.json<Enter><Esc>d");
	stage_expect(stage, "Its file stays");
	stage_press(stage, "<Tab><Enter>");
	stage_expect(stage, "No flows yet");
}

/* -- slots --------------------------------------------------------------- */

static size_t count_slots(struct theatre *theatre)
{
	struct slot_info *slot;
	struct err err = ERR_INIT;
	size_t count;

	assert_ok(session_slots(theatre->at->session, &slot, &count, &err));
	free(slot);
	return count;
}

/* The ids, which are random, are not compared. */
static void slots_are_listed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "L");
	stage_expect(stage, "2 ways to unlock this vault");
	stage_expect(stage, " > key file       2026-11-23 09:00");
	stage_expect(stage, "* in use");
	stage_expect(stage, "   recovery code  2026-11-23 09:00");
}

static void the_last_way_in_is_not_removed(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Ld");
	stage_expect(stage, "the last passphrase or key file cannot be "
			    "removed");
	assert_int_equal(count_slots(*state), 2);
}

static void a_passphrase_is_added_when_typed_twice(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	struct secret *key;
	struct err err = ERR_INIT;

	stage_press(stage, "La");
	stage_expect(stage, "Nothing of it is shown, not even its length.");
	stage_press(stage, "open sesame<Tab>open<C-s>");
	stage_expect(stage, "The two passphrases are not the same.");
	stage_press(stage, "open sesame 42<Tab>open sesame 42<C-s>");
	stage_press(stage, "<Esc>q");
	stage_expect(stage, "Adding it");
	stage_work(stage);
	stage_expect(stage, "The passphrase is added");
	stage_expect(stage, "Argon2id, 3 x 256 MiB");
	assert_ok(secret_from("open sesame 42", 14, &key, &err));
	session_lock(theatre->at->session);
	assert_ok(session_unlock(theatre->at->session, KEY_PASSPHRASE, key,
				 &err));
	secret_free(key);
}

static void a_key_file_is_made_where_nothing_is(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char path[128];

	fixture_file(theatre->at, "there", "", path);
	stage_press(stage, "Lf~/there");
	stage_expect(stage, "There is a file of that name already.");
	stage_press(stage, "2<Enter>");
	stage_expect(stage, "Made the key file");
	stage_expect(stage, "3 ways to unlock");
	snprintf(path, sizeof(path), "%s/there2", theatre->at->folder);
	assert_int_equal(access(path, R_OK), 0);
}

static void a_recovery_code_is_shown_once(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "Lc");
	stage_expect(stage, "A new code for paper");
	stage_press(stage, "<Esc>");
	assert_int_equal(count_slots(theatre), 2);
	stage_press(stage, "c<Tab><Enter>");
	stage_expect(stage, "Type its last 4 characters");
	assert_int_equal(count_slots(theatre), 3);
	stage_press(stage, "<Esc>");
	stage_expect(stage, "Type its last 4 characters");
}

static void a_way_in_is_removed_when_agreed_to(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "LGd");
	stage_expect(stage, "The recovery code of 2026-11-23 09:00 will not");
	stage_press(stage, "<Enter>");
	assert_int_equal(count_slots(theatre), 2);
	stage_press(stage, "d<Tab><Enter>");
	assert_int_equal(count_slots(theatre), 1);
	stage_expect(stage, "1 way to unlock");
}

/* -- audit --------------------------------------------------------------- */

static void change_much(struct theatre *theatre, int times)
{
	struct values values = VALUES_INIT;
	struct conn conn = { .text = NULL };
	struct conn_draft draft = { .piece = "stripe",
				    .name = "Billing",
				    .values = &values,
				    .placeholder = true };
	struct err err = ERR_INIT;
	char name[32];

	assert_ok(conn_create(theatre->at->session, &draft, &conn, &err));
	for (int i = 0; i < times; i++) {
		snprintf(name, sizeof(name), "Billing %d", i);
		assert_ok(conn_rename(theatre->at->session, &conn, name, &err));
	}
	conn_clear(&conn);
}

static void audit_is_listed_newest_first(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	change_much(theatre, 40);
	stage_press(stage, "rA");
	stage_expect(stage, " > 2026-11-23 09:00");
	stage_expect(stage, "  Billing 38 -> Billin");
	stage_expect(stage, "42 rows, not verified");
	stage_press(stage, "<PgDn><PgDn><PgDn>");
	stage_expect(stage, "project_create");
	stage_size(stage, 10, 40);
	stage_expect(stage, " > 2026-11-23 09:00 project_~ Acme");
}

static void audit_is_filtered_while_typing(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	change_much(theatre, 40);
	stage_press(stage, "rA/7 ren");
	stage_expect(stage, "Filter: 7 ren");
	stage_expect(stage, "of 42");
	stage_refuse(stage, "Billing 39");
	stage_press(stage, "<Enter><Down><Down><Esc>");
	stage_expect(stage, "row 31: ");
	stage_refuse(stage, "Filter");
}

static void audit_says_that_its_rows_are_as_written(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	stage_press(stage, "Av");
	stage_press(stage, "q");
	stage_expect(stage, "Verifying; Ctrl-C stops it");
	stage_expect(stage, "Verifying [");
	stage_work(stage);
	stage_expect(stage, "* 1 row is as it was written");
}

static void a_verification_is_stopped_by_ctrl_c(void **state)
{
	struct stage *stage = stage_of(state);

	stage_press(stage, "Av<C-C>");
	stage_work(stage);
	stage_expect(stage, "stopped after 0");
	stage_press(stage, "q");
	stage_expect(stage, "Acme > Connections");
}

static void the_first_bad_row_is_selected(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	sqlite3 *db;

	change_much(theatre, 40);
	stage_press(stage, "r");
	assert_int_equal(sqlite3_open(theatre->at->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "UPDATE audit SET time = time + 1 "
				      "WHERE seq = 7",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	stage_press(stage, "Av");
	stage_work(stage);
	stage_expect(stage, "! audit row 7 of project \"Acme\" was changed");
	stage_expect(stage, "row 7:");
}

static void rows_written_meanwhile_do_not_move_the_selection(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	change_much(theatre, 40);
	stage_press(stage, "rA<Down><Down><Down>");
	stage_expect(stage, "row 39:");
	assert_ok(conn_find(theatre->at->session, "billing", &conn, &err));
	assert_ok(conn_rename(theatre->at->session, &conn, "Other", &err));
	conn_clear(&conn);
	stage_wait(stage, 2000);
	stage_expect(stage, "43 rows");
	stage_expect(stage, "row 39:");
}

static void a_connection_is_renamed_after_a_way_in_was_added(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	change_much(theatre, 0);
	stage_press(stage, "rLf~/there<Enter>");
	stage_expect(stage, "3 ways to unlock");
	stage_press(stage, "<Esc>e<C-u>Sales<Enter>");
	stage_expect(stage, "Renamed \"Billing\" to \"Sales\"");
}

#define PLACE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(projects_are_listed),
		PLACE_TEST(enter_switches_the_project_and_remembers_it),
		PLACE_TEST(a_project_is_made_with_a_name_that_is_free),
		PLACE_TEST(a_project_is_renamed_and_stays_open),
		PLACE_TEST(the_project_shown_cannot_be_deleted),
		PLACE_TEST(a_project_is_deleted_when_its_name_was_typed),
		PLACE_TEST(audit_is_listed_newest_first),
		PLACE_TEST(audit_is_filtered_while_typing),
		PLACE_TEST(audit_says_that_its_rows_are_as_written),
		PLACE_TEST(a_verification_is_stopped_by_ctrl_c),
		PLACE_TEST(the_first_bad_row_is_selected),
		PLACE_TEST(rows_written_meanwhile_do_not_move_the_selection),
		PLACE_TEST(pieces_are_searched_and_shown),
		PLACE_TEST(a_connection_is_made_with_a_piece_of_ones_own),
		PLACE_TEST(without_a_piece_none_is_made),
		PLACE_TEST(a_catalog_without_fault_has_none_to_show),
		PLACE_TEST(a_bad_own_file_is_told_with_line_and_field),
		PLACE_TEST(flows_are_imported_with_a_line_for_each_file),
		PLACE_TEST(flows_are_listed_with_what_is_broken),
		PLACE_TEST(a_broken_reference_is_shown_in_full_and_copied),
		PLACE_TEST(a_flow_without_connections_has_none_to_copy),
		PLACE_TEST(a_flow_is_removed_when_agreed_to),
		PLACE_TEST(slots_are_listed),
		PLACE_TEST(the_last_way_in_is_not_removed),
		PLACE_TEST(a_passphrase_is_added_when_typed_twice),
		PLACE_TEST(a_key_file_is_made_where_nothing_is),
		PLACE_TEST(a_recovery_code_is_shown_once),
		PLACE_TEST(a_way_in_is_removed_when_agreed_to),
		PLACE_TEST(a_connection_is_renamed_after_a_way_in_was_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
