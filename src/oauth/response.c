/* response.c - what comes back from the browser */
#include "oauth/response.h"

#include <string.h>

#include "base/str.h"
#include "oauth/clean.h"
#include "oauth/form.h"

/* -- the parameters that are known ---------------------------------------- */

enum known { P_CODE, P_STATE, P_ISS, P_ERROR, P_DESCRIPTION, P_COUNT };

static const char *const names[P_COUNT] = {
	[P_CODE] = "code",
	[P_STATE] = "state",
	[P_ISS] = "iss",
	[P_ERROR] = "error",
	[P_DESCRIPTION] = "error_description",
};

struct params {
	struct secret *value[P_COUNT];
	bool is_twice[P_COUNT];
};

static void params_clear(struct params *params)
{
	for (int i = 0; i < P_COUNT; i++)
		secret_free(params->value[i]);
}

/* Takes value over. */
static void params_put(struct params *params, const char *name,
		       struct secret *value)
{
	for (int i = 0; i < P_COUNT; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		params->is_twice[i] = params->value[i] != NULL;
		secret_free(params->value[i]);
		params->value[i] = value;
		return;
	}
	secret_free(value);
}

static int params_read(struct params *params, struct form_reader *reader,
		       struct err *err)
{
	char name[FORM_NAME_MAX + 1];
	struct secret *value;
	int result;

	while ((result = form_next(reader, name, &value, err)) == 1)
		params_put(params, name, value);
	return result;
}

/* The bytes of a value, "" when it is not there. */
static const char *bytes_of(const struct secret *value, size_t *len)
{
	*len = 0;
	return value ? secret_reveal(value, len) : "";
}

/* -- judging -------------------------------------------------------------- */

static int foreign(struct oauth_response *out, const char *why)
{
	out->kind = RESPONSE_FOREIGN;
	out->why = why;
	return 0;
}

static int bad(struct oauth_response *out, const char *why)
{
	out->kind = RESPONSE_BAD;
	out->why = why;
	return 0;
}

static bool has_state(const struct params *params,
		      const struct oauth_wait *wait, int64_t now_ms)
{
	size_t len;
	const char *state = bytes_of(params->value[P_STATE], &len);

	return !params->is_twice[P_STATE] &&
	       state_matches(&wait->state, state, len, now_ms);
}

static bool is_same(const char *bytes, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(bytes, text, len) == 0;
}

/* RFC 9207, 2.4: compared as it is, without normalizing. NULL: fine. */
static const char *iss_fault(const struct params *params,
			     const struct oauth_wait *wait)
{
	size_t len;
	const char *iss = bytes_of(params->value[P_ISS], &len);

	if (!params->value[P_ISS])
		return wait->iss_is_promised ? "it does not say which provider "
					       "it comes from, as this one does"
					     : NULL;
	if (wait->issuer && !is_same(iss, len, wait->issuer))
		return "it comes from another provider";
	return NULL;
}

