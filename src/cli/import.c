/* import.c - connvault import */
#include "ops/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cJSON.h>

#include "base/path.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"

#define FILE_MAX  ((size_t)65 * 1024 * 1024)
#define MAPS_MAX  1000
#define FORMATS	  "auto|export|env|json|csv|pass|n8n"
#define CONFLICTS "skip|overwrite|fail|rename"

static const struct opt options[] = {
	{ "format", 0, FORMATS, "what FILE is, when it is not recognised" },
	{ "on-conflict", 0, CONFLICTS,
	  "what is done about a row whose external id or name is there "
	  "already (skip)" },
	{ "dry-run", 'n', NULL, "tell what would be done, and do nothing" },
	{ "piece", 0, "PIECE", "of the rows that do not say" },
	{ "map", 0, "KEY=PIECE.FIELD[:NAME]",
	  "which field of which connection a variable, or the first line of "
	  "an entry of pass, is; may be repeated" },
	{ "from-passphrase-fd", 0, "N",
	  "read the passphrase of a sealed FILE from file descriptor N" },
	{ "made-by", 0, "KEY",
	  "refuse FILE unless it is sealed to public keys, and made by who has "
	  "this one" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "OUTCOME" },
	{ .title = "PIECE" },
	{ .title = "NAME", .shrinks = true },
	{ .title = "EXTERNAL ID" },
	{ .title = "IN THE FILE", .shrinks = true },
	{ .title = "WHY", .shrinks = true },
};

struct source {
	struct moved *moved;
	struct import_maker maker;
	bool is_clear; /* a file that anybody reads who can open it */
};

/* -- reading --------------------------------------------------------------- */

/* Others may have read it meanwhile. */
static void warn_open(const struct cli *cli, const char *path, int fd)
{
	char shown[OUT_SAFE];
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & (S_IRGRP | S_IROTH)) && !cli_has(cli, "quiet"))
		fprintf(stderr,
			"connvault: others can read %s, and may have done so\n"
			"hint: chmod 600 it, and replace the credentials in it "
			"when they are worth it\n",
			out_safe(shown, path));
}

static int read_bytes(const char *path, int *fd, struct secret **out,
		      struct err *err)
{
	*fd = str_is(path, "-") ? STDIN_FILENO
				: open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd < 0)
		return err_sys(err, errno == ENOENT ? ERR_ABSENT : ERR_IO,
			       "cannot read %.100s", path);
	return ask_all(*fd, FILE_MAX,
		       *fd == STDIN_FILENO ? "standard input" : path, out, err);
}

static int unseal_phrase(const struct cli *cli, const struct secret *bytes,
			 struct secret **text, struct err *err)
{
	const char *fd = cli_option(cli, "from-passphrase-fd");
	struct secret *passphrase;

	if ((fd ? ask_fd(fd, &passphrase, err)
		: ask_secret("Passphrase of the file: ", &passphrase, err)) !=
	    0) {
		if (!fd && err->code == ERR_LOCKED)
			err_hint(err, "give it with --from-passphrase-fd N");
		return -1;
	}

	int result = import_unseal(bytes, passphrase, text, err);

	secret_free(passphrase);
	return result;
}

static int unseal(const struct cli *cli, struct session *session,
		  struct secret **bytes, struct source *out, struct err *err)
{
	struct secret *text;

	if (import_is_to_members(*bytes)
		    ? import_unseal_as(session, *bytes,
				       cli_option(cli, "made-by"), &text,
				       &out->maker, err)
		    : unseal_phrase(cli, *bytes, &text, err))
		return -1;
	secret_free(*bytes);
	*bytes = text;
	return 0;
}

/* Anybody may have made what is not sealed to public keys. */
static int check_maker(const struct cli *cli, bool is_known, struct err *err)
{
	if (is_known || !cli_has(cli, "made-by"))
		return 0;
	err_set(err, ERR_USAGE, "nothing in the file proves who made it");
	return err_hint(err, "have it made with connvault export --to, or "
			     "leave out --made-by");
}

static int read_text(const struct cli *cli, struct session *session,
		     const char *path, int fd, struct secret **bytes,
		     struct source *out, struct err *err)
{
	bool is_sealed = import_is_sealed(*bytes);

	if (check_maker(cli, import_is_to_members(*bytes), err) != 0 ||
	    (is_sealed && unseal(cli, session, bytes, out, err) != 0) ||
	    import_read(*bytes, cli_option(cli, "format"), &out->moved, err) !=
		    0)
		return -1;
	out->is_clear = !is_sealed && import_has_secrets(out->moved);
	if (out->is_clear)
		warn_open(cli, path, fd);
	return 0;
}

