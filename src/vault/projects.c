/* projects.c - the projects of a vault: list, make, rename, delete */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "vault/mirror.h"

#define SHOWN 200 /* bytes of a name in a message */

/* -- ids ------------------------------------------------------------------ */

struct ids {
	uint8_t (*id)[OBJECT_ID];
	size_t count;
	struct err *err;
};

static int ids_add(const struct store_project *project, void *arg)
{
	struct ids *ids = arg;
	uint8_t(*id)[OBJECT_ID] =
		reallocarray(ids->id, ids->count + 1, OBJECT_ID);

	if (id == NULL)
		return err_nomem(ids->err);
	ids->id = id;
	memcpy(ids->id[ids->count++], project->id, OBJECT_ID);
	return 0;
}

int project_ids(struct vault *vault, uint8_t (**out)[OBJECT_ID], size_t *count,
		struct err *err)
{
	struct ids ids = { .err = err };

	if (store_projects(vault->store, ids_add, &ids, err)) {
		free(ids.id);
		return -1;
	}
	*out = ids.id;
	*count = ids.count;
	return 0;
}

/* -- names ---------------------------------------------------------------- */

static int info_load(struct vault *vault, const uint8_t id[OBJECT_ID],
		     struct project_info *out, struct err *first,
		     struct err *err)
{
	struct project *project;
	struct err why;

	memset(out, 0, sizeof(*out));
	memcpy(out->id, id, OBJECT_ID);
	if (project_load(vault, id, &project, &why)) {
		if (first->code == ERR_OK)
			*first = why;
		return why.code == ERR_NOMEM ? err_nomem(err) : 0;
	}
	out->version = project->version;
	out->name = strdup(project->name);
	project_close(project);
	return out->name != NULL ? 0 : err_nomem(err);
}

/* Names of all, in a transaction; why the first of those without could not be
 * read goes to *first. */
static int names_load(struct vault *vault, struct projects *out,
		      struct err *first, struct err *err)
{
	uint8_t(*id)[OBJECT_ID];
	size_t count;
	int r = 0;

	memset(out, 0, sizeof(*out));
	first->code = ERR_OK;
	if (project_ids(vault, &id, &count, err))
		return -1;
	out->item = calloc(count + 1, sizeof(*out->item));
	if (out->item == NULL)
		r = err_nomem(err);
	for (size_t i = 0; i < count && r == 0; i++)
		r = info_load(vault, id[i], &out->item[out->count++], first,
			      err);
	free(id);
	if (r)
		projects_clear(out);
	return r;
}

int vault_projects(struct vault *vault, struct projects *out, struct err *err)
{
	struct err first;

	if (vault_need_identity(vault, err) ||
	    store_begin_read(vault->store, err))
		return -1;
	int r = names_load(vault, out, &first, err);

	store_rollback(vault->store);
	return r;
}

/* Stops at the first. */
static int id_take(const struct store_project *project, void *arg)
{
	memcpy(arg, project->id, OBJECT_ID);
	return 1;
}

int vault_first_project(struct vault *vault, uint8_t out[OBJECT_ID],
			struct err *err)
{
	if (vault_need_identity(vault, err) ||
	    store_begin_read(vault->store, err))
		return -1;
	int found = store_projects(vault->store, id_take, out, err);

	store_rollback(vault->store);
	return found != 0 ? found > 0 ? 0 : -1
			  : err_set(err, ERR_DAMAGED,
				    "no project of this vault can be read");
}

static bool names_fold_equal(const char *a, const char *b)
{
	char *x = utf8_fold(a), *y = utf8_fold(b);
	bool equal = x != NULL && y != NULL && str_is(x, y);

	free(x);
	free(y);
	return equal;
}

/* Exact first, then case-folded; NULL when there is none. */
static const struct project_info *names_find(const struct projects *projects,
					     const char *name)
{
	for (size_t i = 0; i < projects->count; i++)
		if (str_is(projects->item[i].name, name))
			return &projects->item[i];
	for (size_t i = 0; i < projects->count; i++)
		if (projects->item[i].name != NULL &&
		    names_fold_equal(projects->item[i].name, name))
			return &projects->item[i];
	return NULL;
}

int project_find(struct vault *vault, const char *name, struct project **out,
		 struct err *err)
{
	struct projects projects;
	struct err first;
	char shown[SHOWN];
	int r = -1;

	if (names_load(vault, &projects, &first, err))
		return -1;
	const struct project_info *info = names_find(&projects, name);

	term_safe(shown, sizeof(shown), name, 60);
	if (info != NULL)
		r = project_load(vault, info->id, out, err);
	else if (first.code != ERR_OK)
		*err = first; /* it may well be the one */
	else {
		err_set(err, ERR_ABSENT, "no project \"%s\"", shown);
		err_hint(err, "connvault project list shows what there is; "
			      "project create NAME makes one");
	}
	projects_clear(&projects);
	return r;
}

