/* where.h - where things are
 *
 * XDG Base Directory Specification 0.8. All results are owned by the caller. */
#ifndef CONNVAULT_BASE_WHERE_H
#define CONNVAULT_BASE_WHERE_H

#include "base/err.h"

/* dir/connvault/name under XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME,
 * XDG_CACHE_HOME or their defaults below HOME. ERR_FAILED without HOME. */
int where_data(const char *name, char **out, struct err *err);
int where_config(const char *name, char **out, struct err *err);
int where_state(const char *name, char **out, struct err *err);
/* The same under XDG_RUNTIME_DIR: for sockets, gone when the operator logs out.
 * Without one below the state directory. */
int where_runtime(const char *name, char **out, struct err *err);
int where_cache(const char *name, char **out, struct err *err);
/* A file of the installed data directory; $CONNVAULT_DATA replaces it (the
 * tests run from the build tree). */
int where_installed(const char *name, char **out, struct err *err);

/* The vault: given, else $CONNVAULT_VAULT, else in the data directory. */
int where_vault(const char *given, char **out, struct err *err);

/* The variable when it is an absolute path: others are to be ignored. Borrowed;
 * NULL. */
const char *where_env(const char *name);

#endif
