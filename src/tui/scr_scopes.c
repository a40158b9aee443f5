/* scr_scopes.c - the scopes of a sign-in, ticked and unticked */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/scopes.h"
#include "tui/wizard.h"

struct scope {
	char *name;
	bool is_ticked;
};

struct scr_scopes {
	struct scopes_wish wish;
	struct scope *scope;
	struct list list;
};

static void scr_scopes_close(void *state)
{
	struct scr_scopes *made = state;

	for (size_t i = 0; i < made->list.count; i++)
		free(made->scope[i].name);
	free(made->scope);
	free(made);
}

static size_t ticked(const struct scr_scopes *made)
{
	size_t count = 0;

	for (size_t i = 0; i < made->list.count; i++)
		count += made->scope[i].is_ticked;
	return count;
}

/* -- drawing --------------------------------------------------------------- */

static int first_row(const struct frame *frame)
{
	return page_is_narrow(frame) ? 2 : 6;
}

static void draw_scope(const struct scr_scopes *made, struct frame *frame,
		       size_t i, int y)
{
	const struct scope *scope = &made->scope[i];
	bool here = i == made->list.selected;

	if (here)
		frame_pointer(frame, y, 2, ROLE_HEAD);
	frame_putf(frame, y, 4, frame->cols - 5, here ? ROLE_HEAD : ROLE_NORMAL,
		   "[%c] %s", scope->is_ticked ? 'x' : ' ', scope->name);
}

static void scr_scopes_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_scopes *made = state;
	bool narrow = page_is_narrow(frame);
	int y = first_row(frame), end = page_body_end(frame);

	page_head(console, frame);
	if (!narrow && made->wish.is_step)
		wizard_draw_steps(frame, STEP_SCOPES);
	else if (!narrow)
		frame_rule(frame, 1, 0, frame->cols);
	frame_putf(frame, narrow ? 1 : 4, 2, frame->cols - 3, ROLE_NORMAL,
		   "What may connvault do at %s? %zu of %zu scopes",
		   made->wish.piece->display_name, ticked(made),
		   made->list.count);
	for (size_t i = made->list.top; i < made->list.count && y < end; i++)
		draw_scope(made, frame, i, y++);
	if (y + 1 < end)
		frame_put_lines(frame, y + 1, 4, frame->cols - 8, ROLE_DIM,
				"Flows that need one that is unticked will "
				"fail. What the provider grants in the end is "
				"shown before anything is stored.");
}

static void scr_scopes_prepare(struct console *console, void *state)
{
	struct scr_scopes *made = state;
	struct frame size = { .rows = console->rows, .cols = console->cols };
	int page = page_body_end(&size) - first_row(&size);

	made->list.page = page > 1 ? (size_t)page : 1;
	list_settle(&made->list);
}

static void scr_scopes_crumb(const void *state, char *out, size_t size)
{
	const struct scr_scopes *made = state;

	snprintf(out, size, "%s > Scopes", made->wish.piece->display_name);
}

/* -- keys ------------------------------------------------------------------ */

static struct list *scr_scopes_list(struct console *console, void *state)
{
	struct scr_scopes *made = state;

	(void)console;
	return &made->list;
}

static void run_toggle(struct console *console, void *state)
{
	struct scr_scopes *made = state;
	struct scope *scope = &made->scope[made->list.selected];

	(void)console;
	scope->is_ticked = !scope->is_ticked;
	list_move(&made->list, 1);
}

static void run_go_on(struct console *console, void *state)
{
	struct scr_scopes *made = state;
	const struct scopes_wish wish = made->wish;
	struct str scopes = STR_INIT;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < made->list.count; i++)
		if (made->scope[i].is_ticked)
			str_addf(&scopes, "%s%s", scopes.len ? " " : "",
				 made->scope[i].name);
	char *text = str_take(&scopes);

	if (!text) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	if (!wish.is_step)
		console_pop(console);
	wish.chosen(console, text, wish.arg);
	free(text);
}

static void run_leave(struct console *console, void *state)
{
	const struct scr_scopes *made = state;

	if (made->wish.is_step)
		wizard_leave(console);
	else
		console_pop(console);
}

static const struct action scopes_actions[] = {
	{ .name = "tick",
	  .keys = "Space",
	  .press = { ' ' },
	  .label = "tick",
	  .help = "tick, untick, go down",
	  .group = GROUP_FORM,
	  .run = run_toggle },
	{ .name = "go-on",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "sign in",
	  .help = "sign in with these",
	  .group = GROUP_FORM,
	  .run = run_go_on },
	{ .name = "previous",
	  .keys = "Backspace",
	  .press = { PRESS_BACKSPACE, PRESS_LEFT },
	  .label = "back",
	  .help = "back",
	  .group = GROUP_FORM,
	  .run = run_back },
	{ .name = "cancel",
	  .keys = "Esc  q",
	  .press = { PRESS_ESC, 'q' },
	  .label = "cancel",
	  .help = "cancel",
	  .group = GROUP_FORM,
	  .run = run_leave },
	{ .name = NULL },
};

const struct screen_def scr_scopes = {
	.name = "scopes",
	.action = { scopes_actions, move_actions, vault_actions },
	.draw = scr_scopes_draw,
	.prepare = scr_scopes_prepare,
	.list = scr_scopes_list,
	.crumb = scr_scopes_crumb,
	.close = scr_scopes_close,
};

/* -- opening --------------------------------------------------------------- */

/* Is the word one of those parted by blanks? */
static bool has_word(const char *words, const char *word, size_t len)
{
	for (const char *at = words; *at; at += strspn(at, " ")) {
		size_t here = strcspn(at, " ");

		if (here == len && strncmp(at, word, len) == 0)
			return true;
		at += here;
	}
	return false;
}

static int add(struct scr_scopes *made, const char *name, size_t len,
	       bool is_ticked, struct err *err)
{
	struct scope *more =
		reallocarray(made->scope, made->list.count + 1, sizeof(*more));

	if (!more)
		return err_nomem(err);
	made->scope = more;
	more[made->list.count] = (struct scope){ .name = strndup(name, len),
						 .is_ticked = is_ticked };
	if (!more[made->list.count].name)
		return err_nomem(err);
	made->list.count++;
	return 0;
}

static bool is_of_way(const struct piece_way *way, const char *name, size_t len)
{
	for (size_t i = 0; i < way->scopes; i++)
		if (strlen(way->scope[i]) == len &&
		    strncmp(way->scope[i], name, len) == 0)
			return true;
	return false;
}

/* Those of the way, then what else is ticked. */
static int fill(struct scr_scopes *made, struct err *err)
{
	const struct piece_way *way = made->wish.way;
	const char *chosen = made->wish.ticked;

	for (size_t i = 0; i < way->scopes; i++) {
		const char *name = way->scope[i];
		size_t len = strlen(name);

		if (add(made, name, len, !chosen || has_word(chosen, name, len),
			err) < 0)
			return -1;
	}
	for (const char *at = chosen ? chosen : ""; *at;
	     at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		if (len > 0 && !is_of_way(way, at, len) &&
		    add(made, at, len, true, err) < 0)
			return -1;
		at += len;
	}
	made->wish.ticked = NULL;
	return 0;
}

void scopes_open(struct console *console, const struct scopes_wish *wish)
{
	struct scr_scopes *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	made->wish = *wish;
	if (fill(made, &err) == 0) {
		console_push(console, &scr_scopes, made);
		return;
	}
	console_say_err(console, &err);
	scr_scopes_close(made);
}
