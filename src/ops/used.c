/* used.c - which project of a vault is in use: a state file of this machine
 *
 * It holds the project's id: names are sealed, and stay so. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/where.h"
#include "ops/internal.h"

#define FOLDER "in-use/" /* a file for each vault, its id the file's name */

static int used_path(const struct session *session, char **out, struct err *err)
{
	char name[sizeof(FOLDER) + 2 * OBJECT_ID] = FOLDER;

	hex_from(vault_id(session->vault), OBJECT_ID, name + strlen(FOLDER));
	return where_state(name, out, err);
}

/* A name, which older versions wrote, is no id. */
bool used_project(const struct session *session, uint8_t id[OBJECT_ID])
{
	struct err ignored = ERR_INIT;
	char *path = NULL, *text = NULL;
	size_t len;

	if (used_path(session, &path, &ignored) == 0)
		(void)file_read(path, NAME_BYTES_MAX, &text, &len, &ignored);

	bool is_id = text && hex_to(text, id, OBJECT_ID) == 0;

	free(path);
	free(text);
	return is_id;
}

int used_project_set(const struct session *session, const uint8_t *id,
		     struct err *err)
{
	char *path = NULL, text[2 * OBJECT_ID + 1];
	int result = -1;

	if (used_path(session, &path, err) != 0)
		return -1;
	if (!id) {
		result = unlink(path) == 0 || errno == ENOENT
				 ? 0
				 : err_sys(err, ERR_IO, "cannot remove %s",
					   path_shown(path).text);
	} else if (path_make_parents(path, err) == 0) {
		hex_from(id, OBJECT_ID, text);
		result = file_write_atomic(path, text, strlen(text), err);
	}
	free(path);
	return result;
}
