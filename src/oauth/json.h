/* json.h - JSON of a provider, read with suspicion; for src/oauth only
 *
 * cJSON keeps duplicate keys, ends strings at NUL, takes text behind the end
 * and nests a thousand deep: all that is refused here. */
#ifndef CONNVAULT_OAUTH_JSON_H
#define CONNVAULT_OAUTH_JSON_H

#include <cJSON.h>

#include "base/secret.h"

#define JSON_DEPTH   16
#define JSON_MEMBERS 1000 /* of one object, and items of one array */

/* The object that text is, for json_free(); NULL and why in *fault when it is
 * none, or when memory ran out. */
cJSON *json_read(const struct secret *text, const char **fault);
/* Wipes all texts in it; NULL is fine. */
void json_free(cJSON *json);

/* The text at key, borrowed; NULL when there is no text. Case counts. */
const char *json_text(const cJSON *object, const char *key);
const cJSON *json_object(const cJSON *object, const char *key);
/* Is true or false there? */
int json_is(const cJSON *object, const char *key, int wanted);

#endif
