/* test_project.c - connections and flows of a project, changed and read */
#include "home.h"

#include <sys/wait.h>
#include <unistd.h>

static size_t count_of(struct project *project)
{
	struct err err = ERR_INIT;
	struct conns conns;

	assert_ok(project_conns(project, &conns, &err));
	size_t count = conns.count;

	conns_clear(&conns);
	return count;
}

static void a_connection_comes_back_as_it_was_written(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn = home_conn("My AI", "my_ai"), got;
	struct conn_change change = { .conn = &conn, .action = AUDIT_CREATE };

	conn.note = "a note";
	conn.tags = "one\ntwo";
	conn.expires_at = 1900000000;
	conn.rotate_by = 1800000000;
	conn.connected_at = 1700000000;
	assert_ok(project_apply(home->project, &change, 1, &err));
	assert_int_equal(conn.version, 1);
	assert_int_equal(conn.secret_version, 0);
	home_reopen(home);
	assert_ok(project_conn_by_key(home->project, "my_ai", &got, &err));
	assert_memory_equal(got.id, conn.id, OBJECT_ID);
	assert_int_equal(got.version, 1);
	assert_int_equal(got.status, STATUS_ACTIVE);
	assert_int_equal(got.reason, REASON_OK);
	assert_int_equal(got.auth, AUTH_API_KEY);
	assert_string_equal(got.name, "My AI");
	assert_string_equal(got.external_id, "my_ai");
	assert_string_equal(got.note, "a note");
	assert_string_equal(got.tags, "one\ntwo");
	assert_string_equal(got.account, "");
	assert_int_equal(got.expires_at, 1900000000);
	assert_int_equal(got.rotate_by, 1800000000);
	assert_int_equal(got.connected_at, 1700000000);
	assert_int_equal(got.created_at, conn.created_at);
	assert_int_equal(got.updated_at, conn.updated_at);
	conn_clear(&got);
}

static void values_come_back_after_a_rename(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(home_rename(home->project, "My AI", "Other", &err));
	home_assert_key(home, "Other", "sk-1");
	assert_ok(project_conn_by_name(home->project, "oTHER", &conn, &err));
	assert_int_equal(conn.version, 2);
	assert_int_equal(conn.secret_version, 1);
	assert_int_equal(conn.values, 1);
	assert_string_equal(conn.external_id, "my_ai");
	conn_clear(&conn);
	assert_error(project_conn_by_name(home->project, "My AI", &conn, &err),
		     ERR_ABSENT);
}

static void new_values_replace_the_old_ones(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(project_conn_by_key(home->project, "my_ai", &conn, &err));
	assert_ok(values_set_bytes(&values, "api_key", "sk-2", 4, &err));
	struct conn_change change = { .conn = &conn,
				      .values = &values,
				      .action = AUDIT_RECONNECT };

	assert_ok(project_apply(home->project, &change, 1, &err));
	assert_int_equal(conn.secret_version, 2);
	values_clear(&values);
	conn_clear(&conn);
	home_assert_key(home, "My AI", "sk-2");
}

static void no_credential_yet_asks_to_reconnect(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn;

	home_add(home, "My AI", "my_ai", NULL);
	assert_ok(project_conn_by_key(home->project, "my_ai", &conn, &err));
	assert_error(
		project_values(home->project, &conn, "test", &values, &err),
		ERR_RECONNECT);
	conn_clear(&conn);
}

static void a_name_is_taken_whatever_its_case_and_composition(void **state)
{
	static const char *const same[] = { "\xc3\x89toile", "E\xcc\x81toile",
					    "e\xcc\x81TOILE", "\xc3\xa9toile" };
	struct home *home = *state;
	struct err err = ERR_INIT;

	home_add(home, same[0], "star", NULL);
	for (size_t i = 0; i < 4; i++) {
		struct conn conn = home_conn(same[i], "other");
		struct conn_change change = { .conn = &conn,
					      .action = AUDIT_CREATE };

		assert_error(project_apply(home->project, &change, 1, &err),
			     ERR_CONFLICT);
		assert_int_equal(err.sys, 1);
		assert_int_equal(conn.version, 0);
	}
	home_add(home, "Etoile", "plain", NULL);
	assert_int_equal(count_of(home->project), 2);
}

