/* revokes.c - old tokens ended at the provider */
#include "tui/revokes.h"

#include <stdlib.h>

#define TEXT 320 /* as grant_revoke() wants it */

struct revoking {
	struct grant *grant;
	enum grant_end end;
	char text[TEXT];
};

static void revoking_free(struct revoking *revoking)
{
	if (!revoking)
		return;
	grant_free(revoking->grant);
	free(revoking);
}

static int work(struct job *job, struct err *err)
{
	struct revoking *revoking = job->arg;

	(void)err;
	revoking->end = grant_revoke(revoking->grant, revoking->text,
				     sizeof(revoking->text));
	return 0;
}

static void done(struct console *console, struct job *job)
{
	struct revoking *revoking = job->arg;
	struct err err = ERR_INIT;

	if (grant_note(console->session, revoking->grant, revoking->end, &err) <
	    0)
		console_say_err(console, &err);
	else if (revoking->end == GRANT_ENDED)
		console_say(console, TONE_GOOD,
			    "The provider has ended the old tokens");
	else
		console_say(console, TONE_ERROR,
			    "The provider still honours the old tokens: %s. "
			    "Remove the app's access in the account there",
			    revoking->text);
	revoking_free(revoking);
}

static int check(struct console *console, const struct grant *grant,
		 const struct conn *conn, struct revoking **out,
		 struct err *err)
{
	bool is_used;

	if (grant_is_used(console->session, grant, conn, &is_used, err) < 0)
		return -1;
	if (is_used)
		return err_set(err, ERR_CONFLICT,
			       "The provider gave the same token again: it is "
			       "not revoked");
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : err_nomem(err);
}

void revoke_start(struct console *console, struct grant *grant,
		  const struct conn *conn)
{
	struct revoking *revoking = NULL;
	struct err err = ERR_INIT;

	if (check(console, grant, conn, &revoking, &err) < 0) {
		console_say_err(console, &err);
		grant_free(grant);
		return;
	}
	revoking->grant = grant;
	console->job.work = work;
	console->job.done = done;
	console->job.arg = revoking;
	console_start(console);
}
