/* inherit.c - LISTEN_PID and LISTEN_FDS, read and written */
#include "agent/inherit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

extern char **environ;

#define FIRST 3 /* SD_LISTEN_FDS_START */
#define ROOM  64
#define OWN   3 /* variables of ours in that */

/* Names of the agent's socket that say who passed it on. */
#define SPAWNED "spawned"
#define ANEW	"anew"

/* -- taken ---------------------------------------------------------------- */

static long number_of(const char *variable)
{
	const char *text = getenv(variable);

	return text ? strtol(text, NULL, 10) : 0;
}

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

static void take(struct inherited *out, const char *name, size_t len, int fd)
{
	out->is_spawned |= is_name(name, len, SPAWNED);
	out->is_anew |= is_name(name, len, ANEW);
	if (is_name(name, len, "api"))
		out->api = fd;
	else if (out->agent < 0) /* one without a name, too */
		out->agent = fd;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

struct inherited inherit_take(void)
{
	struct inherited given = { .agent = -1, .api = -1 };
	long count = number_of("LISTEN_PID") == (long)getpid()
			     ? number_of("LISTEN_FDS")
			     : 0;
	const char *names = getenv("LISTEN_FDNAMES");
	const char *name = names ? names : "";

	for (long i = 0; i < count; i++) {
		size_t len = strcspn(name, ":");

		take(&given, name, len, FIRST + (int)i);
		name += len + (name[len] != '\0');
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return given;
}

/* -- passed on ------------------------------------------------------------ */

/* What an agent needs of the environment; LD_PRELOAD and the like stay out. */
static const char *const kept[] = { "HOME", "PATH",    "LANG",
				    "TZ",   "LC_",     "XDG_",
				    "USER", "LOGNAME", "CONNVAULT_DATA" };

static bool is_kept(const char *entry)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		size_t len = strlen(kept[i]);

		if (strncmp(entry, kept[i], len) == 0 &&
		    (kept[i][len - 1] == '_' || entry[len] == '='))
			return true;
	}
	return false;
}

static size_t environment_copy(char *out[ROOM])
{
	size_t count = 0;

	for (char **at = environ; *at && count < ROOM - OWN - 1; at++)
		if (is_kept(*at))
			out[count++] = *at;
	return count;
}

/* To descriptors 3 and 4, whatever stands there now; how many. */
static int move(const struct inherited *given)
{
	int agent = fcntl(given->agent, F_DUPFD_CLOEXEC, FIRST + 2);
	int api = given->api < 0
			  ? -1
			  : fcntl(given->api, F_DUPFD_CLOEXEC, FIRST + 2);

	dup2(agent, FIRST);
	if (api < 0)
		return 1;
	dup2(api, FIRST + 1);
	return 2;
}

void inherit_exec(char *const *argv, const struct inherited *given)
{
	char *environment[ROOM], pid[48], fds[32], names[48];
	size_t count = environment_copy(environment);
	int moved = move(given);

	snprintf(pid, sizeof(pid), "LISTEN_PID=%ld", (long)getpid());
	snprintf(fds, sizeof(fds), "LISTEN_FDS=%d", moved);
	snprintf(names, sizeof(names), "LISTEN_FDNAMES=%s%s",
		 given->is_spawned ? SPAWNED : ANEW, moved == 2 ? ":api" : "");
	environment[count++] = pid;
	environment[count++] = fds;
	environment[count++] = names;
	environment[count] = NULL;
#ifdef __linux__
	execve("/proc/self/exe", argv, environment);
#else
	execve(PROGRAM, argv, environment);
#endif
}