static void an_external_id_is_taken_exactly(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn = home_conn("B", "id");
	struct conn_change change = { .conn = &conn, .action = AUDIT_CREATE };

	home_add(home, "A", "id", NULL);
	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_CONFLICT);
	assert_int_equal(err.sys, 2);
	home_add(home, "B", "ID", NULL);
}

static void trash(struct home *home, const char *name, bool on, struct conn *c)
{
	struct err err = ERR_INIT;

	if (on)
		assert_ok(project_conn_by_name(home->project, name, c, &err));
	c->trashed = on;
	c->trashed_at = on ? 1000 : 0;
	struct conn_change change = { .conn = c,
				      .action = on ? AUDIT_DELETE
						   : AUDIT_RESTORE };

	assert_ok(project_apply(home->project, &change, 1, &err));
}

static void the_trash_frees_a_name_and_restoring_may_conflict(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn, other;

	home_add(home, "My AI", "my_ai", "sk-1");
	trash(home, "My AI", true, &conn);
	assert_error(project_conn_by_key(home->project, "my_ai", &other, &err),
		     ERR_ABSENT);
	assert_ok(project_conn_get(home->project, conn.id, &other, &err));
	assert_true(other.trashed);
	assert_string_equal(other.name, "My AI");
	conn_clear(&other);
	home_add(home, "my ai", "my_ai_2", NULL);
	conn.trashed = false;
	struct conn_change change = { .conn = &conn, .action = AUDIT_RESTORE };

	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_CONFLICT);
	assert_int_equal(err.sys, 1);
	conn.name = "My AI 1";
	assert_ok(project_apply(home->project, &change, 1, &err));
	conn_clear(&conn);
	home_assert_key(home, "My AI 1", "sk-1");
}

static void a_purged_connection_is_gone_with_its_secret(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn, other;

	home_add(home, "My AI", "my_ai", "sk-1");
	trash(home, "My AI", true, &conn);
	struct conn_change change = { .conn = &conn,
				      .remove = true,
				      .action = AUDIT_PURGE };

	assert_ok(project_apply(home->project, &change, 1, &err));
	assert_error(project_conn_get(home->project, conn.id, &other, &err),
		     ERR_ABSENT);
	conn_clear(&conn);
	assert_int_equal(home_sql_number(home, "SELECT count(*) FROM secret"),
			 0);
	home_reopen(home);
	assert_int_equal(count_of(home->project), 0);
}

static size_t purged(struct home *home, int64_t before)
{
	struct err err = ERR_INIT;
	size_t count;

	assert_ok(project_purge(home->project, before, &count, &err));
	return count;
}

static void only_what_is_sealed_as_trash_is_purged(void **state)
{
	struct home *home = *state;
	struct conn conn;

	home_add(home, "Live", "live", "sk-1");
	home_add(home, "Old", "old", "sk-2");
	trash(home, "Old", true, &conn);
	conn_clear(&conn);
	assert_int_equal(purged(home, 1000), 0);
	home_sql(home, "UPDATE item SET state = 3, updated_at = 1, name_hash = "
		       "NULL, key_hash = NULL WHERE state = 1");
	home_sql(home, "UPDATE item SET updated_at = updated_at + 1 WHERE "
		       "updated_at <> 1");
	assert_int_equal(purged(home, 5000), 0);
	home_sql(home, "UPDATE item SET updated_at = updated_at - 1 WHERE "
		       "updated_at <> 1");
	assert_int_equal(purged(home, 5000), 1);
	assert_int_equal(home_sql_number(home, "SELECT count(*) FROM item"), 1);
	assert_int_equal(home_sql_number(home, "SELECT count(*) FROM audit "
					       "WHERE action = 9"),
			 1);
}

static void one_conflict_undoes_all_changes(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn[3] = { home_conn("A", "a"), home_conn("B", "b"),
				home_conn("a", "c") };
	struct conn_change change[3];
	uint64_t checked;
	uint8_t zero[OBJECT_ID] = { 0 };

	for (size_t i = 0; i < 3; i++)
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .action = AUDIT_CREATE };
	assert_error(project_apply(home->project, change, 3, &err),
		     ERR_CONFLICT);
	assert_memory_equal(conn[0].id, zero, OBJECT_ID);
	assert_int_equal(conn[0].version, 0);
	assert_int_equal(count_of(home->project), 0);
	assert_ok(project_audit_verify(home->project, &checked, &err));
	assert_int_equal(checked, 1);
	assert_ok(project_apply(home->project, change, 2, &err));
	assert_int_equal(count_of(home->project), 2);
}

