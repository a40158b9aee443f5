/* fuzz.c - what the targets share */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define NOW 1000

void fuzz_holds(bool is_kept, const char *promise, const char *file, int line)
{
	if (is_kept)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, promise);
	abort();
}

bool fuzz_is_shown(const char *text)
{
	uint32_t point;
	size_t len;

	for (const char *at = text; at && *at; at++)
		if ((unsigned char)*at < ' ')
			return false;
	return !text || !term_unsafe(text, &point, &len);
}

bool fuzz_is_ascii(const char *text, size_t len, char lowest)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < lowest || text[i] > '~')
			return false;
	return true;
}

struct secret *fuzz_secret(const void *bytes, size_t len)
{
	struct secret *secret;
	struct err err = ERR_INIT;

	HOLDS(secret_from(bytes, len, &secret, &err) == 0);
	return secret;
}

struct str fuzz_replace(const uint8_t *data, size_t size, char letter,
			const char *text)
{
	struct str out = STR_INIT;

	str_add(&out, "");
	for (size_t i = 0; i < size; i++) {
		if (i + 1 < size && data[i] == '$' && data[i + 1] == letter) {
			str_add(&out, text);
			i++;
		} else {
			str_add_bytes(&out, data + i, 1);
		}
	}
	HOLDS(!out.failed);
	return out;
}

/* -- what a server answered ----------------------------------------------- */

struct http_result fuzz_answer(const uint8_t *data, size_t size)
{
	struct http_result result = { .outcome = HTTP_ANSWERED, .sent_at = 1 };
	const uint8_t *end = memchr(data, '\n', size);
	size_t head = end ? (size_t)(end - data) : size;
	size_t rest = end ? head + 1 : size;
	char line[200] = "", *type;

	memcpy(line, data, head < sizeof(line) ? head : sizeof(line) - 1);
	result.status = (int)(strtoul(line, &type, 10) % 1000);
	type += strspn(type, " ");
	/* as net/http.h has it: safe to show */
	term_safe(result.content_type, sizeof(result.content_type), type, 127);
	result.body = fuzz_secret(data + rest, size - rest);
	return result;
}

/* -- what comes back from a browser --------------------------------------- */

static void check_response(const struct oauth_wait *wait,
			   const struct oauth_response *response)
{
	bool is_over =
		response->kind != RESPONSE_FOREIGN && !response->is_code_alone;

	HOLDS(wait->state.is_spent == is_over);
	HOLDS((response->kind == RESPONSE_CODE) == (response->code != NULL));
	HOLDS((response->kind == RESPONSE_FOREIGN ||
	       response->kind == RESPONSE_BAD) == (response->why != NULL));
	HOLDS(fuzz_is_shown(response->error));
	HOLDS(fuzz_is_shown(response->description));
	if (response->code) {
		size_t len;
		const char *code = secret_reveal(response->code, &len);

		HOLDS(len > 0 && fuzz_is_ascii(code, len, '!'));
	}
}

void fuzz_response(const uint8_t *data, size_t size, fuzz_read_fn *read)
{
	struct oauth_wait wait = { .redirect_uri = "http://127.0.0.1:8765/cb",
				   .issuer = "https://as.example" };

	memset(wait.state.text, 'S', STATE_LEN);
	wait.state.until_ms = NOW + STATE_LIFE_MS;

	struct str bytes = fuzz_replace(data, size, 'S', wait.state.text);
	struct secret *text = fuzz_secret(bytes.text, bytes.len);

	for (int promised = 0; promised < 2; promised++) {
		struct oauth_response response;
		struct err err = ERR_INIT;

		wait.state.is_spent = false;
		wait.iss_is_promised = promised;
		HOLDS(read(&wait, text, NOW, &response, &err) == 0);
		check_response(&wait, &response);
		response_clear(&response);
	}
	secret_free(text);
	str_clear(&bytes);
}
