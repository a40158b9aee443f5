/* lines.h - lines of any length, from a terminal or a pipe, in a poll loop
 *
 * A terminal that edits lines cuts them at 4,095 bytes, which addresses with
 * codes in them exceed: it is switched off for as long, and what is pasted is
 * not shown. On a terminal, lines that come in one go are one: an address that
 * was wrapped where it was copied. */
#ifndef CONNVAULT_CLI_LINES_H
#define CONNVAULT_CLI_LINES_H

#include <stdbool.h>
#include <termios.h>

#include "base/secret.h"

struct lines {
	int fd;	  /* to be polled; -1 once there is nothing more */
	int from; /* the same, for ever */
	bool is_terminal;
	struct termios before;
	struct secret *chunk; /* as it was read: at..have is left of it */
	size_t at, have;
	struct secret *line; /* so far */
	size_t len;
};

int lines_begin(struct lines *lines, int fd, struct err *err);
void lines_end(struct lines *lines); /* the terminal is as before; zeroed is
				      * fine */

/* Read what is there, when poll() says so. */
void lines_read(struct lines *lines);
/* The next whole line, without its end, or NULL; the caller's. */
struct secret *lines_next(struct lines *lines);

#endif
