/* vectors.c - read the files of tests/vectors */
#include "vectors.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"

cJSON *vectors_load(const char *name)
{
	struct err err = ERR_INIT;
	struct str path = STR_INIT;
	const char *top = getenv("TOP_SRCDIR");
	char *text;
	size_t len;

	str_addf(&path, "%s/tests/vectors/%s.json", top ? top : ".", name);
	assert_ok(file_read(path.text, 1 << 20, &text, &len, &err));
	cJSON *root = cJSON_Parse(text);
	assert_non_null(root);
	free(text);
	str_clear(&path);
	return root;
}

const cJSON *vector_part(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!item)
		fail_msg("a vector without \"%s\"", name);
	return item;
}

const char *vector_text(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(vector_part(object, name));

	assert_non_null(text);
	return text;
}

uint64_t vector_number(const cJSON *object, const char *name)
{
	const cJSON *item = vector_part(object, name);

	if (cJSON_IsNumber(item))
		return (uint64_t)item->valuedouble;
	return strtoull(vector_text(object, name), NULL, 10);
}

size_t vector_bytes(const cJSON *object, const char *name,
		    uint8_t out[BYTES_MAX])
{
	const char *text = vector_text(object, name);
	size_t len = strlen(text) / 2;

	assert_true(len <= BYTES_MAX);
	assert_int_equal(hex_to(text, out, len), 0);
	return len;
}

void vector_exactly(const cJSON *object, const char *name, uint8_t *out,
		    size_t len)
{
	assert_int_equal(strlen(vector_text(object, name)), 2 * len);
	assert_int_equal(hex_to(vector_text(object, name), out, len), 0);
}

struct secret *vector_secret(const cJSON *object, const char *name)
{
	uint8_t bytes[BYTES_MAX];
	size_t len = vector_bytes(object, name, bytes);

	return secret_of(bytes, len);
}

enum err_code vector_code(const cJSON *object)
{
	const char *word = vector_text(object, "error");

	return str_is(word, "locked") ? ERR_LOCKED : ERR_DAMAGED;
}

void assert_vector(const cJSON *object, const char *name, const void *bytes,
		   size_t len)
{
	uint8_t wanted[BYTES_MAX];

	assert_int_equal(vector_bytes(object, name, wanted), len);
	assert_memory_equal(bytes, wanted, len);
}

void assert_vector_secret(const cJSON *object, const char *name,
			  const struct secret *secret)
{
	size_t len;
	const void *bytes = secret_reveal(secret, &len);

	assert_vector(object, name, bytes, len);
}
