/* test_vault.c - making, unlocking, slots, projects, members */
#include "home.h"

#include <sodium.h>
#include <unistd.h>

#include "base/str.h"
#include "seal/keyring.h"
#include "seal/manifest.h"

static struct secret *text(const char *bytes)
{
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_ok(secret_from(bytes, strlen(bytes), &secret, &err));
	return secret;
}

static int unlock_with(struct home *home, enum key_kind kind,
		       const struct secret *secret, struct err *err)
{
	struct unlock unlock = { kind, secret };

	vault_lock(home->vault);
	return vault_unlock(home->vault, &unlock, err);
}

static void reopen_locked(struct home *home)
{
	struct err err = ERR_INIT;

	home_close(home);
	assert_ok(vault_open(home->path, false, &home->vault, &err));
}

static void a_locked_vault_gives_nothing_away(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct projects projects;

	reopen_locked(home);
	assert_false(vault_is_unlocked(home->vault));
	assert_error(project_open(home->vault, "Default", &home->project, &err),
		     ERR_LOCKED);
	assert_error(vault_projects(home->vault, &projects, &err), ERR_LOCKED);
	assert_error(vault_project_create(home->vault, "X", &err), ERR_LOCKED);
}

static void a_wrong_key_opens_nothing_and_the_right_one_does(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct secret *wrong = text("0123456789abcdef0123456789abcdeF");

	reopen_locked(home);
	assert_error(unlock_with(home, KEY_FILE, wrong, &err), ERR_LOCKED);
	assert_false(vault_is_unlocked(home->vault));
	assert_error(unlock_with(home, KEY_PASSPHRASE, wrong, &err),
		     ERR_LOCKED);
	assert_ok(unlock_with(home, KEY_FILE, home->key, &err));
	assert_true(vault_is_unlocked(home->vault));
	secret_free(wrong);
}

