/* undo.c - take back what was done last */
#include "ops/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

#define THINGS_MAX 100

/* One change: what the connection was before and after it. */
struct undo_step {
	enum audit_action action;
	struct conn before, after;
	/* Of a source file that was replaced; NULL for connections. */
	char *path, *backup, *conn_id, *undone;
	uint8_t conn[OBJECT_ID];
	char digest[DIGEST_TEXT];
};

struct undo_thing {
	char what[UNDO_TEXT];
	struct undo_step *step;
	size_t count, cap;
};

/* The newest thing is the last one. */
struct undo {
	struct undo_thing thing[THINGS_MAX];
	size_t count;
	bool is_open; /* more changes go to the last thing, called many */
	char many[UNDO_TEXT];
};

static void thing_clear(struct undo_thing *thing)
{
	for (size_t i = 0; i < thing->count; i++) {
		conn_clear(&thing->step[i].before);
		conn_clear(&thing->step[i].after);
		free(thing->step[i].path);
		free(thing->step[i].backup);
		free(thing->step[i].conn_id);
		free(thing->step[i].undone);
	}
	free(thing->step);
	*thing = (struct undo_thing){ .count = 0 };
}

void undo_forget(struct session *session)
{
	struct undo *undo = session->undo;

	for (size_t i = 0; undo && i < undo->count; i++)
		thing_clear(&undo->thing[i]);
	free(undo);
	session->undo = NULL;
}

/* -- remembering --------------------------------------------------------- */

/* A new thing, for which the oldest is forgotten; NULL without memory. */
static struct undo_thing *thing_new(struct session *session)
{
	struct undo *undo = session->undo;

	if (!undo)
		undo = session->undo = calloc(1, sizeof(*undo));
	if (!undo)
		return NULL;
	if (undo->count == THINGS_MAX) {
		thing_clear(&undo->thing[0]);
		undo->count--;
		memmove(&undo->thing[0], &undo->thing[1],
			undo->count * sizeof(undo->thing[0]));
		undo->thing[undo->count] = (struct undo_thing){ .count = 0 };
	}
	return &undo->thing[undo->count++];
}

static struct undo_step *step_new(struct undo_thing *thing)
{
	if (thing->count == thing->cap) {
		size_t cap = 2 * thing->cap + 4;
		void *step =
			reallocarray(thing->step, cap, sizeof(*thing->step));
		if (!step)
			return NULL;
		thing->step = step;
		thing->cap = cap;
	}
	thing->step[thing->count] = (struct undo_step){ .path = NULL };
	return &thing->step[thing->count];
}

/* The thing that a change belongs to. */
static struct undo_thing *thing_now(struct session *session)
{
	struct undo *undo = session->undo;

	return undo && undo->is_open ? &undo->thing[undo->count - 1]
				     : thing_new(session);
}

static void describe(struct undo_thing *thing, const struct conn *before,
		     const struct conn *after, enum audit_action action)
{
	char old[100], name[100];

	term_safe(old, sizeof(old), before->name, 40);
	term_safe(name, sizeof(name), after->name, 40);
	if (action == AUDIT_RENAME)
		snprintf(thing->what, UNDO_TEXT, "rename of \"%s\" to \"%s\"",
			 old, name);
	else
		snprintf(thing->what, UNDO_TEXT, "%s of \"%s\"",
			 action == AUDIT_DELETE	   ? "deletion"
			 : action == AUDIT_RESTORE ? "restoring"
						   : "edit",
			 old);
}

void undo_conn(struct session *session, enum audit_action action,
	       const struct conn *before, const struct conn *after)
{
	struct undo_thing *thing = thing_now(session);
	struct undo_step *step = thing ? step_new(thing) : NULL;

	/* Half of it would be worse than nothing. */
	if (!step || conn_copy(before, &step->before) != 0 ||
	    conn_copy(after, &step->after) != 0) {
		if (step)
			conn_clear(&step->before);
		undo_forget(session);
		return;
	}
	step->action = action;
	if (thing->count++ == 0)
		describe(thing, before, after, action);
	else
		str_copy(thing->what, session->undo->many, UNDO_TEXT);
}

