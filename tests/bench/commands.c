/* commands.c - measure single commands, from exec to their end */
#include "config.h" /* GNU functions */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pty.h"

#define ROUNDS 21

static void child(const char *const *argv, int in)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(in, 0);
	dup2(null, 1);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

/* How long argv takes with that on its standard input; NAN when it fails. */
static double run(const char *const *argv, const char *input)
{
	int ends[2], status;

	if (pipe2(ends, O_CLOEXEC))
		return NAN;
	if (write(ends[1], input, strlen(input)) < 0)
		return NAN;
	close(ends[1]);
	double begin = now_ms();
	pid_t pid = fork();
	if (!pid)
		child(argv, ends[0]);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || status)
		return NAN;
	return now_ms() - begin;
}

static double get(const char *program, int round)
{
	char id[32];
	const char *const argv[] = { program, "get", id, "token", NULL };

	snprintf(id, sizeof(id), "conn_%06d", round);
	return run(argv, "");
}

static double list_json(const char *program, int round)
{
	const char *const argv[] = { program, "list", "--json", NULL };

	(void)round;
	return run(argv, "");
}

/* As the first reading of all is, and those after somebody else wrote. */
static double list_no_mirror(const char *program, int round)
{
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	double took = list_json(program, round);

	unsetenv("XDG_CACHE_HOME");
	return took;
}

static double create(const char *program, int round)
{
	char name[32];
	const char *const argv[] = { program,	       "create",  "--piece",
				     "sendgrid",       "--name",  name,
				     "--secret-stdin", "api_key", NULL };

	snprintf(name, sizeof(name), "Measured number %04d", round);
	return run(argv, "SG.0123456789");
}

static double rename_one(const char *program, int round)
{
	char id[32], name[32];
	const char *const argv[] = { program, "rename", id, name, NULL };

	snprintf(id, sizeof(id), "conn_%06d", 100 + round);
	snprintf(name, sizeof(name), "Renamed number %05d", round);
	return run(argv, "");
}

static const struct {
	enum figure figure;
	double (*once)(const char *program, int round);
} commands[] = {
	{ GET, get },
	{ LIST_JSON, list_json },
	{ LIST_NO_MIRROR, list_no_mirror },
	{ CREATE, create },
	{ RENAME, rename_one },
};

void bench_commands(const char *program, double figures[FIGURES])
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct samples samples = { .count = 0 };

		for (int round = 0; round < ROUNDS; round++) {
			double took = commands[i].once(program, round);

			if (isnan(took)) {
				samples.count = 0;
				break;
			}
			sample(&samples, took);
		}
		figures[commands[i].figure] = median(&samples);
	}
}
