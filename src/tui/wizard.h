/* wizard.h - making a connection step by step: piece, way, fields; where
 * somebody signs in, scopes
 *
 * Each step is a screen on top of the one before it. */
#ifndef CONNVAULT_TUI_WIZARD_H
#define CONNVAULT_TUI_WIZARD_H

#include "tui/console.h"

enum wizard_step { STEP_PIECE, STEP_WAY, STEP_FIELDS, STEP_SCOPES, STEPS };

/* Open step 1; the step after it, which is not the ways when there is nothing
 * to choose; step 2; step 3, without a credential for a placeholder, and app
 * being the OAuth app to sign in with, or NULL. */
void wizard_open(struct console *console);
void wizard_begin(struct console *console, const struct piece *piece);
void wizard_ways(struct console *console, const struct piece *piece);
void wizard_fields(struct console *console, const struct piece *piece,
		   const struct piece_way *way, bool is_placeholder,
		   const char *app);

/* The piece for something else, searched for with what was typed already; its
 * screen is closed when chosen is called. arg is borrowed. */
typedef void piece_chosen_fn(struct console *console, const char *piece,
			     void *arg);
void piece_choose(struct console *console, const char *words,
		  piece_chosen_fn *chosen, void *arg);

/* Close all its screens. */
void wizard_leave(struct console *console);
/* The connection was made: close, show it, say so. */
void wizard_done(struct console *console, const struct conn *conn);

/* Row 1, and the rule below it. */
void wizard_draw_steps(struct frame *frame, enum wizard_step now);

/* Why a way cannot be used, or NULL when it can. */
const char *way_blocked(const struct piece *piece, const struct piece_way *way);

/* "OAuth, API key" */
void ways_text(const struct piece *piece, char *out, size_t size);
/* "Marketing, Sales and CRM" */
void categories_text(const struct piece *piece, char *out, size_t size);

/* Of a piece, from (y, x) to row end. existing: those of its connections. */
#define EXISTING_MAX 6
struct existing {
	size_t count; /* of all */
	struct {
		char status[STATUS_TEXT], name[128];
	} row[EXISTING_MAX];
};
void existing_find(struct console *console, const struct piece *piece,
		   struct existing *out);
void piece_draw(const struct piece *piece, const struct existing *existing,
		struct frame *frame, int y, int x, int end, int width);

#endif
