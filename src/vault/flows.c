/* flows.c - flows: rows whose key is the external id, or else the name */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

/* -- reading -------------------------------------------------------------- */

static int flow_unreadable(struct flow *flow, struct err *err)
{
	char *text = text_new(2 * OBJECT_ID + 1);

	if (text == NULL)
		return err_nomem(err);
	hex_from(flow->id, OBJECT_ID, text);
	flow->text = text;
	flow->name = flow->external_id = text;
	flow->source = flow->trigger = flow->digest = flow->bound = "";
	flow->state = FLOW_UNREADABLE;
	return 0;
}

int flow_from_plain(const struct store_row *row, uint8_t *plain, size_t len,
		    struct flow *out, struct err *err)
{
	struct err why = ERR_INIT;

	memset(out, 0, sizeof(*out));
	memcpy(out->id, row->id, OBJECT_ID);
	out->version = row->version;
	if (plain != NULL && flow_decode(plain, len, out, &why) == 0)
		return 0;
	return why.code == ERR_NOMEM ? err_nomem(err)
				     : flow_unreadable(out, err);
}

int flow_from_row(const struct project *project, const struct store_row *row,
		  struct scratch *scratch, struct flow *out, struct err *err)
{
	uint8_t *plain;
	size_t len;

	if (row_plain(project, row, scratch, &plain, &len, err))
		return -1;
	return flow_from_plain(row, plain, len, out, err);
}

/* -- changing ------------------------------------------------------------- */

struct found {
	uint8_t id[OBJECT_ID];
	int64_t version; /* 0: there is none */
};

static int found_row(const struct store_row *row, void *arg)
{
	struct found *found = arg;

	memcpy(found->id, row->id, OBJECT_ID);
	found->version = row->version;
	return 0;
}

static int flow_key(const struct project *project, const struct flow *flow,
		    uint8_t out[STORE_HASH], struct err *err)
{
	bool has_id = flow->external_id != NULL && *flow->external_id != '\0';

	return row_key_hash(project, FLOWS, has_id ? 'e' : 'n',
			    has_id ? flow->external_id : flow->name, out, err);
}

static int flow_look(struct project *project, const uint8_t key[STORE_HASH],
		     struct found *out, struct err *err)
{
	struct err why;

	out->version = 0;
	if (store_row_by_key(project->vault->store, project->id, FLOWS, key,
			     found_row, out, &why) == 0)
		return 0;
	if (why.code != ERR_ABSENT) {
		*err = why;
		return -1;
	}
	randombytes_buf(out->id, OBJECT_ID);
	return 0;
}

static int flow_seal(const struct project *project, const struct flow *flow,
		     struct store_row *row, struct err *err)
{
	uint8_t *plain;
	size_t len;

	if (flow_encode(flow, &plain, &len, err))
		return -1;
	int r = row_seal(project, row, plain, len, err);

	wipe_free(plain, len);
	return r;
}

static int flow_store(struct change *change, const struct flow *flow,
		      const uint8_t key[STORE_HASH], const struct found *found,
		      struct err *err)
{
	struct project *project = change->project;
	struct store *store = project->vault->store;
	struct store_row row = { .kind = FLOWS,
				 .version = found->version + 1,
				 .epoch = project->keys.epoch,
				 .state = (int)flow->state,
				 .updated_at = change->now,
				 .key_hash = key };

	memcpy(row.id, found->id, OBJECT_ID);
	if (flow_seal(project, flow, &row, err))
		return -1;
	int r = found->version == 0
			? store_row_add(store, project->id, &row, err)
			: store_row_set(store, project->id, &row,
					found->version, err);

	free((void *)row.meta.at);
	return r;
}

static const char *flow_word(const struct flow *flow)
{
	bool has_id = flow->external_id != NULL && *flow->external_id != '\0';

	return has_id ? flow->external_id : flow->name;
}

static int flow_put(struct change *change, struct flow *flow, struct err *err)
{
	uint8_t key[STORE_HASH];
	struct found found;

	if (flow_key(change->project, flow, key, err) ||
	    flow_look(change->project, key, &found, err) ||
	    change_touch(change, found.id, err) ||
	    flow_store(change, flow, key, &found, err))
		return -1;
	struct audit_note note = { .action = AUDIT_FLOW_IMPORT,
				   .object = found.id,
				   .name = flow_word(flow),
				   .detail = found.version ? "updated"
							   : "added" };

	change->head.rows += found.version == 0;
	memcpy(flow->id, found.id, OBJECT_ID);
	flow->version = found.version + 1;
	return audit_append(change, &note, err);
}

int project_flows_put(struct project *project, struct flow *flows, size_t count,
		      struct err *err)
{
	struct change *change;
	int r = 0;

	if (count == 0)
		return 0;
	if (change_begin(project, &change, err))
		return -1;
	for (size_t i = 0; i < count && r == 0; i++)
		r = flow_put(change, &flows[i], err);
	if (r == 0)
		r = change_commit(change, err);
	return change_end(change, r);
}

static int flow_remove(struct change *change, const struct flow *flow,
		       struct err *err)
{
	struct project *project = change->project;
	struct audit_note note = { .action = AUDIT_FLOW_REMOVE,
				   .object = flow->id,
				   .name = flow_word(flow) };

	if (change_touch(change, flow->id, err))
		return -1;
	if (store_row_remove(project->vault->store, project->id, flow->id,
			     flow->version, err)) {
		if (err->code == ERR_CONFLICT)
			err_set(err, ERR_CONFLICT,
				"the flow was changed by somebody else "
				"meanwhile");
		return -1;
	}
	change->head.rows--;
	if (audit_append(change, &note, err))
		return -1;
	return change_commit(change, err);
}

int project_flow_remove(struct project *project, const struct flow *flow,
			struct err *err)
{
	struct change *change;

	if (change_begin(project, &change, err))
		return -1;
	return change_end(change, flow_remove(change, flow, err));
}
