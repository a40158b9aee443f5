/* where.c - folders of the operator, and the installed one */
#include "base/where.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static int join(char **out, struct err *err, const char *base,
		const char *middle, const char *name)
{
	struct str path = STR_INIT;

	str_addf(&path, "%s%s/%s", base, middle, name);
	*out = str_take(&path);
	return *out == NULL ? err_nomem(err) : 0;
}

/* A relative path in these variables is to be ignored, says the XDG Base
 * Directory Specification. */
const char *where_env(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

static int xdg(const char *variable, const char *below_home, const char *name,
	       char **out, struct err *err)
{
	const char *base = where_env(variable);
	const char *home = where_env("HOME");

	if (base != NULL)
		return join(out, err, base, "/connvault", name);
	if (home != NULL)
		return join(out, err, home, below_home, name);
	err_set(err, ERR_FAILED, "HOME is not set");
	return err_hint(err, "set HOME, or %s to a folder of yours", variable);
}

int where_data(const char *name, char **out, struct err *err)
{
	return xdg("XDG_DATA_HOME", "/.local/share/connvault", name, out, err);
}

int where_config(const char *name, char **out, struct err *err)
{
	return xdg("XDG_CONFIG_HOME", "/.config/connvault", name, out, err);
}

int where_state(const char *name, char **out, struct err *err)
{
	return xdg("XDG_STATE_HOME", "/.local/state/connvault", name, out, err);
}

int where_runtime(const char *name, char **out, struct err *err)
{
	const char *base = where_env("XDG_RUNTIME_DIR");

	if (base != NULL)
		return join(out, err, base, "/connvault", name);
	return xdg("XDG_STATE_HOME", "/.local/state/connvault/run", name, out,
		   err);
}

int where_cache(const char *name, char **out, struct err *err)
{
	return xdg("XDG_CACHE_HOME", "/.cache/connvault", name, out, err);
}

int where_installed(const char *name, char **out, struct err *err)
{
	const char *dir = getenv("CONNVAULT_DATA");

	if (dir == NULL || dir[0] == '\0')
		dir = PKGDATADIR;
	return join(out, err, dir, "", name);
}

int where_vault(const char *given, char **out, struct err *err)
{
	if (!given || !*given)
		given = getenv("CONNVAULT_VAULT");
	if (!given || !*given)
		return where_data("vault.db", out, err);
	*out = strdup(given);
	return *out ? 0 : err_nomem(err);
}
