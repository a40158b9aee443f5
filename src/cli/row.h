/* row.h - a connection as it is shown: words of a line, JSON */
#ifndef CONNVAULT_CLI_ROW_H
#define CONNVAULT_CLI_ROW_H

#include "cli/out.h"
#include "ops/roster.h"

/* conn_standing() and how it is printed. */
enum style status_words(const struct conn *conn, int64_t now,
			char out[STATUS_TEXT]);

/* Prints connections as JSON objects; one for many rows, so that ten thousand
 * of them cost no allocation each. */
struct conn_json;
struct conn_json *conn_json_new(void); /* NULL: out of memory */
void conn_json_free(struct conn_json *json);
/* Print the row on one line, without a newline. */
int conn_json_print(struct conn_json *json, const struct roster_row *row,
		    struct err *err);

/* One connection, with its provider and how many flows use it: as JSON with
 * --json, else nothing. */
int row_print_json(struct session *session, const struct conn *conn,
		   struct err *err);
/* The row that stands for conn (borrowing it). */
int row_of(struct session *session, const struct conn *conn,
	   struct roster_row *out, struct err *err);

#endif
