/* get.c - connvault get */
#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "base/base64.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/values.h"
#include "cli/commands.h"
#include "cli/hand.h"
#include "cli/out.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "format", 0, "value|json|env|header",
	  "the bytes alone (default), one JSON object, shell assignments, or "
	  "the header that a request needs" },
	HAND_OPTIONS,
	{ "force-tty", 0, NULL, "write control characters to a terminal, too" },
	OPT_END,
};

/* What a terminal would obey rather than show: C0 but tab and newline, DEL,
 * C1, and bytes that are no UTF-8 (which may be C1 in another charset). */
static bool has_controls(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = (unsigned char)text[i + 1];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			return true;
		if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			return true;
	}
	return !utf8_is_valid(text, len);
}

/* Refuses to write a value to a terminal that it would harm. */
static int check_shown(const struct cli *cli, const char *what,
		       const struct secret *secret, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(secret, &len);

	if (!out_is_terminal() || cli_has(cli, "force-tty") ||
	    !has_controls(text, len))
		return 0;
	err_set(err, ERR_USAGE,
		"%s has control characters, which a terminal would obey", what);
	return err_hint(err, "send it to a file or a pipe, or give "
			     "--force-tty");
}

/* The bytes to stdout. */
static int put(const struct cli *cli, const struct secret *secret,
	       struct err *err)
{
	size_t len;
	const void *bytes = secret_reveal(secret, &len);

	if (check_shown(cli, "the value", secret, err) != 0)
		return -1;
	return out_write(bytes, len, err);
}

static int put_text(const char *text, struct err *err)
{
	return out_write(text, strlen(text), err);
}

/* A newline where somebody reads; else nothing that is not the value's. */
static int end_line(struct err *err)
{
	return out_is_terminal() ? put_text("\n", err) : 0;
}

/* -- all values ----------------------------------------------------------- */

static int print_json(const struct cli *cli, const struct values *values,
		      struct err *err)
{
	cJSON *object = hand_object(values, err);

	(void)cli;
	return object ? out_json(object, err) : -1;
}

/* NAME=' as a shell takes it. */
static int put_name(const char *name, struct err *err)
{
	char text[HAND_NAME];

	hand_name("", name, text);
	return put_text(text, err) == 0 ? put_text("='", err) : -1;
}

/* The bytes between single quotes. */
static int put_shell(const struct secret *secret, struct err *err)
{
	size_t len;
	const char *text = secret_reveal(secret, &len);

	while (len > 0) {
		const char *quote = memchr(text, '\'', len);
		size_t plain = quote ? (size_t)(quote - text) : len;

		if (out_write(text, plain, err) != 0 ||
		    (quote && put_text("'\\''", err) != 0))
			return -1;
		text += plain + (quote != NULL);
		len -= plain + (quote != NULL);
	}
	return put_text("'\n", err);
}

static int print_env(const struct cli *cli, const struct values *values,
		     struct err *err)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->item[i];

		if (check_shown(cli, value->name, value->value, err) != 0 ||
		    put_name(value->name, err) != 0 ||
		    put_shell(value->value, err) != 0)
			return -1;
	}
	return 0;
}

/* -- header --------------------------------------------------------------- */

/* "user:password" of two values. */
static int join(const struct secret *user, const struct secret *password,
		struct secret **out, struct err *err)
{
	size_t before, after;
	const void *first = secret_reveal(user, &before);
	const void *second = secret_reveal(password, &after);

	if (secret_new(before + 1 + after, out, err) != 0)
		return -1;

	char *at = secret_fill(*out);

	memcpy(at, first, before);
	at[before] = ':';
	memcpy(at + before + 1, second, after);
	return 0;
}

static int basic(const struct values *values, struct secret **out,
		 struct err *err)
{
	struct secret *joined = NULL;
	int result = -1;

	const struct secret *user = values_get(values, "username");
	const struct secret *password = values_get(values, "password");

	if (!user || !password)
		err_set(err, ERR_FAILED, "it has no username and password");
	else if (join(user, password, &joined, err) == 0)
		result = secret_base64(joined, out, err);
	secret_free(joined);
	return result;
}

