/* hooks.c - on_inactive, on_recovered, on_expiring */
#include "ops/hooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/proc.h"

#define PATIENCE_MS 30000

static const char *const names[HOOK_EVENTS] = {
	[HOOK_INACTIVE] = "inactive",
	[HOOK_RECOVERED] = "recovered",
	[HOOK_EXPIRING] = "expiring",
};

const char *hook_event_name(enum hook_event event)
{
	return names[event];
}

static int hook_path(enum hook_event event, char **out, struct err *err)
{
	char name[64];

	snprintf(name, sizeof(name), "hooks/on_%s", names[event]);
	return path_config(name, out, err);
}

/* 1: there is one, and it is ours. */
static int hook_check(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return 0;
	if (S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 022) == 0 && (st.st_mode & 0100) != 0)
		return 1;
	err_set(err, ERR_FAILED, "%s is not run", path_shown(path).text);
	return err_hint(err, "it must be a program of yours that nobody else "
			     "may write (chmod 700)");
}

int hook_run(const struct hook_call *call, struct err *err)
{
	char *path;

	if (hook_path(call->event, &path, err) != 0)
		return -1;

	const char *const argv[] = { path,	    names[call->event],
				     call->project, call->external_id,
				     call->name,    call->piece,
				     call->text,    NULL };
	const struct proc proc = { .argv = argv, .patience_ms = PATIENCE_MS };
	int result = hook_check(path, err);

	if (result == 1)
		result = proc_run(&proc, err);
	free(path);
	return result;
}
