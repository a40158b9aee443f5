/* slot.c - connvault slot list, add, remove */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/once.h"

#define SHORT_ID 4 /* bytes of an id that are shown */

static const struct opt add_options[] = {
	{ "passphrase", 0, NULL, "asked for twice" },
	{ "new-passphrase-fd", 0, "N",
	  "a passphrase, read from file descriptor N" },
	{ "new-key-file", 0, "FILE", "make a key file there" },
	{ "recovery", 0, NULL, "another recovery code, printed once" },
	{ "kdf", 0, "interactive|moderate|sensitive",
	  "how much work one guess of the passphrase is" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "ID" },	   { .title = "KIND" },
	{ .title = "CREATED ON" }, { .title = "MEMORY", .right = true },
	{ .title = "USED NOW" },
};

static int print_json(const struct slot_info *slot, size_t count,
		      struct err *err)
{
	cJSON *array = cJSON_CreateArray();
	char id[2 * OBJECT_ID + 1];

	for (size_t i = 0; i < count; i++) {
		cJSON *row = cJSON_CreateObject();

		hex_from(slot[i].id, OBJECT_ID, id);
		out_json_text(row, "id", id);
		out_json_text(row, "kind", slot[i].kind);
		out_json_time(row, "created_at", slot[i].created_at);
		cJSON_AddNumberToObject(row, "passes", (double)slot[i].passes);
		cJSON_AddNumberToObject(row, "memory", (double)slot[i].memory);
		cJSON_AddBoolToObject(row, "current", slot[i].is_current);
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int print_table(const struct cli *cli, const struct slot_info *slot,
		       size_t count, struct err *err)
{
	struct table *table = table_new(columns, 5);
	char id[2 * SHORT_ID + 1], created[CLOCK_TEXT];

	for (size_t i = 0; i < count; i++) {
		hex_from(slot[i].id, SHORT_ID, id);
		clock_local(slot[i].created_at, created);
		table_add(table, id, STYLE_PLAIN);
		table_add(table, slot[i].kind, STYLE_PLAIN);
		table_add(table, created, STYLE_PLAIN);
		if (slot[i].memory)
			table_addf(table, "%llu MiB",
				   (unsigned long long)slot[i].memory >> 20);
		else
			table_add(table, "", STYLE_PLAIN);
		table_add(table, slot[i].is_current ? "*" : "", STYLE_GOOD);
	}
	return table_print(table, cli, err);
}

static int run_list(struct cli *cli, struct err *err)
{
	struct session *session;
	struct slot_info *slot;
	size_t count;
	int result;

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_slots(session, &slot, &count, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		result = print_json(slot, count, err);
	else
		result = print_table(cli, slot, count, err);
	free(slot);
	return result;
}

/* Which kind is wanted; 0 and *err unless exactly one. */
static enum key_kind wanted_kind(const struct cli *cli, struct err *err)
{
	bool passphrase =
		cli_has(cli, "passphrase") || cli_has(cli, "new-passphrase-fd");
	bool file = cli_has(cli, "new-key-file");
	bool recovery = cli_has(cli, "recovery");

	if (passphrase + file + recovery == 1)
		return passphrase ? KEY_PASSPHRASE
		       : file	  ? KEY_FILE
				  : KEY_RECOVERY;
	err_set(err, ERR_USAGE,
		"slot add needs one of --passphrase, "
		"--new-key-file FILE and --recovery");
	err_hint(err, "connvault slot add --help shows what each is");
	return 0;
}

static int new_key(const struct cli *cli, enum key_kind kind,
		   struct secret **key, struct err *err)
{
	const char *fd = cli_option(cli, "new-passphrase-fd");

	*key = NULL;
	if (kind == KEY_FILE)
		return key_file_make(cli_option(cli, "new-key-file"), key, err);
	if (kind == KEY_RECOVERY)
		return 0;
	if (fd) {
		if (ask_fd(fd, key, err) != 0)
			return -1;
		ask_advise(*key);
		return 0;
	}
	if (ask_new_passphrase("New passphrase: ", key, err) == 0)
		return 0;
	if (err->code == ERR_LOCKED)
		err_hint(err, "give --new-passphrase-fd N");
	return -1;
}

static int add(const struct cli *cli, struct session *session,
	       enum key_kind kind, struct err *err)
{
	struct secret *key, *code = NULL;

	if (new_key(cli, kind, &key, err) != 0)
		return -1;

	int result = session_slot_add(session, kind, key,
				      cli_option(cli, "kdf"), &code, err);

	secret_free(key);
	if (result != 0) {
		if (kind == KEY_FILE)
			unlink(cli_option(cli, "new-key-file"));
		return -1;
	}
	if (kind == KEY_RECOVERY)
		result = once_recovery(cli, code, err);
	else
		result = out_result(
			cli, "added",
			kind == KEY_FILE ? "key file" : "passphrase", err,
			"Added. connvault slot list shows all.");
	secret_free(code);
	return result;
}

static int run_add(struct cli *cli, struct err *err)
{
	enum key_kind kind = wanted_kind(cli, err);
	struct session *session;

	if (!kind || cli_unlocked(cli, &session, err) != 0)
		return -1;
	return add(cli, session, kind, err);
}

static bool has_recovery(struct session *session)
{
	struct err ignored = ERR_INIT;

	return session_has_slot(session, KEY_RECOVERY, &ignored) == 1;
}

static int run_remove(struct cli *cli, struct err *err)
{
	struct session *session;
	bool had_recovery;

	if (cli_unlocked(cli, &session, err) != 0)
		return -1;
	had_recovery = has_recovery(session);
	if (session_slot_remove(session, cli_operand(cli, 0), err) != 0)
		return -1;
	if (had_recovery && !has_recovery(session))
		fputs("connvault: no recovery code is left: a passphrase that "
		      "is forgotten, or a key file that is lost, is the end of "
		      "what is in the vault\n"
		      "hint: connvault slot add --recovery makes another one\n",
		      stderr);
	return out_result(cli, "removed", cli_operand(cli, 0), err, "Removed.");
}

const struct cmd cmd_slot_list = {
	.name = "slot list",
	.summary = "List the ways to unlock the vault",
	.operands = "",
	.run = run_list,
};

const struct cmd cmd_slot_add = {
	.name = "slot add",
	.summary = "Add a passphrase, a key file or a recovery code",
	.operands = "",
	.option = add_options,
	.run = run_add,
};

const struct cmd cmd_slot_remove = {
	.name = "slot remove",
	.summary = "Remove a way to unlock the vault",
	.operands = "ID",
	.about = "The first digits of an id will do when only one fits. Keep a "
		 "recovery code: without one, a forgotten passphrase or a lost "
		 "key file is the end of what is in the vault.",
	.run = run_remove,
};
