/* str.c - a growing text, and the few string helpers libc lacks */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for len more bytes and NUL. */
void str_grow(struct str *s, size_t len)
{
	if (s->failed || len < s->cap - s->len)
		return;
	s->failed = len > SIZE_MAX / 4 || s->cap > SIZE_MAX / 4;
	if (s->failed)
		return;
	size_t cap = 2 * s->cap + len + 32;
	char *text = realloc(s->text, cap);
	if (text == NULL) {
		s->failed = true;
		return;
	}
	s->text = text;
	s->cap = cap;
}

void str_add(struct str *s, const char *text)
{
	str_add_bytes(s, text, strlen(text));
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;
	size_t len = 32; /* a guess, which is often enough */

	for (;;) {
		str_grow(s, len);
		if (s->failed)
			return;
		size_t room = s->cap - s->len;

		va_start(ap, fmt);
		int put = vsnprintf(s->text + s->len, room, fmt, ap);
		va_end(ap);
		if (put < 0) {
			s->failed = true;
			return;
		}
		len = (size_t)put;
		if (len < room) {
			s->len += len;
			return;
		}
	}
}

void str_clear(struct str *s)
{
	free(s->text);
	*s = (struct str)STR_INIT;
}

char *str_take(struct str *s)
{
	str_add_bytes(s, "", 0);
	char *text = s->failed ? NULL : s->text;
	if (s->failed)
		free(s->text);
	*s = (struct str)STR_INIT;
	return text;
}

size_t str_copy(char *to, const char *from, size_t size)
{
	size_t len = strlen(from);

	if (size > 0) {
		size_t put = len < size ? len : size - 1;
		memcpy(to, from, put);
		to[put] = '\0';
	}
	return len;
}

void str_mend(char *text)
{
	size_t len = strlen(text), at = len;

	while (at > 0 && len - at < 3 &&
	       ((unsigned char)text[at - 1] & 0xc0) == 0x80)
		at--;
	if (at == 0)
		return;

	/* The byte that begins a character says how many it has. */
	unsigned char first = (unsigned char)text[--at];
	size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

	if (first >= 0xc0 && len - at < wanted)
		text[at] = '\0';
}

bool str_is(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_has_line(const char *text, const char *line, size_t len)
{
	while (text && *text) {
		size_t one = strcspn(text, "\n");

		if (one == len && memcmp(text, line, len) == 0)
			return true;
		text += one + (text[one] == '\n');
	}
	return false;
}

uint64_t str_hash(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* Both digits of a byte at once: 39 more makes a letter of what is above 9. */
void hex_from(const uint8_t *bytes, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned two = bytes[i] >> 4 | (bytes[i] & 15u) << 8;
		unsigned letters = (two + 0x0606) >> 4 & 0x0101;

		two += 0x3030 + 39 * letters;
		out[2 * i] = (char)two;
		out[2 * i + 1] = (char)(two >> 8);
	}
	out[2 * len] = '\0';
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int hex_to(const char *text, uint8_t *bytes, size_t len)
{
	if (strlen(text) != 2 * len)
		return -1;
	for (size_t i = 0; i < len; i++) {
		int high = digit_value(text[2 * i]);
		int low = digit_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return -1;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}
