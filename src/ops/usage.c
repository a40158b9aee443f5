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

/* Does ref mean conn by its name, no connection having its id? */
static bool ref_is_by_name(struct project *project, const struct flow_ref *ref,
			   const char *folded)
{
	struct conn other = { 0 };
	struct err none = ERR_INIT;
	bool is_same, has_other;

	if (!*ref->name)
		return false;
	char *name = utf8_fold(ref->name);

	is_same = name && strcmp(name, folded) == 0;
	free(name);
	if (!is_same || !*ref->connection)
		return is_same;
	has_other = project_conn_by_key(project, ref->connection, &other,
					&none) == 0;
	conn_clear(&other);
	return !has_other;
}

static int usage_flow(struct project *project, const struct conn *conn,
		      const char *folded, const struct flow *flow,
		      struct usages *out)
{
	for (size_t i = 0; i < flow->refs; i++) {
		const struct flow_ref *ref = &flow->ref[i];

		if (!str_is(ref->connection, conn->external_id) &&
		    !ref_is_by_name(project, ref, folded))
			continue;
		if (usage_add(out, flow, ref))
			return -1;
	}
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
	struct err why = ERR_INIT;

	if (!project)
		return -1;
	if (*ref->connection &&
	    project_conn_by_key(project, ref->connection, out, &why) == 0)
		return 0;
	if (why.code != ERR_OK && why.code != ERR_ABSENT) {
		*err = why;
		return -1;
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
