/* scope.h - what was asked for and what was granted (RFC 6749, 3.3) */
#ifndef CONNVAULT_OAUTH_SCOPE_H
#define CONNVAULT_OAUTH_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

/* The scopes of a list at text, parted by blanks or commas, each once and
 * parted by one blank; what is no scope-token (appendix A.4) is left out.
 * Owned by the caller, NULL when out of memory. */
char *scope_list(const char *text);

bool scope_has(const char *list, const char *scope);

/* Those of asked that are not in granted (both as scope_list gives them):
 * "" when all are. Owned by the caller, NULL when out of memory. */
char *scope_lacking(const char *asked, const char *granted);

#endif
