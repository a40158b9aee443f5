/* sqlite_project.c - slots, projects, their keys, manifests and audit rows */
#include "store/sqlite.h"

#include <string.h>

/* -- slots -----------------------------------------------------------------*/

int store_slot_add(struct store *store, const struct store_slot *slot,
		   struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_SLOT_ADD, err) != 0)
		return -1;
	query_id(&q, slot->id);
	query_int(&q, slot->kind);
	query_int(&q, slot->created_at);
	query_bytes(&q, slot->kdf);
	query_bytes(&q, slot->blob);
	return query_run(&q, NULL, err);
}

int store_slot_remove(struct store *store, const uint8_t id[STORE_ID],
		      struct err *err)
{
	struct query q;
	int changed;

	if (query_open_change(&q, store, SQL_SLOT_REMOVE, err) != 0)
		return -1;
	query_id(&q, id);
	if (query_run(&q, &changed, err) != 0)
		return -1;
	return changed == 1 ? 0 : err_set(err, ERR_ABSENT, "no such slot");
}

struct slot_to {
	store_slot_fn *each;
	void *arg;
};

static int slot_give(struct query *q, const void *to, struct err *err)
{
	const struct slot_to *slot_to = to;
	struct store_slot slot = {
		.kind = (int)col_int(q, 1),
		.created_at = col_int(q, 2),
		.kdf = col_bytes(q, 3),
		.blob = col_bytes(q, 4),
	};

	if (col_id_copy(q, 0, slot.id, err) != 0)
		return -1;
	return slot_to->each(&slot, slot_to->arg);
}

int store_slots(struct store *store, store_slot_fn *each, void *arg,
		struct err *err)
{
	struct query q;
	struct slot_to to = { each, arg };

	if (query_open(&q, store, SQL_SLOTS, err) != 0)
		return -1;
	return query_each(&q, slot_give, &to, err);
}

/* -- projects ---------------------------------------------------------------*/

int store_project_add(struct store *store, const struct store_project *project,
		      struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_PROJECT_ADD, err) != 0)
		return -1;
	query_id(&q, project->id);
	query_int(&q, project->version);
	query_bytes(&q, project->blob);
	return query_run(&q, NULL, err);
}

int store_project_set(struct store *store, const struct store_project *project,
		      int64_t old_version, struct err *err)
{
	struct query q;
	int changed;

	if (query_open_change(&q, store, SQL_PROJECT_SET, err) != 0)
		return -1;
	query_id(&q, project->id);
	query_int(&q, project->version);
	query_bytes(&q, project->blob);
	query_int(&q, old_version);
	if (query_run(&q, &changed, err) != 0)
		return -1;
	if (changed == 1)
		return 0;
	if (query_open(&q, store, SQL_PROJECT_VERSION, err) != 0)
		return -1;
	query_id(&q, project->id);
	return query_no_version(&q, "project", err);
}

/* Everything of a project refers to it and goes with it. */
int store_project_remove(struct store *store, const uint8_t id[STORE_ID],
			 struct err *err)
{
	struct query q;
	int changed;

	if (query_open_change(&q, store, SQL_PROJECT_REMOVE, err) != 0)
		return -1;
	query_id(&q, id);
	if (query_run(&q, &changed, err) != 0)
		return -1;
	return changed == 1 ? 0 : err_set(err, ERR_ABSENT, "no such project");
}

struct project_to {
	store_project_fn *each;
	void *arg;
};

static int project_give(struct query *q, const void *to, struct err *err)
{
	const struct project_to *project_to = to;
	struct store_project project = {
		.version = col_int(q, 1),
		.blob = col_bytes(q, 2),
	};

	if (col_id_copy(q, 0, project.id, err) != 0)
		return -1;
	return project_to->each(&project, project_to->arg);
}

int store_projects(struct store *store, store_project_fn *each, void *arg,
		   struct err *err)
{
	struct query q;
	struct project_to to = { each, arg };

	if (query_open(&q, store, SQL_PROJECTS, err) != 0)
		return -1;
	return query_each(&q, project_give, &to, err);
}

/* -- keys ------------------------------------------------------------------*/

int store_key_put(struct store *store, const uint8_t project[STORE_ID],
		  uint32_t epoch, const uint8_t member[STORE_ID],
		  struct store_bytes sealed, struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_KEY_PUT, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, epoch);
	query_id(&q, member);
	query_bytes(&q, sealed);
	return query_run(&q, NULL, err);
}

struct key_to {
	uint8_t *out;
	size_t size, *len;
};

