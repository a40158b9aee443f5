/* home.c - a vault in a home of its own for each test */
#include "home.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"

int home_setup(void **state)
{
	struct err err = ERR_INIT;
	struct home *home = calloc(1, sizeof(*home));
	char path[128];

	assert_non_null(home);
	home->dir = folder_make();
	snprintf(home->path, sizeof(home->path), "%s/vault.db", home->dir);
	snprintf(path, sizeof(path), "%s/state", home->dir);
	setenv("XDG_STATE_HOME", path, 1);
	snprintf(path, sizeof(path), "%s/cache", home->dir);
	setenv("XDG_CACHE_HOME", path, 1);
	assert_ok(secret_init(&err));
	assert_ok(secret_init_sodium(&err));
	assert_ok(secret_from("0123456789abcdef0123456789abcdef", 32,
			      &home->key, &err));
	struct unlock unlock = { KEY_FILE, home->key };

	assert_ok(vault_create(home->path, &unlock, NULL, "Default",
			       &home->vault, &home->recovery, &err));
	assert_ok(project_open(home->vault, "Default", &home->project, &err));
	*state = home;
	return 0;
}

int home_teardown(void **state)
{
	struct home *home = *state;

	home_close(home);
	secret_free(home->key);
	secret_free(home->recovery);
	folder_remove(home->dir);
	free(home);
	return 0;
}

void home_close(struct home *home)
{
	project_close(home->project);
	vault_close(home->vault);
	home->project = NULL;
	home->vault = NULL;
}

int home_open(struct home *home, struct err *err)
{
	struct unlock unlock = { KEY_FILE, home->key };

	if (vault_open(home->path, false, &home->vault, err))
		return -1;
	if (vault_unlock(home->vault, &unlock, err))
		return -1;
	return project_open(home->vault, "Default", &home->project, err);
}

void home_reopen(struct home *home)
{
	struct err err = ERR_INIT;

	home_close(home);
	assert_ok(home_open(home, &err));
}

/* -- connections ---------------------------------------------------------- */

struct conn home_conn(const char *name, const char *external_id)
{
	return (struct conn){ .status = STATUS_ACTIVE,
			      .reason = REASON_OK,
			      .auth = AUTH_API_KEY,
			      .name = name,
			      .external_id = external_id,
			      .piece = "openai",
			      .account = "",
			      .note = "",
			      .tags = "",
			      .scopes = "",
			      .app = "",
			      .error = "",
			      .hosts = "" };
}

void home_add(struct home *home, const char *name, const char *external_id,
	      const char *api_key)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct conn conn = home_conn(name, external_id);
	struct conn_change change = { .conn = &conn,
				      .values = api_key ? &values : NULL,
				      .action = AUDIT_CREATE };

	if (api_key != NULL)
		assert_ok(values_set_bytes(&values, "api_key", api_key,
					   strlen(api_key), &err));
	assert_ok(project_apply(home->project, &change, 1, &err));
	values_clear(&values);
}

int home_rename(struct project *project, const char *name, const char *new_name,
		struct err *err)
{
	struct conn conn;

	if (project_conn_by_name(project, name, &conn, err))
		return -1;
	void *text = conn.text;
	struct conn_change change = { .conn = &conn, .action = AUDIT_RENAME };

	conn.name = new_name;
	int r = project_apply(project, &change, 1, err);

	conn.text = text;
	conn_clear(&conn);
	return r;
}

void home_assert_key(struct home *home, const char *name, const char *api_key)
{
	struct err err = ERR_INIT;
	struct values values = VALUES_INIT;
	struct secret *want;
	struct conn conn;

	assert_ok(project_conn_by_name(home->project, name, &conn, &err));
	assert_ok(project_values(home->project, &conn, "test", &values, &err));
	assert_ok(secret_from(api_key, strlen(api_key), &want, &err));
	assert_int_equal(values.count, 1);
	assert_true(secret_equal(values_get(&values, "api_key"), want));
	secret_free(want);
	values_clear(&values);
	conn_clear(&conn);
}

/* -- the file ------------------------------------------------------------- */

static sqlite3_stmt *prepare(struct home *home, const char *sql, sqlite3 **db)
{
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_open(home->path, db), SQLITE_OK);
	if (sqlite3_prepare_v2(*db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(*db));
	return stmt;
}

int home_sql_any(struct home *home, const char *sql)
{
	sqlite3 *db;
	char *msg = NULL;

	assert_int_equal(sqlite3_open(home->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &msg) != SQLITE_OK)
		fail_msg("%s: %s", sql, msg);
	int changes = sqlite3_total_changes(db);

	sqlite3_close(db);
	return changes;
}

int home_sql(struct home *home, const char *sql)
{
	int changes = home_sql_any(home, sql);

	if (changes == 0)
		fail_msg("nothing changed by: %s", sql);
	return changes;
}

long long home_sql_number(struct home *home, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt = prepare(home, sql, &db);

	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	long long number = sqlite3_column_int64(stmt, 0);

	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return number;
}

uint8_t *home_sql_bytes(struct home *home, const char *sql, size_t *len)
{
	sqlite3 *db;
	sqlite3_stmt *stmt = prepare(home, sql, &db);

	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	*len = (size_t)sqlite3_column_bytes(stmt, 0);
	uint8_t *bytes = malloc(*len + 1);

	assert_non_null(bytes);
	memcpy(bytes, sqlite3_column_blob(stmt, 0), *len);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return bytes;
}

void home_sql_bind(struct home *home, const char *sql, const void *bytes,
		   size_t len)
{
	sqlite3 *db;
	sqlite3_stmt *stmt = prepare(home, sql, &db);

	sqlite3_bind_blob(stmt, 1, bytes, (int)len, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
	assert_true(sqlite3_changes(db) > 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void copy(const char *from, const char *to)
{
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	assert_ok(file_read(from, 64 << 20, &bytes, &len, &err));
	assert_ok(file_write_atomic(to, bytes, len, &err));
	free(bytes);
}

void home_save(struct home *home, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", home->dir, name);
	copy(home->path, path);
}

void home_restore(struct home *home, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", home->dir, name);
	copy(path, home->path);
}

void home_anchor(struct home *home, char *out, size_t size)
{
	char dir[160];
	struct dirent *entry;

	out[0] = '\0';
	snprintf(dir, sizeof(dir), "%s/state/connvault/anchors", home->dir);
	DIR *listing = opendir(dir);

	while (listing != NULL && (entry = readdir(listing)) != NULL)
		if (entry->d_name[0] != '.')
			snprintf(out, size, "%s/%s", dir, entry->d_name);
	if (listing != NULL)
		closedir(listing);
}
