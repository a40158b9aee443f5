/* check.c - connvault check */
#include "ops/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cJSON.h>

#include "base/clock.h"
#include "base/watch.h"
#include "cli/alarm.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "ops/conn.h"
#include "ops/roster.h"

#define PROGRESS_MS 100 /* between two lines of progress */

static const struct opt options[] = {
	{ "all", 'a', NULL, "all connections of the project" },
	{ "jobs", 'j', "N", "so many at once, at most 64 (64)" },
	{ "any-method", 0, NULL, "also tests that are not GET" },
	{ "costly", 0, NULL,
	  "also tests that use credits or change something" },
	OPT_END,
};

/* How each outcome is told, and which exit code it means in the end. */
static const struct {
	const char *words;
	enum err_code code;
} outcomes[CHECK_OUTCOMES] = {
	[CHECK_GOOD] = { "ok", ERR_OK },
	[CHECK_REFUSED] = { "refused", ERR_RECONNECT },
	[CHECK_LATER] = { "later", ERR_NETWORK },
	[CHECK_UNCLEAR] = { "unclear", ERR_FAILED },
	[CHECK_SKIPPED] = { "skipped", ERR_OK },
	[CHECK_FAILED] = { "not tested", ERR_FAILED },
};

/* A batch as the command sees it. */
struct batch {
	const struct cli *cli;
	struct session *session;
	struct checks *checks;
	struct watch watch;
	bool has_progress; /* on standard error */
	int64_t told_ms;   /* when it was shown last */
};

/* -- telling -------------------------------------------------------------- */

static void wipe_progress(struct batch *batch)
{
	if (batch->told_ms)
		fputs("\r\033[K", stderr);
	batch->told_ms = 0;
}

static void show_progress(struct batch *batch)
{
	struct check_counts counts;
	int64_t now = clock_mono_ms();

	if (!batch->has_progress || batch->told_ms + PROGRESS_MS > now)
		return;
	checks_count(batch->checks, &counts);
	fprintf(stderr, "\r\033[KTesting: %zu/%zu   %zu ok   %zu refused",
		counts.done, counts.all, counts.outcome[CHECK_GOOD],
		counts.outcome[CHECK_REFUSED]);
	fflush(stderr);
	batch->told_ms = now;
}

/* "Inbox: ok, 212 ms, alice@example.com" or "Inbox: refused: HTTP 401" */
static void tell(const struct check_result *result, void *arg)
{
	struct batch *batch = arg;
	char name[OUT_SAFE];

	if (cli_has(batch->cli, "json"))
		return;
	wipe_progress(batch);
	out_safe(name, result->conn->name);
	if (result->outcome == CHECK_GOOD)
		cli_say(batch->cli, "%s: ok, %lld ms%s%s", name,
			(long long)result->ms, *result->account ? ", " : "",
			result->account);
	else if (result->outcome == CHECK_SKIPPED)
		cli_say(batch->cli, "%s: skipped: %s", name, result->text);
	else
		printf("%s: %s: %s\n", name, outcomes[result->outcome].words,
		       result->text);
}

static void add_number(cJSON *row, const char *name, int64_t number)
{
	if (number)
		cJSON_AddNumberToObject(row, name, (double)number);
	else
		cJSON_AddNullToObject(row, name);
}

/* result->conn is as it was before. */
static void tell_alarm(const struct batch *batch,
		       const struct check_result *result)
{
	bool was_active = result->conn->status == STATUS_ACTIVE;

	if (was_active && result->outcome == CHECK_REFUSED)
		alarm_tell(batch->session, HOOK_INACTIVE, result->conn,
			   result->text);
	if (!was_active && result->outcome == CHECK_GOOD)
		alarm_tell(batch->session, HOOK_RECOVERED, result->conn,
			   "it works again");
}

/* When all is done: a hook may take its time, services may not. */
static void tell_alarms(const struct batch *batch)
{
	struct check_counts counts;
	struct check_result result;

	checks_count(batch->checks, &counts);
	for (size_t i = 0; i < counts.all; i++)
		if (checks_look(batch->checks, i, &result) == CHECK_DONE)
			tell_alarm(batch, &result);
}

