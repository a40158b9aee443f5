/* field.c - the fields of a way to authorize */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/values.h"
#include "piece/entry.h"

#define OPTIONS_MAX 256

static const struct reader_key field_keys[] = {
	{ "name", IS_TEXT, true },
	{ "label", IS_TEXT, false },
	{ "help", IS_TEXT, false },
	{ "type", IS_TEXT, false },
	{ "secret", IS_BOOL, false },
	{ "required", IS_BOOL, false },
	{ "default", IS_TEXT | IS_NUMBER | IS_BOOL, false },
	{ "options", IS_LIST, false },
};

static const struct reader_key option_keys[] = {
	{ "value", IS_TEXT, true },
	{ "label", IS_TEXT, false },
};

static const char *const kind_names[] = {
	[FIELD_TEXT] = "text",	   [FIELD_LONG_TEXT] = "long_text",
	[FIELD_NUMBER] = "number", [FIELD_CHECKBOX] = "checkbox",
	[FIELD_CHOICE] = "choice", [FIELD_CHOICES] = "choices",
};

static bool has_options(const struct piece_field *field)
{
	return field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;
}

static bool is_typed(const struct piece_field *field)
{
	return field->kind == FIELD_TEXT || field->kind == FIELD_LONG_TEXT ||
	       field->kind == FIELD_NUMBER;
}

static enum field_kind kind_read(struct reader *r, const cJSON *json)
{
	const cJSON *type = json_get(json, "type", IS_TEXT);
	if (type == NULL)
		return FIELD_TEXT;
	for (size_t i = FIELD_TEXT; i <= FIELD_CHOICES; i++)
		if (strcmp(kind_names[i], type->valuestring) == 0)
			return (enum field_kind)i;
	reader_fault(r, "type",
		     "must be text, long_text, number, checkbox, choice or "
		     "choices");
	return FIELD_TEXT;
}

static bool name_is_good(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len > VALUE_NAME_MAX || !isalpha((unsigned char)*name))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' &&
		    name[i] != '-')
			return false;
	return true;
}

/* way has the fields before it. */
static void name_read(struct reader *r, const cJSON *json,
		      const struct piece_way *way, struct piece_field *field)
{
	field->name = reader_text(r, json, "name", VALUE_NAME_MAX);
	if (*field->name == '\0')
		return;
	if (!name_is_good(field->name))
		reader_fault(r, "name",
			     "must be a letter, then letters, digits, _ or -");
	else if (way_field(way, field->name) != NULL)
		reader_fault(r, "name", "is there twice");
	else if (strcmp(way->type, "oauth2") == 0 &&
		 strcmp(field->name, "access_token") == 0)
		reader_fault(r, "name", "is taken by the token itself");
}

/* "x", or { "value": "x", "label": "X" } */
static void option_read(struct reader *r, const cJSON *json,
			struct piece_field *field, struct field_option *option)
{
	if (cJSON_IsString(json)) {
		if (reader_check_text(r, NULL, json->valuestring, TEXT_MAX))
			option->value = pool_text(r->pool, json->valuestring);
	} else if (READER_KEYS(r, json, option_keys)) {
		option->value = reader_text(r, json, "value", TEXT_MAX);
		option->label = reader_text(r, json, "label", LABEL_MAX);
	}
	if (option->value == NULL)
		option->value = "";
	if (option->label == NULL || *option->label == '\0')
		option->label = option->value;
	if (field->kind == FIELD_CHOICES && strchr(option->value, ','))
		reader_fault(r, NULL, "must have no comma in its value");
	for (size_t i = 0; i < field->options; i++)
		if (strcmp(field->option[i].value, option->value) == 0)
			reader_fault(r, NULL, "is there twice");
}

static void options_read(struct reader *r, const cJSON *json,
			 struct piece_field *field)
{
	const cJSON *list = json_get(json, "options", IS_LIST), *item;
	size_t count = list != NULL ? (size_t)cJSON_GetArraySize(list) : 0;
	if (has_options(field) != (count > 0))
		reader_fault(r, "options",
			     has_options(field)
				     ? "must name what there is to choose"
				     : "belong to a choice only");
	if (count > OPTIONS_MAX) {
		reader_fault(r, "options", "has more than %d items",
			     OPTIONS_MAX);
		return;
	}
	struct field_option *option =
		pool_alloc(r->pool, count, sizeof(*option));
	if (option == NULL)
		return;
	field->option = option;
	reader_enter(r, "options");
	cJSON_ArrayForEach(item, list) {
		reader_enter_item(r, field->options);
		option_read(r, item, field, &option[field->options]);
		field->options++;
		reader_leave(r);
	}
	reader_leave(r);
}

