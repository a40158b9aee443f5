/* template.h - a text in which {{connections['id'].field}} is filled in
 *
 * Read, find, then have the values of each connection (serve.h), then write:
 * whatever may be wrong is told, with its line, before there is a result. */
#ifndef CONNVAULT_OPS_TEMPLATE_H
#define CONNVAULT_OPS_TEMPLATE_H

#include "base/utf8.h"
#include "base/values.h"
#include "ops/session.h"

#define TEMPLATE_MAX (1024 * 1024) /* bytes of it */

struct template_ref {
	size_t at, len, line;
	char field[VALUE_NAME_MAX + 1]; /* "": the one that is meant */
	size_t conn;			/* index */
};

struct template_conn {
	char id[EXTERNAL_ID_MAX + 1]; /* as it is written */
	size_t line;		      /* where first */
	struct conn conn;
	struct values values;
};

struct template
{
	const char *text; /* borrowed */
	size_t len;
	struct template_ref *ref;
	size_t refs;
	struct template_conn *conn;
	size_t conns;
};

/* ERR_USAGE for more than a connection and a path between the braces, and for
 * what is no text. Expressions that name no connection stay as they are. */
int template_read(const char *text, size_t len, struct template *out,
		  struct err *err);
void template_clear(struct template *template);

/* Fill in conn->conn of each. ERR_ABSENT. */
int template_find(struct session *session, struct template *template,
		  struct err *err);

/* How a value is written: as it is; so that it can stand between the quotes of
 * JSON; as one word of a shell, with quotes. */
enum template_escape { ESCAPE_NONE, ESCAPE_JSON, ESCAPE_SHELL };

/* With the values that each connection has now. ERR_USAGE for a field that is
 * not there, ERR_FAILED for a value that cannot be written so. */
int template_write(const struct template *template, enum template_escape escape,
		   struct secret **out, struct err *err);

#endif