static int print_json(const struct checks *checks, struct err *err)
{
	cJSON *array = cJSON_CreateArray();
	struct check_counts counts;

	checks_count(checks, &counts);
	for (size_t i = 0; i < counts.all; i++) {
		struct check_result result;
		cJSON *row;

		if (checks_look(checks, i, &result) != CHECK_DONE)
			continue;
		row = cJSON_CreateObject();
		out_json_text(row, "external_id", result.conn->external_id);
		out_json_text(row, "name", result.conn->name);
		out_json_text(row, "piece", result.conn->piece);
		out_json_text(row, "result",
			      check_outcome_name(result.outcome));
		add_number(row, "http_status", result.http_status);
		add_number(row, "ms", result.http_status ? result.ms : 0);
		out_json_text(row, "account", result.account);
		out_json_text(row, "text", result.text);
		cJSON_AddItemToArray(array, row);
	}
	return out_json_rows(array, err);
}

static int verdict(const struct check_counts *counts, struct err *err)
{
	size_t by[ERR_CODES] = { 0 };

	for (int i = 0; i < CHECK_OUTCOMES; i++)
		by[outcomes[i].code] += counts->outcome[i];
	if (by[ERR_RECONNECT]) {
		err_set(err, ERR_RECONNECT, "%zu of %zu refused: inactive now",
			by[ERR_RECONNECT], counts->all);
		return err_hint(err, "connvault reconnect CONNECTION");
	}
	if (by[ERR_FAILED]) {
		err_set(err, ERR_FAILED,
			"%zu of %zu: it is not known whether "
			"they are good",
			by[ERR_FAILED], counts->all);
		return err_hint(err, "they stay as they are; what is said of "
				     "each tells why");
	}
	if (by[ERR_NETWORK]) {
		err_set(err, ERR_NETWORK, "%zu of %zu could not be tested now",
			by[ERR_NETWORK], counts->all);
		return err_hint(err, "they stay as they are; try again in a "
				     "while");
	}
	return 0;
}

/* -- going on ------------------------------------------------------------- */

/* Ctrl-Z: the signals go back to what they were while it sleeps. */
static int sleep_until_woken(struct batch *batch, struct err *err)
{
	wipe_progress(batch);
	watch_end(&batch->watch);
	raise(SIGTSTP);
	return watch_begin(&batch->watch, err);
}

static int wait_once(struct batch *batch, struct err *err)
{
	struct pollfd fds[CHECK_FDS_MAX + 1];
	int wait;
	size_t count = checks_fds(batch->checks, fds, &wait);

	fds[count] = (struct pollfd){ .fd = batch->watch.fd, .events = POLLIN };
	if (poll(fds, (nfds_t)count + 1, wait) < 0) {
		if (errno != EINTR)
			return err_sys(err, ERR_IO, "cannot wait");
		count = 0;
	}
	return checks_step(batch->checks, fds, count, err);
}

static int interrupted(struct batch *batch, struct err *err)
{
	struct check_counts counts;

	if (checks_stop(batch->checks, err) != 0)
		return -1;
	checks_count(batch->checks, &counts);
	return err_set(err, ERR_INTERRUPTED,
		       "interrupted: %zu of %zu were tested, and what was "
		       "found is kept",
		       counts.done, counts.all);
}

/* What is done already is kept, whatever ends it. */
static int failed(struct batch *batch)
{
	struct err ignored = ERR_INIT;

	(void)checks_stop(batch->checks, &ignored);
	return -1;
}

static int go_on(struct batch *batch, struct err *err)
{
	while (!checks_are_over(batch->checks)) {
		show_progress(batch);
		if (wait_once(batch, err) != 0)
			return failed(batch);
		if (watch_came() == SIGTSTP &&
		    sleep_until_woken(batch, err) != 0)
			return failed(batch);
		if (watch_came())
			return interrupted(batch, err);
	}
	return 0;
}

static int check(struct batch *batch, struct err *err)
{
	struct check_counts counts;
	struct err other = ERR_INIT;
	int result;

	if (watch_begin(&batch->watch, err) != 0)
		return -1;
	result = go_on(batch, err);
	watch_end(&batch->watch);
	wipe_progress(batch);
	if (cli_has(batch->cli, "json") &&
	    print_json(batch->checks, &other) != 0 && result == 0) {
		*err = other;
		return -1;
	}
	tell_alarms(batch);
	checks_count(batch->checks, &counts);
	return result == 0 ? verdict(&counts, err) : -1;
}

