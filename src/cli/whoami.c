/* whoami.c - connvault whoami */
#include <stdio.h>
#include <stdlib.h>

#include <cJSON.h>

#include "cli/commands.h"
#include "cli/out.h"

static int print(const struct cli *cli, const char *key, struct err *err)
{
	cJSON *json;

	if (!cli_has(cli, "json")) {
		puts(key);
		return 0;
	}
	json = cJSON_CreateObject();
	out_json_text(json, "public_key", key);
	return out_json(json, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct session *session;
	char *key;

	if (cli_unlocked(cli, &session, err) != 0 ||
	    session_public_key(session, &key, err) != 0)
		return -1;

	int result = print(cli, key, err);

	free(key);
	return result;
}

const struct cmd cmd_whoami = {
	.name = "whoami",
	.summary = "Print your public key, for others to seal exports to",
	.operands = "",
	.about = "It is no secret: hand it to a colleague, who gives it to "
		 "connvault export --to. Hand it over in a way that nobody "
		 "changes on its way. It is of what was unlocked: the "
		 "recovery code that was made with the vault has another one.",
	.run = run,
};