/* A token, or with FIELD that one, as services usually have it. */
static int print_usual(const struct cli *cli, const struct values *values,
		       bool is_basic, struct err *err)
{
	struct secret *value;
	size_t len;
	int result = -1;

	if ((is_basic ? basic(values, &value, err)
		      : serve_pick(values, cli_operand(cli, 1), &value, err)) !=
	    0)
		return -1;

	const char *text = secret_reveal(value, &len);

	if (memchr(text, '\n', len) || memchr(text, '\r', len) ||
	    memchr(text, '\0', len))
		err_set(err, ERR_FAILED,
			"a value of several lines does not fit into a header");
	else if (put_text(is_basic ? "Authorization: Basic "
				   : "Authorization: Bearer ",
			  err) == 0 &&
		 put(cli, value, err) == 0)
		result = put_text("\n", err);
	secret_free(value);
	return result;
}

static int check_all_shown(const struct cli *cli, const struct values *values,
			   struct err *err)
{
	for (size_t i = 0; i < values->count; i++)
		if (check_shown(cli, values->item[i].name,
				values->item[i].value, err) != 0)
			return -1;
	return 0;
}

static int print_header(const struct cli *cli, struct session *session,
			const struct conn *conn, const struct values *values,
			struct err *err)
{
	bool is_whole = !cli_operand(cli, 1);
	struct secret *lines = NULL;
	size_t len;

	if (is_whole && serve_headers(session, conn, values, &lines, err) != 0)
		return -1;
	if (!lines)
		return print_usual(cli, values,
				   is_whole && conn->auth == AUTH_BASIC, err);

	const void *text = secret_reveal(lines, &len);
	int result = check_all_shown(cli, values, err);

	if (result == 0)
		result = out_write(text, len, err);

	secret_free(lines);
	return result;
}

/* -- the bytes alone ------------------------------------------------------ */

static int print_value(const struct cli *cli, const struct values *values,
		       struct err *err)
{
	struct secret *value;
	int result;

	if (serve_pick(values, cli_operand(cli, 1), &value, err) != 0)
		return -1;
	result = put(cli, value, err);
	secret_free(value);
	return result == 0 ? end_line(err) : -1;
}

/* -- the command ---------------------------------------------------------- */

/* All values, or only the one that was named. */
static int load(const struct cli *cli, struct session *session,
		struct conn *conn, struct values *out, struct err *err)
{
	const char *field = cli_operand(cli, 1);
	struct values all = VALUES_INIT;
	struct serve_plan plan;
	struct secret *value;
	int result = -1;

	if (hand_plan(cli, "get", &plan, err) != 0)
		return -1;
	plan.is_as_it_is = field && !serve_ages(field);
	if (hand_values(cli, session, conn, &plan, field ? &all : out, err) !=
	    0)
		return -1;
	if (!field)
		return 0;
	if (serve_pick(&all, field, &value, err) == 0)
		result = values_set(out, field, value, err);
	values_clear(&all);
	return result;
}

static int print(const struct cli *cli, struct session *session,
		 const struct conn *conn, const struct values *values,
		 struct err *err)
{
	const char *format = cli_option(cli, "format");

	if (!format && cli_has(cli, "json"))
		format = "json";
	if (!format || str_is(format, "value"))
		return print_value(cli, values, err);
	if (str_is(format, "header"))
		return print_header(cli, session, conn, values, err);
	return (str_is(format, "env") ? print_env : print_json)(cli, values,
								err);
}

static int run(struct cli *cli, struct err *err)
{
	struct values values = VALUES_INIT;
	struct session *session;
	struct conn conn;
	int result = -1;

	if (cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;
	if (load(cli, session, &conn, &values, err) == 0)
		result = print(cli, session, &conn, &values, err);
	values_clear(&values);
	conn_clear(&conn);
	return result;
}

const struct cmd cmd_get = {
	.name = "get",
	.summary = "Print a secret of a connection; every reading is audited",
	.operands = "CONNECTION [FIELD]",
	.about =
		"Without FIELD it is the API key or the access token; with "
		"--format json or env all fields, and with --format header "
		"what the catalog says that the service wants, or else a "
		"Bearer token, as it is of a FIELD. The value is written as it "
		"is, without a newline at its end. A token that is about to "
		"expire is refreshed before, by one process at a time; when "
		"the provider is down, what is still good is given, with a "
		"warning. The exit code is 5 when somebody must sign in "
		"again.",
	.option = options,
	.run = run,
};
