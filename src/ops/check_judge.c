/* check_judge.c - what the answer to a test says of a credential
 *
 * Only a definite answer refuses it. A service that is down, redirects or
 * talks nonsense says nothing about it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "oauth/member.h"
#include "ops/checking.h"

#define WORDS 120 /* columns of a service's own words */
#define TELL  8	  /* bytes of a secret in a row that give it away */
#define SHORT 4	  /* shorter values stand in words by chance */

static const char *const names[] = {
	[CHECK_GOOD] = "ok",	     [CHECK_REFUSED] = "refused",
	[CHECK_LATER] = "later",     [CHECK_UNCLEAR] = "unclear",
	[CHECK_SKIPPED] = "skipped", [CHECK_FAILED] = "failed",
};

const char *check_outcome_name(enum check_outcome outcome)
{
	return names[outcome];
}

void check_say(struct check_result *out, enum check_outcome outcome,
	       const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(out->text, sizeof(out->text), fmt, args);
	va_end(args);
	str_mend(out->text);
	out->outcome = outcome;
}

/* -- may it be made ------------------------------------------------------- */

const char *check_refusal(const struct piece_check *check,
			  const struct check_plan *plan)
{
	if (check->is_omitted)
		return "its test needs a body that is not known";
	if (check->is_costly && !plan->also_costly)
		return "its test uses credits or changes something";
	if (!str_is(check->method, "GET") && !plan->any_method)
		return "its test is not a GET";
	return NULL;
}

const char *check_none(const struct piece_way *way,
		       const struct check_plan *plan)
{
	const char *why = "no test for this piece";

	for (size_t i = 0; i < way->checks; i++) {
		why = check_refusal(&way->check[i], plan);
		if (!why)
			return NULL;
	}
	return why;
}

struct http_request recipe_request(const struct recipe *recipe)
{
	return (struct http_request){
		.secret_url = recipe->url,
		.form = recipe->body,
		.header = (const struct secret *const *)recipe->header,
		.headers = recipe->headers,
	};
}

/* -- the words of a service ----------------------------------------------- */

/* Has text some bytes in a row of value? */
static bool gives_away(const char *text, const struct secret *value)
{
	size_t len, text_len = strlen(text);
	const char *at = secret_reveal(value, &len);
	size_t size = len < TELL ? len : TELL;
	char part[TELL + 1];

	if (len < SHORT)
		return false;
	for (size_t i = 0; i + size <= text_len; i++) {
		str_copy(part, text + i, size + 1);
		if (strstr(at, part))
			return true;
	}
	return false;
}

static bool has_secret(const char *text, const struct piece_way *way,
		       const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->item[i];
		const struct piece_field *field = way_field(way, value->name);

		if ((!field || field->is_secret) &&
		    gives_away(text, value->value))
			return true;
	}
	return false;
}

/* "HTTP 401: this key was revoked" */
static void say_status(const struct piece_way *way, const struct values *values,
		       const struct members *members,
		       enum check_outcome outcome, struct check_result *out)
{
	char words[4 * WORDS] = "";

	if (members)
		member_error(members, words, sizeof(words), WORDS);
	if (has_secret(words, way, values))
		*words = '\0';
	check_say(out, outcome, "HTTP %d%s%.240s", out->http_status,
		  *words ? ": " : "", words);
}

/* -- verdicts ------------------------------------------------------------- */

static bool is_refused(const struct piece_check *check,
		       const struct members *members)
{
	for (size_t i = 0; members && i < check->refusals; i++)
		if (member_is(members, check->refused[i].label,
			      check->refused[i].value))
			return true;
	return false;
}

static bool is_expected(const struct piece_check *check,
			const struct members *members)
{
	for (size_t i = 0; i < check->expects; i++)
		if (!members || !member_is(members, check->expect[i].label,
					   check->expect[i].value))
			return false;
	return true;
}

static void judge_good(const struct piece_way *way,
		       const struct piece_check *check,
		       const struct values *values,
		       const struct members *members, struct check_result *out)
{
	if (is_refused(check, members)) {
		say_status(way, values, members, CHECK_REFUSED, out);
		return;
	}
	if (!is_expected(check, members)) {
		say_status(way, values, members, CHECK_UNCLEAR, out);
		return;
	}
	out->outcome = CHECK_GOOD;
	if (members && *check->account)
		member_text(members, check->account, out->account,
			    sizeof(out->account), 100);
	if (has_secret(out->account, way, values))
		*out->account = '\0';
}

static void judge_later(const struct http_result *answer,
			struct check_result *out)
{
	if (answer->retry_after)
		check_say(out, CHECK_LATER, "HTTP %d: try again in %lld s",
			  answer->status, (long long)answer->retry_after);
	else
		check_say(out, CHECK_LATER, "HTTP %d: %s", answer->status,
			  answer->status == 429 ? "too many requests"
						: "the service fails");
}

static void judge_answer(const struct piece_way *way,
			 const struct piece_check *check,
			 const struct values *values,
			 const struct http_result *answer,
			 struct check_result *out)
{
	struct members *members =
		answer->fault == HTTP_OK ? members_read(answer->body) : NULL;
	int status = answer->status;

	if (status >= 200 && status < 300)
		judge_good(way, check, values, members, out);
	else if (status == 401 || status == 403)
		say_status(way, values, members, CHECK_REFUSED, out);
	else if (status == 429 || status >= 500)
		judge_later(answer, out);
	else if (*answer->location)
		check_say(out, CHECK_UNCLEAR,
			  "HTTP %d to %.100s: nothing was sent there", status,
			  answer->location);
	else
		say_status(way, values, members, CHECK_UNCLEAR, out);
	members_free(members);
}

void check_judge(const struct piece_way *way, const struct piece_check *check,
		 const struct values *values, const struct http_result *answer,
		 struct check_result *out)
{
	out->http_status = answer->status;
	out->ms = answer->took_ms;
	*out->account = *out->text = '\0';
	if (answer->outcome == HTTP_ANSWERED)
		judge_answer(way, check, values, answer, out);
	else if (answer->fault == HTTP_UNVERIFIED)
		check_say(out, CHECK_UNCLEAR, "%s", answer->reason);
	else
		check_say(out, CHECK_LATER, "%s", answer->reason);
}
