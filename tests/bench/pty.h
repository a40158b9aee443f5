/* pty.h - a program in a pseudo terminal: type keys, wait for what it draws
 *
 * Times are milliseconds. Functions return 0, or -1 after a line on stderr that
 * says what was waited for. */
#ifndef CONNVAULT_TESTS_BENCH_PTY_H
#define CONNVAULT_TESTS_BENCH_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PTY_FRAME_BEGIN "\033[?2026h"
#define PTY_FRAME_END	"\033[?2026l"

struct pty {
	int fd;
	pid_t pid;
	char *out; /* everything the program wrote */
	size_t len, cap;
	size_t mark;	/* where waiting and counting begin */
	double seen_at; /* when the bytes read last arrived */
};

double now_ms(void);

int pty_start(struct pty *pty, char *const argv[], int rows, int columns);
/* Write keys in one piece; the mark is set to what was written so far. */
int pty_keys(struct pty *pty, const char *keys, size_t len);
void pty_mark(struct pty *pty);
/* Until text was written since the mark, and then (if frame) the end of a
 * frame. text may be "". */
int pty_wait(struct pty *pty, const char *text, bool frame, int timeout);
/* Read for this long whatever comes. */
void pty_listen(struct pty *pty, int time);
/* Until nothing came for this long. */
void pty_settle(struct pty *pty, int quiet);
size_t pty_bytes(const struct pty *pty); /* since the mark */
size_t pty_count(const struct pty *pty, const char *text);
/* Until the program ends; its wait status, or -1. */
int pty_end(struct pty *pty, int timeout);
void pty_stop(struct pty *pty); /* kills, frees; twice is fine */

/* Peak resident memory of a process in KiB, or -1. */
long peak_kib(pid_t pid);

#endif
