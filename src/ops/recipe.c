/* recipe.c - the request that tries a credential, with its values filled in */
#include "ops/recipe.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/str.h"
#include "ops/ink.h"
#include "ops/internal.h"

#define NAME_CHARS                             \
	"abcdefghijklmnopqrstuvwxyz0123456789" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ.-"

struct filling {
	const struct piece_way *way;
	const struct values *values;
	unsigned asked, given; /* placeholders, and those that are not empty */
};

/* A value without the blanks around it. */
struct piece_of {
	const char *at;
	size_t len;
};

/* -- placeholders --------------------------------------------------------- */

/* {auth} is another name for the one field of an API key. */
static const struct secret *secret_of(const struct filling *filling,
				      const char *name)
{
	bool is_key =
		str_is(name, "auth") && str_is(filling->way->type, "api_key");

	return values_get(filling->values, is_key ? "api_key" : name);
}

static struct piece_of value_of(struct filling *filling, const char *name)
{
	const struct secret *value = secret_of(filling, name);
	struct piece_of of = { "", 0 };

	filling->asked++;
	if (!value)
		return of;
	of.at = secret_reveal(value, &of.len);
	while (of.len > 0 && isspace((unsigned char)of.at[of.len - 1]))
		of.len--;
	while (of.len > 0 && isspace((unsigned char)*of.at)) {
		of.at++;
		of.len--;
	}
	filling->given += of.len > 0;
	return of;
}

/* The name of the placeholder at text, and how long that is with braces. */
static size_t name_of(const char *text, char name[VALUE_NAME_MAX + 1])
{
	size_t len = strcspn(text, "}");

	str_copy(name, text + 1,
		 len <= VALUE_NAME_MAX + 1 ? len : VALUE_NAME_MAX + 1);
	return len + (text[len] == '}');
}

static int not_sent(const char *field, const char *where, struct err *err)
{
	err_set(err, ERR_USAGE, "the field %.64s cannot be sent in %s", field,
		where);
	return err_hint(err, "it has characters that do not belong there: "
			     "reconnect with the right value");
}

static int add_field(struct filling *filling, const char *name, bool escapes,
		     struct ink *out, struct err *err)
{
	struct piece_of value = value_of(filling, name);

	if (escapes)
		return ink_add_escaped(out, value.at, value.len, err);
	for (size_t i = 0; i < value.len; i++)
		if (iscntrl((unsigned char)value.at[i]))
			return not_sent(name, "a header or a text", err);
	return ink_add(out, value.at, value.len, err);
}

/* -- base64(...) ---------------------------------------------------------- */

#define BASE64	   "base64("
#define BASE64_LEN (sizeof(BASE64) - 1)

/* How long what stands in the parentheses is. */
static size_t inside(const char *text, size_t len)
{
	int depth = 1;
	size_t i = 0;

	for (; i < len; i++) {
		depth += (text[i] == '(') - (text[i] == ')');
		if (depth == 0)
			break;
	}
	return i;
}

static int expand(struct filling *filling, const char *text, size_t len,
		  bool escapes, struct ink *out, struct err *err);

static int add_base64(struct filling *filling, const char *text, size_t len,
		      struct ink *out, struct err *err)
{
	struct ink plain = INK_INIT;
	struct secret *made = NULL, *encoded = NULL;
	int result = -1;

	if (expand(filling, text, len, false, &plain, err) == 0 &&
	    ink_take(&plain, &made, err) == 0 &&
	    secret_base64(made, &encoded, err) == 0)
		result = ink_add_secret(out, encoded, err);
	ink_clear(&plain);
	secret_free(made);
	secret_free(encoded);
	return result;
}

/* Was checked when the entry was read. */
static int expand(struct filling *filling, const char *text, size_t len,
		  bool escapes, struct ink *out, struct err *err)
{
	char name[VALUE_NAME_MAX + 1];
	const char *end = text + len;
	int result = 0;

	while (text < end && result == 0) {
		size_t left = (size_t)(end - text);

		if (*text == '{') {
			text += name_of(text, name);
			result = add_field(filling, name, escapes, out, err);
		} else if (left > BASE64_LEN && str_starts(text, BASE64)) {
			size_t size =
				inside(text + BASE64_LEN, left - BASE64_LEN);

			result = add_base64(filling, text + BASE64_LEN, size,
					    out, err);
			text += BASE64_LEN + size + 1;
		} else {
			result = ink_add(out, text++, 1, err);
		}
	}
	return result;
}

/* -- addresses ------------------------------------------------------------ */

static void cut_scheme(struct piece_of *value)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(schemes[i]);

		if (value->len < len ||
		    strncasecmp(value->at, schemes[i], len) != 0)
			continue;
		value->at += len;
		value->len -= len;
		return;
	}
}

static void cut_slash(struct piece_of *value)
{
	while (value->len > 0 && value->at[value->len - 1] == '/')
		value->len--;
}

/* is_all: nothing else stands in the host, so that a port may. */
static int add_host(struct filling *filling, const char *name, bool is_all,
		    struct ink *out, struct err *err)
{
	struct piece_of value = value_of(filling, name);

