/* test_written.c - what is written is never told as if it were not
 *
 * Functions that run behind the writing are wrapped by the linker, and fail. */
#include "vault_fixture.h"

#include "base/path.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/replace.h"
#include "ops/undo.h"
#include "vault/vault.h"

static enum { NOTHING, READING, SYNCING, IMPORTING } fails;

int __real_project_conn_get(struct project *project,
			    const uint8_t id[OBJECT_ID], struct conn *out,
			    struct err *err);
int __wrap_project_conn_get(struct project *project,
			    const uint8_t id[OBJECT_ID], struct conn *out,
			    struct err *err);
int __real_path_sync_parent(const char *path, struct err *err);
int __wrap_path_sync_parent(const char *path, struct err *err);
int __real_project_flows_put(struct project *project, struct flow *flows,
			     size_t count, struct err *err);
int __wrap_project_flows_put(struct project *project, struct flow *flows,
			     size_t count, struct err *err);

int __wrap_project_conn_get(struct project *project,
			    const uint8_t id[OBJECT_ID], struct conn *out,
			    struct err *err)
{
	if (fails == READING)
		return err_set(err, ERR_DAMAGED, "another row was changed");
	return __real_project_conn_get(project, id, out, err);
}

int __wrap_path_sync_parent(const char *path, struct err *err)
{
	if (fails == SYNCING)
		return err_set(err, ERR_IO, "Input/output error");
	return __real_path_sync_parent(path, err);
}

int __wrap_project_flows_put(struct project *project, struct flow *flows,
			     size_t count, struct err *err)
{
	if (fails == IMPORTING)
		return err_set(err, ERR_BUSY, "the vault is busy");
	return __real_project_flows_put(project, flows, count, err);
}

static void make(struct session *session, const char *name, struct conn *out)
{
	struct conn_draft draft = { .piece = "stripe",
				    .name = name,
				    .placeholder = true };
	struct err err = ERR_INIT;

	*out = (struct conn){ 0 };
	assert_ok(conn_create(session, &draft, out, &err));
}

static void a_change_is_done_though_it_cannot_be_read_again(void **state)
{
	struct fixture *at = *state;
	struct conn conn, found;
	struct err err = ERR_INIT;

	fails = READING;
	make(at->session, "One", &conn);
	assert_string_equal(conn.name, "One");
	assert_string_equal(conn.external_id, "one");
	assert_ok(conn_rename(at->session, &conn, "Uno", &err));
	assert_string_equal(conn.name, "Uno");
	fails = NOTHING;
	/* Its version is the newest, too. */
	assert_ok(conn_rename(at->session, &conn, "Eins", &err));
	assert_ok(conn_find(at->session, "Eins", &found, &err));
	assert_string_equal(found.external_id, "one");
	conn_clear(&found);
	conn_clear(&conn);
}

static const char flow_was[] =
	"{\"displayName\": \"F\", \"trigger\": {\"name\": \"t\", "
	"\"settings\": {\"input\": {\"auth\": \"{{connections['one']}}\"}}}}";

static void ignore(const struct import_report *report, void *arg)
{
	(void)arg;
	if (report->err)
		fail_msg("%s", report->err->msg);
}

static void assert_replaced(struct fixture *at, const char *why)
{
	struct replace_plan plan;
	struct conn one, two;
	struct err err = ERR_INIT;
	char path[128], *text;
	const char *paths[] = { path };
	struct undone undone;
	size_t len;

	make(at->session, "One", &one);
	make(at->session, "Two", &two);
	fixture_file(at, "flow.json", flow_was, path);
	assert_ok(flows_import(at->session, paths, 1, ignore, NULL, &err));
	assert_ok(replace_plan(at->session, &one, &two, NULL, 0, &plan, &err));
	fails = strstr(why, "imported") ? IMPORTING : SYNCING;
	assert_int_equal(replace_write(at->session, &plan.file[0], &err), 1);
	assert_non_null(strstr(err.msg, why));
	assert_ok(file_read(path, 100000, &text, &len, &err));
	assert_non_null(strstr(text, "connections['two']"));
	free(text);
	/* Nor is what is undone told as if it were not. */
	assert_int_equal(undo_last(at->session, &undone, &err), 1);
	fails = NOTHING;
	assert_int_equal(undone.done, 1);
	assert_int_equal(undone.failed, 0);
	assert_non_null(strstr(err.msg, "it is as it was before, but"));
	assert_ok(file_read(path, 100000, &text, &len, &err));
	assert_string_equal(text, flow_was);
	free(text);
	replace_plan_clear(&plan);
	conn_clear(&one);
	conn_clear(&two);
}

static void a_file_is_replaced_though_its_folder_is_not_synced(void **state)
{
	assert_replaced(*state, "it is replaced, but perhaps not on the disk");
}

static void a_file_is_replaced_though_it_is_not_imported_again(void **state)
{
	assert_replaced(*state, "it is replaced, but not imported again");
}

#define FIXTURE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_change_is_done_though_it_cannot_be_read_again),
		FIXTURE_TEST(
			a_file_is_replaced_though_its_folder_is_not_synced),
		FIXTURE_TEST(
			a_file_is_replaced_though_it_is_not_imported_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
