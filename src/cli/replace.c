/* replace.c - connvault replace */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/conn.h"
#include "ops/replace.h"

static const struct opt options[] = {
	{ "dry-run", 'n', NULL, "show what would change, write nothing" },
	OPT_END,
};

static void tell_why(const struct replace_file *file, bool is_written,
		     const struct err *err)
{
	char path[OUT_SAFE], text[OUT_SAFE];

	fprintf(stderr, "%s: %s", out_safe(path, file->path),
		is_written ? "" : "left as it is: ");
	fprintf(stderr, "%s\n", out_safe(text, err->msg));
	if (*err->hint)
		fprintf(stderr, "hint: %s\n", out_safe(text, err->hint));
}

/* Lines of a diff, each made safe. */
static int print_diff(const struct cli *cli, const struct replace_file *file,
		      struct err *err)
{
	char *diff = replace_diff(file), *rest = diff, *line;
	char path[OUT_SAFE];

	if (!diff)
		return err_nomem(err);
	cli_say(cli, "--- %s", out_safe(path, file->path));
	while ((line = strsep(&rest, "\n")) && (*line || rest)) {
		char *safe = term_safe_dup(line, strlen(line));

		if (safe)
			cli_say(cli, "%s", safe);
		free(safe);
	}
	free(diff);
	return 0;
}

/* What went wrong, of all files. */
struct outcome {
	size_t left, unsettled;
};

static int do_file(const struct cli *cli, struct session *session,
		   const struct replace_file *file, struct outcome *outcome,
		   struct err *err)
{
	struct err why = file->why;
	int result = -1;
	char path[OUT_SAFE];

	if (why.code == ERR_OK && print_diff(cli, file, err) != 0)
		return -1;
	if (why.code == ERR_OK && !cli_has(cli, "dry-run") &&
	    (result = replace_write(session, file, &why)) == 0)
		cli_say(cli, "Replaced in %s, %zu place%s.",
			out_safe(path, file->path), file->places,
			file->places == 1 ? "" : "s");
	if (why.code == ERR_OK)
		return 0;
	tell_why(file, result > 0, &why);
	outcome->left += result < 0;
	outcome->unsettled += result > 0;
	return 0;
}

/* Files that cannot be changed do not stop the others. */
static int do_files(const struct cli *cli, struct session *session,
		    const struct replace_plan *plan, struct err *err)
{
	struct outcome outcome = { .left = 0 };

	for (size_t i = 0; i < plan->count; i++)
		if (do_file(cli, session, &plan->file[i], &outcome, err) != 0)
			return -1;
	if (outcome.left)
		return err_set(err, ERR_CONFLICT,
			       "%zu of %zu file%s could not be changed",
			       outcome.left, plan->count,
			       plan->count == 1 ? "" : "s");
	if (outcome.unsettled)
		return err_set(err, ERR_FAILED,
			       "%zu of %zu file%s replaced, but with trouble",
			       outcome.unsettled, plan->count,
			       plan->count == 1 ? " is" : "s are");
	return 0;
}

static int run(struct cli *cli, struct err *err)
{
	struct conn old = { .version = 0 }, new = { .version = 0 };
	struct replace_plan plan = { .file = NULL };
	struct session *session;
	size_t count;
	const char *const *operands = cli_operands(cli, &count);
	int result = -1;

	if (cli_conn(cli, 0, &session, &old, err) != 0)
		return -1;
	if (cli_conn(cli, 1, &session, &new, err) == 0 &&
	    replace_plan(session, &old, &new, operands + 2, count - 2, &plan,
			 err) == 0)
		result = do_files(cli, session, &plan, err);
	replace_plan_clear(&plan);
	conn_clear(&old);
	conn_clear(&new);
	return result;
}

const struct cmd cmd_replace = {
	.name = "replace",
	.summary = "Use another connection in the files of flows",
	.operands = "OLD NEW [FLOW...]",
	.about = "Changes the source files of the flows that use OLD, or of "
		 "the flows named, so that they use NEW; shows what changes. "
		 "Each file stays beside it as .bak. A file that changed "
		 "since it was imported is left as it is.",
	.option = options,
	.run = run,
};
