/* edit.c - note, tags and date of a connection */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/conn.h"
#include "ops/internal.h"

/* What was changed, for the audit row. */
static char *edit_detail(const struct conn *conn, const struct conn *next)
{
	struct str text = STR_INIT;

	if (!str_is(conn->note, next->note))
		str_add(&text, "note");
	if (!str_is(conn->tags, next->tags))
		str_addf(&text, "%stags", text.len ? ", " : "");
	if (conn->rotate_by != next->rotate_by)
		str_addf(&text, "%srotate by", text.len ? ", " : "");
	if (conn->may_lapse != next->may_lapse)
		str_addf(&text, "%skeep alive", text.len ? ", " : "");
	return str_take(&text);
}

static int edit_tags(const struct conn *conn, const struct conn_edit *edit,
		     char **out, struct err *err)
{
	struct str tags = STR_INIT;
	int result;

	if (edit->adds_tags && *conn->tags)
		str_addf(&tags, "%s\n", conn->tags);
	str_add(&tags, edit->tags);
	result = tags.failed ? err_nomem(err) : tags_clean(tags.text, out, err);
	str_clear(&tags);
	return result;
}

int conn_edit(struct session *session, struct conn *conn,
	      const struct conn_edit *edit, struct err *err)
{
	struct conn next = *conn;
	struct conn_change change = { .conn = &next, .action = AUDIT_EDIT };
	char *tags = NULL, *detail = NULL;
	int result = -1;

	if (!session_need_write(session, err) ||
	    (edit->note && note_check(edit->note, err) != 0) ||
	    (edit->tags && edit_tags(conn, edit, &tags, err) != 0))
		goto out;
	next.note = edit->note ? edit->note : conn->note;
	next.tags = tags ? tags : conn->tags;
	if (edit->sets_rotate_by)
		next.rotate_by = edit->rotate_by;
	if (edit->sets_may_lapse)
		next.may_lapse = edit->may_lapse;
	detail = edit_detail(conn, &next);
	if (!detail)
		err_nomem(err);
	else if (!*detail)
		result = 0; /* nothing is different */
	else {
		change.detail = detail;
		result = conn_write(session, &change, conn, err);
	}
out:
	free(tags);
	free(detail);
	return result;
}

static void lines_add(struct str *out, const char *line, size_t len)
{
	if (len == 0)
		return;
	if (out->len)
		str_add_bytes(out, "\n", 1);
	str_add_bytes(out, line, len);
}

static bool lines_have(const char *lines, const char *line, size_t len)
{
	for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		if (n == len && memcmp(lines, line, n) == 0)
			return true;
	}
	return false;
}

int conn_tag(struct session *session, struct conn *conn, const char *add,
	     const char *remove, struct err *err)
{
	struct str tags = STR_INIT;
	int result = -1;

	for (size_t n, at = 0; conn->tags[at];
	     at += n + (conn->tags[at + n] == '\n')) {
		n = strcspn(conn->tags + at, "\n");
		if (!lines_have(remove, conn->tags + at, n))
			lines_add(&tags, conn->tags + at, n);
	}
	lines_add(&tags, add, strlen(add));
	struct conn_edit edit = { .tags = tags.text ? tags.text : "" };

	result = tags.failed ? err_nomem(err)
			     : conn_edit(session, conn, &edit, err);
	str_clear(&tags);
	return result;
}

char *tags_from_commas(const char *text)
{
	struct str lines = STR_INIT;

	while (*text) {
		size_t len;

		text += strspn(text, ", \t");
		len = strcspn(text, ",\n");
		for (size_t n = len; n > 0; n--)
			if (text[n - 1] != ' ' && text[n - 1] != '\t') {
				lines_add(&lines, text, n);
				break;
			}
		text += len + (text[len] != '\0');
	}
	return str_take(&lines);
}
