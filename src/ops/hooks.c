/* hooks.c - on_inactive, on_recovered, on_expiring */
#include "ops/hooks.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/proc.h"
#include "base/where.h"

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
	return where_config(name, out, err);
}

static bool is_ours_alone(const struct stat *st)
{
	return st->st_uid == geteuid() && (st->st_mode & 022) == 0;
}

/* Who may write to the folder may put any program of ours there. */
static bool is_in_our_folder(const char *path)
{
	char *folder = strdup(path),
	     *slash = folder ? strrchr(folder, '/') : NULL;
	struct stat st;
	bool is_good;

	if (slash)
		*slash = '\0';
	is_good = slash && lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
		  is_ours_alone(&st);
	free(folder);
	return is_good;
}

/* 1: there is one, and it is ours. */
static int hook_check(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return 0;
	if (S_ISREG(st.st_mode) && is_ours_alone(&st) &&
	    (st.st_mode & 0100) != 0 && is_in_our_folder(path))
		return 1;
	err_set(err, ERR_FAILED, "%s is not run", path_shown(path).text);
	return err_hint(err, "it and its folder must be yours, and nobody else "
			     "may write them (chmod 700)");
}

int hook_look(enum hook_event event, struct err *err)
{
	char *path;

	if (hook_path(event, &path, err) != 0)
		return -1;

	int result = hook_check(path, err);

	free(path);
	return result;
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
	const struct proc proc = { .argv = argv,
				   .patience_ms = PATIENCE_MS,
				   .has_group = true };
	int result = hook_check(path, err);

	if (result == 1)
		result = proc_run(&proc, err);
	free(path);
	return result;
}
