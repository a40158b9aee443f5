/* answer.c - what a token endpoint answered, and what that means */
#include "oauth/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "oauth/clean.h"
#include "oauth/form.h"
#include "oauth/data.h"
#include "oauth/json.h"
#include "oauth/tokens.h"
#include "oauth/verdict.h"

#define TITLE_COLUMNS 80

static const char *const class_names[ANSWER_CLASSES] = {
	[ANSWER_TOKENS] = "tokens",
	[ANSWER_PENDING] = "pending",
	[ANSWER_SLOW_DOWN] = "slow_down",
	[ANSWER_SIGN_IN] = "sign_in",
	[ANSWER_MISCONFIGURED] = "misconfigured",
	[ANSWER_LATER] = "later",
	[ANSWER_GARBLED] = "garbled",
	[ANSWER_ELSEWHERE] = "elsewhere",
	[ANSWER_REDIRECTED] = "redirected",
	[ANSWER_UNUSABLE] = "unusable",
	[ANSWER_LOST] = "lost",
};

const char *answer_class_name(enum answer_class class)
{
	return class < ANSWER_CLASSES ? class_names[class] : "";
}

static int __attribute__((format(printf, 3, 4)))
judged(struct answer *out, enum answer_class class, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out->text, sizeof(out->text), fmt, ap);
	va_end(ap);
	out->class = class;
	return 0;
}

/* -- without a body ------------------------------------------------------- */

static int read_unanswered(const struct http_result *result, struct answer *out)
{
	if (result->fault == HTTP_UNVERIFIED)
		return judged(out, ANSWER_MISCONFIGURED,
			      "the provider's certificate is not trusted: %s",
			      result->reason);
	if (result->outcome == HTTP_LOST)
		return judged(out, ANSWER_LOST, "the answer was lost: %s",
			      result->reason);
	return judged(out, ANSWER_LATER, "the provider was not reached: %s",
		      result->reason);
}

static bool is_busy(int status)
{
	return status >= 500 || status == 408 || status == 425 || status == 429;
}

static int read_empty(int status, enum answer_to to, struct answer *out)
{
	if (status < 400)
		return judged(out, ANSWER_GARBLED, "the answer is empty");
	return judged(out,
		      out->retry_after > 0 ? ANSWER_LATER
					   : verdict_of_status(status, to),
		      "HTTP %d without reason", status);
}

/* -- a body of somebody else ---------------------------------------------- */

/* The title of a page, or how it begins. */
static void show_page(const struct secret *body, char *out, size_t size)
{
	size_t len;
	const char *text = secret_reveal(body, &len);

	for (size_t i = 0; i + 7 < len; i++) {
		if (strncasecmp(text + i, "<title>", 7) != 0)
			continue;
		const char *title = text + i + 7;
		size_t rest = len - i - 7;
		const char *end = memchr(title, '<', rest);

		oauth_clean(out, size, title,
			    end ? (size_t)(end - title) : rest, TITLE_COLUMNS);
		return;
	}
	oauth_clean(out, size, text, len, TITLE_COLUMNS);
}

static int read_page(const struct http_result *result, struct answer *out)
{
	char page[200];
	bool is_wrong_address = result->status == 404 ||
				result->status == 405 || result->status == 410;

	show_page(result->body, page, sizeof(page));
	return judged(
		out, is_wrong_address ? ANSWER_MISCONFIGURED : ANSWER_ELSEWHERE,
		"HTTP %d is a page and no answer to this: \"%s\" (%.*s)",
		result->status, page, (int)utf8_cut(result->content_type, 60),
		result->content_type);
}

/* -- what kind of body it is ---------------------------------------------- */

enum body { BODY_EMPTY, BODY_JSON, BODY_FORM, BODY_PAGE };

/* Does "application/json; charset=x" name a type? A subtype may end in what
 * begins with "+". */
static bool is_type(const char *content_type, const char *wanted)
{
	size_t len = strcspn(content_type, "; \t"), end = strlen(wanted);

	if (wanted[0] == '+')
		return len > end &&
		       strncasecmp(content_type + len - end, wanted, end) == 0;
	return len == end && strncasecmp(content_type, wanted, end) == 0;
}

