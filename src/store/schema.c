/* schema.c - the tables of a vault
 *
 * Tables with a composite key have no rowid, so that the rows of one project
 * lie side by side in the order they are read. Secrets stand apart: reading
 * every row of a project does not read them. */
#include "store/schema.h"

const struct schema_row schema_rows[] = {
	{ .type = "table",
	  .name = "audit",
	  .table = "audit",
	  .sql = "CREATE TABLE audit(\n"
		 "\tproject BLOB NOT NULL"
		 " REFERENCES project(id) ON DELETE CASCADE,\n"
		 "\tseq INTEGER NOT NULL,\n"
		 "\ttime INTEGER NOT NULL,\n"
		 "\tactor BLOB NOT NULL CHECK (length(actor) = 16),\n"
		 "\taction INTEGER NOT NULL,\n"
		 "\toutcome INTEGER NOT NULL,\n"
		 "\tobject BLOB NOT NULL CHECK (length(object) = 16),\n"
		 "\tdetail BLOB NOT NULL,\n"
		 "\thash BLOB NOT NULL,\n"
		 "\tsignature BLOB NOT NULL,\n"
		 "\tPRIMARY KEY (project, seq)\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "table",
	  .name = "head",
	  .table = "head",
	  .sql = "CREATE TABLE head(\n"
		 "\tproject BLOB NOT NULL PRIMARY KEY"
		 " REFERENCES project(id) ON DELETE CASCADE,\n"
		 "\tgeneration INTEGER NOT NULL,\n"
		 "\tblob BLOB NOT NULL\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "table",
	  .name = "item",
	  .table = "item",
	  .sql = "CREATE TABLE item(\n"
		 "\tproject BLOB NOT NULL"
		 " REFERENCES project(id) ON DELETE CASCADE,\n"
		 "\tid BLOB NOT NULL CHECK (length(id) = 16),\n"
		 "\tkind INTEGER NOT NULL,\n"
		 "\tversion INTEGER NOT NULL,\n"
		 "\tsecret_version INTEGER NOT NULL,\n"
		 "\tepoch INTEGER NOT NULL,\n"
		 "\tstate INTEGER NOT NULL,\n"
		 "\texpires_at INTEGER NOT NULL,\n"
		 "\trefresh_at INTEGER NOT NULL,\n"
		 "\tupdated_at INTEGER NOT NULL,\n"
		 "\tname_hash BLOB CHECK (length(name_hash) = 16),\n"
		 "\tkey_hash BLOB CHECK (length(key_hash) = 16),\n"
		 "\tmeta BLOB NOT NULL,\n"
		 "\tPRIMARY KEY (project, id)\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "index",
	  .name = "item_key",
	  .table = "item",
	  .sql = "CREATE UNIQUE INDEX item_key"
		 " ON item(project, kind, key_hash)"
		 " WHERE key_hash IS NOT NULL" },
	{ .type = "index",
	  .name = "item_name",
	  .table = "item",
	  .sql = "CREATE UNIQUE INDEX item_name"
		 " ON item(project, kind, name_hash)"
		 " WHERE name_hash IS NOT NULL" },
	{ .type = "table",
	  .name = "manifest",
	  .table = "manifest",
	  .sql = "CREATE TABLE manifest(\n"
		 "\tproject BLOB NOT NULL"
		 " REFERENCES project(id) ON DELETE CASCADE,\n"
		 "\tseq INTEGER NOT NULL,\n"
		 "\tbody BLOB NOT NULL,\n"
		 "\tsignature BLOB NOT NULL,\n"
		 "\tPRIMARY KEY (project, seq)\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "table",
	  .name = "project",
	  .table = "project",
	  .sql = "CREATE TABLE project(\n"
		 "\tseq INTEGER PRIMARY KEY,\n"
		 "\tid BLOB NOT NULL UNIQUE CHECK (length(id) = 16),\n"
		 "\tversion INTEGER NOT NULL,\n"
		 "\tblob BLOB NOT NULL\n"
		 ") STRICT" },
	{ .type = "table",
	  .name = "project_key",
	  .table = "project_key",
	  .sql = "CREATE TABLE project_key(\n"
		 "\tproject BLOB NOT NULL"
		 " REFERENCES project(id) ON DELETE CASCADE,\n"
		 "\tepoch INTEGER NOT NULL,\n"
		 "\tmember BLOB NOT NULL CHECK (length(member) = 16),\n"
		 "\tsealed BLOB NOT NULL,\n"
		 "\tPRIMARY KEY (project, epoch, member)\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "table",
	  .name = "secret",
	  .table = "secret",
	  .sql = "CREATE TABLE secret(\n"
		 "\tproject BLOB NOT NULL,\n"
		 "\tid BLOB NOT NULL,\n"
		 "\tblob BLOB NOT NULL,\n"
		 "\tPRIMARY KEY (project, id),\n"
		 "\tFOREIGN KEY (project, id)"
		 " REFERENCES item(project, id) ON DELETE CASCADE\n"
		 ") STRICT, WITHOUT ROWID" },
	{ .type = "table",
	  .name = "slot",
	  .table = "slot",
	  .sql = "CREATE TABLE slot(\n"
		 "\tseq INTEGER PRIMARY KEY,\n"
		 "\tid BLOB NOT NULL UNIQUE CHECK (length(id) = 16),\n"
		 "\tkind INTEGER NOT NULL,\n"
		 "\tcreated_at INTEGER NOT NULL,\n"
		 "\tkdf BLOB NOT NULL,\n"
		 "\tblob BLOB NOT NULL\n"
		 ") STRICT" },
	{ .type = "index",
	  .name = "sqlite_autoindex_project_1",
	  .table = "project" },
	{ .type = "index", .name = "sqlite_autoindex_slot_1", .table = "slot" },
	{ .type = "table",
	  .name = "vault",
	  .table = "vault",
	  .sql = "CREATE TABLE vault(\n"
		 "\tone INTEGER PRIMARY KEY CHECK (one = 1),\n"
		 "\tid BLOB NOT NULL CHECK (length(id) = 16),\n"
		 "\tneeds TEXT NOT NULL\n"
		 ") STRICT" },
};

const size_t schema_count = sizeof(schema_rows) / sizeof(*schema_rows);
