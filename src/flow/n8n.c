/* n8n.c - workflows as n8n exports them */
#include "flow/read.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"

#define TRIGGER	 "Trigger"
#define ID_TEXT	 (EXTERNAL_ID_MAX + 1)
#define TYPE_MAX 128

/* Nodes that start a workflow though their name does not say so. */
static const char *const starters[] = {
	"webhook", "cron", "interval", "start", "emailReadImap",
};

/* "n8n-nodes-base.slack" is "slack". */
static const char *short_type(const cJSON *node)
{
	const char *type = doc_text(node, "type");
	const char *dot = strrchr(type, '.');

	return dot == NULL ? type : dot + 1;
}

static size_t before_trigger(const char *type)
{
	size_t len = strlen(type), tail = strlen(TRIGGER);

	if (len > tail && strcasecmp(type + len - tail, TRIGGER) == 0)
		return len - tail;
	return len;
}

static bool is_starter(const char *type)
{
	for (size_t i = 0; i < sizeof(starters) / sizeof(starters[0]); i++)
		if (str_is(type, starters[i]))
			return true;
	return type[before_trigger(type)] != '\0';
}

/* Older versions number credentials and workflows. */
static void id_text(const cJSON *id, char *out, size_t size)
{
	out[0] = '\0';
	if (cJSON_IsString(id))
		str_copy(out, id->valuestring, size);
	else if (cJSON_IsNumber(id))
		snprintf(out, size, "%.0f", id->valuedouble);
}

/* {id, name}, or in older exports the name alone. */
static int read_credential(const cJSON *credential, struct read_flow *flow,
			   const struct read_step *step, struct err *err)
{
	char id[ID_TEXT];
	const char *name = cJSON_GetStringValue(credential);

	id_text(cJSON_GetObjectItemCaseSensitive(credential, "id"), id,
		sizeof(id));
	if (name == NULL)
		name = doc_text(credential, "name");
	if (id[0] == '\0' && name[0] == '\0')
		return 0;
	return flow_add_ref(flow, step, id, name, true, err);
}

static int read_node(const cJSON *node, struct read_flow *flow, struct err *err)
{
	const char *type = short_type(node);
	char piece[TYPE_MAX];
	const char *action =
		doc_text(doc_object(node, "parameters"), "operation");
	struct read_step step = {
		.step = doc_text(node, "name"),
		.piece = piece,
		.action = action[0] == '\0' ? type : action,
		.first = flow->refs,
	};
	const cJSON *credential;

	str_copy(piece, type, sizeof(piece));
	piece[before_trigger(piece)] = '\0';
	cJSON_ArrayForEach(credential, doc_object(node, "credentials"))
		if (read_credential(credential, flow, &step, err) != 0)
			return -1;
	return 0;
}

static const char *trigger_of(const cJSON *nodes)
{
	const cJSON *node;

	cJSON_ArrayForEach(node, nodes)
		if (is_starter(short_type(node)))
			return short_type(node);
	return "";
}

static enum read_state state_of(const cJSON *workflow)
{
	const cJSON *active =
		cJSON_GetObjectItemCaseSensitive(workflow, "active");

	if (!cJSON_IsBool(active))
		return READ_DRAFT;
	return cJSON_IsTrue(active) ? READ_ON : READ_OFF;
}

bool n8n_is_workflow(const cJSON *object)
{
	return doc_array(object, "nodes") != NULL;
}

int n8n_read(const cJSON *object, struct read_flows *flows, struct err *err)
{
	const cJSON *nodes = doc_array(object, "nodes"), *node;
	const char *name = doc_text(object, "name");
	char id[ID_TEXT];
	struct read_flow *flow;

	id_text(cJSON_GetObjectItemCaseSensitive(object, "id"), id, sizeof(id));
	if (name[0] == '\0')
		name = id[0] == '\0' ? "Untitled" : id;
	if (flow_add(flows, &flow, err) != 0 ||
	    flow_copy(name, &flow->name, err) != 0 ||
	    flow_copy(id, &flow->external_id, err) != 0 ||
	    flow_copy(trigger_of(nodes), &flow->trigger, err) != 0)
		return -1;
	flows->shape = "n8n workflow";
	flow->state = state_of(object);
	cJSON_ArrayForEach(node, nodes)
		if (read_node(node, flow, err) != 0)
			return -1;
	return 0;
}
