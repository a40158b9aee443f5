/* console.c - measure the console through a pseudo terminal */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/where.h"
#include "pty.h"

#define PATIENCE 20000
#define QUIET	 150 /* nothing more comes after this long */
#define STARTS	 11
#define ROUNDS	 5
#define IDLE	 3000

static int start(struct pty *pty, const char *program, double *took)
{
	char *const argv[] = { (char *)program, NULL };
	double begin = now_ms();

	/* Of a highlighted name nothing else stands between its letters. */
	if (pty_start(pty, argv, 24, 80) ||
	    pty_wait(pty, "000000", true, PATIENCE))
		return -1;
	*took = pty->seen_at - begin;
	pty_settle(pty, QUIET);
	return 0;
}

/* Type keys; how long until the end of the frame they cause. */
static int type(struct pty *pty, const char *keys, double *took)
{
	double begin = now_ms();

	if (pty_keys(pty, keys, strlen(keys)) ||
	    pty_wait(pty, "", true, PATIENCE))
		return -1;
	*took = pty->seen_at - begin;
	pty_settle(pty, QUIET);
	return 0;
}

static double first_frame(const char *program)
{
	struct samples samples = { .count = 0 };

	for (int i = 0; i < STARTS; i++) {
		struct pty pty;
		double took;
		int failed = start(&pty, program, &took);

		pty_stop(&pty);
		if (failed)
			return NAN;
		sample(&samples, took);
	}
	return median(&samples);
}

static int filter(struct pty *pty, double figures[FIGURES])
{
	struct samples letter = { .count = 0 }, bytes = letter, esc = letter;
	double took;

	for (int round = 0; round < ROUNDS; round++) {
		if (type(pty, "/", &took))
			return -1;
		for (const char *at = "north"; *at; at++) {
			if (type(pty, (char[]){ *at, '\0' }, &took))
				return -1;
			sample(&letter, took);
			sample(&bytes, pty_bytes(pty));
		}
		if (type(pty, "\033", &took))
			return -1;
		sample(&esc, took);
	}
	figures[LETTER] = median(&letter);
	figures[LETTER_BYTES] = median(&bytes);
	figures[ESC] = median(&esc);
	return 0;
}

static double down_bytes(struct pty *pty)
{
	struct samples down = { .count = 0 };
	double took;

	for (int i = 0; i < 8; i++) {
		if (type(pty, "j", &took))
			return NAN;
		sample(&down, pty_bytes(pty));
	}
	return median(&down);
}

/* With this as the configuration. */
static double down_bytes_with(const char *program, const char *text)
{
	struct err err = ERR_INIT;
	struct pty pty;
	char *path;
	double took, bytes = NAN;

	if (where_config("config", &path, &err) ||
	    path_make_parents(path, &err) ||
	    file_write_atomic(path, text, strlen(text), &err)) {
		fprintf(stderr, "bench: %s\n", err.msg);
		return NAN;
	}
	if (!start(&pty, program, &took))
		bytes = down_bytes(&pty);
	pty_stop(&pty);
	remove(path);
	free(path);
	return bytes;
}

static int move(struct pty *pty, double figures[FIGURES])
{
	char burst[50];

	figures[DOWN_BYTES] = down_bytes(pty);
	if (isnan(figures[DOWN_BYTES]))
		return -1;
	memset(burst, 'j', sizeof(burst));
	if (pty_keys(pty, burst, sizeof(burst)) ||
	    pty_wait(pty, "", true, PATIENCE))
		return -1;
	pty_settle(pty, QUIET);
	figures[BURST_FRAMES] = pty_count(pty, PTY_FRAME_END);
	figures[BURST_BYTES] = pty_bytes(pty);
	pty_mark(pty);
	pty_listen(pty, IDLE);
	figures[IDLE_BYTES] = pty_bytes(pty);
	return 0;
}

void bench_console(const char *program, double figures[FIGURES])
{
	struct pty pty;
	double took;

	figures[FIRST_FRAME] = first_frame(program);
	if (isnan(figures[FIRST_FRAME]))
		return;
	figures[DOWN_NAME_BYTES] =
		down_bytes_with(program, "selection = name\n");
	figures[DOWN_MARK_BYTES] =
		down_bytes_with(program, "low_bandwidth = yes\n");
	if (!start(&pty, program, &took) && !move(&pty, figures) &&
	    !filter(&pty, figures))
		figures[CONSOLE_MEMORY] = peak_kib(pty.pid) / 1024.0;
	pty_stop(&pty);
}
