/* commands.c - what the palette can do that has no key of its own */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/palette.h"

static bool blocked_locked(struct console *console, char *why, size_t size)
{
	if (console->roster)
		return false;
	str_copy(why, "the vault is locked", size);
	return true;
}

static void requery(struct console *console)
{
	struct err err = ERR_INIT;

	if (console_requery(console, &err) < 0)
		console_say_err(console, &err);
}

static void take_sort(struct console *console, void *state, const char *words)
{
	int sort = roster_sort_of(words);

	(void)state;
	if (sort < 0) {
		char names[120] = "";
		size_t len = 0;

		for (int i = 0; i < SORTS; i++)
			len += (size_t)snprintf(names + len,
						sizeof(names) - len, " %s",
						roster_sort_name(i));
		console_say(console, TONE_ERROR, "Sort by one of:%s", names);
		return;
	}
	console->query.sort = sort;
	console->query.reverse = false;
	console->memory.is_changed = true;
	requery(console);
}

static void take_filter(struct console *console, void *state, const char *words)
{
	struct err err = ERR_INIT;

	(void)state;
	if (line_set(&console->filter, words, strlen(words), &err) < 0)
		console_say_err(console, &err);
	requery(console);
}

/* A view is a filter with a name: ":expiring 14". */
static void show(struct console *console, const char *prefix, const char *words)
{
	char filter[64];

	snprintf(filter, sizeof(filter), "%s%.20s", prefix, words);
	take_filter(console, NULL, filter);
	if (console->list.count == 0)
		console_say(console, TONE_PLAIN, "None; Esc shows all again");
}

static void take_expiring(struct console *console, void *state,
			  const char *words)
{
	(void)state;
	show(console, "expiring:", words);
}

static void take_rotating(struct console *console, void *state,
			  const char *words)
{
	(void)state;
	show(console, "rotate:", words);
}

static void take_unused(struct console *console, void *state, const char *words)
{
	(void)state;
	(void)words;
	show(console, "unused:", "");
}

const struct action command_actions[] = {
	{ .name = "sort",
	  .arg = "NAME",
	  .help = "sort by name, piece, status, flows, connected ...",
	  .group = GROUP_FIND,
	  .blocked = blocked_locked,
	  .take = take_sort },
	{ .name = "filter",
	  .arg = "WORDS",
	  .help = "show only connections that match",
	  .group = GROUP_FIND,
	  .blocked = blocked_locked,
	  .take = take_filter },
	{ .name = "expiring",
	  .arg = "[DAYS]",
	  .help = "those that expire soon, or must be rotated",
	  .group = GROUP_FIND,
	  .blocked = blocked_locked,
	  .take = take_expiring },
	{ .name = "rotating",
	  .arg = "[DAYS]",
	  .help = "those with a date to rotate by that is near",
	  .group = GROUP_FIND,
	  .blocked = blocked_locked,
	  .take = take_rotating },
	{ .name = "unused",
	  .help = "those that no flow uses",
	  .group = GROUP_FIND,
	  .blocked = blocked_locked,
	  .take = take_unused },
	{ .name = "copy-secret",
	  .arg = "[FIELD]",
	  .help = "copy a secret, after asking",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_copy_secret,
	  .take = take_copy_secret },
	{ .name = "test-failed",
	  .help = "test what failed in the last test",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_test_failed,
	  .run = run_test_failed },
	{ .name = "test-results",
	  .help = "what came of the last test",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_results,
	  .run = run_results },
	{ .name = "messages",
	  .help = "what was said before",
	  .group = GROUP_VAULT,
	  .run = run_messages },
	{ .name = "quit",
	  .help = "leave connvault",
	  .group = GROUP_VAULT,
	  .run = run_quit },
	{ .name = NULL },
};
