/* import_fit.c - which piece and which fields the rows of a file mean */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/importing.h"

void import_plain(const char *text, char out[PLAIN_TEXT])
{
	size_t len = 0;

	for (; *text && len < PLAIN_TEXT - 1; text++)
		if (isalnum((unsigned char)*text))
			out[len++] = (char)tolower((unsigned char)*text);
	out[len] = '\0';
}

static bool is_alike(const char *a, const char *b)
{
	char x[PLAIN_TEXT], y[PLAIN_TEXT];

	import_plain(a, x);
	import_plain(b, y);
	return *x && str_is(x, y);
}

/* -- --map ----------------------------------------------------------------- */

static bool cut(const char *text, size_t len, char *out, size_t size)
{
	if (len == 0 || len >= size)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

static bool read_target(const char *text, struct import_target *out)
{
	size_t piece = strcspn(text, ".");
	const char *field = text + piece + (text[piece] == '.');
	size_t len = strcspn(field, ":");

	out->name[0] = '\0';
	if (!cut(text, piece, out->piece, sizeof(out->piece)) ||
	    !cut(field, len, out->field, sizeof(out->field)))
		return false;
	return field[len] == '\0' ||
	       cut(field + len + 1, strlen(field + len + 1), out->name,
		   sizeof(out->name));
}

bool import_mapped(const struct import_plan *plan, const char *key,
		   struct import_target *out)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < plan->maps; i++)
		if (str_starts(plan->map[i], key) && plan->map[i][len] == '=')
			return read_target(plan->map[i] + len + 1, out);
	return false;
}

static int check_maps(const struct import_plan *plan, struct err *err)
{
	struct import_target target;

	for (size_t i = 0; i < plan->maps; i++) {
		const char *equals = strchr(plan->map[i], '=');

		if (equals && read_target(equals + 1, &target))
			continue;
		err_set(err, ERR_USAGE,
			"--map takes KEY=piece.field or "
			"KEY=piece.field:Name");
		return err_hint(err, "--map BILLING_KEY=stripe.api_key:"
				     "\"Billing live\"");
	}
	return 0;
}

/* -- fields ---------------------------------------------------------------- */

static bool is_typed(const struct piece_way *way)
{
	enum auth_type type = auth_type_of(way->type);

	return type && type != AUTH_OAUTH2 && type != AUTH_NONE;
}

const struct piece_field *import_main_field(const struct piece_way *way)
{
	const struct piece_field *found = NULL;

	if (!is_typed(way))
		return NULL;
	if (way->fields == 1)
		return &way->field[0];
	if (auth_type_of(way->type) == AUTH_BASIC)
		return way_field(way, "password");
	for (size_t i = 0; i < way->fields; i++) {
		if (!way->field[i].is_secret)
			continue;
		if (found)
			return NULL;
		found = &way->field[i];
	}
	return found;
}

static const struct piece_field *field_like(const struct piece_way *way,
					    const char *name)
{
	const struct piece_field *field = way_field(way, name);

	for (size_t i = 0; !field && i < way->fields; i++)
		if (is_alike(way->field[i].name, name))
			field = &way->field[i];
	return field;
}

/* Words of other programs for who logs in. */
static const char *const users[] = { "login", "user", "username", "email" };

static const struct piece_field *field_meant(const struct piece_way *way,
					     const char *name)
{
	const struct piece_field *field = field_like(way, name);
	bool is_user = false;

	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++)
		is_user = is_user || is_alike(users[i], name);
	for (size_t i = 0;
	     !field && is_user && i < sizeof(users) / sizeof(*users); i++)
		field = field_like(way, users[i]);
	return field;
}

/* Columns are called as the fields of the piece, more or less. */
static void fit_names(const struct piece *piece, bool is_foreign,
		      struct move_row *row)
{
	for (size_t i = 0; i < row->values.count; i++) {
		char *name = row->values.item[i].name;
		const struct piece_field *field = NULL;

		for (size_t w = 0; !field && w < piece->ways; w++)
			if (!row->conn.auth ||
			    auth_type_of(piece->way[w].type) == row->conn.auth)
				field = (is_foreign ? field_meant : field_like)(
					&piece->way[w], name);
		if (field && !values_get(&row->values, field->name))
			str_copy(name, field->name, VALUE_NAME_MAX + 1);
	}
}

/* -- a password store ------------------------------------------------------ */

/* The lines that are fields, and the first one. */
static int pass_values(struct moved *moved, struct move_row *row,
		       const struct piece_way *way, const char *first,
		       struct err *err)
{
	struct values given = row->values, fit = VALUES_INIT;
	size_t dropped = 0;
	char remark[80];
	int result = 0;

