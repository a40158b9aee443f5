/* hidden.c - a secret being typed or pasted */
#include "tui/hidden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/values.h"

#define FIRST_CAP 256
#define MASK	  "********" /* of one length, whatever it hides */

static const unsigned char *bytes_of(const struct hidden *hidden)
{
	size_t cap;

	return hidden->value ? secret_reveal(hidden->value, &cap)
			     : (const unsigned char *)"";
}

static bool reserve(struct hidden *hidden, size_t len)
{
	size_t cap = hidden->value ? secret_len(hidden->value) : 0;
	struct secret *grown;
	struct err err = ERR_INIT;

	if (len <= cap)
		return true;
	cap = cap ? cap : FIRST_CAP;
	while (cap < len)
		cap *= 2;
	if (len > VALUE_MAX || secret_new(cap, &grown, &err) < 0)
		return false;
	memcpy(secret_fill(grown), bytes_of(hidden), hidden->len);
	secret_free(hidden->value);
	hidden->value = grown;
	return true;
}

static enum hidden_result append(struct hidden *hidden, const char *text,
				 size_t len)
{
	if (len == 0)
		return HIDDEN_USED;
	if (!reserve(hidden, hidden->len + len))
		return HIDDEN_LARGE;
	char *at = secret_fill(hidden->value);
	memcpy(at + hidden->len, text, len);
	hidden->len += len;
	return HIDDEN_CHANGED;
}

static bool has_control(const struct hidden *hidden, const char *text,
			size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];
		bool is_blank = byte == '\n' || byte == '\t' || byte == '\r';
		if ((byte < ' ' || byte == 0x7f) &&
		    !(is_blank && hidden->is_long))
			return true;
	}
	return false;
}

/* Length without one trailing newline, of whichever kind. */
static size_t without_newline(const char *text, size_t len)
{
	if (len > 0 && text[len - 1] == '\n')
		return len - 1 - (len > 1 && text[len - 2] == '\r');
	return len - (len > 0 && text[len - 1] == '\r');
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static enum hidden_result paste(struct hidden *hidden, const struct key *key)
{
	if (!key->paste)
		return HIDDEN_LARGE;
	size_t len;
	const char *text = secret_reveal(key->paste, &len);
	size_t kept = hidden->is_long ? len : without_newline(text, len);
	if (has_control(hidden, text, kept))
		return HIDDEN_CONTROL;
	enum hidden_result result = append(hidden, text, kept);
	if (result == HIDDEN_CHANGED) {
		hidden->is_over = false;
		hidden->has_blanks =
			is_blank(text[0]) || is_blank(text[kept - 1]);
		hidden->is_printed = key->is_printed;
		hidden->is_pasted = !key->is_printed;
		hidden->stripped = kept < len;
	}
	return result;
}

/* Of what is too long the beginning is no secret, nor is the rest. */
static enum hidden_result type(struct hidden *hidden, uint32_t point)
{
	char text[KEY_TEXT];
	size_t len = key_text(point, text);
	enum hidden_result result =
		hidden->is_over ? HIDDEN_LARGE : append(hidden, text, len);

	if (result == HIDDEN_LARGE && hidden->len + len > VALUE_MAX) {
		hidden_clear(hidden);
		hidden->is_over = true;
	}
	hidden->stripped = 0;
	hidden->has_blanks = false;
	explicit_bzero(text, sizeof(text));
	return result;
}

static enum hidden_result backspace(struct hidden *hidden)
{
	hidden->is_over = false;
	if (hidden->len == 0)
		return HIDDEN_USED;
	hidden->has_blanks = false;
	unsigned char *at = secret_fill(hidden->value);
	do {
		hidden->len--;
	} while (hidden->len > 0 && (at[hidden->len] & 0xc0) == 0x80);
	explicit_bzero(at + hidden->len,
		       secret_len(hidden->value) - hidden->len);
	return HIDDEN_CHANGED;
}

enum hidden_result hidden_key(struct hidden *hidden, const struct key *key)
{
	switch (key->press) {
	case PRESS_PASTE:
		return paste(hidden, key);
	case PRESS_BACKSPACE:
		return backspace(hidden);
	case CTRL('U'):
		hidden_clear(hidden);
		return HIDDEN_CHANGED;
	case PRESS_ENTER:
		if (!hidden->is_long)
			return HIDDEN_UNUSED;
		return type(hidden, '\n');
	default:
		if (key->press < ' ' || key->press >= PRESS_UP)
			return HIDDEN_UNUSED;
		return type(hidden, key->press);
	}
}

void hidden_clear(struct hidden *hidden)
{
	secret_free(hidden->value);
	*hidden = (struct hidden){ .is_long = hidden->is_long };
}

int hidden_take(const struct hidden *hidden, struct secret **out,
		struct err *err)
{
	return secret_from(bytes_of(hidden), hidden->len, out, err);
}

size_t hidden_characters(const struct hidden *hidden)
{
	const unsigned char *at = bytes_of(hidden);
	size_t count = 0;

	for (size_t i = 0; i < hidden->len; i++)
		count += (at[i] & 0xc0) != 0x80;
	return count;
}

bool hidden_is_shown(const struct hidden *hidden, int64_t now_ms)
{
	return hidden->len > 0 && now_ms < hidden->shown_until;
}

static void draw_value(struct frame *frame, int y, int x, int width,
		       unsigned role, const struct hidden *hidden)
{
	char *safe = term_safe_dup((const char *)bytes_of(hidden), hidden->len);

	if (!safe)
		return;
	frame_put(frame, y, x, width, role, safe);
	explicit_bzero(safe, strlen(safe));
	free(safe);
}

void hidden_draw(struct frame *frame, int y, int x, int width, unsigned role,
		 const struct hidden *hidden, int64_t now_ms)
{
	if (hidden_is_shown(hidden, now_ms)) {
		draw_value(frame, y, x, width, role, hidden);
		return;
	}
	size_t count = hidden_characters(hidden);
	if (count > 0)
		frame_putf(frame, y, x, width, role,
			   MASK "   %zu character%s, %s", count,
			   count == 1 ? "" : "s",
			   hidden->is_printed  ? "from a command"
			   : hidden->is_pasted ? "pasted"
					       : "typed");
}
