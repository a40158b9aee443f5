/* inherit.c - LISTEN_PID and LISTEN_FDS, read and written */
#include "agent/inherit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
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
	else if (is_name(name, len, "tls") && out->is_anew) /* on loopback */
		out->tls[out->tls[0] >= 0] = fd;
	else if (is_name(name, len, "runner"))
		out->runner = fd;
	else if (out->agent < 0) /* one without a name, too */
		out->agent = fd;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

struct inherited inherit_take(void)
{
	struct inherited given = INHERITED_NONE;
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

/* To descriptors 3 and up, whatever stands there now; then their names. How
 * many there are. */
static int move(const struct inherited *given, struct str *names)
{
	const struct {
		const char *name;
		int fd;
	} all[] = {
		{ given->is_spawned ? SPAWNED : ANEW, given->agent },
		{ "api", given->api },
		{ "tls", given->tls[0] },
		{ "tls", given->tls[1] },
		{ "runner", given->runner },
	};
	int count = 0, aside[sizeof(all) / sizeof(*all)];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i].fd < 0)
			continue;
		str_addf(names, "%s%s", count ? ":" : "", all[i].name);
		aside[count++] = fcntl(all[i].fd, F_DUPFD_CLOEXEC,
				       FIRST + sizeof(all) / sizeof(*all));
	}
	for (int i = 0; i < count; i++)
		dup2(aside[i], FIRST + i);
	/* A lock that a job of cron holds, or a key that is read from a
	 * descriptor, is not for a process that stays for hours. */
	proc_close(FIRST + count, INT_MAX);
	return count;
}

void inherit_exec(const char *const *argv, const struct inherited *given)
{
	char *environment[ROOM], pid[48], fds[32];
	char *const *args = (char *const *)(uintptr_t)argv; /* not written */
	size_t count = environment_copy(environment);
	struct str names = STR_INIT;

	str_add(&names, "LISTEN_FDNAMES=");
	snprintf(fds, sizeof(fds), "LISTEN_FDS=%d", move(given, &names));
	snprintf(pid, sizeof(pid), "LISTEN_PID=%ld", (long)getpid());
	if (names.failed)
		return;
	environment[count++] = pid;
	environment[count++] = fds;
	environment[count++] = names.text;
	environment[count] = NULL;
#ifdef __linux__
	execve("/proc/self/exe", args, environment);
#else
	execve(PROGRAM_DIR "/connvault-program", args, environment);
#endif
}
