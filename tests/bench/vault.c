/* vault.c - make a vault with many connections */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ops/session.h"
#include "vault/vault.h"

#define BATCH  4000 /* connections in one transaction */
#define FIELDS 5

static const char *const words[] = {
	"Archive", "Billing", "Contact", "Deliver",
	"Exports", "Finance", "Reports", "Support"
};
static const char *const places[] = { "north", "south", "inner", "outer" };
static const char *const pieces[] = { "slack",	"hubspot", "stripe",
				      "github", "notion",  "zendesk" };
static const char *const fields[FIELDS] = { "api_key", "client_secret",
					    "password", "private_key",
					    "token" };

#define PICK(list, i) (list)[(i) % (sizeof(list) / sizeof((list)[0]))]

struct batch {
	struct conn conn[BATCH];
	struct conn_change change[BATCH];
	struct values values[BATCH];
	char name[BATCH][32], key[BATCH][32];
};

static int fill_values(struct values *values, size_t number, struct err *err)
{
	char text[41];

	for (size_t i = 0; i < FIELDS; i++) {
		snprintf(text, sizeof(text), "%040zx", number * FIELDS + i);
		if (values_set_bytes(values, fields[i], text, 40, err))
			return -1;
	}
	return 0;
}

static int fill(struct batch *batch, size_t i, size_t number, struct err *err)
{
	int64_t now = clock_now();

	snprintf(batch->name[i], sizeof(batch->name[i]), "%s %06zu %s",
		 PICK(words, number), number, PICK(places, number / 8));
	snprintf(batch->key[i], sizeof(batch->key[i]), "conn_%06zu", number);
	batch->conn[i] = (struct conn){
		.status = number % 7 ? STATUS_ACTIVE : STATUS_INACTIVE,
		.reason = number % 7 ? REASON_OK : REASON_REVOKED,
		.auth = AUTH_CUSTOM,
		.values = FIELDS,
		.name = batch->name[i],
		.external_id = batch->key[i],
		.piece = PICK(pieces, number),
		.account = "",
		.note = "",
		.tags = "",
		.scopes = "",
		.app = "",
		.error = "",
		.hosts = "",
		.since = now,
		.created_at = now,
		.connected_at = now - (int64_t)(number % 90) * 86400,
		.updated_at = now,
	};
	batch->values[i] = (struct values)VALUES_INIT;
	batch->change[i] = (struct conn_change){
		.conn = &batch->conn[i],
		.values = &batch->values[i],
		.action = AUDIT_CREATE,
	};
	return fill_values(&batch->values[i], number, err);
}

static int put_batch(struct project *project, struct batch *batch, size_t from,
		     size_t count, struct err *err)
{
	size_t i = 0;
	int result = 0;

	for (; i < count && !result; i++)
		result = fill(batch, i, from + i, err);
	if (!result)
		result = project_apply(project, batch->change, count, err);
	while (i--)
		values_clear(&batch->values[i]);
	return result;
}

static int put_all(struct vault *vault, size_t count, struct err *err)
{
	struct project *project = NULL;
	struct batch *batch = calloc(1, sizeof(*batch));
	int result = -1;

	if (!batch)
		return err_nomem(err);
	if (project_open(vault, "Default", &project, err))
		goto out;
	for (size_t from = 0; from < count; from += BATCH) {
		size_t left = count - from;

		if (put_batch(project, batch, from, left < BATCH ? left : BATCH,
			      err))
			goto out;
	}
	result = 0;
out:
	project_close(project);
	free(batch);
	return result;
}

int bench_vault(const char *path, const char *key, size_t count)
{
	struct err err = ERR_INIT;
	struct vault *vault = NULL;
	struct secret *secret = NULL, *recovery = NULL;
	int result = -1;

	if (!key_file_make(key, &secret, &err)) {
		struct unlock unlock = { KEY_FILE, secret };

		if (!vault_create(path, &unlock, "interactive", "Default",
				  &vault, &recovery, &err))
			result = put_all(vault, count, &err);
	}
	if (result)
		fprintf(stderr, "bench: %s\n", err.msg);
	vault_close(vault);
	secret_free(secret);
	secret_free(recovery);
	return result;
}
