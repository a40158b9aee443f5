/* form.c - labelled fields and a row of buttons, with one focus */
#include "tui/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define LONG_ROWS 3 /* of a field with several lines */
#define LABEL_WIDTH                                                          \
	17	       /* columns of the labels, where nothing asks for more \
			*/
#define VALUE_WIDTH 30 /* that wide labels leave the values */
#define BUTTON_GAP  3  /* columns between two */

int form_init(struct form *form, size_t fields, struct err *err)
{
	*form = (struct form){ .fields = fields, .label_width = LABEL_WIDTH };
	form->field = calloc(fields + 1, sizeof(*form->field));
	if (!form->field)
		return err_nomem(err);
	return 0;
}

void form_field_clear(struct form_field *field)
{
	line_clear(&field->line);
	hidden_clear(&field->hidden);
	*field = (struct form_field){ .label = NULL };
}

void form_clear(struct form *form)
{
	for (size_t i = 0; form->field && i < form->fields; i++)
		form_field_clear(&form->field[i]);
	free(form->field);
	*form = (struct form){ .field = NULL };
}

static struct form_field *focused(const struct form *form)
{
	return form->focus < form->fields ? &form->field[form->focus] : NULL;
}

bool form_is_typing(const struct form *form)
{
	const struct form_field *field = focused(form);

	return field &&
	       (field->kind == FORM_TEXT || field->kind == FORM_SECRET ||
		field->kind == FORM_BLIND);
}

bool form_takes_lines(const struct form *form)
{
	const struct form_field *field = focused(form);

	return field && ((field->kind == FORM_TEXT && field->line.is_long) ||
			 (field->kind == FORM_SECRET && field->hidden.is_long));
}

bool form_is_changed(const struct form *form)
{
	for (size_t i = 0; i < form->fields; i++)
		if (form->field[i].is_changed)
			return true;
	return false;
}

bool form_has_choice(const struct form *form)
{
	for (size_t i = 0; i < form->fields; i++)
		if (form->field[i].kind == FORM_CHECKBOX ||
		    form->field[i].kind == FORM_CHOICE)
			return true;
	return false;
}

bool form_hide(struct form *form)
{
	bool was_shown = false;

	for (size_t i = 0; i < form->fields; i++) {
		was_shown |= form->field[i].hidden.shown_until != 0;
		form->field[i].hidden.shown_until = 0;
	}
	return was_shown;
}

int64_t form_hides_at(const struct form *form)
{
	int64_t at = 0;

	for (size_t i = 0; i < form->fields; i++)
		if (form->field[i].hidden.shown_until > at)
			at = form->field[i].hidden.shown_until;
	return at;
}

static bool is_empty(const struct form_field *field)
{
	switch (field->kind) {
	case FORM_TEXT:
		return field->line.len == 0;
	case FORM_SECRET:
	case FORM_BLIND:
		return field->hidden.len == 0 && !field->empty;
	default:
		return false;
	}
}

static void move_focus(struct form *form, size_t to)
{
	form_hide(form);
	form->focus = to;
}

long form_missing(struct form *form)
{
	for (size_t i = 0; i < form->fields; i++) {
		if (!form->field[i].is_required || !is_empty(&form->field[i]))
			continue;
		move_focus(form, i);
		return (long)i;
	}
	return -1;
}

int form_take_twice(const struct form *form, size_t first, size_t again,
		    struct secret **out, struct err *err)
{
	struct secret *key = NULL, *same = NULL;

	if (form->field[first].hidden.len == 0)
		return err_set(err, ERR_USAGE, "The passphrase is empty.");
	if (hidden_take(&form->field[first].hidden, &key, err) < 0)
		return -1;
	if (hidden_take(&form->field[again].hidden, &same, err) < 0 ||
	    !secret_equal(key, same)) {
		secret_free(key);
		secret_free(same);
		return err_set(err, ERR_USAGE,
			       "The two passphrases are not the same.");
	}
	secret_free(same);
	*out = key;
	return 0;
}

void form_anew(struct form *form, size_t first, size_t again)
{
	hidden_clear(&form->field[first].hidden);
	hidden_clear(&form->field[again].hidden);
	move_focus(form, first);
}

/* -- keys ---------------------------------------------------------------- */

