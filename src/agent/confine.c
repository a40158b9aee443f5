/* confine.c - what the agent may touch: its vault, its state, certificates; and
 * which system calls it may make */
#include "agent/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/jail.h"
#include "base/path.h"
#include "base/where.h"
#include "ops/network.h"

/* The folder that path is in; the caller's. */
static char *folder_of(const char *path)
{
	char *folder = realpath(path, NULL);
	char *slash = folder ? strrchr(folder, '/') : NULL;

	if (slash)
		slash[slash == folder] = '\0';
	return folder;
}

/* It begins anew after it was locked: see begin_anew(). */
static char *folder_of_program(void)
{
	return folder_of("/proc/self/exe");
}

int confine(const struct agent *agent, struct err *err)
{
	char *vault = folder_of(session_path(agent->session));
	char *program = folder_of_program();
	char *state = NULL, *run = NULL, *config = NULL, *data = NULL;
	char *cache = NULL, *resolver = folder_of("/etc/resolv.conf");
	struct err ignored = ERR_INIT;
	struct network network;
	int result = -1;

	/* What is wrong with it is told when it is needed. */
	if (network_read(&network, &ignored) != 0)
		*network.ca_file = '\0';

	if (calls_load(err) == 0 && where_state("", &state, err) == 0 &&
	    path_make_parents(state, err) == 0 &&
	    where_runtime("", &run, err) == 0 &&
	    where_cache("", &cache, err) == 0 &&
	    path_make_parents(cache, err) == 0 &&
	    where_config("", &config, err) == 0 &&
	    path_make_parents(config, err) == 0 &&
	    where_installed("", &data, err) == 0) {
		const struct jail_rule rules[] = {
			{ JAIL_WRITE, vault },
			{ JAIL_WRITE, state },
			{ JAIL_WRITE, run },
			{ JAIL_WRITE, cache },
			{ JAIL_READ, config },
			{ JAIL_READ, data },
			{ JAIL_RUN, program },
			{ JAIL_RUN, "/usr" },
			{ JAIL_RUN, "/lib" },
			{ JAIL_RUN, "/lib64" },
			{ JAIL_READ, "/etc" },
			{ JAIL_WRITE, "/dev/null" },
			{ JAIL_READ, "/dev/urandom" },
			{ JAIL_READ, "/run/systemd/resolve" },
			{ JAIL_READ, resolver },
			{ JAIL_READ, "/var/lib/ca-certificates" },
			{ JAIL_READ, network.ca_file },
			{ JAIL_READ, agent->options.port.cert },
			{ JAIL_READ, agent->options.port.key },
			{ JAIL_RUN, "/nix/store" },
			{ JAIL_READ, "/sys/devices/system/cpu" },
		};

		result = jail_enter(rules, sizeof(rules) / sizeof(*rules), err);
	}
	if (result == 0)
		result = calls_limit(err);
	free(vault);
	free(program);
	free(state);
	free(run);
	free(config);
	free(data);
	free(cache);
	free(resolver);
	return result;
}
