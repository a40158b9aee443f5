/* replace.h - another connection in the source files of flows
 *
 * Only files that the operator owns and that are as they were when they were
 * imported; only the bytes that name the connection are changed. */
#ifndef CONNVAULT_OPS_REPLACE_H
#define CONNVAULT_OPS_REPLACE_H

#include "ops/session.h"

struct replace_file {
	char *path;
	size_t flows;  /* of it that use the connection */
	size_t places; /* that change */
	char *was, *now;
	size_t was_len, now_len;
	struct err why; /* not ERR_OK: it cannot be done */
	/* for the audit: "old -> new in FLOW, FLOW", and its undoing */
	uint8_t conn[OBJECT_ID];
	const char *old_id; /* the plan's */
	char *done, *undone;
};

struct replace_plan {
	char *old_id, *new_id;
	struct replace_file *file; /* by path */
	size_t count;
	size_t possible; /* of them */
};

/* What would be changed to use new where old is used now: in the flows named
 * (by external id or name; count 0: all). Nothing is written. ERR_USAGE when
 * they are not of one piece; ERR_ABSENT when no flow uses old. */
int replace_plan(struct session *session, const struct conn *old,
		 const struct conn *new, const char *const *flows, size_t count,
		 struct replace_plan *out, struct err *err);
void replace_plan_clear(struct replace_plan *plan);

/* Write one file (the old one stays beside it as .bak) and import it again. It
 * can be undone. Both are in the audit. -1: it is left as it was. 1: the file
 * is exchanged, and *err says which of what follows failed. */
int replace_write(struct session *session, const struct replace_file *file,
		  struct err *err);

/* Lines that differ: "@@ line 12", "-old", "+new"; long ones around what
 * changes. Owned by the caller, NULL without memory; not made safe. */
char *replace_diff(const struct replace_file *file);

#endif
