/* vt.h - the real program on a terminal of our own: keys in, cells out
 *
 * A pty with libvterm behind it. What is waited for is the end of a frame, as
 * the program marks it (CSI ?2026l), never a moment: a half-drawn screen is
 * not looked at. Every wait has a deadline, and shows the screen when it
 * fails. Between the program and us stands a process that plays the shell: it
 * sees the program stop. */
#ifndef CONNVAULT_TESTS_VT_H
#define CONNVAULT_TESTS_VT_H

#include "test.h"

#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct vt {
	VTerm *vterm;
	VTermScreen *screen;
	int rows, cols;
	int fd;	     /* master side of the pty */
	int reports; /* from the shell: a wait status each */
	pid_t shell, pid;
	unsigned frames; /* ended so far */
	char *raw;	 /* everything that was written */
	size_t raw_len;
	bool has_cursor;
	struct termios before;
};

/* Start argv with env ("NAME=VALUE" sets, "NAME" unsets; NULL ends). */
void vt_start(struct vt *vt, int rows, int cols, const char *const *env,
	      const char *const *argv);
void vt_stop(struct vt *vt); /* kills what is left, frees */

void vt_type(struct vt *vt, const char *keys);
/* Wait until n frames have ended since the start. */
void vt_frame(struct vt *vt, unsigned n);
/* Type, and wait for the frame that follows. */
void vt_press(struct vt *vt, const char *keys);
/* Frames until one shows the text; returns the row it is in. */
int vt_expect(struct vt *vt, const char *text);
/* Is it on the screen as it is? */
bool vt_shows(struct vt *vt, const char *text);
/* The text is not on the screen as it is. */
void vt_refuse(struct vt *vt, const char *text);
void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signal);

/* What the shell saw next: a status for WIFEXITED, WIFSTOPPED ... All output
 * up to then is read. */
int vt_status(struct vt *vt);
bool vt_has_status(struct vt *vt); /* without waiting */
/* All that the program has written so far is read. */
void vt_drain(struct vt *vt);

const char *vt_row(struct vt *vt, int row, char *out, size_t size);
VTermScreenCell vt_cell(struct vt *vt, int row, int col);
/* Wait until these bytes went to the terminal, in a frame or not. */
void vt_wait_for(struct vt *vt, const char *bytes);
/* Did these bytes go to the terminal? */
bool vt_wrote(const struct vt *vt, const char *bytes);
/* Screen, cursor and line discipline are as they were before. */
void vt_assert_restored(struct vt *vt);

/* Run argv to its end; its output goes to out. Returns the wait status. */
int run(const char *const *env, const char *const *argv, char *out,
	size_t size);

#endif
