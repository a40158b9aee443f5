/* labels.c - tags and notes: text of the operator that is shown everywhere */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

static int tag_add(struct str *tags, const char *text, struct err *err)
{
	char *tag;

	if (strchr(text, ',')) {
		err_set(err, ERR_USAGE, "a tag has no comma in it");
		return err_hint(err, "give each tag by itself");
	}
	if (label_clean("tag", text, &tag, err) != 0)
		return -1;
	if (!str_has_line(tags->text, tag, strlen(tag)))
		str_addf(tags, "%s%s", tags->len ? "\n" : "", tag);
	free(tag);
	return 0;
}

int tags_clean(const char *lines, char **out, struct err *err)
{
	struct str tags = STR_INIT;
	char *copy = strdup(lines), *rest = copy, *line;
	int result = copy ? 0 : err_nomem(err);

	while (!result && *lines && (line = strsep(&rest, "\n")))
		result = tag_add(&tags, line, err);
	free(copy);
	*out = result ? NULL : str_take(&tags);
	str_clear(&tags);
	if (!result && !*out)
		return err_nomem(err);
	return result;
}

int note_check(const char *note, struct err *err)
{
	size_t len = strlen(note);

	if (len > NOTE_MAX) {
		err_set(err, ERR_USAGE, "the note is too long");
		return err_hint(err, "it has %zu bytes; %d is the most", len,
				NOTE_MAX);
	}
	for (const char *at = note; *at; at++)
		if ((unsigned char)*at < ' ' && *at != '\n' && *at != '\t') {
			err_set(err, ERR_USAGE,
				"the note has a control character");
			return err_hint(err, "lines and tabs are all it may "
					     "have besides text");
		}
	if (utf8_is_valid(note, len))
		return 0;
	err_set(err, ERR_USAGE, "the note is no UTF-8");
	return err_hint(err, "iconv -t UTF-8 changes it");
}