static void the_second_of_two_handles_is_told_and_overwrites_nothing(
	void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct home second = *home;
	struct conn conn, now;
	bool changed;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(home_open(&second, &err));
	assert_ok(project_changed(second.project, &changed, &err));
	assert_ok(project_conn_by_key(second.project, "my_ai", &conn, &err));
	assert_false(changed);
	assert_ok(home_rename(home->project, "My AI", "First", &err));
	conn.name = "Second";
	struct conn_change change = { .conn = &conn, .action = AUDIT_RENAME };

	assert_error(project_apply(second.project, &change, 1, &err),
		     ERR_CONFLICT);
	assert_int_equal(err.sys, 0);
	conn_clear(&conn);
	assert_ok(project_changed(second.project, &changed, &err));
	assert_true(changed);
	assert_ok(project_changed(second.project, &changed, &err));
	assert_false(changed);
	assert_ok(project_conn_by_key(second.project, "my_ai", &now, &err));
	assert_string_equal(now.name, "First");
	conn_clear(&now);
	home_close(&second);
}

static void two_handles_take_turns_without_losing_a_change(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct home second = *home;
	char name[32], id[32];
	uint64_t checked;

	assert_ok(home_open(&second, &err));
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "Name %d", i);
		snprintf(id, sizeof(id), "id_%d", i);
		home_add(i % 2 ? home : &second, name, id, "key");
	}
	assert_int_equal(count_of(home->project), 20);
	assert_int_equal(count_of(second.project), 20);
	assert_ok(project_audit_verify(second.project, &checked, &err));
	assert_int_equal(checked, 21);
	home_close(&second);
}

#define WORKERS 4
#define TURNS	12

/* In a process of its own: 0 when all went well. Prints what did not. */
static int work(struct home *home, int worker)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	char name[32];

	if (home_open(home, &err) != 0)
		goto failed;
	for (int i = 0; i < TURNS; i++) {
		struct conns conns;

		snprintf(name, sizeof(name), "w%d_%d", worker, i);
		struct conn conn = home_conn(name, name);
		struct conn_change change = { .conn = &conn,
					      .action = AUDIT_CREATE };

		if (project_apply(home->project, &change, 1, &err) != 0 ||
		    project_conns(home->project, &conns, &err) != 0)
			goto failed;
		conns_clear(&conns);
		if (project_values(home->project, &conn, "", &values, &err) !=
			    -1 ||
		    err.code != ERR_RECONNECT)
			goto failed;
	}
	home_close(home);
	return 0;
failed:
	printf("# worker %d: %s\n", worker, err.msg);
	fflush(stdout);
	return 1;
}

static void many_processes_at_once_lose_nothing_and_see_no_damage(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	int status, failed = 0;
	uint64_t checked;

	home_close(home); /* never fork with an open vault */
	for (int i = 0; i < WORKERS; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(work(home, i));
		assert_true(pid > 0);
	}
	for (int i = 0; i < WORKERS; i++) {
		assert_true(wait(&status) > 0);
		failed += status != 0;
	}
	assert_int_equal(failed, 0);
	assert_ok(home_open(home, &err));
	assert_int_equal(count_of(home->project), WORKERS * TURNS);
	assert_ok(project_audit_verify(home->project, &checked, &err));
	assert_int_equal(checked, 1 + WORKERS * TURNS);
}

static void reading_a_secret_is_no_news_to_others(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct home second = *home;
	bool changed;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(home_open(&second, &err));
	home_assert_key(&second, "My AI", "sk-1");
	assert_ok(project_changed(home->project, &changed, &err));
	assert_false(changed);
	home_add(&second, "B", "b", NULL);
	assert_ok(project_changed(home->project, &changed, &err));
	assert_true(changed);
	home_close(&second);
}

