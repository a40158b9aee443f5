/* console.h - the console without a terminal: keys in, frames out
 *
 * run.c connects it with a terminal; tests press keys and read frames. All
 * times are milliseconds of clock_mono_ms(), given by the caller. */
#ifndef CONNVAULT_TUI_CONSOLE_H
#define CONNVAULT_TUI_CONSOLE_H

#include "base/utf8.h"
#include "ops/check.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/refresh.h"
#include "ops/roster.h"
#include "ops/session.h"
#include "tui/burst.h"
#include "tui/keymap.h"
#include "tui/line.h"
#include "tui/memory.h"
#include "tui/palette.h"
#include "tui/marks.h"
#include "tui/screen.h"
#include "tui/tui.h"

#define SCREENS_MAX   8
#define CONSOLE_FDS   (SCREEN_FDS + REFRESH_FDS_MAX + CHECK_FDS_MAX)
#define GOOD_MS	      6000 /* how long a success is shown */
#define CHANGES_MS    1000 /* between questions whether others wrote */
#define LOOK_WAIT_MS  20   /* for another process, when nobody asked */
#define SPINNER_MS    500
#define IDLE_MINUTES  15
#define MIN_COLS      40
#define MIN_ROWS      10
#define MIN_FORM_COLS 60
#define MIN_FORM_ROWS 16
#define WIDE_COLS     80  /* all columns */
#define PANE_COLS     110 /* list and detail side by side */
#define HINT_ROWS     16

struct message {
	enum tone tone;
	char text[600]; /* "" for none */
	size_t hint;	/* where in it the hint begins; 0: it has none */
	int64_t until;	/* 0: until a key */
};

/* Work that takes longer than a key may wait; one at a time. */
enum job_state { JOB_NONE, JOB_READY, JOB_RUNNING, JOB_DONE };
struct job {
	enum job_state state;
	int (*work)(struct job *job, struct err *err); /* in a thread, alone */
	void (*done)(struct console *console, struct job *job);
	int64_t started;
	int result;
	struct err err;
	struct session *session; /* borrowed, or made by the work */
	enum key_kind kind;
	struct secret *key, *recovery;
	char *path, *project;
	void *arg; /* borrowed */
	uint64_t count;
	void (*stop)(struct job *job); /* asked to end early; may be NULL */
};

/* What the detail pane shows beside the row: read when first needed. */
struct detail {
	bool is_loaded;
	uint8_t id[OBJECT_ID];
	int64_t version;
	struct usages usages;
	int64_t used_at; /* 0: not, or not lately */
	char error[200]; /* why the flows could not be read, or "" */
};

/* What goes to the operator's clipboard; run.c carries it there. */
struct clip_wish {
	struct secret *text; /* NULL: nothing */
	bool is_secret, forget;
	int64_t forget_at; /* when the secret is taken back, or 0 */
	/* Asked about: of which connection, which field or "", and how. */
	uint8_t id[OBJECT_ID];
	char field[64], question[400];
};

struct console {
	struct console_options options; /* borrowed strings */
	char *path;			/* of the vault */
	char *project;			/* that was switched to, or NULL */
	char shown[NAME_BYTES_MAX + 1]; /* name of the open project */
	struct session *session;	/* NULL until there is a vault */
	struct screen stack[SCREENS_MAX];
	size_t depth;
	struct message message;
	struct history history;
	struct keymap keymap;
	struct job job;
	struct clip_wish clip;
	struct refreshes *refreshes; /* under way, or NULL */
	struct testing *testing;     /* under way or over, or NULL */
	char *command; /* its output is to be pasted; NULL: none */
	char *aside;   /* shown alone, off the full screen; NULL: nothing */

	struct roster *roster; /* NULL while locked */
	struct roster_counts counts;
	struct roster_query query; /* words point into filter */
	struct line filter;
	struct list list;
	struct marks marks;
	uint8_t kept_id[OBJECT_ID]; /* selected, over reading again */
	struct memory memory;
	struct detail detail;

