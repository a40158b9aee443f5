/* draft.c - the external id of a connection that is still to be made */
#include <stdio.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/internal.h"

#define SUFFIX_MAX 1000 /* tries for a free one */

/* 1 when it is taken, 0 when free, -1 on an error. */
static int is_taken(struct project *project, const char *id, struct err *err)
{
	struct conn other = { 0 };
	struct err why = ERR_INIT;

	if (project_conn_by_key(project, id, &other, &why) == 0) {
		conn_clear(&other);
		return 1;
	}
	if (why.code == ERR_ABSENT)
		return 0;
	*err = why;
	return -1;
}

static int find_free(struct project *project, const char *wanted, char *out,
		     struct err *err)
{
	char base[EXTERNAL_ID_MAX - 4];
	int taken;

	str_copy(out, wanted, EXTERNAL_ID_MAX + 1);
	str_copy(base, wanted, sizeof(base));
	for (unsigned i = 2; (taken = is_taken(project, out, err)) == 1; i++) {
		if (i > SUFFIX_MAX)
			return err_set(err, ERR_CONFLICT,
				       "no external id like that is free");
		snprintf(out, EXTERNAL_ID_MAX + 1, "%s_%u", base, i % 10000);
	}
	return taken;
}

int conn_id_propose(struct session *session, const char *name, char *out,
		    struct err *err)
{
	struct project *project = session_need(session, err);
	char id[EXTERNAL_ID_MAX + 1];

	if (!project)
		return -1;
	external_id_from(name, id);
	return find_free(project, id, out, err);
}

int conn_id_check(struct session *session, const char *id, struct err *err)
{
	struct project *project = session_need(session, err);
	char other[EXTERNAL_ID_MAX + 1];

	if (!project || external_id_check(id, err) != 0)
		return -1;

	int taken = is_taken(project, id, err);

	if (taken <= 0)
		return taken;
	if (find_free(project, id, other, err) != 0)
		return -1;
	err_set(err, ERR_CONFLICT, "External id \"%s\" is taken", id);
	return err_hint(err, "try %s", other);
}
