/* oauth.c - signing in and refreshing, measured
 *
 *	oauth SERVER [CONNECTIONS]
 *
 * SERVER is token_server.py: it answers after 20 ms. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../net/helper.h"
#include "../unit/vault_fixture.h"
#include "base/proc.h"
#include "net/http.h"
#include "ops/app.h"
#include "ops/internal.h"
#include "ops/refresh.h"
#include "ops/signin.h"
#include "ops/tokens.h"
#include "pty.h"

#define PIECE	 "bench"
#define SIGN_INS 31
#define TIMES	 3

static struct helper server;
static char url[64];

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median_of(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_value);
	return values[count / 2];
}

static void make_piece(struct fixture *at)
{
	struct app_draft draft = { .piece = PIECE, .client_id = "bench" };
	char json[400], path[128];
	struct err err = ERR_INIT;
	struct app app;

	snprintf(path, sizeof(path), "%s/connvault", at->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/connvault/pieces", at->folder);
	mkdir(path, 0700);
	snprintf(json, sizeof(json),
		 "{\"name\":\"" PIECE "\",\"display_name\":\"Bench\","
		 "\"auth\":[{\"type\":\"oauth2\",\"auth_url\":\"%s/auth\","
		 "\"token_url\":\"%s/token\"}]}",
		 url, url);
	fixture_file(at, "connvault/pieces/bench.json", json, path);
	assert_ok(app_set(at->session, &draft, &app, &err));
	app_clear(&app);
}

/* -- refreshing -------------------------------------------------------------
 */

static void put(struct values *values, const char *name, const char *text)
{
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(values, name, text, strlen(text), &err));
}

/* Connections whose tokens are due now. */
static void make_due(struct fixture *at, size_t count)
{
	struct conn_change *change = calloc(count, sizeof(*change));
	struct conn *conn = calloc(count, sizeof(*conn));
	char(*name)[24] = calloc(count, sizeof(*name));
	struct values values = VALUES_INIT;
	struct err err = ERR_INIT;

	put(&values, TOKEN_ACCESS, "made-up");
	put(&values, TOKEN_REFRESH, "made-up");
	for (size_t i = 0; i < count; i++) {
		snprintf(name[i], sizeof(name[i]), "c%zu", i);
		conn[i] = (struct conn){ .name = name[i],
					 .external_id = name[i],
					 .piece = PIECE,
					 .app = APP_DEFAULT,
					 .auth = AUTH_OAUTH2,
					 .status = STATUS_ACTIVE,
					 .reason = REASON_OK,
					 .refresh_at = 1 };
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .values = &values,
						  .action = AUDIT_CREATE };
	}
	assert_ok(project_apply(at->session->project, change, count, &err));
	values_clear(&values);
	free(change);
	free(conn);
	free(name);
}

static void count_done(const struct refresh_result *result, void *arg)
{
	*(size_t *)arg += result->outcome == REFRESH_DONE;
}

static double refresh_ms(size_t count, unsigned jobs)
{
	struct refresh_plan plan = { .jobs = jobs };
	struct err err = ERR_INIT;
	size_t done = 0;
	void *state;

	fixture_setup(&state);
	make_piece(state);
	make_due(state, count);
	double begin = now_ms();

	assert_ok(refresh_due(((struct fixture *)state)->session, &plan,
			      count_done, &done, &err));
	double took = now_ms() - begin;

	fixture_teardown(&state);
	return done == count ? took : NAN;
}

/* The same requests by curl, which stores nothing. */
static double curl_ms(size_t count, unsigned jobs)
{
	char path[] = "/tmp/connvault-curl-XXXXXX", most[12];
	const char *const argv[] = {
		"curl",	      "--no-progress-meter",
		"--parallel", "-K",
		path,	      "--parallel-max",
		most,	      "--parallel-immediate",
		NULL,
	};
	struct proc curl = { .argv = argv };
	struct err err = ERR_INIT;
	FILE *config = fdopen(mkstemp(path), "w");

	for (size_t i = 0; i < count; i++)
		fprintf(config,
			"%surl = \"%s/token\"\n"
			"data = \"grant_type=refresh_token"
			"&refresh_token=made-up&client_id=bench\"\n"
			"output = /dev/null\nno-progress-meter\n",
			i ? "next\n" : "", url);
	fclose(config);
	snprintf(most, sizeof(most), "%u", jobs);
	double begin = now_ms();
	int failed = proc_run(&curl, &err);
	double took = now_ms() - begin;

	unlink(path);
	return failed ? NAN : took;
}

