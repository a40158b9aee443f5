/* activepieces.c - flows as Activepieces exports them
 *
 * A flow version holds its trigger; each step holds the next one, and the
 * first one of each of its branches. */
#include "flow/read.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/* Parts of a step's settings that hold no input: samples, forms, code. */
static const char *const no_input[] = {
	"sampleData",		"inputUiInfo", "propertySettings",
	"errorHandlingOptions", "sourceCode",
};

/* Steps that belong to no piece. */
static const struct kind {
	const char *type, *name;
} kinds[] = {
	{ .type = "CODE", .name = "code" },
	{ .type = "LOOP_ON_ITEMS", .name = "loop" },
	{ .type = "ROUTER", .name = "router" },
	{ .type = "BRANCH", .name = "branch" },
	{ .type = "WEBHOOK", .name = "webhook" },
	{ .type = "SCHEDULE", .name = "schedule" },
};

/* "@activepieces/piece-slack" is "slack". */
static const char *short_piece(const char *name)
{
	const char *slash = name[0] == '@' ? strchr(name, '/') : NULL;

	if (slash != NULL && str_starts(slash + 1, "piece-"))
		return slash + 1 + strlen("piece-");
	return name;
}

static const char *kind_name(const cJSON *step)
{
	const char *type = doc_text(step, "type");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(type, kinds[i].type))
			return kinds[i].name;
	return "";
}

static const char *first_text(const char *a, const char *b)
{
	return a[0] != '\0' ? a : b;
}

static const char *step_action(const cJSON *step)
{
	const cJSON *settings = doc_object(step, "settings");
	const char *action = first_text(doc_text(settings, "actionName"),
					doc_text(settings, "triggerName"));

	return first_text(action, kind_name(step));
}

static const char *step_piece(const cJSON *step)
{
	const cJSON *settings = doc_object(step, "settings");

	return first_text(short_piece(doc_text(settings, "pieceName")),
			  kind_name(step));
}

/* What a found reference is added to. */
struct target {
	struct read_flow *flow;
	struct read_step step;
	bool is_auth;
	struct err *err;
};

static int add_id(const char *id, size_t len, void *arg)
{
	struct target *target = arg;
	char connection[NAME_BYTES_MAX + 1];

	/* No connection has such an id. */
	if (len >= sizeof(connection))
		return 0;
	memcpy(connection, id, len);
	connection[len] = '\0';
	return flow_add_ref(target->flow, &target->step, connection, "",
			    target->is_auth, target->err);
}

static int scan_node(const cJSON *node, struct walk *walk,
		     struct target *target)
{
	size_t first = walk->count;
	const cJSON *child;

	if (cJSON_IsString(node)) {
		/* Old agent tools give the id without an expression. */
		if (str_is(node->string, "connectionExternalId") &&
		    node->valuestring[0] != '\0')
			return add_id(node->valuestring,
				      strlen(node->valuestring), target);
		return flow_text_refs(node->valuestring, add_id, target);
	}
	cJSON_ArrayForEach(child, node)
		if (walk_push(walk, child, target->err) != 0)
			return -1;
	walk_turn(walk, first);
	return 0;
}

/* Every text at and below top. */
static int scan(const cJSON *top, struct target *target)
{
	struct walk walk = WALK_INIT;
	const cJSON *node;
	int ret = walk_push(&walk, top, target->err);

	while (ret == 0 && (node = walk_take(&walk)) != NULL)
		ret = scan_node(node, &walk, target);
	walk_clear(&walk);
	return ret;
}

static int scan_input(const cJSON *input, struct target *target)
{
	const cJSON *field;

	if (!cJSON_IsObject(input))
		return scan(input, target);
	cJSON_ArrayForEach(field, input) {
		target->is_auth = str_is(field->string, "auth");
		if (scan(field, target) != 0)
			return -1;
	}
	target->is_auth = false;
	return 0;
}

bool activepieces_has_no_input(const char *key)
{
	for (size_t i = 0; i < sizeof(no_input) / sizeof(no_input[0]); i++)
		if (str_is(key, no_input[i]))
			return true;
	return false;
}

static int read_step(const cJSON *step, struct read_flow *flow, struct err *err)
{
	const cJSON *part;
	struct target target = {
		.flow = flow,
		.step = { .step = doc_text(step, "name"),
			  .piece = step_piece(step),
			  .action = step_action(step),
			  .first = flow->refs },
		.err = err,
	};

	cJSON_ArrayForEach(part, doc_object(step, "settings")) {
		int ret = 0;
		if (str_is(part->string, "input"))
			ret = scan_input(part, &target);
		else if (!activepieces_has_no_input(part->string))
			ret = scan(part, &target);
		if (ret != 0)
			return -1;
	}
	return 0;
}

