/* sqlite_open.c - making, opening and closing a vault file */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/path.h"
#include "base/str.h"
#include "store/schema.h"

#define WAIT_MS 5000

/* -- paths -----------------------------------------------------------------*/

int sqlite_real_path(const char *path, char **out, struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	struct str full = STR_INIT;

	if (slash == NULL)
		str_add(&full, "./");
	else
		str_add_bytes(&full, path, (size_t)(slash - path) + 1);
	char *folder = str_take(&full);
	if (folder == NULL)
		return err_nomem(err);
	char *real = realpath(folder, NULL);
	free(folder);
	if (real == NULL)
		return err_sys(err, errno == ENOENT ? ERR_ABSENT : ERR_IO,
			       "cannot find the folder of %s",
			       path_shown(path).text);
	full = (struct str)STR_INIT;
	str_addf(&full, "%s/%s", str_is(real, "/") ? "" : real, base);
	free(real);
	*out = str_take(&full);
	return *out == NULL ? err_nomem(err) : 0;
}

/* -- the handle ------------------------------------------------------------ */

static int store_new(const char *path, bool read_only, struct store **out,
		     struct err *err)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL)
		return err_nomem(err);
	store->fd = -1;
	store->journal = -1;
	store->read_only = read_only;
	store->path = strdup(path);
	if (store->path == NULL)
		err_nomem(err);
	if (store->path == NULL ||
	    sqlite_real_path(path, &store->real, err) != 0) {
		store_close(store);
		return -1;
	}
	*out = store;
	return 0;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < SQLS; i++)
		sqlite3_finalize(store->kept[i]);
	sqlite3_close(store->db); /* rolls back */
	sqlite_journal_close(store);
	free(store->pages);
	if (store->fd >= 0)
		close(store->fd);
	free(store->real);
	free(store->path);
	free(store);
}

/* -- settings (each handle, before the first page is read) ----------------- */

