/* ink.c - a text that grows in locked memory */
#include "ops/ink.h"

#include <stdio.h>
#include <string.h>

#define FIRST_ROOM 128
#define UNRESERVED                             \
	"abcdefghijklmnopqrstuvwxyz0123456789" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~"

static int make_room(struct ink *ink, size_t more, struct err *err)
{
	size_t cap = ink->text ? secret_len(ink->text) : 0;
	size_t wanted = ink->len + more;
	struct secret *larger;

	if (wanted <= cap)
		return 0;
	cap = 2 * cap > wanted ? 2 * cap : wanted;
	if (cap < FIRST_ROOM)
		cap = FIRST_ROOM;
	if (secret_new(cap, &larger, err) != 0)
		return -1;
	if (ink->text)
		memcpy(secret_fill(larger), secret_fill(ink->text), ink->len);
	secret_free(ink->text);
	ink->text = larger;
	return 0;
}

int ink_add(struct ink *ink, const void *bytes, size_t len, struct err *err)
{
	if (make_room(ink, len, err) != 0)
		return -1;
	if (len > 0)
		memcpy((char *)secret_fill(ink->text) + ink->len, bytes, len);
	ink->len += len;
	return 0;
}

int ink_add_secret(struct ink *ink, const struct secret *text, struct err *err)
{
	size_t len;
	const void *bytes = secret_reveal(text, &len);

	return ink_add(ink, bytes, len, err);
}

int ink_add_escaped(struct ink *ink, const char *text, size_t len,
		    struct err *err)
{
	static const char hex[] = "0123456789ABCDEF";
	int result = 0;

	for (size_t i = 0; i < len && result == 0; i++) {
		unsigned char c = (unsigned char)text[i];
		char escape[3] = { '%', hex[c >> 4], hex[c & 15] };
		bool is_plain = c && strchr(UNRESERVED, c);

		result = is_plain ? ink_add(ink, &text[i], 1, err)
				  : ink_add(ink, escape, sizeof(escape), err);
	}
	return result;
}

int ink_add_json(struct ink *ink, const char *text, size_t len, struct err *err)
{
	int result = ink_add(ink, "\"", 1, err);

	for (size_t i = 0; i < len && result == 0; i++) {
		unsigned char c = (unsigned char)text[i];
		char escape[8];

		if (c >= ' ' && c != '"' && c != '\\') {
			result = ink_add(ink, &text[i], 1, err);
			continue;
		}
		snprintf(escape, sizeof(escape), "\\u%04x", c);
		result = ink_add(ink, escape, 6, err);
	}
	return result == 0 ? ink_add(ink, "\"", 1, err) : -1;
}

int ink_take(struct ink *ink, struct secret **out, struct err *err)
{
	if (make_room(ink, 0, err) != 0)
		return -1;
	if (!ink->text && secret_new(0, &ink->text, err) != 0)
		return -1;
	secret_cut(ink->text, ink->len);
	*out = ink->text;
	*ink = (struct ink)INK_INIT;
	return 0;
}

void ink_clear(struct ink *ink)
{
	secret_free(ink->text);
	*ink = (struct ink)INK_INIT;
}