static bool is_json_type(const char *type)
{
	return is_type(type, "application/json") || is_type(type, "+json") ||
	       is_type(type, "text/json") || is_type(type, "text/javascript") ||
	       is_type(type, "application/javascript");
}

/* Text of no type: GitHub and Facebook once sent forms so. */
static enum body guess(const char *text, size_t len)
{
	size_t blanks = strspn(text, " \t\r\n");

	if (blanks < len && text[blanks] == '{')
		return BODY_JSON;
	if (!strpbrk(text, "<\n") &&
	    (strstr(text, "access_token=") || strstr(text, "error=")))
		return BODY_FORM;
	return BODY_PAGE;
}

static enum body kind_of(const struct http_result *result)
{
	const char *type = result->content_type;
	size_t len;
	const char *text = secret_reveal(result->body, &len);

	if (strspn(text, " \t\r\n") == len)
		return BODY_EMPTY;
	if (is_json_type(type))
		return BODY_JSON;
	if (is_type(type, "application/x-www-form-urlencoded"))
		return BODY_FORM;
	if (!*type || is_type(type, "text/plain"))
		return guess(text, len);
	return BODY_PAGE;
}

/* One pair of a form, as if it had stood in JSON. */
static const char *put_pair(cJSON *object, const char *name,
			    const struct secret *value)
{
	size_t len;
	const char *text = secret_reveal(value, &len);

	if (strlen(text) != len)
		return "has a NUL in it";
	if (cJSON_GetObjectItemCaseSensitive(object, name))
		return "says the same thing twice";
	return cJSON_AddStringToObject(object, name, text) ? NULL
							   : "is too large";
}

static cJSON *form_object(const struct secret *body, const char **fault)
{
	cJSON *object = cJSON_CreateObject();
	struct form_reader reader;
	char name[FORM_NAME_MAX + 1];
	struct secret *value;
	struct err err = ERR_INIT;
	int result = 1, members = 0;

	form_read(&reader, body);
	*fault = object ? NULL : "is too large";
	while (!*fault &&
	       (result = form_next(&reader, name, &value, &err)) == 1) {
		*fault = name[0] ? put_pair(object, name, value) : NULL;
		secret_free(value);
		if (++members > JSON_MEMBERS)
			*fault = "has too many members";
	}
	if (result < 0)
		*fault = "is too large";
	if (!*fault)
		return object;
	json_free(object);
	return NULL;
}

/* -- errors --------------------------------------------------------------- */

static const char *first_text(const cJSON *object, const char *const keys[3])
{
	for (int i = 0; i < 3; i++) {
		const char *text = json_text(object, keys[i]);

		if (text && *text)
			return text;
	}
	return "";
}

/* "error" is text, or at Google an object; HubSpot has "status". */
static const char *error_of(const cJSON *object, bool is_refused)
{
	static const char *const keys[] = { "error", "error_code", "code" };
	static const char *const others[] = { "status", "code", "type" };
	const cJSON *nested = json_object(object, "error");

	if (nested)
		return first_text(nested, others);
	if (!is_refused)
		return first_text(object, (const char *const[]){
						  "error", "error", "error" });

	const char *error = first_text(object, keys);

	return *error ? error : first_text(object, others);
}

static const char *description_of(const cJSON *object)
{
	static const char *const keys[] = { "error_description", "message",
					    "error_message" };
	const cJSON *nested = json_object(object, "error");

	return first_text(nested ? nested : object, keys);
}

static const char *sentence(enum answer_class class, enum answer_to to)
{
	static const char *const sign_in[] = {
		[ANSWER_TO_CODE] = "the code has expired or was used already",
		[ANSWER_TO_REFRESH] = "the refresh token is taken no more",
		[ANSWER_TO_DEVICE] = "the sign-in was refused or took too long",
		[ANSWER_TO_CLIENT] = "the provider gives no token",
	};

	switch (class) {
	case ANSWER_SIGN_IN:
		return sign_in[to];
	case ANSWER_PENDING:
		return "waiting for the sign-in";
	case ANSWER_SLOW_DOWN:
		return "asked too often";
	case ANSWER_LATER:
		return "the provider is busy";
	default:
		return "the provider refuses the request";
	}
}