/* Clean, and taken by none but except (NULL: none). *out: free(). */
static int name_free(struct vault *vault, const char *name,
		     const uint8_t *except, char **out, struct err *err)
{
	struct projects projects;
	struct err first;

	if (name_clean(name, out, err))
		return -1;
	if (names_load(vault, &projects, &first, err)) {
		free(*out);
		return -1;
	}
	const struct project_info *info = names_find(&projects, *out);
	bool taken = info != NULL &&
		     (except == NULL ||
		      sodium_memcmp(info->id, except, OBJECT_ID) != 0);

	projects_clear(&projects);
	if (!taken)
		return 0;
	char shown[SHOWN];

	term_safe(shown, sizeof(shown), *out, 60);
	free(*out);
	err_set(err, ERR_CONFLICT, "the project name \"%s\" is taken", shown);
	err->sys = CONFLICT_NAME;
	return -1;
}

/* -- making --------------------------------------------------------------- */

static int project_store(struct project *project, const struct secret *key,
			 struct err *err)
{
	struct store *store = project->vault->store;
	struct store_project row = { .version = 1 };
	struct grab blob = { .err = err };
	int r = -1;

	memcpy(row.id, project->id, OBJECT_ID);
	if (project_seal_name(project, project->name, 1, &blob, err))
		goto out;
	row.blob = (struct store_bytes){ blob.at, blob.len };
	if (store_project_add(store, &row, err) ||
	    keys_store(project, key, err) ||
	    store_counter(store, &project->counter, err))
		goto out;
	memcpy(project->name_nonce, blob.at + BLOB_NONCE, BLOB_NONCE_BYTES);
	r = 0;
out:
	free(blob.at);
	return r;
}

/* The change that brings the first head: every bucket is hashed, empty. */
static int project_begin(struct project *project, struct change **out,
			 struct err *err)
{
	struct audit_note note = { .action = AUDIT_PROJECT_CREATE,
				   .object = project->id,
				   .name = project->name };
	struct change *change;

	if (change_open(project, &change, err))
		return -1;
	memcpy(change->head.name_nonce, project->name_nonce, BLOB_NONCE_BYTES);
	memcpy(change->head.manifest_hash, project->manifest_hash, HASH_BYTES);
	memset(change->touched, true, sizeof(change->touched));
	*out = change;
	if (audit_append(change, &note, err) == 0)
		return 0;
	free(change);
	return -1;
}

int project_make(struct vault *vault, const char *name,
		 const struct member *members, size_t count,
		 struct change **out, struct err *err)
{
	struct project *project = calloc(1, sizeof(*project));
	struct secret *key = NULL;
	int r = -1;

	if (project == NULL)
		return err_nomem(err);
	project->vault = vault;
	project->version = 1;
	project->is_current = true;
	project->opened = vault->opened;
	randombytes_buf(project->id, OBJECT_ID);
	project->name = strdup(name);
	if (project->name == NULL)
		err_nomem(err);
	else if (keys_make(project, members, count, &key, err) == 0 &&
		 project_store(project, key, err) == 0)
		r = project_begin(project, out, err);
	secret_free(key);
	if (r)
		project_close(project);
	return r;
}

/* The members of a project there is: operator and recovery identity. */
static int members_load(struct vault *vault, struct project **out,
			struct err *err)
{
	uint8_t(*id)[OBJECT_ID];
	size_t count;
	int r = -1;

	if (project_ids(vault, &id, &count, err))
		return -1;
	err_set(err, ERR_DAMAGED, "the vault has no project");
	for (size_t i = 0; i < count && r != 0; i++)
		r = project_load(vault, id[i], out, err);
	free(id);
	return r;
}

static int need_founder(const struct vault *vault, struct err *err)
{
	const struct member *me = identity_public(vault->identity);

	if (sodium_memcmp(me->sign_pk, vault->founder, 32) == 0)
		return 0;
	err_set(err, ERR_LOCKED, "the recovery identity cannot make a project");
	return err_hint(err, "unlock with a passphrase or a key file");
}

static int create_in(struct vault *vault, const char *name, struct err *err)
{
	struct project *other = NULL;
	struct change *change;
	char *clean;
	int r = -1;

	if (name_free(vault, name, NULL, &clean, err))
		return -1;
	if (members_load(vault, &other, err) == 0 &&
	    project_make(vault, clean, other->manifest.members,
			 other->manifest.count, &change, err) == 0) {
		struct project *project = change->project;

		r = change_commit(change, err);
		free(change);
		project_close(project);
	}
	project_close(other);
	free(clean);
	return r;
}

int vault_project_create(struct vault *vault, const char *name, struct err *err)
{
	if (vault_need_identity(vault, err) ||
	    vault_need_writable(vault, err) || need_founder(vault, err) ||
	    store_begin(vault->store, err))
		return -1;
	int r = create_in(vault, name, err);

	store_rollback(vault->store);
	return r;
}

/* -- renaming ------------------------------------------------------------- */

