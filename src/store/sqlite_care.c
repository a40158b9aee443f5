/* sqlite_care.c - backing a vault up, and checking it */
#include "store/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/path.h"

static int copy_into(struct store *store, const char *path, struct err *err)
{
	struct query q;

	/* The copy is attached while it is written. */
	sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 1);
	int rc = query_open(&q, store, SQL_BACKUP, err);
	if (rc == 0) {
		query_text(&q, path);
		rc = query_run(&q, NULL, err);
	}
	sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
	return rc;
}

/* The file is ours, private and empty before SQLite fills it. */
int store_backup(struct store *store, const char *path, struct err *err)
{
	char *real;

	if (sqlite_real_path(path, &real, err) != 0)
		return -1;
	int fd = path_create_private(real, err);
	if (fd < 0) {
		free(real);
		return -1;
	}
	int rc = copy_into(store, real, err);
	if (rc == 0 && fsync(fd) != 0)
		rc = err_sys(err, ERR_IO, "cannot write %s",
			     path_shown(path).text);
	if (rc == 0)
		rc = path_sync_parent(real, err);
	if (rc != 0)
		unlink(real);
	close(fd);
	free(real);
	return rc;
}

/* Control bytes of SQLite's findings become spaces. */
static int check_give(struct query *q, const void *to, struct err *err)
{
	struct store_bytes text = col_bytes(q, 0);
	char found[100];
	size_t len = 0;

	(void)to;
	while (len < text.len && len < sizeof(found) - 1) {
		uint8_t c = text.at[len];
		found[len++] = c < ' ' || c > '~' ? ' ' : (char)c;
	}
	found[len] = '\0';
	if (len == 2 && found[0] == 'o' && found[1] == 'k')
		return 0;
	return sqlite_damaged(q->store, found, err);
}

int store_check(struct store *store, struct err *err)
{
	struct query q;

	if (query_open(&q, store, SQL_CHECK, err) != 0)
		return -1;
	return query_each(&q, check_give, NULL, err);
}
