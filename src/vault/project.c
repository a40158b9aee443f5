/* project.c - one project: opened, verified, kept up to date */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/utf8.h"
#include "base/path.h"
#include "vault/internal.h"

enum { TAG_NAME = 1 };

int vault_need_identity(const struct vault *vault, struct err *err)
{
	if (vault->identity != NULL)
		return 0;
	return err_set(err, ERR_LOCKED, "the vault is locked");
}

int vault_need_writable(const struct vault *vault, struct err *err)
{
	if (!vault->read_only)
		return 0;
	err_set(err, ERR_READONLY, "the vault is open for reading only");
	return err_hint(err, "every change and every reading of a secret "
			     "writes an audit row: leave out --read-only, or "
			     "work on a copy where that can be written");
}

/* -- the name ------------------------------------------------------------- */

int project_seal_name(struct project *project, const char *name,
		      int64_t version, struct grab *out, struct err *err)
{
	uint8_t plain[FIELD_HEAD + NAME_BYTES_MAX];
	struct blob_context context =
		context_of(project, NULL, (uint64_t)version);
	struct fields_writer w;

	fields_write_init(&w, plain, sizeof(plain));
	fields_put_text(&w, TAG_NAME, name);
	if (w.failed)
		return err_set(err, ERR_USAGE, "the name is too long");
	out->len = blob_size(w.len);
	out->at = malloc(out->len);
	if (out->at == NULL)
		return err_nomem(err);
	return blob_seal(project->keys.meta, BLOB_PROJECT, project->keys.epoch,
			 &context, plain, w.len, out->at, err);
}

static int name_unpack(uint8_t *plain, size_t len, char **out, struct err *err)
{
	struct fields_reader r;
	struct field f;

	fields_read_init(&r, plain, len);
	while (fields_next(&r, &f) == 1) {
		if (f.tag != TAG_NAME)
			continue;
		*out = strndup((const char *)f.bytes, f.len);
		return *out != NULL ? 0 : err_nomem(err);
	}
	return err_set(err, ERR_DAMAGED, "a project has no name");
}

struct name_look {
	struct project *project;
	bool is_found;
	struct err *err;
};

static int name_take(struct project *project, const struct store_project *row,
		     struct err *err)
{
	struct blob_context context =
		context_of(project, NULL, (uint64_t)row->version);
	uint8_t *plain = malloc(row->blob.len + 1);
	char *name = NULL;
	struct err why;
	size_t len;
	int r = -1;

	if (plain == NULL)
		return err_nomem(err);
	if (blob_open(project->keys.meta, BLOB_PROJECT, &context, row->blob.at,
		      row->blob.len, plain, &len, &why))
		err_set(err, ERR_DAMAGED, "the name of a project was changed");
	else
		r = name_unpack(plain, len, &name, err);
	free(plain);
	if (r)
		return -1;
	free(project->name);
	project->name = name;
	project->version = row->version;
	memcpy(project->name_nonce, row->blob.at + BLOB_NONCE,
	       BLOB_NONCE_BYTES);
	return 0;
}

static int name_look(const struct store_project *row, void *arg)
{
	struct name_look *look = arg;

	if (sodium_memcmp(row->id, look->project->id, OBJECT_ID) != 0)
		return 0;
	look->is_found = true;
	return name_take(look->project, row, look->err) ? -1 : 1;
}

static int deleted(struct err *err)
{
	return err_set(err, ERR_ABSENT, "the project was deleted");
}

static int name_load(struct project *project, struct err *err)
{
	struct name_look look = { .project = project, .err = err };

	if (store_projects(project->vault->store, name_look, &look, err) < 0)
		return -1;
	return look.is_found ? 0 : deleted(err);
}

int hint_accept(const struct project *project, const char *when,
		struct err *err)
{
	char shown[120];

	path_show(project->vault->path, shown, sizeof(shown));
	return err_hint(err,
			"%s: connvault --vault %s audit verify "
			"--accept-rollback --project \"%.40s\" "
			"(--read-only list looks first)",
			when, shown, project->name);
}

/* -- verified ------------------------------------------------------------- */

static int head_is_of(const struct project *project, struct err *err)
{
	const struct head *head = &project->head;

	if (sodium_memcmp(head->manifest_hash, project->manifest_hash,
			  HASH_BYTES) == 0 &&
	    sodium_memcmp(head->name_nonce, project->name_nonce,
			  BLOB_NONCE_BYTES) == 0)
		return 0;
	return err_set(err, ERR_DAMAGED,
		       "name or members of project \"%.80s\" were replaced by "
		       "older ones outside connvault",
		       project->name);
}

static int find_damage(struct project *project, struct anchor *seen,
		       struct err *why)
{
	if (head_load(project, &project->head, why) ||
	    head_is_of(project, why) ||
	    anchor_check(project, &project->known, why) ||
	    anchor_parse(project, seen, why) ||
	    anchor_check(project, seen, why))
		return -1;
	return audit_ends(project, &project->head, why);
}

