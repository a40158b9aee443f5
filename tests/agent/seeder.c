/* seeder.c - connections by OAuth, as if somebody had signed in to each
 *
 *	seeder PIECE COUNT LIFE
 *
 * In the usual vault, opened by $CONNVAULT_KEY_FILE. They are named "soak 0"
 *and up, their refresh tokens "made-up-first-0" and up; each expires in LIFE
 * seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/where.h"
#include "ops/app.h"
#include "ops/internal.h"
#include "ops/tokens.h"

static struct err err = ERR_INIT;

static void need(int result)
{
	if (result == 0)
		return;
	fprintf(stderr, "seeder: %s\n", err.msg);
	exit(1);
}

static void open_usual(struct session **out)
{
	struct secret *key;
	char *path;

	need(secret_init(&err));
	need(secret_init_sodium(&err));
	need(where_vault(NULL, &path, &err));
	need(session_open(path, false, out, &err));
	need(key_file_read(getenv("CONNVAULT_KEY_FILE"), &key, &err));
	need(session_unlock(*out, KEY_FILE, key, &err));
	need(session_project_open(*out, NULL, &err));
	secret_free(key);
	free(path);
}

static void add(struct session *session, const char *piece, size_t number,
		int64_t life)
{
	int64_t now = clock_now();
	char name[32], id[32], token[40];
	struct values values = VALUES_INIT;
	struct conn conn = { .name = name,
			     .external_id = id,
			     .piece = piece,
			     .app = APP_DEFAULT,
			     .auth = AUTH_OAUTH2,
			     .status = STATUS_ACTIVE,
			     .reason = REASON_OK,
			     .connected_at = now,
			     .expires_at = now + life,
			     .refresh_at = now + life / 2 };
	struct conn_change change = { .conn = &conn,
				      .values = &values,
				      .action = AUDIT_CREATE };

	snprintf(name, sizeof(name), "soak %zu", number);
	snprintf(id, sizeof(id), "soak_%zu", number);
	snprintf(token, sizeof(token), "made-up-first-%zu", number);
	need(values_set_bytes(&values, TOKEN_ACCESS, "made-up", 7, &err));
	need(values_set_bytes(&values, TOKEN_REFRESH, token, strlen(token),
			      &err));
	need(project_apply(session->project, &change, 1, &err));
	values_clear(&values);
}

int main(int argc, char **argv)
{
	struct session *session;

	if (argc != 4)
		return 2;
	open_usual(&session);
	for (size_t i = 0; i < strtoul(argv[2], NULL, 10); i++)
		add(session, argv[1], i, strtol(argv[3], NULL, 10));
	session_close(session);
	return 0;
}
