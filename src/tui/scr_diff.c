/* scr_diff.c - what a replacement changes in which file, and doing it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "ops/replace.h"
#include "ops/undo.h"
#include "tui/bulk.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/sheet.h"

/* -- the diff: files, each with its lines -------------------------------- */

struct row {
	size_t file;
	const char *line; /* NULL: the file itself */
};

struct scr_diff {
	struct replace_plan plan;
	bool *is_chosen; /* by file */
	char **diff;	 /* by file; its lines end in NUL */
	struct row *row;
	struct list list; /* of rows */
};

static void diff_close(void *state)
{
	struct scr_diff *made = state;

	for (size_t i = 0; made->diff && i < made->plan.count; i++)
		free(made->diff[i]);
	replace_plan_clear(&made->plan);
	free(made->diff);
	free(made->is_chosen);
	free(made->row);
	free(made);
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static void add_rows(struct scr_diff *made, size_t file)
{
	char *rest = made->diff[file], *line;

	made->row[made->list.count++] = (struct row){ .file = file };
	while ((line = strsep(&rest, "\n")) && (*line || rest))
		made->row[made->list.count++] = (struct row){ file, line };
}

static int diff_fill(struct scr_diff *made, struct err *err)
{
	size_t files = made->plan.count, rows = files;

	made->diff = calloc(files + 1, sizeof(*made->diff));
	made->is_chosen = calloc(files + 1, sizeof(*made->is_chosen));
	if (!made->diff || !made->is_chosen)
		return err_nomem(err);
	for (size_t i = 0; i < files; i++) {
		made->is_chosen[i] = made->plan.file[i].why.code == ERR_OK;
		made->diff[i] = replace_diff(&made->plan.file[i]);
		if (!made->diff[i])
			return err_nomem(err);
		rows += count_lines(made->diff[i]);
	}
	made->row = calloc(rows + 1, sizeof(*made->row));
	if (!made->row)
		return err_nomem(err);
	for (size_t i = 0; i < files; i++)
		add_rows(made, i);
	return 0;
}

static size_t chosen(const struct scr_diff *made)
{
	size_t count = 0;

	for (size_t i = 0; i < made->plan.count; i++)
		count += made->is_chosen[i];
	return count;
}

static void draw_file(const struct scr_diff *made, size_t i,
		      struct frame *frame, int y, unsigned role)
{
	const struct replace_file *file = &made->plan.file[i];
	int x = 7, width = frame->cols - x;

	frame_put(frame, y, 3, 3, role,
		  file->why.code       ? "(-)"
		  : made->is_chosen[i] ? "[x]"
				       : "[ ]");
	x += frame_put_id(frame, y, x, width / 2, role,
			  path_shown(file->path).text);
	if (file->why.code)
		frame_putf(frame, y, x + 2, frame->cols - x - 2, role, "%s",
			   file->why.msg);
	else
		frame_putf(frame, y, x + 2, frame->cols - x - 2, role,
			   "%zu flow%s, %zu place%s", file->flows,
			   file->flows == 1 ? "" : "s", file->places,
			   file->places == 1 ? "" : "s");
}

static unsigned line_role(const char *line)
{
	return *line == '+' ? ROLE_GOOD : *line == '-' ? ROLE_BAD : ROLE_DIM;
}

static void diff_draw_row(const struct scr_diff *made, size_t i,
			  struct frame *frame, int y)
{
	const struct row *row = &made->row[i];
	bool is_selected = i == made->list.selected;
	unsigned role = is_selected ? ROLE_SELECTED : ROLE_NORMAL;

	frame_fill(frame, y, 0, frame->cols, role);
	if (is_selected)
		frame_pointer(frame, y, 1, role);
	if (row->line)
		frame_put(frame, y, 7, frame->cols - 7,
			  is_selected ? role : line_role(row->line), row->line);
	else
		draw_file(made, row->file, frame, y, role);
}

static void diff_draw(const struct console *console, const void *state,
		      struct frame *frame)
{
	const struct scr_diff *made = state;
	int y = sheet_top(frame), end = page_body_end(frame);

	page_head(console, frame);
	frame_putf(frame, 1, 1, frame->cols - 1, ROLE_NORMAL,
		   "%s becomes %s in %zu of %zu file%s", made->plan.old_id,
		   made->plan.new_id, chosen(made), made->plan.count,
		   made->plan.count == 1 ? "" : "s");
	if (!page_is_narrow(frame))
		frame_rule(frame, 2, 0, frame->cols);
	for (size_t i = made->list.top; i < made->list.count && y < end; i++)
		diff_draw_row(made, i, frame, y++);
}

static void diff_prepare(struct console *console, void *state)
{
	struct scr_diff *made = state;

	sheet_settle(console, &made->list);
}

static struct list *diff_list(struct console *console, void *state)
{
	struct scr_diff *made = state;

	(void)console;
	return &made->list;
}

static void diff_status(const struct console *console, const void *state,
			char *out, size_t size)
{
	const struct scr_diff *made = state;
	const struct row *row = &made->row[made->list.selected];
	const struct err *why = &made->plan.file[row->file].why;

	(void)console;
	if (why->code)
		snprintf(out, size, "Left as it is: %s; %s", why->msg,
			 err_advice(why));
	else
		str_copy(out, "The old file stays beside it as .bak.", size);
}

/* -- doing it ------------------------------------------------------------ */

struct replacing {
	struct replace_plan plan;
	size_t *file; /* those to be written */
	size_t count;
};

static size_t replacing_count(const void *work)
{
	return ((const struct replacing *)work)->count;
}

static const char *replacing_name(const void *work, size_t i)
{
	const struct replacing *replacing = work;

	return replacing->plan.file[replacing->file[i]].path;
}

static int replacing_each(struct console *console, void *work, size_t i,
			  struct err *err)
{
	struct replacing *replacing = work;

	return replace_write(console->session,
			     &replacing->plan.file[replacing->file[i]], err);
}

static void replacing_done(struct console *console, void *work, size_t good,
			   size_t failed)
{
	const struct replacing *replacing = work;
	struct err err = ERR_INIT;

	(void)failed;
	undo_end(console->session);
	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else if (good > 0)
		console_say(console, TONE_GOOD,
			    "%.60s is %.60s now in %zu file%s; z undoes this",
			    replacing->plan.old_id, replacing->plan.new_id,
			    good, good == 1 ? "" : "s");
}

static void replacing_free(void *work)
{
	struct replacing *replacing = work;

	replace_plan_clear(&replacing->plan);
	free(replacing->file);
	free(replacing);
}

static const struct bulk_def replacing_def = {
	.title = "Replace in flows",
	.count = replacing_count,
	.each = replacing_each,
	.name = replacing_name,
	.done = replacing_done,
	.free = replacing_free,
};

static void run_write(struct console *console, void *state)
{
	struct scr_diff *made = state;
	struct replacing *work = calloc(1, sizeof(*work));
	struct err err = ERR_INIT;
	char what[80];

	if (work)
		work->file = calloc(made->plan.count + 1, sizeof(*work->file));
	if (!work || !work->file) {
		free(work);
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	for (size_t i = 0; i < made->plan.count; i++)
		if (made->is_chosen[i])
			work->file[work->count++] = i;
	for (size_t i = 0; i < made->plan.count; i++) {
		free(made->diff[i]);
		made->diff[i] = NULL;
	}
	work->plan = made->plan;
	made->plan = (struct replace_plan){ .file = NULL };
	snprintf(what, sizeof(what), "replacing in %zu files", work->count);
	console_pop(console);
	undo_begin(console->session, what);
	bulk_start(console, &replacing_def, work);
}

static bool blocked_write(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);

	if (blocked_read_only(console, why, size))
		return true;
	if (top->def != &scr_diff || chosen(top->state) > 0)
		return false;
	str_copy(why, "no file is chosen", size);
	return true;
}

static bool blocked_choose(struct console *console, char *why, size_t size)
{
	const struct screen *top = console_top(console);
	const struct scr_diff *made = top->state;

	if (top->def != &scr_diff)
		return false;
	const struct replace_file *file =
		&made->plan.file[made->row[made->list.selected].file];
	if (!file->why.code)
		return false;
	str_copy(why, file->why.msg, size);
	return true;
}

static void run_choose(struct console *console, void *state)
{
	struct scr_diff *made = state;
	size_t file = made->row[made->list.selected].file;

	(void)console;
	made->is_chosen[file] = !made->is_chosen[file];
}

static const struct action diff_actions[] = {
	{ .name = "choose",
	  .keys = "Space",
	  .press = { ' ' },
	  .label = "choose file",
	  .help = "this file or not",
	  .group = GROUP_SELECT,
	  .blocked = blocked_choose,
	  .run = run_choose },
	{ .name = "write",
	  .keys = "Ctrl-S",
	  .press = { CTRL('S') },
	  .label = "replace",
	  .help = "replace in files",
	  .group = GROUP_CONNECTION,
	  .blocked = blocked_write,
	  .run = run_write },
	{ .name = NULL },
};

const struct screen_def scr_diff = {
	.name = "changes in flows",
	.place = "Replace",
	.action = { diff_actions, back_actions, move_actions, vault_actions },
	.draw = diff_draw,
	.prepare = diff_prepare,
	.list = diff_list,
	.status = diff_status,
	.close = diff_close,
};

void replace_show(struct console *console, const struct conn *old,
		  const struct conn *new)
{
	struct scr_diff *made = calloc(1, sizeof(*made));
	struct err err = ERR_INIT;

	if (!made)
		err_nomem(&err);
	else if (replace_plan(console->session, old, new, NULL, 0, &made->plan,
			      &err) == 0 &&
		 diff_fill(made, &err) == 0) {
		console_pop(console); /* the choice, and old and new with it */
		console_push(console, &scr_diff, made);
		return;
	}
	console_say_err(console, &err);
	if (made)
		diff_close(made);
}
