/* scr_slots.c - the ways to unlock the vault: added, removed */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/places.h"
#include "tui/prompt.h"
#include "tui/sheet.h"

#define SHORT_ID 4 /* bytes of an id that are shown */

struct scr_slots {
	struct slot_info *slot;
	struct list list;
	char asked[300]; /* by the question before removing one */
};

static void scr_slots_close(void *state)
{
	struct scr_slots *made = state;

	free(made->slot);
	free(made);
}

static int load(struct console *console, struct scr_slots *made,
		struct err *err)
{
	struct slot_info *slot;
	size_t count;

	if (session_slots(console->session, &slot, &count, err) < 0)
		return -1;
	free(made->slot);
	made->slot = slot;
	made->list.count = count;
	list_settle(&made->list);
	return 0;
}

static void scr_slots_reloaded(struct console *console, void *state)
{
	struct err err = ERR_INIT;

	if (load(console, state, &err) < 0)
		console_say_err(console, &err);
}

static const struct slot_info *selected(const struct scr_slots *made)
{
	return made->list.count ? &made->slot[made->list.selected] : NULL;
}

/* -- drawing ------------------------------------------------------------- */

static unsigned cell(const void *state, size_t row, int column,
		     char out[SHEET_CELL])
{
	const struct scr_slots *made = state;
	const struct slot_info *slot = &made->slot[row];

	switch (column) {
	case 0:
		str_copy(out, slot->kind, SHEET_CELL);
		return ROLE_NORMAL;
	case 1:
		clock_local(slot->created_at, out);
		return ROLE_NORMAL;
	case 2:
		if (slot->memory)
			snprintf(out, SHEET_CELL,
				 "Argon2id, %" PRIu64 " x %" PRIu64 " MiB",
				 slot->passes, slot->memory >> 20);
		return ROLE_NORMAL;
	case 3:
		str_copy(out, slot->is_current ? "* in use" : "", SHEET_CELL);
		return ROLE_GOOD;
	default:
		hex_from(slot->id, SHORT_ID, out);
		return ROLE_DIM;
	}
}

static const struct sheet_column columns[] = {
	{ .title = "KIND", .width = 14, .narrow = 14 },
	{ .title = "CREATED ON", .width = 17 },
	{ .title = "KDF", .width = 24, .share = 1 },
	{ .title = "NOW", .width = 9, .narrow = 9 },
	{ .title = "ID", .width = 8, .narrow = 8 },
	{ .title = NULL },
};

static const struct sheet sheet = { .column = columns, .cell = cell };

static void scr_slots_draw(const struct console *console, const void *state,
			   struct frame *frame)
{
	const struct scr_slots *made = state;
	char heading[80];

	snprintf(heading, sizeof(heading), "%zu way%s to unlock this vault",
		 made->list.count, made->list.count == 1 ? "" : "s");
	sheet_draw(console, &sheet, made, &made->list, heading, frame,
		   frame->cols);
}

static void scr_slots_prepare(struct console *console, void *state)
{
	struct scr_slots *made = state;

	sheet_settle(console, &made->list);
}

static struct list *scr_slots_list(struct console *console, void *state)
{
	struct scr_slots *made = state;

	(void)console;
	return &made->list;
}

/* -- adding -------------------------------------------------------------- */

static bool check_path(struct console *console, const char *typed, char *note,
		       size_t size, void *arg)
{
	struct err err = ERR_INIT;
	char *path = NULL;
	bool is_there;

	(void)console;
	(void)arg;
	if (!*typed) {
		str_copy(note, "Where should the key file be made?", size);
		return true;
	}
	if (prompt_path(typed, &path, &err) < 0) {
		str_copy(note, err.msg, size);
		return true;
	}
	is_there = access(path, F_OK) == 0;
	free(path);
	if (is_there)
		str_copy(note, "There is a file of that name already.", size);
	return is_there;
}

static int add_file(struct console *console, const char *typed, struct err *err)
{
	struct secret *key = NULL, *none = NULL;
	char *path = NULL;
	int result = -1;

	if (prompt_path(typed, &path, err) < 0)
		return -1;
	if (key_file_make(path, &key, err) == 0) {
		result = session_slot_add(console->session, KEY_FILE, key, NULL,
					  &none, err);
		if (result < 0)
			unlink(path);
	}
	secret_free(key);
	free(path);
	return result;
}

