/* test_replace.c - another connection in the files of flows, byte for byte */
#include "vault_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "flow/swap.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/replace.h"
#include "ops/undo.h"

/* -- bytes --------------------------------------------------------------- */

static bool is_old(const char *id, const char *name, void *arg)
{
	(void)arg;
	return strcmp(id, "old") == 0 || (!*id && strcmp(name, "Old") == 0);
}

static const struct flow_swap swap = {
	.old_id = "old",
	.new_id = "brand_new",
	.new_name = "Brand \"new\"",
	.is_old = is_old,
};

static void assert_swapped(const char *was, const char *wanted, size_t wanted_n)
{
	struct err err = ERR_INIT;
	char *now = NULL;
	size_t len, places;

	if (flow_swap(was, strlen(was), &swap, &now, &len, &places, &err) != 0)
		fail_msg("%s: %s", err.msg, was);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(now, wanted, len);
	assert_int_equal(places, wanted_n);
	free(now);
}

#define STEP(input)                                                    \
	"{\"displayName\":\"F\",\"trigger\":{\"name\":\"t\",\r\n"      \
	"\t\"settings\" :\t{\"pieceName\":\"slack\",\"input\": " input \
	",\"sampleData\":{\"x\":\"{{connections['old']}}\"}}}}"

static void only_the_bytes_of_the_id_change(void **state)
{
	(void)state;
	assert_swapped(STEP("{\"auth\" : \"{{connections['old']}}\"  }"),
		       STEP("{\"auth\" : \"{{connections['brand_new']}}\"  }"),
		       1);
	assert_swapped(
		STEP("{\"a\":\"\\u00e9 \xc3\xa9 {{ connections[\\\"old\\\"]."
		     "x }} old {{connections.old}}\\n\",\r\n"
		     "\"b\":[\"{{connections['older']}} old\"]}"),
		STEP("{\"a\":\"\\u00e9 \xc3\xa9 {{ connections[\\\"brand_new"
		     "\\\"].x }} old {{connections.brand_new}}\\n\",\r\n"
		     "\"b\":[\"{{connections['older']}} old\"]}"),
		2);
	assert_swapped(STEP("{\"t\":[{\"connectionExternalId\":\"old\"}]}"),
		       STEP("{\"t\":[{\"connectionExternalId\":\"brand_new\"}"
			    "]}"),
		       1);
}

static void an_escaped_letter_of_the_id_is_understood(void **state)
{
	(void)state;
	assert_swapped(STEP("{\"auth\":\"{{connections['\\u006fld']}}\"}"),
		       STEP("{\"auth\":\"{{connections['brand_new']}}\"}"), 1);
}

static void credentials_of_n8n_change_by_id_and_by_name(void **state)
{
	(void)state;
	assert_swapped(
		"{\"nodes\":[{\"name\":\"A\",\"type\":\"n.slack\","
		"\"credentials\":{\"s\":{\"name\" : \"Old\",\"id\":\"old\"},"
		"\"x\":{\"id\":\"o2\",\"name\":\"Old\"}}},\n"
		"{\"name\":\"B\",\"credentials\":{\"s\":\"Old\"}}]}",
		"{\"nodes\":[{\"name\":\"A\",\"type\":\"n.slack\","
		"\"credentials\":{\"s\":{\"name\" : \"Brand \\\"new\\\"\","
		"\"id\":\"brand_new\"},"
		"\"x\":{\"id\":\"o2\",\"name\":\"Old\"}}},\n"
		"{\"name\":\"B\",\"credentials\":{\"s\":\"Brand "
		"\\\"new\\\"\"}}]}",
		3);
}

static void what_cannot_be_replaced_is_refused(void **state)
{
	static const char was[] =
		"{\"displayName\":\"F\",\"trigger\":{\"name\":\"t\","
		"\"\\u0073ettings\":{\"input\":{\"auth\":"
		"\"{{connections['old']}}\"}}}}";
	struct err err = ERR_INIT;
	char *now = NULL;
	size_t len, places;

	(void)state;
	assert_error(
		flow_swap(was, strlen(was), &swap, &now, &len, &places, &err),
		ERR_FAILED);
	assert_null(now);
}

