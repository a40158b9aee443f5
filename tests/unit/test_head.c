/* test_head.c - whatever is done to the file from outside is noticed
 *
 * Every edit has its control: the same vault without the edit is sound. */
#include "home.h"

#include <unistd.h>

#include "base/path.h"

#define ROWS 40

static void fill(struct home *home)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn[ROWS];
	struct conn_change change[ROWS];
	char name[ROWS][16], id[ROWS][16];

	assert_ok(values_set_bytes(&values, "api_key", "sk", 2, &err));
	for (int i = 0; i < ROWS; i++) {
		snprintf(name[i], sizeof(name[i]), "Name %d", i);
		snprintf(id[i], sizeof(id[i]), "id_%d", i);
		conn[i] = home_conn(name[i], id[i]);
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .values = &values,
						  .action = AUDIT_CREATE };
	}
	assert_ok(project_apply(home->project, change, ROWS, &err));
	values_clear(&values);
}

static int list(struct home *home, struct conns *out, struct err *err)
{
	conns_clear(out);
	return project_conns(home->project, out, err);
}

static void assert_sound(struct home *home)
{
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };

	home_reopen(home);
	assert_ok(list(home, &conns, &err));
	assert_null(project_damage(home->project));
	conns_clear(&conns);
}

static size_t unreadable(const struct conns *conns)
{
	size_t count = 0;

	for (size_t i = 0; i < conns->count; i++)
		count += conns->item[i].status == STATUS_UNREADABLE;
	return count;
}

static void a_changed_clear_column_makes_the_row_unreadable(void **state)
{
	static const char *const edits[] = {
		"secret_version = secret_version + 1",
		"epoch = epoch + 1",
		"state = 3",
		"expires_at = expires_at + 1",
		"refresh_at = refresh_at + 1",
		"updated_at = updated_at + 1",
		"name_hash = NULL",
		"name_hash = randomblob(16)",
		"key_hash = NULL",
		"key_hash = randomblob(16)",
	};
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };
	char sql[160];

	fill(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		home_close(home);
		home_restore(home, "good");
		snprintf(sql, sizeof(sql),
			 "UPDATE item SET %s WHERE id = (SELECT id FROM item "
			 "LIMIT 1 OFFSET %zu)",
			 edits[i], i);
		assert_int_equal(home_sql(home, sql), 1);
		assert_ok(home_open(home, &err));
		assert_ok(list(home, &conns, &err));
		assert_int_equal(conns.count, ROWS);
		if (unreadable(&conns) != 1)
			fail_msg("not noticed: %s", edits[i]);
	}
	home_close(home);
	home_restore(home, "good");
	assert_ok(home_open(home, &err));
	assert_ok(list(home, &conns, &err));
	assert_int_equal(unreadable(&conns), 0);
	conns_clear(&conns);
}

static void an_unreadable_row_blocks_nothing_and_is_left_alone(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };
	struct conn *bad = NULL;
	size_t before, after;

	fill(home);
	home_sql(home, "UPDATE item SET expires_at = 1 WHERE id = "
		       "(SELECT min(id) FROM item)");
	home_reopen(home);
	uint8_t *old = home_sql_bytes(
		home, "SELECT meta FROM item ORDER BY id LIMIT 1", &before);

	assert_ok(list(home, &conns, &err));
	for (size_t i = 0; i < conns.count; i++)
		if (conns.item[i].status == STATUS_UNREADABLE)
			bad = &conns.item[i];
	assert_non_null(bad);
	assert_int_equal(strlen(bad->external_id), 2 * OBJECT_ID);
	struct conn_change change = { .conn = bad, .action = AUDIT_RENAME };

	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_DAMAGED);
	home_add(home, "New", "new", "x");
	home_assert_key(home, "New", "x");
	uint8_t *now = home_sql_bytes(
		home, "SELECT meta FROM item WHERE expires_at = 1", &after);

	assert_int_equal(before, after);
	assert_memory_equal(old, now, before);
	free(old);
	free(now);
	change.remove = true;
	change.action = AUDIT_PURGE;
	assert_ok(project_apply(home->project, &change, 1, &err));
	assert_ok(list(home, &conns, &err));
	assert_int_equal(conns.count, ROWS);
	assert_int_equal(unreadable(&conns), 0);
	conns_clear(&conns);
	assert_sound(home);
}

