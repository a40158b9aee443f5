/* clients.c - who may ask the agent for connections of a project */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

static int clients_show(struct clients *clients, struct err *err)
{
	for (size_t i = 0; i < clients->count; i++) {
		struct client *client = &clients->item[i];

		if (client->text != NULL)
			continue;
		char *id = text_new(2 * OBJECT_ID + 1);

		if (id == NULL)
			return err_nomem(err);
		hex_from(client->row.id, OBJECT_ID, id);
		client->text = id;
		client->name = id;
		client->pieces = client->token_hash = "";
		client->may_use = false;
		client->is_unreadable = true;
	}
	return 0;
}

int project_clients(struct project *project, struct clients *out,
		    struct err *err)
{
	void *item = NULL;

	*out = (struct clients){ .item = NULL };
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = items_read(project, &client_kind, &item, &out->count, err);

	project_leave(project);
	if (r)
		return -1;
	out->item = item;
	if (clients_show(out, err) == 0)
		return 0;
	clients_clear(out);
	return -1;
}

static int client_audit(struct change *change, enum audit_action action,
			const struct client *client, struct err *err)
{
	struct audit_note note = { .action = action,
				   .object = client->row.id,
				   .name = client->name,
				   .detail = client->may_use ? "use" : "read" };

	if (audit_append(change, &note, err))
		return -1;
	return change_commit(change, err);
}

static int client_conflict(const struct client *client, const char *what,
			   const char *hint, struct err *err)
{
	if (err->code != ERR_CONFLICT && err->code != ERR_ABSENT)
		return -1;
	err_set(err, ERR_CONFLICT, "the client \"%.80s\" %s", client->name,
		what);
	return err_hint(err, "%s", hint);
}

int project_client_add(struct project *project, struct client *client,
		       struct err *err)
{
	struct client next = *client;
	struct change *change;
	int r;

	if (change_begin(project, &change, err))
		return -1;
	next.created_at = change->now;
	r = item_put(change, &client_kind, &next, next.name, NULL, err);
	if (r)
		client_conflict(client, "is there already",
				"connvault client remove NAME takes it away",
				err);
	else
		r = client_audit(change, AUDIT_CLIENT_ADD, &next, err);
	r = change_end(change, r);
	if (r == 0)
		*client = next;
	return r;
}

int project_client_remove(struct project *project, const struct client *client,
			  struct err *err)
{
	struct change *change;

	if (change_begin(project, &change, err))
		return -1;
	int r = item_remove(change, &client->row, err);

	if (r)
		client_conflict(client, "was removed meanwhile",
				"connvault client list shows who is there",
				err);
	else
		r = client_audit(change, AUDIT_CLIENT_REMOVE, client, err);
	return change_end(change, r);
}

int token_hash(const struct secret *token, char out[TOKEN_HASH_TEXT],
	       struct err *err)
{
	uint8_t hash[crypto_generichash_BYTES];
	size_t len;
	const void *bytes = secret_reveal(token, &len);

	if (crypto_generichash(hash, sizeof(hash), bytes, len, NULL, 0) != 0)
		return err_set(err, ERR_FAILED, "libsodium does not hash");
	hex_from(hash, sizeof(hash), out);
	return 0;
}
