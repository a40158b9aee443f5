/* login.c - the connection that git asks for, and what git and the tools of AWS
 * call its fields */
#include "ops/login.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/conn.h"
#include "ops/internal.h"

#define TAG "git:"

/* -- which connection ------------------------------------------------------ */

/* How well it fits; more is better, a longer path best. */
enum { FITS_NOT, FITS_HOST, FITS_TAG, FITS_PATH };

/* Is text, of len bytes, the host, whatever its case? */
static bool is_host(const char *text, size_t len, const char *host)
{
	return len == strlen(host) && strncasecmp(text, host, len) == 0;
}

/* Is path at or below prefix? "acme" has acme, acme.git and acme/x in it. */
static bool is_below(const char *path, const char *prefix, size_t len)
{
	while (*path == '/')
		path++;
	if (strstr(path, ".."))
		return false; /* who knows where that ends */
	return strncmp(path, prefix, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/' ||
		str_is(path + len, ".git"));
}

/* "git:HOST" or "git:HOST/PATH". *bars: it is for that host, and another path;
 * what the hosts say counts no longer. */
static size_t fit_tag(const char *tag, size_t len,
		      const struct git_place *place, bool *bars)
{
	size_t host, path;

	if (len < strlen(TAG) || strncmp(tag, TAG, strlen(TAG)) != 0)
		return FITS_NOT;
	tag += strlen(TAG);
	len -= strlen(TAG);
	host = strcspn(tag, "/\n");
	if (!is_host(tag, host < len ? host : len, place->host))
		return FITS_NOT;
	if (host >= len)
		return FITS_TAG;
	path = len - host - 1;
	while (path > 0 && tag[host + path] == '/')
		path--;
	if (path == 0)
		return FITS_TAG;
	if (is_below(place->path, tag + host + 1, path))
		return FITS_PATH + path;
	*bars = *place->path != '\0';
	return FITS_NOT;
}

static size_t fit_hosts(const char *hosts, const struct git_place *place)
{
	for (size_t len; *hosts; hosts += len + (hosts[len] == '\n')) {
		len = strcspn(hosts, "\n");
		if (is_host(hosts, len, place->host))
			return FITS_HOST;
	}
	return FITS_NOT;
}

static size_t fit(const struct conn *conn, const struct git_place *place)
{
	size_t best = FITS_NOT;
	bool bars = false;

	if (conn->trashed || conn->status == STATUS_UNREADABLE)
		return FITS_NOT;
	for (const char *tag = conn->tags; *tag;) {
		size_t len = strcspn(tag, "\n");
		size_t now = fit_tag(tag, len, place, &bars);

		if (now > best)
			best = now;
		tag += len + (tag[len] == '\n');
	}
	return best > FITS_NOT || bars ? best : fit_hosts(conn->hosts, place);
}

static int none_fits(const struct git_place *place, struct err *err)
{
	char host[100];

	term_safe(host, sizeof(host), place->host, 80);
	err_set(err, ERR_ABSENT, "no connection is for %s", host);
	return err_hint(err,
			"connvault edit CONNECTION --add-tag " TAG "%s "
			"says that one is",
			host);
}

static int two_fit(const struct conn *one, const struct conn *other,
		   const struct git_place *place, struct err *err)
{
	char host[100];

	term_safe(host, sizeof(host), place->host, 60);
	err_set(err, ERR_CONFLICT, "%.60s and %.60s are both for %s",
		one->external_id, other->external_id, host);
	return err_hint(err,
			"tag them " TAG "%s/OWNER with git config "
			"credential.useHttpPath true, or give --connection",
			host);
}

static int find_any(struct session *session, const struct git_place *place,
		    struct conn *out, struct err *err)
{
	struct project *project = session_need(session, err);
	const struct conn *best = NULL, *other = NULL;
	struct conns conns = { .item = NULL };
	size_t most = FITS_NOT;
	int result = -1;

	if (!project || project_conns(project, &conns, err) != 0)
		return -1;
	for (size_t i = 0; i < conns.count; i++) {
		size_t now = fit(&conns.item[i], place);

		if (now == FITS_NOT || now < most)
			continue;
		other = now == most ? best : NULL;
		best = &conns.item[i];
		most = now;
	}
	if (!best)
		none_fits(place, err);
	else if (other)
		two_fit(other, best, place, err);
	else
		result = conn_copy(best, out) == 0 ? 0 : err_nomem(err);
	conns_clear(&conns);
	return result;
}

