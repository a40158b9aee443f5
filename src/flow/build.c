/* build.c - walk a document, and put together the flows read from it */
#include "flow/read.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

const char *doc_text(const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, key));

	return text == NULL ? "" : text;
}

const cJSON *doc_object(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	return cJSON_IsObject(item) ? item : NULL;
}

const cJSON *doc_array(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	return cJSON_IsArray(item) ? item : NULL;
}

int walk_push(struct walk *walk, const cJSON *node, struct err *err)
{
	if (!cJSON_IsObject(node) && !cJSON_IsArray(node) &&
	    !cJSON_IsString(node))
		return 0;
	if (walk->count == walk->cap) {
		size_t cap = 2 * walk->cap + 16;
		const cJSON **more = realloc(walk->node, cap * sizeof(*more));
		if (more == NULL)
			return err_nomem(err);
		walk->node = more;
		walk->cap = cap;
	}
	walk->node[walk->count++] = node;
	return 0;
}

const cJSON *walk_take(struct walk *walk)
{
	return walk->count == 0 ? NULL : walk->node[--walk->count];
}

void walk_turn(struct walk *walk, size_t first)
{
	size_t last = walk->count;

	while (first + 1 < last) {
		const cJSON *node = walk->node[first];
		walk->node[first++] = walk->node[--last];
		walk->node[last] = node;
	}
}

void walk_clear(struct walk *walk)
{
	free(walk->node);
	*walk = (struct walk)WALK_INIT;
}

/* Room for one more of size bytes: capacities are the powers of two. */
static void *grow(void *items, size_t count, size_t size, struct err *err)
{
	if (count > 0 && (count & (count - 1)) != 0)
		return items;
	void *more = reallocarray(items, count == 0 ? 1 : 2 * count, size);
	if (more == NULL)
		err_nomem(err);
	return more;
}

int flow_add(struct read_flows *flows, struct read_flow **out, struct err *err)
{
	struct read_flow *item =
		grow(flows->item, flows->count, sizeof(*item), err);

	if (item == NULL)
		return -1;
	flows->item = item;
	item += flows->count++;
	*item = (struct read_flow){ .state = READ_DRAFT };
	*out = item;
	return 0;
}

int flow_copy(const char *text, char **out, struct err *err)
{
	*out = strndup(text, utf8_cut(text, NAME_BYTES_MAX));
	return *out == NULL ? err_nomem(err) : 0;
}

static bool is_known(const struct read_flow *flow, const struct read_step *step,
		     const char *connection, const char *name, bool is_auth)
{
	for (size_t i = step->first; i < flow->refs; i++)
		if (flow->ref[i].is_auth == is_auth &&
		    str_is(flow->ref[i].connection, connection) &&
		    str_is(flow->ref[i].name, name))
			return true;
	return false;
}

int flow_add_ref(struct read_flow *flow, const struct read_step *step,
		 const char *connection, const char *name, bool is_auth,
		 struct err *err)
{
	if (is_known(flow, step, connection, name, is_auth))
		return 0;
	if (flow->refs - step->first >= STEP_REFS_MAX)
		return err_set(err, ERR_USAGE,
			       "one step names more than %d connections",
			       STEP_REFS_MAX);
	struct read_ref *ref = grow(flow->ref, flow->refs, sizeof(*ref), err);
	if (ref == NULL)
		return -1;
	flow->ref = ref;
	ref += flow->refs++;
	*ref = (struct read_ref){ .is_auth = is_auth };
	if (flow_copy(connection, &ref->connection, err) != 0 ||
	    flow_copy(name, &ref->name, err) != 0 ||
	    flow_copy(step->step, &ref->step, err) != 0 ||
	    flow_copy(step->piece, &ref->piece, err) != 0 ||
	    flow_copy(step->action, &ref->action, err) != 0)
		return -1;
	return 0;
}

static void ref_clear(struct read_ref *ref)
{
	free(ref->connection);
	free(ref->name);
	free(ref->step);
	free(ref->piece);
	free(ref->action);
}

void read_flows_clear(struct read_flows *flows)
{
	for (size_t i = 0; i < flows->count; i++) {
		struct read_flow *flow = &flows->item[i];
		for (size_t j = 0; j < flow->refs; j++)
			ref_clear(&flow->ref[j]);
		free(flow->ref);
		free(flow->name);
		free(flow->external_id);
		free(flow->trigger);
	}
	free(flows->item);
	*flows = (struct read_flows){ .item = NULL };
}
