/* move.h - connections in files: our own export, and those of others
 *
 * A layer that knows files and neither vaults nor the catalog. What a reader
 * cannot make sense of becomes a row with its reason, so that each row of a
 * file can be reported; -1 is for a file that is none of its kind. Nothing a
 * reader gives was compared with what a piece asks for. */
#ifndef CONNVAULT_MOVE_H
#define CONNVAULT_MOVE_H

#include "base/values.h"
#include "vault/types.h"

#define MOVE_ROWS_MAX 100000

enum move_kind {
	MOVE_AUTO, /* by what is in it */
	MOVE_EXPORT,
	MOVE_ENV,
	MOVE_JSON,
	MOVE_CSV,
	MOVE_PASS,
	MOVE_N8N,
	MOVE_KINDS
};
/* "auto" "export" "env" "json" "csv" "pass" "n8n"; -1 for another word. */
int move_kind_of(const char *word);
/* What it is called in a sentence. */
const char *move_kind_name(enum move_kind kind);

struct move_row {
	const char *where;  /* "line 3", "STRIPE_API_KEY", "billing/stripe" */
	struct conn conn;   /* as far as it is told; texts are never NULL */
	const char *label;  /* of the way, for the reader of an export */
	const char *remark; /* what the report says besides, or "" */
	struct values values;
	struct secret *first; /* line of a pass entry; NULL elsewhere */
	bool is_bare;	      /* no secrets came with it: it keeps a place */
	struct err why;	      /* ERR_OK, or what is wrong with the row */
};

struct move_app {
	struct app app;
	struct secret *client_secret; /* NULL: none */
};

struct moved {
	enum move_kind kind;
	struct move_row *row;
	struct move_app *app;
	size_t rows, apps, cap;
	const char *project; /* that it was exported from, or "" */
	bool has_secrets;
	struct pool texts;
};
#define MOVED_INIT                                                   \
	{                                                            \
		.kind = MOVE_AUTO, .project = "", .texts = POOL_INIT \
	}
void moved_clear(struct moved *moved); /* wipes */

/* An empty row at the end, zeroed but for its texts. */
int moved_row(struct moved *moved, const char *where, struct move_row **out,
	      struct err *err);
int moved_app(struct moved *moved, struct move_app **out, struct err *err);
/* A copy that lives as long as moved. */
int moved_text(struct moved *moved, const char *text, const char **out,
	       struct err *err);
/* The texts of conn that are NULL become "". */
void move_conn_fill(struct conn *conn);

/* The bytes of a file: not sealed, and no folder. ERR_USAGE says what it is
 * not, or, with kind MOVE_AUTO, that nothing fits. */
int move_read(enum move_kind kind, const struct secret *text, struct moved *out,
	      struct err *err);

/* What `pass show` printed for an entry, as one more row. */
int pass_read(const char *entry, const struct secret *text, struct moved *out,
	      struct err *err);

/* Our own format, connvault-export(5): all of moved, with values as they are.
 * What is not to be in it must not be in moved. */
int export_write(const struct moved *moved, int64_t now, struct secret **out,
		 struct err *err);

#endif