static void tell_refusal(struct answer *out, enum answer_to to,
			 const char *description)
{
	const char *advice = verdict_advice(out->error);

	judged(out, out->class, "%s: %s%s%s%s",
	       *advice ? advice : sentence(out->class, to),
	       *out->error ? out->error : "no reason was given",
	       *description ? " (" : "", description, *description ? ")" : "");
	if (!*out->error && !*description)
		judged(out, out->class, "%s: HTTP %d without reason",
		       sentence(out->class, to), out->status);
}

static int64_t interval_of(const cJSON *object)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(object, "interval");

	return cJSON_IsNumber(item) && item->valuedouble > 0 &&
			       item->valuedouble < 3600
		       ? (int64_t)item->valuedouble
		       : 0;
}

static int read_refusal(const cJSON *object, enum answer_to to,
			struct answer *out)
{
	const char *error = error_of(object, true);
	const char *more = description_of(object);
	char description[200];

	oauth_clean(out->error, sizeof(out->error), error, strlen(error), 60);
	oauth_clean(description, sizeof(description), more, strlen(more), 150);
	out->interval = interval_of(object);
	out->class = verdict_of_error(out->error);
	if (out->class == ANSWER_CLASSES && out->retry_after > 0)
		out->class = ANSWER_LATER;
	else if (out->class == ANSWER_CLASSES && *out->error)
		out->class = ANSWER_MISCONFIGURED;
	else if (out->class == ANSWER_CLASSES)
		out->class = verdict_of_status(out->status, to);
	tell_refusal(out, to, description);
	return 0;
}

/* -- all of it ------------------------------------------------------------ */

static bool is_refusal(const cJSON *object, int status)
{
	return status >= 400 || *error_of(object, false) ||
	       json_object(object, "error") || json_is(object, "ok", false);
}

static int read_object(const cJSON *object, enum answer_to to,
		       const struct answer_profile *profile, struct answer *out,
		       struct err *err)
{
	const char *fault = NULL;

	if (is_refusal(object, out->status))
		return read_refusal(object, to, out);
	if (tokens_read(object, profile, out, &fault, err) != 0)
		return -1;
	if (fault)
		return judged(out, ANSWER_UNUSABLE, "the answer %s", fault);
	if (data_read(object, &out->data, err) != 0)
		return -1;
	return judged(out, ANSWER_TOKENS, "tokens came");
}

static int read_body(const struct http_result *result, enum answer_to to,
		     const struct answer_profile *profile, struct answer *out,
		     struct err *err)
{
	enum body kind = kind_of(result);
	const char *fault;

	if (kind == BODY_EMPTY)
		return read_empty(result->status, to, out);
	if (kind == BODY_PAGE)
		return read_page(result, out);

	cJSON *object = kind == BODY_JSON ? json_read(result->body, &fault)
					  : form_object(result->body, &fault);

	if (!object)
		return judged(out, ANSWER_GARBLED, "the answer %s", fault);

	int read = read_object(object, to, profile, out, err);

	json_free(object);
	return read;
}

int answer_read(const struct http_result *result, enum answer_to to,
		const struct answer_profile *profile, struct answer *out,
		struct err *err)
{
	static const struct answer_profile plain;
	static const struct answer_tokens none = {
		.life = ANSWER_LIFE_UNKNOWN
	};

	*out = (struct answer){ .tokens = none,
				.beside = none,
				.status = result->status,
				.sent_at = result->sent_at,
				.retry_after = result->retry_after };
	if (result->outcome != HTTP_ANSWERED)
		return read_unanswered(result, out);
	if (result->status < 200 || result->status / 100 == 3)
		return judged(out, ANSWER_REDIRECTED,
			      "HTTP %d: the token endpoint points to \"%s\", "
			      "which is not followed",
			      result->status, result->location);
	if (is_busy(result->status))
		return judged(out, ANSWER_LATER, "%s: HTTP %d",
			      sentence(ANSWER_LATER, to), result->status);
	if (result->fault == HTTP_TOO_LARGE)
		return judged(out, ANSWER_GARBLED,
			      "the answer is larger than 256 KiB");
	return read_body(result, to, profile ? profile : &plain, out, err);
}

void answer_clear(struct answer *answer)
{
	tokens_clear(&answer->tokens);
	tokens_clear(&answer->beside);
	values_clear(&answer->data);
}
