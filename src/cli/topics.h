/* topics.h - what connvault help tells besides commands, one row a topic
 *
 * The same texts are in the manual. A text is lines, each a paragraph however
 * long; a line "word<TAB>words" is a row of a list. All of it is ASCII. */
#ifndef CONNVAULT_CLI_TOPICS_H
#define CONNVAULT_CLI_TOPICS_H

struct topic {
	const char *name;    /* "exit-codes"; never that of a command */
	const char *summary; /* no full stop */
	const char *text;
};

extern const struct topic topic_table[];	  /* name NULL ends it */
const struct topic *topic_find(const char *name); /* or NULL */

#endif