/* -- files --------------------------------------------------------------- */

static const char flow_was[] =
	"{\"displayName\": \"F\",\r\n  \"trigger\": {\"name\": \"t\", "
	"\"settings\": {\"input\": {\"auth\": \"{{connections['one']}}\"}}}}";
static const char flow_now[] =
	"{\"displayName\": \"F\",\r\n  \"trigger\": {\"name\": \"t\", "
	"\"settings\": {\"input\": {\"auth\": \"{{connections['two']}}\"}}}}";

static void make(struct session *session, const char *piece, const char *name,
		 struct conn *out)
{
	struct conn_draft draft = { .piece = piece,
				    .name = name,
				    .placeholder = true };
	struct err err = ERR_INIT;

	*out = (struct conn){ 0 };
	assert_ok(conn_create(session, &draft, out, &err));
}

static void ignore(const struct import_report *report, void *arg)
{
	(void)arg;
	if (report->err)
		fail_msg("%s", report->err->msg);
}

struct stock {
	struct fixture *at;
	struct conn one, two;
	char path[128];
	struct replace_plan plan;
};

/* Two connections, and a flow that uses the first. */
static void stock_make(struct fixture *at, struct stock *stock)
{
	const char *path = stock->path;
	struct err err = ERR_INIT;

	*stock = (struct stock){ .at = at };
	make(at->session, "stripe", "One", &stock->one);
	make(at->session, "stripe", "Two", &stock->two);
	fixture_file(at, "flow.json", flow_was, stock->path);
	assert_int_equal(chmod(path, 0640), 0);
	assert_ok(flows_import(at->session, &path, 1, ignore, NULL, &err));
}

static void stock_clear(struct stock *stock)
{
	replace_plan_clear(&stock->plan);
	conn_clear(&stock->one);
	conn_clear(&stock->two);
}

static void plan(struct stock *stock)
{
	struct err err = ERR_INIT;

	assert_ok(replace_plan(stock->at->session, &stock->one, &stock->two,
			       NULL, 0, &stock->plan, &err));
	assert_int_equal(stock->plan.count, 1);
}

static void assert_bytes(const char *path, const char *wanted)
{
	struct err err = ERR_INIT;
	char *text;
	size_t len;

	assert_ok(file_read(path, 100000, &text, &len, &err));
	assert_string_equal(text, wanted);
	free(text);
}

static size_t uses(struct stock *stock, const struct conn *conn)
{
	struct usages usages;
	struct err err = ERR_INIT;
	size_t count;

	assert_ok(usage_of(stock->at->session, conn, &usages, &err));
	count = usages.count;
	usages_clear(&usages);
	return count;
}

struct heard {
	int replaced;
	const char *wanted[2];
};

static int hear(const struct audit_entry *entry, void *arg)
{
	struct heard *heard = arg;

	if (entry->action != AUDIT_REPLACE)
		return 0;
	assert_true(heard->replaced < 2);
	assert_string_equal(entry->object, "one");
	assert_string_equal(entry->detail, heard->wanted[heard->replaced++]);
	return 0;
}

static void assert_audited(struct session *session)
{
	struct heard heard = { .wanted = { "one -> two in F",
					   "undo: two -> one in F" } };
	struct err err = ERR_INIT;
	uint64_t checked;

	assert_ok(session_audit(session, 0, hear, &heard, &err));
	assert_int_equal(heard.replaced, 2);
	assert_ok(session_audit_verify(session, &checked, &err));
}

