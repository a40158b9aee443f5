/* commands.h - the rows, each in the file of its command */
#ifndef CONNVAULT_CLI_COMMANDS_H
#define CONNVAULT_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cmd cmd_edit, cmd_replace;
extern const struct cmd cmd_export, cmd_import;
extern const struct cmd cmd_client_add, cmd_client_list, cmd_client_remove;
extern const struct cmd cmd_unlock, cmd_lock, cmd_agent, cmd_status;
extern const struct cmd cmd_edit, cmd_replace, cmd_check;
extern const struct cmd cmd_init, cmd_list, cmd_show, cmd_create, cmd_rename,
	cmd_reconnect, cmd_refresh, cmd_delete, cmd_restore, cmd_usage, cmd_get,
	cmd_exec, cmd_template, cmd_git_credential, cmd_aws_credential,
	cmd_app_set, cmd_app_list, cmd_app_delete, cmd_app_discover,
	cmd_piece_list, cmd_piece_show, cmd_piece_check, cmd_project_list,
	cmd_project_create, cmd_project_rename, cmd_project_use,
	cmd_config_check, cmd_config_show, cmd_project_delete, cmd_flow_import,
	cmd_flow_list, cmd_flow_sync, cmd_flow_remove, cmd_slot_list,
	cmd_slot_add, cmd_slot_remove, cmd_audit_list, cmd_audit_verify,
	cmd_backup, cmd_doctor, cmd_completion, cmd_help, cmd_pick, cmd_whoami;

#endif
