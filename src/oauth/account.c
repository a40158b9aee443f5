/* account.c - who signed in */
#include "oauth/account.h"

#include <sodium.h>
#include <string.h>

#include "base/str.h"
#include "oauth/clean.h"
#include "oauth/json.h"

#define OK 200

static void account_of(const cJSON *claims, char out[ACCOUNT_TEXT])
{
	static const char *const known[] = { "email", "preferred_username",
					     "login", "name", "sub" };
	const char *text = NULL;

	for (size_t i = 0; !text && i < sizeof(known) / sizeof(*known); i++)
		text = json_text(claims, known[i]);
	text = text ? text : "";
	oauth_clean(out, ACCOUNT_TEXT, text, strlen(text), ACCOUNT_TEXT - 1);
}

static void account_of_json(const struct secret *text, char out[ACCOUNT_TEXT])
{
	const char *fault;
	cJSON *claims = json_read(text, &fault);

	if (claims)
		account_of(claims, out);
	json_free(claims);
}

int account_of_id_token(const struct secret *id_token, char out[ACCOUNT_TEXT],
			struct err *err)
{
	const char *token = secret_reveal(id_token, NULL);
	const char *begin = strchr(token, '.');
	const char *end = begin ? strchr(begin + 1, '.') : NULL;
	struct secret *claims;
	size_t len;

	*out = '\0';
	if (!end || end == begin + 1)
		return 0;
	size_t coded = (size_t)(end - begin - 1);

	if (secret_new(coded, &claims, err) != 0)
		return -1;
	if (sodium_base642bin(secret_fill(claims), coded, begin + 1, coded,
			      NULL, &len, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0) {
		secret_cut(claims, len);
		account_of_json(claims, out);
	}
	secret_free(claims);
	return 0;
}

void account_of_userinfo(const struct http_result *result,
			 char out[ACCOUNT_TEXT])
{
	*out = '\0';
	if (result->outcome == HTTP_ANSWERED && result->fault == HTTP_OK &&
	    result->status == OK && result->body)
		account_of_json(result->body, out);
}
