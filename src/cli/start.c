/* start.c - the program of exec and template, and what it is given */
#include "cli/start.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/handover.h"
#include "base/str.h"
#include "base/where.h"

#define EXIT_NOT_RUN   126 /* as shells have it */
#define EXIT_NOT_THERE 127

/* -- variables ----------------------------------------------------------- */

/* What decides which programs and libraries are found, and how they behave: no
 * field of a credential may. */
static const char *const refused[] = {
	"PATH",	    "HOME",	"SHELL",      "IFS",	     "ENV",
	"BASH_ENV", "PERL5LIB", "PYTHONPATH", "NODE_OPTIONS"
};
static const char *const refused_heads[] = { "LD_", "DYLD_" };

static bool is_refused(const char *name)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (str_is(name, refused[i]))
			return true;
	for (size_t i = 0; i < sizeof(refused_heads) / sizeof(*refused_heads);
	     i++)
		if (str_starts(name, refused_heads[i]))
			return true;
	return false;
}

/* Is a text "NAME=..."? */
static bool is_named(const char *text, const char *name)
{
	size_t len = strcspn(text, "=");

	return len == strlen(name) && strncmp(text, name, len) == 0;
}

static bool is_there(const struct start *start, const char *name)
{
	for (size_t i = 0; i < start->envs; i++)
		if (is_named(secret_reveal(start->env[i], NULL), name))
			return true;
	return false;
}

/* "NAME=value" */
static int assignment(const char *name, const struct secret *value,
		      struct secret **out, struct err *err)
{
	size_t before = strlen(name), len;
	const void *bytes = secret_reveal(value, &len);

	if (memchr(bytes, '\0', len)) {
		err_set(err, ERR_FAILED, "a value with NUL is no variable");
		return err_hint(err, "hand it over without --env");
	}
	if (secret_new(before + 1 + len, out, err) != 0)
		return -1;
	char *at = secret_fill(*out);

	memcpy(at, name, before);
	at[before] = '=';
	memcpy(at + before + 1, bytes, len);
	return 0;
}

/* Takes what it is given. */
static int add(struct start *start, struct secret *text, struct err *err)
{
	struct secret **env =
		reallocarray(start->env, start->envs + 1, sizeof(*start->env));

	if (!env) {
		secret_free(text);
		return err_nomem(err);
	}
	start->env = env;
	start->env[start->envs++] = text;
	return 0;
}

static int set(struct start *start, const char *name,
	       const struct secret *value, struct err *err)
{
	struct secret *text;

	if (is_there(start, name)) {
		err_set(err, ERR_CONFLICT,
			"two values would be the variable "
			"%.100s",
			name);
		return err_hint(err, "run it with one connection at a time, "
				     "or without --env");
	}
	return assignment(name, value, &text, err) == 0 ? add(start, text, err)
							: -1;
}

int start_set(struct start *start, const char *name, const struct secret *value,
	      struct err *err)
{
	if (!is_refused(name))
		return set(start, name, value, err);
	err_set(err, ERR_USAGE,
		"a field would be the variable %.100s, which decides what a "
		"program does",
		name);
	return err_hint(err, "hand it over without --env");
}

int start_set_text(struct start *start, const char *name, const char *text,
		   struct err *err)
{
	struct secret *value;

	if (secret_from(text, strlen(text), &value, err) != 0)
		return -1;

	int result = set(start, name, value, err);

	secret_free(value);
	return result;
}

int start_fd(struct start *start, const struct secret *bytes, int *fd,
	     struct err *err)
{
	int *list = reallocarray(start->fd, start->fds + 1, sizeof(*list));

	if (!list)
		return err_nomem(err);
	start->fd = list;
	if (handover_fd(bytes, fd, err) != 0)
		return -1;
	start->fd[start->fds++] = *fd;
	return 0;
}

void start_tidy(void)
{
	const char *runtime = where_env("XDG_RUNTIME_DIR");

	if (runtime)
		handover_left(runtime, true);
}

int start_folder(struct start *start, const char *dir, bool any_disk,
		 struct err *err)
{
	child_hold(&start->run);
	return handover_folder_new(dir, any_disk, &start->folder, err);
}

/* -- running ------------------------------------------------------------- */

static void wipe(struct start *start)
{
	for (size_t i = 0; i < start->envs; i++)
		secret_free(start->env[i]);
	for (size_t i = 0; i < start->fds; i++)
		close(start->fd[i]);
	free(start->env);
	free(start->fd);
	start->env = NULL;
	start->fd = NULL;
	start->envs = start->fds = 0;
}

void start_clear(struct start *start)
{
	wipe(start);
	handover_folder_end(&start->folder);
	child_release(&start->run);
}

int start_run(struct cli *cli, struct start *start, const char *const *argv,
	      struct err *err)
{
	struct child child = { .argv = argv,
			       .env = start->env,
			       .envs = start->envs,
			       .fd = start->fd,
			       .fds = start->fds };

	cli_close(cli);
	secret_give_way();
	if (!start->run.is_held)
		child_hold(&start->run);
	if (child_start(&child, &start->run, err) != 0) {
		cli_exit_with(cli, err->code == ERR_ABSENT ? EXIT_NOT_THERE
							   : EXIT_NOT_RUN);
		return -1;
	}
	wipe(start);
	cli_exit_with(cli, child_wait(&start->run));
	return 0;
}
