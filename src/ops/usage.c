/* usage.c - which flows use a connection */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/flows.h"
#include "ops/internal.h"

void usages_clear(struct usages *usages)
{
	for (size_t i = 0; i < usages->count; i++)
		free(usages->item[i].ref);
	free(usages->item);
	flows_clear(&usages->flows);
	*usages = (struct usages){ 0 };
}

int usage_add(struct usages *usages, const struct flow *flow,
	      const struct flow_ref *ref)
{
	struct usage *last =
		usages->count ? &usages->item[usages->count - 1] : NULL;

	if (!last || last->flow != flow) {
		last = &usages->item[usages->count];
		*last = (struct usage){ .flow = flow };
		last->ref = calloc(flow->refs, sizeof(struct flow_ref *));
		if (!last->ref)
			return -1;
		usages->count++;
	}
	last->ref[last->refs++] = ref;
	return 0;
}

static bool conn_is_there(struct project *project, const char *external_id)
{
	struct conn conn = { 0 };
	struct err none = ERR_INIT;
	bool is_there =
		external_id && *external_id &&
		project_conn_by_key(project, external_id, &conn, &none) == 0;

	conn_clear(&conn);
	return is_there;
}

static bool has_name(const struct flow_ref *ref, const char *folded)
{
	char *name = *ref->name ? utf8_fold(ref->name) : NULL;
	bool is_same = name && strcmp(name, folded) == 0;

	free(name);
	return is_same;
}

/* Does ref mean conn, whose name is folded? As ref_links_make() says. */
static bool ref_means(struct project *project, const struct flow_ref *ref,
		      const struct conn *conn, const char *folded)
{
	bool is_bound = str_is(ref->bound, conn->external_id);

	if (str_is(ref->connection, conn->external_id))
		return true;
	if ((!is_bound && !has_name(ref, folded)) ||
	    conn_is_there(project, ref->connection))
		return false;
	return is_bound || !conn_is_there(project, ref->bound);
}

static int usage_flow(struct project *project, const struct conn *conn,
		      const char *folded, const struct flow *flow,
		      struct usages *out)
{
	for (size_t i = 0; i < flow->refs; i++)
		if (ref_means(project, &flow->ref[i], conn, folded) &&
		    usage_add(out, flow, &flow->ref[i]))
			return -1;
	return 0;
}

static int usages_start(struct session *session, struct usages *out,
			struct err *err)
{
	*out = (struct usages){ 0 };
	if (flows_list(session, &out->flows, err) != 0)
		return -1;
	out->item = calloc(out->flows.count + 1, sizeof(*out->item));
	return out->item ? 0 : err_nomem(err);
}

int usage_of(struct session *session, const struct conn *conn,
	     struct usages *out, struct err *err)
{
	struct project *project = session_need(session, err);
	char *folded;

	if (!project || usages_start(session, out, err) != 0)
		return -1;
	folded = utf8_fold(conn->name);
	for (size_t i = 0; folded && i < out->flows.count; i++)
		if (usage_flow(project, conn, folded, &out->flows.item[i],
			       out)) {
			free(folded);
			folded = NULL;
		}
	if (!folded) {
		usages_clear(out);
		return err_nomem(err);
	}
	free(folded);
	return 0;
}

int usage_by_name(struct session *session, const struct conn *conn,
		  struct usages *out, struct err *err)
{
	size_t kept = 0;

	if (usage_of(session, conn, out, err) != 0)
		return -1;
	for (size_t i = 0; i < out->count; i++) {
		struct usage *usage = &out->item[i];
		size_t refs = 0;

		for (size_t k = 0; k < usage->refs; k++)
			if (!str_is(usage->ref[k]->connection,
				    conn->external_id))
				usage->ref[refs++] = usage->ref[k];
		usage->refs = refs;
		if (refs > 0)
			out->item[kept++] = *usage;
		else
			free(usage->ref);
	}
	out->count = kept;
	return 0;
}

int usage_count(struct session *session, const struct conn *conn, size_t *out,
		struct err *err)
{
	struct usages usages;

	if (usage_of(session, conn, &usages, err) != 0)
		return -1;
	*out = usages.count;
	usages_clear(&usages);
	return 0;
}

int usage_conn(struct session *session, const struct flow_ref *ref,
	       struct conn *out, struct err *err)
{
	struct project *project = session_need(session, err);
	const char *id[] = { ref->connection, ref->bound };

	if (!project)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		struct err why = ERR_INIT;

		if (!id[i] || !*id[i])
			continue;
		if (project_conn_by_key(project, id[i], out, &why) == 0)
			return 0;
		if (why.code != ERR_ABSENT) {
			*err = why;
			return -1;
		}
	}
	if (*ref->name)
		return project_conn_by_name(project, ref->name, out, err);
	return err_set(err, ERR_ABSENT, "no connection is called that");
}

int usage_broken(struct session *session, struct usages *out, struct err *err)
{
	struct project *project = session_need(session, err);
	struct conns conns = { 0 };
	struct ref_links links = { 0 };
	int result = -1;

	if (!project || usages_start(session, out, err) != 0)
		return -1;
	if (project_conns(project, &conns, err) != 0 ||
	    ref_links_make(&out->flows, &conns, &links, err) != 0)
		goto out;
	for (size_t i = 0; i < links.count; i++) {
		const struct ref_link *link = &links.item[i];

		if (link->conn >= 0)
			continue;
		if (usage_add(out, &out->flows.item[link->flow], link->ref)) {
			err_nomem(err);
			goto out;
		}
	}
	result = 0;
out:
	ref_links_clear(&links);
	conns_clear(&conns);
	if (result)
		usages_clear(out);
	return result;
}

bool flow_ref_is_first(const struct flow *flow, size_t index)
{
	const struct flow_ref *ref = &flow->ref[index];

	for (size_t i = 0; i < index; i++)
		if (str_is(flow->ref[i].connection, ref->connection) &&
		    str_is(flow->ref[i].name, ref->name))
			return false;
	return true;
}

size_t flow_uses(const struct flow *flow)
{
	size_t count = 0;

	for (size_t i = 0; i < flow->refs; i++)
		count += flow_ref_is_first(flow, i);
	return count;
}