/* 1*VSCHAR (RFC 6749, appendix A.11); a blank is no part of any code. */
static bool is_code(const struct secret *code)
{
	size_t len;
	const char *bytes = bytes_of(code, &len);

	for (size_t i = 0; i < len; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~')
			return false;
	return len > 0;
}

static int refused(const struct params *params, struct oauth_response *out)
{
	size_t len;
	const char *text = bytes_of(params->value[P_ERROR], &len);

	out->kind = RESPONSE_ERROR;
	oauth_clean(out->error, sizeof(out->error), text, len, 60);
	text = bytes_of(params->value[P_DESCRIPTION], &len);
	oauth_clean(out->description, sizeof(out->description), text, len, 200);
	return 0;
}

/* A response with the right state. */
static int judge_ours(struct params *params, const struct oauth_wait *wait,
		      struct oauth_response *out)
{
	const char *fault = iss_fault(params, wait);

	for (int i = 0; i < P_COUNT && !fault; i++)
		if (params->is_twice[i])
			fault = "it says the same thing twice";
	if (!fault && params->value[P_CODE] && params->value[P_ERROR])
		fault = "it has both a code and an error";
	if (fault)
		return bad(out, fault);
	if (params->value[P_ERROR])
		return refused(params, out);
	if (!is_code(params->value[P_CODE]))
		return bad(out, "its code is none");
	out->kind = RESPONSE_CODE;
	out->code = params->value[P_CODE];
	params->value[P_CODE] = NULL;
	return 0;
}

static int judge(struct params *params, struct oauth_wait *wait, int64_t now_ms,
		 struct oauth_response *out)
{
	if (!params->value[P_STATE])
		return foreign(out, "it has no state");
	if (!has_state(params, wait, now_ms))
		return foreign(out, wait->state.is_spent
					    ? "this sign-in is over"
					    : "it is of another sign-in");
	/* The address to sign in at has our state, too. */
	if (!params->value[P_CODE] && !params->value[P_ERROR])
		return foreign(out, "it has no code");
	wait->state.is_spent = true;
	return judge_ours(params, wait, out);
}

static int read_pairs(struct oauth_wait *wait, struct form_reader *reader,
		      int64_t now_ms, struct oauth_response *out,
		      struct err *err)
{
	struct params params = { 0 };
	int result = params_read(&params, reader, err);

	if (result == 0)
		result = judge(&params, wait, now_ms, out);
	params_clear(&params);
	return result;
}

int response_read_query(struct oauth_wait *wait, const struct secret *query,
			int64_t now_ms, struct oauth_response *out,
			struct err *err)
{
	struct form_reader reader;

	*out = (struct oauth_response){ 0 };
	form_read(&reader, query);
	return read_pairs(wait, &reader, now_ms, out, err);
}

/* -- what was pasted ------------------------------------------------------ */

/* A copy without blanks, line ends and what is behind "#". */
static int squeeze(const struct secret *text, struct secret **out,
		   struct err *err)
{
	size_t len, used = 0;
	const char *from = bytes_of(text, &len);

	if (secret_new(len, out, err) != 0)
		return -1;

	char *to = secret_fill(*out);

	for (size_t i = 0; i < len && from[i] != '#'; i++)
		if ((unsigned char)from[i] > ' ')
			to[used++] = from[i];
	secret_cut(*out, used);
	return 0;
}

/* Does what stands before "?" lead to where the browser was to go? Browsers
 * leave out "http://" when an address is copied from them. */
static bool is_redirect_uri(const char *at, size_t len, const char *uri)
{
	size_t wanted = strcspn(uri, "?");
	const char *bare = strstr(uri, "://");

	if (len == wanted && memcmp(at, uri, len) == 0)
		return true;
	if (!bare)
		return false;
	bare += 3;
	wanted -= (size_t)(bare - uri);
	return len == wanted && memcmp(at, bare, len) == 0;
}

/* A code alone. What comes from an address bar is escaped. */
static int read_code(const struct oauth_wait *wait,
		     const struct form_reader *reader, int64_t now_ms,
		     struct oauth_response *out, struct err *err)
{
	struct secret *code;

	if (wait->iss_is_promised)
		return foreign(out, "this provider needs the whole address");
	if (wait->state.is_spent || now_ms >= wait->state.until_ms)
		return foreign(out, "this sign-in is over");
	if (form_decode(reader, &code, err) != 0)
		return -1;
	if (!is_code(code)) {
		secret_free(code);
		return foreign(out, "it is no code");
	}
	out->kind = RESPONSE_CODE;
	out->code = code;
	out->is_code_alone = true;
	return 0;
}

static int read_squeezed(struct oauth_wait *wait, const struct secret *text,
			 int64_t now_ms, struct oauth_response *out,
			 struct err *err)
{
	struct form_reader reader;

	form_read(&reader, text);

	/* No NUL was left in it. */
	const char *query = strchr(reader.at, '?');

	if (query) {
		if (!is_redirect_uri(reader.at, (size_t)(query - reader.at),
				     wait->redirect_uri))
			return foreign(out, "it is another address");
		reader.at = query + 1;
		return read_pairs(wait, &reader, now_ms, out, err);
	}
	if (strstr(reader.at, "state=") || strstr(reader.at, "code="))
		return read_pairs(wait, &reader, now_ms, out, err);
	if (strstr(reader.at, "://"))
		return foreign(out, "the address has no code");
	return read_code(wait, &reader, now_ms, out, err);
}

int response_read_pasted(struct oauth_wait *wait, const struct secret *text,
			 int64_t now_ms, struct oauth_response *out,
			 struct err *err)
{
	struct secret *squeezed;

	*out = (struct oauth_response){ 0 };
	if (squeeze(text, &squeezed, err) != 0)
		return -1;

	int result = read_squeezed(wait, squeezed, now_ms, out, err);

	secret_free(squeezed);
	return result;
}

void response_clear(struct oauth_response *response)
{
	secret_free(response->code);
	*response = (struct oauth_response){ 0 };
}
