/* shapes.h - connections as JSON for workflow engines */
#ifndef CONNVAULT_AGENT_SHAPES_H
#define CONNVAULT_AGENT_SHAPES_H

#include "base/values.h"
#include "ops/roster.h"

struct cJSON;

/* What is no secret. NULL: out of memory. */
struct cJSON *shape_of_row(const struct roster_row *row);
/* A credential as workflow engines know it: SECRET_TEXT, BASIC_AUTH,
 * CUSTOM_AUTH, OAUTH2 or NO_AUTH. */
struct cJSON *shape_of_values(const struct conn *conn,
			      const struct values *values);

#endif
