/* fields.c - do the values of a credential suit what the piece asks for */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"
#include "ops/tokens.h"

static int field_unknown(const struct piece_way *way, const char *name,
			 struct err *err)
{
	struct str names = STR_INIT;
	char shown[VALUE_NAME_MAX + 1];

	term_safe(shown, sizeof(shown), name, VALUE_NAME_MAX);
	for (size_t i = 0; i < way->fields; i++)
		str_addf(&names, "%s%s", i ? ", " : "", way->field[i].name);
	err_set(err, ERR_USAGE, "there is no field %s", shown);
	err_hint(err, "the fields are: %s", names.len ? names.text : "(none)");
	str_clear(&names);
	return -1;
}

static int values_check_known(const struct piece_way *way,
			      const struct values *values, struct err *err)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->item[i];
		const struct piece_field *field = way_field(way, value->name);
		size_t len;

		if (!field)
			return field_unknown(way, value->name, err);
		const char *text = secret_reveal(value->value, &len);
		if (field_value_check(field, text, len, err) != 0)
			return -1;
	}
	return 0;
}

static int how_to_give(const struct piece_field *field, struct err *err)
{
	if (field->is_secret)
		err_hint(err,
			 "give it with --secret-stdin %s, --secret-file "
			 "%s=PATH or --fields-stdin",
			 field->name, field->name);
	else
		err_hint(err, "give it with --field %s=VALUE", field->name);
	return err_here(err, "fill it in");
}

int values_check(const struct piece_way *way, const struct values *values,
		 bool complete, struct err *err)
{
	if (values_check_known(way, values, err) != 0)
		return -1;
	for (size_t i = 0; complete && i < way->fields; i++) {
		const struct piece_field *field = &way->field[i];
		const struct secret *value = values_get(values, field->name);

		if (!field->is_required || (value && secret_len(value) > 0))
			continue;
		err_set(err, ERR_USAGE, "%s (%s) is required", field->name,
			field->label);
		return how_to_give(field, err);
	}
	return 0;
}

int values_add_plain(const struct piece_way *way, const struct values *from,
		     struct values *to, struct err *err)
{
	int count = 0;

	for (size_t i = 0; i < from->count; i++) {
		const struct value *value = &from->item[i];
		const struct piece_field *field = way_field(way, value->name);

		if (!field || field->is_secret || value_is_token(value->name))
			continue;
		if (values_set_copy(to, value->name, value->value, err) != 0)
			return -1;
		count++;
	}
	return count;
}

int values_add_presets(const struct piece_way *way, struct values *values,
		       struct err *err)
{
	for (size_t i = 0; i < way->fields; i++) {
		const struct piece_field *field = &way->field[i];

		if (*field->preset && !values_get(values, field->name) &&
		    values_set_bytes(values, field->name, field->preset,
				     strlen(field->preset), err) != 0)
			return -1;
	}
	return 0;
}
