/* types.c - the words for what a vault holds, and copying it */
#include "vault/types.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "vault/internal.h"

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

static const char *const auth_types[] = {
	[AUTH_NONE] = "none",	  [AUTH_API_KEY] = "api_key",
	[AUTH_OAUTH2] = "oauth2", [AUTH_BASIC] = "basic",
	[AUTH_CUSTOM] = "custom",
};

static const char *const statuses[] = {
	[STATUS_ACTIVE] = "active",
	[STATUS_INACTIVE] = "inactive",
	[STATUS_UNREADABLE] = "unreadable",
};

static const char *const reasons[] = {
	[REASON_OK] = "ok",
	[REASON_EXPIRED] = "expired",
	[REASON_REVOKED] = "revoked",
	[REASON_REFUSED] = "refused",
	[REASON_APP_ERROR] = "app_error",
	[REASON_MISSING] = "missing",
	[REASON_UNREADABLE] = "unreadable",
};

static const char *const flow_states[] = {
	[FLOW_ON] = "on",
	[FLOW_OFF] = "off",
	[FLOW_DRAFT] = "draft",
	[FLOW_UNREADABLE] = "unreadable",
};

static const char *const audit_actions[] = {
	[AUDIT_PROJECT_CREATE] = "project_create",
	[AUDIT_PROJECT_RENAME] = "project_rename",
	[AUDIT_CREATE] = "create",
	[AUDIT_RENAME] = "rename",
	[AUDIT_RECONNECT] = "reconnect",
	[AUDIT_EDIT] = "edit",
	[AUDIT_DELETE] = "delete",
	[AUDIT_RESTORE] = "restore",
	[AUDIT_PURGE] = "purge",
	[AUDIT_READ] = "read",
	[AUDIT_FLOW_IMPORT] = "flow_import",
	[AUDIT_FLOW_REMOVE] = "flow_remove",
	[AUDIT_SLOT_ADD] = "slot_add",
	[AUDIT_SLOT_REMOVE] = "slot_remove",
	[AUDIT_ROLLBACK_ACCEPTED] = "rollback_accepted",
	[AUDIT_PROJECT_DELETE] = "project_delete",
	[AUDIT_REPLACE] = "replace",
	[AUDIT_APP_SET] = "app_set",
	[AUDIT_APP_REMOVE] = "app_remove",
	[AUDIT_REFRESH] = "refresh",
	[AUDIT_REVOKE] = "revoke",
	[AUDIT_CHECK] = "check",
	[AUDIT_CLIENT_ADD] = "client_add",
	[AUDIT_CLIENT_REMOVE] = "client_remove",
};

static const char *word(const char *const *words, size_t count, size_t index)
{
	return index < count ? words[index] : NULL;
}

const char *auth_type_name(enum auth_type type)
{
	return word(auth_types, LENGTH(auth_types), type);
}

enum auth_type auth_type_of(const char *name)
{
	for (size_t i = 1; i < LENGTH(auth_types); i++)
		if (str_is(auth_types[i], name))
			return (enum auth_type)i;
	return 0;
}

const char *conn_status_name(enum conn_status status)
{
	return word(statuses, LENGTH(statuses), status);
}

bool conn_has_credential(const struct conn *conn)
{
	return conn->secret_version != 0 && conn->reason != REASON_MISSING;
}

const char *conn_reason_name(enum conn_reason reason)
{
	return word(reasons, LENGTH(reasons), reason);
}

const char *flow_state_name(enum flow_state state)
{
	return word(flow_states, LENGTH(flow_states), state);
}

const char *audit_action_name(enum audit_action action)
{
	const char *name = word(audit_actions, LENGTH(audit_actions), action);

	return name ? name : "unknown";
}

void conn_clear(struct conn *conn)
{
	text_free(conn->text);
	memset(conn, 0, sizeof(*conn));
}

void conns_clear(struct conns *conns)
{
	for (size_t i = 0; i < conns->count; i++)
		text_free(conns->item[i].text);
	if (!conns->is_pooled)
		free(conns->item);
	pool_free(&conns->pool);
	memset(conns, 0, sizeof(*conns));
}

void clients_clear(struct clients *clients)
{
	for (size_t i = 0; i < clients->count; i++)
		text_free(clients->item[i].text);
	free(clients->item);
	memset(clients, 0, sizeof(*clients));
}

void app_clear(struct app *app)
{
	text_free(app->text);
	memset(app, 0, sizeof(*app));
}

void apps_clear(struct apps *apps)
{
	for (size_t i = 0; i < apps->count; i++)
		text_free(apps->item[i].text);
	free(apps->item);
	memset(apps, 0, sizeof(*apps));
}

void lease_clear(struct lease *lease)
{
	text_free(lease->text);
	memset(lease, 0, sizeof(*lease));
}

void flow_clear(struct flow *flow)
{
	text_free(flow->text);
	memset(flow, 0, sizeof(*flow));
}

void flows_clear(struct flows *flows)
{
	for (size_t i = 0; i < flows->count; i++)
		text_free(flows->item[i].text);
	free(flows->item);
	memset(flows, 0, sizeof(*flows));
}

void projects_clear(struct projects *projects)
{
	for (size_t i = 0; i < projects->count; i++)
		free(projects->item[i].name);
	free(projects->item);
	memset(projects, 0, sizeof(*projects));
}
