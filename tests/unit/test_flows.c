/* test_flows.c - importing flow exports into a vault */
#include "vault_fixture.h"

#include <unistd.h>

#include "ops/conn.h"
#include "ops/flows.h"

#define STEP(name, id)                                                   \
	"{\"name\":\"" name                                              \
	"\",\"type\":\"PIECE\",\"settings\":{\"pieceName\":"             \
	"\"@activepieces/piece-slack\",\"actionName\":\"send_message\"," \
	"\"input\":{\"auth\":\"{{connections['" id "']}}\"}}}"
#define TEMPLATE(name, id)                                           \
	"{\"name\":\"" name "\",\"flows\":[{\"displayName\":\"" name \
	"\",\"trigger\":{\"name\":\"trigger\",\"type\":\"EMPTY\","   \
	"\"settings\":{},\"nextAction\":" STEP("step_1", id) "}}]}"
#define N8N(name, id, credential)                                        \
	"{\"name\":\"" name "\",\"nodes\":[{\"name\":\"Send\",\"type\":" \
	"\"n8n-nodes-base.slack\",\"parameters\":{},\"credentials\":{"   \
	"\"slackApi\":{\"id\":\"" id "\",\"name\":\"" credential         \
	"\"}}}],\"connections\":{}}"

struct told {
	size_t good, bad, added, updated;
	char why[256];
};

static void tell(const struct import_report *report, void *arg)
{
	struct told *told = arg;

	told->added += report->added;
	told->updated += report->updated;
	if (report->err) {
		told->bad++;
		snprintf(told->why, sizeof(told->why), "%s", report->err->msg);
	} else {
		told->good++;
	}
}

static int import_folder(struct fixture *at, const char *name,
			 struct told *told, struct err *err)
{
	char path[128];
	const char *paths[] = { path };

	snprintf(path, sizeof(path), "%s%s%s", at->folder, *name ? "/" : "",
		 name);
	*told = (struct told){ 0 };
	return flows_import(at->session, paths, 1, tell, told, err);
}

static void make(struct session *session, const char *name, const char *id)
{
	struct conn_draft draft = { .piece = "slack",
				    .name = name,
				    .external_id = id,
				    .placeholder = true };
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	assert_ok(conn_create(session, &draft, &conn, &err));
	conn_clear(&conn);
}

static size_t flows_using(struct fixture *at, const char *id)
{
	struct conn conn = { 0 };
	struct usages usages = { 0 };
	struct err err = ERR_INIT;

	assert_ok(conn_find(at->session, id, &conn, &err));
	assert_ok(usage_of(at->session, &conn, &usages, &err));
	size_t count = usages.count;

	usages_clear(&usages);
	conn_clear(&conn);
	return count;
}

static void one_bad_file_does_not_stop_the_others(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	fixture_file(at, "a.json", TEMPLATE("A", "slack_ops"), path);
	fixture_file(at, "b.json", "{ not json", path);
	fixture_file(at, "c.json", TEMPLATE("C", "slack_ops"), path);
	fixture_file(at, "d.txt", "no flow", path);
	make(at->session, "Ops", "slack_ops");
	assert_error(import_folder(at, "", &told, &err), ERR_FAILED);
	assert_int_equal(told.good, 2);
	assert_int_equal(told.bad, 1);
	assert_int_equal(told.added, 2);
	assert_int_equal(flows_using(at, "slack_ops"), 2);
}

