/* locate.h - on which line a value of a JSON text stands
 *
 * cJSON checks the text but forgets where things were; this walks a text it
 * has found to be good. */
#ifndef CONNVAULT_PIECE_LOCATE_H
#define CONNVAULT_PIECE_LOCATE_H

#include <stddef.h>

/* One step of a path: a key of an object, or for key NULL an index. */
struct json_step {
	const char *key;
	size_t index;
};

/* Start of the value that the path leads to, *end behind it. Where the path
 * leads nowhere, the innermost value that is there. */
const char *json_locate(const char *text, const struct json_step *path,
			size_t steps, const char **end);
/* Number of the line that at is on, the first being first. */
int json_line(const char *text, const char *at, int first);

#endif
