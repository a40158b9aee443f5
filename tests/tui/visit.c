/* visit.c - the program visited: a home of its own for each test, a terminal */
#include "config.h"

#include "visit.h"

#include <sys/wait.h>
#include <unistd.h>

struct vt vt;
char visit_home[64];

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

void visit_ends(int code)
{
	int status = vt_status(&vt);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}
