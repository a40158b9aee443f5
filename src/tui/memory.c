/* memory.c - how the operator likes the list, kept for each vault and project
 */
#include "tui/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/path.h"
#include "base/str.h"
#include "base/where.h"
#include "tui/console.h"

#define VIEWS	  "views" /* state file: a section "vault path TAB project id" */
#define VIEWS_MAX ((size_t)1024 * 1024)

static const char *const pane_names[PANES] = {
	[PANE_USUAL] = "usual",
	[PANE_OFF] = "off",
	[PANE_BELOW] = "below",
	[PANE_RIGHT] = "right",
};

/* -- reading ------------------------------------------------------------- */

struct reading {
	struct console *console;
	size_t broken; /* the first line that is, or 0 */
	struct str others;
	const char *section; /* of the last line in others */
};

static bool read_columns(struct column_set *out, const char *words)
{
	struct column_set set = { .count = 0 };
	char text[256], *rest = text, *word;
	unsigned seen = 0;

	if (str_copy(text, words, sizeof(text)) >= sizeof(text))
		return false;
	while ((word = strsep(&rest, " ")) != NULL) {
		int id = column_of(word);

		if (id < 0 || seen & 1U << id)
			return false;
		seen |= 1U << id;
		set.id[set.count++] = (uint8_t)id;
	}
	if (!(seen & 1U << COLUMN_NAME))
		return false;
	*out = set;
	return true;
}

static bool read_pane(enum pane *out, const char *word)
{
	for (int i = 0; i < PANES; i++)
		if (str_is(pane_names[i], word)) {
			*out = i;
			return true;
		}
	return false;
}

static bool read_sort(struct roster_query *query, const char *word)
{
	int sort = roster_sort_of(word);

	if (sort >= 0)
		query->sort = sort;
	return sort >= 0;
}

static bool read_value(struct console *console, const struct conf_line *line)
{
	if (str_is(line->name, "sort"))
		return read_sort(&console->query, line->value);
	if (str_is(line->name, "columns"))
		return read_columns(&console->memory.columns, line->value);
	if (str_is(line->name, "pane"))
		return read_pane(&console->memory.pane, line->value);
	if (str_is(line->name, "reverse")) {
		console->query.reverse = str_is(line->value, "yes");
		return console->query.reverse || str_is(line->value, "no");
	}
	return line->name != NULL; /* perhaps of a newer version */
}

static void take_line(const struct conf_line *line, void *arg)
{
	struct reading *reading = arg;

	if (!str_is(line->section, reading->console->memory.section))
		return;
	if (!read_value(reading->console, line) && !reading->broken)
		reading->broken = line->number;
}

/* The text of the file, or NULL when there is none. */
static char *read_file(struct err *err)
{
	char *path = NULL, *text = NULL;
	size_t len;

	if (where_state(VIEWS, &path, err) == 0 &&
	    file_read(path, VIEWS_MAX, &text, &len, err) < 0)
		text = NULL;
	free(path);
	return text;
}

static char *section_name(const struct console *console)
{
	struct str name = STR_INIT;
	char id[PROJECT_ID_TEXT];

	session_project_id(console->session, id);
	str_addf(&name, "%s\t%s", session_path(console->session), id);
	char *text = str_take(&name);

	/* what cannot be a section's name is not remembered */
	if (text && strpbrk(text, "\n\r")) {
		free(text);
		text = NULL;
	}
	return text;
}

static void usual(struct console *console)
{
	memory_clear(&console->memory);
	console->memory.columns = columns_usual;
	console->query.sort = SORT_NAME;
	console->query.reverse = false;
}

void memory_load(struct console *console)
{
	struct reading reading = { .console = console };
	struct err err = ERR_INIT;

	usual(console);
	if (session_is_demo(console->session))
		return;
	console->memory.section = section_name(console);
	char *text = console->memory.section ? read_file(&err) : NULL;

	if (text)
		conf_parse(text, take_line, &reading);
	if (err.code != ERR_OK && err.code != ERR_ABSENT)
		console_say_err(console, &err);
	if (reading.broken) {
		console_say(console, TONE_ERROR,
			    "Line %zu of the remembered views is broken and "
			    "was not used",
			    reading.broken);
		console->memory.is_changed = true; /* said once */
	}
	free(text);
}

/* -- writing ------------------------------------------------------------- */

/* Older versions wrote the project's name, which is sealed in the vault. */
static bool has_project_name(const char *section)
{
	const char *tab = section ? strrchr(section, '\t') : NULL;

	return tab &&
	       (strlen(tab + 1) != PROJECT_ID_TEXT - 1 ||
		strspn(tab + 1, "0123456789abcdef") != PROJECT_ID_TEXT - 1);
}

/* The sections of other lists stay as they are. */
static void keep_line(const struct conf_line *line, void *arg)
{
	struct reading *reading = arg;

	if (!line->name || has_project_name(line->section) ||
	    str_is(line->section, reading->console->memory.section))
		return;
	if (!str_is(line->section, reading->section))
		str_addf(&reading->others, "[%s]\n", line->section);
	reading->section = line->section;
	str_addf(&reading->others, "%s = %s\n", line->name, line->value);
}

static void add_own(const struct console *console, struct str *text)
{
	const struct memory *memory = &console->memory;

	str_addf(text, "[%s]\nsort = %s\nreverse = %s\npane = %s\ncolumns =",
		 memory->section, roster_sort_name(console->query.sort),
		 console->query.reverse ? "yes" : "no",
		 pane_names[memory->pane]);
	for (size_t i = 0; i < memory->columns.count; i++)
		str_addf(text, " %s", column_table[memory->columns.id[i]].name);
	str_add(text, "\n");
}

static int write_file(const struct str *text, struct err *err)
{
	char *path = NULL;
	int result = -1;

	if (text->failed)
		return err_nomem(err);
	if (where_state(VIEWS, &path, err) == 0 &&
	    path_make_parents(path, err) == 0)
		result = file_write_atomic(path, text->text, text->len, err);
	free(path);
	return result;
}

void memory_save(struct console *console)
{
	struct reading reading = { .console = console };
	struct err err = ERR_INIT;

	if (!console->memory.section || !console->memory.is_changed)
		return;
	console->memory.is_changed = false;
	char *old = read_file(&err);

	if (err.code != ERR_OK && err.code != ERR_ABSENT) {
		/* written, the file would have lost the other lists */
		console_say_err(console, &err);
		return;
	}
	err = (struct err)ERR_INIT;
	if (old)
		conf_parse(old, keep_line, &reading);
	add_own(console, &reading.others);
	if (write_file(&reading.others, &err) < 0)
		console_say_err(console, &err);
	str_clear(&reading.others);
	free(old);
}

void memory_clear(struct memory *memory)
{
	free(memory->section);
	*memory = (struct memory){ .section = NULL };
}
