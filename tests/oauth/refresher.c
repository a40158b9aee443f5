/* refresher.c - refreshing a connection in a process that can be killed */
#include "refresher.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/point.h"
#include "base/str.h"
#include "ops/refresh.h"

static const char *dies_at; /* in the child */
static int tells;

void __wrap_point(const char *name);
void __wrap_point(const char *name)
{
	if (tells > 0)
		dprintf(tells, "%s\n", name);
	if (str_is(name, dies_at))
		kill(getpid(), SIGKILL);
}

/* A process of its own: a vault is never kept across a fork. */
pid_t refresher_start(const struct fixture *at, const struct conn *conn,
		      const char *point, int told)
{
	char key[65], id[33], seen[24], to[12];
	const char *argv[] = { "refresher",	    at->path, key, id, seen, to,
			       point ? point : "-", NULL };

	hex_from(secret_reveal(at->key, NULL), 32, key);
	hex_from(conn->id, OBJECT_ID, id);
	snprintf(seen, sizeof(seen), "%lld", (long long)conn->secret_version);
	snprintf(to, sizeof(to), "%d", told);
	fflush(stdout);
	pid_t pid = fork();

	if (pid == 0) {
		execv("/proc/self/exe", (char *const *)argv);
		_exit(127);
	}
	return pid;
}

int refresher_wait(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* argv as refresher_start() makes it. */
static int refresh(char **argv)
{
	struct refresh_plan plan = { .is_forced = true };
	struct conn conn = { .secret_version = strtoll(argv[4], NULL, 10) };
	struct fixture at = { .folder = NULL };
	uint8_t key[32];
	struct refresh_result result;
	struct err err = ERR_INIT;

	str_copy(at.path, argv[1], sizeof(at.path));
	if (hex_to(argv[2], key, sizeof(key)) != 0 ||
	    hex_to(argv[3], conn.id, OBJECT_ID) != 0 ||
	    secret_from(key, sizeof(key), &at.key, &err) != 0)
		return 1;
	at.session = fixture_open(&at);
	tells = (int)strtol(argv[5], NULL, 10);
	dies_at = argv[6];
	int failed = refresh_conn(at.session, &conn, &plan, &result, &err);

	if (failed)
		fprintf(stderr, "# refresher: %s\n", err.msg);
	conn_clear(&conn);
	session_close(at.session);
	secret_free(at.key);
	if (failed)
		return 1;
	return result.outcome == REFRESH_DONE ||
			       result.outcome == REFRESH_BY_OTHER
		       ? REFRESHER_NEW
		       : 2;
}

void refresher_main(int argc, char **argv)
{
	if (argc == 7)
		exit(refresh(argv));
}
