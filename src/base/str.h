/* str.h - a growing text, and the few string helpers libc lacks */
#ifndef CONNVAULT_BASE_STR_H
#define CONNVAULT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	char *text; /* always NUL-terminated once something is added */
	size_t len, cap;
	bool failed; /* out of memory; further adds do nothing */
};

#define STR_INIT             \
	{                    \
		.text = NULL \
	}

void str_add(struct str *s, const char *text);
void str_grow(struct str *s, size_t len); /* for str_add_bytes() */
/* Here, since a JSON list is made of many small ones. */
static inline void str_add_bytes(struct str *s, const void *bytes, size_t len)
{
	if (len >= s->cap - s->len)
		str_grow(s, len);
	if (s->failed)
		return;
	if (len > 0)
		memcpy(s->text + s->len, bytes, len);
	s->len += len;
	s->text[s->len] = '\0';
}
void str_addf(struct str *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void str_clear(struct str *s);
/* The text, owned by the caller; "" for an empty one, NULL if it failed. */
char *str_take(struct str *s);

/* strlcpy as in OpenBSD: always terminates, returns strlen(from). */
size_t str_copy(char *to, const char *from, size_t size);

/* Take off the UTF-8 character at the end of text that was cut through, if any.
 */
void str_mend(char *text);

bool str_is(const char *a, const char *b); /* NULL-safe equality */
bool str_starts(const char *text, const char *prefix);
/* Is line, of len bytes, one of the lines of text? NULL has none. */
bool str_has_line(const char *text, const char *line, size_t len);

/* FNV-1a of 64 bits (RFC 9923): nobody may gain by two that are the same. */
uint64_t str_hash(const char *text);

/* Hexadecimal of len bytes into out[2 * len + 1]. */
void hex_from(const uint8_t *bytes, size_t len, char *out);
/* -1 unless text is exactly 2 * len digits. */
int hex_to(const char *text, uint8_t *bytes, size_t len);

#endif