/* -- which ---------------------------------------------------------------- */

static int check_these(struct cli *cli, struct session *session,
		       const struct check_plan *plan,
		       const struct conn *const *conns, size_t count,
		       struct err *err)
{
	struct batch batch = { .cli = cli,
			       .session = session,
			       .has_progress = isatty(STDERR_FILENO) &&
					       !cli_has(cli, "quiet") };

	if (checks_start(session, plan, conns, count, tell, &batch,
			 &batch.checks, err) != 0)
		return -1;

	int result = check(&batch, err);

	checks_free(batch.checks);
	return result;
}

static int check_all(struct cli *cli, struct session *session,
		     const struct check_plan *plan, struct err *err)
{
	static const struct roster_query query = { .sort = SORT_NAME };
	const struct conn **conns = NULL;
	struct roster *roster = NULL;
	int result = -1;

	if (roster_load(session, &roster, err) != 0)
		return -1;
	if (roster_query(roster, &query, err) != 0)
		goto out;
	conns = calloc(roster_shown(roster) + 1, sizeof(*conns));
	if (!conns) {
		err_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < roster_shown(roster); i++)
		conns[i] = roster_at(roster, i)->conn;
	result = check_these(cli, session, plan, conns, roster_shown(roster),
			     err);
out:
	free(conns);
	roster_free(roster);
	return result;
}

/* Somebody may name it twice, once by its id. */
static bool is_among(const struct conn *conns, size_t count,
		     const struct conn *conn)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(conns[i].id, conn->id, OBJECT_ID) == 0)
			return true;
	return false;
}

static int check_named(struct cli *cli, struct session *session,
		       const struct check_plan *plan, struct err *err)
{
	size_t count, found = 0, distinct = 0;
	const char *const *word = cli_operands(cli, &count);
	struct conn *conn = calloc(count, sizeof(*conn));
	const struct conn **conns = calloc(count, sizeof(*conns));
	int result = conn && conns ? 0 : err_nomem(err);

	while (found < count && result == 0) {
		result = conn_find(session, word[found], &conn[found], err);
		if (result == 0 && !is_among(conn, found, &conn[found]))
			conns[distinct++] = &conn[found];
		found += result == 0;
	}
	if (result == 0)
		result = check_these(cli, session, plan, conns, distinct, err);
	for (size_t i = 0; i < found; i++)
		conn_clear(&conn[i]);
	free(conns);
	free(conn);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	bool is_all = cli_has(cli, "all"), is_named = cli_operand(cli, 0);
	struct session *session;
	long jobs = 0;

	if (is_all == is_named) {
		err_set(err, ERR_USAGE,
			"check needs connections, or --all and none");
		return err_hint(err, "connvault check --all tests every "
				     "connection of the project");
	}
	if (cli_number(cli, "jobs", 1, CHECK_JOBS_MAX, &jobs, err) != 0 ||
	    cli_project(cli, &session, err) != 0)
		return -1;
	const struct check_plan plan = {
		.jobs = (unsigned)jobs,
		.any_method = cli_has(cli, "any-method"),
		.also_costly = cli_has(cli, "costly"),
	};

	return is_all ? check_all(cli, session, &plan, err)
		      : check_named(cli, session, &plan, err);
}

const struct cmd cmd_check = {
	.name = "check",
	.summary = "Ask services whether they still take the credentials",
	.operands = "[CONNECTION]...",
	.about = "One request to the service itself, as the piece says it "
		 "(connvault piece show PIECE): one that reads and costs "
		 "nothing, unless more is asked for. 401 and 403 make a "
		 "connection inactive, a good answer makes it active again; "
		 "anything else changes nothing. OAuth tokens that have "
		 "expired are refreshed first. A piece without a test is "
		 "skipped. The exit code is 5 when a credential was refused, "
		 "6 when only services or network were down, 1 when an answer "
		 "was unclear. Ctrl-C stops, and keeps what was found.",
	.option = options,
	.run = run,
};