/* Edits that take, add or turn back rows: nothing is listed, unless asked. */
static void refuse_rows(struct home *home, const char *what)
{
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };
	struct values values = VALUES_INIT;

	home_reopen(home);
	if (list(home, &conns, &err) != -1 || err.code != ERR_DAMAGED)
		fail_msg("not noticed: %s", what);
	assert_true(err.hint[0] != '\0');
	assert_int_equal(conns.count, 0);
	vault_tolerate(home->vault, true);
	assert_ok(list(home, &conns, &err));
	assert_true(conns.count > 0);
	assert_non_null(project_damage(home->project));
	for (size_t i = 0; i < conns.count; i++)
		assert_error(project_values(home->project, &conns.item[i],
					    "test", &values, &err),
			     ERR_DAMAGED);
	struct conn conn = home_conn("New", "new");
	struct conn_change change = { .conn = &conn, .action = AUDIT_CREATE };

	assert_error(project_apply(home->project, &change, 1, &err),
		     ERR_DAMAGED);
	conns_clear(&conns);
}

static void deleted_swapped_and_renumbered_rows_are_noticed(void **state)
{
	static const char *const edits[] = {
		"DELETE FROM item WHERE id = (SELECT min(id) FROM item)",
		"DELETE FROM item WHERE id = (SELECT max(id) FROM item)",
		"UPDATE item SET version = version + 1 WHERE id = "
		"(SELECT min(id) FROM item)",
		"UPDATE item SET kind = 2 WHERE id = (SELECT min(id) FROM "
		"item)",
		"UPDATE item SET meta = (SELECT meta FROM item ORDER BY id "
		"DESC LIMIT 1) WHERE id = (SELECT min(id) FROM item)",
		"UPDATE item SET id = randomblob(16) WHERE id = (SELECT "
		"min(id) FROM item)",
		"INSERT INTO item SELECT project, randomblob(16), kind, "
		"version, 0, epoch, state, 0, 0, 0, NULL, NULL, meta FROM item "
		"LIMIT 1",
		"UPDATE item SET meta = zeroblob(3) WHERE id = (SELECT min(id) "
		"FROM item)",
	};
	struct home *home = *state;

	fill(home);
	assert_sound(home);
	home_close(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		home_restore(home, "good");
		home_sql(home, edits[i]);
		refuse_rows(home, edits[i]);
		home_close(home);
	}
	home_restore(home, "good");
	assert_sound(home);
}

/* An older row is sealed well. Only the head knows that it is old. */
static void a_replayed_row_is_noticed(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn;
	struct conns conns = { .count = 0 };

	fill(home);
	home_save(home, "old");
	assert_ok(home_rename(home->project, "Name 7", "Renamed", &err));
	assert_sound(home);
	home_close(home);
	char sql[300];

	snprintf(sql, sizeof(sql),
		 "ATTACH '%s/old' AS old; REPLACE INTO item SELECT * FROM "
		 "old.item WHERE version = 1",
		 home->dir);
	home_sql(home, sql);
	assert_ok(home_open(home, &err));
	assert_error(project_conn_by_name(home->project, "Name 7", &conn, &err),
		     ERR_DAMAGED);
	refuse_rows(home, "replay");
	/* The control: by itself the row is in order. */
	assert_ok(list(home, &conns, &err));
	assert_int_equal(conns.count, ROWS);
	assert_int_equal(unreadable(&conns), 0);
	conns_clear(&conns);
}

/* It looks at the rows of its bucket, and no further. */
static void a_single_lookup_notices_as_well(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn;
	int refused = 0;

	fill(home);
	home_sql(home, "UPDATE item SET version = version + 1 WHERE id = "
		       "(SELECT min(id) FROM item)");
	for (int i = 0; i < ROWS; i++) {
		char name[32];

		/* Who has noticed once refuses all. */
		home_reopen(home);
		snprintf(name, sizeof(name), "Name %d", i);
		if (project_conn_by_name(home->project, name, &conn, &err)) {
			assert_int_equal(err.code, ERR_DAMAGED);
			refused++;
		} else {
			conn_clear(&conn);
		}
	}
	assert_true(refused > 0 && refused < ROWS);
}

/* Hashing a bucket anew must not make good what was done to it. */
static void a_change_does_not_launder_its_bucket(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };
	int refused = 0;

	fill(home);
	home_save(home, "good");
	for (int i = 0; i < ROWS; i++) {
		char name[128];
		home_close(home);
		home_restore(home, "good");
		snprintf(name, sizeof(name), "%s/s%d", home->dir, i);
		setenv("XDG_STATE_HOME", name, 1);
		home_sql(home, "UPDATE item SET version = version + 7 WHERE "
			       "id = (SELECT min(id) FROM item)");
		assert_ok(home_open(home, &err));
		snprintf(name, sizeof(name), "Name %d", i);
		refused += home_rename(home->project, name, "X", &err) != 0;
		home_close(home);
		assert_ok(home_open(home, &err));
		assert_error(list(home, &conns, &err), ERR_DAMAGED);
	}
	assert_true(refused > 0 && refused < ROWS);
}

