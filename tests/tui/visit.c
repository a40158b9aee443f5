/* visit.c - the program visited: a home of its own for each test, a terminal */
#include "config.h"

#include "visit.h"

#include "base/path.h"

#include <sys/wait.h>
#include <unistd.h>

struct vt vt;
char visit_home[64];
const char *visit_env[4];

const char *visit_program(void)
{
	const char *path = getenv("CONNVAULT");

	return path ? path : "./connvault";
}

/* A visit_home of its own for each test. */
int visit_setup(void **state)
{
	(void)state;
	snprintf(visit_home, sizeof(visit_home), "/tmp/connvault-tui-XXXXXX");
	assert_non_null(mkdtemp(visit_home));
	setenv("HOME", visit_home, 1);
	setenv("XDG_RUNTIME_DIR", visit_home, 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("CONNVAULT_VAULT");
	unsetenv("CONNVAULT_KEY_FILE");
	unsetenv("CONNVAULT_PROJECT");
	unsetenv("NO_COLOR");
	unsetenv("TMUX");
	setenv("TZ", "UTC", 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	vt.vterm = NULL;
	return 0;
}

int visit_teardown(void **state)
{
	const char *const rm[] = { "rm", "-rf", visit_home, NULL };
	char out[256];

	(void)state;
	if (vt.vterm)
		vt_stop(&vt);
	vt.vterm = NULL;
	return run(NULL, rm, out, sizeof(out));
}

void visit_start(int rows, int cols, const char *const *env, const char *option)
{
	const char *const argv[] = { visit_program(), option, NULL };

	vt_start(&vt, rows, cols, env, argv);
}

void visit_demo(int rows, int cols)
{
	visit_start(rows, cols, NULL, "--demo");
	vt_expect(&vt, "14");
}

#define WORDS_MAX 16

void visit_command(const char *const *words, char *out, size_t size)
{
	const char *argv[WORDS_MAX + 2] = { visit_program() };

	for (size_t i = 0; words[i] && i < WORDS_MAX; i++)
		argv[i + 1] = words[i];
	int status = run(visit_env, argv, out, size);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("connvault %s: %s", words[0], out);
}

void visit_vault(void)
{
	static char vault[96], key[96];
	const char *file = key + strlen("CONNVAULT_KEY_FILE=");
	const char *const init[] = { "init", "--new-key-file", file, NULL };
	char out[4096];

	snprintf(vault, sizeof(vault), "CONNVAULT_VAULT=%s/vault.db",
		 visit_home);
	snprintf(key, sizeof(key), "CONNVAULT_KEY_FILE=%s/key", visit_home);
	visit_env[0] = vault;
	visit_env[1] = NULL;
	visit_command(init, out, sizeof(out));
	visit_env[1] = key;
}

void visit_make(const char *name)
{
	char secret[96], out[4096];
	const char *const create[] = { "create", "--piece", "stripe",
				       "--name", name,	    "--secret-file",
				       secret,	 NULL };

	snprintf(secret, sizeof(secret), "api_key=%s/secret", visit_home);
	FILE *file = fopen(secret + strlen("api_key="), "w");
	assert_non_null(file);
	fputs("old", file);
	fclose(file);
	visit_command(create, out, sizeof(out));
}

void visit_configure(const char *text)
{
	char path[128];
	struct err err = ERR_INIT;

	snprintf(path, sizeof(path), "%s/.config/connvault/config", visit_home);
	assert_ok(path_make_parents(path, &err));
	assert_ok(file_write_atomic(path, text, strlen(text), &err));
}

void visit_ends(int code)
{
	int status = vt_status(&vt);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}
