/* aws_credential.c - connvault aws-credential, for credential_process */
#include <cJSON.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/hand.h"
#include "cli/out.h"
#include "ops/login.h"

#define VERSION 1 /* of the form */

static const struct opt options[] = {
	HAND_OPTIONS,
	OPT_END,
};

static int print(const struct conn *conn, const struct values *keys,
		 struct err *err)
{
	cJSON *object = hand_object(keys, err);

	if (!object)
		return -1;
	if (!cJSON_AddNumberToObject(object, "Version", VERSION)) {
		cJSON_Delete(object);
		return err_nomem(err);
	}
	if (conn->expires_at && !values_get(keys, "Expiration"))
		out_json_time(object, "Expiration", conn->expires_at);
	return out_json(object, err);
}

static int run(struct cli *cli, struct err *err)
{
	struct values values = VALUES_INIT, keys = VALUES_INIT;
	struct serve_plan plan;
	struct session *session;
	struct conn conn;
	int result = -1;

	if (hand_plan(cli, "aws", &plan, err) != 0 ||
	    cli_conn(cli, 0, &session, &conn, err) != 0)
		return -1;
	plan.is_for_program = true;
	if (hand_values(cli, session, &conn, &plan, &values, err) == 0 &&
	    aws_keys(&values, &keys, err) == 0)
		result = print(&conn, &keys, err);
	values_clear(&keys);
	values_clear(&values);
	conn_clear(&conn);
	return result;
}

const struct cmd cmd_aws_credential = {
	.name = "aws-credential",
	.summary = "Give the tools of AWS their keys (a credential process)",
	.operands = "CONNECTION",
	.about = "For credential_process = connvault aws-credential CONNECTION "
		 "in a profile of ~/.aws/config. The connection needs fields "
		 "such as accessKeyId and secretAccessKey; sessionToken and "
		 "expiration go along when it has them.",
	.option = options,
	.run = run,
};
