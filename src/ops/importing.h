/* importing.h - an import under way; for src/ops/import*.c only */
#ifndef CONNVAULT_OPS_IMPORTING_H
#define CONNVAULT_OPS_IMPORTING_H

#include "base/utf8.h"
#include "move/move.h"
#include "ops/import.h"
#include "ops/internal.h"

struct import_item {
	struct move_row *row;
	struct conn before;   /* that it overwrites; else zeroed */
	struct conn next;     /* texts are of row, before and below */
	struct values values; /* complete */
	char *name, *folded, *tags, *hosts;
	char id[EXTERNAL_ID_MAX + 1];
	bool is_made;	/* the external id, from the name */
	bool has_plain; /* values, though it is bare */
	enum import_outcome outcome;
	struct err why;
};

struct import_app {
	const struct move_app *from;
	struct app app; /* as it will be; texts of from and below */
	char *name;
	bool is_new;
	struct err why; /* ERR_OK, or it cannot be */
};

struct importing {
	struct session *session;
	const struct import_plan *plan;
	struct moved *moved;
	struct import_item *item;
	size_t items;
	struct import_app *app;
	size_t apps;
};

/* import_fit.c: say which piece and fields a row means, where its file does
 * not; rows of a dotenv file that belong together become one. What fits
 * nothing is marked. */
int import_fit(struct session *session, struct moved *moved,
	       const struct import_plan *plan, struct err *err);
/* import_env.c */
int import_fit_env(struct session *session, struct moved *moved,
		   const struct import_plan *plan, struct err *err);
/* "KEY=piece.field:Name" of key; false: there is none. Parts are cut to their
 * sizes; name is "" when not given. */
struct import_target {
	char piece[128], field[VALUE_NAME_MAX + 1];
	char name[NAME_BYTES_MAX + 1];
};
bool import_mapped(const struct import_plan *plan, const char *key,
		   struct import_target *out);
/* Small letters and digits of text only. */
#define PLAIN_TEXT 128
void import_plain(const char *text, char out[PLAIN_TEXT]);
/* The field that is meant by a word such as KEY or TOKEN: the only secret one.
 * NULL when there is no such. */
const struct piece_field *import_main_field(const struct piece_way *way);

/* import_apps.c */
int import_plan_apps(struct importing *importing, struct err *err);
/* What the app of a row is called here; borrowed. */
const char *import_app_name(const struct importing *importing,
			    const struct conn *conn);

/* import_row.c: fill in item from its row. -1 only when out of memory, or with
 * IMPORT_FAIL. */
int import_plan_row(struct importing *importing, struct import_item *item,
		    struct err *err);

#endif
