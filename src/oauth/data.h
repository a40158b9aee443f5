/* data.h - what a token answer says besides tokens; for src/oauth only
 *
 * "instance_url" (Salesforce), "team.id" (Slack), "api_domain" (Pipedrive):
 * recipes of the catalog refer to them as {data.instance_url}. */
#ifndef CONNVAULT_OAUTH_DATA_H
#define CONNVAULT_OAUTH_DATA_H

#include <cJSON.h>

#include "base/values.h"

#define DATA_MAX       24   /* values */
#define DATA_VALUE_MAX 1024 /* bytes of one; longer ones are left out */

/* Texts, numbers, true and false of object and, one level down, of its
 * objects, as "data.NAME" and "data.NAME.NAME". Tokens are left out. -1 only
 * when out of memory. */
int data_read(const cJSON *object, struct values *out, struct err *err);

#endif
