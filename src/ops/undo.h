/* undo.h - take back what was done last
 *
 * For as long as a project is open: rename, delete, restore, edit, replace.
 * Each takes back what it changed, and nothing that happened since. What
 * somebody else changed is not overwritten: that part fails, and its memory is
 * given up. */
#ifndef CONNVAULT_OPS_UNDO_H
#define CONNVAULT_OPS_UNDO_H

#include "ops/session.h"

#define UNDO_TEXT 240

/* What would be undone now, safe to show: 'rename of "A" to "B"'. False when
 * there is nothing. */
bool undo_next(const struct session *session, char out[UNDO_TEXT]);

/* Changes from begin to end are one thing that is undone together; what is said
 * of it when there is more than one change, safe to show. */
void undo_begin(struct session *session, const char *what);
void undo_end(struct session *session);

struct undone {
	char what[UNDO_TEXT];
	size_t done, failed;
};
/* The last thing, newest change first. -1 when a change could not be undone:
 * *err is of the first such; the others are undone all the same. 1 when all
 * are, but *err says what failed behind one. ERR_ABSENT when there is nothing
 * to undo. */
int undo_last(struct session *session, struct undone *out, struct err *err);

/* Would undo_last() put that connection into the trash? */
bool undo_trashes(const struct session *session, const uint8_t id[OBJECT_ID]);

void undo_forget(struct session *session);

#endif
