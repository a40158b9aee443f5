/* conf.c - text of "name = value" lines, in [sections] */
#include "base/conf.h"

#include <string.h>

/* Without blanks around it; the end is cut in place. */
static char *trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t len = strlen(text);

	while (len > 0 && strchr(" \t\r", text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

/* "[name]"; NULL when it is no section. */
static char *section_of(char *line)
{
	char *end = strrchr(line, ']');

	if (*line != '[' || !end || end[1] != '\0')
		return NULL;
	*end = '\0';
	return trim(line + 1);
}

static void split(char *text, struct conf_line *line)
{
	char *equals = strchr(text, '=');

	line->name = NULL;
	line->value = text;
	if (!equals || equals == text)
		return;
	*equals = '\0';
	line->name = trim(text);
	line->value = trim(equals + 1);
}

void conf_parse(char *text, conf_fn *each, void *arg)
{
	struct conf_line line = { .section = "" };
	char *rest = text, *next;

	while ((next = strsep(&rest, "\n"))) {
		char *words = trim(next), *section;

		line.number++;
		if (*words == '\0' || *words == '#')
			continue;
		if ((section = section_of(words))) {
			line.section = section;
			continue;
		}
		split(words, &line);
		each(&line, arg);
	}
}
