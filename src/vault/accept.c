/* accept.c - take a file as it is, older than what was seen or not */
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

/* A head of what there is, as new as any that was seen. */
static int accept_head(struct change *change, uint64_t seen, struct err *err)
{
	struct project *project = change->project;
	struct head *head = &change->head;
	struct tally *tally;

	if (head_tally(project, &tally, err))
		return -1;
	memcpy(head->bucket, tally->sum, sizeof(head->bucket));
	head->rows = tally->rows;
	tally_free(tally);
	if (seen > project->head.generation)
		head->generation = seen + 1;
	memcpy(head->name_nonce, project->name_nonce, BLOB_NONCE_BYTES);
	memcpy(head->manifest_hash, project->manifest_hash, HASH_BYTES);
	return audit_cut(project, &head->audit_seq, head->audit_hash, err);
}

static int accept_in(struct change *change, struct err *err)
{
	struct project *project = change->project;
	const struct err *damage = project_damage(project);
	struct anchor seen = { .generation = 0 };
	struct err why;

	if (damage == NULL)
		return err_set(err, ERR_USAGE,
			       "nothing is wrong with project \"%.80s\"",
			       project->name);
	struct audit_note note = { .action = AUDIT_ROLLBACK_ACCEPTED,
				   .object = project->id,
				   .name = project->name,
				   .detail = damage->msg };

	anchor_parse(project, &seen, &why);
	if (accept_head(change, seen.generation, err) ||
	    audit_append(change, &note, err))
		return -1;
	return change_commit(change, err);
}

/* Looks at everything first, so that all of it is accepted and written down. */
static int accept_look(struct project *project, struct err *err)
{
	struct tally *tally;

	anchor_read(project);
	if (project_refresh(project, err) || head_tally(project, &tally, err))
		return -1;
	head_judge(project, tally);
	tally_free(tally);
	return 0;
}

int vault_accept_rollback(struct vault *vault, const char *name,
			  struct err *err)
{
	struct project *project = NULL;
	struct change *change = NULL;

	if (vault_need_identity(vault, err) ||
	    vault_need_writable(vault, err) || store_begin(vault->store, err))
		return -1;
	int r = project_find(vault, name, &project, err);

	if (r == 0)
		r = accept_look(project, err);
	if (r == 0)
		r = change_open(project, &change, err);
	if (r == 0)
		r = accept_in(change, err);
	store_rollback(vault->store);
	free(change);
	project_close(project);
	return r;
}
