/* import_env.c - names of variables told apart into piece and field
 *
 * STRIPE_API_KEY is the field api_key of the piece stripe, ZENDESK_EMAIL and
 * ZENDESK_TOKEN are one connection. Case and punctuation do not count. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/importing.h"

/* What the only secret of a piece is called in files of variables. */
static const char *const usual[] = {
	"apikey",      "key",	 "token",     "apitoken",
	"accesstoken", "secret", "secretkey",
};

/* The best that was found for a variable. */
struct guess {
	char plain[PLAIN_TEXT]; /* its name */
	const struct piece *piece;
	const char *field;
	size_t score;
};

struct guessing {
	struct guess *guess;
	size_t count;
};

static bool is_usual(const char *rest)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (str_is(usual[i], rest))
			return true;
	return false;
}

static bool is_typed(const struct piece_way *way)
{
	enum auth_type type = auth_type_of(way->type);

	return type == AUTH_API_KEY || type == AUTH_BASIC ||
	       type == AUTH_CUSTOM;
}

/* The field that is left of a name behind the piece; *is_exact or a usual word
 * for the only secret. */
static const char *field_of(const struct piece_way *way, const char *rest,
			    bool *is_exact)
{
	const struct piece_field *main = import_main_field(way);
	char plain[PLAIN_TEXT];

	for (size_t i = 0; i < way->fields; i++) {
		import_plain(way->field[i].name, plain);
		*is_exact = str_is(plain, rest);
		if (*is_exact)
			return way->field[i].name;
	}
	return main && is_usual(rest) ? main->name : NULL;
}

/* The longest name of a piece wins, then the field that is meant exactly. */
static void try_piece(struct guess *guess, const struct piece *piece,
		      const char *prefix)
{
	const char *rest = guess->plain + strlen(prefix);
	bool is_exact = false;

	for (size_t i = 0; i < piece->ways; i++) {
		const struct piece_way *way = &piece->way[i];
		const char *field =
			is_typed(way) ? field_of(way, rest, &is_exact) : NULL;
		size_t score = 2 * strlen(prefix) + is_exact;

		if (!field || score <= guess->score)
			continue;
		guess->piece = piece;
		guess->field = field;
		guess->score = score;
	}
}

static int each_piece(const struct piece *piece, void *arg)
{
	struct guessing *guessing = arg;
	char prefix[PLAIN_TEXT];

	import_plain(piece->name, prefix);
	for (size_t i = 0; *prefix && i < guessing->count; i++)
		if (str_starts(guessing->guess[i].plain, prefix))
			try_piece(&guessing->guess[i], piece, prefix);
	return 0;
}

/* -- rows ------------------------------------------------------------------ */

static int row_for(struct moved *made, const char *where, const char *piece,
		   const char *name, struct move_row **out, struct err *err)
{
	for (size_t i = 0; i < made->rows; i++)
		if (made->row[i].why.code == ERR_OK &&
		    str_is(made->row[i].conn.piece, piece) &&
		    str_is(made->row[i].conn.name, name)) {
			*out = &made->row[i];
			return 0;
		}
	if (moved_row(made, where, out, err) != 0 ||
	    moved_text(made, piece, &(*out)->conn.piece, err) != 0)
		return -1;
	return moved_text(made, name, &(*out)->conn.name, err);
}

static int put_value(struct moved *made, const struct move_row *from,
		     const char *piece, const char *field, const char *name,
		     struct err *err)
{
	struct move_row *row;

	if (row_for(made, from->where, piece, name, &row, err) != 0)
		return -1;
	if (values_get(&row->values, field)) {
		err_set(&row->why, ERR_USAGE, "%.60s gives %.60s once more",
			from->where, field);
		return 0;
	}
	return values_set_copy(&row->values, field, from->values.item[0].value,
			       err);
}

static int put_failed(struct moved *made, const struct move_row *from,
		      struct err *err)
{
	struct move_row *row;

	if (moved_row(made, from->where, &row, err) != 0)
		return -1;
	row->why = from->why;
	if (row->why.code != ERR_OK)
		return 0;
	err_set(&row->why, ERR_USAGE,
		"no piece has a field that is called like it");
	err_hint(&row->why,
		 "--map %.60s=piece.field:Name says what it is; "
		 "connvault piece list WORD finds a piece",
		 from->where);
	return 0;
}

static int put_row(struct moved *made, const struct move_row *from,
		   const struct guess *guess, const struct import_plan *plan,
		   struct catalog *catalog, struct err *err)
{
	struct import_target target;

	if (from->why.code != ERR_OK)
		return put_failed(made, from, err);
	if (import_mapped(plan, from->where, &target))
		return put_value(
			made, from, target.piece, target.field,
			*target.name ? target.name
				     : catalog_provider(catalog, target.piece),
			err);
	if (!guess->piece)
		return put_failed(made, from, err);
	return put_value(made, from, guess->piece->name, guess->field,
			 guess->piece->display_name, err);
}

static int regroup(struct catalog *catalog, struct moved *moved,
		   const struct guessing *guessing,
		   const struct import_plan *plan, struct err *err)
{
	struct moved made = MOVED_INIT;
	int result = 0;

	for (size_t i = 0; i < moved->rows && result == 0; i++)
		result = put_row(&made, &moved->row[i], &guessing->guess[i],
				 plan, catalog, err);
	if (result != 0) {
		moved_clear(&made);
		return -1;
	}
	made.kind = moved->kind;
	made.has_secrets = moved->has_secrets;
	moved_clear(moved);
	*moved = made;
	return 0;
}

int import_fit_env(struct session *session, struct moved *moved,
		   const struct import_plan *plan, struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);
	struct guessing guessing = { .count = moved->rows };
	int result = -1;

	if (!catalog)
		return -1;
	guessing.guess = calloc(moved->rows + 1, sizeof(*guessing.guess));
	if (!guessing.guess)
		return err_nomem(err);
	for (size_t i = 0; i < moved->rows; i++)
		import_plain(moved->row[i].where, guessing.guess[i].plain);
	if (catalog_each(catalog, each_piece, &guessing, err) == 0)
		result = regroup(catalog, moved, &guessing, plan, err);
	free(guessing.guess);
	return result;
}
