/* test_replay.c - what was true once is not taken for what is true now
 *
 * All that is put back here was written and sealed by the vault itself. */
#include "home.h"

#include "base/str.h"

#define MANY	3000 /* rows, more than SQLite keeps in memory */
#define NOTE	1000
#define COUNTER 24 /* where SQLite counts changes, and once more: */
#define VALID	92

/* -- the hand ------------------------------------------------------------- */

/* Put rows and secrets of a saved file back, for connections with that id, and
 * leave SQLite's counters as if nothing had been written. */
static void put_back(struct home *home, const char *saved, const char *table,
		     const struct conn *conn)
{
	char sql[400], id[2 * OBJECT_ID + 1];
	uint8_t counter[4], valid[4];
	FILE *file = fopen(home->path, "r+");

	assert_non_null(file);
	assert_int_equal(fseek(file, COUNTER, SEEK_SET), 0);
	assert_int_equal(fread(counter, 1, 4, file), 4);
	assert_int_equal(fseek(file, VALID, SEEK_SET), 0);
	assert_int_equal(fread(valid, 1, 4, file), 4);
	hex_from(conn->id, OBJECT_ID, id);
	snprintf(sql, sizeof(sql),
		 "ATTACH '%s/%s' AS old; INSERT INTO %s SELECT * FROM old.%s "
		 "WHERE id = x'%s' ON CONFLICT DO UPDATE SET %s",
		 home->dir, saved, table, table, id,
		 str_is(table, "secret")
			 ? "blob = excluded.blob"
			 : "version = excluded.version, secret_version = "
			   "excluded.secret_version, updated_at = "
			   "excluded.updated_at, meta = excluded.meta");
	home_sql(home, sql);
	assert_int_equal(fseek(file, COUNTER, SEEK_SET), 0);
	assert_int_equal(fwrite(counter, 1, 4, file), 4);
	assert_int_equal(fseek(file, VALID, SEEK_SET), 0);
	assert_int_equal(fwrite(valid, 1, 4, file), 4);
	fclose(file);
}

static void add_many(struct home *home)
{
	struct err err = ERR_INIT;
	struct conn *conn = calloc(MANY, sizeof(*conn));
	struct conn_change *change = calloc(MANY, sizeof(*change));
	char(*name)[16] = calloc(MANY, sizeof(*name)), note[NOTE];

	memset(note, 'x', sizeof(note) - 1);
	note[sizeof(note) - 1] = '\0';
	for (int i = 0; i < MANY; i++) {
		snprintf(name[i], sizeof(name[i]), "more %d", i);
		conn[i] = home_conn(name[i], name[i]);
		conn[i].note = note;
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .action = AUDIT_CREATE };
	}
	assert_ok(project_apply(home->project, change, MANY, &err));
	free(name);
	free(change);
	free(conn);
}

static struct conn find(struct home *home, const char *external_id)
{
	struct err err = ERR_INIT;
	struct conn conn;

	assert_ok(project_conn_by_key(home->project, external_id, &conn, &err));
	return conn;
}

static void reconnect(struct home *home, const char *external_id,
		      const char *api_key)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn = find(home, external_id);
	struct conn_change change = { .conn = &conn,
				      .values = &values,
				      .action = AUDIT_RECONNECT };

	assert_ok(values_set_bytes(&values, "api_key", api_key, strlen(api_key),
				   &err));
	assert_ok(project_apply(home->project, &change, 1, &err));
	values_clear(&values);
	conn_clear(&conn);
}

/* -- rows ----------------------------------------------------------------- */

/* Twice, so that nothing of the rows read first is still in memory. */
static void read_all(struct home *home)
{
	struct err err = ERR_INIT;
	struct conns conns;

	for (int i = 0; i < 2; i++) {
		assert_ok(project_conns(home->project, &conns, &err));
		assert_int_equal(conns.count, MANY + 1);
		conns_clear(&conns);
	}
}

static void an_old_row_is_noticed_by_who_has_read_all_rows(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn, other;

	add_many(home);
	home_add(home, "A", "a", "sk-old");
	home_save(home, "old");
	reconnect(home, "a", "sk-new");
	conn = find(home, "a");
	home_reopen(home);
	read_all(home);
	assert_ok(home_rename(home->project, "A", "B", &err)); /* the control */
	assert_ok(home_rename(home->project, "B", "A", &err));
	put_back(home, "old", "item", &conn);
	put_back(home, "old", "secret", &conn);
	read_all(home);
	assert_error(
		project_values(home->project, &conn, "test", &values, &err),
		ERR_DAMAGED);
	assert_error(project_conn_by_key(home->project, "a", &other, &err),
		     ERR_DAMAGED);
	conn.version = 1;
	struct conn_change change = { .conn = &conn, .action = AUDIT_EDIT };

	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_DAMAGED);
	conn_clear(&conn);
}

/* -- credentials ---------------------------------------------------------- */

/* Both copies have a version 2 of the row, and each its credential. */
static void fork_vault(struct home *home)
{
	struct err err = ERR_INIT;

	home_add(home, "A", "a", "sk-1");
	home_close(home);
	home_save(home, "common");
	assert_ok(home_open(home, &err));
	reconnect(home, "a", "sk-theirs");
	home_close(home);
	home_save(home, "theirs");
	home_restore(home, "common");
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_ok(vault_accept_rollback(home->vault, "Default", &err));
	home_reopen(home);
	reconnect(home, "a", "sk-ours");
}

static void a_credential_of_a_forked_copy_is_not_handed_out(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	uint64_t checked;

	fork_vault(home);
	home_assert_key(home, "A", "sk-ours"); /* the control */
	assert_ok(home_rename(home->project, "A", "B", &err));
	home_assert_key(home, "B", "sk-ours");
	struct conn conn = find(home, "a");

	put_back(home, "theirs", "secret", &conn);
	home_reopen(home);
	assert_error(
		project_values(home->project, &conn, "test", &values, &err),
		ERR_DAMAGED);
	assert_error(project_audit_verify(home->project, &checked, &err),
		     ERR_DAMAGED);
	conn_clear(&conn);
}

/* Whoever is told that a change failed may write the connection again. */
static void a_failed_reconnect_leaves_the_mark_of_the_credential(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;

	home_add(home, "A", "a", "sk-1");
	struct conn conn = find(home, "a"), other = home_conn("A", "other");
	struct conn_change changes[] = {
		{ .conn = &conn, .values = &values, .action = AUDIT_RECONNECT },
		{ .conn = &other, .action = AUDIT_CREATE },
	};

	assert_ok(values_set_bytes(&values, "api_key", "sk-2", 4, &err));
	assert_error(project_apply(home->project, changes, 2, &err),
		     ERR_CONFLICT);
	changes[0].values = NULL;
	changes[0].action = AUDIT_EDIT;
	assert_ok(project_apply(home->project, changes, 1, &err));
	home_assert_key(home, "A", "sk-1");
	/* What comes back from a reconnect can be written again, too. */
	changes[0].values = &values;
	assert_ok(project_apply(home->project, changes, 1, &err));
	changes[0].values = NULL;
	assert_ok(project_apply(home->project, changes, 1, &err));
	home_assert_key(home, "A", "sk-2");
	values_clear(&values);
	conn_clear(&conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(an_old_row_is_noticed_by_who_has_read_all_rows),
		HOME_TEST(a_credential_of_a_forked_copy_is_not_handed_out),
		HOME_TEST(a_failed_reconnect_leaves_the_mark_of_the_credential),
	};

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
