/* places.h - the screens that are reached from the connections list */
#ifndef CONNVAULT_TUI_PLACES_H
#define CONNVAULT_TUI_PLACES_H

#include "tui/console.h"

void run_all_flows(struct console *console, void *state);
/* A file or folder of exports, asked for. */
void run_import_flows(struct console *console, void *state);
void run_audit(struct console *console, void *state);
void run_pieces(struct console *console, void *state);
void run_projects(struct console *console, void *state);
void run_slots(struct console *console, void *state);
void run_trash(struct console *console, void *state);
bool blocked_trash(struct console *console, char *why, size_t size);

/* One flow, and the connections it uses. */
void flow_open(struct console *console, const struct flow *flow);
/* A dialog for another passphrase. */
void slot_key_open(struct console *console);

#endif
