/* table.c - all commands, in the order in which help shows them */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/commands.h"

/* clang-format off */
const struct cmd *const cmd_table[] = {
	&cmd_init,
	&cmd_unlock,
	&cmd_lock,
	&cmd_status,
	&cmd_agent,
	&cmd_list,
	&cmd_show,
	&cmd_create,
	&cmd_rename,
	&cmd_edit,
	&cmd_replace,
	&cmd_reconnect,
	&cmd_refresh,
	&cmd_check,
	&cmd_delete,
	&cmd_restore,
	&cmd_usage,
	&cmd_get,
	&cmd_exec,
	&cmd_template,
	&cmd_git_credential,
	&cmd_aws_credential,
	&cmd_pick,
	&cmd_piece_list,
	&cmd_piece_show,
	&cmd_piece_check,
	&cmd_app_set,
	&cmd_app_list,
	&cmd_app_delete,
	&cmd_app_discover,
	&cmd_client_add,
	&cmd_client_list,
	&cmd_client_remove,
	&cmd_project_list,
	&cmd_project_create,
	&cmd_project_rename,
	&cmd_project_use,
	&cmd_project_delete,
	&cmd_flow_import,
	&cmd_flow_list,
	&cmd_flow_sync,
	&cmd_flow_remove,
	&cmd_slot_list,
	&cmd_slot_add,
	&cmd_slot_remove,
	&cmd_audit_list,
	&cmd_audit_verify,
	&cmd_export,
	&cmd_import,
	&cmd_whoami,
	&cmd_backup,
	&cmd_config_check,
	&cmd_config_show,
	&cmd_doctor,
	&cmd_completion,
	&cmd_help,
	NULL,
};
/* clang-format on */

/* Does name start with word, as a whole word? */
static const char *after_word(const char *name, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(name, word, len) != 0)
		return NULL;
	if (name[len] == '\0')
		return name + len;
	return name[len] == ' ' ? name + len + 1 : NULL;
}

const struct cmd *cmd_find(const char *word, const char *second)
{
	for (size_t i = 0; cmd_table[i]; i++) {
		const char *rest = after_word(cmd_table[i]->name, word);

		if (rest && str_is(rest, second ? second : ""))
			return cmd_table[i];
	}
	return NULL;
}

bool cmd_is_group(const char *word)
{
	for (size_t i = 0; cmd_table[i]; i++) {
		const char *rest = after_word(cmd_table[i]->name, word);

		if (rest && *rest)
			return true;
	}
	return false;
}

static size_t common(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] && a[len] == b[len])
		len++;
	return len;
}

/* The command that has most of its beginning in common with what was typed. */
static const char *nearest(const char *typed)
{
	const char *best = NULL;
	size_t most = 1;

	for (size_t i = 0; cmd_table[i]; i++) {
		size_t len = common(cmd_table[i]->name, typed);

		if (len > most) {
			most = len;
			best = cmd_table[i]->name;
		}
	}
	return best;
}

int cmd_unknown(const char *word, const char *second, struct err *err)
{
	char typed[96];
	const char *meant;

	snprintf(typed, sizeof(typed), "%s%s%s", word, second ? " " : "",
		 second ? second : "");
	meant = nearest(typed);
	err_set(err, ERR_USAGE, "there is no command \"%s\"", typed);
	if (meant)
		return err_hint(err,
				"did you mean \"%s\"? "
				"connvault help lists all",
				meant);
	return err_hint(err, "connvault help lists the commands");
}

bool opt_has_choices(const struct opt *opt)
{
	return opt->arg && strchr(opt->arg, '|');
}
