/* piece_form.c - the fields that a piece asks for, as fields of a form */
#include "tui/piece_form.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define LABEL_MAX 24 /* one long label must not push all values aside */

/* -- filling ------------------------------------------------------------- */

static bool is_true(const char *text)
{
	return str_is(text, "true") || str_is(text, "1");
}

static int set_value(struct form_field *field, const char *text, size_t len,
		     struct err *err)
{
	field->is_checked = is_true(text);
	for (size_t i = 0; i < field->options; i++)
		if (str_is(field->option[i].value, text))
			field->chosen = i;
	if (field->kind == FORM_TEXT)
		return line_set(&field->line, text, len, err);
	return 0;
}

static enum form_kind kind_of(const struct piece_field *from)
{
	if (from->is_secret)
		return FORM_SECRET;
	if (from->kind == FIELD_CHECKBOX)
		return FORM_CHECKBOX;
	return from->kind == FIELD_CHOICE ? FORM_CHOICE : FORM_TEXT;
}

int piece_form_fill(struct form_field *field, const struct piece_field *from,
		    const struct secret *now, bool has_credential,
		    struct err *err)
{
	field->label = *from->label ? from->label : from->name;
	field->help = from->help;
	field->kind = kind_of(from);
	field->is_required = from->is_required;
	field->option = from->option;
	field->options = from->options;
	field->line.is_long = field->hidden.is_long =
		from->kind == FIELD_LONG_TEXT;
	field->line.is_numeric = from->kind == FIELD_NUMBER;
	if (field->kind == FORM_SECRET) {
		field->empty =
			has_credential ? "(empty: stays as it is)" : NULL;
		return 0;
	}
	field->is_unset = field->kind == FORM_CHOICE && !from->is_required &&
			  !now && !*from->preset;
	if (!now)
		return set_value(field, from->preset, strlen(from->preset),
				 err);
	size_t len;
	const char *text = secret_reveal(now, &len);
	return set_value(field, text, len, err);
}

int piece_form_width(const struct piece_way *way)
{
	int widest = 17;

	for (size_t i = 0; i < way->fields; i++) {
		const struct piece_field *field = &way->field[i];
		int width = 3 + (int)utf8_width(*field->label ? field->label
							      : field->name);
		if (width > widest)
			widest = width;
	}
	return widest > LABEL_MAX ? LABEL_MAX : widest;
}

/* -- taking -------------------------------------------------------------- */

static int add_text(struct values *values, const struct piece_field *to,
		    const char *text, struct err *err)
{
	size_t len = strlen(text);

	if (field_value_check(to, text, len, err) < 0)
		return -1;
	return values_set_bytes(values, to->name, text, len, err);
}

static int add_secret(struct values *values, const struct piece_field *to,
		      const struct hidden *hidden, struct err *err)
{
	struct secret *value;

	if (hidden_take(hidden, &value, err) < 0)
		return -1;
	return values_set(values, to->name, value, err);
}

int piece_form_take(struct values *values, const struct form_field *from,
		    const struct piece_field *to, struct err *err)
{
	switch (from->kind) {
	case FORM_SECRET:
	case FORM_BLIND:
		return from->hidden.len
			       ? add_secret(values, to, &from->hidden, err)
			       : 0;
	case FORM_TEXT:
		if (from->line.len == 0 && !from->is_changed)
			return 0;
		return add_text(values, to, line_text(&from->line), err);
	case FORM_CHECKBOX:
		return add_text(values, to, from->is_checked ? "true" : "false",
				err);
	case FORM_CHOICE:
		if (from->options == 0 || from->is_unset)
			return 0;
		return add_text(values, to, from->option[from->chosen].value,
				err);
	}
	return 0;
}