/* The steps behind step, in the order in which they stand on the canvas. */
static int push_next(struct walk *walk, const cJSON *step, struct err *err)
{
	size_t first = walk->count;
	const cJSON *failure = doc_object(step, "continueOnFailureBranches");
	const cJSON *child;

	cJSON_ArrayForEach(child, doc_array(step, "children"))
		if (walk_push(walk, child, err) != 0)
			return -1;
	const cJSON *const next[] = {
		doc_object(step, "firstLoopAction"),
		doc_object(step, "onSuccessAction"),
		doc_object(step, "onFailureAction"),
		doc_object(failure, "onSuccess"),
		doc_object(failure, "onFailure"),
		doc_object(step, "nextAction"),
	};
	for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++)
		if (walk_push(walk, next[i], err) != 0)
			return -1;
	walk_turn(walk, first);
	return 0;
}

static int read_steps(const cJSON *trigger, struct read_flow *flow,
		      struct err *err)
{
	struct walk walk = WALK_INIT;
	const cJSON *step;
	int ret = walk_push(&walk, trigger, err);

	while (ret == 0 && (step = walk_take(&walk)) != NULL) {
		if (!cJSON_IsObject(step))
			continue;
		ret = read_step(step, flow, err);
		if (ret == 0)
			ret = push_next(&walk, step, err);
	}
	walk_clear(&walk);
	return ret;
}

/* One flow: the object that stands for it, and its version (the same for a
 * bare version). */
struct source {
	const cJSON *outer, *version;
	bool is_only; /* the only one in its file */
	const char *name;
};

/* What runs is the published version: a flow that is off and not published is
 * a draft. Templates and bare versions run nowhere. */
static enum read_state state_of(const struct source *source)
{
	const char *status = doc_text(source->outer, "status");

	if (str_is(status, "ENABLED"))
		return READ_ON;
	if (str_is(status, "DISABLED") &&
	    !str_is(doc_text(source->version, "state"), "DRAFT"))
		return READ_OFF;
	return READ_DRAFT;
}

static const char *id_of(const cJSON *object)
{
	return first_text(
		doc_text(object, "externalId"),
		doc_text(doc_object(object, "metadata"), "externalId"));
}

static const char *external_id_of(const struct source *source)
{
	const char *own = id_of(source->version);

	/* A template's id is that of its flow only if there is just one. */
	if (source->is_only)
		own = first_text(own, id_of(source->outer));
	own = first_text(own, doc_text(source->version, "flowId"));
	if (doc_object(source->outer, "version") != NULL)
		own = first_text(own, doc_text(source->outer, "id"));
	return own;
}

static int read_version(const struct source *source, struct read_flows *flows,
			struct err *err)
{
	const cJSON *trigger = doc_object(source->version, "trigger");
	const char *id = external_id_of(source);
	const char *name = doc_text(source->version, "displayName");
	struct read_flow *flow;

	if (trigger == NULL)
		return err_set(err, ERR_USAGE, "flow %zu has no trigger",
			       flows->count + 1);
	name = first_text(first_text(name, source->name), id);
	if (flow_add(flows, &flow, err) != 0 ||
	    flow_copy(first_text(name, "Untitled"), &flow->name, err) != 0 ||
	    flow_copy(id, &flow->external_id, err) != 0 ||
	    flow_copy(first_text(step_action(trigger), step_piece(trigger)),
		      &flow->trigger, err) != 0)
		return -1;
	flow->state = state_of(source);
	return read_steps(trigger, flow, err);
}

/* flows[]: of a template plain versions, of a project state flows with one. */
static int read_list(const cJSON *file, const cJSON *list,
		     struct read_flows *flows, struct err *err)
{
	int count = cJSON_GetArraySize(list);
	const cJSON *item;

	if (count == 0)
		return err_set(err, ERR_USAGE, "there is no flow in it");
	flows->shape = "Activepieces template";
	cJSON_ArrayForEach(item, list) {
		const cJSON *version = doc_object(item, "version");
		const struct source source = {
			.outer = version == NULL ? file : item,
			.version = version == NULL ? item : version,
			.is_only = count == 1 || version != NULL,
			.name = count == 1 ? doc_text(file, "name") : "",
		};
		if (version != NULL)
			flows->shape = "Activepieces project state";
		if (read_version(&source, flows, err) != 0)
			return -1;
	}
	return 0;
}

bool activepieces_is_flow(const cJSON *object)
{
	return doc_array(object, "flows") != NULL ||
	       doc_object(object, "template") != NULL ||
	       doc_object(object, "version") != NULL ||
	       doc_object(object, "trigger") != NULL;
}

int activepieces_read(const cJSON *object, struct read_flows *flows,
		      struct err *err)
{
	const cJSON *list = doc_array(object, "flows");
	struct source source = {
		.outer = object,
		.version = doc_object(object, "template"),
		.is_only = true,
		.name = doc_text(object, "name"),
	};

	if (list != NULL)
		return read_list(object, list, flows, err);
	flows->shape = "Activepieces template, old form";
	if (source.version == NULL) {
		source.version = doc_object(object, "version");
		flows->shape = "Activepieces flow";
	}
	if (source.version == NULL) {
		source.version = object;
		flows->shape = "Activepieces flow version";
	}
	return read_version(&source, flows, err);
}