	for (size_t i = 0; i < given.count && result == 0; i++) {
		const struct piece_field *field =
			field_meant(way, given.item[i].name);

		dropped += field == NULL;
		if (field)
			result = values_set_copy(&fit, field->name,
						 given.item[i].value, err);
	}
	if (result == 0)
		result = values_set_copy(&fit, first, row->first, err);
	values_clear(&given);
	row->values = fit;
	if (result == 0 && dropped) {
		snprintf(remark, sizeof(remark),
			 "%zu line%s that no field is like left out", dropped,
			 dropped == 1 ? "" : "s");
		result = moved_text(moved, remark, &row->remark, err);
	}
	return result;
}

/* The piece that a folder, or the entry itself, is called like. */
static int piece_of_entry(struct catalog *catalog, const char *entry,
			  const struct piece **out, struct err *err)
{
	struct err why = ERR_INIT;
	const struct piece *found;
	char name[PLAIN_TEXT];

	*out = NULL;
	for (const char *part = entry; part; part = strchr(part, '/')) {
		size_t len;

		part += *part == '/';
		len = strcspn(part, "/");
		if (!cut(part, len, name, sizeof(name)))
			continue;
		for (char *c = name; *c; c++)
			*c = (char)(strchr("_ ", *c)
					    ? '-'
					    : tolower((unsigned char)*c));
		if (catalog_find(catalog, name, &found, &why) == 0)
			*out = found; /* a deeper one says more */
		else if (why.code != ERR_ABSENT) {
			*err = why;
			return -1;
		}
	}
	return 0;
}

/* The piece of an entry; NULL and row->why when it cannot be told. */
static int pass_piece(struct catalog *catalog, struct move_row *row,
		      const char *wanted, const struct piece **out,
		      struct err *err)
{
	*out = NULL;
	if (wanted) {
		if (catalog_find(catalog, wanted, out, &row->why) == 0)
			return 0;
		return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
	}
	if (piece_of_entry(catalog, row->where, out, err) != 0)
		return -1;
	if (*out)
		return 0;
	err_set(&row->why, ERR_USAGE,
		"no piece is called like it or its folders");
	err_hint(&row->why,
		 "give --piece PIECE, or --map \"%.60s=piece.field:Name\"",
		 row->where);
	return 0;
}

static int pass_way(struct moved *moved, struct move_row *row,
		    const struct piece *piece, const char *field,
		    struct err *err)
{
	for (size_t i = 0; i < piece->ways; i++) {
		const struct piece_way *way = &piece->way[i];
		const struct piece_field *first =
			field ? field_like(way, field) : import_main_field(way);

		if (!first || !is_typed(way))
			continue;
		row->conn.auth = auth_type_of(way->type);
		return pass_values(moved, row, way, first->name, err);
	}
	err_set(&row->why, ERR_USAGE,
		"%s: it is not clear which field the first line is",
		piece->display_name);
	err_hint(&row->why, "give --map \"%.60s=%.60s.FIELD\"", row->where,
		 piece->name);
	return 0;
}

static int fit_pass(struct catalog *catalog, struct moved *moved,
		    struct move_row *row, const struct import_plan *plan,
		    struct err *err)
{
	struct import_target target;
	const struct piece *piece;
	bool is_mapped = import_mapped(plan, row->where, &target);

	row->conn.name = row->where;
	if (pass_piece(catalog, row, is_mapped ? target.piece : plan->piece,
		       &piece, err) != 0)
		return -1;
	if (!piece)
		return 0;
	row->conn.piece = piece->name;
	if (is_mapped && *target.name &&
	    moved_text(moved, target.name, &row->conn.name, err) != 0)
		return -1;
	return pass_way(moved, row, piece, is_mapped ? target.field : NULL,
			err);
}

/* -- all ------------------------------------------------------------------- */

static int fit_row(struct catalog *catalog, struct moved *moved,
		   struct move_row *row, const struct import_plan *plan,
		   struct err *err)
{
	const struct piece *piece;

	if (moved->kind == MOVE_PASS)
		return row->why.code == ERR_OK
			       ? fit_pass(catalog, moved, row, plan, err)
			       : 0;
	if (!*row->conn.piece && plan->piece) {
		row->conn.piece = plan->piece;
		if (row->values.count) /* n8n: its type alone is not known */
			row->why = (struct err)ERR_INIT;
	}
	if (moved->kind == MOVE_EXPORT || row->why.code != ERR_OK ||
	    !*row->conn.piece)
		return 0;
	if (catalog_find(catalog, row->conn.piece, &piece, &row->why) != 0)
		return row->why.code == ERR_NOMEM ? err_nomem(err) : 0;
	fit_names(piece, moved->kind == MOVE_N8N, row);
	return 0;
}

int import_fit(struct session *session, struct moved *moved,
	       const struct import_plan *plan, struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);

	if (!catalog || check_maps(plan, err) != 0)
		return -1;
	if (moved->kind == MOVE_ENV)
		return import_fit_env(session, moved, plan, err);
	for (size_t i = 0; i < moved->rows; i++)
		if (fit_row(catalog, moved, &moved->row[i], plan, err) != 0)
			return -1;
	return 0;
}