static void swapped_or_old_secrets_are_not_handed_out(void **state)
{
	static const char *const edits[] = {
		"UPDATE secret SET blob = (SELECT blob FROM secret WHERE id = "
		"(SELECT max(id) FROM item)) WHERE id = (SELECT min(id) FROM "
		"item)",
		"UPDATE secret SET blob = (SELECT meta FROM item WHERE id = "
		"(SELECT min(id) FROM item)) WHERE id = (SELECT min(id) FROM "
		"item)",
		"DELETE FROM secret WHERE id = (SELECT min(id) FROM item)",
		"UPDATE secret SET blob = zeroblob(2) WHERE id = (SELECT "
		"min(id) FROM item)",
	};
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };
	struct values values = VALUES_INIT;
	uint64_t before, after;

	fill(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		home_close(home);
		home_restore(home, "good");
		home_sql(home, edits[i]);
		assert_ok(home_open(home, &err));
		assert_ok(list(home, &conns, &err));
		assert_error(project_audit_verify(home->project, &before, &err),
			     ERR_DAMAGED);
		assert_error(project_values(home->project, &conns.item[0],
					    "test", &values, &err),
			     ERR_DAMAGED);
		assert_error(project_audit_verify(home->project, &after, &err),
			     ERR_DAMAGED);
		assert_int_equal(before, after);
	}
	assert_ok(project_values(home->project, &conns.item[1], "test", &values,
				 &err));
	values_clear(&values);
	conns_clear(&conns);
}

/* Nonce and commitment differ from those of our key, which is no wrong key. */
static void a_flipped_byte_of_a_secret_is_damage_wherever_it_is(void **state)
{
	static const size_t places[] = { 4, 8, 31, 32, 63, 64, 90 };
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conn conn = { 0 };
	struct values values = VALUES_INIT;
	size_t len;

	home_add(home, "One", "one", "key");
	uint8_t *blob = home_sql_bytes(home, "SELECT blob FROM secret", &len);

	assert_ok(project_conn_by_key(home->project, "one", &conn, &err));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		blob[places[i]] ^= 1;
		home_sql_bind(home, "UPDATE secret SET blob = ?1", blob, len);
		assert_error(project_values(home->project, &conn, "test",
					    &values, &err),
			     ERR_DAMAGED);
		blob[places[i]] ^= 1;
	}
	home_sql_bind(home, "UPDATE secret SET blob = ?1", blob, len);
	assert_ok(project_values(home->project, &conn, "test", &values, &err));
	values_clear(&values);
	conn_clear(&conn);
	free(blob);
}

static void a_changed_or_missing_head_is_noticed(void **state)
{
	static const char *const edits[] = {
		"DELETE FROM head",
		"UPDATE head SET blob = zeroblob(100)",
		"UPDATE head SET blob = (SELECT meta FROM item LIMIT 1)",
	};
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };

	fill(home);
	home_close(home);
	home_save(home, "good");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		home_restore(home, "good");
		home_sql(home, edits[i]);
		assert_error(home_open(home, &err), ERR_DAMAGED);
		vault_tolerate(home->vault, true);
		assert_ok(project_open(home->vault, "Default", &home->project,
				       &err));
		assert_non_null(project_damage(home->project));
		assert_ok(list(home, &conns, &err));
		assert_int_equal(conns.count, ROWS);
		home_close(home);
	}
	conns_clear(&conns);
	home_restore(home, "good");
	assert_sound(home);
}

/* -- the anchor ----------------------------------------------------------- */

static void an_older_file_is_refused_and_says_how_much_is_missing(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	char anchor[300];

	home_add(home, "A", "a", NULL);
	home_close(home);
	home_save(home, "old");
	assert_ok(home_open(home, &err));
	home_add(home, "B", "b", NULL);
	home_add(home, "C", "c", NULL);
	home_close(home);
	home_save(home, "new");
	home_restore(home, "old");
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "2 changes"));
	assert_non_null(strstr(err.hint, "accept-rollback"));
	home_close(home);
	home_restore(home, "new");
	assert_sound(home);
	home_close(home);
	/* The control: who has never seen it cannot know. */
	home_anchor(home, anchor, sizeof(anchor));
	assert_int_equal(unlink(anchor), 0);
	home_restore(home, "old");
	assert_sound(home);
}

