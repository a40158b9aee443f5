libconnvault_a_SOURCES += \
	src/ops/app.c src/ops/app.h \
	src/ops/care.c \
	src/ops/check.c src/ops/check.h \
	src/ops/check_fill.c \
	src/ops/check_judge.c \
	src/ops/check_trial.c \
	src/ops/checking.h \
	src/ops/client.c src/ops/client.h \
	src/ops/config.c src/ops/config.h \
	src/ops/conn.c src/ops/conn.h \
	src/ops/demo.c \
	src/ops/doctor.c \
	src/ops/draft.c \
	src/ops/edit.c \
	src/ops/export.c src/ops/export.h \
	src/ops/fields.c \
	src/ops/fill.c \
	src/ops/find.c \
	src/ops/flows.c src/ops/flows.h \
	src/ops/hooks.c src/ops/hooks.h \
	src/ops/hosts.c \
	src/ops/import.c src/ops/import.h \
	src/ops/import_apps.c \
	src/ops/import_env.c \
	src/ops/import_fit.c \
	src/ops/import_pass.c \
	src/ops/import_row.c \
	src/ops/importing.h \
	src/ops/ink.c src/ops/ink.h \
	src/ops/internal.h \
	src/ops/labels.c \
	src/ops/login.c src/ops/login.h \
	src/ops/match.c src/ops/match.h \
	src/ops/network.c src/ops/network.h \
	src/ops/owner.c src/ops/owner.h \
	src/ops/provider.c src/ops/provider.h \
	src/ops/recipe.c src/ops/recipe.h \
	src/ops/redo.c \
	src/ops/recipients.c \
	src/ops/refresh.c src/ops/refresh.h \
	src/ops/refresh_call.c \
	src/ops/refresh_outcome.c \
	src/ops/refresh_run.c \
	src/ops/refreshing.h \
	src/ops/refs.c \
	src/ops/replace.c src/ops/replace.h \
	src/ops/revoke.c src/ops/revoke.h \
	src/ops/roster.c src/ops/roster.h \
	src/ops/serve.c src/ops/serve.h \
	src/ops/session.c src/ops/session.h \
	src/ops/signin.c src/ops/signin.h \
	src/ops/signin_steps.c \
	src/ops/signin_store.c \
	src/ops/signing.h \
	src/ops/source.c \
	src/ops/template.c src/ops/template.h \
	src/ops/tokens.c src/ops/tokens.h \
	src/ops/trash.c \
	src/ops/tunnel.c src/ops/tunnel.h \
	src/ops/undo.c src/ops/undo.h \
	src/ops/usage.c \
	src/ops/used.c \
	src/ops/way.c
