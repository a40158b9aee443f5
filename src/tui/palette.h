/* palette.h - actions by name, commands that only have a name, and what was
 * said and typed before */
#ifndef CONNVAULT_TUI_PALETTE_H
#define CONNVAULT_TUI_PALETTE_H

#include <stddef.h>
#include <stdint.h>

#include "tui/screen.h"

#define SAID_MAX  100 /* messages that are kept */
#define TYPED_MAX 50

enum tone { TONE_PLAIN, TONE_GOOD, TONE_ERROR };

/* A message that was shown; the same again at once counts. */
struct said {
	int64_t time; /* of the last */
	size_t times;
	enum tone tone;
	char *text;
};
struct history {
	struct said said[SAID_MAX];
	size_t messages;
	char *typed[TYPED_MAX]; /* in the palette, the latest last */
	size_t commands;
};
/* Out of memory means that it is not kept. */
void history_say(struct history *history, enum tone tone, const char *text);
void history_type(struct history *history, const char *text);
void history_clear(struct history *history);

extern const struct screen_def scr_messages, scr_palette;

/* The palette for the screen in place about of the stack. */
void palette_open(struct console *console, size_t about);
void run_palette(struct console *console, void *state);
void run_messages(struct console *console, void *state);

/* ":sort flows": actions that have a name and no key. */
extern const struct action command_actions[];

#endif
