libconnvault_a_SOURCES += \
	src/tui/actions.c \
	src/tui/apps.h \
	src/tui/bulk.h \
	src/tui/burst.c src/tui/burst.h \
	src/tui/clip.c src/tui/clip.h \
	src/tui/columns.c src/tui/columns.h \
	src/tui/console.c src/tui/console.h \
	src/tui/dialogs.h \
	src/tui/flow_conns.c src/tui/flow_conns.h \
	src/tui/form.c src/tui/form.h \
	src/tui/frame.c src/tui/frame.h \
	src/tui/from_command.c \
	src/tui/hidden.c src/tui/hidden.h \
	src/tui/keys.c src/tui/keys.h \
	src/tui/line.c src/tui/line.h \
	src/tui/list.c src/tui/list.h \
	src/tui/marks.c src/tui/marks.h \
	src/tui/memory.c src/tui/memory.h \
	src/tui/page.c src/tui/page.h \
	src/tui/paste.c src/tui/paste.h \
	src/tui/piece_form.c src/tui/piece_form.h \
	src/tui/places.c src/tui/places.h \
	src/tui/prompt.h \
	src/tui/reconnects.c src/tui/reconnects.h \
	src/tui/refreshes.c src/tui/refreshes.h \
	src/tui/revokes.c src/tui/revokes.h \
	src/tui/run.c \
	src/tui/scr_app.c \
	src/tui/scr_apps.c \
	src/tui/scr_ask.c \
	src/tui/scr_audit.c \
	src/tui/scr_bulk.c \
	src/tui/scr_checks.c \
	src/tui/scr_columns.c \
	src/tui/scr_copy.c \
	src/tui/scr_create.c \
	src/tui/scr_delete.c \
	src/tui/scr_detail.c \
	src/tui/scr_diff.c \
	src/tui/scr_edit.c \
	src/tui/scr_filter.c \
	src/tui/scr_all_flows.c \
	src/tui/scr_flow.c \
	src/tui/scr_flows.c \
	src/tui/scr_help.c \
	src/tui/scr_list.c \
	src/tui/scr_new_fields.c \
	src/tui/scr_new_piece.c \
	src/tui/scr_new_way.c \
	src/tui/scr_pieces.c \
	src/tui/scr_pick.c \
	src/tui/scr_projects.c \
	src/tui/scr_prompt.c \
	src/tui/scr_reconnect.c \
	src/tui/scr_recovery.c \
	src/tui/scr_rename.c \
	src/tui/scr_replace.c \
	src/tui/scr_signin.c src/tui/scr_signin.h \
	src/tui/scr_slot_key.c \
	src/tui/scr_slots.c \
	src/tui/scr_trash.c \
	src/tui/scr_text.c \
	src/tui/scr_trial.c src/tui/trials.h \
	src/tui/scr_unlock.c \
	src/tui/scopes.h src/tui/scr_scopes.c \
	src/tui/screen.h \
	src/tui/signin_keep.c \
	src/tui/signin_keys.c \
	src/tui/signin_page.c src/tui/signin_page.h \
	src/tui/signins.h \
	src/tui/sheet.c src/tui/sheet.h \
	src/tui/term.c src/tui/term.h \
	src/tui/text.h \
	src/tui/testing.c src/tui/testing.h \
	src/tui/theme.c src/tui/theme.h \
	src/tui/tick.c \
	src/tui/tui.h \
	src/tui/undo.c \
	src/tui/view.c \
	src/tui/wizard.c src/tui/wizard.h

# what the operator can set, and finds by name
libconnvault_a_SOURCES += \
	src/tui/commands.c \
	src/tui/history.c \
	src/tui/keymap.c src/tui/keymap.h \
	src/tui/palette.h \
	src/tui/scr_messages.c \
	src/tui/scr_palette.c
