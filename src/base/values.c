/* values.c - named secrets in order, and their sealed form */
#include "base/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/fields.h"

static int check(const struct values *values, const char *name, size_t len,
		 struct err *err)
{
	size_t name_len = strlen(name);

	if (name_len == 0)
		return err_set(err, ERR_USAGE, "a field needs a name");
	if (name_len > VALUE_NAME_MAX)
		return err_set(err, ERR_USAGE,
			       "a field name is longer than %d bytes",
			       VALUE_NAME_MAX);
	if (len > VALUE_MAX)
		return err_set(err, ERR_USAGE, "a value is larger than %d KiB",
			       VALUE_MAX / 1024);
	if (values->count >= VALUES_MAX && values_get(values, name) == NULL)
		return err_set(err, ERR_USAGE, "more than %d fields",
			       VALUES_MAX);
	return 0;
}

static struct value *find(const struct values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (strcmp(values->item[i].name, name) == 0)
			return &values->item[i];
	return NULL;
}

static struct value *append(struct values *values, const char *name)
{
	size_t size = (values->count + 1) * sizeof(*values->item);
	struct value *item = realloc(values->item, size);

	if (item == NULL)
		return NULL;
	values->item = item;
	item += values->count++;
	*item = (struct value){ .value = NULL };
	memcpy(item->name, name, strlen(name) + 1);
	return item;
}

int values_set(struct values *values, const char *name, struct secret *value,
	       struct err *err)
{
	struct value *item = NULL;

	if (check(values, name, secret_len(value), err) != 0)
		goto fail;
	item = find(values, name);
	if (item == NULL)
		item = append(values, name);
	if (item == NULL) {
		err_nomem(err);
		goto fail;
	}
	if (item->value != value)
		secret_free(item->value);
	item->value = value;
	return 0;
fail:
	secret_free(value);
	return -1;
}

int values_set_bytes(struct values *values, const char *name, const void *bytes,
		     size_t len, struct err *err)
{
	struct secret *value;

	if (check(values, name, len, err) != 0 ||
	    secret_from(bytes, len, &value, err) != 0)
		return -1;
	return values_set(values, name, value, err);
}

int values_set_copy(struct values *values, const char *name,
		    const struct secret *value, struct err *err)
{
	struct secret *copy;

	return secret_copy(value, &copy, err) == 0
		       ? values_set(values, name, copy, err)
		       : -1;
}

const struct secret *values_get(const struct values *values, const char *name)
{
	const struct value *item = find(values, name);

	return item == NULL ? NULL : item->value;
}

int values_copy(const struct values *from, struct values *to, struct err *err)
{
	for (size_t i = 0; i < from->count; i++)
		if (values_set_copy(to, from->item[i].name, from->item[i].value,
				    err) != 0)
			return -1;
	return 0;
}

void values_clear(struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		secret_free(values->item[i].value);
	free(values->item);
	*values = (struct values)VALUES_INIT;
}

static size_t entry_len(const struct value *item)
{
	return strlen(item->name) + 1 + secret_len(item->value);
}

/* name NUL value, in locked memory as the value is. */
static int entry_new(const struct value *item, struct secret **out,
		     struct err *err)
{
	size_t len, name = strlen(item->name) + 1;
	const void *bytes = secret_reveal(item->value, &len);

	if (secret_new(name + len, out, err) != 0)
		return -1;
	char *to = secret_fill(*out);
	memcpy(to, item->name, name);
	memcpy(to + name, bytes, len);
	return 0;
}

int values_pack(const struct values *values, struct secret **out,
		struct err *err)
{
	size_t size = 0;
	struct secret *packed, *entry;
	struct fields_writer w;

	for (size_t i = 0; i < values->count; i++)
		size += FIELD_HEAD + entry_len(&values->item[i]);
	if (secret_new(size, &packed, err) != 0)
		return -1;
	fields_write_init(&w, secret_fill(packed), size);
	for (size_t i = 0; i < values->count; i++) {
		if (entry_new(&values->item[i], &entry, err) != 0) {
			secret_free(packed);
			return -1;
		}
		fields_put(&w, (unsigned)i + 1, secret_fill(entry),
			   secret_len(entry));
		secret_free(entry);
	}
	*out = packed;
	return 0;
}

static int entry_read(const struct field *field, struct values *out,
		      struct err *err)
{
	const char *name = (const char *)field->bytes;
	const char *end = memchr(name, '\0', field->len);

	if (end == NULL || values_get(out, name) != NULL)
		return err_set(err, ERR_DAMAGED, "the credential is damaged");
	size_t skip = (size_t)(end - name) + 1;
	if (values_set_bytes(out, name, field->bytes + skip, field->len - skip,
			     err) == 0)
		return 0;
	if (err->code == ERR_USAGE)
		err_set(err, ERR_DAMAGED, "the credential is damaged");
	return -1;
}

int values_unpack(const struct secret *packed, struct values *out,
		  struct err *err)
{
	size_t len;
	void *bytes = (void *)(uintptr_t)secret_reveal(packed, &len);
	struct values values = VALUES_INIT;
	struct fields_reader r;
	struct field field;
	int more;

	fields_read_init(&r, bytes, len);
	while ((more = fields_next(&r, &field)) == 1)
		if (entry_read(&field, &values, err) != 0)
			goto fail;
	if (more != 0) {
		err_set(err, ERR_DAMAGED, "the credential is damaged");
		goto fail;
	}
	*out = values;
	return 0;
fail:
	values_clear(&values);
	return -1;
}
