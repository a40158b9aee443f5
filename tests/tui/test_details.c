/* test_details.c - what is known of a connection beside its credential */
#include "theatre.h"

#include "ops/conn.h"
#include "ops/import.h"

static void use(struct session *session, const char *word)
{
	struct conn conn = { .text = NULL };
	struct secret *value = NULL;
	struct err err = ERR_INIT;

	assert_ok(conn_find(session, word, &conn, &err));
	assert_ok(conn_get(session, &conn, NULL, &value, &err));
	secret_free(value);
	conn_clear(&conn);
}

static void details_tell_when_it_was_last_used(void **state)
{
	struct theatre *theatre = *state;

	stage_press(theatre->stage, "<Enter>");
	stage_expect(theatre->stage, "Connected");
	stage_refuse(theatre->stage, "Used");
	stage_press(theatre->stage, "<Esc>");
	use(theatre->at->session, "billing_live");
	stage_press(theatre->stage, "j<Enter>");
	stage_refuse(theatre->stage, "Used");
	stage_press(theatre->stage, "<Esc>k<Enter>");
	stage_expect(theatre->stage, "Used");
}

static void a_note_of_several_lines_is_shown_as_lines(void **state)
{
	struct stage *stage = ((struct theatre *)*state)->stage;

	stage_press(stage, "E<Tab>first line<Enter>second line<C-S>");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "  first line\n   second line\n");
	stage_refuse(stage, "U+000A");
}

static void no_report(const struct import_row_report *report, void *arg)
{
	(void)report;
	(void)arg;
}

static void import(struct session *session, const char *text)
{
	const struct import_plan plan = { .on_conflict = IMPORT_FAIL };
	size_t counts[IMPORT_OUTCOMES];
	struct secret *bytes;
	struct moved *moved;
	struct err err = ERR_INIT;

	assert_ok(secret_from(text, strlen(text), &bytes, &err));
	assert_ok(import_read(bytes, NULL, &moved, &err));
	assert_ok(import_run(session, moved, &plan, no_report, NULL, counts,
			     &err));
	assert_int_equal(counts[IMPORT_ADDED], 1);
	import_free(moved);
	secret_free(bytes);
}

static void what_a_plain_export_tells_fills_the_form(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;

	import(theatre->at->session,
	       "{\"connvault_export\": 1, \"has_secrets\": false,"
	       " \"connections\": [{\"name\": \"Desk\", \"piece\": \"zendesk\","
	       " \"auth_type\": \"custom\", \"fields\":"
	       " {\"email\": \"a@example.com\", \"subdomain\": \"acme\"}}]}");
	stage_wait(stage, 5000);
	stage_press(stage, "/desk<Enter>:copy-secret<Enter>");
	stage_expect(stage, "it has no credential");
	stage_press(stage, "<Esc>/desk<Enter>c");
	stage_expect(stage, "a@example.com");
	stage_expect(stage, "acme");
	stage_press(stage, "<C-S>");
	stage_expect(stage, "is required");
	stage_refuse(stage, "Reconnected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(details_tell_when_it_was_last_used),
		THEATRE_TEST(a_note_of_several_lines_is_shown_as_lines),
		THEATRE_TEST(what_a_plain_export_tells_fills_the_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