/* Compare what the file says with itself and with what was seen before. */
static int project_judge(struct project *project, struct err *err)
{
	struct anchor seen = { .generation = 0 };
	struct err why;

	project->rows_verified = false;
	project->rows_damage.code = ERR_OK;
	project->damage.code = ERR_OK;
	if (find_damage(project, &seen, &why) == 0) {
		if (seen.generation < project->head.generation)
			anchor_write(project);
		return 0;
	}
	if (why.code != ERR_DAMAGED) {
		*err = why;
		return -1;
	}
	project->damage = why;
	if (why.hint[0] == '\0')
		hint_accept(project,
			    "restore a backup, or take the file as it is",
			    &project->damage);
	return 0;
}

int project_require_sound(const struct project *project, struct err *err)
{
	const struct err *damage = project_damage(project);

	if (damage == NULL)
		return 0;
	*err = *damage;
	return -1;
}

const uint8_t *project_id(const struct project *project)
{
	return project->id;
}

const struct err *project_damage(const struct project *project)
{
	if (project->damage.code != ERR_OK)
		return &project->damage;
	if (project->rows_damage.code != ERR_OK)
		return &project->rows_damage;
	return NULL;
}

const struct err *project_anchor_trouble(const struct project *project)
{
	return project->anchor_trouble.code != ERR_OK ? &project->anchor_trouble
						      : NULL;
}

/* What project_changed() tells: rows, not readings. */
static void news_note(struct project *project, const struct head *before,
		      bool was_sound)
{
	const struct head *now = &project->head;

	if (before->rows != now->rows ||
	    was_sound != (project_damage(project) == NULL) ||
	    sodium_memcmp(before->name_nonce, now->name_nonce,
			  BLOB_NONCE_BYTES) != 0 ||
	    sodium_memcmp(before->bucket, now->bucket, sizeof(now->bucket)) !=
		    0)
		project->has_news = true;
}

static int row_is_its(const struct store_project *row, void *arg)
{
	const struct project *project = arg;

	return sodium_memcmp(row->id, project->id, OBJECT_ID) == 0;
}

/* Its keys are gone as well, which would look like damage. */
static int need_there(struct project *project, struct err *err)
{
	int found =
		store_projects(project->vault->store, row_is_its, project, err);

	if (found == 0)
		return deleted(err);
	return found > 0 ? 0 : -1;
}

int project_refresh(struct project *project, struct err *err)
{
	struct vault *vault = project->vault;
	bool was_sound = project_damage(project) == NULL;
	uint64_t counter;

	if (store_counter(vault->store, &counter, err))
		return -1;
	if (project->is_current && project->counter == counter &&
	    project->opened == vault->opened &&
	    project->commits == vault->commits)
		return 0;
	struct head *before = malloc(sizeof(*before));

	if (before == NULL)
		return err_nomem(err);
	*before = project->head;
	int r = -1;

	if (need_there(project, err) || keys_load(project, err) ||
	    name_load(project, err) || project_judge(project, err))
		goto out;
	if (project->is_current)
		news_note(project, before, was_sound);
	project->is_current = true;
	project->counter = counter;
	project->opened = vault->opened;
	project->commits = vault->commits;
	r = 0;
out:
	free(before);
	return r;
}

static int begin(struct store *store, enum enter how, struct err *err)
{
	switch (how) {
	case ENTER_READ:
		return store_begin_read(store, err);
	case ENTER_NOTE:
		return store_begin_note(store, err);
	default:
		return store_begin(store, err);
	}
}

int project_enter(struct project *project, enum enter how, struct err *err)
{
	struct vault *vault = project->vault;
	bool may_look = how == ENTER_READ && vault->tolerant;

	if (vault_need_identity(vault, err) ||
	    (how != ENTER_READ && vault_need_writable(vault, err)))
		return -1;
	anchor_read(project);
	if (begin(vault->store, how, err))
		return -1;
	if (project_refresh(project, err) == 0 &&
	    (may_look || project_require_sound(project, err) == 0))
		return 0;
	store_rollback(vault->store);
	return -1;
}

void project_leave(struct project *project)
{
	store_rollback(project->vault->store);
}

int project_changed(struct project *project, bool *out, struct err *err)
{
	if (project_enter(project, ENTER_READ, err))
		return -1;
	project_leave(project);
	*out = project->has_news;
	project->has_news = false;
	return 0;
}

/* -- open and close ------------------------------------------------------- */

int project_load(struct vault *vault, const uint8_t id[OBJECT_ID],
		 struct project **out, struct err *err)
{
	struct project *project = calloc(1, sizeof(*project));

	if (project == NULL)
		return err_nomem(err);
	project->vault = vault;
	memcpy(project->id, id, OBJECT_ID);
	if (keys_load(project, err) || name_load(project, err)) {
		project_close(project);
		return -1;
	}
	*out = project;
	return 0;
}

void project_close(struct project *project)
{
	if (project == NULL)
		return;
	keyring_clear(&project->keys);
	free(project->anchor.at);
	free(project->name);
	sodium_memzero(project, sizeof(*project));
	free(project);
}

const char *project_name(const struct project *project)
{
	return project->name;
}

int project_open(struct vault *vault, const char *name, struct project **out,
		 struct err *err)
{
	struct project *project;

	if (vault_need_identity(vault, err) ||
	    store_begin_read(vault->store, err))
		return -1;
	int r = project_find(vault, name, &project, err);

	store_rollback(vault->store);
	if (r)
		return -1;
	if (project_enter(project, ENTER_READ, err)) {
		project_close(project);
		return -1;
	}
	project_leave(project);
	*out = project;
	return 0;
}
