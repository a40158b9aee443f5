/* form.c - names and values as queries and bodies carry them */
#include "oauth/form.h"

#include <ctype.h>
#include <string.h>

#define ESCAPED 3 /* bytes of "%2F" */

/* -- writing ------------------------------------------------------------- */

/* c as it is written, into out[ESCAPED]: how many bytes. */
static size_t escape(unsigned char c, char *out)
{
	static const char digits[] = "0123456789ABCDEF";

	if (c < 0x80 && (isalnum(c) || strchr("-._~", c)) && c != '\0') {
		out[0] = (char)c;
		return 1;
	}
	out[0] = '%';
	out[1] = digits[c >> 4];
	out[2] = digits[c & 15];
	return ESCAPED;
}

void form_escape(struct str *out, const char *text)
{
	char escaped[ESCAPED];

	for (; *text; text++)
		str_add_bytes(out, escaped,
			      escape((unsigned char)*text, escaped));
}

/* Room for len bytes more. */
static bool grow(struct form *form, size_t len)
{
	size_t cap = form->text ? secret_len(form->text) : 0;
	struct secret *larger;

	if (form->failed || len <= cap - form->len)
		return !form->failed;
	if (secret_new(2 * cap + len + 200, &larger, &form->err) != 0) {
		form->failed = true;
		return false;
	}
	if (form->text)
		memcpy(secret_fill(larger), secret_fill(form->text), form->len);
	secret_free(form->text);
	form->text = larger;
	return true;
}

static void put(struct form *form, const char *bytes, size_t len)
{
	if (!grow(form, len))
		return;
	memcpy((char *)secret_fill(form->text) + form->len, bytes, len);
	form->len += len;
}

static void put_escaped(struct form *form, const char *bytes, size_t len)
{
	if (len > SIZE_MAX / ESCAPED - 1 || !grow(form, ESCAPED * len))
		return;

	char *to = secret_fill(form->text);

	for (size_t i = 0; i < len; i++)
		form->len += escape((unsigned char)bytes[i], to + form->len);
}

static void add(struct form *form, const char *name, const char *value,
		size_t len)
{
	if (form->len > 0)
		put(form, "&", 1);
	put_escaped(form, name, strlen(name));
	put(form, "=", 1);
	put_escaped(form, value, len);
}

void form_add(struct form *form, const char *name, const char *value)
{
	if (value)
		add(form, name, value, strlen(value));
}

void form_add_secret(struct form *form, const char *name,
		     const struct secret *value)
{
	size_t len;

	if (!value)
		return;

	const char *bytes = secret_reveal(value, &len);

	add(form, name, bytes, len);
}

int form_take(struct form *form, struct secret **out, struct err *err)
{
	struct form taken = *form;

	grow(&taken, 0);
	*form = (struct form)FORM_INIT;
	if (!taken.failed && !taken.text)
		return secret_new(0, out, err);
	if (taken.failed) {
		secret_free(taken.text);
		*err = taken.err;
		return -1;
	}
	secret_cut(taken.text, taken.len);
	*out = taken.text;
	return 0;
}

int form_login(const char *id, const struct secret *secret, struct secret **out,
	       struct err *err)
{
	struct form form = FORM_INIT;
	size_t len;
	const char *bytes = secret_reveal(secret, &len);

	put_escaped(&form, id, strlen(id));
	put(&form, ":", 1);
	put_escaped(&form, bytes, len);
	return form_take(&form, out, err);
}

/* -- reading ------------------------------------------------------------- */

void form_read(struct form_reader *reader, const struct secret *text)
{
	size_t len;

	reader->at = secret_reveal(text, &len);
	reader->end = reader->at + len;
}

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
	       : isxdigit((unsigned char)c)
		       ? tolower((unsigned char)c) - 'a' + 10
		       : -1;
}

/* Bytes at..end decoded into out, which has room for as many: how many. */
static size_t decode(const char *at, const char *end, char plus, char *out)
{
	size_t len = 0;

	for (; at < end; at++) {
		if (*at == '%' && end - at > 2 && digit(at[1]) >= 0 &&
		    digit(at[2]) >= 0) {
			out[len++] = (char)(digit(at[1]) * 16 + digit(at[2]));
			at += 2;
		} else {
			out[len++] = *at == '+' ? plus : *at;
		}
	}
	return len;
}

static const char *find(const char *at, const char *end, char c)
{
	const char *found = memchr(at, c, (size_t)(end - at));

	return found ? found : end;
}

static void decode_name(const char *at, const char *end,
			char name[FORM_NAME_MAX + 1])
{
	size_t len = 0;

	if (end - at <= FORM_NAME_MAX)
		len = decode(at, end, ' ', name);
	name[len] = '\0';
}

int form_next(struct form_reader *reader, char name[FORM_NAME_MAX + 1],
	      struct secret **value, struct err *err)
{
	while (reader->at < reader->end && *reader->at == '&')
		reader->at++;
	if (reader->at == reader->end)
		return 0;

	const char *end = find(reader->at, reader->end, '&');
	const char *equals = find(reader->at, end, '=');
	const char *begin = equals < end ? equals + 1 : end;

	decode_name(reader->at, equals, name);
	if (secret_new((size_t)(end - begin), value, err) != 0)
		return -1;
	secret_cut(*value, decode(begin, end, ' ', secret_fill(*value)));
	reader->at = end;
	return 1;
}

int form_decode(const struct form_reader *text, struct secret **out,
		struct err *err)
{
	if (secret_new((size_t)(text->end - text->at), out, err) != 0)
		return -1;
	secret_cut(*out, decode(text->at, text->end, '+', secret_fill(*out)));
	return 0;
}
