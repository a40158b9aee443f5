/* exec.c - connvault exec */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/handover.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/hand.h"
#include "cli/start.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "env", 0, NULL,
	  "in variables, named as get --format env does it: every program "
	  "that it starts has them as well" },
	{ "file", 0, NULL,
	  "in files in memory ($XDG_RUNTIME_DIR), removed when it has ended" },
	{ "file-in", 0, "DIR", "the same in another folder, on a disk or not" },
	HAND_OPTIONS,
	OPT_END,
};

/* The connections of one run, and how they are handed over. */
struct exec {
	struct cli *cli;
	struct session *session;
	struct serve_plan plan;
	struct conn *conn;
	struct values *values;
	size_t count;
	struct start start;
};

/* -- one credential ------------------------------------------------------- */

/* CONNVAULT_FD_<ID>, and CONNVAULT_FD when there is one only. */
static int tell(struct exec *exec, const char *kind, const struct conn *conn,
		const char *text, struct err *err)
{
	char name[HAND_NAME], head[32];

	snprintf(head, sizeof(head), "CONNVAULT_%s", kind);
	if (exec->count == 1 &&
	    start_set_text(&exec->start, head, text, err) != 0)
		return -1;
	snprintf(head, sizeof(head), "CONNVAULT_%s_", kind);
	hand_name(head, conn->external_id, name);
	return start_set_text(&exec->start, name, text, err);
}

static int by_fd(struct exec *exec, const struct conn *conn,
		 const struct secret *json, struct err *err)
{
	char number[16];
	int fd;

	if (start_fd(&exec->start, json, &fd, err) != 0)
		return -1;
	snprintf(number, sizeof(number), "%d", fd);
	return tell(exec, "FD", conn, number, err);
}

static int by_file(struct exec *exec, const struct conn *conn,
		   const struct secret *json, struct err *err)
{
	char name[EXTERNAL_ID_MAX + 8], *path;

	snprintf(name, sizeof(name), "%s.json", conn->external_id);
	if (handover_file(&exec->start.folder, name, json, &path, err) != 0)
		return -1;

	int result = tell(exec, "FILE", conn, path, err);

	free(path);
	return result;
}

static int by_json(struct exec *exec, const struct conn *conn,
		   const struct values *values, struct err *err)
{
	struct secret *json;

	if (hand_json(values, &json, err) != 0)
		return -1;

	int result = (exec->start.folder.path ? by_file : by_fd)(exec, conn,
								 json, err);

	secret_free(json);
	return result;
}

/* Named as get --format env names them; of several, with the external id in
 * front. */
static int by_env(struct exec *exec, const struct conn *conn,
		  const struct values *values, struct err *err)
{
	char prefix[EXTERNAL_ID_MAX + 2] = "", name[HAND_NAME];

	if (exec->count > 1)
		snprintf(prefix, sizeof(prefix), "%s_", conn->external_id);
	for (size_t i = 0; i < values->count; i++) {
		hand_name(prefix, values->item[i].name, name);
		if (start_set(&exec->start, name, values->item[i].value, err) !=
		    0)
			return -1;
	}
	return 0;
}

/* -- all of them ----------------------------------------------------------- */

static int make_folder(struct exec *exec, struct err *err)
{
	const char *dir = cli_option(exec->cli, "file-in");
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (dir)
		return start_folder(&exec->start, dir, true, err);
	if (runtime && *runtime == '/')
		return start_folder(&exec->start, runtime, false, err);
	err_set(err, ERR_FAILED, "there is no XDG_RUNTIME_DIR to put files in");
	return err_hint(err, "without --file it needs none; --file-in /dev/shm "
			     "names another folder");
}

static int named_twice(const struct conn *conn, struct err *err)
{
	err_set(err, ERR_USAGE, "%.100s is named twice", conn->external_id);
	return err_hint(err, "by name or external id it is the same one: name "
			     "it once");
}

