/* scr_signin.h - the screen of a sign-in, for the files that make it up */
#ifndef CONNVAULT_TUI_SCR_SIGNIN_H
#define CONNVAULT_TUI_SCR_SIGNIN_H

#include "base/values.h"
#include "ops/revoke.h"
#include "tui/console.h"
#include "tui/hidden.h"
#include "tui/reconnects.h"
#include "tui/signin_page.h"

struct scr_signin {
	struct signin *signin;
	struct signin_page page; /* as it was looked at last */
	char *square;		 /* QR code, or NULL */
	char square_code[40];	 /* that it is for */
	struct hidden pasted;	 /* the address that the browser ended on */

	/* What it is for, and how to begin anew. */
	bool is_new;
	struct conn conn;		/* to reconnect */
	const struct conn_draft *draft; /* of a new one */
	char *name; /* in the place of the draft's, or NULL */
	struct values fields;
	char *app, *scopes;	  /* or NULL */
	struct reconnects *queue; /* or NULL */
	char question[400];	  /* that is asked now */
	struct grant *old;	  /* to be revoked once it is stored, or NULL */
};

/* Also below the help and the palette; NULL when there is none. */
struct scr_signin *signin_found(const struct console *console);
bool signin_is_waiting(const struct scr_signin *made);
bool signin_is_under_way(const struct scr_signin *made);
/* Bring page up to date. */
void signin_look_again(const struct console *console, struct scr_signin *made);
/* Begin, or begin anew. */
int signin_begin(struct console *console, struct scr_signin *made,
		 struct err *err);
/* Close the screen: to the next one of the queue, or back. */
void signin_leave(struct console *console, struct scr_signin *made);

/* signin_keys.c */
extern const struct action signin_actions[];
bool signin_key(struct console *console, void *state, const struct key *key);
void signin_expect_text(struct console *console, void *state);

/* signin_keep.c: what came is stored. */
bool blocked_keep(struct console *console, char *why, size_t size);
void run_keep(struct console *console, void *state);

#endif
