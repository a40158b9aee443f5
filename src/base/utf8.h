/* utf8.h - text from people and providers, made safe and measured
 *
 * Width and categories come from libunistring. Width is display columns as a
 * terminal counts them (wcwidth): 2 for wide, 0 for combining. */
#ifndef CONNVAULT_BASE_UTF8_H
#define CONNVAULT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define NAME_COLUMNS_MAX 200 /* of a connection or project name */
#define NAME_BYTES_MAX	 1024
#define EXTERNAL_ID_MAX	 128

/* Copy text to out so that a terminal shows it and does nothing else:
 * C0, C1, DEL, bidi controls, zero-width, tag characters, private use,
 * unassigned, line and paragraph separators and more than 4 combining marks in
 * a row become "<U+XXXX>", bytes that are no UTF-8 "<XX>".
 * At most columns wide; always terminated; cut at a whole character.
 * Returns the width written. size >= 1. */
size_t term_safe(char *out, size_t size, const char *text, size_t columns);
/* The same for len bytes at text, all columns, owned by the caller. */
char *term_safe_dup(const char *text, size_t len);

/* The first character of text beyond ASCII, or DEL, that term_safe() shows as
 * "<U+XXXX>" (one combining mark too many aside): where it stands, its number
 * and bytes. U+FFFD is told for a byte that is no UTF-8. NULL: there is none.
 */
const char *term_unsafe(const char *text, uint32_t *point, size_t *len);

size_t utf8_width(const char *text); /* of safe text, in columns */
bool utf8_is_valid(const char *text, size_t len);

/* Bytes of text without what is beyond max, cut at a whole character. */
size_t utf8_cut(const char *text, size_t max);

/* Length in bytes of the character at text (1 for a stray byte, 0 at NUL), and
 * its width in columns. */
size_t utf8_next(const char *text, size_t *columns);

/* Case-folded NFC for comparing and searching; owned by the caller, NULL when
 * out of memory. ASCII is the fast path. Text that is no UTF-8 comes back
 * with its ASCII letters folded. */
char *utf8_fold(const char *text);
void utf8_fold_str(struct str *s); /* the same in place */

/* NFC of name without leading and trailing blanks, owned by the caller in
 * *out. ERR_USAGE and a hint when it is empty, too long (the limits above) or
 * has a character that term_safe() would have to show otherwise. */
int name_clean(const char *name, char **out, struct err *err);
/* The same for what errors call by another noun: "tag". */
int label_clean(const char *what, const char *text, char **out,
		struct err *err);

/* [A-Za-z0-9_.@+-]{1,128}; ERR_USAGE when not. */
int external_id_check(const char *id, struct err *err);
/* An external id made of name: lower case, blanks and the rest to '_'.
 * out has EXTERNAL_ID_MAX + 1 bytes; "connection" if nothing is left. */
void external_id_from(const char *name, char *out);

#endif