	bool has_news; /* others wrote, and it is not read yet */
	int rows, cols;
	int pointer_y; /* where the pointer was drawn, or < 0 */
	int64_t now, used_at, asked_at;
	bool wants_quit, wants_suspend, wants_redraw, forget_keys;
	char picked[EXTERNAL_ID_MAX + 1]; /* "": none */
	struct burst burst;
	size_t missed; /* keys not taken while the form was not shown */
	uint32_t last_press;
	int64_t last_press_at;
};

/* The first screen for a session, which may be locked, or NULL when there is
 * no vault at path. Takes the session, but not with options->pick. */
int console_init(struct console *console, const struct console_options *options,
		 const char *path, struct session *session, int64_t now,
		 struct err *err);
void console_clear(struct console *console); /* wipes, closes the session */

void console_size(struct console *console, int rows, int cols);
/* Takes key->paste. */
void console_key(struct console *console, struct key *key, int64_t now);
/* Those that were read at once, at most KEYS_MAX; what looks like a paste gone
 * astray is dropped (burst.h). */
void console_keys(struct console *console, struct key *key, size_t count,
		  int64_t now);
/* What console->command printed, for the field that asked; takes it. NULL: it
 * failed. It goes nowhere when the vault was locked meanwhile. */
void console_answer(struct console *console, struct secret *printed,
		    const struct err *failed, int64_t now);
/* What the screens, refreshes and tests wait for, and what came of it. */
size_t console_fds(struct console *console, struct pollfd fds[CONSOLE_FDS],
		   int *wait_ms);
void console_polled(struct console *console, const struct pollfd *fds,
		    size_t count, int64_t now);
/* The aside is not to be shown any more. */
void console_come_back(struct console *console);
/* Timers; returns when to come again, or 0 for never. */
int64_t console_tick(struct console *console, int64_t now);
void console_draw(struct console *console, struct frame *frame);
void console_hide(struct console *console); /* shown secrets */

/* -- for screens --------------------------------------------------------- */

/* Takes state, also on failure. */
int console_push(struct console *console, const struct screen_def *def,
		 void *state);
void console_pop(struct console *console);
/* Run an action of the screen on top, or say why not. words: "" but from the
 * palette. */
void console_do(struct console *console, const struct action *action,
		const char *words);
/* Do letters go to a text field? */
bool console_is_typing(const struct console *console);
const struct screen *console_top(const struct console *console);
/* Why the console may not be left now, or NULL. */
const char *console_held(const struct console *console);

void console_say(struct console *console, enum tone tone, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void console_say_err(struct console *console, const struct err *err);
/* The same, unless all of it is its text and fits into so many columns, where a
 * dialog shows it. */
void console_say_rest(struct console *console, const struct err *err,
		      int columns);

/* The row under the pointer, or NULL. */
const struct roster_row *console_selected(const struct console *console);
/* Move the pointer there; a filter that hides it is taken away. */
void console_select(struct console *console, const uint8_t id[OBJECT_ID]);
/* Open the project and show its list; the vault is unlocked. */
int console_enter(struct console *console, struct err *err);
/* Read the connections again; the selection stays on the same one. */
int console_reload(struct console *console, struct err *err);
/* Filter and sort what was read. */
int console_requery(struct console *console, struct err *err);
/* A connection as it is now, or NULL when it is gone or filtered away. */
const struct conn *console_conn(const struct console *console,
				const uint8_t id[OBJECT_ID]);
void console_lock(struct console *console, const char *why);
bool console_can_lock(const struct console *console);
void console_quit(struct console *console);

void console_start(struct console *console);	/* the job made ready */
void console_job_work(struct job *job);		/* in the thread */
void console_job_done(struct console *console); /* after it, on the screen */
bool console_is_busy(const struct console *console);

#endif
