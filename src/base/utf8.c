/* utf8.c - text made safe, measured, folded and checked */
#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
#include <unictype.h>
#include <uniwidth.h>

#include "base/str.h"

#define MARKS_MAX  4	       /* combining marks on one character */
#define ESCAPE_MAX 16	       /* "<U+10FFFF>" and some */
#define BAD	   ((size_t)1) /* bytes skipped that are no UTF-8 */

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

static size_t plain_len(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && is_plain(text[n]))
		n++;
	return n;
}

/* The character at text, or -1 and 1 for a byte that is none. len > 0. */
static size_t decode(const char *text, size_t len, ucs4_t *out)
{
	int n = u8_mbtoucr(out, (const uint8_t *)text, len);

	if (n > 0)
		return (size_t)n;
	*out = (ucs4_t)-1;
	return BAD;
}

/* As the C library and terminals count; libunistring counts these as 1. */
static bool is_wide_symbol(ucs4_t c)
{
	return (c >= 0x3248 && c <= 0x324f) || (c >= 0x4dc0 && c <= 0x4dff);
}

static size_t char_width(ucs4_t c)
{
	if (c < 0x300)
		return c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0);
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn |
							UC_CATEGORY_MASK_Me))
		return 0;
	if (is_wide_symbol(c))
		return 2;
	int width = uc_width(c, "UTF-8");
	return width > 0 ? (size_t)width : 0;
}

/* Does a terminal act on it, or show nothing where something is? */
static bool is_unsafe(ucs4_t c)
{
	const uint32_t bad =
		UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;

	if (c < 0x80)
		return !is_plain((char)c);
	return uc_is_general_category_withtable(c, bad) ||
	       uc_is_property_default_ignorable_code_point(c);
}

/* One character on its way out. */
struct shown {
	char escape[ESCAPE_MAX];
	const char *text;
	size_t len, width;
	bool is_escaped;
};

/* Show the character at text; marks counts the combining marks so far, and
 * starts at MARKS_MAX because there is nothing to combine with. */
static size_t show(const char *text, size_t len, size_t *marks,
		   struct shown *out)
{
	ucs4_t c;
	size_t n = decode(text, len, &c);
	size_t width = c == (ucs4_t)-1 ? 0 : char_width(c);
	bool is_bad = c == (ucs4_t)-1;
	bool is_mark = !is_bad && width == 0 && !is_unsafe(c);

	*marks = is_mark ? *marks + 1 : 0;
	out->is_escaped = is_bad || is_unsafe(c) || *marks > MARKS_MAX;
	if (!out->is_escaped) {
		out->text = text;
		out->len = n;
		out->width = width;
		return n;
	}
	int put = is_bad ? snprintf(out->escape, ESCAPE_MAX, "<%02X>",
				    (unsigned)(uint8_t)text[0])
			 : snprintf(out->escape, ESCAPE_MAX, "<U+%04X>",
				    (unsigned)c);
	out->text = out->escape;
	out->len = out->width = (size_t)put;
	return n;
}

size_t term_safe(char *out, size_t size, const char *text, size_t columns)
{
	size_t len = strlen(text), width = 0, marks = MARKS_MAX;
	struct shown c;

	while (len > 0) {
		size_t room =
			size - 1 < columns - width ? size - 1 : columns - width;
		size_t n = plain_len(text, len < room ? len : room);
		if (n > 0) {
			memcpy(out, text, n);
			marks = 0;
			c.len = c.width = n;
		} else {
			n = show(text, len, &marks, &c);
			if (c.len > size - 1 || c.width > columns - width)
				break;
			memcpy(out, c.text, c.len);
		}
		out += c.len;
		size -= c.len;
		width += c.width;
		text += n;
		len -= n;
	}
	*out = '\0';
	return width;
}

char *term_safe_dup(const char *text, size_t len)
{
	struct str safe = STR_INIT;
	size_t marks = MARKS_MAX;

	while (len > 0) {
		struct shown c;
		size_t n = plain_len(text, len);
		if (n > 0) {
			str_add_bytes(&safe, text, n);
			marks = 0;
		} else {
			n = show(text, len, &marks, &c);
			str_add_bytes(&safe, c.text, c.len);
		}
		text += n;
		len -= n;
	}
	return str_take(&safe);
}

const char *term_unsafe(const char *text, uint32_t *point, size_t *len)
{
	for (;; text += *len) {
		while (*text != '\0' && (unsigned char)*text < 0x7f)
			text++;
		if (*text == '\0')
			return NULL;
		*len = decode(text, strnlen(text, 4), point);
		if (*point != (ucs4_t)-1 && !is_unsafe(*point))
			continue;
		if (*point == (ucs4_t)-1)
			*point = 0xfffd;
		return text;
	}
}

size_t utf8_width(const char *text)
{
	size_t width = 0;

	while (*text != '\0') {
		size_t columns = 1;
		text += is_plain(*text) ? 1 : utf8_next(text, &columns);
		width += columns;
	}
	return width;
}

bool utf8_is_valid(const char *text, size_t len)
{
	return u8_check((const uint8_t *)text, len) == NULL;
}

size_t utf8_cut(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len <= max)
		return len;
	len = max;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

size_t utf8_next(const char *text, size_t *columns)
{
	ucs4_t c;

	*columns = 0;
	if (text[0] == '\0')
		return 0;
	size_t n = decode(text, strnlen(text, 4), &c);
	*columns = c == (ucs4_t)-1 ? 1 : char_width(c);
	return n;
}

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

static void fold_ascii(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] + 32);
}