static void a_read_only_vault_lists_and_hands_out_nothing(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct unlock unlock = { KEY_FILE, home->key };
	struct values values = VALUES_INIT;
	struct conn conn;

	home_add(home, "My AI", "my_ai", "sk-1");
	home_close(home);
	assert_ok(vault_open(home->path, true, &home->vault, &err));
	assert_ok(vault_unlock(home->vault, &unlock, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	assert_int_equal(count_of(home->project), 1);
	assert_ok(project_conn_by_key(home->project, "my_ai", &conn, &err));
	assert_error(
		project_values(home->project, &conn, "test", &values, &err),
		ERR_READONLY);
	assert_true(err.hint[0] != '\0');
	struct conn_change change = { .conn = &conn, .action = AUDIT_EDIT };

	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_READONLY);
	conn_clear(&conn);
}

/* -- flows ---------------------------------------------------------------- */

static struct flow_ref refs[] = {
	{ "my_ai", "", "trigger", "openai", "ask", true, "" },
	{ "", "Named", "Node 2", "slack", "send", false, "my_ai" },
};

static struct flow sample(const char *name, const char *external_id)
{
	return (struct flow){ .name = name,
			      .external_id = external_id,
			      .source = "/flows/a.json",
			      .trigger = "webhook",
			      .state = FLOW_ON,
			      .imported_at = 1700000000,
			      .ref = refs,
			      .refs = 2 };
}

static void flows_come_back_with_their_references(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct flow flow = sample("Daily", "flow-1");
	struct flows flows;

	assert_ok(project_flows_put(home->project, &flow, 1, &err));
	home_add(home, "My AI", "my_ai", NULL);
	home_reopen(home);
	assert_ok(project_flows(home->project, &flows, &err));
	assert_int_equal(flows.count, 1);
	const struct flow *got = &flows.item[0];

	assert_memory_equal(got->id, flow.id, OBJECT_ID);
	assert_string_equal(got->name, "Daily");
	assert_string_equal(got->trigger, "webhook");
	assert_int_equal(got->refs, 2);
	assert_string_equal(got->ref[0].connection, "my_ai");
	assert_true(got->ref[0].is_auth);
	assert_string_equal(got->ref[1].connection, "");
	assert_string_equal(got->ref[1].name, "Named");
	assert_string_equal(got->ref[1].step, "Node 2");
	assert_string_equal(got->ref[1].action, "send");
	assert_false(got->ref[1].is_auth);
	assert_string_equal(got->ref[0].bound, "");
	assert_string_equal(got->ref[1].bound, "my_ai");
	flows_clear(&flows);
	assert_int_equal(count_of(home->project), 1);
}

static void importing_again_replaces_by_id_or_else_by_name(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct flow flow[4] = { sample("A", "id-1"), sample("A", ""),
				sample("B", "id-1"), sample("A", "") };
	struct flows flows;

	assert_ok(project_flows_put(home->project, flow, 4, &err));
	assert_memory_equal(flow[0].id, flow[2].id, OBJECT_ID);
	assert_memory_equal(flow[1].id, flow[3].id, OBJECT_ID);
	assert_int_equal(flow[2].version, 2);
	assert_ok(project_flows(home->project, &flows, &err));
	assert_int_equal(flows.count, 2);
	flows_clear(&flows);
	assert_error(project_flow_remove(home->project, &flow[0], &err),
		     ERR_CONFLICT);
	assert_ok(project_flow_remove(home->project, &flow[2], &err));
	assert_ok(project_flows(home->project, &flows, &err));
	assert_int_equal(flows.count, 1);
	flows_clear(&flows);
	home_reopen(home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_connection_comes_back_as_it_was_written),
		HOME_TEST(values_come_back_after_a_rename),
		HOME_TEST(new_values_replace_the_old_ones),
		HOME_TEST(no_credential_yet_asks_to_reconnect),
		HOME_TEST(a_name_is_taken_whatever_its_case_and_composition),
		HOME_TEST(an_external_id_is_taken_exactly),
		HOME_TEST(the_trash_frees_a_name_and_restoring_may_conflict),
		HOME_TEST(a_purged_connection_is_gone_with_its_secret),
		HOME_TEST(only_what_is_sealed_as_trash_is_purged),
		HOME_TEST(one_conflict_undoes_all_changes),
		HOME_TEST(
			the_second_of_two_handles_is_told_and_overwrites_nothing),
		HOME_TEST(two_handles_take_turns_without_losing_a_change),
		HOME_TEST(
			many_processes_at_once_lose_nothing_and_see_no_damage),
		HOME_TEST(reading_a_secret_is_no_news_to_others),
		HOME_TEST(a_read_only_vault_lists_and_hands_out_nothing),
		HOME_TEST(flows_come_back_with_their_references),
		HOME_TEST(importing_again_replaces_by_id_or_else_by_name),
	};

	return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}
