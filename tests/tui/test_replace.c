/* test_replace.c - a connection replaced in the files of its flows */
#include "theatre.h"

#include <sys/stat.h>

#include "base/path.h"
#include "ops/conn.h"
#include "ops/flows.h"

#define FLOW(name, id)                                         \
	"{\"displayName\": \"" name "\", \"trigger\": {\n"     \
	"  \"name\": \"trigger\", \"settings\": {\"input\":\n" \
	"    {\"auth\": \"{{connections['" id "']}}\"}}}}\n"

static void ignore(const struct import_report *report, void *arg)
{
	(void)arg;
	if (report->err)
		fail_msg("%s", report->err->msg);
}

/* Two flows use "Billing live", and there is "Billing test". */
static void prepare(struct theatre *theatre, char first[128], char other[128])
{
	const char *paths[] = { first, other };
	struct conn_draft draft = { .piece = "stripe",
				    .name = "Billing test",
				    .placeholder = true };
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	fixture_file(theatre->at, "a.json", FLOW("A", "billing_live"), first);
	fixture_file(theatre->at, "b.json", FLOW("B", "billing_live"), other);
	assert_ok(conn_create(theatre->at->session, &draft, &conn, &err));
	assert_ok(flows_import(theatre->at->session, paths, 2, ignore, NULL,
			       &err));
	conn_clear(&conn);
	stage_press(theatre->stage, "r");
}

static void assert_bytes(const char *path, const char *wanted)
{
	struct err err = ERR_INIT;
	char *text;
	size_t len;

	assert_ok(file_read(path, 10000, &text, &len, &err));
	assert_string_equal(text, wanted);
	free(text);
}

static void files_are_chosen_written_and_undone(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char first[128], other[128];

	prepare(theatre, first, other);
	stage_press(stage, "gx");
	stage_expect(stage, "What replaces Billing live in its flows?");
	stage_expect(stage, "Billing test");
	stage_press(stage, "<Enter>");
	stage_expect(stage, "billing_live becomes billing_test in 2 of 2 "
			    "files");
	stage_expect(stage, "@@ line 3");
	stage_expect(stage, "-    {\"auth\": \"{{connections['billing_live']}}"
			    "\"}}}}");
	stage_expect(stage, "+    {\"auth\": \"{{connections['billing_test']}}"
			    "\"}}}}");
	stage_press(stage, "G ");
	stage_expect(stage, "in 1 of 2 files");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "is billing_test now in 1 file; z undoes this");
	assert_bytes(first, FLOW("A", "billing_test"));
	assert_bytes(other, FLOW("B", "billing_live"));
	stage_press(stage, "z");
	stage_expect(stage, "Undone: replacing in");
	assert_bytes(first, FLOW("A", "billing_live"));
}

static void a_file_that_cannot_be_changed_says_why(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char first[128], other[128];

	prepare(theatre, first, other);
	fixture_file(theatre->at, "a.json", "{}", first);
	assert_int_equal(chmod(other, 0400), 0);
	stage_press(stage, "gx<Enter>");
	stage_expect(stage, "(-)");
	stage_expect(stage, "in 0 of 2 files");
	stage_expect(stage, "it changed since it was imported; connvault flow "
			    "sync");
	stage_press(stage, "j ");
	stage_expect(stage, "this file or not: it is read-only");
	stage_press(stage, "<C-s>");
	stage_expect(stage, "replace in files: no file is chosen");
	assert_bytes(first, "{}");
}

static void what_changes_meanwhile_is_a_line_of_the_result(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char first[128], other[128];

	prepare(theatre, first, other);
	stage_press(stage, "gx<Enter>");
	fixture_file(theatre->at, "a.json", "{}", first);
	stage_press(stage, "<C-s>");
	stage_expect(stage, "1 of 2 done   1 failed");
	stage_expect(stage, "changed by somebody else meanwhile");
	assert_bytes(first, "{}");
	assert_bytes(other, FLOW("B", "billing_test"));
}

static void without_flows_or_another_one_the_key_says_why(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char first[128], other[128];

	stage_press(stage, "gx");
	stage_expect(stage, "replace in flows: no flow uses it");
	prepare(theatre, first, other);
	stage_press(stage, "/billing test<Enter>x");
	stage_expect(stage, "replace in flows: no flow uses it");
	stage_press(stage, "d<Tab><Enter>");
	stage_press(stage, "<Esc>gx");
	stage_expect(stage, "there is no other connection of Stripe");
}

static void flows_that_use_it_are_filtered_and_changed(void **state)
{
	struct theatre *theatre = *state;
	struct stage *stage = theatre->stage;
	char first[128], other[128];

	prepare(theatre, first, other);
	stage_press(stage, "gu");
	stage_expect(stage, "/ filter  x replace");
	stage_press(stage, "/b.json");
	stage_expect(stage, "Filter: b.json");
	stage_expect(stage, "1 place ");
	stage_refuse(stage, "a.json");
	stage_press(stage, "<C-U>nothing");
	stage_expect(stage, "0 places");
	stage_press(stage, "<Esc>");
	stage_expect(stage, "2 flows use billing_live");
	stage_press(stage, "x<Enter><C-s>");
	assert_bytes(first, FLOW("A", "billing_test"));
	stage_expect(stage, "no flow uses billing_live");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEATRE_TEST(files_are_chosen_written_and_undone),
		THEATRE_TEST(a_file_that_cannot_be_changed_says_why),
		THEATRE_TEST(what_changes_meanwhile_is_a_line_of_the_result),
		THEATRE_TEST(flows_that_use_it_are_filtered_and_changed),
		THEATRE_TEST(without_flows_or_another_one_the_key_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
