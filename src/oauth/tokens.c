/* tokens.c - tokens taken out of a parsed answer */
#include "oauth/tokens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "oauth/json.h"
#include "oauth/scope.h"

/* RFC 6749, 7.1: a token of a type one does not understand is not used.
 * Slack calls bearer tokens by who has them. */
static bool is_bearer(const cJSON *object, const struct answer_profile *profile)
{
	const char *type = json_text(object, "token_type");

	if (!type)
		return profile->type_may_be_missing;
	return strcasecmp(type, "bearer") == 0 ||
	       (profile->nest && (strcasecmp(type, "user") == 0 ||
				  strcasecmp(type, "bot") == 0));
}

/* Tokens end up in headers: lowest is the first character they may have. */
static bool is_token(const char *text, char lowest)
{
	for (; *text; text++)
		if (*text < lowest || *text > '~')
			return false;
	return true;
}

static int take(const cJSON *object, const char *key, char lowest,
		struct secret **out, const char **fault, struct err *err)
{
	const char *text = json_text(object, key);

	if (!text || !*text)
		return 0;
	if (!is_token(text, lowest)) {
		*fault = "has a token with characters that no token has";
		return 0;
	}
	return secret_from(text, strlen(text), out, err);
}

/* Numbers, and numbers as text; nothing else says a time. */
static int64_t life_of(const cJSON *object)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(object, "expires_in");
	double seconds = NAN;
	char *end;

	if (cJSON_IsNumber(item)) {
		seconds = item->valuedouble;
	} else if (cJSON_IsString(item) && *item->valuestring) {
		seconds = strtod(item->valuestring, &end);
		if (*end)
			seconds = NAN;
	}
	if (isnan(seconds))
		return ANSWER_LIFE_UNKNOWN;
	if (seconds < 0)
		return 0;
	return seconds > (double)ANSWER_LIFE_MAX ? ANSWER_LIFE_MAX
						 : (int64_t)seconds;
}

static char *scope_of(const cJSON *object)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "scope");
	struct str list = STR_INIT;
	const cJSON *one;

	if (cJSON_IsString(item))
		return scope_list(item->valuestring);
	cJSON_ArrayForEach(one, item) {
		if (cJSON_IsString(one))
			str_add(&list, one->valuestring);
		str_add(&list, " ");
	}

	char *text = str_take(&list);
	char *scopes = text ? scope_list(text) : NULL;

	free(text);
	return scopes;
}

static bool says_scope(const cJSON *object)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "scope");

	return cJSON_IsString(item) || cJSON_IsArray(item);
}

static int read_one(const cJSON *object, const struct answer_profile *profile,
		    struct answer_tokens *out, const char **fault,
		    struct err *err)
{
	if (take(object, "access_token", '!', &out->access, fault, err) != 0 ||
	    take(object, "refresh_token", ' ', &out->refresh, fault, err) !=
		    0 ||
	    take(object, "id_token", '!', &out->id, fault, err) != 0)
		return -1;
	out->life = life_of(object);
	if (says_scope(object) && !(out->scope = scope_of(object)))
		return err_nomem(err);
	if (*fault)
		return 0;
	if (!out->access)
		*fault = "has no access_token";
	else if (!is_bearer(object, profile))
		*fault = json_text(object, "token_type")
				 ? "has a token_type that is not Bearer"
				 : "has no token_type";
	return 0;
}

void tokens_clear(struct answer_tokens *tokens)
{
	secret_free(tokens->access);
	secret_free(tokens->refresh);
	secret_free(tokens->id);
	free(tokens->scope);
	*tokens = (struct answer_tokens){ .life = ANSWER_LIFE_UNKNOWN };
}

/* Slack: what stands at the top is the bot's, and need not be there. */
static int read_nested(const cJSON *object, const cJSON *nested,
		       const struct answer_profile *profile, struct answer *out,
		       const char **fault, struct err *err)
{
	const char *none = NULL;

	if (read_one(nested, profile, &out->tokens, fault, err) != 0 ||
	    read_one(object, profile, &out->beside, &none, err) != 0)
		return -1;
	if (none)
		tokens_clear(&out->beside);
	return 0;
}

int tokens_read(const cJSON *object, const struct answer_profile *profile,
		struct answer *out, const char **fault, struct err *err)
{
	const cJSON *nested =
		profile->nest ? json_object(object, profile->nest) : NULL;
	bool is_nested = nested && json_text(nested, "access_token");
	int result =
		is_nested
			? read_nested(object, nested, profile, out, fault, err)
			: read_one(object, profile, &out->tokens, fault, err);

	if (result == 0 && !*fault)
		return 0;
	tokens_clear(&out->tokens);
	tokens_clear(&out->beside);
	return result;
}
