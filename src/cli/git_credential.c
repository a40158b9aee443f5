/* git_credential.c - connvault git-credential: see gitcredentials(7)
 *
 * One "key=value" a line, both ways. What has a line break or NUL where none
 * may be could say something else to the other side: nothing is answered. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/hand.h"
#include "cli/out.h"
#include "ops/login.h"

#define ASKED_MAX ((size_t)64 * 1024) /* bytes of what git says */
#define HOST_CHARS                             \
	"abcdefghijklmnopqrstuvwxyz"           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" \
	".-_:[]"

static const struct opt options[] = {
	{ "connection", 'c', "CONNECTION",
	  "only this one, when it is for the host" },
	HAND_OPTIONS,
	OPT_END,
};

/* What git asks for; borrowed from its text, "" when it is not said. */
struct asked {
	const char *protocol, *host, *path, *username;
};

/* -- what git says --------------------------------------------------------- */

/* Up to an empty line or the end: git may go on to hold the pipe. */
static int read_asked(char *text, size_t *len, struct err *err)
{
	for (*len = 0; *len < ASKED_MAX; ++*len) {
		ssize_t got = read(STDIN_FILENO, text + *len, 1);

		if (got < 0 && errno == EINTR) {
			--*len;
			continue;
		}
		if (got < 0)
			return err_sys(err, ERR_IO,
				       "cannot read standard input");
		if (got == 0 || (text[*len] == '\n' &&
				 (*len == 0 || text[*len - 1] == '\n')))
			return 0;
	}
	return err_set(err, ERR_USAGE, "git says more than %zu bytes",
		       ASKED_MAX);
}

static int bad(const char *what, struct err *err)
{
	err_set(err, ERR_USAGE, "standard input %s: nothing is answered", what);
	return err_hint(err, "git writes KEY=VALUE lines there, see "
			     "gitcredentials(7)");
}

static int take(struct asked *asked, const char *key, const char *value,
		struct err *err)
{
	const struct {
		const char *key;
		const char **to;
	} known[] = { { "protocol", &asked->protocol },
		      { "host", &asked->host },
		      { "path", &asked->path },
		      { "username", &asked->username } };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!str_is(key, known[i].key))
			continue;
		if (**known[i].to)
			return bad("says a thing twice", err);
		*known[i].to = value;
	}
	return 0;
}

/* Cuts text into lines. */
static int parse(char *text, size_t len, struct asked *asked, struct err *err)
{
	char *line, *rest = text;

	*asked = (struct asked){ "", "", "", "" };
	if (memchr(text, '\0', len) || memchr(text, '\r', len))
		return bad("has a NUL or carriage return", err);
	text[len] = '\0';
	while (*(line = rest)) {
		char *value = strchr(line, '=');

		rest = line + strcspn(line, "\n");
		if (!value || value > rest)
			return bad("has a line without =", err);
		if (*rest)
			*rest++ = '\0';
		*value++ = '\0';
		if (take(asked, line, value, err) != 0)
			return -1;
	}
	if (!*asked->protocol || !*asked->host)
		return bad("does not say protocol and host", err);
	if (asked->host[strspn(asked->host, HOST_CHARS)])
		return bad("has a host that is none", err);
	return 0;
}

/* Does a secret stay secret on this way? Others are not for us. */
static bool is_safe(const struct asked *asked)
{
	if (str_is(asked->protocol, "https"))
		return true;
	if (!str_is(asked->protocol, "http"))
		return false;
	if (!host_is_loopback(asked->host))
		fputs("connvault: nothing is given to http, where others can "
		      "read it: use https\n",
		      stderr);
	return host_is_loopback(asked->host);
}

/* -- the answer ------------------------------------------------------------ */

static int put_line(const char *key, const struct secret *value,
		    struct err *err)
{
	size_t len = 0;
	const void *bytes = secret_reveal(value, &len);

