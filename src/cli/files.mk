libconnvault_a_SOURCES += \
	src/cli/agent.c \
	src/cli/alarm.c src/cli/alarm.h \
	src/cli/app.c \
	src/cli/ask.c src/cli/ask.h \
	src/cli/audit.c \
	src/cli/aws_credential.c \
	src/cli/backup.c \
	src/cli/check.c \
	src/cli/cli.c src/cli/cli.h \
	src/cli/client.c \
	src/cli/commands.h \
	src/cli/completion.c \
	src/cli/config.c \
	src/cli/create.c \
	src/cli/delete.c \
	src/cli/doctor.c \
	src/cli/duration.c src/cli/duration.h \
	src/cli/edit.c \
	src/cli/events.c src/cli/events.h \
	src/cli/exec.c \
	src/cli/exit.c \
	src/cli/export.c \
	src/cli/fields.c src/cli/fields.h \
	src/cli/flow.c \
	src/cli/get.c \
	src/cli/git_credential.c \
	src/cli/hand.c src/cli/hand.h \
	src/cli/help.c \
	src/cli/import.c \
	src/cli/init.c \
	src/cli/json.c \
	src/cli/lines.c src/cli/lines.h \
	src/cli/list.c \
	src/cli/lock.c \
	src/cli/once.c src/cli/once.h \
	src/cli/options.c \
	src/cli/out.c src/cli/out.h \
	src/cli/parse.c src/cli/parse.h \
	src/cli/pick.c \
	src/cli/piece.c \
	src/cli/project.c \
	src/cli/reconnect.c \
	src/cli/refresh.c \
	src/cli/rename.c \
	src/cli/replace.c \
	src/cli/restore.c \
	src/cli/revoke.c src/cli/revoke.h \
	src/cli/row.c src/cli/row.h \
	src/cli/show.c \
	src/cli/signin.c src/cli/signin.h \
	src/cli/slot.c \
	src/cli/start.c src/cli/start.h \
	src/cli/status.c \
	src/cli/table.c \
	src/cli/template.c \
	src/cli/topics.c src/cli/topics.h \
	src/cli/trial.c src/cli/trial.h \
	src/cli/unlock.c \
	src/cli/usage.c src/cli/usage.h \
	src/cli/whoami.c