static void an_accepted_rollback_is_audited_and_work_goes_on(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	uint64_t checked;

	home_add(home, "A", "a", "sk-1");
	home_close(home);
	home_save(home, "old");
	assert_ok(home_open(home, &err));
	home_add(home, "B", "b", NULL);
	assert_error(vault_accept_rollback(home->vault, "Default", &err),
		     ERR_USAGE);
	home_close(home);
	home_restore(home, "old");
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_ok(vault_accept_rollback(home->vault, "Default", &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	assert_ok(project_audit_verify(home->project, &checked, &err));
	assert_int_equal(home_sql_number(home, "SELECT action FROM audit ORDER "
					       "BY seq DESC LIMIT 1"),
			 AUDIT_ROLLBACK_ACCEPTED);
	home_assert_key(home, "A", "sk-1");
	home_add(home, "B", "b", NULL);
	assert_sound(home);
}

static void missing_rows_can_be_accepted_too(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;

	fill(home);
	home_sql(home, "DELETE FROM item WHERE id = (SELECT min(id) FROM "
		       "item)");
	refuse_rows(home, "delete");
	assert_ok(vault_accept_rollback(home->vault, "Default", &err));
	assert_sound(home);
}

static void another_copy_that_went_on_is_a_fork(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	char here[80], there[80];

	snprintf(here, sizeof(here), "%s/state", home->dir);
	snprintf(there, sizeof(there), "%s/elsewhere", home->dir);
	home_add(home, "A", "a", NULL);
	home_close(home);
	home_save(home, "common");
	assert_ok(home_open(home, &err));
	home_add(home, "Mine", "mine", NULL);
	home_close(home);
	home_save(home, "mine");
	for (int more = 0; more < 3; more++) {
		setenv("XDG_STATE_HOME", there, 1);
		home_restore(home, more == 0 ? "common" : "theirs");
		assert_ok(home_open(home, &err));
		char name[2] = { (char)('p' + more), '\0' };

		home_add(home, name, name, NULL);
		home_close(home);
		home_save(home, "theirs");
		setenv("XDG_STATE_HOME", here, 1);
		assert_error(home_open(home, &err), ERR_DAMAGED);
		assert_non_null(strstr(err.msg, "another copy"));
		home_close(home);
	}
	home_restore(home, "mine");
	assert_sound(home);
}

static void an_open_project_notices_a_file_that_is_put_back(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct conns conns = { .count = 0 };

	home_add(home, "A", "a", NULL);
	size_t len;
	uint8_t *head = home_sql_bytes(home, "SELECT blob FROM head", &len);

	home_add(home, "B", "b", NULL);
	assert_ok(list(home, &conns, &err));
	home_sql_bind(home, "UPDATE head SET blob = ?", head, len);
	free(head);
	assert_error(list(home, &conns, &err), ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "1 change "));
	conns_clear(&conns);
}

static void a_changed_anchor_has_its_own_message(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	char anchor[300], *bytes;
	size_t len;

	home_add(home, "A", "a", NULL);
	home_close(home);
	home_anchor(home, anchor, sizeof(anchor));
	assert_ok(file_read(anchor, 4096, &bytes, &len, &err));
	for (size_t i = 0; i < len; i += 37)
		bytes[i] ^= 1;
	assert_ok(file_write_atomic(anchor, bytes, len, &err));
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "anchor"));
	assert_ok(vault_accept_rollback(home->vault, "Default", &err));
	for (size_t i = 0; i < len; i += 37)
		bytes[i] ^= 1;
	free(bytes);
	assert_sound(home);
}

static void an_anchor_that_cannot_be_written_fails_nothing(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;

	assert_null(project_anchor_trouble(home->project));
	setenv("XDG_STATE_HOME", "/proc/nonexistent", 1);
	home_reopen(home);
	home_add(home, "A", "a", "sk-1");
	home_assert_key(home, "A", "sk-1");
	assert_non_null(project_anchor_trouble(home->project));
	(void)err;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_changed_clear_column_makes_the_row_unreadable),
		HOME_TEST(an_unreadable_row_blocks_nothing_and_is_left_alone),
		HOME_TEST(deleted_swapped_and_renumbered_rows_are_noticed),
		HOME_TEST(a_replayed_row_is_noticed),
		HOME_TEST(a_single_lookup_notices_as_well),
		HOME_TEST(a_change_does_not_launder_its_bucket),
		HOME_TEST(swapped_or_old_secrets_are_not_handed_out),
		HOME_TEST(a_flipped_byte_of_a_secret_is_damage_wherever_it_is),
		HOME_TEST(a_changed_or_missing_head_is_noticed),
		HOME_TEST(
			an_older_file_is_refused_and_says_how_much_is_missing),
		HOME_TEST(an_accepted_rollback_is_audited_and_work_goes_on),
		HOME_TEST(missing_rows_can_be_accepted_too),
		HOME_TEST(another_copy_that_went_on_is_a_fork),
		HOME_TEST(an_open_project_notices_a_file_that_is_put_back),
		HOME_TEST(a_changed_anchor_has_its_own_message),
		HOME_TEST(an_anchor_that_cannot_be_written_fails_nothing),
	};

	return cmocka_run_group_tests_name("head", tests, NULL, NULL);
}
