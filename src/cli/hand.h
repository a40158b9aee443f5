/* hand.h - credentials in the forms in which programs take them */
#ifndef CONNVAULT_CLI_HAND_H
#define CONNVAULT_CLI_HAND_H

#include "base/values.h"
#include "cli/cli.h"
#include "ops/serve.h"

/* The rows of --min-valid and --force-refresh, and what they say. */
#define HAND_OPTIONS                                                       \
	{ "min-valid", 0, "S",                                             \
	  "an access token lasts so many seconds more, else it is "        \
	  "refreshed first (60, or a tenth of its life)" },                \
	{                                                                  \
		"force-refresh", 0, NULL,                                  \
			"refresh it in any case: the service answered 401" \
	}
int hand_plan(const struct cli *cli, const char *why, struct serve_plan *out,
	      struct err *err);

/* serve_values(); what its note says goes to stderr, but not with --quiet. */
int hand_values(const struct cli *cli, struct session *session,
		struct conn *conn, const struct serve_plan *plan,
		struct values *out, struct err *err);

/* One JSON object; ERR_FAILED for a value that is no text. NULL on failure. */
struct cJSON *hand_object(const struct values *values, struct err *err);
/* The same printed on one line. */
int hand_json(const struct values *values, struct secret **out,
	      struct err *err);

/* The name of a variable: prefix and word in upper case, all but letters and
 * digits as "_". */
#define HAND_NAME 256
void hand_name(const char *prefix, const char *word, char out[HAND_NAME]);

#endif