static enum form_result text_key(struct form_field *field,
				 const struct key *key, char *note, size_t size)
{
	switch (line_key(&field->line, key)) {
	case LINE_UNUSED:
		return FORM_UNUSED;
	case LINE_USED:
		return FORM_USED;
	case LINE_CHANGED:
		field->is_changed = true;
		return FORM_CHANGED;
	default:
		snprintf(
			note, size, "%s",
			field->line.is_numeric
				? "Only a number goes here."
				: "That text cannot go here: it is too long or "
				  "has control characters.");
		return FORM_REFUSED;
	}
}

static void tell_paste(const struct form_field *field, char *note, size_t size)
{
	const char *how = field->hidden.is_printed ? "printed" : "pasted";

	if (field->hidden.has_blanks)
		snprintf(note, size,
			 "What was %s begins or ends with a blank, which is "
			 "kept.",
			 how);
	else if (field->hidden.stripped)
		snprintf(note, size,
			 "1 trailing newline was removed from the %s %.80s.",
			 how, field->label);
}

static enum form_result secret_key(struct form_field *field,
				   const struct key *key, int64_t now_ms,
				   char *note, size_t size)
{
	if (key->press == CTRL('T') && field->kind == FORM_SECRET) {
		field->hidden.shown_until =
			hidden_is_shown(&field->hidden, now_ms)
				? 0
				: now_ms + HIDDEN_SHOW_MS;
		return FORM_USED;
	}
	switch (hidden_key(&field->hidden, key)) {
	case HIDDEN_UNUSED:
		return FORM_UNUSED;
	case HIDDEN_USED:
		return FORM_USED;
	case HIDDEN_CHANGED:
		field->is_changed = field->hidden.len > 0;
		tell_paste(field, note, size);
		return FORM_CHANGED;
	case HIDDEN_CONTROL:
		snprintf(note, size,
			 "Not taken: it has control characters or several "
			 "lines.");
		return FORM_REFUSED;
	default:
		field->is_changed &= field->hidden.len > 0;
		snprintf(note, size, "%s",
			 field->hidden.is_over
				 ? "More than 64 KiB: the field was emptied. "
				   "Ctrl-U begins anew."
				 : "Not taken: more than 64 KiB.");
		return FORM_REFUSED;
	}
}

/* What a key does to a choice: a step, or around, or nothing of it. */
static bool choice_step(const struct form_field *field, uint32_t press,
			size_t *to)
{
	*to = field->chosen;
	if (press == PRESS_LEFT || press == 'h')
		*to -= field->chosen > 0;
	else if (press == PRESS_RIGHT || press == 'l')
		*to += field->chosen + 1 < field->options;
	else if (press == ' ')
		*to = (field->chosen + 1) % field->options;
	else
		return false;
	return true;
}

static enum form_result choice_key(struct form_field *field, uint32_t press)
{
	size_t to;

	if (field->options == 0 || !choice_step(field, press, &to))
		return FORM_UNUSED;
	if (field->is_unset)
		to = field->chosen;
	else if (to == field->chosen)
		return FORM_USED;
	field->is_unset = false;
	field->is_changed = true;
	field->chosen = to;
	return FORM_CHANGED;
}

static enum form_result field_key(struct form_field *field,
				  const struct key *key, int64_t now_ms,
				  char *note, size_t size)
{
	switch (field->kind) {
	case FORM_TEXT:
		return text_key(field, key, note, size);
	case FORM_SECRET:
	case FORM_BLIND:
		return secret_key(field, key, now_ms, note, size);
	case FORM_CHECKBOX:
		if (key->press != ' ')
			return FORM_UNUSED;
		field->is_checked = !field->is_checked;
		field->is_changed = true;
		return FORM_CHANGED;
	case FORM_CHOICE:
		return choice_key(field, key->press);
	}
	return FORM_UNUSED;
}

static enum form_result button_key(struct form *form, uint32_t press)
{
	size_t all = form->fields + form->buttons;

	switch (press) {
	case PRESS_ENTER:
	case ' ':
		form->pressed = form->focus - form->fields;
		return FORM_PRESSED;
	case PRESS_LEFT:
		form->focus -= form->focus > form->fields;
		return FORM_USED;
	case PRESS_RIGHT:
		form->focus += form->focus + 1 < all;
		return FORM_USED;
	default:
		return FORM_UNUSED;
	}
}

/* Tab, arrows; Enter goes on from a field. */
static enum form_result step_key(struct form *form, uint32_t press)
{
	size_t all = form->fields + form->buttons;

