/* way.c - which way of its piece a connection is authorized by */
#include "ops/conn.h"
#include "ops/internal.h"

int conn_way(struct session *session, const struct conn *conn,
	     const struct piece **piece, const struct piece_way **way,
	     struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);

	if (!catalog || catalog_find(catalog, conn->piece, piece, err) != 0)
		return -1;
	*way = piece_way(*piece, auth_type_name(conn->auth), NULL);
	if (*way)
		return 0;
	err_set(err, ERR_ABSENT, "%s has no way to authorize by %s any more",
		(*piece)->display_name, auth_type_name(conn->auth));
	return err_hint(err, "connvault piece show %s lists its ways",
			(*piece)->name);
}

/* By typing alone. */
static bool is_usable(const struct piece_way *way)
{
	enum auth_type type = auth_type_of(way->type);

	return type && type != AUTH_OAUTH2;
}

static int other_way(const struct piece_way *way, struct err *err)
{
	err_hint(err, "sign in, or create it with --auth %s (%s)", way->type,
		 way->label);
	return err_here(err, "sign in, or connect it with %s", way->label);
}

int way_check_usable(const struct piece *piece, const struct piece_way *way,
		     struct err *err)
{
	if (is_usable(way))
		return 0;
	if (auth_type_of(way->type) != AUTH_OAUTH2)
		return err_set(err, ERR_USAGE,
			       "%s: the way \"%s\" is not available",
			       piece->display_name, way->label);
	err_set(err, ERR_USAGE, "%s connects by OAuth: somebody must sign in",
		piece->display_name);
	for (size_t i = 0; i < piece->ways; i++)
		if (is_usable(&piece->way[i]))
			return other_way(&piece->way[i], err);
	err_hint(err, "sign in; create --placeholder keeps its place until "
		      "then");
	return err_here(err, "sign in, or make a placeholder, which keeps its "
			     "place until then");
}

static bool has_all(const struct piece_way *way, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (!way_field(way, values->item[i].name))
			return false;
	return true;
}

/* The fields that are given tell which way is meant when nothing else does. */
static const struct piece_way *way_of_fields(const struct piece *piece,
					     const struct values *values)
{
	for (size_t i = 0; values->count && i < piece->ways; i++)
		if (is_usable(&piece->way[i]) &&
		    has_all(&piece->way[i], values))
			return &piece->way[i];
	return NULL;
}

int draft_way(struct session *session, const struct conn_draft *draft,
	      const struct values *given, const struct piece **piece,
	      const struct piece_way **way, struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);

	if (!catalog || catalog_find(catalog, draft->piece, piece, err) != 0)
		return -1;
	*way = draft->auth ? NULL : way_of_fields(*piece, given);
	if (!*way)
		*way = piece_way(*piece, draft->auth, NULL);
	if (!*way) {
		err_set(err, ERR_USAGE, "%s cannot be authorized by %s",
			(*piece)->display_name,
			draft->auth ? draft->auth : "anything known");
		return err_hint(err, "connvault piece show %s lists its ways",
				(*piece)->name);
	}
	return draft->placeholder ? 0 : way_check_usable(*piece, *way, err);
}
