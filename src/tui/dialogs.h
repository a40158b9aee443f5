/* dialogs.h - what screens open and show of each other */
#ifndef CONNVAULT_TUI_DIALOGS_H
#define CONNVAULT_TUI_DIALOGS_H

#include "tui/console.h"

/* Why an action on the selected connection cannot be done. */
bool blocked_without_row(struct console *console, char *why, size_t size);
bool blocked_unchangeable(struct console *console, char *why, size_t size);
/* Why nothing at all can be changed. */
bool blocked_read_only(struct console *console, char *why, size_t size);
/* ... or why nobody is asked about a credential: those of the demo are made up.
 */
bool blocked_asking(struct console *console, char *why, size_t size);
/* Why a connection itself cannot be reconnected here. */
bool cannot_reconnect(struct console *console, const struct roster_row *row,
		      char *why, size_t size);
bool blocked_reconnect(struct console *console, char *why, size_t size);
bool blocked_new_conn(struct console *console, char *why, size_t size);
bool blocked_conn_delete(struct console *console, char *why, size_t size);
bool blocked_replace(struct console *console, char *why, size_t size);
bool blocked_test(struct console *console, char *why, size_t size);
bool blocked_test_all(struct console *console, char *why, size_t size);
bool blocked_test_failed(struct console *console, char *why, size_t size);
bool blocked_results(struct console *console, char *why, size_t size);
bool blocked_undo(struct console *console, char *why, size_t size);

/* Open the screen for the selected connection. */
void run_detail(struct console *console, void *state);
void run_rename(struct console *console, void *state);
void run_reconnect(struct console *console, void *state);
void run_flows(struct console *console, void *state);
/* Make a connection, step by step. */
void run_new_conn(struct console *console, void *state);
void run_columns(struct console *console, void *state);
/* The same, or for the marked ones. */
void run_conn_delete(struct console *console, void *state);
void run_replace(struct console *console, void *state);
/* What changes when new takes the place of old; they may be of the screen on
 * top, which is closed. */
void replace_show(struct console *console, const struct conn *old,
		  const struct conn *new);
void run_edit(struct console *console, void *state);
/* Does their service still take the credential? And of all that are shown. */
void run_test(struct console *console, void *state);
void run_test_all(struct console *console, void *state);
/* Those that failed in the last test; what came of it. */
void run_test_failed(struct console *console, void *state);
void run_results(struct console *console, void *state);
/* Take back what was done last. */
void run_undo(struct console *console, void *state);
/* Put what a command prints into the field. */
void run_from_command(struct console *console, void *state);
bool blocked_from_command(struct console *console, char *why, size_t size);
/* Choose what of it goes to the clipboard. */
void run_copy(struct console *console, void *state);
/* Text that is no secret: "Copied the WHAT: TEXT". */
void copy_text(struct console *console, const char *what, const char *text);
void take_copy_secret(struct console *console, void *state, const char *words);
bool blocked_copy_secret(struct console *console, char *why, size_t size);
/* Take a copied secret back when its time is over, or now. */
int64_t copy_tick(struct console *console);
void copy_forget(struct console *console);
/* Of the screen on top. */
void run_help(struct console *console, void *state);
/* Close the screen on top; leave connvault. */
void run_back(struct console *console, void *state);
void run_quit(struct console *console, void *state);

/* The same rows in the list and in the detail screen. */
#define CONNECTION_ACTIONS                                                     \
	{ .name = "reconnect",                                                 \
	  .keys = "c",                                                         \
	  .press = { 'c' },                                                    \
	  .label = "reconnect",                                                \
	  .help = "reconnect",                                                 \
	  .group = GROUP_CONNECTION,                                           \
	  .blocked = blocked_reconnect,                                        \
	  .run = run_reconnect },                                              \
		{ .name = "refresh",                                           \
		  .keys = "R",                                                 \
		  .press = { 'R' },                                            \
		  .help = "refresh its token",                                 \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_refresh,                                  \
		  .run = run_refresh,                                          \
		  .take = take_refresh,                                        \
		  .arg = "[force]" },                                          \
		{ .name = "rename",                                            \
		  .keys = "e  F2",                                             \
		  .press = { 'e', PRESS_F2 },                                  \
		  .label = "rename",                                           \
		  .help = "rename",                                            \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_unchangeable,                             \
		  .run = run_rename },                                         \
		{ .name = "flows",                                             \
		  .keys = "u",                                                 \
		  .press = { 'u' },                                            \
		  .label = "flows",                                            \
		  .help = "flows that use it",                                 \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_without_row,                              \
		  .run = run_flows },                                          \
	{                                                                      \
		.name = "test", .keys = "t", .press = { 't' },                 \
		.label = "test", .help = "test it", .group = GROUP_CONNECTION, \
		.blocked = blocked_test, .run = run_test                       \
	}