	switch (press) {
	case PRESS_TAB:
	case PRESS_DOWN:
	case PRESS_ENTER:
		move_focus(form, (form->focus + 1) % all);
		return FORM_USED;
	case PRESS_BACK_TAB:
	case PRESS_UP:
		move_focus(form, (form->focus + all - 1) % all);
		return FORM_USED;
	default:
		return FORM_UNUSED;
	}
}

enum form_result form_key(struct form *form, const struct key *key,
			  int64_t now_ms, char *note, size_t size)
{
	struct form_field *field = focused(form);
	enum form_result result;

	note[0] = '\0';
	if (key->press == CTRL('S')) {
		form->pressed = 0;
		return FORM_PRESSED;
	}
	result = field ? field_key(field, key, now_ms, note, size)
		       : button_key(form, key->press);
	return result == FORM_UNUSED ? step_key(form, key->press) : result;
}

/* -- drawing ------------------------------------------------------------- */

static int field_rows(const struct form_field *field)
{
	return field->kind == FORM_TEXT && field->line.is_long ? LONG_ROWS : 1;
}

static bool has_help_below(const struct form_field *field)
{
	return field->help && *field->help && !field->width;
}

/* With its help and the blank row after it. */
static int block_rows(const struct form *form, size_t i)
{
	const struct form_field *field = &form->field[i];

	return field->starts_group + field_rows(field) + has_help_below(field) +
	       (field->kind == FORM_SECRET && i == form->focus) +
	       !form->is_dense;
}

/* Columns that all the options take. */
static int choice_width(const struct form_field *field)
{
	int width = 0;

	for (size_t i = 0; i < field->options; i++)
		width += (int)utf8_width(field->option[i].label) + 4;
	return width;
}

/* Too many to stand side by side: the one chosen, and how many there are. */
static void draw_long_choice(struct frame *frame,
			     const struct form_field *field, int y, int x,
			     int width)
{
	const char *label = field->option[field->chosen].label;
	int most = width > 20 ? width - 16 : width;
	int used = frame_put(frame, y, x, 2, ROLE_HEAD, "< ");

	used += frame_put(frame, y, x + used, most - 4, ROLE_HEAD, label);
	used += frame_put(frame, y, x + used, 2, ROLE_HEAD, " >");
	frame_putf(frame, y, x + used + 2, width - used - 2, ROLE_DIM,
		   "%zu of %zu", field->chosen + 1, field->options);
}

static void draw_choice(struct frame *frame, const struct form_field *field,
			int y, int x, int width)
{
	int at = x;

	if (field->is_unset)
		at += 2 +
		      frame_put(frame, y, at, width, ROLE_HEAD, "< not set >");
	if (choice_width(field) > x + width - at) {
		if (!field->is_unset)
			draw_long_choice(frame, field, y, x, width);
		return;
	}
	for (size_t i = 0; i < field->options && at < x + width; i++) {
		bool is_chosen = i == field->chosen && !field->is_unset;
		at += frame_putf(frame, y, at, x + width - at,
				 is_chosen ? ROLE_HEAD : ROLE_NORMAL,
				 is_chosen ? "< %s >" : "  %s  ",
				 field->option[i].label);
	}
}

static void draw_value(struct frame *frame, const struct form_field *field,
		       int y, int x, int width, bool has_focus, int64_t now_ms)
{
	int shown = field->width ? field->width : 40;

	if (shown > width)
		shown = width;
	switch (field->kind) {
	case FORM_TEXT:
		line_draw(frame, y, x, field_rows(field),
			  field->line.is_long ? width : shown, ROLE_FIELD,
			  &field->line, has_focus);
		return;
	case FORM_SECRET:
		if (field->hidden.len == 0)
			frame_put(frame, y, x, width, ROLE_DIM,
				  field->empty ? field->empty : "(empty)");
		hidden_draw(frame, y, x, width, ROLE_NORMAL, &field->hidden,
			    now_ms);
		break;
	case FORM_BLIND:
		frame_fill(frame, y, x, shown > 32 ? 32 : shown, ROLE_FIELD);
		break;
	case FORM_CHECKBOX:
		frame_put(frame, y, x, width, ROLE_NORMAL,
			  field->is_checked ? "[x]" : "[ ]");
		break;
	case FORM_CHOICE:
		draw_choice(frame, field, y, x, width);
		return;
	}
	if (has_focus)
		frame_cursor(frame, y, x + (field->kind == FORM_CHECKBOX));
}