	cut_scheme(&value);
	cut_slash(&value);
	size_t len = strspn(value.at, NAME_CHARS);

	if (is_all && len < value.len && value.at[len] == ':')
		len += 1 + strspn(value.at + len + 1, "0123456789");
	if (value.len == 0 || len < value.len || *value.at == '.' ||
	    *value.at == '-')
		return not_sent(name, "the name of a host", err);
	return ink_add(out, value.at, value.len, err);
}

/* A field that has the whole beginning, scheme and path included. */
static int add_base(struct filling *filling, const char *name, struct ink *out,
		    struct err *err)
{
	struct piece_of value = value_of(filling, name);
	bool is_good = value.len > 0;

	cut_slash(&value);
	for (size_t i = 0; i < value.len; i++)
		is_good &= value.at[i] > ' ' && value.at[i] < 0x7f &&
			   !strchr("\"<>\\^`|#?@{}", value.at[i]);
	if (!is_good)
		return not_sent(name, "an address", err);
	if (strncasecmp(value.at, "https://", 8) != 0 &&
	    strncasecmp(value.at, "http://", 7) != 0 &&
	    ink_add(out, "https://", 8, err) != 0)
		return -1;
	return ink_add(out, value.at, value.len, err);
}

/* "https://{shop}.example.com", of which len bytes are the host. */
static int add_hosts(struct filling *filling, const char *text, size_t len,
		     struct ink *out, struct err *err)
{
	char name[VALUE_NAME_MAX + 1];
	const char *begin = text, *end = text + len;
	int result = 0;

	while (text < end && result == 0) {
		if (*text != '{') {
			result = ink_add(out, text++, 1, err);
			continue;
		}
		bool is_first = text == begin;

		text += name_of(text, name);
		result = add_host(filling, name, is_first && text == end, out,
				  err);
	}
	return result;
}

static int fill_url(struct filling *filling, const char *text, struct ink *out,
		    struct err *err)
{
	char name[VALUE_NAME_MAX + 1];

	if (*text == '{') {
		text += name_of(text, name);
		if (add_base(filling, name, out, err) != 0)
			return -1;
	} else {
		size_t scheme = (size_t)(strstr(text, "://") + 3 - text);
		size_t host = strcspn(text + scheme, "/?");

		if (ink_add(out, text, scheme, err) != 0 ||
		    add_hosts(filling, text + scheme, host, out, err) != 0)
			return -1;
		text += scheme + host;
	}
	return expand(filling, text, strlen(text), true, out, err);
}

/* -- pairs ---------------------------------------------------------------- */

/* The text of a pair; false in *is_there when all its fields are empty. */
static int fill_text(struct filling *filling, const char *text,
		     struct secret **out, bool *is_there, struct err *err)
{
	struct ink ink = INK_INIT;
	int result;

	filling->asked = filling->given = 0;
	result = expand(filling, text, strlen(text), false, &ink, err);
	*is_there = filling->asked == 0 || filling->given > 0;
	if (result == 0 && *is_there)
		result = ink_take(&ink, out, err);
	ink_clear(&ink);
	return result;
}

typedef int pair_fn(struct ink *out, const char *name,
		    const struct secret *text, struct err *err);

static int add_pair(struct ink *out, const char *name,
		    const struct secret *text, struct err *err)
{
	size_t len;
	const char *at = secret_reveal(text, &len);

	if (ink_add_escaped(out, name, strlen(name), err) != 0 ||
	    ink_add(out, "=", 1, err) != 0)
		return -1;
	return ink_add_escaped(out, at, len, err);
}

static int add_member(struct ink *out, const char *name,
		      const struct secret *text, struct err *err)
{
	size_t len;
	const char *at = secret_reveal(text, &len);

	if (ink_add_json(out, name, strlen(name), err) != 0 ||
	    ink_add(out, ":", 1, err) != 0)
		return -1;
	return ink_add_json(out, at, len, err);
}

/* All that are not empty, with something between two, and first before one. */
static int fill_pairs(struct filling *filling, const struct field_option *pair,
		      size_t count, pair_fn *add, const char *first,
		      const char *between, struct ink *out, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		struct secret *text = NULL;
		bool is_there;

		result = fill_text(filling, pair[i].value, &text, &is_there,
				   err);
		if (result == 0 && is_there) {
			result = ink_add(out, first, strlen(first), err);
			if (result == 0)
				result = add(out, pair[i].label, text, err);
			first = between;
		}
		secret_free(text);
	}
	return result;
}

static int fill_header(struct filling *filling, const struct field_option *pair,
		       struct recipe *out, struct err *err)
{
	struct ink line = INK_INIT;
	struct secret *text = NULL;
	bool is_there;
	int result = fill_text(filling, pair->value, &text, &is_there, err);

	if (result == 0 && is_there) {
		if (ink_add(&line, pair->label, strlen(pair->label), err) !=
			    0 ||
		    ink_add(&line, ": ", 2, err) != 0 ||
		    ink_add_secret(&line, text, err) != 0 ||
		    ink_take(&line, &out->header[out->headers], err) != 0)
			result = -1;
		else
			out->headers++;
	}
	ink_clear(&line);
	secret_free(text);
	return result;
}