static const struct {
	int what, on;
} options[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
	{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	{ SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
};

static const struct {
	int what, most;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, 16 << 20 },
	{ SQLITE_LIMIT_SQL_LENGTH, 64 << 10 },
	{ SQLITE_LIMIT_ATTACHED, 0 },
	{ SQLITE_LIMIT_VARIABLE_NUMBER, 64 },
	{ SQLITE_LIMIT_VDBE_OP, 25000 },
};

static int settle(struct store *store, struct err *err)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (rc == SQLITE_OK)
			rc = sqlite3_db_config(store->db, options[i].what,
					       options[i].on, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		sqlite3_limit(store->db, limits[i].what, limits[i].most);
	store->wait_ms = WAIT_MS;
	sqlite3_busy_handler(store->db, sqlite_wait, store);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(store->db,
				  "PRAGMA cell_size_check = ON;"
				  "PRAGMA temp_store = MEMORY;"
				  "PRAGMA mmap_size = 0;",
				  NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fail(store, rc, err);
}

/* These read the file. A handle that cannot write needs none of them. */
static int settle_writer(struct store *store, struct err *err)
{
	if (store->read_only)
		return 0;
	int rc = sqlite3_exec(store->db,
			      "PRAGMA journal_mode = TRUNCATE;"
			      "PRAGMA synchronous = EXTRA;"
			      "PRAGMA secure_delete = ON;",
			      NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fail(store, rc, err);
}

/* The descriptor holds on to the file that was checked: the name must still
 * lead to it once SQLite has opened it too. */
static int check_same_file(struct store *store, struct err *err)
{
	struct stat ours, now;

	if (fstat(store->fd, &ours) == 0 && lstat(store->real, &now) == 0 &&
	    ours.st_dev == now.st_dev && ours.st_ino == now.st_ino)
		return 0;
	return err_set(err, ERR_IO, "%s was replaced while it was opened",
		       path_shown(store->path).text);
}

/* No umask here: SQLite gives its journal the mode of the vault. No mutex: one
 * thread at a time uses a store. */
static int open_engine(struct store *store, struct err *err)
{
	int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE |
		    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX;

	flags |=
		store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	const char *vfs;

	if (sqlite_journal_vfs(store, &vfs, err) != 0)
		return -1;
	int rc = sqlite3_open_v2(store->real, &store->db, flags, vfs);
	if (store->db == NULL)
		return err_nomem(err);
	if (rc != SQLITE_OK)
		return sqlite_fail(store, rc, err);
	if (check_same_file(store, err) != 0 ||
	    sqlite_pages_take(store, err) != 0 || settle(store, err) != 0)
		return -1;
	/* SQLite falls back to reading what it may not write. */
	if (!store->read_only && sqlite3_db_readonly(store->db, "main"))
		return sqlite_fail(store, SQLITE_READONLY, err);
	return 0;
}

/* -- what kind of file is it? ---------------------------------------------- */

static const char magic[16] = "SQLite format 3";

#define AUTO_VACUUM 52 /* where the header has it: fileformat.html 1.3 */

static uint32_t number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

/* Two more bytes are 2 for WAL, which we never write and which makes files.
 * SQLite reads what a cut-off last page lacks as zeros. */
static int check_layout(struct store *store, const uint8_t *head,
			struct err *err)
{
	struct stat st;

	if ((head[16] << 8 | head[17]) != STORE_PAGE || head[18] != 1 ||
	    head[19] != 1)
		return sqlite_damaged(store, "its header was changed", err);
	/* Its pages of pointers would be taken for others: sqlite_pages.c. */
	if (memcmp(head + AUTO_VACUUM, "\0\0\0", 4) != 0) {
		sqlite_damaged(store, "another program has set auto_vacuum",
			       err);
		return err_hint(err, "restore it from a backup, or on a copy "
				     "let sqlite3 run PRAGMA auto_vacuum = 0; "
				     "VACUUM");
	}
	if (fstat(store->fd, &st) != 0)
		return err_sys(err, ERR_IO, "cannot read %s",
			       path_shown(store->path).text);
	if (st.st_size % STORE_PAGE != 0)
		return sqlite_damaged(store, "it is cut short", err);
	return 0;
}

static int check_header(struct store *store, struct err *err)
{
	uint8_t head[STORE_HEADER];
	ssize_t len = pread(store->fd, head, sizeof(head), 0);

	if (len < 0)
		return err_sys(err, ERR_IO, "cannot read %s",
			       path_shown(store->path).text);
	size_t known =
		(size_t)len < sizeof(magic) ? (size_t)len : sizeof(magic);
	if (len == 0) {
		sqlite_fail(store, SQLITE_NOTADB, err);
		return err_hint(err, "it is empty: if making it was "
				     "interrupted, remove it and try again");
	}
	if (memcmp(head, magic, known) != 0)
		return sqlite_fail(store, SQLITE_NOTADB, err);
	if (len < STORE_HEADER)
		return sqlite_damaged(store, "it is cut short", err);
	if (number_at(head + 68) != SCHEMA_APPLICATION)
		return sqlite_fail(store, SQLITE_NOTADB, err);
	return check_layout(store, head, err);
}

static int recover(struct store *store, struct err *err)
{
	store->is_hot = sqlite_journal_is_hot(store);
	if (!store->is_hot)
		return 0;
	int rc = sqlite3_exec(store->db, "SELECT count(*) FROM sqlite_schema",
			      NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fail(store, rc, err);
}

/* -- format and schema ------------------------------------------------------*/

static int refuse_newer(struct store *store, int64_t format, struct err *err)
{
	struct query q;
	struct err ignored = ERR_INIT;
	char needs[16] = "";

	/* Newer formats keep this one place. */
	if (query_open(&q, store, SQL_VAULT, &ignored) == 0) {
		if (query_step(&q, &ignored) == 1) {
			struct store_bytes text = col_bytes(&q, 1);
			snprintf(needs, sizeof(needs), "%.*s", (int)text.len,
				 (const char *)text.at);
		}
		query_close(&q);
	}
	err_set(err, ERR_USAGE,
		"this vault has format %lld, this connvault knows up to %d",
		(long long)format, STORE_FORMAT);
	if (needs[0] != '\0' && strspn(needs, "0123456789.") == strlen(needs))
		return err_hint(err, "it needs connvault >= %s: upgrade",
				needs);
	return err_hint(err, "it needs a newer connvault: upgrade");
}

static int check_format(struct store *store, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t format = 0;
	int rc = sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &stmt,
				    NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		format = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW)
		return sqlite_fail(store, rc, err);
	if (format > STORE_FORMAT)
		return refuse_newer(store, format, err);
	if (format < 1)
		return sqlite_damaged(store, "its format is unknown", err);
	return 0;
}

static bool is_schema_row(const struct query *q, const struct schema_row *row)
{
	const char *wanted[] = { row->type, row->name, row->table, row->sql };

	for (int i = 0; i < 4; i++)
		if (!str_is((const char *)sqlite3_column_text(q->stmt, i),
			    wanted[i]))
			return false;
	return true;
}

/* Word for word: a trigger or view planted in the file is never run. */
static int check_schema(struct store *store, struct err *err)
{
	struct query q;
	size_t n = 0;
	int rc;

	if (query_open(&q, store, SQL_SCHEMA, err) != 0)
		return -1;
	while ((rc = query_step(&q, err)) == 1 && n < schema_count &&
	       is_schema_row(&q, &schema_rows[n]))
		n++;
	query_close(&q);
	if (rc < 0)
		return -1;
	if (rc == 1 || n != schema_count)
		return sqlite_damaged(store,
				      "its tables are not as they "
				      "should be",
				      err);
	return 0;
}

static int read_vault_id(struct store *store, struct err *err)
{
	struct query q;

	if (query_open(&q, store, SQL_VAULT, err) != 0)
		return -1;
	int rc = query_step(&q, err);
	if (rc == 1)
		rc = col_id_copy(&q, 0, store->vault, err);
	else if (rc == 0)
		rc = sqlite_damaged(store, "it has no id", err);
	query_close(&q);
	return rc;
}

/* -- open ------------------------------------------------------------------*/

static int open_checked(struct store *store, struct err *err)
{
	store->fd = path_open_private(store->real, err);
	if (store->fd < 0 || sqlite_check_beside(store, err) != 0)
		return -1;
	sqlite_keep_place(store);
	if (open_engine(store, err) != 0 || recover(store, err) != 0 ||
	    check_header(store, err) != 0 || check_format(store, err) != 0 ||
	    settle_writer(store, err) != 0 || check_schema(store, err) != 0 ||
	    read_vault_id(store, err) != 0)
		return -1;
	store->is_open = true;
	return store->is_hot ? store_check(store, err) : 0;
}

int store_open(const char *path, bool read_only, struct store **out,
	       struct err *err)
{
	struct store *store;

	/* Once more when it is opened: here it has the name that was given. */
	if (path_check_private(path, err) != 0 ||
	    store_new(path, read_only, &store, err) != 0)
		return -1;
	if (open_checked(store, err) != 0) {
		store_close(store);
		return -1;
	}
	*out = store;
	return 0;
}

/* -- create ----------------------------------------------------------------*/

static int write_schema(struct store *store, struct err *err)
{
	char pragmas[120];
	int rc;

	snprintf(pragmas, sizeof(pragmas),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 SCHEMA_APPLICATION, STORE_FORMAT);
	rc = sqlite3_exec(store->db, pragmas, NULL, NULL, NULL);
	for (size_t i = 0; i < schema_count && rc == SQLITE_OK; i++)
		if (schema_rows[i].sql != NULL)
			rc = sqlite3_exec(store->db, schema_rows[i].sql, NULL,
					  NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fail(store, rc, err);
}

static int write_vault_id(struct store *store, const uint8_t vault[STORE_ID],
			  struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_VAULT_ADD, err) != 0)
		return -1;
	query_id(&q, vault);
	query_text(&q, SCHEMA_NEEDS);
	memcpy(store->vault, vault, STORE_ID);
	return query_run(&q, NULL, err);
}

static int settle_new(struct store *store, struct err *err)
{
	char pragma[80];

	snprintf(pragma, sizeof(pragma),
		 "PRAGMA page_size = %d; PRAGMA auto_vacuum = NONE",
		 STORE_PAGE);
	int rc = sqlite3_exec(store->db, pragma, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fail(store, rc, err);
}

static int fill(struct store *store, const uint8_t vault[STORE_ID],
		struct err *err)
{
	if (open_engine(store, err) != 0 || settle_new(store, err) != 0 ||
	    settle_writer(store, err) != 0 || store_begin(store, err) != 0 ||
	    write_schema(store, err) != 0 ||
	    write_vault_id(store, vault, err) != 0 ||
	    path_sync_parent(store->real, err) != 0)
		return -1;
	store->is_open = true;
	return 0;
}

void store_destroy(struct store *store)
{
	char journal[PATH_MAX];

	sqlite_journal_name(store, journal);
	unlink(journal);
	unlink(store->real);
	store_close(store);
}

static int create_file(struct store *store, struct err *err)
{
	store->fd = path_create_private(store->real, err);
	if (store->fd < 0)
		return -1;
	if (sqlite_check_beside(store, err) != 0) {
		unlink(store->real);
		return -1;
	}
	sqlite_keep_place(store);
	return 0;
}

int store_create(const char *path, const uint8_t vault[STORE_ID],
		 struct store **out, struct err *err)
{
	struct store *store;

	if (store_new(path, false, &store, err) != 0)
		return -1;
	if (create_file(store, err) != 0) {
		store_close(store);
		return -1;
	}
	if (fill(store, vault, err) != 0) {
		store_destroy(store);
		return -1;
	}
	*out = store;
	return 0;
}

const uint8_t *store_vault_id(const struct store *store)
{
	return store->vault;
}