/* NUL behind bytes of libunistring, which adds none. Takes ownership. */
static char *terminated(uint8_t *bytes, size_t len)
{
	if (bytes == NULL)
		return NULL;
	char *text = realloc(bytes, len + 1);
	if (text == NULL)
		free(bytes);
	else
		text[len] = '\0';
	return text;
}

void utf8_fold_str(struct str *s)
{
	size_t len = 0;

	if (s->failed)
		return;
	/* libunistring would make one U+FFFD of every stray byte. */
	if (is_ascii(s->text, s->len) || !utf8_is_valid(s->text, s->len)) {
		fold_ascii(s->text, s->len);
		return;
	}
	char *out = (char *)u8_casefold((const uint8_t *)s->text, s->len, NULL,
					UNINORM_NFC, NULL, &len);
	s->len = 0;
	str_add_bytes(s, out, out != NULL ? len : 0);
	s->failed |= out == NULL;
	free(out);
}

char *utf8_fold(const char *text)
{
	struct str s = STR_INIT;

	str_add(&s, text);
	utf8_fold_str(&s);
	return str_take(&s);
}

/* Length of a blank at text, 0 for anything else. */
static size_t blank_len(const char *text, size_t len)
{
	ucs4_t c;

	if (len == 0)
		return 0;
	size_t n = decode(text, len, &c);
	if (c == (ucs4_t)-1)
		return 0;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs) ||
			       c == '\t' || c == '\n' || c == '\r'
		       ? n
		       : 0;
}

static size_t trim(const char **text)
{
	size_t len = strlen(*text), end = 0, n;

	while ((n = blank_len(*text, len)) > 0) {
		*text += n;
		len -= n;
	}
	for (size_t at = 0; at < len; at += n) {
		n = blank_len(*text + at, len - at);
		if (n == 0) {
			ucs4_t c;
			n = decode(*text + at, len - at, &c);
			end = at + n;
		}
	}
	return end;
}

/* Is every character of text shown as it is? */
static int check_shown(const char *what, const char *text, size_t len,
		       struct err *err)
{
	size_t marks = MARKS_MAX;

	for (size_t at = 0; at < len;) {
		struct shown c;
		at += show(text + at, len - at, &marks, &c);
		if (!c.is_escaped)
			continue;
		err_set(err, ERR_USAGE,
			"the %s has a character that cannot be shown: %s", what,
			c.escape);
		return err_hint(err, "use letters, digits, signs and spaces");
	}
	return 0;
}

static int check_length(const char *what, const char *text, size_t len,
			struct err *err)
{
	if (len == 0) {
		err_set(err, ERR_USAGE, "the %s is empty", what);
		return err_hint(err, "give it at least one character");
	}
	if (len <= NAME_BYTES_MAX && utf8_width(text) <= NAME_COLUMNS_MAX)
		return 0;
	err_set(err, ERR_USAGE, "the %s is too long", what);
	return err_hint(err, "at most %d columns and %d bytes",
			NAME_COLUMNS_MAX, NAME_BYTES_MAX);
}

int label_clean(const char *what, const char *text, char **out, struct err *err)
{
	size_t len = trim(&text), nfc_len = 0;

	/* Check before composing, which is slow for what is far too long. */
	if (len > 4 * NAME_BYTES_MAX)
		return check_length(what, text, len, err);
	if (!utf8_is_valid(text, len))
		return check_shown(what, text, len, err);
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)text, len,
				    NULL, &nfc_len);
	char *clean = terminated(nfc, nfc_len);
	if (clean == NULL)
		return err_nomem(err);
	if (check_length(what, clean, nfc_len, err) != 0 ||
	    check_shown(what, clean, nfc_len, err) != 0) {
		free(clean);
		return -1;
	}
	*out = clean;
	return 0;
}

int name_clean(const char *name, char **out, struct err *err)
{
	return label_clean("name", name, out, err);
}

static bool is_id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("_.@+-", c));
}

int external_id_check(const char *id, struct err *err)
{
	size_t len = 0;

	while (is_id_char(id[len]))
		len++;
	if (id[len] == '\0' && len > 0 && len <= EXTERNAL_ID_MAX)
		return 0;
	err_set(err, ERR_USAGE, "that is not an external id");
	return err_hint(err,
			"1 to %d of the letters a-z and A-Z, digits and "
			"_ . @ + -",
			EXTERNAL_ID_MAX);
}

/* Lower case, accents apart: "Zürich" gives "zu", an accent, "rich". NULL
 * when out of memory. */
static char *fold_plain(const char *name)
{
	size_t len = 0;
	uint8_t *out = u8_casefold((const uint8_t *)name, strlen(name), NULL,
				   UNINORM_NFKD, NULL, &len);
	return terminated(out, len);
}

/* "-x" would be an option. */
static bool is_id_char_at(char c, size_t at)
{
	return is_id_char(c) && (at > 0 || c != '-');
}

void external_id_from(const char *name, char *out)
{
	char *folded = fold_plain(name);
	const char *text = folded == NULL ? name : folded;
	size_t len = 0, n;

	for (; *text != '\0' && len < EXTERNAL_ID_MAX; text += n) {
		size_t columns;
		n = utf8_next(text, &columns);
		if (is_id_char_at(*text, len))
			out[len++] = *text;
		else if (columns > 0 && len > 0 && out[len - 1] != '_')
			out[len++] = '_';
	}
	while (len > 0 && out[len - 1] == '_')
		len--;
	out[len] = '\0';
	if (len == 0)
		str_copy(out, "connection", EXTERNAL_ID_MAX + 1);
	free(folded);
}