/* Wide labels leave the values enough to be read. */
static int label_columns(const struct form *form, int width)
{
	int most = width - 2 - VALUE_WIDTH;

	most = most < LABEL_WIDTH ? LABEL_WIDTH : most;
	return form->label_width < most ? form->label_width : most;
}

/* Of the label itself: the mark of a required field stays, however long it is.
 */
static int label_room(const struct form *form, const struct form_field *field,
		      int width)
{
	return label_columns(form, width) - 1 - (field->is_required ? 2 : 0);
}

static void draw_label(struct frame *frame, const struct form_field *field,
		       int y, int x, int room, unsigned role)
{
	int used = frame_put(frame, y, x, room, role, field->label);

	if (field->is_required)
		frame_put(frame, y, x + used, 2, role, " *");
}

static int draw_field(struct frame *frame, const struct form *form, size_t i,
		      int y, int x, int width, int64_t now_ms)
{
	const struct form_field *field = &form->field[i];
	bool has_focus = i == form->focus;
	int label = label_columns(form, width);
	int inner = x + 2 + label, rest = width - 2 - label;

	y += field->starts_group;
	if (has_focus)
		frame_pointer(frame, y, x, ROLE_HEAD);
	draw_label(frame, field, y, x + 2, label_room(form, field, width),
		   has_focus ? ROLE_HEAD : ROLE_NORMAL);
	draw_value(frame, field, y, inner, rest, has_focus, now_ms);
	if (field->width && field->help)
		frame_put(frame, y, inner + field->width + 3,
			  rest - field->width - 3, ROLE_DIM, field->help);
	y += field_rows(field);
	if (has_help_below(field))
		frame_put(frame, y++, inner, rest, ROLE_DIM, field->help);
	if (has_focus && field->kind == FORM_SECRET)
		frame_put(frame, y++, inner, rest, ROLE_DIM,
			  field->hidden.len
				  ? "Ctrl-T show for 10 s   Ctrl-U clear"
				  : "Paste or type it   Ctrl-G read from a "
				    "command");
	return y + !form->is_dense;
}

/* The first field to draw so that the one with the focus fits. */
static size_t first_drawn(const struct form *form, int height)
{
	size_t last = form->focus < form->fields ? form->focus : form->fields;
	size_t first = last;
	int rows = last < form->fields ? block_rows(form, last) : 0;

	while (first > 0 && rows + block_rows(form, first - 1) <= height)
		rows += block_rows(form, --first);
	return first;
}

int form_draw(struct frame *frame, const struct form *form, int y, int x,
	      int height, int width, int64_t now_ms)
{
	int end = y + height, blank = !form->is_dense;
	size_t i = first_drawn(form, height);

	for (; i < form->fields && y + block_rows(form, i) - blank <= end; i++)
		y = draw_field(frame, form, i, y, x, width, now_ms);
	if (i < form->fields && y < end + 1)
		frame_putf(frame, y - blank, x + 2, width, ROLE_DIM,
			   "%zu more below", form->fields - i);
	return y;
}

static int buttons_width(const struct form *form, int gap)
{
	int width = 0;

	for (size_t i = 0; i < form->buttons; i++)
		width += (int)utf8_width(form->button[i]) + 4 + (i > 0) * gap;
	return width;
}

int form_buttons_width(const struct form *form)
{
	return buttons_width(form, BUTTON_GAP);
}

/* Nearer together, and further left, where they would not fit. */
void form_draw_buttons(struct frame *frame, const struct form *form, int y,
		       int x)
{
	bool fits = x + form_buttons_width(form) <= frame->cols;
	int gap = fits ? BUTTON_GAP : 1;
	int most = frame->cols - buttons_width(form, gap);

	x = x <= most ? x : most > 0 ? most : 0;
	for (size_t i = 0; i < form->buttons; i++) {
		bool has_focus = form->focus == form->fields + i;
		x += gap + frame_putf(frame, y, x, frame->cols - x,
				      has_focus ? ROLE_FOCUS : ROLE_BUTTON,
				      "[ %s ]", form->button[i]);
	}
}

void form_status(const struct form *form, int width, char *out, size_t size)
{
	const struct form_field *field = focused(form);
	bool is_cut = field && (int)utf8_width(field->label) >
				       label_room(form, field, width);

	str_copy(out, is_cut ? field->label : "Fields with * are required.",
		 size);
}