	if (out_write(key, strlen(key), err) != 0 ||
	    out_write(bytes, len, err) != 0)
		return -1;
	return out_write("\n", 1, err);
}

static int put(const struct conn *conn, const struct git_login *login,
	       struct err *err)
{
	char expiry[64];

	if (put_line("username=", login->username, err) != 0 ||
	    put_line("password=", login->password, err) != 0)
		return -1;
	if (conn->auth != AUTH_OAUTH2 || conn->expires_at == 0)
		return 0;
	snprintf(expiry, sizeof(expiry), "password_expiry_utc=%lld\n",
		 (long long)conn->expires_at);
	return out_write(expiry, strlen(expiry), err);
}

/* Another account on the same host was meant. */
static bool is_other_user(const struct asked *asked, const struct conn *conn,
			  const struct values *values)
{
	const struct secret *ours = values_get(values, "username");
	struct secret *theirs;
	struct err ignored = ERR_INIT;
	bool is_same;

	if (!*asked->username || !ours || conn->auth != AUTH_BASIC ||
	    secret_from(asked->username, strlen(asked->username), &theirs,
			&ignored) != 0)
		return false;
	is_same = secret_equal(ours, theirs);
	secret_free(theirs);
	return !is_same;
}

static int answer(struct cli *cli, struct session *session, struct conn *conn,
		  const struct asked *asked, struct err *err)
{
	struct values values = VALUES_INIT;
	struct git_login login;
	struct serve_plan plan;
	int result = -1;

	if (hand_plan(cli, "git", &plan, err) != 0)
		return -1;
	plan.is_for_program = true;
	if (hand_values(cli, session, conn, &plan, &values, err) != 0) {
		/* Nobody else knows better, and nobody need be asked. */
		if (err->code == ERR_RECONNECT || err->code == ERR_NETWORK)
			fputs("quit=1\n", stdout);
		return -1;
	}
	if (is_other_user(asked, conn, &values)) {
		result = 0;
	} else if (git_login(conn, &values, asked->host, &login, err) == 0) {
		result = put(conn, &login, err);
		git_login_clear(&login);
	}
	values_clear(&values);
	return result;
}

/* That no connection is meant is no fault, unless one was named. */
static int get(struct cli *cli, const struct asked *asked, struct err *err)
{
	struct git_place place = { .host = asked->host,
				   .path = asked->path,
				   .connection =
					   cli_option(cli, "connection") };
	struct err why = ERR_INIT;
	struct session *session;
	struct conn conn;

	if (!is_safe(asked))
		return 0;
	if (cli_project(cli, &session, err) != 0)
		return -1;
	if (git_find(session, &place, &conn, &why) != 0) {
		if (why.code == ERR_ABSENT && !place.connection)
			return 0;
		*err = why;
		return -1;
	}

	int result = answer(cli, session, &conn, asked, err);

	conn_clear(&conn);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	char *text = malloc(ASKED_MAX + 1); /* free() wipes */
	struct asked asked;
	size_t len = 0;
	int result = text ? read_asked(text, &len, err) : err_nomem(err);

	/* Nothing is stored or forgotten for git: "should silently ignore" */
	if (result == 0 && str_is(cli_operand(cli, 0), "get")) {
		result = parse(text, len, &asked, err);
		if (result == 0)
			result = get(cli, &asked, err);
	}
	free(text);
	return result;
}

const struct cmd cmd_git_credential = {
	.name = "git-credential",
	.summary = "Give git what it signs in with (a credential helper)",
	.operands = "get|store|erase",
	.about =
		"For git config credential.helper '!connvault git-credential': "
		"git adds the word and asks on standard input. The connection "
		"is one whose hosts have that of the URL (connvault show), or "
		"which is tagged git:HOST. Of several, one that is tagged "
		"git:HOST/OWNER is for the repositories of OWNER, with git "
		"config credential.useHttpPath true. Nothing is given to http "
		"but on loopback; store and erase do nothing.",
	.option = options,
	.run = run,
};
