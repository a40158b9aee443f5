/* keymap.h - the keys of actions, those changed in the config file included */
#ifndef CONNVAULT_TUI_KEYMAP_H
#define CONNVAULT_TUI_KEYMAP_H

#include "ops/config.h"
#include "tui/screen.h"

struct keymap {
	struct {
		char action[CONFIG_WORD], keys[CONFIG_WORD];
		uint32_t press[ACTION_PRESSES + 1];
	} item[CONFIG_KEYS];
	size_t count;
};

/* Changes that make no sense are left out (keymap_check() tells them). */
void keymap_init(struct keymap *keymap, const struct config *config);
/* As shown, "" for none. */
const char *keymap_keys(const struct keymap *keymap,
			const struct action *action);
bool keymap_has(const struct keymap *keymap, const struct action *action,
		uint32_t press);
/* The action that a key runs on a screen, or NULL: a changed one first. One
 * that is of no use now leaves its key to others. */
const struct action *keymap_find(const struct console *console,
				 const struct screen_def *def, uint32_t press);
bool action_is_apt(const struct console *console, const struct action *action);

/* "E", "F2", "Ctrl-R", "Space", "Enter"; 0 for no key. */
uint32_t keymap_press(const char *key);
/* Actions that are not there, no keys, keys that two actions of a screen
 * have. */
config_keys_fn keymap_check;

#endif