static int key_give(struct query *q, const void *to, struct err *err)
{
	const struct key_to *key = to;
	struct store_bytes sealed = col_bytes(q, 0);

	(void)err;
	*key->len = sealed.len;
	if (sealed.len > 0)
		memcpy(key->out, sealed.at,
		       sealed.len < key->size ? sealed.len : key->size);
	return 0;
}

int store_key_get(struct store *store, const uint8_t project[STORE_ID],
		  uint32_t epoch, const uint8_t member[STORE_ID], uint8_t *out,
		  size_t size, size_t *len, struct err *err)
{
	struct query q;
	struct key_to to = { out, size, len };

	if (query_open(&q, store, SQL_KEY_GET, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, epoch);
	query_id(&q, member);
	return query_one(&q, key_give, &to, "project key", err);
}

/* -- manifest --------------------------------------------------------------*/

int store_manifest_add(struct store *store, const uint8_t project[STORE_ID],
		       uint64_t seq, struct store_bytes row,
		       struct store_bytes signature, struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_MANIFEST_ADD, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, (int64_t)seq);
	query_bytes(&q, row);
	query_bytes(&q, signature);
	return query_run(&q, NULL, err);
}

struct manifest_to {
	store_manifest_fn *each;
	void *arg;
};

static int manifest_give(struct query *q, const void *to, struct err *err)
{
	const struct manifest_to *manifest_to = to;

	(void)err;
	return manifest_to->each((uint64_t)col_int(q, 0), col_bytes(q, 1),
				 col_bytes(q, 2), manifest_to->arg);
}

int store_manifest(struct store *store, const uint8_t project[STORE_ID],
		   store_manifest_fn *each, void *arg, struct err *err)
{
	struct query q;
	struct manifest_to to = { each, arg };

	if (query_open(&q, store, SQL_MANIFEST, err) != 0)
		return -1;
	query_id(&q, project);
	return query_each(&q, manifest_give, &to, err);
}

/* -- audit -----------------------------------------------------------------*/

int store_audit_add(struct store *store, const uint8_t project[STORE_ID],
		    const struct store_audit *audit, struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_AUDIT_ADD, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, (int64_t)audit->seq);
	query_int(&q, audit->time);
	query_id(&q, audit->actor);
	query_int(&q, audit->action);
	query_int(&q, audit->outcome);
	query_id(&q, audit->object);
	query_bytes(&q, audit->detail);
	query_bytes(&q, audit->hash);
	query_bytes(&q, audit->signature);
	return query_run(&q, NULL, err);
}

struct audit_to {
	store_audit_fn *each;
	void *arg;
};

static int audit_give(struct query *q, const void *to, struct err *err)
{
	const struct audit_to *audit_to = to;
	struct store_audit audit = {
		.seq = (uint64_t)col_int(q, 0),
		.time = col_int(q, 1),
		.action = (int)col_int(q, 3),
		.outcome = (int)col_int(q, 4),
		.detail = col_bytes(q, 6),
		.hash = col_bytes(q, 7),
		.signature = col_bytes(q, 8),
	};

	if (col_id_copy(q, 2, audit.actor, err) != 0 ||
	    col_id_copy(q, 5, audit.object, err) != 0)
		return -1;
	return audit_to->each(&audit, audit_to->arg);
}

int store_audits(struct store *store, const uint8_t project[STORE_ID],
		 uint64_t from, store_audit_fn *each, void *arg,
		 struct err *err)
{
	struct query q;
	struct audit_to to = { each, arg };

	if (query_open(&q, store, SQL_AUDITS, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, (int64_t)from);
	return query_each(&q, audit_give, &to, err);
}

int store_audits_of(struct store *store, const uint8_t project[STORE_ID],
		    uint64_t from, const uint8_t object[STORE_ID], int action,
		    store_audit_fn *each, void *arg, struct err *err)
{
	struct query q;
	struct audit_to to = { each, arg };

	if (query_open(&q, store, SQL_AUDITS_OF, err) != 0)
		return -1;
	query_id(&q, project);
	query_id(&q, object);
	query_int(&q, action);
	query_int(&q, (int64_t)from);
	return query_each(&q, audit_give, &to, err) < 0 ? -1 : 0;
}

int store_audits_cut(struct store *store, const uint8_t project[STORE_ID],
		     uint64_t from, struct err *err)
{
	struct query q;

	if (query_open_change(&q, store, SQL_AUDITS_CUT, err) != 0)
		return -1;
	query_id(&q, project);
	query_int(&q, (int64_t)from);
	return query_run(&q, NULL, err);
}
