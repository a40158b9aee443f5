/* change.c - the one transaction: rows, audit rows, head, commit, anchor */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "vault/mirror.h"

int change_open(struct project *project, struct change **out, struct err *err)
{
	struct change *change = calloc(1, sizeof(*change));

	if (change == NULL)
		return err_nomem(err);
	change->project = project;
	change->head = project->head;
	change->head.generation++;
	change->now = clock_now();
	*out = change;
	return 0;
}

static int begin(struct project *project, enum enter how, struct change **out,
		 struct err *err)
{
	if (project_enter(project, how, err))
		return -1;
	if (change_open(project, out, err) == 0)
		return 0;
	store_rollback(project->vault->store);
	return -1;
}

int change_begin(struct project *project, struct change **out, struct err *err)
{
	return begin(project, ENTER_WRITE, out, err);
}

int change_begin_note(struct project *project, struct change **out,
		      struct err *err)
{
	return begin(project, ENTER_NOTE, out, err);
}

int change_end(struct change *change, int r)
{
	store_rollback(change->project->vault->store);
	free(change);
	return r;
}

/* What this transaction has touched was verified before, and is no more what
 * the head says. */
int change_verify(struct change *change, const uint8_t id[OBJECT_ID],
		  struct err *err)
{
	if (change->touched[id[0]] || change->verified[id[0]])
		return 0;
	if (head_check_row(change->project, id[0], err) ||
	    project_require_sound(change->project, err))
		return -1;
	change->verified[id[0]] = true;
	return 0;
}

/* Without this, hashing a bucket anew would make good what somebody else did
 * to its other rows. */
int change_touch(struct change *change, const uint8_t id[OBJECT_ID],
		 struct err *err)
{
	if (change->touched[id[0]])
		return 0;
	if (change_verify(change, id, err))
		return -1;
	change->touched[id[0]] = true;
	return 0;
}

static int change_seal(struct change *change, struct err *err)
{
	for (int i = 0; i < BUCKETS; i++)
		if (change->touched[i] &&
		    head_bucket(change->project, (uint8_t)i,
				change->head.bucket[i], err))
			return -1;
	return head_store(change->project, &change->head, err);
}

/* -- commit --------------------------------------------------------------- */

static int not_written(struct err *err)
{
	err_set(err, ERR_IO, "the change was not written");
	return err_hint(err, "look for a full disk or a disk error, then try "
			     "again");
}

static int store_again(struct vault *vault, struct err *err)
{
	struct store *store;

	if (store_open(vault->path, vault->read_only, &store, err))
		return -1;
	store_close(vault->store);
	vault->store = store;
	vault->opened++;
	return 0;
}

/* 1 when the transaction is in the file, 0 when it is not. Its audit row tells,
 * or, where it has none, its head. */
static int is_written(struct vault *vault, const struct change *change,
		      struct err *err)
{
	const struct head *head = &change->head;
	const struct project *project = change->project;
	struct head now;

	if (head->audit_seq != project->head.audit_seq)
		return audit_has(vault->store, project->id, head->audit_seq,
				 head->audit_hash, err);
	if (head_load(project, &now, err))
		return -1;
	if (now.generation > head->generation)
		return err_set(err, ERR_FAILED, "another change came after it");
	return memcmp(now.hash, head->hash, HASH_BYTES) == 0;
}

/* The answer to the commit was lost. */
static int changes_settle(struct vault *vault, const struct change *change,
			  struct err *err)
{
	struct err why;

	if (store_again(vault, &why) == 0) {
		int has = is_written(vault, change, &why);

		if (has >= 0)
			return has ? 0 : not_written(err);
	}
	err_set(err, ERR_UNSURE,
		"it is not known whether the change was written: %.160s",
		why.msg);
	return err_hint(err, "open the vault again and look");
}

static void change_done(struct change *change)
{
	struct project *project = change->project;

	project->head = change->head;
	project->commits = project->vault->commits;
	anchor_write(project);
}

int changes_commit(struct vault *vault, struct change **changes, size_t count,
		   struct err *err)
{
	struct err why;

	for (size_t i = 0; i < count; i++)
		if (change_seal(changes[i], err))
			return -1;
	if (store_commit(vault->store, &why)) {
		if (why.code != ERR_UNSURE || count == 0) {
			*err = why;
			return -1;
		}
		if (changes_settle(vault, changes[0], err))
			return -1;
	}
	vault->commits++;
	mirrors_follow(vault);
	for (size_t i = 0; i < count; i++)
		change_done(changes[i]);
	return 0;
}

int change_commit(struct change *change, struct err *err)
{
	return changes_commit(change->project->vault, &change, 1, err);
}

int project_audit_note(struct project *project, enum audit_action action,
		       const uint8_t object[OBJECT_ID], const char *name,
		       const char *detail, struct err *err)
{
	struct audit_note note = { .action = action,
				   .object = object,
				   .name = name,
				   .detail = detail };
	struct change *change;

	if (change_begin_note(project, &change, err))
		return -1;
	int r = audit_append(change, &note, err);

	if (r == 0)
		r = change_commit(change, err);
	return change_end(change, r);
}
