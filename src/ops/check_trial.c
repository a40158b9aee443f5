/* check_trial.c - one credential, tried before it is stored */
#include <stdlib.h>

#include "base/str.h"
#include "ops/checking.h"
#include "ops/internal.h"
#include "ops/network.h"

struct trial {
	struct http *http;
	struct http_call *call;
	struct recipe recipe;
	const struct piece_way *way;
	const struct piece_check *check;
	const struct values *values;
	struct check_result result;
	bool is_done;
};

bool trial_can(const struct piece_way *way, const struct values *values,
	       const struct check_plan *plan, const char **why)
{
	const struct piece_check *check = recipe_check(way, values);
	const char *refusal =
		check ? check_refusal(check, plan) : "no test for this piece";

	if (why)
		*why = refusal;
	return !refusal;
}

static void on_answer(struct http_result *answer, void *arg)
{
	struct trial *trial = arg;

	check_judge(trial->way, trial->check, trial->values, answer,
		    &trial->result);
	http_result_clear(answer);
	trial->call = NULL;
	trial->is_done = true;
}

static int send(struct trial *trial, struct err *err)
{
	if (network_open(false, &trial->http, err) != 0 ||
	    recipe_fill(trial->way, trial->check, trial->values, "",
			&trial->recipe, err) != 0)
		return -1;
	struct http_request request = recipe_request(&trial->recipe);

	return http_start(trial->http, &request, on_answer, trial, &trial->call,
			  err);
}

int trial_start(const struct piece_way *way, const struct values *values,
		const struct check_plan *plan, struct trial **out,
		struct err *err)
{
	const char *why;

	if (!trial_can(way, values, plan, &why))
		return err_set(err, ERR_USAGE, "%s", why);
	struct trial *trial = calloc(1, sizeof(*trial));

	if (!trial)
		return err_nomem(err);
	trial->way = way;
	trial->values = values;
	trial->check = recipe_check(way, values);
	if (send(trial, err) != 0) {
		trial_free(trial);
		return -1;
	}
	*out = trial;
	return 0;
}

size_t trial_fds(struct trial *trial, struct pollfd fds[CHECK_FDS_MAX],
		 int *wait_ms)
{
	return http_fds(trial->http, fds, wait_ms);
}

int trial_step(struct trial *trial, const struct pollfd *fds, size_t count,
	       struct check_result *out)
{
	if (!trial->is_done)
		http_step(trial->http, fds, count);
	if (trial->is_done)
		*out = trial->result;
	return trial->is_done;
}

void trial_free(struct trial *trial)
{
	if (!trial)
		return;
	http_free(trial->http);
	recipe_clear(&trial->recipe);
	free(trial);
}

int trial_verdict(const struct check_result *result, struct err *err)
{
	switch (result->outcome) {
	case CHECK_GOOD:
		return 0;
	case CHECK_REFUSED:
		err_set(err, ERR_RECONNECT, "the service refuses it: %s",
			result->text);
		break;
	case CHECK_LATER:
		err_set(err, ERR_NETWORK, "it cannot be tested now: %s",
			result->text);
		break;
	default:
		err_set(err, ERR_FAILED,
			"the answer to its test is unclear: %s", result->text);
	}
	return -1;
}

int trial_keep(struct session *session, struct conn *conn,
	       const struct check_result *result, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct conn fresh = { .version = 0 };
	char detail[CHECK_DETAIL];
	struct conn_finding finding = {
		.conn = conn->id,
		.secret_version = conn->secret_version,
		.fill = check_fill,
		.arg = (void *)result,
		.action = AUDIT_CHECK,
		.detail = detail,
	};

	check_describe(result, detail);
	if (!project || project_found(project, &finding, 1, err) != 0 ||
	    project_conn_get(project, conn->id, &fresh, err) != 0)
		return -1;
	conn_clear(conn);
	*conn = fresh;
	return 0;
}
