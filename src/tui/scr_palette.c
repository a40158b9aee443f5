/* scr_palette.c - actions and commands found by name, and run */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/match.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/palette.h"

#define ENTRIES_MAX 128
#define ROWS	    4
#define NAME_WIDTH  17
#define KEY_WIDTH   8

struct entry {
	const struct action *action;
	const char *help;
	bool is_blocked;
	int score; /* less is better; < 0: does not match */
	char why[100];
};

struct scr_palette {
	size_t about; /* place in the stack */
	struct entry entry[ENTRIES_MAX];
	size_t entries;
	size_t shown[ENTRIES_MAX]; /* what matches, best first */
	struct list list;
	struct line line;
	size_t back; /* how far in what was typed before */
};

/* -- what there is ------------------------------------------------------- */

static bool has_name(const struct scr_palette *palette, const char *name)
{
	for (size_t i = 0; i < palette->entries; i++)
		if (str_is(palette->entry[i].action->name, name))
			return true;
	return false;
}

static void add_table(struct console *console, struct scr_palette *palette,
		      const struct action *a)
{
	const char *help = "";

	for (; a->name; a++) {
		struct entry *entry = &palette->entry[palette->entries];

		help = a->help ? a->help : help; /* of the row before */
		if ((!a->run && !a->take) || a->run == run_palette ||
		    has_name(palette, a->name) ||
		    palette->entries == ENTRIES_MAX)
			continue;
		entry->action = a;
		entry->help = help;
		entry->is_blocked =
			a->blocked &&
			a->blocked(console, entry->why, sizeof(entry->why));
		palette->entries++;
	}
}

/* The name counts most, what the help says least. */
static int score_of(const struct entry *entry, const char *word)
{
	const char *name = entry->action->name;
	int moves = entry->action->group == GROUP_MOVE ? 100 : 0;
	int score;

	if (*word == '\0')
		return moves;
	score = match_fuzzy(word, name);
	if (score >= 0)
		return score + moves;
	return strstr(entry->help, word) ? 50 + moves : -1;
}

static void look(struct scr_palette *palette)
{
	const char *text = line_text(&palette->line);
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(text, " "), text);
	palette->list.count = palette->list.selected = 0;
	for (size_t i = 0; i < palette->entries; i++) {
		struct entry *entry = &palette->entry[i];
		size_t at = palette->list.count;

		entry->score = score_of(entry, word);
		if (entry->score < 0)
			continue;
		for (; at > 0 && palette->entry[palette->shown[at - 1]].score >
					 entry->score;
		     at--)
			palette->shown[at] = palette->shown[at - 1];
		palette->shown[at] = i;
		palette->list.count++;
	}
	list_settle(&palette->list);
}

static const struct entry *selected(const struct scr_palette *palette)
{
	return palette->list.count
		       ? &palette->entry[palette->shown[palette->list.selected]]
		       : NULL;
}

static void scr_palette_close(void *state)
{
	struct scr_palette *palette = state;

	line_clear(&palette->line);
	free(palette);
}

void palette_open(struct console *console, size_t about)
{
	const struct screen_def *def = console->stack[about].def;
	struct scr_palette *made = calloc(1, sizeof(*made));

	if (!made)
		return;
	made->about = about;
	for (int i = 0; i < SCREEN_TABLES && def->action[i]; i++)
		add_table(console, made, def->action[i]);
	add_table(console, made, command_actions);
	made->list.page = ROWS;
	look(made);
	console_push(console, &scr_palette, made);
}

void run_palette(struct console *console, void *state)
{
	(void)state;
	palette_open(console, console->depth - 1);
}

/* -- drawing ------------------------------------------------------------- */

static void draw_entry(const struct console *console, struct frame *frame,
		       int y, const struct entry *entry, bool is_selected)
{
	unsigned role = is_selected	    ? ROLE_SELECTED
			: entry->is_blocked ? ROLE_DIM
					    : ROLE_NORMAL;
	const struct action *action = entry->action;
	const char *keys = action_is_apt(console, action)
				   ? keymap_keys(&console->keymap, action)
				   : "";
	int x = entry->is_blocked ? 6 : 4;

	frame_fill(frame, y, 1, frame->cols - 2, role);
	if (entry->is_blocked)
		frame_put(frame, y, 2, 3, role, "(-)");
	else if (is_selected)
		frame_pointer(frame, y, 2, role);
	int names = NAME_WIDTH + (*keys ? 0 : KEY_WIDTH);
	frame_putf(frame, y, x, 4 + names - 1 - x, role, "%s%s%s",
		   entry->action->name, entry->action->arg ? " " : "",
		   entry->action->arg ? entry->action->arg : "");
	x = 4 + NAME_WIDTH;
	frame_putf(frame, y, x, KEY_WIDTH - 1, role, "%.*s",
		   (int)strcspn(keys, " "), keys);
	x += KEY_WIDTH;
	frame_put(frame, y, x, frame->cols - 2 - x, role,
		  entry->is_blocked ? entry->why : entry->help);
}

static void scr_palette_draw(const struct console *console, const void *state,
			     struct frame *frame)
{
	const struct scr_palette *palette = state;
	int y = frame->rows - (page_is_narrow(frame) ? 9 : ROWS + 5);

	frame_box(frame, y, 0, ROWS + 3, frame->cols, "Command");
	for (size_t i = 0; i < ROWS; i++) {
		size_t at = palette->list.top + i;

		if (at >= palette->list.count)
			break;
		draw_entry(console, frame, y + 1 + (int)i,
			   &palette->entry[palette->shown[at]],
			   at == palette->list.selected);
	}
	if (palette->list.count == 0)
		frame_put(frame, y + 1, 2, frame->cols - 4, ROLE_DIM,
			  "No action has such a name.");
	frame_put(frame, y + 1 + ROWS, 2, 1, ROLE_HEAD, ":");
	line_draw(frame, y + 1 + ROWS, 3, 1, frame->cols - 5, ROLE_NORMAL,
		  &palette->line, true);
}