/* The same; "new" stands between them in the list. */
#define CHANGE_ACTIONS                                                         \
	{ .name = "replace",                                                   \
	  .keys = "x",                                                         \
	  .press = { 'x' },                                                    \
	  .label = "replace",                                                  \
	  .help = "replace in flows",                                          \
	  .group = GROUP_CONNECTION,                                           \
	  .blocked = blocked_replace,                                          \
	  .run = run_replace },                                                \
		{ .name = "delete",                                            \
		  .keys = "d  Del",                                            \
		  .press = { 'd', PRESS_DELETE },                              \
		  .label = "delete",                                           \
		  .help = "delete (asks)",                                     \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_conn_delete,                              \
		  .run = run_conn_delete },                                    \
		{ .name = "edit",                                              \
		  .keys = "E",                                                 \
		  .press = { 'E' },                                            \
		  .help = "tags, note, date",                                  \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_conn_delete,                              \
		  .run = run_edit },                                           \
		{ .name = "copy",                                              \
		  .keys = "y",                                                 \
		  .press = { 'y' },                                            \
		  .help = "copy a value",                                      \
		  .group = GROUP_CONNECTION,                                   \
		  .blocked = blocked_without_row,                              \
		  .run = run_copy },                                           \
	{                                                                      \
		.name = "undo", .keys = "z", .press = { 'z' }, .help = "undo", \
		.group = GROUP_CONNECTION, .blocked = blocked_undo,            \
		.run = run_undo                                                \
	}

/* Read what the detail pane shows of the row, unless that is done. */
void detail_load(struct console *console, const struct roster_row *row);
/* Draw it from (y, x) to row end; returns the rows it has in all. */
int detail_draw(const struct console *console, const struct roster_row *row,
		struct frame *frame, int y, int x, int end, int width);

/* The same across the whole width, in two halves. */
void detail_draw_below(const struct console *console,
		       const struct roster_row *row, struct frame *frame, int y,
		       int end);

/* The filter bar: typed in now; in force; drawn into row y; taken away. */
bool filter_is_open(const struct console *console);
bool filter_is_on(const struct console *console);
void filter_draw(const struct console *console, struct frame *frame, int y);
/* That nothing matches, or why it cannot. */
void filter_draw_none(const struct console *console, struct frame *frame,
		      int y);
void filter_clear(struct console *console);
void run_filter(struct console *console, void *state);
void run_status(struct console *console, void *state);

/* A question with two answers; the focus starts on the harmless one. */
struct question {
	const char *title, *text;
	const char *harmless, *other;
	void (*agreed)(struct console *console, void *arg);   /* to other */
	void (*declined)(struct console *console, void *arg); /* or NULL */
	void (*left)(struct console *console, void *arg); /* by Esc; or NULL */
	void *arg;					  /* borrowed */
};
void ask(struct console *console, const struct question *question);
/* Is a short passphrase to be kept all the same? */
void ask_short(struct console *console,
	       void (*agreed)(struct console *console, void *arg),
	       void (*declined)(struct console *console, void *arg), void *arg);

/* Flows that are on first, then by name. */
void usages_sort(struct usages *usages);

/* Tell of a connection that somebody else changed: the list is read again and
 * *conn brought up to date. False when it was deleted, which is told as well:
 * the dialog stays, with what was typed, as it can be restored. */
bool caught_up(struct console *console, struct conn *conn);

/* The first screens: a vault that is locked, and none. */
int unlock_open(struct console *console, struct err *err);
int create_open(struct console *console, struct err *err);
/* The one to choose a connection on; it was chosen, or made. */
int pick_open(struct console *console, struct err *err);
void pick_done(struct console *console, const struct conn *conn);
/* A recovery code, shown until it was typed back in part; then done (a
 * constant) is said. Takes code. */
void recovery_show(struct console *console, struct secret *code,
		   const char *done);

#endif