static int read_file(const struct cli *cli, struct session *session,
		     const char *path, struct source *out, struct err *err)
{
	struct secret *bytes = NULL;
	int fd, result = read_bytes(path, &fd, &bytes, err);

	if (result == 0)
		result = read_text(cli, session, path, fd, &bytes, out, err);
	secret_free(bytes);
	if (fd > STDIN_FILENO)
		close(fd);
	return result;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int read_pass(const struct cli *cli, const char *path,
		     struct source *out, struct err *err)
{
	const char *format = cli_option(cli, "format");

	if (check_maker(cli, false, err) != 0)
		return -1;
	if (format && !str_is(format, "pass") && !str_is(format, "auto")) {
		err_set(err, ERR_USAGE, "%.100s is a folder", path);
		return err_hint(err, "only a password store is one: --format "
				     "pass");
	}
	return import_read_pass(path, &out->moved, err);
}

/* Without FILE it is the store that pass uses. */
static int find_store(char **out, struct err *err)
{
	const char *store = getenv("PASSWORD_STORE_DIR");
	const char *home = getenv("HOME");
	struct str path = STR_INIT;

	if (store && *store)
		str_add(&path, store);
	else
		str_addf(&path, "%s/.password-store", home ? home : "");
	*out = str_take(&path);
	return *out ? 0 : err_nomem(err);
}

static int read_any(const struct cli *cli, struct session *session,
		    struct source *out, struct err *err)
{
	const char *path = cli_operand(cli, 0);
	char *store;

	if (path)
		return is_folder(path)
			       ? read_pass(cli, path, out, err)
			       : read_file(cli, session, path, out, err);
	if (!str_is(cli_option(cli, "format"), "pass")) {
		err_set(err, ERR_USAGE, "import needs a FILE");
		return err_hint(err, "\"-\" is standard input; --format pass "
				     "needs none");
	}
	if (find_store(&store, err) != 0)
		return -1;

	int result = read_pass(cli, store, out, err);

	free(store);
	return result;
}

/* -- telling --------------------------------------------------------------- */

struct telling {
	const struct import_maker *maker;
	cJSON *array; /* with --json */
	struct table *table;
};

static void tell_json(const struct telling *telling,
		      const struct import_row_report *report)
{
	const struct import_maker *maker = telling->maker;
	cJSON *row = cJSON_CreateObject();
	const struct err *why = report->why;

	out_json_text(row, "outcome", import_outcome_name(report->outcome));
	out_json_text(row, "what", report->what);
	out_json_text(row, "where", report->where);
	out_json_text(row, "piece", report->piece);
	out_json_text(row, "name", report->name);
	out_json_text(row, "external_id", report->external_id);
	out_json_text(row, "why", why ? why->msg : "");
	out_json_text(row, "hint", why ? why->hint : "");
	out_json_text(row, "remark", report->remark);
	out_json_text(row, "made_by", maker->key ? maker->key : "");
	cJSON_AddBoolToObject(row, "made_by_member", maker->is_member);
	cJSON_AddItemToArray(telling->array, row);
}

static enum style style_of(enum import_outcome outcome)
{
	return outcome == IMPORT_FAILED	   ? STYLE_BAD
	       : outcome == IMPORT_SKIPPED ? STYLE_WARN
					   : STYLE_PLAIN;
}

static void tell_row(const struct import_row_report *report, void *arg)
{
	struct telling *telling = arg;
	const struct err *why = report->why;
	bool is_app = str_is(report->what, "OAuth app");

	if (telling->array) {
		tell_json(telling, report);
		return;
	}
	table_add(telling->table, import_outcome_name(report->outcome),
		  style_of(report->outcome));
	table_add(telling->table, report->piece, STYLE_PLAIN);
	table_add(telling->table, report->name, STYLE_PLAIN);
	table_add(telling->table, is_app ? "OAuth app" : report->external_id,
		  STYLE_PLAIN);
	table_add(telling->table, report->where, STYLE_PLAIN);
	if (why && *why->hint)
		table_addf(telling->table, "%s: %s", why->msg, why->hint);
	else
		table_add(telling->table, why ? why->msg : report->remark,
			  STYLE_PLAIN);
}

static void tell_maker(const struct cli *cli, const struct import_maker *maker)
{
	if (maker->is_self)
		cli_say(cli, "The file was made by yourself.");
	else if (maker->key)
		cli_say(cli, "The file was made by %s, %s of this project.",
			maker->key,
			maker->is_member ? "a member" : "who is no member");
}

static void tell_end(const struct cli *cli, const struct source *source,
		     const size_t counts[IMPORT_OUTCOMES])
{
	const char *path = cli_operand(cli, 0);
	char shown[OUT_SAFE];
	bool is_dry = cli_has(cli, "dry-run");

	cli_say(cli,
		"%s: %zu added, %zu overwritten, %zu renamed, %zu skipped, "
		"%zu failed%s",
		import_kind(source->moved), counts[IMPORT_ADDED],
		counts[IMPORT_OVERWRITTEN], counts[IMPORT_RENAMED],
		counts[IMPORT_SKIPPED], counts[IMPORT_FAILED],
		is_dry ? "; nothing was changed (--dry-run)" : "");
	tell_maker(cli, &source->maker);
	if (is_dry || !source->is_clear || str_is(path, "-") ||
	    cli_has(cli, "quiet"))
		return;
	fprintf(stderr,
		"hint: %s still holds the credentials: delete it once "
		"everything is in\n",
		out_safe(shown, path));
}

static int print_rows(const struct cli *cli, struct telling *telling,
		      struct err *err)
{
	int result = telling->array ? out_json_rows(telling->array, err)
				    : table_print(telling->table, cli, err);

	telling->array = NULL;
	telling->table = NULL;
	return result;
}

static int finish(const struct cli *cli, const size_t counts[IMPORT_OUTCOMES],
		  struct err *err)
{
	const char *others = "";
	size_t all = 0;

	if (counts[IMPORT_FAILED] == 0)
		return 0;
	if (!cli_has(cli, "dry-run") && counts[IMPORT_ADDED] > 0)
		others = "; what was added is in, and is skipped the next "
			 "time";
	for (int i = 0; i < IMPORT_OUTCOMES; i++)
		all += counts[i];
	err_set(err, ERR_FAILED, "%zu of %zu rows could not be imported",
		counts[IMPORT_FAILED], all);
	return err_hint(err, "WHY says what to do about each%s", others);
}

/* -- the command ----------------------------------------------------------- */

static enum import_conflict conflict_of(const struct cli *cli)
{
	const char *word = cli_option(cli, "on-conflict");

	return str_is(word, "overwrite") ? IMPORT_OVERWRITE
	       : str_is(word, "fail")	 ? IMPORT_FAIL
	       : str_is(word, "rename")	 ? IMPORT_RENAME
					 : IMPORT_SKIP;
}

static int import(struct cli *cli, struct session *session,
		  const struct source *source, struct err *err)
{
	const char *map[MAPS_MAX];
	struct import_plan plan = {
		.on_conflict = conflict_of(cli),
		.is_dry = cli_has(cli, "dry-run"),
		.piece = cli_option(cli, "piece"),
		.map = map,
	};
	struct telling telling = { .maker = &source->maker };
	size_t counts[IMPORT_OUTCOMES];
	int result = -1;

	while (plan.maps < MAPS_MAX &&
	       (map[plan.maps] = cli_option_at(cli, "map", plan.maps)))
		plan.maps++;
	if (cli_has(cli, "json"))
		telling.array = cJSON_CreateArray();
	else
		telling.table = table_new(columns, 6);
	if (!telling.array && !telling.table)
		return err_nomem(err);
	if (import_run(session, source->moved, &plan, tell_row, &telling,
		       counts, err) == 0 &&
	    print_rows(cli, &telling, err) == 0) {
		tell_end(cli, source, counts);
		result = finish(cli, counts, err);
	}
	cJSON_Delete(telling.array);
	table_free(telling.table);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	struct source source = { .moved = NULL };
	int result = -1;

	if (cli_project(cli, &session, err) == 0 &&
	    read_any(cli, session, &source, err) == 0)
		result = import(cli, session, &source, err);
	import_free(source.moved);
	free(source.maker.key);
	return result;
}

const struct cmd cmd_import = {
	.name = "import",
	.summary =
		"Read connections from a file of somebody else, or an export",
	.operands = "[FILE]",
	.about =
		"FILE is an export of connvault, plain or sealed, to a "
		"passphrase or to this vault; .env; a "
		"table as JSON or CSV with the columns piece, name, "
		"external_id, auth, tags, note, rotate_by and the fields by "
		"their names (in JSON they are in \"fields\"); the "
		"folder of a store of pass, whose entries pass itself opens; "
		"or what n8n export:credentials --decrypted writes. \"-\" is "
		"standard input. Each row is reported. What can be imported "
		"is imported at once or, when that fails, not at all. The exit "
		"code is 1 when a row failed, and 8 when --on-conflict fail "
		"met one that is there already: nothing is changed then. "
		"overwrite keeps id, external id, name and flows; the "
		"credential that was there is gone for good, as after "
		"reconnect, so look at --dry-run first, or make a backup. What "
		"was added is taken back with delete. FILE stays as it is: "
		"delete it when it holds secrets.",
	.option = options,
	.run = run,
};
