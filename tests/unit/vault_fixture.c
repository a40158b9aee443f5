/* vault_fixture.c - a temporary vault for the tests of operations */
#include "vault_fixture.h"

int fixture_setup(void **state)
{
	struct fixture *at = calloc(1, sizeof(*at));
	struct secret *recovery = NULL;
	struct err err = ERR_INIT;

	assert_non_null(at);
	at->folder = folder_make();
	setenv("HOME", at->folder, 1);
	setenv("XDG_STATE_HOME", at->folder, 1);
	setenv("XDG_CONFIG_HOME", at->folder, 1);
	setenv("XDG_CACHE_HOME", at->folder, 1);
	unsetenv("CONNVAULT_PROJECT");
	snprintf(at->path, sizeof(at->path), "%s/vault.db", at->folder);
	assert_ok(secret_random(32, &at->key, &err));
	struct session_plan plan = {
		.path = at->path,
		.kind = KEY_FILE,
		.key = at->key,
		.project = "Acme",
	};
	assert_ok(session_create(&plan, &at->session, &recovery, &err));
	secret_free(recovery);
	*state = at;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *at = *state;

	session_close(at->session);
	secret_free(at->key);
	folder_remove(at->folder);
	free(at);
	return 0;
}

struct session *fixture_open(const struct fixture *at)
{
	struct session *session = NULL;
	struct err err = ERR_INIT;

	assert_ok(session_open(at->path, false, &session, &err));
	assert_ok(session_unlock(session, KEY_FILE, at->key, &err));
	assert_ok(session_project_open(session, NULL, &err));
	return session;
}

void fixture_file(const struct fixture *at, const char *name, const char *text,
		  char *out)
{
	snprintf(out, 128, "%s/%s", at->folder, name);
	FILE *file = fopen(out, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	fclose(file);
}
