/* used.c - which project of a vault is in use: a state file of this machine */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

#define FILE_NAME "projects" /* lines of "vault path TAB project" */
#define FILE_MAX  (1024 * 1024)

static bool is_line_of(const char *line, const char *vault)
{
	return str_starts(line, vault) && line[strlen(vault)] == '\t';
}

char *used_project(const char *vault)
{
	struct err ignored = ERR_INIT;
	char *path = NULL, *text = NULL, *found = NULL;
	size_t len;

	if (path_state(FILE_NAME, &path, &ignored) == 0 &&
	    file_read(path, FILE_MAX, &text, &len, &ignored) == 0) {
		char *rest = text, *line;

		while (!found && (line = strsep(&rest, "\n")))
			if (is_line_of(line, vault))
				found = strdup(line + strlen(vault) + 1);
	}
	free(path);
	free(text);
	return found;
}

/* The lines of other vaults. */
static void keep_others(const char *path, const char *vault, struct str *text)
{
	struct err none = ERR_INIT;
	char *old = NULL;
	size_t len;

	if (file_read(path, FILE_MAX, &old, &len, &none) == 0) {
		char *rest = old, *line;

		while ((line = strsep(&rest, "\n")))
			if (*line && !is_line_of(line, vault))
				str_addf(text, "%s\n", line);
	}
	free(old);
}

int used_project_set(const char *vault, const char *project, struct err *err)
{
	struct str text = STR_INIT;
	char *path = NULL;
	int result = -1;

	if (path_state(FILE_NAME, &path, err) != 0 ||
	    path_make_parents(path, err) != 0)
		goto out;
	if (project)
		str_addf(&text, "%s\t%s\n", vault, project);
	keep_others(path, vault, &text);
	str_add(&text, "");
	result = text.failed
			 ? err_nomem(err)
			 : file_write_atomic(path, text.text, text.len, err);
out:
	str_clear(&text);
	free(path);
	return result;
}

/* Is name the project in use? Names are compared as the vault does. */
static bool is_used(const char *vault, const char *name)
{
	char *used = used_project(vault);
	bool is_same = used && strcasecmp(used, name) == 0;

	free(used);
	return is_same;
}

void used_project_renamed(const char *vault, const char *name,
			  const char *new_name)
{
	struct err ignored = ERR_INIT;
	char *clean = NULL;

	if (is_used(vault, name) &&
	    (!new_name || name_clean(new_name, &clean, &ignored) == 0))
		(void)used_project_set(vault, clean, &ignored);
	free(clean);
}
