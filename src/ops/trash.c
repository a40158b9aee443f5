/* trash.c - delete, restore, remove for ever */
#include "base/clock.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/internal.h"

#define DAY (24 * 60 * 60)

/* The moment to look: the trash grows here. What fails is tried again by the
 * next deletion, and is no reason to call this one failed. */
static void empty_old_trash(struct project *project)
{
	struct err ignored = ERR_INIT;
	size_t purged;

	(void)project_purge(project, clock_now() - TRASH_DAYS * DAY, &purged,
			    &ignored);
}

int conn_delete(struct session *session, struct conn *conn, bool force,
		struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct conn next = *conn;
	struct conn_change change = { .conn = &next, .action = AUDIT_DELETE };
	size_t flows = 0;

	if (!project || (!force && usage_count(session, conn, &flows, err)))
		return -1;
	if (flows) {
		char name[100];

		term_safe(name, sizeof(name), conn->name, 60);
		err_set(err, ERR_CONFLICT, "%zu flow%s use%s \"%s\"", flows,
			flows == 1 ? "" : "s", flows == 1 ? "s" : "", name);
		err_hint(err, "they would fail on their next run; --force "
			      "deletes it all the same");
		return err_here(err, "they would fail on their next run; d "
				     "once more names their number");
	}
	next.trashed = true;
	next.trashed_at = clock_now();
	if (conn_write(session, &change, conn, err) != 0)
		return -1;
	empty_old_trash(project);
	return 0;
}

static int restore_hint(struct err *err, const char *hint)
{
	int sys = err->sys;

	err_hint(err, "%s", hint);
	err->sys = sys;
	return -1;
}

int conn_restore(struct session *session, struct conn *conn, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct conn next = *conn;
	struct conn_change change = { .conn = &next, .action = AUDIT_RESTORE };

	if (!project)
		return -1;
	next.trashed = false;
	next.trashed_at = 0;
	if (conn_write(session, &change, conn, err) == 0)
		return 0;
	if (err->code == ERR_CONFLICT && err->sys == CONFLICT_NAME)
		return restore_hint(err, "rename that one, then restore again");
	if (err->code == ERR_CONFLICT && err->sys == CONFLICT_KEY)
		return restore_hint(err, "flows that name it mean the newer "
					 "connection: delete that one first");
	return -1;
}

int conn_purge(struct session *session, struct conn *conn, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct conn_change change = {
		.conn = conn,
		.remove = true,
		.action = AUDIT_PURGE,
		.detail = conn->name,
	};

	if (!project)
		return -1;
	if (!conn->trashed)
		return err_set(err, ERR_USAGE, "it is not in the trash");
	return project_apply(project, &change, 1, err) != 0
		       ? conn_conflict(conn, err)
		       : 0;
}

int64_t conn_trash_end(const struct conn *conn)
{
	return conn->trashed_at + TRASH_DAYS * DAY;
}