static void a_file_is_written_imported_backed_up_and_brought_back(void **state)
{
	struct stock stock;
	struct undone undone;
	struct err err = ERR_INIT;
	struct stat st;
	char backup[160];

	stock_make(*state, &stock);
	plan(&stock);
	assert_int_equal(stock.plan.possible, 1);
	char *diff = replace_diff(&stock.plan.file[0]);
	assert_non_null(strstr(diff, "@@ line 2\n-  \"trigger\""));
	free(diff);
	assert_bytes(stock.path, flow_was);
	assert_ok(replace_write(stock.at->session, &stock.plan.file[0], &err));
	assert_bytes(stock.path, flow_now);
	snprintf(backup, sizeof(backup), "%s.bak", stock.path);
	assert_bytes(backup, flow_was);
	assert_int_equal(stat(stock.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(uses(&stock, &stock.one), 0);
	assert_int_equal(uses(&stock, &stock.two), 1);
	assert_ok(undo_last(stock.at->session, &undone, &err));
	assert_bytes(stock.path, flow_was);
	assert_int_equal(access(backup, F_OK), -1);
	assert_int_equal(uses(&stock, &stock.one), 1);
	assert_audited(stock.at->session);
	stock_clear(&stock);
}

static void a_file_changed_since_is_neither_replaced_nor_undone(void **state)
{
	struct stock stock;
	struct undone undone;
	struct err err = ERR_INIT;
	char path[128];

	stock_make(*state, &stock);
	plan(&stock);
	fixture_file(stock.at, "flow.json", flow_now, path);
	assert_error(
		replace_write(stock.at->session, &stock.plan.file[0], &err),
		ERR_CONFLICT);
	replace_plan_clear(&stock.plan);
	plan(&stock);
	assert_int_equal(stock.plan.possible, 0);
	assert_non_null(strstr(stock.plan.file[0].why.msg, "changed since"));
	replace_plan_clear(&stock.plan);
	fixture_file(stock.at, "flow.json", flow_was, path);
	plan(&stock);
	assert_ok(replace_write(stock.at->session, &stock.plan.file[0], &err));
	fixture_file(stock.at, "flow.json", "{}", path);
	assert_error(undo_last(stock.at->session, &undone, &err), ERR_CONFLICT);
	assert_bytes(stock.path, "{}");
	stock_clear(&stock);
}

static void read_only_linked_and_lost_files_are_refused(void **state)
{
	struct stock stock;
	char other[160];

	stock_make(*state, &stock);
	snprintf(other, sizeof(other), "%s.other", stock.path);
	assert_int_equal(chmod(stock.path, 0440), 0);
	plan(&stock);
	assert_non_null(strstr(stock.plan.file[0].why.msg, "read-only"));
	replace_plan_clear(&stock.plan);
	assert_int_equal(rename(stock.path, other), 0);
	plan(&stock);
	assert_int_equal(stock.plan.file[0].why.code, ERR_ABSENT);
	replace_plan_clear(&stock.plan);
	assert_int_equal(symlink(other, stock.path), 0);
	plan(&stock);
	assert_non_null(strstr(stock.plan.file[0].why.msg, "symbolic link"));
	stock_clear(&stock);
}

static void only_a_connection_of_the_same_piece_will_do(void **state)
{
	struct stock stock;
	struct replace_plan none;
	struct conn other;
	struct err err = ERR_INIT;
	const char *name = "G";

	stock_make(*state, &stock);
	make(stock.at->session, "notion", "Other", &other);
	assert_error(replace_plan(stock.at->session, &stock.one, &other, NULL,
				  0, &none, &err),
		     ERR_USAGE);
	assert_error(replace_plan(stock.at->session, &stock.one, &stock.one,
				  NULL, 0, &none, &err),
		     ERR_USAGE);
	assert_error(replace_plan(stock.at->session, &stock.two, &stock.one,
				  NULL, 0, &none, &err),
		     ERR_ABSENT);
	assert_error(replace_plan(stock.at->session, &stock.one, &stock.two,
				  &name, 1, &none, &err),
		     ERR_ABSENT);
	conn_clear(&other);
	stock_clear(&stock);
}

#define FIXTURE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_bytes_of_the_id_change),
		cmocka_unit_test(an_escaped_letter_of_the_id_is_understood),
		cmocka_unit_test(credentials_of_n8n_change_by_id_and_by_name),
		cmocka_unit_test(what_cannot_be_replaced_is_refused),
		FIXTURE_TEST(
			a_file_is_written_imported_backed_up_and_brought_back),
		FIXTURE_TEST(
			a_file_changed_since_is_neither_replaced_nor_undone),
		FIXTURE_TEST(read_only_linked_and_lost_files_are_refused),
		FIXTURE_TEST(only_a_connection_of_the_same_piece_will_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
