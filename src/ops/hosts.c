/* hosts.c - to which hosts a credential may be sent: the way's, filled in
 *
 * A field of the operator can be part of a host name
 * ("{subdomain}.zendesk.com") or hold a whole address ("{instanceUrl}").
 * Whatever it is must not lead the secret elsewhere: what is filled in has only
 * the characters of a name. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

#define NAME_CHARS                             \
	"abcdefghijklmnopqrstuvwxyz0123456789" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ.-"

static int bad_value(const char *field, const char *value, struct err *err)
{
	char shown[80];

	term_safe(shown, sizeof(shown), value, 40);
	err_set(err, ERR_USAGE, "%.64s: \"%s\" cannot be part of a host name",
		field, shown);
	return err_hint(err, "letters, digits, - and . only; a whole address "
			     "begins with https://");
}

/* What counts of a value: without a scheme; of a whole address only the host,
 * of a part of a name all but a last slash. */
static size_t host_of(const char **at, bool alone)
{
	if (strncasecmp(*at, "https://", 8) == 0)
		*at += 8;
	else if (strncasecmp(*at, "http://", 7) == 0)
		*at += 7;
	if (alone)
		return strcspn(*at, "/?#");
	size_t len = strlen(*at);

	return len > 0 && (*at)[len - 1] == '/' ? len - 1 : len;
}

/* Add the value of a field to host. alone: it is the whole of the host. */
static int add_value(struct str *host, const char *field, const char *value,
		     bool alone, struct err *err)
{
	const char *at = value;
	size_t len = host_of(&at, alone);
	size_t name = strspn(at, NAME_CHARS);

	if (alone && name < len && at[name] == ':')
		name += 1 + strspn(at + name + 1, "0123456789");
	if (name != len || *at == '.' || *at == '-')
		return bad_value(field, value, err);
	str_add_bytes(host, at, len);
	return 0;
}

/* Fill template into host; *complete is false when a field is not given. */
static int fill(const char *template, const struct values *values,
		struct str *host, bool *complete, struct err *err)
{
	*complete = true;
	for (const char *at = template; *at;) {
		size_t plain = strcspn(at, "{"), len = strcspn(at, "}");
		char name[VALUE_NAME_MAX + 1];

		str_add_bytes(host, at, plain);
		at += plain;
		if (!*at)
			break;
		len -= plain;
		str_copy(name, at + 1, len < sizeof(name) ? len : 1);
		const struct secret *value = values_get(values, name);
		bool alone = at == template && !at[len + 1];

		if (!value || secret_len(value) == 0)
			*complete = false;
		else if (add_value(host, name, secret_reveal(value, NULL),
				   alone, err) != 0)
			return -1;
		at += len + 1;
	}
	return 0;
}

int hosts_fill(const struct piece_way *way, const struct values *values,
	       char **out, struct err *err)
{
	struct str lines = STR_INIT;
	int result = 0;

	for (size_t i = 0; !result && i < way->hosts; i++) {
		struct str host = STR_INIT;
		bool complete;

		result = fill(way->host[i], values, &host, &complete, err);
		if (!result && complete && host.len)
			str_addf(&lines, "%s%s", lines.len ? "\n" : "",
				 host.text);
		if (host.failed)
			lines.failed = true;
		str_clear(&host);
	}
	*out = result ? NULL : str_take(&lines);
	str_clear(&lines);
	if (!result && !*out)
		return err_nomem(err);
	return result;
}
