/* screen.h - what a screen is: one const struct screen_def in its own file
 *
 * Dispatch, hint bar and help all come from the action tables. */
#ifndef CONNVAULT_TUI_SCREEN_H
#define CONNVAULT_TUI_SCREEN_H

#include <poll.h>

#include "tui/frame.h"
#include "tui/keys.h"
#include "tui/list.h"

struct console;

enum action_group {
	GROUP_MOVE,
	GROUP_FIND,
	GROUP_SELECT,
	GROUP_CONNECTION,
	GROUP_FORM,
	GROUP_VAULT,
	GROUPS
};

#define ACTION_PRESSES 4

struct action {
	const char *name; /* "rename"; NULL ends a table */
	const char *keys; /* as shown: "e  F2"; the first goes to the hints */
	uint32_t press[ACTION_PRESSES];
	const char *label; /* in the hint bar, or NULL to leave it out */
	const char *help;  /* NULL: told by the row before */
	enum action_group group;
	/* True, and why, when it cannot be done now. NULL: always can. */
	bool (*blocked)(struct console *console, char *why, size_t size);
	/* Is it of use on this screen now? If not, neither hints nor help have
	 * it. NULL: always. */
	bool (*is_apt)(const struct console *console);
	/* NULL: only described here, the screen's key() does it. */
	void (*run)(struct console *console, void *state);
	/* In the palette, with words after the name, which arg describes. */
	void (*take)(struct console *console, void *state, const char *words);
	const char *arg;
};

#define SCREEN_TABLES 6
#define SCREEN_FDS    512

struct screen_def {
	const char *name;   /* as in "Keys on the NAME" */
	const char *place;  /* title in place of "Connections", or NULL */
	bool is_dialog;	    /* drawn over the screen below it */
	bool hides_rule;    /* draws what is above the hints itself */
	bool has_form;	    /* needs 60x16 instead of 40x10 */
	bool hides_blocked; /* keys that would only say why not are no hints */
	bool takes_enter; /* also one that comes with text: it saves nothing */
	const char *held; /* why it may not be left but by its own keys */
	const struct action *action[SCREEN_TABLES]; /* searched in this order */

	void (*draw)(const struct console *console, const void *state,
		     struct frame *frame);
	/* The rest may be NULL. */
	/* Keys go here before the actions; false: not taken. */
	bool (*key)(struct console *console, void *state,
		    const struct key *key);
	bool (*is_typing)(const struct console *console, const void *state);
	/* Does Enter stay in the field, which has several lines? */
	bool (*takes_lines)(const struct console *console, const void *state);
	/* Before each frame: what drawing needs to be loaded. */
	void (*prepare)(struct console *console, void *state);
	/* The list that the move keys move, with its page. */
	struct list *(*list)(struct console *console, void *state);
	/* What the title says after "Connections". */
	void (*crumb)(const void *state, char *out, size_t size);
	/* The last line while there is no message. */
	void (*status)(const struct console *console, const void *state,
		       char *out, size_t size);
	/* Do what has fallen due; when something falls due next, or 0. */
	int64_t (*tick)(struct console *console, void *state);
	/* What it waits for beside keys, as signin.h has it; polled() comes
	 * after each waiting, whatever it was that came. */
	size_t (*fds)(void *state, struct pollfd fds[SCREEN_FDS], int *wait_ms);
	void (*polled)(struct console *console, void *state,
		       const struct pollfd *fds, size_t count);
	/* Text comes that was pasted, with no field to go to: give it one. */
	void (*expect_text)(struct console *console, void *state);
	/* Hide secrets that are shown: suspend, focus lost. */
	void (*hide)(void *state);
	/* The connections were read again. */
	void (*reloaded)(struct console *console, void *state);
	void (*close)(void *state); /* wipes and frees */
};

struct screen {
	const struct screen_def *def;
	void *state;
};

extern const struct screen_def scr_all_flows, scr_flow, scr_pieces, scr_ask,
	scr_audit, scr_create, scr_detail, scr_filter, scr_flows, scr_help,
	scr_list, scr_projects, scr_reconnect, scr_recovery, scr_rename,
	scr_signin, scr_slot_key, scr_slots, scr_unlock;
extern const struct screen_def scr_columns, scr_copy;
extern const struct screen_def scr_choose_piece, scr_new_piece, scr_new_way,
	scr_new_fields;
extern const struct screen_def scr_pick;
extern const struct screen_def scr_app, scr_apps, scr_choose_app, scr_scopes;
extern const struct screen_def scr_checks, scr_trial;
extern const struct screen_def scr_bulk, scr_delete, scr_diff, scr_edit,
	scr_replace, scr_trash;

/* Rows that several screens have. */
extern const struct action move_actions[], vault_actions[], back_actions[],
	form_actions[], place_actions[], mark_actions[];

#endif