static void file_agreed(struct console *console, const char *typed, void *arg)
{
	struct err err = ERR_INIT;

	if (add_file(console, typed, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	console_say(console, TONE_GOOD, "Made the key file %s. Keep a copy",
		    path_shown(typed).text);
	console_pop(console);
	scr_slots_reloaded(console, arg);
}

static void run_add_file(struct console *console, void *state)
{
	const struct prompt question = {
		.title = "Add a key file",
		.label = "Path",
		.button = "Make it",
		.text = "A new file of 32 random bytes that opens the vault "
			"as the passphrase does. Whoever can read it can "
			"read the vault.",
		.check = check_path,
		.agreed = file_agreed,
		.arg = state,
	};

	prompt(console, &question);
}

static void code_agreed(struct console *console, void *state)
{
	struct secret *code = NULL;
	struct err err = ERR_INIT;

	if (session_slot_add(console->session, KEY_RECOVERY, NULL, NULL, &code,
			     &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	scr_slots_reloaded(console, state);
	recovery_show(console, code, "The recovery code is added");
}

static void run_add_code(struct console *console, void *state)
{
	const struct question question = {
		.title = "Add a recovery code",
		.text = "A new code for paper, which opens the vault as the "
			"passphrase does. It is shown once.",
		.harmless = "Cancel",
		.other = "Make a code",
		.agreed = code_agreed,
		.arg = state,
	};

	ask(console, &question);
}

static void run_add_key(struct console *console, void *state)
{
	(void)state;
	slot_key_open(console);
}

/* -- removing ------------------------------------------------------------ */

static bool is_only_one(const struct scr_slots *made)
{
	size_t others = 0;

	for (size_t i = 0; i < made->list.count; i++)
		others += i != made->list.selected &&
			  !str_is(made->slot[i].kind, "recovery code");
	return others == 0 && !str_is(selected(made)->kind, "recovery code");
}

static bool blocked_remove(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (blocked_read_only(console, why, size))
		return true;
	if (top->def != &scr_slots)
		return false;
	if (!selected(top->state))
		str_copy(why, "nothing is selected", size);
	else if (is_only_one(top->state))
		str_copy(why,
			 "the last passphrase or key file cannot be removed; "
			 "add another one first",
			 size);
	else
		return false;
	return true;
}

static void remove_agreed(struct console *console, void *arg)
{
	struct scr_slots *made = arg;
	char id[2 * OBJECT_ID + 1];
	struct err err = ERR_INIT;

	hex_from(selected(made)->id, OBJECT_ID, id);
	if (session_slot_remove(console->session, id, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Removed");
	if (load(console, made, &err) < 0)
		console_say_err(console, &err);
}

static void run_remove(struct console *console, void *state)
{
	struct scr_slots *made = state;
	const struct slot_info *slot = selected(made);
	const struct question question = {
		.title = "Remove a way to unlock",
		.text = made->asked,
		.harmless = "Keep it",
		.other = "Remove",
		.agreed = remove_agreed,
		.arg = made,
	};
	char when[CLOCK_TEXT];

	clock_local(slot->created_at, when);
	snprintf(made->asked, sizeof(made->asked),
		 "The %s of %s will not open the vault any more.%s", slot->kind,
		 when,
		 slot->is_current ? " It is the one in use: have another one "
				    "at hand."
				  : "");
	ask(console, &question);
}

static const struct action slots_actions[] = {
	{ .name = "add-passphrase",
	  .keys = "a",
	  .press = { 'a' },
	  .label = "passphrase",
	  .help = "add a passphrase",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_add_key },
	{ .name = "add-key-file",
	  .keys = "f",
	  .press = { 'f' },
	  .label = "key file",
	  .help = "add a key file",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_add_file },
	{ .name = "add-recovery-code",
	  .keys = "c",
	  .press = { 'c' },
	  .label = "recovery code",
	  .help = "add a recovery code (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_read_only,
	  .run = run_add_code },
	{ .name = "remove-slot",
	  .keys = "d  Del",
	  .press = { 'd', PRESS_DELETE },
	  .label = "remove",
	  .help = "remove (asks)",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_remove,
	  .run = run_remove },
	{ .name = NULL },
};

const struct screen_def scr_slots = {
	.name = "ways to unlock",
	.place = "Slots",
	.action = { slots_actions, back_actions, move_actions, vault_actions },
	.draw = scr_slots_draw,
	.prepare = scr_slots_prepare,
	.list = scr_slots_list,
	.reloaded = scr_slots_reloaded,
	.close = scr_slots_close,
};

void run_slots(struct console *console, void *state)
{
	struct scr_slots *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	(void)state;
	if (!made)
		err_nomem(&err);
	else if (load(console, made, &err) == 0) {
		console_push(console, &scr_slots, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		scr_slots_close(made);
}
