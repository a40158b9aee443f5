/* conf.h - text of "name = value" lines, in [sections]
 *
 * Blanks around names and values mean nothing; empty lines and those that
 * start with # are skipped. */
#ifndef CONNVAULT_BASE_CONF_H
#define CONNVAULT_BASE_CONF_H

#include <stddef.h>

struct conf_line {
	size_t number;	     /* from 1 */
	const char *section; /* "" before the first */
	const char *name;    /* NULL: the line is none of these, see value */
	const char *value;
};
typedef void conf_fn(const struct conf_line *line, void *arg);

/* Each line with something in it. text is cut into pieces, which the lines
 * borrow. */
void conf_parse(char *text, conf_fn *each, void *arg);

#endif