int git_find(struct session *session, const struct git_place *place,
	     struct conn *out, struct err *err)
{
	*out = (struct conn){ .version = 0 };
	if (!place->connection)
		return find_any(session, place, out, err);
	if (conn_find(session, place->connection, out, err) != 0)
		return -1;
	if (fit(out, place) > FITS_NOT)
		return 0;
	conn_clear(out);
	return none_fits(place, err);
}

/* -- what it is called ----------------------------------------------------- */

/* "aws_access_key_id" as "accesskeyid". */
static void plain_name(const char *name, char out[VALUE_NAME_MAX + 1])
{
	size_t len = 0;

	for (; *name && len < VALUE_NAME_MAX; name++)
		if (isalnum((unsigned char)*name))
			out[len++] = (char)tolower((unsigned char)*name);
	out[len] = '\0';
	if (str_starts(out, "aws"))
		memmove(out, out + 3, len - 3 + 1);
}

/* The value with the first of the names that there is. */
static const struct secret *find_value(const struct values *values,
				       const char *const *name)
{
	char plain[VALUE_NAME_MAX + 1];

	for (; *name; name++)
		for (size_t i = 0; i < values->count; i++) {
			plain_name(values->item[i].name, plain);
			if (str_is(plain, *name) &&
			    secret_len(values->item[i].value) > 0)
				return values->item[i].value;
		}
	return NULL;
}

/* -- git ------------------------------------------------------------------- */

/* The user name beside a token, as the hosts document it; most others take any,
 * GitLab of an older version this one alone. */
static const char *token_user(const char *host)
{
	if (strcasecmp(host, "github.com") == 0)
		return "x-access-token";
	return strcasecmp(host, "bitbucket.org") == 0 ? "x-token-auth"
						      : "oauth2";
}

static bool has_break(const struct secret *secret)
{
	size_t len;
	const char *text = secret_reveal(secret, &len);

	return memchr(text, '\n', len) || memchr(text, '\r', len) ||
	       memchr(text, '\0', len);
}

static int has_lines(struct err *err)
{
	err_set(err, ERR_FAILED,
		"a value of several lines cannot be given to git");
	return err_hint(err, "it would take the second for something else: "
			     "reconnect it with a value of one line");
}

int git_login(const struct conn *conn, const struct values *values,
	      const char *host, struct git_login *out, struct err *err)
{
	static const char *const users[] = { "username", "user", "login",
					     "email", NULL };
	static const char *const passwords[] = {
		"accesstoken", "personalaccesstoken",
		"password",    "apikey",
		"apitoken",    "token",
		NULL
	};
	const struct secret *password = find_value(values, passwords);
	const struct secret *user =
		conn->auth == AUTH_OAUTH2 ? NULL : find_value(values, users);
	const char *usual = token_user(host);

	*out = (struct git_login){ .username = NULL };
	if (!password) {
		err_set(err, ERR_FAILED, "%.100s has no password or token",
			conn->external_id);
		return err_hint(err, "git signs in with one of these");
	}
	if (has_break(password) || (user && has_break(user)))
		return has_lines(err);
	if (secret_copy(password, &out->password, err) == 0 &&
	    (user ? secret_copy(user, &out->username, err)
		  : secret_from(usual, strlen(usual), &out->username, err)) ==
		    0)
		return 0;
	git_login_clear(out);
	return -1;
}

void git_login_clear(struct git_login *login)
{
	secret_free(login->username);
	secret_free(login->password);
	*login = (struct git_login){ .username = NULL };
}

/* -- AWS ------------------------------------------------------------------- */

static const struct aws_key {
	const char *name;
	const char *ours[4]; /* as plain_name() has them; NULL ends */
	bool is_required;
} keys[] = {
	{ "AccessKeyId", { "accesskeyid", "accesskey" }, true },
	{ "SecretAccessKey",
	  { "secretaccesskey", "accesskeysecret", "secretkey" },
	  true },
	{ "SessionToken", { "sessiontoken", "securitytoken" }, false },
	{ "Expiration", { "expiration" }, false },
};

int aws_keys(const struct values *values, struct values *out, struct err *err)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct secret *value = find_value(values, keys[i].ours);

		if (!value && keys[i].is_required) {
			err_set(err, ERR_FAILED, "it has no field for %s",
				keys[i].name);
			return err_hint(err, "AWS needs accessKeyId and "
					     "secretAccessKey");
		}
		if (value &&
		    values_set_copy(out, keys[i].name, value, err) != 0)
			return -1;
	}
	return 0;
}