static int fill_headers(struct filling *filling,
			const struct field_option *pair, size_t count,
			struct recipe *out, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = fill_header(filling, &pair[i], out, err);
	return result;
}

/* -- where it goes -------------------------------------------------------- */

/* Is host, of len bytes, one of the lines? */
static bool is_listed(const char *lines, const char *host, size_t len)
{
	while (*lines) {
		size_t line = strcspn(lines, "\n");

		if (line == len && strncasecmp(lines, host, len) == 0)
			return true;
		lines += line + (lines[line] == '\n');
	}
	return false;
}

static int check_host(const struct filling *filling, const char *hosts,
		      const struct secret *url, struct err *err)
{
	const char *host = strstr(secret_reveal(url, NULL), "://") + 3;
	size_t len = strcspn(host, "/?#\\");
	char *listed;

	if (memchr(host, '@', len))
		return err_set(err, ERR_USAGE, "an address has a user name");
	if (hosts_fill(filling->way, filling->values, &listed, err) != 0)
		return -1;
	bool is_allowed =
		is_listed(listed, host, len) || is_listed(hosts, host, len);

	free(listed);
	if (is_allowed)
		return 0;
	err_set(err, ERR_USAGE,
		"the test goes to %.*s, which may not get this credential",
		len < 100 ? (int)len : 100, host);
	return err_hint(err, "reconnect it with the right address");
}

/* -- all of it ------------------------------------------------------------ */

/* What was chosen stands in the catalog: it is no secret. */
static const char *choice_of(const struct values *values, const char *field)
{
	const struct secret *value = values_get(values, field);

	return value ? secret_reveal(value, NULL) : "";
}

const struct piece_check *recipe_check(const struct piece_way *way,
				       const struct values *values)
{
	const char *text = choice_of(values, way->check_field);
	const struct piece_check *usual = NULL;

	for (size_t i = 0; i < way->checks; i++) {
		const struct piece_check *check = &way->check[i];

		if (*check->value && str_is(check->value, text))
			return check;
		if (!*check->value)
			usual = check;
	}
	return usual;
}

static const char *address_of(const struct piece_check *check,
			      const struct values *values)
{
	const char *text = choice_of(values, check->url_field);

	for (size_t i = 0; i < check->urls; i++)
		if (str_is(check->url_by[i].label, text))
			return check->url_by[i].value;
	return check->url;
}

static int fill_address(struct filling *filling,
			const struct piece_check *check, struct recipe *out,
			struct err *err)
{
	struct ink url = INK_INIT;
	const char *text = address_of(check, filling->values);
	const char *first = strchr(text, '?') ? "&" : "?";
	int result = -1;

	if (fill_url(filling, text, &url, err) == 0 &&
	    fill_pairs(filling, check->query, check->queries, add_pair, first,
		       "&", &url, err) == 0)
		result = ink_take(&url, &out->url, err);
	ink_clear(&url);
	return result;
}

static int fill_body(struct filling *filling, const struct piece_check *check,
		     struct recipe *out, struct err *err)
{
	static const struct field_option json = { "Content-Type",
						  "application/json" };
	struct ink body = INK_INIT;
	int result;

	if (check->is_form) {
		result = fill_pairs(filling, check->body, check->bodies,
				    add_pair, "", "&", &body, err);
	} else {
		result = ink_add(&body, "{", 1, err);
		if (result == 0)
			result = fill_pairs(filling, check->body, check->bodies,
					    add_member, "", ",", &body, err);
		if (result == 0)
			result = ink_add(&body, "}", 1, err);
		if (result == 0)
			result = fill_header(filling, &json, out, err);
	}
	if (result == 0)
		result = ink_take(&body, &out->body, err);
	ink_clear(&body);
	return result;
}

int recipe_fill(const struct piece_way *way, const struct piece_check *check,
		const struct values *values, const char *hosts,
		struct recipe *out, struct err *err)
{
	struct filling filling = { .way = way, .values = values };
	int result;

	*out = (struct recipe){ .headers = 0 };
	result = fill_address(&filling, check, out, err);
	if (result == 0)
		result = check_host(&filling, hosts, out->url, err);
	if (result == 0)
		result = fill_headers(&filling, check->header, check->headers,
				      out, err);
	if (result == 0 && !str_is(check->method, "GET"))
		result = fill_body(&filling, check, out, err);
	if (result != 0)
		recipe_clear(out);
	return result;
}

int recipe_headers(const struct piece_way *way, const struct values *values,
		   struct recipe *out, struct err *err)
{
	struct filling filling = { .way = way, .values = values };

	*out = (struct recipe){ .headers = 0 };
	if (fill_headers(&filling, way->header, way->headers, out, err) == 0)
		return 0;
	recipe_clear(out);
	return -1;
}

void recipe_clear(struct recipe *recipe)
{
	secret_free(recipe->url);
	secret_free(recipe->body);
	for (size_t i = 0; i < recipe->headers; i++)
		secret_free(recipe->header[i]);
	*recipe = (struct recipe){ .headers = 0 };
}