void undo_source(struct session *session, const struct source_change *change)
{
	struct undo_thing *thing = thing_now(session);
	struct undo_step *step = thing ? step_new(thing) : NULL;

	if (!step) {
		undo_forget(session);
		return;
	}
	step->path = strdup(change->path);
	step->backup = strdup(change->backup);
	step->conn_id = strdup(change->conn_id);
	step->undone = strdup(change->undone);
	memcpy(step->conn, change->conn, OBJECT_ID);
	str_copy(step->digest, change->digest, sizeof(step->digest));
	if (thing->count++ == 0)
		snprintf(thing->what, UNDO_TEXT, "replacing in %s",
			 path_shown(change->path).text);
	else
		str_copy(thing->what, session->undo->many, UNDO_TEXT);
}

void undo_begin(struct session *session, const char *what)
{
	struct undo_thing *thing = thing_new(session);

	if (!thing)
		return;
	str_copy(session->undo->many, what, UNDO_TEXT);
	session->undo->is_open = true;
}

void undo_end(struct session *session)
{
	struct undo *undo = session->undo;

	if (!undo || !undo->is_open)
		return;
	undo->is_open = false;
	if (undo->thing[undo->count - 1].count == 0)
		undo->count--;
}

bool undo_next(const struct session *session, char out[UNDO_TEXT])
{
	const struct undo *undo = session->undo;

	if (!undo || undo->count == 0)
		return false;
	str_copy(out, undo->thing[undo->count - 1].what, UNDO_TEXT);
	return true;
}

/* -- taking back --------------------------------------------------------- */

static const enum audit_action inverse[AUDIT_ACTIONS] = {
	[AUDIT_RENAME] = AUDIT_RENAME,
	[AUDIT_EDIT] = AUDIT_EDIT,
	[AUDIT_DELETE] = AUDIT_RESTORE,
	[AUDIT_RESTORE] = AUDIT_DELETE,
};

bool undo_trashes(const struct session *session, const uint8_t id[OBJECT_ID])
{
	const struct undo *undo = session->undo;
	const struct undo_thing *thing =
		undo && undo->count ? &undo->thing[undo->count - 1] : NULL;

	for (size_t i = 0; thing && i < thing->count; i++)
		if (inverse[thing->step[i].action] == AUDIT_DELETE &&
		    memcmp(thing->step[i].before.id, id, OBJECT_ID) == 0)
			return true;
	return false;
}

static int changed_since(const struct conn *conn, struct err *err)
{
	char name[100];

	term_safe(name, sizeof(name), conn->name, 60);
	err_set(err, ERR_CONFLICT,
		"\"%s\" was changed since, perhaps by somebody else", name);
	return err_hint(err, "it is left as it is now");
}

static int conn_undo(struct project *project, const struct undo_step *step,
		     struct err *err)
{
	struct conn now = { 0 }, next;
	struct conn_change change = {
		.conn = &next,
		.action = inverse[step->action],
		.detail = "undo",
	};
	int result = -1;

	if (project_conn_get(project, step->before.id, &now, err) != 0)
		return -1;
	next = now;
	if (!conn_redo(&step->after, &step->before, &next))
		changed_since(&now, err);
	else if ((result = project_apply(project, &change, 1, err)) != 0)
		conn_conflict(&next, err);
	conn_clear(&now);
	return result;
}

/* 1: it is undone, but *err says what failed behind it. */
static int step_undo(struct session *session, struct project *project,
		     const struct undo_step *step, struct err *err)
{
	const struct source_change change = {
		.path = step->path,
		.backup = step->backup,
		.digest = step->digest,
		.conn = step->conn,
		.conn_id = step->conn_id,
		.undone = step->undone,
	};

	if (!step->action &&
	    (!step->path || !step->backup || !step->conn_id || !step->undone))
		return err_nomem(err);
	if (step->path)
		return source_restore(session, &change, err);
	return conn_undo(project, step, err);
}

int undo_last(struct session *session, struct undone *out, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct undo *undo = session->undo;

	*out = (struct undone){ .done = 0 };
	if (!project)
		return -1;
	if (!undo_next(session, out->what))
		return err_set(err, ERR_ABSENT, "nothing to undo");
	struct undo_thing thing = undo->thing[--undo->count];

	undo->thing[undo->count] = (struct undo_thing){ .count = 0 };
	int result = 0;

	for (size_t i = thing.count; i > 0; i--) {
		struct err why = ERR_INIT;
		int r = step_undo(session, project, &thing.step[i - 1], &why);

		out->done += r >= 0;
		out->failed += r < 0;
		/* What is not undone is worse than what is, with trouble. */
		if ((r < 0 && result >= 0) || (r > 0 && result == 0)) {
			*err = why;
			result = r;
		}
	}
	thing_clear(&thing);
	return result;
}
