/* read.h - the readers, one for each kind of file; for src/move only */
#ifndef CONNVAULT_MOVE_READ_H
#define CONNVAULT_MOVE_READ_H

#include <cJSON.h>

#include "move/move.h"

int env_read(const char *text, size_t len, struct moved *out, struct err *err);
/* Is the first line that counts NAME=...? */
bool env_is(const char *text);
int csv_read(const char *text, size_t len, struct moved *out, struct err *err);
/* Has the first line a column called piece or name, and another one? */
bool csv_is(const char *text, size_t len);

int table_read(const cJSON *json, struct moved *out, struct err *err);
bool n8n_is(const cJSON *json);
int n8n_credentials_read(const cJSON *json, struct moved *out, struct err *err);
bool export_is(const cJSON *json);
int export_read(const cJSON *json, struct moved *out, struct err *err);

/* A cell of a table: a column that is known, or a field. Empty ones are left
 * out. */
int cell_read(struct moved *moved, struct move_row *row, const char *column,
	      const char *text, size_t len, struct err *err);
/* Marks the row; 0, so that the next one is read. */
int row_wrong(struct move_row *row, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A member that is text, or "". */
const char *member_of(const cJSON *object, const char *name);

#endif
