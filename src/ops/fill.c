/* fill.c - fields of the operator in addresses and scopes of the catalog
 *
 * What is filled in must not lead a secret elsewhere: "evil.example/" in
 * "https://{shop}.example.com" would. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/provider.h"

#define PLAIN                                  \
	"abcdefghijklmnopqrstuvwxyz0123456789" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_~"

static int not_given(const char *field, struct err *err)
{
	err_set(err, ERR_USAGE, "the field %.64s is needed to sign in", field);
	err_hint(err, "give it with --field %.64s=VALUE", field);
	return err_here(err, "it is a field of the connection: fill it in");
}

static int bad_value(const char *field, const char *value, struct err *err)
{
	char shown[80];

	term_safe(shown, sizeof(shown), value, 40);
	err_set(err, ERR_USAGE, "%.64s: \"%s\" cannot be part of an address",
		field, shown);
	return err_hint(err, "letters, digits, -, _, ~ and . only");
}

/* The value of an address: without scheme and last slash, where it stands
 * within one. is_first: it may be the whole beginning. */
static int add_to_url(struct str *out, const char *field, const char *value,
		      bool is_first, struct err *err)
{
	size_t len = strlen(value);

	if (len > 0 && value[len - 1] == '/')
		len--;
	if (!is_first && str_starts(value, "https://")) {
		value += strlen("https://");
		len -= len > strlen("https://") ? strlen("https://") : len;
	}
	if (!is_first && (strspn(value, PLAIN) < len || *value == '.'))
		return bad_value(field, value, err);
	str_add_bytes(out, value, len);
	return 0;
}

static int add_field(struct str *out, const char *field,
		     const struct values *fields, bool is_url, bool is_first,
		     struct err *err)
{
	const struct secret *value = values_get(fields, field);
	size_t len;

	if (!value || secret_len(value) == 0)
		return not_given(field, err);
	const char *text = secret_reveal(value, &len);

	if (strlen(text) != len)
		return bad_value(field, text, err);
	if (is_url)
		return add_to_url(out, field, text, is_first, err);
	str_add(out, text);
	return 0;
}

int template_fill(const char *text, const struct values *fields, bool is_url,
		  char **out, struct err *err)
{
	struct str filled = STR_INIT;
	char field[VALUE_NAME_MAX + 1];
	int result = 0;

	for (const char *at = text; *at && result == 0;) {
		size_t plain = strcspn(at, "{");

		str_add_bytes(&filled, at, plain);
		at += plain;
		if (!*at)
			break;
		size_t len = strcspn(at, "}");

		str_copy(field, at + 1, len < sizeof(field) ? len : 1);
		result = add_field(&filled, field, fields, is_url, at == text,
				   err);
		at += len + (at[len] == '}');
	}
	*out = result ? NULL : str_take(&filled);
	str_clear(&filled);
	if (result == 0 && !*out)
		return err_nomem(err);
	return result;
}
