/* confine.c - what the agent may touch: its vault, its state, certificates; and
 * which system calls it may make */
#include "config.h" /* dladdr() */

#include "agent/internal.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/jail.h"
#include "base/path.h"
#include "base/xdg.h"
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

/* It begins anew after it was locked: see begin_anew(). What was started and
 * what was loaded need not be in one folder: see front/module.h. */
static char *folder_of_program(void)
{
	return folder_of("/proc/self/exe");
}

static char *folder_of_module(void)
{
	static const char here;
	Dl_info info;

	return dladdr(&here, &info) != 0 ? folder_of(info.dli_fname) : NULL;
}

int confine(const struct agent *agent, struct err *err)
{
	char *vault = folder_of(session_path(agent->session));
	char *program = folder_of_program(), *module = folder_of_module();
	char *state = NULL, *run = NULL, *config = NULL, *data = NULL;
	char *cache = NULL, *resolver = folder_of("/etc/resolv.conf");
	struct err ignored = ERR_INIT;
	struct network network;
	int result = -1;

	/* What is wrong with it is told when it is needed. */
	if (network_read(&network, &ignored) != 0)
		*network.ca_file = '\0';

	if (path_state("", &state, err) == 0 &&
	    path_make_parents(state, err) == 0 &&
	    path_runtime("", &run, err) == 0 &&
	    path_cache("", &cache, err) == 0 &&
	    path_make_parents(cache, err) == 0 &&
	    path_config("", &config, err) == 0 &&
	    path_make_parents(config, err) == 0 &&
	    path_installed("", &data, err) == 0) {
		const struct jail_rule rules[] = {
			{ JAIL_WRITE, vault },
			{ JAIL_WRITE, state },
			{ JAIL_WRITE, run },
			{ JAIL_WRITE, cache },
			{ JAIL_READ, config },
			{ JAIL_READ, data },
			{ JAIL_RUN, program },
			{ JAIL_READ, module },
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
	free(module);
	free(state);
	free(run);
	free(config);
	free(data);
	free(cache);
	free(resolver);
	return result;
}
