/* check.c - connections tested, beside curl --parallel
 *
 *	check SERVICE [CONNECTIONS]
 *
 * SERVICE is tests/net/service.py, which answers after 20 ms. Measured is the
 * whole command, $CONNVAULT check --all: it opens the vault, has each reading
 * and each result durable, and ends. */
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
#include "ops/internal.h"
#include "pty.h"

#define TIMES 5
#define JOBS  "64"

static struct helper service;
static char url[80];

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

static void make_piece(const struct fixture *at)
{
	char json[400], path[128];

	snprintf(path, sizeof(path), "%s/connvault", at->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/connvault/pieces", at->folder);
	mkdir(path, 0700);
	snprintf(json, sizeof(json),
		 "{\"name\":\"bench\",\"display_name\":\"Bench\",\"auth\":["
		 "{\"type\":\"api_key\",\"check\":{\"url\":\"%s\",\"headers\":"
		 "{\"Authorization\":\"Bearer {api_key}\"}}}]}",
		 url);
	fixture_file(at, "connvault/pieces/bench.json", json, path);
}

static void make_conns(struct fixture *at, size_t count)
{
	struct conn_change *change = calloc(count, sizeof(*change));
	struct conn *conn = calloc(count, sizeof(*conn));
	struct values *values = calloc(count, sizeof(*values));
	char(*name)[24] = calloc(count, sizeof(*name));
	struct err err = ERR_INIT;

	assert_true(change && conn && values && name);
	for (size_t i = 0; i < count; i++) {
		snprintf(name[i], sizeof(*name), "good-%06zu", i);
		assert_ok(values_set_bytes(&values[i], "api_key", name[i],
					   strlen(name[i]), &err));
		conn[i] = (struct conn){ .status = STATUS_ACTIVE,
					 .reason = REASON_OK,
					 .auth = AUTH_API_KEY,
					 .name = name[i],
					 .external_id = name[i],
					 .piece = "bench",
					 .account = "",
					 .note = "",
					 .tags = "",
					 .scopes = "",
					 .app = "",
					 .error = "",
					 .hosts = "" };
		change[i] = (struct conn_change){ .conn = &conn[i],
						  .values = &values[i],
						  .action = AUDIT_CREATE };
	}
	assert_ok(project_apply(at->session->project, change, count, &err));
	for (size_t i = 0; i < count; i++)
		values_clear(&values[i]);
	free(name);
	free(values);
	free(conn);
	free(change);
}

static void use_key(const struct fixture *at)
{
	char path[128];
	FILE *file;

	fixture_file(at, "key", "", path);
	chmod(path, 0600);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(secret_reveal(at->key, NULL), 1, 32, file), 32);
	fclose(file);
	setenv("CONNVAULT_VAULT", at->path, 1);
	setenv("CONNVAULT_KEY_FILE", path, 1);
}

static double run_ms(const char *const *argv)
{
	const struct proc proc = { .argv = argv };
	struct err err = ERR_INIT;
	double begin = now_ms();

	return proc_run(&proc, &err) ? NAN : now_ms() - begin;
}

static double check_ms(void)
{
	const char *const argv[] = { getenv("CONNVAULT"),
				     "--quiet",
				     "check",
				     "--all",
				     "--jobs",
				     JOBS,
				     NULL };

	return run_ms(argv);
}

static double curl_ms(const struct fixture *at, size_t count)
{
	char path[128];
	const char *const argv[] = { "curl",	   "--silent",
				     "--parallel", "--parallel-max",
				     JOBS,	   "--config",
				     path,	   NULL };
	FILE *config;

	snprintf(path, sizeof(path), "%s/curl", at->folder);
	config = fopen(path, "w");
	assert_non_null(config);
	for (size_t i = 0; i < count; i++)
		fprintf(config,
			"%surl = \"%s\"\n"
			"header = \"Authorization: Bearer good-%06zu\"\n"
			"output = /dev/null\nno-progress-meter\n",
			i ? "next\n" : "", url, i);
	fclose(config);
	return run_ms(argv);
}

static void measure(size_t count)
{
	double ours[TIMES], theirs[TIMES];
	void *state;

	assert_int_equal(fixture_setup(&state), 0);
	struct fixture *at = state;

	make_piece(at);
	make_conns(at, count);
	use_key(at);
	for (size_t i = 0; i < TIMES; i++) {
		ours[i] = check_ms();
		theirs[i] = curl_ms(at, count);
	}
	double mine = median_of(ours, TIMES), other = median_of(theirs, TIMES);

	printf("%zu checks, " JOBS " at once, a service that answers after "
	       "20 ms, medians of %d\n"
	       "connvault check --all %.0f ms   curl --parallel %.0f ms   "
	       "%.2f of it, budget 1.20\n",
	       count, TIMES, mine, other, mine / other);
	fixture_teardown(&state);
}

int main(int argc, char **argv)
{
	const char *const start[] = { "python3", argc > 1 ? argv[1] : "",
				      NULL };
	int port;

	if (argc < 2 || !getenv("CONNVAULT") || !helper_is_there("python3") ||
	    !helper_is_there("curl")) {
		fputs("check: run it with 'make bench'; needs python3 and "
		      "curl\n",
		      stderr);
		return 2;
	}
	helper_start(&service, start);
	if (fscanf(service.out, "%d", &port) != 1)
		return 1;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/delay/20/me", port);
	measure(argc > 2 ? strtoul(argv[2], NULL, 10) : 1000);
	helper_end(&service);
	return 0;
}
