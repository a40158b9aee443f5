/* keymap.c - the keys of actions, those changed in the config file included */
#include "tui/keymap.h"

#include <string.h>

#include "base/str.h"
#include "tui/console.h"

static const struct {
	const char *name;
	uint32_t press;
} named[] = {
	{ "Up", PRESS_UP },	   { "Down", PRESS_DOWN },
	{ "Left", PRESS_LEFT },	   { "Right", PRESS_RIGHT },
	{ "Home", PRESS_HOME },	   { "End", PRESS_END },
	{ "PgUp", PRESS_PAGE_UP }, { "PgDn", PRESS_PAGE_DOWN },
	{ "Del", PRESS_DELETE },   { "Shift-Tab", PRESS_BACK_TAB },
	{ "F1", PRESS_F1 },	   { "F2", PRESS_F2 },
	{ "F5", PRESS_F5 },	   { "Tab", PRESS_TAB },
	{ "Enter", PRESS_ENTER },  { "Esc", PRESS_ESC },
	{ "Space", ' ' },
};

/* One printable character, or 0. */
static uint32_t letter(const char *key)
{
	return key[0] > ' ' && key[0] < 0x7f && key[1] == '\0'
		       ? (uint32_t)key[0]
		       : 0;
}

uint32_t keymap_press(const char *key)
{
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (str_is(named[i].name, key))
			return named[i].press;
	if (str_starts(key, "Ctrl-")) {
		uint32_t with = letter(key + 5);
		return with >= '@' && with <= '_' ? CTRL(with) : 0;
	}
	if (str_starts(key, "Alt-"))
		return letter(key + 4) ? PRESS_ALT | letter(key + 4) : 0;
	return letter(key);
}

/* All of the keys in text; false when one is none, or they are too many. */
static bool read_keys(const char *keys, uint32_t press[ACTION_PRESSES + 1])
{
	char text[CONFIG_WORD], *rest = text, *word;
	int count = 0;

	str_copy(text, keys, sizeof(text));
	while ((word = strsep(&rest, " "))) {
		if (*word == '\0')
			continue;
		if (count == ACTION_PRESSES || !keymap_press(word))
			return false;
		press[count++] = keymap_press(word);
	}
	press[count] = 0;
	return count > 0;
}

void keymap_init(struct keymap *keymap, const struct config *config)
{
	*keymap = (struct keymap){ .count = 0 };
	for (size_t i = 0; i < config->keys; i++) {
		const struct key_change *key = &config->key[i];

		if (!read_keys(key->keys, keymap->item[keymap->count].press))
			continue;
		str_copy(keymap->item[keymap->count].action, key->action,
			 CONFIG_WORD);
		str_copy(keymap->item[keymap->count++].keys, key->keys,
			 CONFIG_WORD);
	}
}

static long changed(const struct keymap *keymap, const struct action *action)
{
	for (size_t i = 0; i < keymap->count; i++)
		if (str_is(keymap->item[i].action, action->name))
			return (long)i;
	return -1;
}

const char *keymap_keys(const struct keymap *keymap,
			const struct action *action)
{
	long at = changed(keymap, action);

	if (at >= 0)
		return keymap->item[at].keys;
	return action->keys ? action->keys : "";
}

bool keymap_has(const struct keymap *keymap, const struct action *action,
		uint32_t press)
{
	long at = changed(keymap, action);
	const uint32_t *own = at < 0 ? action->press : keymap->item[at].press;

	for (int i = 0; i < ACTION_PRESSES && own[i]; i++)
		if (own[i] == press)
			return true;
	return false;
}

bool action_is_apt(const struct console *console, const struct action *action)
{
	return !action->is_apt || action->is_apt(console);
}

static const struct action *find(const struct console *console,
				 const struct screen_def *def, uint32_t press,
				 bool only_changed)
{
	const struct keymap *keymap = &console->keymap;

	for (int i = 0; i < SCREEN_TABLES && def->action[i]; i++)
		for (const struct action *a = def->action[i]; a->name; a++)
			if (a->run && keymap_has(keymap, a, press) &&
			    (!only_changed || changed(keymap, a) >= 0) &&
			    action_is_apt(console, a))
				return a;
	return NULL;
}

const struct action *keymap_find(const struct console *console,
				 const struct screen_def *def, uint32_t press)
{
	const struct action *a = NULL;

	if (console->keymap.count)
		a = find(console, def, press, true);
	return a ? a : find(console, def, press, false);
}

/* -- checking ------------------------------------------------------------ */

/* Screens whose keys can be changed: those without text fields. */
static const struct screen_def *const screens[] = {
	&scr_list, &scr_detail,	  &scr_flows,
	&scr_help, &scr_projects, &scr_slots,
};
#define SCREENS (sizeof(screens) / sizeof(*screens))

static const struct action *named_action(const struct screen_def *def,
					 const char *name)
{
	for (int i = 0; i < SCREEN_TABLES && def->action[i]; i++)
		for (const struct action *a = def->action[i]; a->name; a++)
			if (a->run && str_is(a->name, name))
				return a;
	return NULL;
}

/* Each is of use when the other is not. */
static bool take_turns(const struct action *a, const struct action *b)
{
	return a->is_apt && b->is_apt && a->is_apt != b->is_apt;
}

/* Another action of the screen that the key runs, too. */
static const struct action *rival(const struct keymap *keymap,
				  const struct screen_def *def,
				  const struct action *of, uint32_t press)
{
	for (int i = 0; i < SCREEN_TABLES && def->action[i]; i++)
		for (const struct action *a = def->action[i]; a->name; a++)
			if (a->run && a != of && !str_is(a->name, of->name) &&
			    !take_turns(a, of) && keymap_has(keymap, a, press))
				return a;
	return NULL;
}

static bool check_rivals(const struct keymap *keymap,
			 const struct key_change *key, const uint32_t *press,
			 const struct config_teller *to)
{
	bool is_known = false;

	for (size_t i = 0; i < SCREENS; i++) {
		const struct action *a = named_action(screens[i], key->action);
		const struct action *other = NULL;

		is_known |= a != NULL;
		for (int k = 0; a && press[k] && !other; k++)
			other = rival(keymap, screens[i], a, press[k]);
		if (!other)
			continue;
		config_complain(to, key->line,
				"%s: %s is the key of \"%s\" on the %s, too",
				key->action, key->keys, other->name,
				screens[i]->name);
		return true;
	}
	return is_known;
}

void keymap_check(const struct config *config, config_problem_fn *each,
		  void *arg)
{
	const struct config_teller to = { .each = each, .arg = arg };
	struct keymap keymap;

	keymap_init(&keymap, config);
	for (size_t i = 0; i < config->keys; i++) {
		const struct key_change *key = &config->key[i];
		uint32_t press[ACTION_PRESSES + 1] = { 0 };

		if (!read_keys(key->keys, press))
			config_complain(&to, key->line, "%s: \"%s\" is no key",
					key->action, key->keys);
		else if (!check_rivals(&keymap, key, press, &to))
			config_complain(&to, key->line, "%s: no such action",
					key->action);
	}
}