static void scr_palette_status(const struct console *console, const void *state,
			       char *out, size_t size)
{
	const struct entry *entry = selected(state);

	(void)console;
	if (entry && entry->is_blocked)
		snprintf(out, size, "%s: %s", entry->action->name, entry->why);
}

/* -- keys ---------------------------------------------------------------- */

static bool scr_palette_key(struct console *console, void *state,
			    const struct key *key)
{
	struct scr_palette *palette = state;

	switch (line_key(&palette->line, key)) {
	case LINE_UNUSED:
		return key->press == ' ';
	case LINE_CHANGED:
		palette->back = 0;
		look(palette);
		return true;
	case LINE_REFUSED:
		console_say(console, TONE_ERROR, "No action has such a name");
		return true;
	default:
		return true;
	}
}

static bool scr_palette_is_typing(const struct console *console,
				  const void *state)
{
	(void)console;
	(void)state;
	return true;
}

static struct list *scr_palette_list(struct console *console, void *state)
{
	struct scr_palette *palette = state;

	(void)console;
	return &palette->list;
}

static void type(struct console *console, struct scr_palette *palette,
		 const char *text)
{
	struct err err = ERR_INIT;

	if (line_set(&palette->line, text, strlen(text), &err) < 0)
		console_say_err(console, &err);
	look(palette);
}

/* With nothing typed, or in what was typed before: further back or forth. */
static bool is_in_history(const struct scr_palette *palette)
{
	return palette->back > 0 || palette->line.len == 0;
}

static void recall(struct console *console, struct scr_palette *palette,
		   size_t back)
{
	const struct history *history = &console->history;

	if (back > history->commands)
		return;
	type(console, palette,
	     back ? history->typed[history->commands - back] : "");
	palette->back = back;
}

static void run_older(struct console *console, void *state)
{
	struct scr_palette *palette = state;

	if (palette->list.selected == 0 && is_in_history(palette))
		recall(console, palette, palette->back + 1);
	else
		list_move(&palette->list, -1);
}

static void run_newer(struct console *console, void *state)
{
	struct scr_palette *palette = state;

	if (palette->back > 0)
		recall(console, palette, palette->back - 1);
	else
		list_move(&palette->list, 1);
}

static void run_complete(struct console *console, void *state)
{
	struct scr_palette *palette = state;
	const struct entry *entry = selected(palette);
	char text[64];

	if (!entry)
		return;
	snprintf(text, sizeof(text), "%s%s", entry->action->name,
		 entry->action->arg ? " " : "");
	type(console, palette, text);
}

/* The one that is named in full, else the selected one. */
static const struct action *chosen(const struct scr_palette *palette,
				   const char *text)
{
	size_t len = strcspn(text, " ");
	const struct entry *entry = selected(palette);

	for (size_t i = 0; i < palette->entries; i++) {
		const char *name = palette->entry[i].action->name;

		if (strlen(name) == len && strncmp(name, text, len) == 0)
			return palette->entry[i].action;
	}
	return entry ? entry->action : NULL;
}

/* A table may have an action of that name with words, another without. */
static const struct action *with_words(const struct action *action,
				       const char *words)
{
	for (const struct action *a = command_actions; *words && a->name; a++)
		if (a->take && str_is(a->name, action->name))
			return a;
	return action;
}

static void run_chosen(struct console *console, void *state)
{
	struct scr_palette *palette = state;
	char *text = strdup(line_text(&palette->line));
	const struct action *action = text ? chosen(palette, text) : NULL;
	size_t about = palette->about;

	if (!action) {
		if (text)
			console_say(console, TONE_ERROR,
				    "No action has such a name");
		free(text);
		return;
	}
	const char *words = text + strcspn(text, " ");
	words += strspn(words, " ");
	if (*text)
		history_type(&console->history, text);
	while (console->depth > about + 1)
		console_pop(console);
	console_do(console, with_words(action, words), words);
	free(text);
}

static const struct action palette_actions[] = {
	{ .name = "complete",
	  .keys = "Tab",
	  .press = { PRESS_TAB },
	  .label = "complete",
	  .help = "the whole name",
	  .group = GROUP_FORM,
	  .run = run_complete },
	{ .name = "older",
	  .keys = "Up/Down",
	  .press = { PRESS_UP },
	  .label = "choose, history",
	  .help = "another one; typed before",
	  .group = GROUP_FORM,
	  .run = run_older },
	{ .name = "newer",
	  .keys = "Down",
	  .press = { PRESS_DOWN },
	  .group = GROUP_FORM,
	  .run = run_newer },
	{ .name = "run",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "run",
	  .help = "run it",
	  .group = GROUP_FORM,
	  .run = run_chosen },
	{ .name = "cancel",
	  .keys = "Esc",
	  .press = { PRESS_ESC },
	  .label = "cancel",
	  .help = "close the palette",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = NULL },
};

const struct screen_def scr_palette = {
	.name = "command palette",
	.takes_enter = true,
	.is_dialog = true,
	.hides_rule = true,
	.action = { palette_actions, move_actions, vault_actions },
	.draw = scr_palette_draw,
	.key = scr_palette_key,
	.is_typing = scr_palette_is_typing,
	.list = scr_palette_list,
	.status = scr_palette_status,
	.close = scr_palette_close,
};
