/* client.c - clients of the agent, added and removed */
#include "ops/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

#define TOKEN_BYTES 32
#define TOKEN_START "cvt_" /* so that scanners of secrets know it */

static int token_make(struct secret **out, struct err *err)
{
	struct secret *random, *text = NULL;
	size_t start = strlen(TOKEN_START), len;
	int result = -1;

	if (secret_random(TOKEN_BYTES, &random, err) != 0)
		return -1;
	if (secret_base64url(random, &text, err) == 0 &&
	    secret_new(start + secret_len(text), out, err) == 0) {
		char *at = secret_fill(*out);
		const char *from = secret_reveal(text, &len);

		memcpy(at, TOKEN_START, start);
		memcpy(at + start, from, len);
		result = 0;
	}
	secret_free(random);
	secret_free(text);
	return result;
}

static int pieces_check(struct session *session, const char *pieces,
			struct err *err)
{
	struct catalog *catalog = session_catalog(session, err);
	const struct piece *piece;
	char name[128];

	while (catalog && pieces && *pieces) {
		size_t len = strcspn(pieces, "\n");

		snprintf(name, sizeof(name), "%.*s", (int)len, pieces);
		if (catalog_find(catalog, name, &piece, err) != 0)
			return -1;
		pieces += len + (pieces[len] != '\0');
	}
	return catalog ? 0 : -1;
}

int client_add(struct session *session, const struct client_draft *draft,
	       struct secret **token, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct client client = { .may_use = draft->may_use };
	char hash[TOKEN_HASH_TEXT], *name;
	int result = -1;

	if (!project || pieces_check(session, draft->pieces, err) != 0 ||
	    name_clean(draft->name, &name, err) != 0)
		return -1;
	client.name = name;
	client.pieces = draft->pieces ? draft->pieces : "";
	client.token_hash = hash;
	*token = NULL;
	if (token_make(token, err) == 0 && token_hash(*token, hash, err) == 0)
		result = project_client_add(project, &client, err);
	if (result != 0) {
		secret_free(*token);
		*token = NULL;
	}
	free(name);
	return result;
}

static int by_name(const void *a, const void *b)
{
	const struct client *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int client_list(struct session *session, struct clients *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project || project_clients(project, out, err) != 0)
		return -1;
	if (out->count)
		qsort(out->item, out->count, sizeof(*out->item), by_name);
	return 0;
}

int client_remove(struct session *session, const char *name, struct err *err)
{
	struct clients clients;
	int result = -1;

	if (!session_need_write(session, err) ||
	    client_list(session, &clients, err) != 0)
		return -1;
	for (size_t i = 0; i < clients.count && result != 0; i++)
		if (str_is(clients.item[i].name, name)) {
			result = project_client_remove(session->project,
						       &clients.item[i], err);
			clients_clear(&clients);
			return result;
		}
	clients_clear(&clients);
	err_set(err, ERR_ABSENT, "there is no client of that name");
	return err_hint(err, "connvault client list shows them");
}

const struct client *client_of(const struct clients *clients,
			       const struct secret *token)
{
	const struct client *found = NULL;
	struct err ignored = ERR_INIT;
	char hash[TOKEN_HASH_TEXT];

	if (token_hash(token, hash, &ignored) != 0)
		return NULL;
	/* Hashes of random tokens: comparing them tells nothing of either. */
	for (size_t i = 0; i < clients->count; i++)
		if (str_is(clients->item[i].token_hash, hash))
			found = &clients->item[i];
	return found;
}

bool client_may_see(const struct client *client, const char *piece)
{
	return !*client->pieces ||
	       str_has_line(client->pieces, piece, strlen(piece));
}
