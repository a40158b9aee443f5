/* find.c - the connection an operator names */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/roster.h"

#include "ops/internal.h"

#define NEAREST 3

/* Is a search text near to the folded word: does it hold it, or its beginning,
 * or is its name the beginning of the word? */
static bool is_near(const char *search, const char *word)
{
	size_t len = strlen(word), name = strcspn(search, "\n");

	if (strstr(search, word))
		return true;
	if (name >= 3 && len >= name && strncmp(search, word, name) == 0)
		return true;
	char head[64];

	str_copy(head, word, sizeof(head));
	if (len < 4)
		return false;
	head[len < sizeof(head) ? (len + 1) / 2 : sizeof(head) / 2] = '\0';
	return strstr(search, head) != NULL;
}

static bool is_in_trash(struct session *session, const char *word)
{
	struct conn conn = { .version = 0 };
	struct err ignored = ERR_INIT;
	bool is_there =
		conn_find_trashed(session, word, &conn, NULL, &ignored) == 0;

	conn_clear(&conn);
	return is_there;
}

/* Adds to an error that says nothing was found. Reading everything also tells
 * whether a row was taken away outside connvault, which is then the error. */
static void hint_nearest(struct session *session, const char *word,
			 struct err *err)
{
	struct roster_query query = { .words = NULL };
	struct roster *roster = NULL;
	struct err why = ERR_INIT;
	struct str names = STR_INIT;
	char *folded = utf8_fold(word);
	size_t found = 0;

	if (!folded || roster_load(session, &roster, &why) != 0 ||
	    roster_query(roster, &query, &why) != 0) {
		if (why.code == ERR_DAMAGED)
			*err = why;
		goto out;
	}
	for (size_t i = 0; i < roster_shown(roster) && found < NEAREST; i++) {
		const struct roster_row *row = roster_at(roster, i);
		char name[80];

		if (!is_near(row->search, folded))
			continue;
		term_safe(name, sizeof(name), row->conn->name, 40);
		str_addf(&names, "%s%s (%.60s)", found++ ? ", " : "", name,
			 row->conn->external_id);
	}
	if (is_in_trash(session, word))
		err_hint(err,
			 "it was deleted; connvault restore brings it back");
	else if (found)
		err_hint(err, "do you mean %s?", names.text);
	else
		err_hint(err, "connvault list shows all connections");
out:
	free(folded);
	str_clear(&names);
	roster_free(roster);
}

static int absent(const char *word, const char *where, struct err *err)
{
	char shown[128];

	term_safe(shown, sizeof(shown), word, 60);
	return err_set(err, ERR_ABSENT, "no connection is called %s%s", shown,
		       where);
}

static int ambiguous(const struct conn *by_key, const struct conn *by_name,
		     struct err *err)
{
	char one[80], other[80];

	term_safe(one, sizeof(one), by_key->name, 40);
	term_safe(other, sizeof(other), by_name->name, 40);
	err_set(err, ERR_USAGE,
		"%.60s is the external id of \"%s\" and the name of \"%s\"",
		by_key->external_id, one, other);
	return err_hint(err, "for the second use its external id, %.60s",
			by_name->external_id);
}

/* One that is called so by both is one. */
static int take(struct conn_called *called, const char *word, struct conn *out,
		struct err *err)
{
	struct conn *by_key = &called->conn[0], *by_name = &called->conn[1];
	struct conn *found = called->is_there[0] ? by_key : by_name;

	if (!called->is_there[0] && !called->is_there[1])
		return absent(word, "", err);
	if (called->is_there[0] && called->is_there[1] &&
	    memcmp(by_key->id, by_name->id, OBJECT_ID) != 0)
		return ambiguous(by_key, by_name, err);
	*out = *found;
	*found = (struct conn){ .version = 0 };
	return 0;
}

int conn_find_only(struct session *session, const char *word, struct conn *out,
		   struct err *err)
{
	struct project *project = session_need(session, err);
	struct conn_called called;

	if (!project || project_conn_called(project, word, &called, err) != 0)
		return -1;

	int result = take(&called, word, out, err);

	conn_called_clear(&called);
	if (result == 0)
		conn_expire(out, clock_now());
	return result;
}

int conn_find(struct session *session, const char *word, struct conn *out,
	      struct err *err)
{
	if (conn_find_only(session, word, out, err) == 0)
		return 0;
	if (err->code == ERR_ABSENT)
		hint_nearest(session, word, err);
	return -1;
}

int conn_find_id(struct session *session, const char *external_id,
		 struct conn *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project || project_conn_by_key(project, external_id, out, err))
		return -1;
	conn_expire(out, clock_now());
	return 0;
}

static bool is_called(const struct conn *conn, const char *word,
		      const char *folded)
{
	char id[2 * OBJECT_ID + 1];

	hex_from(conn->id, OBJECT_ID, id);
	if (str_is(conn->external_id, word) || str_is(id, word))
		return true;
	char *name = utf8_fold(conn->name);
	bool is_same = name && strcmp(name, folded) == 0;

	free(name);
	return is_same;
}

/* The newest in the trash of *count that are called so, or NULL. */
static const struct conn *newest_trashed(const struct conns *conns,
					 const char *word, size_t *count)
{
	const struct conn *newest = NULL;
	char *folded = utf8_fold(word);

	*count = 0;
	for (size_t i = 0; folded && i < conns->count; i++) {
		const struct conn *conn = &conns->item[i];

		if (!conn->trashed || !is_called(conn, word, folded))
			continue;
		if (!newest || conn->trashed_at > newest->trashed_at)
			newest = conn;
		++*count;
	}
	free(folded);
	return newest;
}

int conn_find_trashed(struct session *session, const char *word,
		      struct conn *out, size_t *count, struct err *err)
{
	struct project *project = session_need(session, err);
	struct conns conns = { 0 };
	const struct conn *found;
	size_t called;
	int result = -1;

	if (!project || project_conns(project, &conns, err) != 0)
		return -1;
	found = newest_trashed(&conns, word, &called);
	if (count)
		*count = called;
	if (!found) {
		absent(word, " in the trash", err);
		err_hint(err, "connvault list --trash shows what is there");
	} else if (conn_copy(found, out) != 0) {
		err_nomem(err);
	} else {
		result = 0;
	}
	conns_clear(&conns);
	return result;
}