static void importing_again_updates_the_same_flow(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	make(at->session, "One", "one");
	make(at->session, "Two", "two");
	fixture_file(at, "a.json", TEMPLATE("A", "one"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	fixture_file(at, "a.json", TEMPLATE("A", "two"), path);
	told = (struct told){ 0 };
	assert_ok(flows_sync(at->session, tell, &told, &err));
	assert_int_equal(told.added, 0);
	assert_int_equal(told.updated, 1);
	assert_int_equal(flows_using(at, "one"), 0);
	assert_int_equal(flows_using(at, "two"), 1);
}

static void sync_tells_of_a_source_that_is_gone_and_keeps_the_flow(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	make(at->session, "One", "one");
	fixture_file(at, "a.json", TEMPLATE("A", "one"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	unlink(path);
	assert_error(flows_sync(at->session, tell, &told, &err), ERR_ABSENT);
	assert_int_equal(flows_using(at, "one"), 1);
}

static void references_to_no_connection_are_broken(void **state)
{
	struct fixture *at = *state;
	struct usages broken = { 0 };
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	make(at->session, "One", "one");
	fixture_file(at, "a.json", TEMPLATE("A", "nobody"), path);
	fixture_file(at, "b.json", TEMPLATE("B", "one"), path);
	assert_ok(import_folder(at, "", &told, &err));
	assert_ok(usage_broken(at->session, &broken, &err));
	assert_int_equal(broken.count, 1);
	assert_string_equal(broken.item[0].flow->name, "A");
	assert_string_equal(broken.item[0].ref[0]->connection, "nobody");
	usages_clear(&broken);
}

static void a_name_counts_only_where_no_connection_has_the_id(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	make(at->session, "Ops alerts", "ops");
	make(at->session, "Other", "other");
	fixture_file(at, "a.json", N8N("By name", "Zz91", "OPS alerts"), path);
	fixture_file(at, "b.json", N8N("By id", "other", "Ops alerts"), path);
	assert_ok(import_folder(at, "", &told, &err));
	assert_int_equal(flows_using(at, "ops"), 1);
	assert_int_equal(flows_using(at, "other"), 1);
}

static void rename_conn(struct fixture *at, const char *from, const char *to)
{
	struct conn conn = { 0 };
	struct err err = ERR_INIT;

	assert_ok(conn_find(at->session, from, &conn, &err));
	assert_ok(conn_rename(at->session, &conn, to, &err));
	conn_clear(&conn);
}

static void what_had_the_name_at_import_keeps_its_users(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	make(at->session, "Ops", "ops");
	fixture_file(at, "a.json", N8N("A", "Zz91", "Ops"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	rename_conn(at, "ops", "Alerts");
	assert_int_equal(flows_using(at, "ops"), 1);
	assert_ok(flows_sync(at->session, tell, &told, &err));
	rename_conn(at, "ops", "Alarms");
	assert_int_equal(flows_using(at, "ops"), 1);
}

static void what_came_after_the_import_has_its_users_from_a_sync(void **state)
{
	struct fixture *at = *state;
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	fixture_file(at, "a.json", N8N("A", "Zz91", "Ops"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	make(at->session, "Ops", "ops");
	assert_int_equal(flows_using(at, "ops"), 1);
	assert_ok(flows_sync(at->session, tell, &told, &err));
	rename_conn(at, "ops", "Alerts");
	assert_int_equal(flows_using(at, "ops"), 1);
}

static int count_imports(const struct audit_entry *entry, void *arg)
{
	*(int *)arg += entry->action == AUDIT_FLOW_IMPORT;
	return 0;
}

static void renaming_writes_no_flow(void **state)
{
	struct fixture *at = *state;
	struct flows flows = { 0 };
	struct err err = ERR_INIT;
	struct told told;
	char path[128];
	int imports = 0;

	fixture_file(at, "a.json", N8N("A", "Zz91", "Ops"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	make(at->session, "Ops", "ops");
	rename_conn(at, "ops", "Alerts");
	assert_ok(session_audit(at->session, 0, count_imports, &imports, &err));
	assert_int_equal(imports, 1);
	assert_ok(flows_list(at->session, &flows, &err));
	assert_int_equal(flows.item[0].version, 1);
	flows_clear(&flows);
	assert_int_equal(flows_using(at, "ops"), 0);
}

static void a_flow_can_be_removed_by_its_name(void **state)
{
	struct fixture *at = *state;
	struct flows flows = { 0 };
	struct err err = ERR_INIT;
	struct told told;
	char path[128];

	fixture_file(at, "a.json", TEMPLATE("A", "x"), path);
	assert_ok(import_folder(at, "a.json", &told, &err));
	assert_error(flows_remove(at->session, "B", &err), ERR_ABSENT);
	assert_ok(flows_remove(at->session, "A", &err));
	assert_ok(flows_list(at->session, &flows, &err));
	assert_int_equal(flows.count, 0);
	flows_clear(&flows);
}

#define with_vault(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_vault(one_bad_file_does_not_stop_the_others),
		with_vault(importing_again_updates_the_same_flow),
		with_vault(
			sync_tells_of_a_source_that_is_gone_and_keeps_the_flow),
		with_vault(references_to_no_connection_are_broken),
		with_vault(a_name_counts_only_where_no_connection_has_the_id),
		with_vault(what_had_the_name_at_import_keeps_its_users),
		with_vault(
			what_came_after_the_import_has_its_users_from_a_sync),
		with_vault(renaming_writes_no_flow),
		with_vault(a_flow_can_be_removed_by_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
