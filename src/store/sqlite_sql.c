/* sqlite_sql.c - the text of every statement */
#include "store/sqlite.h"

#define ROW                                                              \
	"SELECT id, kind, version, secret_version, epoch, state,"        \
	" expires_at, refresh_at, updated_at, name_hash, key_hash, meta" \
	" FROM item WHERE project = ?1"

const char *const sql_text[SQLS] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_BEGIN_READ] = "BEGIN",
	[SQL_CUT_JOURNAL] = "PRAGMA journal_mode = TRUNCATE",
	[SQL_VOID_JOURNAL] = "PRAGMA journal_mode = PERSIST",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_COUNTER] = "PRAGMA data_version",
	[SQL_CHECK] = "PRAGMA quick_check(1)",
	[SQL_BACKUP] = "VACUUM INTO ?1",
	[SQL_SCHEMA] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
		       " ORDER BY name",

	[SQL_VAULT_ADD] =
		"INSERT INTO vault(one, id, needs) VALUES (1, ?1, ?2)",
	[SQL_VAULT] = "SELECT id, needs FROM vault WHERE one = 1",

	[SQL_SLOT_ADD] = "INSERT INTO slot(id, kind, created_at, kdf, blob)"
			 " VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_SLOT_REMOVE] = "DELETE FROM slot WHERE id = ?1",
	[SQL_SLOTS] = "SELECT id, kind, created_at, kdf, blob FROM slot"
		      " ORDER BY seq",

	[SQL_PROJECT_ADD] = "INSERT INTO project(id, version, blob)"
			    " VALUES (?1, ?2, ?3)",
	[SQL_PROJECT_SET] = "UPDATE project SET version = ?2, blob = ?3"
			    " WHERE id = ?1 AND version = ?4",
	[SQL_PROJECT_REMOVE] = "DELETE FROM project WHERE id = ?1",
	[SQL_PROJECT_VERSION] = "SELECT version FROM project WHERE id = ?1",
	[SQL_PROJECTS] = "SELECT id, version, blob FROM project ORDER BY seq",

	[SQL_KEY_PUT] =
		"INSERT INTO project_key(project, epoch, member, sealed)"
		" VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
		" SET sealed = excluded.sealed",
	[SQL_KEY_GET] = "SELECT sealed FROM project_key"
			" WHERE project = ?1 AND epoch = ?2 AND member = ?3",

	[SQL_MANIFEST_ADD] =
		"INSERT INTO manifest(project, seq, body, signature)"
		" VALUES (?1, ?2, ?3, ?4)",
	[SQL_MANIFEST] = "SELECT seq, body, signature FROM manifest"
			 " WHERE project = ?1 ORDER BY seq",

	[SQL_ROW_ADD] = "INSERT INTO item(project, id, kind, version,"
			" secret_version, epoch, state, expires_at, refresh_at,"
			" updated_at, name_hash, key_hash, meta)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
			" ?12, ?13)",
	[SQL_ROW_SET] = "UPDATE item SET kind = ?3, version = ?4,"
			" secret_version = ?5, epoch = ?6, state = ?7,"
			" expires_at = ?8, refresh_at = ?9, updated_at = ?10,"
			" name_hash = ?11, key_hash = ?12, meta = ?13"
			" WHERE project = ?1 AND id = ?2 AND version = ?14",
	[SQL_ROW_REMOVE] = "DELETE FROM item"
			   " WHERE project = ?1 AND id = ?2 AND version = ?3",
	[SQL_ROW_VERSION] = "SELECT version FROM item"
			    " WHERE project = ?1 AND id = ?2",
	[SQL_ROWS] = ROW " ORDER BY id",
	[SQL_ROWS_KIND] = ROW " AND kind = ?2 ORDER BY id",
	[SQL_ROWS_KEYED] = ROW " AND kind = ?2 AND key_hash IS NOT NULL"
			       " ORDER BY key_hash",
	[SQL_ROWS_BUCKET] = ROW " AND id BETWEEN ?2 AND ?3 ORDER BY id",
	[SQL_ROW_GET] = ROW " AND id = ?2",
	[SQL_ROW_BY_NAME] = ROW " AND kind = ?2 AND name_hash = ?3",
	[SQL_ROW_BY_KEY] = ROW " AND kind = ?2 AND key_hash = ?3",
	[SQL_ROW_COUNT] = "SELECT count(*) FROM item WHERE project = ?1",

	[SQL_SECRET_PUT] = "INSERT INTO secret(project, id, blob)"
			   " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
			   " SET blob = excluded.blob",
	[SQL_SECRET_GET] = "SELECT blob FROM secret"
			   " WHERE project = ?1 AND id = ?2",

	[SQL_AUDIT_ADD] = "INSERT INTO audit(project, seq, time, actor, action,"
			  " outcome, object, detail, hash, signature)"
			  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_AUDITS] = "SELECT seq, time, actor, action, outcome, object,"
		       " detail, hash, signature FROM audit"
		       " WHERE project = ?1 AND seq >= ?2 ORDER BY seq",
	[SQL_AUDITS_OF] = "SELECT seq, time, actor, action, outcome, object,"
			  " detail, hash, signature FROM audit"
			  " WHERE project = ?1 AND object = ?2 AND action = ?3"
			  " AND seq >= ?4 ORDER BY seq DESC",
	[SQL_AUDITS_CUT] = "DELETE FROM audit WHERE project = ?1 AND seq >= ?2",

	[SQL_HEAD_PUT] = "INSERT INTO head(project, generation, blob)"
			 " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
			 " SET generation = excluded.generation,"
			 " blob = excluded.blob",
	[SQL_HEAD_GET] = "SELECT blob FROM head WHERE project = ?1",
};