/* Everything that may be wrong before the first secret is read. */
static int find_all(struct exec *exec, struct err *err)
{
	const char *const *word = cli_operands(exec->cli, &exec->count);
	size_t count = exec->count;

	exec->conn = calloc(count, sizeof(*exec->conn));
	exec->values = calloc(count, sizeof(*exec->values));
	if (!exec->conn || !exec->values)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		if (conn_find(exec->session, word[i], &exec->conn[i], err) != 0)
			return -1;
		for (size_t j = 0; j < i; j++)
			if (memcmp(exec->conn[i].id, exec->conn[j].id,
				   OBJECT_ID) == 0)
				return named_twice(&exec->conn[i], err);
	}
	return 0;
}

/* With tokens refreshed, which may take a while. */
static int read_all(struct exec *exec, struct err *err)
{
	exec->plan.is_for_program = true;
	for (size_t i = 0; i < exec->count; i++)
		if (hand_values(exec->cli, exec->session, &exec->conn[i],
				&exec->plan, &exec->values[i], err) != 0)
			return -1;
	return 0;
}

static int hand_over(struct exec *exec, struct err *err)
{
	bool is_env = cli_has(exec->cli, "env");
	bool is_file =
		cli_has(exec->cli, "file") || cli_has(exec->cli, "file-in");

	if (is_file && make_folder(exec, err) != 0)
		return -1;
	for (size_t i = 0; i < exec->count; i++)
		if ((is_env ? by_env : by_json)(exec, &exec->conn[i],
						&exec->values[i], err) != 0)
			return -1;
	return 0;
}

static int prepare(struct exec *exec, struct err *err)
{
	if (cli_has(exec->cli, "env") &&
	    (cli_has(exec->cli, "file") || cli_has(exec->cli, "file-in"))) {
		err_set(err, ERR_USAGE, "--env and --file are two ways");
		return err_hint(err, "give one of them, or none for a "
				     "descriptor");
	}
	if (hand_plan(exec->cli, "exec", &exec->plan, err) != 0 ||
	    cli_project(exec->cli, &exec->session, err) != 0 ||
	    find_all(exec, err) != 0 || read_all(exec, err) != 0)
		return -1;
	return hand_over(exec, err);
}

static void forget(struct exec *exec)
{
	for (size_t i = 0; exec->conn && i < exec->count; i++)
		conn_clear(&exec->conn[i]);
	for (size_t i = 0; exec->values && i < exec->count; i++)
		values_clear(&exec->values[i]);
	free(exec->conn);
	free(exec->values);
	exec->conn = NULL;
	exec->values = NULL;
}

static int run(struct cli *cli, struct err *err)
{
	struct exec exec = { .cli = cli, .start = START_INIT };
	int result = prepare(&exec, err);

	forget(&exec);
	if (result == 0 && cli_has(cli, "env") && !cli_has(cli, "quiet"))
		fputs("connvault: secrets are in the environment, which every "
		      "program that is started has as well\n",
		      stderr);
	if (result == 0)
		result = start_run(cli, &exec.start, cli_rest(cli), err);
	start_clear(&exec.start);
	return result;
}

const struct cmd cmd_exec = {
	.name = "exec",
	.summary = "Run a program with credentials",
	.operands = "CONNECTION... -- COMMAND [ARGUMENT]...",
	.about =
		"For each connection the program inherits a file descriptor; "
		"one JSON object with the fields can be read there. Its number "
		"is in CONNVAULT_FD_ and the external id in upper case, all "
		"but letters and digits as _; for one connection in "
		"CONNVAULT_FD, too. With --file it is the path of a file, in "
		"CONNVAULT_FILE_ and CONNVAULT_FILE. Refresh tokens are not "
		"handed over. The vault is closed before the program runs. "
		"connvault waits, sends signals on and ends with the exit "
		"code of the program: 128 and the number when a signal ended "
		"it, 127 when there is no such program, 126 when it cannot be "
		"run. The program leaves no core file and cannot gain "
		"privileges: sudo does not work in it.",
	.option = options,
	.run = run,
};