static void preset_read(struct reader *r, const cJSON *json,
			struct piece_field *field)
{
	struct err err = ERR_INIT;
	char number[32];
	const cJSON *item =
		json_get(json, "default", IS_TEXT | IS_NUMBER | IS_BOOL);
	field->preset = field->kind == FIELD_CHECKBOX ? "false" : "";
	if (cJSON_IsString(item))
		field->preset = reader_text(r, json, "default", TEXT_MAX);
	else if (cJSON_IsBool(item))
		field->preset = cJSON_IsTrue(item) ? "true" : "false";
	else if (item != NULL) {
		snprintf(number, sizeof(number), "%.15g", item->valuedouble);
		field->preset = pool_text(r->pool, number);
	}
	if (field->preset == NULL)
		field->preset = "";
	if (field_value_check(field, field->preset, strlen(field->preset),
			      &err) != 0)
		reader_fault(r, "default", "is no value for this field");
	if (field->is_secret && *field->preset != '\0')
		reader_fault(r, "default",
			     "must not be there: a secret has "
			     "none");
}

static void field_read(struct reader *r, const cJSON *json,
		       const struct piece_way *way, struct piece_field *field)
{
	if (!READER_KEYS(r, json, field_keys) && !cJSON_IsObject(json))
		return;
	name_read(r, json, way, field);
	field->label = reader_text(r, json, "label", LABEL_MAX);
	if (*field->label == '\0')
		field->label = field->name;
	field->help = reader_text(r, json, "help", TEXT_MAX);
	field->kind = kind_read(r, json);
	/* A box has a value in either state. */
	field->is_required = field->kind != FIELD_CHECKBOX &&
			     json_bool(json, "required", true);
	field->is_secret =
		json_bool(json, "secret", false) ||
		(is_typed(field) && field_name_is_secret(field->name));
	options_read(r, json, field);
	preset_read(r, json, field);
}

/* The fields that api_key and basic have without being told. */
static const struct own_fields {
	const char *type;
	struct piece_field field[2];
	size_t fields;
} own_fields[] = {
	{ .type = "api_key",
	  .fields = 1,
	  .field = { { .name = "api_key",
		       .label = "API key",
		       .is_secret = true } } },
	{ .type = "basic",
	  .fields = 2,
	  .field = { { .name = "username", .label = "User name" },
		     { .name = "password",
		       .label = "Password",
		       .is_secret = true } } },
};

static const struct own_fields *own_fields_of(const char *type)
{
	for (size_t i = 0; i < sizeof(own_fields) / sizeof(*own_fields); i++)
		if (strcmp(own_fields[i].type, type) == 0)
			return &own_fields[i];
	return NULL;
}

/* What the entry says of a field that the way has anyway. */
static void own_field_say(struct reader *r, const struct piece_field *said,
			  struct piece_way *way, struct piece_field *field)
{
	for (size_t i = 0; i < way->fields; i++) {
		struct piece_field *own = &field[i];
		if (strcmp(own->name, said->name) != 0)
			continue;
		own->help = said->help;
		own->is_required = said->is_required;
		own->preset = own->is_secret ? "" : said->preset;
		if (strcmp(said->label, said->name) != 0)
			own->label = said->label;
		return;
	}
	if (*said->name != '\0')
		reader_fault(r, "name",
			     "is no field of this type (custom has "
			     "free ones)");
}

static struct piece_field *own_fields_make(struct reader *r,
					   const struct own_fields *own,
					   struct piece_way *way)
{
	struct piece_field *field =
		pool_alloc(r->pool, own->fields, sizeof(*field));
	if (field == NULL)
		return NULL;
	for (size_t i = 0; i < own->fields; i++) {
		field[i] = own->field[i];
		field[i].kind = FIELD_TEXT;
		field[i].is_required = true;
		field[i].help = field[i].preset = "";
	}
	/* A way called "Bot token" asks for a bot token. */
	if (own->fields == 1 && *way->label != '\0')
		field[0].label = way->label;
	way->field = field;
	way->fields = own->fields;
	return field;
}

void entry_read_fields(struct reader *r, const cJSON *json,
		       struct piece_way *way)
{
	const cJSON *list = json_get(json, "fields", IS_LIST), *item;
	const struct own_fields *own = own_fields_of(way->type);
	size_t count = list != NULL ? (size_t)cJSON_GetArraySize(list) : 0;
	size_t index = 0;
	if (count > VALUES_MAX) {
		reader_fault(r, "fields", "has more than %d items", VALUES_MAX);
		return;
	}
	struct piece_way said = { .type = way->type };
	struct piece_field *field = pool_alloc(r->pool, count, sizeof(*field));
	struct piece_field *owned =
		own != NULL ? own_fields_make(r, own, way) : NULL;
	if (r->pool->failed)
		return;
	said.field = field;
	reader_enter(r, "fields");
	cJSON_ArrayForEach(item, list) {
		reader_enter_item(r, index);
		field[index].name = field[index].label = "";
		field_read(r, item, &said, &field[index]);
		if (owned != NULL)
			own_field_say(r, &field[index], way, owned);
		said.fields = ++index;
		reader_leave(r);
	}
	reader_leave(r);
	if (own == NULL) {
		way->field = field;
		way->fields = count;
	}
}
