/* answer.c - what a token endpoint answered, whatever it was asked */
#include "fuzz.h"

#include <string.h>

#include "oauth/answer.h"
#include "oauth/revoke.h"

static void check_token(const struct secret *token, char lowest)
{
	size_t len;
	const char *text = token ? secret_reveal(token, &len) : NULL;

	HOLDS(!token || (len > 0 && fuzz_is_ascii(text, len, lowest)));
}

static void check_tokens(const struct answer_tokens *tokens)
{
	const char *scope = tokens->scope;

	check_token(tokens->access, '!');
	check_token(tokens->refresh, ' ');
	check_token(tokens->id, '!');
	HOLDS(tokens->life >= ANSWER_LIFE_UNKNOWN);
	HOLDS(tokens->life <= ANSWER_LIFE_MAX);
	if (!scope)
		return;
	HOLDS(fuzz_is_ascii(scope, strlen(scope), ' '));
	HOLDS(!strpbrk(scope, "\"\\") && !strstr(scope, "  "));
}

static void check_answer(const struct answer *answer)
{
	bool has_tokens = answer->class == ANSWER_TOKENS;

	HOLDS(answer_class_name(answer->class) != NULL);
	HOLDS(has_tokens == (answer->tokens.access != NULL));
	HOLDS(has_tokens || (!answer->tokens.refresh && !answer->tokens.id &&
			     !answer->tokens.scope && !answer->beside.access));
	check_tokens(&answer->tokens);
	check_tokens(&answer->beside);
	HOLDS(answer->interval >= 0 && answer->interval < 3600);
	HOLDS(*answer->text && fuzz_is_shown(answer->text));
	HOLDS(fuzz_is_shown(answer->error));
}

static const struct answer_profile profiles[] = {
	{ .nest = NULL },
	{ .nest = "authed_user" },
	{ .type_may_be_missing = true },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_result result = fuzz_answer(data, size);
	struct answer answer;
	enum revoke_outcome outcome;
	struct err err = ERR_INIT;

	for (int to = ANSWER_TO_CODE; to <= ANSWER_TO_CLIENT; to++) {
		for (size_t i = 0; i < 3; i++) {
			HOLDS(answer_read(&result, (enum answer_to)to,
					  &profiles[i], &answer, &err) == 0);
			check_answer(&answer);
			answer_clear(&answer);
		}
	}
	HOLDS(revoke_read(&result, &outcome, &answer, &err) == 0);
	HOLDS(fuzz_is_shown(answer.text));
	answer_clear(&answer);
	http_result_clear(&result);
	return 0;
}
