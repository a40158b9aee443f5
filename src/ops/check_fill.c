/* check_fill.c - a result, written into its connection and into the audit */
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/checking.h"
#include "ops/conn.h"

static void set_refused(struct conn *now, int64_t time)
{
	conn_expire(now, time);
	if (now->status == STATUS_INACTIVE)
		return;
	now->status = STATUS_INACTIVE;
	now->reason = REASON_REFUSED;
	now->since = time;
}

static void set_good(struct conn *now, const struct check_result *result,
		     int64_t time)
{
	if (now->status != STATUS_ACTIVE)
		now->since = time;
	now->status = STATUS_ACTIVE;
	now->reason = REASON_OK;
	if (now->failures == 0)
		now->error = "";
	/* Who signed in is known better by how. */
	if (*result->account && (now->auth != AUTH_OAUTH2 || !*now->account))
		now->account = result->account;
}

void check_fill(struct conn *now, void *arg)
{
	const struct check_result *result = arg;
	int64_t time = clock_now();

	now->checked_at = time;
	if (result->outcome == CHECK_GOOD) {
		set_good(now, result, time);
		return;
	}
	now->error = result->text;
	if (result->outcome == CHECK_REFUSED)
		set_refused(now, time);
}

void check_describe(const struct check_result *result, char out[CHECK_DETAIL])
{
	const char *name = check_outcome_name(result->outcome);

	if (result->http_status)
		snprintf(out, CHECK_DETAIL, "%s: HTTP %d", name,
			 result->http_status);
	else
		str_copy(out, name, CHECK_DETAIL);
}
