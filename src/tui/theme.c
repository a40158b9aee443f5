/* theme.c - how each role of a cell looks: attributes and colours */
#include "tui/theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/path.h"
#include "base/str.h"
#include "base/where.h"

#define THEME_FILE_MAX ((size_t)64 * 1024)
#define BRIGHT	       8 /* added to one of the eight colours */

static const char *const role_names[THEME_ROLES] = {
	[ROLE_NORMAL] = "normal", [ROLE_BAR] = "bar",
	[ROLE_HEAD] = "head",	  [ROLE_SELECTED] = "selected",
	[ROLE_GOOD] = "good",	  [ROLE_WARN] = "warn",
	[ROLE_BAD] = "bad",	  [ROLE_DIM] = "dim",
	[ROLE_KEY] = "key",	  [ROLE_FIELD] = "field",
	[ROLE_BUTTON] = "button", [ROLE_FOCUS] = "focus",
	[THEME_MATCH] = "match",
};

/* The eight colours of ECMA-48, in its order. */
static const char *const color_names[] = { "black",  "red",  "green",
					   "yellow", "blue", "magenta",
					   "cyan",   "white" };
#define COLOR_NAMES (sizeof(color_names) / sizeof(*color_names))

#define OWN                          \
	{                            \
		COLOR_OWN, COLOR_OWN \
	}
#define PLAIN	       .fore = OWN, .back = OWN
#define COLORED(color) .fore = { color, color }, .back = OWN

/* The terminal's own colours, and no background but the selection's. */
static const struct theme usual = {
	.look = {
		[ROLE_NORMAL] = { PLAIN },
		[ROLE_BAR] = { .reverse = true, PLAIN },
		[ROLE_HEAD] = { .bold = true, PLAIN },
		[ROLE_SELECTED] = { .reverse = true, PLAIN },
		[ROLE_GOOD] = { PLAIN },
		[ROLE_WARN] = { COLORED(3) },
		[ROLE_BAD] = { .bold = true, COLORED(1) },
		[ROLE_DIM] = { PLAIN },
		[ROLE_KEY] = { .bold = true, PLAIN },
		[ROLE_FIELD] = { .underline = true, PLAIN },
		[ROLE_BUTTON] = { PLAIN },
		[ROLE_FOCUS] = { .reverse = true, PLAIN },
		[THEME_MATCH] = { .bold = true, .underline = true, PLAIN },
	},
};

void theme_usual(struct theme *theme)
{
	*theme = usual;
}

/* -- reading ------------------------------------------------------------- */

struct reading {
	struct theme *theme;
	struct config_teller to;
};

/* "red", "bright-red", "default", "203"; -2 for none of these. */
static int color_of(const char *word, int most)
{
	int bright = str_starts(word, "bright-") ? BRIGHT : 0;
	const char *name = word + (bright ? strlen("bright-") : 0);
	char *end;

	if (str_is(word, "default"))
		return COLOR_OWN;
	for (size_t i = 0; i < COLOR_NAMES; i++)
		if (str_is(name, color_names[i]))
			return (int)i + bright;
	long number = strtol(word, &end, 10);
	return *word >= '0' && *word <= '9' && !*end && number <= most
		       ? (int)number
		       : -2;
}

/* "red/203": with few colours, with many. */
static bool read_color(const char *word, struct theme_color *out)
{
	char few[CONFIG_WORD];
	const char *slash = strchr(word, '/');

	snprintf(few, sizeof(few), "%.*s", (int)strcspn(word, "/"), word);
	int first = color_of(few, slash ? 15 : 255);
	int second = slash ? color_of(slash + 1, 255) : first;
	if (first < COLOR_OWN || second < COLOR_OWN)
		return false;
	/* A number beyond the sixteen says nothing about fewer colours. */
	out->few = (int16_t)(first > 15 ? COLOR_OWN : first);
	out->many = (int16_t)second;
	return true;
}

static bool *attribute(struct look *look, const char *word)
{
	const struct {
		const char *name;
		bool *at;
	} table[] = { { "bold", &look->bold },
		      { "underline", &look->underline },
		      { "reverse", &look->reverse },
		      { "dim", &look->dim } };

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (str_is(table[i].name, word))
			return table[i].at;
	return NULL;
}

static bool read_look(char *words, struct look *out, const char **bad)
{
	struct look look = { PLAIN };
	struct theme_color *color = &look.fore;
	char *word;

	while ((word = strsep(&words, " \t"))) {
		bool *at = attribute(&look, word);

		if (at)
			*at = true;
		else if (str_is(word, "on"))
			color = &look.back;
		else if (*word && !str_is(word, "normal") &&
			 !read_color(word, color)) {
			*bad = word;
			return false;
		}
	}
	*out = look;
	return true;
}

static int role_of(const char *name)
{
	for (int i = 0; i < THEME_ROLES; i++)
		if (str_is(role_names[i], name))
			return i;
	return -1;
}

/* Text without a role is in the terminal's own colours. */
static void keep_normal(const struct reading *reading, size_t line)
{
	struct look *look = &reading->theme->look[ROLE_NORMAL];

	if (look->fore.many >= 0 || look->back.many >= 0)
		config_complain(
			&reading->to, line,
			"normal has the terminal's own colours, no others");
	*look = usual.look[ROLE_NORMAL];
}

static void take_line(const struct conf_line *line, void *arg)
{
	struct reading *reading = arg;
	int role = line->name && !*line->section ? role_of(line->name) : -1;
	char words[200];
	const char *bad;

	if (!line->name || *line->section) {
		config_complain(&reading->to, line->number,
				"not of the form role = words");
		return;
	}
	if (role < 0) {
		config_complain(&reading->to, line->number,
				"there is no role %.40s", line->name);
		return;
	}
	str_copy(words, line->value, sizeof(words));
	if (!read_look(words, &reading->theme->look[role], &bad))
		config_complain(&reading->to, line->number,
				"%.40s is no colour and no attribute", bad);
	keep_normal(reading, line->number);
}

/* Own ones before those that are installed. */
static int find(const char *name, char **text, size_t *len, struct err *err)
{
	char file[2 * CONFIG_WORD], *path;
	struct err none = ERR_INIT;
	int result = -1;

	snprintf(file, sizeof(file), "themes/%s", name);
	if (where_config(file, &path, &none) == 0) {
		result = file_read(path, THEME_FILE_MAX, text, len, &none);
		free(path);
	}
	if (result == 0 || none.code != ERR_ABSENT) {
		*err = none;
		return result;
	}
	if (where_installed(file, &path, err) < 0)
		return -1;
	result = file_read(path, THEME_FILE_MAX, text, len, err);
	free(path);
	return result;
}

void theme_read(const char *name, struct theme *theme, config_problem_fn *each,
		void *arg)
{
	char about[16 + CONFIG_WORD];
	struct reading reading = { theme, { each, arg, about } };
	struct err err = ERR_INIT;
	char *text;
	size_t len;

	theme_usual(theme);
	if (!*name)
		return;
	snprintf(about, sizeof(about), "theme %s", name);
	if (strchr(name, '/'))
		config_complain(&reading.to, 0,
				"a name without a folder is wanted");
	else if (find(name, &text, &len, &err) < 0)
		config_complain(&reading.to, 0, "%s",
				err.code == ERR_ABSENT
					? "there is none of that name"
					: err.msg);
	else {
		conf_parse(text, take_line, &reading);
		free(text);
	}
}

void theme_check(const struct config *config, config_problem_fn *each,
		 void *arg)
{
	struct theme theme;

	theme_read(config->theme, &theme, each, arg);
}
