/* schema.h - the SQL text of format 1, written and compared word for word */
#ifndef CONNVAULT_STORE_SCHEMA_H
#define CONNVAULT_STORE_SCHEMA_H

#include <stddef.h>

#define SCHEMA_APPLICATION 0x43564c54 /* "CVLT", SQLite's application_id */
#define SCHEMA_NEEDS	   "0.1.0" /* oldest connvault that reads this format */

/* One row of sqlite_schema. */
struct schema_row {
	const char *type, *name, *table;
	const char *sql; /* NULL for an index that SQLite makes by itself */
};

/* Ascending by name; a table stands before its indexes. */
extern const struct schema_row schema_rows[];
extern const size_t schema_count;

#endif
