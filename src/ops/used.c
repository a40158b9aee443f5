/* used.c - which project of a vault is in use: a state file of this machine */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ops/internal.h"

#define FOLDER "in-use/" /* a file for each vault, its id the file's name */

static int used_path(const struct session *session, char **out, struct err *err)
{
	char name[sizeof(FOLDER) + 2 * OBJECT_ID] = FOLDER;

	hex_from(vault_id(session->vault), OBJECT_ID, name + strlen(FOLDER));
	return path_state(name, out, err);
}

char *used_project(const struct session *session)
{
	struct err ignored = ERR_INIT;
	char *path = NULL, *name = NULL;
	size_t len;

	if (used_path(session, &path, &ignored) == 0)
		(void)file_read(path, NAME_BYTES_MAX, &name, &len, &ignored);
	free(path);
	return name;
}

int used_project_set(const struct session *session, const char *project,
		     struct err *err)
{
	char *path = NULL;
	int result = -1;

	if (used_path(session, &path, err) != 0)
		return -1;
	if (!project)
		result = unlink(path);
	else if (path_make_parents(path, err) == 0)
		result = file_write_atomic(path, project, strlen(project), err);
	free(path);
	return result;
}

/* Is name the project in use? Names are compared as the vault does. */
static bool is_used(const struct session *session, const char *name)
{
	char *used = used_project(session);
	bool is_same = used && strcasecmp(used, name) == 0;

	free(used);
	return is_same;
}

void used_project_renamed(const struct session *session, const char *name,
			  const char *new_name)
{
	struct err ignored = ERR_INIT;
	char *clean = NULL;

	if (is_used(session, name) &&
	    (!new_name || name_clean(new_name, &clean, &ignored) == 0))
		(void)used_project_set(session, clean, &ignored);
	free(clean);
}