static int rename_put(struct change *change, const char *name, struct err *err)
{
	struct project *project = change->project;
	struct store_project row = { .version = project->version + 1 };
	struct grab blob = { .err = err };
	int r = -1;

	memcpy(row.id, project->id, OBJECT_ID);
	if (project_seal_name(project, name, row.version, &blob, err))
		goto out;
	row.blob = (struct store_bytes){ blob.at, blob.len };
	if (store_project_set(project->vault->store, &row, project->version,
			      err))
		goto out;
	memcpy(change->head.name_nonce, blob.at + BLOB_NONCE, BLOB_NONCE_BYTES);
	r = 0;
out:
	free(blob.at);
	return r;
}

static int rename_in(struct change *change, const char *new_name,
		     struct err *err)
{
	struct project *project = change->project;
	struct str detail = STR_INIT;
	char *clean;

	if (name_free(project->vault, new_name, project->id, &clean, err))
		return -1;
	str_addf(&detail, "name: %s -> %s", project->name, clean);
	struct audit_note note = { .action = AUDIT_PROJECT_RENAME,
				   .object = project->id,
				   .name = clean,
				   .detail = detail.text };
	int r = rename_put(change, clean, err);

	if (r == 0)
		r = audit_append(change, &note, err);
	if (r == 0)
		r = change_commit(change, err);
	str_clear(&detail);
	free(clean);
	return r;
}

int vault_project_rename(struct vault *vault, const char *name,
			 const char *new_name, struct err *err)
{
	struct project *project;
	struct change *change;

	if (vault_need_writable(vault, err) ||
	    project_open(vault, name, &project, err))
		return -1;
	int r = change_begin(project, &change, err);

	if (r == 0)
		r = change_end(change, rename_in(change, new_name, err));
	project_close(project);
	return r;
}

/* -- what concerns the whole vault ---------------------------------------- */

static int note_in(struct vault *vault, const uint8_t id[OBJECT_ID],
		   const struct audit_note *note, struct change **out,
		   struct err *err)
{
	struct project *project;
	struct err why;

	*out = NULL;
	if (project_load(vault, id, &project, &why))
		return why.code == ERR_NOMEM ? err_nomem(err) : 0;
	anchor_read(project);
	if (project_refresh(project, &why) ||
	    project_require_sound(project, &why)) {
		project_close(project);
		return 0; /* a damaged project does not lock in its vault */
	}
	if (change_open(project, out, err)) {
		project_close(project);
		return -1;
	}
	return audit_append(*out, note, err);
}

int changes_note(struct vault *vault, const struct audit_note *note,
		 const uint8_t *except, struct changes *out, struct err *err)
{
	uint8_t(*id)[OBJECT_ID];
	size_t count;
	int r = 0;

	memset(out, 0, sizeof(*out));
	if (project_ids(vault, &id, &count, err))
		return -1;
	out->item = calloc(count + 1, sizeof(struct change *));
	if (out->item == NULL)
		r = err_nomem(err);
	for (size_t i = 0; i < count && r == 0; i++) {
		if (except != NULL &&
		    sodium_memcmp(id[i], except, OBJECT_ID) == 0)
			continue;
		r = note_in(vault, id[i], note, &out->item[out->count], err);
		out->count += out->item[out->count] != NULL;
	}
	free(id);
	return r;
}

void changes_free(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		project_close(changes->item[i]->project);
		free(changes->item[i]);
	}
	free(changes->item);
	memset(changes, 0, sizeof(*changes));
}

/* -- deleting ------------------------------------------------------------- */

static int delete_in(struct vault *vault, const struct project *project,
		     struct changes *changes, struct err *err)
{
	struct audit_note note = { .action = AUDIT_PROJECT_DELETE,
				   .object = project->id,
				   .name = project->name };
	uint8_t(*id)[OBJECT_ID];
	size_t count;

	if (project_ids(vault, &id, &count, err))
		return -1;
	free(id);
	if (count < 2)
		return err_set(err, ERR_USAGE,
			       "a vault keeps its last project");
	if (changes_note(vault, &note, project->id, changes, err) ||
	    store_project_remove(vault->store, project->id, err))
		return -1;
	return changes_commit(vault, changes->item, changes->count, err);
}

int vault_project_delete(struct vault *vault, const char *name, struct err *err)
{
	struct changes changes = { .count = 0 };
	struct project *project = NULL;
	struct err ignored;

	if (vault_need_identity(vault, err) ||
	    vault_need_writable(vault, err) || store_begin(vault->store, err))
		return -1;
	int r = project_find(vault, name, &project, err);

	if (r == 0) {
		/* For its grave; a damaged project can be deleted, too. */
		anchor_read(project);
		(void)project_refresh(project, &ignored);
		r = delete_in(vault, project, &changes, err);
	}
	store_rollback(vault->store);
	changes_free(&changes);
	if (r == 0) {
		anchor_bury(project);
		mirror_remove(project);
	}
	project_close(project);
	return r;
}

const struct err *vault_grave_trouble(const struct vault *vault)
{
	return vault->grave_trouble.code != ERR_OK ? &vault->grave_trouble
						   : NULL;
}
