/* value.c - one value from the agent, for a process that has nothing open */
#include "agent/value.h"

#include <stdlib.h>

#include "agent/ask.h"
#include "base/str.h"
#include "base/where.h"

static int put(char out[WIRE_TEXT], const char *text, struct err *err)
{
	if (!text)
		text = "";
	return str_copy(out, text, WIRE_TEXT) < WIRE_TEXT
		       ? 0
		       : err_set(err, ERR_USAGE, "it is too long");
}

/* "" would be as if none had been given. */
static int put_given(char out[WIRE_TEXT], const char *text, struct err *err)
{
	if (text && !*text)
		return err_set(err, ERR_USAGE, "it is empty");
	return put(out, text, err);
}

static int request_of(const struct wanted *wanted, struct wire *out,
		      struct err *err)
{
	char *state;

	*out = (struct wire){ .op = WIRE_GIVE };
	if (put_given(out->project, wanted->project, err) != 0 ||
	    put_given(out->conn, wanted->conn, err) != 0 ||
	    put_given(out->field, wanted->field, err) != 0 ||
	    where_state("", &state, err) != 0)
		return -1;

	int result = put(out->state, state, err);

	free(state);
	return result;
}

int agent_value(const char *vault, const struct wanted *wanted,
		struct secret **out, struct err *err)
{
	struct wire request, answer;

	if (request_of(wanted, &request, err) != 0 ||
	    agent_ask(vault, &request, &answer, err) != 0)
		return -1;
	*out = answer.key;
	return answer.key ? 0 : err_set(err, ERR_FAILED, "there is no value");
}