static void refreshing(size_t count)
{
	static const unsigned jobs[] = { 1, 8, 64 };

	printf("%zu due refreshes, all of each answer durable; a server that "
	       "answers after 20 ms\n%-12s%16s%20s%14s\n",
	       count, "at once", "connvault, ms", "curl --parallel, ms",
	       "per refresh");
	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++) {
		double ours[TIMES], theirs[TIMES];
		size_t times = jobs[i] == 1 ? 1 : TIMES;

		for (size_t t = 0; t < times; t++) {
			ours[t] = refresh_ms(count, jobs[i]);
			theirs[t] = curl_ms(count, jobs[i]);
		}
		double mine = median_of(ours, times);

		printf("%-12u%16.0f%20.0f%14.2f\n", jobs[i], mine,
		       median_of(theirs, times), mine / (double)count);
	}
}

/* -- signing in -------------------------------------------------------------
 */

static void step(struct signin *signin, struct http *http)
{
	struct pollfd fds[SIGNIN_FDS_MAX + HTTP_FDS_MAX];
	int wait_ms, other;
	size_t count = signin_fds(signin, fds, &wait_ms);
	size_t more = http_fds(http, fds + count, &other);

	if (other >= 0 && (wait_ms < 0 || other < wait_ms))
		wait_ms = other;
	poll(fds, (nfds_t)(count + more), wait_ms);
	signin_step(signin, fds, count);
	http_step(http, fds + count, more);
}

static void ignore(struct http_result *result, void *arg)
{
	(void)arg;
	http_result_clear(result);
}

/* What the browser is sent to, in the place of the provider's page. */
static void callback_of(const struct signin_view *view, char *out, size_t size)
{
	const char *state = strstr(view->url, "state=") + strlen("state=");

	snprintf(out, size, "%s?code=made-up&state=%.*s", view->redirect_uri,
		 (int)strcspn(state, "&"), state);
}

static double sign_in_ms(struct fixture *at, struct http *http, int number)
{
	struct signin_plan plan = { .piece = PIECE };
	struct conn_draft draft = { .name = NULL };
	struct http_request request = { .url = NULL };
	struct signin_view view;
	struct signin *signin;
	struct http_call *call;
	char name[16], callback[600];
	struct conn conn;
	struct err err = ERR_INIT;

	assert_ok(signin_start(at->session, &plan, &signin, &err));
	signin_look(signin, &view);
	callback_of(&view, callback, sizeof(callback));
	request.url = callback;
	snprintf(name, sizeof(name), "s%d", number);
	draft.name = name;
	double begin = now_ms();

	assert_ok(http_start(http, &request, ignore, NULL, &call, &err));
	do {
		step(signin, http);
		signin_look(signin, &view);
	} while (view.state != SIGNIN_DONE && view.state != SIGNIN_FAILED);
	assert_ok(signin_create(at->session, signin, &draft, &conn, &err));
	double took = now_ms() - begin;

	conn_clear(&conn);
	signin_free(signin);
	return took;
}

static void signing_in(void)
{
	double ms[SIGN_INS];
	struct err err = ERR_INIT;
	struct http *http;
	void *state;

	fixture_setup(&state);
	make_piece(state);
	assert_ok(http_new(NULL, &http, &err));
	for (int i = 0; i < SIGN_INS; i++)
		ms[i] = sign_in_ms(state, http, i);
	http_free(http);
	fixture_teardown(&state);
	printf("sign-in, from callback to durable: %.1f ms (the provider's "
	       "20 ms among them; median of %d)\n\n",
	       median_of(ms, SIGN_INS), SIGN_INS);
}

int main(int argc, char **argv)
{
	const char *const start[] = { "python3", argv[1], NULL };
	unsigned port;

	if (argc < 2 || !helper_is_there("python3")) {
		fputs("oauth: run it with 'make bench'; needs python3\n",
		      stderr);
		return 2;
	}
	helper_start(&server, start);
	if (fscanf(server.out, "%u", &port) != 1)
		return 1;
	snprintf(url, sizeof(url), "http://127.0.0.1:%u", port);
	signing_in();
	refreshing(argc > 2 ? strtoul(argv[2], NULL, 10) : 1000);
	helper_end(&server);
	return 0;
}