static void a_passphrase_slot_opens_the_same_projects(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct secret *right = text("correct horse"), *wrong = text("correct");
	struct unlock unlock = { KEY_PASSPHRASE, right };
	struct slot_info *slots;
	size_t count;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(vault_slot_add(home->vault, &unlock, "interactive", NULL,
				 &err));
	reopen_locked(home);
	assert_error(unlock_with(home, KEY_PASSPHRASE, wrong, &err),
		     ERR_LOCKED);
	assert_ok(unlock_with(home, KEY_PASSPHRASE, right, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	home_assert_key(home, "My AI", "sk-1");
	assert_ok(vault_slots(home->vault, &slots, &count, &err));
	assert_int_equal(count, 3);
	assert_string_equal(slots[0].kind, "key file");
	assert_string_equal(slots[1].kind, "recovery code");
	assert_string_equal(slots[2].kind, "passphrase");
	assert_true(slots[2].is_current && !slots[0].is_current);
	assert_int_equal(slots[2].memory, 64 << 20);
	free(slots);
	secret_free(right);
	secret_free(wrong);
}

static void the_recovery_code_reads_and_changes(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;

	home_add(home, "My AI", "my_ai", "sk-1");
	reopen_locked(home);
	assert_ok(unlock_with(home, KEY_RECOVERY, home->recovery, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	home_assert_key(home, "My AI", "sk-1");
	assert_ok(home_rename(home->project, "My AI", "Other", &err));
	assert_error(vault_project_create(home->vault, "X", &err), ERR_LOCKED);
	/* What one identity left, the other finds in order. */
	home_reopen(home);
	home_assert_key(home, "Other", "sk-1");
	uint64_t checked;

	assert_ok(project_audit_verify(home->project, &checked, &err));
}

static void a_new_recovery_code_opens_beside_the_old_one(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct unlock unlock = { KEY_RECOVERY, NULL };
	struct secret *code = NULL;

	assert_ok(vault_slot_add(home->vault, &unlock, NULL, &code, &err));
	assert_non_null(code);
	project_close(home->project);
	home->project = NULL;
	assert_ok(unlock_with(home, KEY_RECOVERY, code, &err));
	assert_ok(unlock_with(home, KEY_RECOVERY, home->recovery, &err));
	secret_free(code);
}

static void the_last_slot_of_an_operator_stays(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct secret *other = text("ffffffffffffffffffffffffffffffff");
	struct unlock unlock = { KEY_FILE, other };
	struct slot_info *slots;
	uint8_t none[OBJECT_ID] = { 1 };
	size_t count;

	assert_ok(vault_slots(home->vault, &slots, &count, &err));
	assert_error(vault_slot_remove(home->vault, slots[0].id, &err),
		     ERR_USAGE);
	assert_error(vault_slot_remove(home->vault, none, &err), ERR_ABSENT);
	assert_ok(vault_slot_add(home->vault, &unlock, NULL, NULL, &err));
	assert_ok(vault_slot_remove(home->vault, slots[0].id, &err));
	free(slots);
	reopen_locked(home);
	assert_error(unlock_with(home, KEY_FILE, home->key, &err), ERR_LOCKED);
	assert_ok(unlock_with(home, KEY_FILE, other, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	assert_int_equal(home_sql_number(home, "SELECT count(*) FROM audit "
					       "WHERE action IN (13, 14)"),
			 2);
	secret_free(other);
}

/* The time to unlock must not be for others to choose. */
static void there_are_at_most_64_slots(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct secret *other = text("ffffffffffffffffffffffffffffffff");
	struct unlock unlock = { KEY_FILE, other };

	for (int i = 2; i < 64; i++)
		assert_ok(
			vault_slot_add(home->vault, &unlock, NULL, NULL, &err));
	assert_error(vault_slot_add(home->vault, &unlock, NULL, NULL, &err),
		     ERR_USAGE);
	home_reopen(home);
	home_sql(home, "INSERT INTO slot(id, kind, created_at, kdf, blob) "
		       "SELECT randomblob(16), 1, 0, kdf, blob FROM slot "
		       "LIMIT 1");
	reopen_locked(home);
	assert_error(unlock_with(home, KEY_FILE, home->key, &err), ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "64 slots"));
	secret_free(other);
}

static void a_changed_slot_is_told_from_a_wrong_key(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;

	home_sql(home, "UPDATE slot SET created_at = created_at + 1");
	reopen_locked(home);
	assert_error(unlock_with(home, KEY_FILE, home->key, &err), ERR_DAMAGED);
}

/* A10: bounds come before any work. */
static void a_hostile_kdf_is_refused_before_it_is_run(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct secret *right = text("correct horse");
	struct unlock unlock = { KEY_PASSPHRASE, right };

	assert_ok(vault_slot_add(home->vault, &unlock, "interactive", NULL,
				 &err));
	home_sql(home, "UPDATE slot SET kdf = CAST(x'0200000000000000"
		       "0000000000010000' || substr(kdf, 17) AS BLOB) WHERE "
		       "kind = 1");
	reopen_locked(home);
	assert_error(unlock_with(home, KEY_PASSPHRASE, right, &err),
		     ERR_DAMAGED);
	secret_free(right);
}

static void what_is_there_is_not_overwritten(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct unlock unlock = { KEY_FILE, home->key };
	struct secret *recovery = NULL;
	struct vault *vault = NULL;

	assert_error(vault_create(home->path, &unlock, NULL, "Default", &vault,
				  &recovery, &err),
		     ERR_CONFLICT);
	assert_null(vault);
	home_reopen(home);
}

static void a_failed_init_leaves_nothing_behind(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct unlock unlock = { KEY_FILE, home->key };
	struct secret *recovery = NULL;
	struct vault *vault = NULL;
	char path[128];

	snprintf(path, sizeof(path), "%s/other.db", home->dir);
	assert_error(vault_create(path, &unlock, NULL, "bad\033name", &vault,
				  &recovery, &err),
		     ERR_USAGE);
	assert_int_equal(access(path, F_OK), -1);
	assert_ok(vault_create(path, &unlock, NULL, "Fine", &vault, &recovery,
			       &err));
	vault_close(vault);
	secret_free(recovery);
}

/* -- projects ------------------------------------------------------------- */

static size_t projects_of(struct home *home)
{
	struct err err = ERR_INIT;
	struct projects projects;

	assert_ok(vault_projects(home->vault, &projects, &err));
	size_t count = projects.count;

	projects_clear(&projects);
	return count;
}

static void projects_are_made_renamed_and_deleted(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct project *project;

	assert_error(vault_project_delete(home->vault, "Default", &err),
		     ERR_USAGE);
	assert_ok(vault_project_create(home->vault, "Second", &err));
	assert_error(vault_project_create(home->vault, "SECOND", &err),
		     ERR_CONFLICT);
	assert_error(
		vault_project_rename(home->vault, "Default", "second", &err),
		ERR_CONFLICT);
	assert_ok(vault_project_rename(home->vault, "Second", "SECOND", &err));
	assert_ok(vault_project_rename(home->vault, "second", "Third", &err));
	assert_error(project_open(home->vault, "Second", &project, &err),
		     ERR_ABSENT);
	assert_ok(project_open(home->vault, "third", &project, &err));
	assert_string_equal(project_name(project), "Third");
	project_close(project);
	assert_int_equal(projects_of(home), 2);
	assert_ok(vault_project_delete(home->vault, "Third", &err));
	assert_int_equal(projects_of(home), 1);
	home_reopen(home);
	assert_int_equal(home_sql_number(home, "SELECT action FROM audit ORDER "
					       "BY seq DESC LIMIT 1"),
			 AUDIT_PROJECT_DELETE);
}

static void projects_do_not_see_each_others_rows(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct project *second;
	struct conn conn;

	home_add(home, "My AI", "my_ai", "sk-1");
	assert_ok(vault_project_create(home->vault, "Second", &err));
	assert_ok(project_open(home->vault, "Second", &second, &err));
	assert_error(project_conn_by_key(second, "my_ai", &conn, &err),
		     ERR_ABSENT);
	project_close(second);
	home_sql(home, "UPDATE item SET project = (SELECT id FROM project "
		       "WHERE seq = 2)");
	assert_ok(project_open(home->vault, "Second", &second, &err));
	struct conns conns;

	assert_error(project_conns(second, &conns, &err), ERR_DAMAGED);
	project_close(second);
}

static void an_older_project_name_is_noticed(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	size_t len;
	uint8_t *old = home_sql_bytes(home, "SELECT blob FROM project", &len);

	assert_ok(vault_project_rename(home->vault, "Default", "New", &err));
	home_close(home);
	home_sql_bind(home, "UPDATE project SET version = 1, blob = ?", old,
		      len);
	free(old);
	assert_error(home_open(home, &err), ERR_DAMAGED);
}

/* What concerns the whole vault is written by handles of its own. */
static void an_open_project_goes_on_after_changes_of_the_vault(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct unlock unlock = { KEY_RECOVERY, NULL };
	struct secret *code = NULL;
	bool changed;

	home_add(home, "A", "a", "sk-1");
	assert_ok(vault_slot_add(home->vault, &unlock, NULL, &code, &err));
	assert_ok(home_rename(home->project, "A", "B", &err));
	assert_ok(vault_project_create(home->vault, "Second", &err));
	assert_ok(home_rename(home->project, "B", "C", &err));
	assert_ok(vault_project_delete(home->vault, "Second", &err));
	assert_ok(home_rename(home->project, "C", "D", &err));
	assert_ok(vault_project_rename(home->vault, "Default", "New", &err));
	assert_ok(project_changed(home->project, &changed, &err));
	assert_true(changed);
	assert_string_equal(project_name(home->project), "New");
	home_assert_key(home, "D", "sk-1");
	assert_ok(home_rename(home->project, "D", "E", &err));
	assert_null(project_damage(home->project));
	secret_free(code);
}

/* -- members -------------------------------------------------------------- */

static void manifest_of(struct home *home, struct manifest *out)
{
	struct err err = ERR_INIT;
	size_t len;
	uint8_t *body = home_sql_bytes(home, "SELECT body FROM manifest", &len);

	assert_ok(manifest_read(body, len, out, &err));
	free(body);
}

static void plant_manifest(struct home *home, const struct manifest *manifest,
			   const struct identity *signer)
{
	struct err err = ERR_INIT;
	uint8_t body[MANIFEST_BYTES_MAX], signature[SIGNATURE_BYTES];
	size_t len = manifest_write(manifest, body);

	home_sql_bind(home, "UPDATE manifest SET body = ?", body, len);
	if (signer == NULL)
		return;
	assert_ok(identity_sign(signer, body, len, signature, &err));
	home_sql_bind(home, "UPDATE manifest SET signature = ?", signature,
		      sizeof(signature));
}

/* crypto_box_seal is anonymous: whoever can write the file can seal a key of
 * their own to every member, and read what is written from then on. */
static struct secret *plant_key(struct home *home,
				const struct manifest *manifest)
{
	struct err err = ERR_INIT;
	uint8_t sealed[SEALED_KEY_BYTES];
	struct secret *key;
	char sql[128], hex[2 * ID_BYTES + 1];

	assert_ok(key_new(&key, &err));
	for (uint32_t i = 0; i < manifest->count; i++) {
		const struct member *member = &manifest->members[i];

		assert_ok(key_seal_to(member, key, sealed, &err));
		hex_from(member->id, ID_BYTES, hex);
		snprintf(sql, sizeof(sql),
			 "UPDATE project_key SET sealed = ? WHERE member = "
			 "x'%s'",
			 hex);
		home_sql_bind(home, sql, sealed, sizeof(sealed));
	}
	return key;
}

static void a_foreign_project_key_is_refused(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct manifest *manifest = malloc(sizeof(*manifest));

	manifest_of(home, manifest);
	home_close(home);
	secret_free(plant_key(home, manifest));
	assert_error(home_open(home, &err), ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "commits"));
	vault_tolerate(home->vault, true);
	assert_error(project_open(home->vault, "Default", &home->project, &err),
		     ERR_DAMAGED);
	free(manifest);
}

static void a_foreign_key_with_its_own_manifest_is_refused(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct manifest *manifest = malloc(sizeof(*manifest));
	struct identity *stranger;

	manifest_of(home, manifest);
	home_close(home);
	struct secret *key = plant_key(home, manifest);

	assert_ok(key_commitment(key, manifest->vault, manifest->project,
				 manifest->epoch, manifest->commitment, &err));
	assert_ok(identity_new(&stranger, &err));
	plant_manifest(home, manifest, stranger);
	assert_error(home_open(home, &err), ERR_DAMAGED);
	identity_free(stranger);
	secret_free(key);
	free(manifest);
}

static void an_edited_manifest_is_refused(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct manifest *good = malloc(sizeof(*good));
	struct manifest *edited = malloc(sizeof(*edited));

	manifest_of(home, good);
	home_close(home);
	for (int i = 0; i < 4; i++) {
		*edited = *good;
		if (i == 0)
			edited->count--;
		if (i == 1)
			edited->members[0].role = ROLE_READER;
		if (i == 2)
			edited->epoch++;
		if (i == 3)
			edited->members[edited->count++] = good->members[0];
		plant_manifest(home, edited, NULL);
		assert_error(home_open(home, &err), ERR_DAMAGED);
		home_close(home);
	}
	plant_manifest(home, good, NULL);
	assert_ok(home_open(home, &err));
	home_close(home);
	home_sql(home, "DELETE FROM manifest");
	assert_error(home_open(home, &err), ERR_DAMAGED);
	free(good);
	free(edited);
}

static void a_backup_opens_with_the_same_key(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	char path[128];

	home_add(home, "My AI", "my_ai", "sk-1");
	snprintf(path, sizeof(path), "%s/copy.db", home->dir);
	assert_ok(vault_backup(home->vault, path, &err));
	assert_ok(vault_check(home->vault, &err));
	home_close(home);
	snprintf(home->path, sizeof(home->path), "%s", path);
	assert_ok(home_open(home, &err));
	home_assert_key(home, "My AI", "sk-1");
}

static void a_deleted_project_is_not_told_as_damage(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct project *project = NULL;
	bool changed;

	assert_ok(vault_project_create(home->vault, "Second", &err));
	assert_ok(project_open(home->vault, "Second", &project, &err));
	assert_ok(vault_project_delete(home->vault, "Second", &err));
	assert_error(project_changed(project, &changed, &err), ERR_ABSENT);
	project_close(project);
}

static void a_deleted_project_that_is_put_back_is_noticed(void **state)
{
	static const char *const tables[] = { "project",  "project_key",
					      "manifest", "item",
					      "secret",	  "audit",
					      "head" };
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct project *project;
	struct str sql = STR_INIT;

	assert_ok(vault_project_create(home->vault, "Second", &err));
	home_save(home, "old");
	assert_ok(vault_project_delete(home->vault, "Second", &err));
	str_addf(&sql, "ATTACH '%s/old' AS old;", home->dir);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		str_addf(&sql,
			 "INSERT INTO %s SELECT * FROM old.%s WHERE %s = "
			 "(SELECT id FROM old.project WHERE seq = 2);",
			 tables[i], tables[i], i == 0 ? "id" : "project");
	home_sql(home, sql.text);
	str_clear(&sql);
	home_reopen(home);
	assert_error(project_open(home->vault, "Second", &project, &err),
		     ERR_DAMAGED);
	assert_non_null(strstr(err.msg, "was deleted"));
	assert_ok(vault_accept_rollback(home->vault, "Second", &err));
	assert_ok(project_open(home->vault, "Second", &project, &err));
	project_close(project);
	home_reopen(home);
	assert_ok(vault_project_delete(home->vault, "Second", &err));
}

static void a_forgotten_vault_leaves_no_anchor(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	char anchor[300];

	assert_ok(vault_project_create(home->vault, "Second", &err));
	assert_ok(vault_project_delete(home->vault, "Second", &err));
	home_anchor(home, anchor, sizeof(anchor));
	assert_string_not_equal(anchor, "");
	vault_forget(home->vault);
	home_anchor(home, anchor, sizeof(anchor));
	assert_string_equal(anchor, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_locked_vault_gives_nothing_away),
		HOME_TEST(a_wrong_key_opens_nothing_and_the_right_one_does),
		HOME_TEST(a_passphrase_slot_opens_the_same_projects),
		HOME_TEST(the_recovery_code_reads_and_changes),
		HOME_TEST(a_new_recovery_code_opens_beside_the_old_one),
		HOME_TEST(the_last_slot_of_an_operator_stays),
		HOME_TEST(there_are_at_most_64_slots),
		HOME_TEST(a_changed_slot_is_told_from_a_wrong_key),
		HOME_TEST(a_hostile_kdf_is_refused_before_it_is_run),
		HOME_TEST(what_is_there_is_not_overwritten),
		HOME_TEST(a_failed_init_leaves_nothing_behind),
		HOME_TEST(projects_are_made_renamed_and_deleted),
		HOME_TEST(projects_do_not_see_each_others_rows),
		HOME_TEST(an_older_project_name_is_noticed),
		HOME_TEST(an_open_project_goes_on_after_changes_of_the_vault),
		HOME_TEST(a_foreign_project_key_is_refused),
		HOME_TEST(a_foreign_key_with_its_own_manifest_is_refused),
		HOME_TEST(an_edited_manifest_is_refused),
		HOME_TEST(a_backup_opens_with_the_same_key),
		HOME_TEST(a_deleted_project_is_not_told_as_damage),
		HOME_TEST(a_deleted_project_that_is_put_back_is_noticed),
		HOME_TEST(a_forgotten_vault_leaves_no_anchor),
	};

	return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
