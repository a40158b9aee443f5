/* out.h - tables for people, JSON for programs
 *
 * Every text of a table passes term_safe. On a terminal a table is cut to its
 * width; elsewhere it is never cut and has no colours. */
#ifndef CONNVAULT_CLI_OUT_H
#define CONNVAULT_CLI_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "cli/cli.h"

enum style { STYLE_PLAIN, STYLE_HEAD, STYLE_GOOD, STYLE_WARN, STYLE_BAD };

struct column {
	const char *title;
	bool right;   /* aligned */
	bool shrinks; /* gives way first on a narrow terminal */
};

struct table; /* opaque */
struct cJSON;

/* columns: count of them, borrowed. NULL when out of memory. */
struct table *table_new(const struct column *columns, size_t count);
void table_free(struct table *table); /* NULL is fine */
/* The next cell, row after row. What fails is told by table_print(). */
void table_add(struct table *table, const char *text, enum style style);
void table_addf(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Print it (nothing but the titles when there is no row) and free it. */
int table_print(struct table *table, const struct cli *cli, struct err *err);

bool out_is_terminal(void);
/* "Label       text" when text is not empty. */
void out_line(const char *label, const char *text);

/* text as term_safe() makes it, in buffer; for messages. */
#define OUT_SAFE 1536
const char *out_safe(char buffer[OUT_SAFE], const char *text);

/* All of bytes to stdout, unbuffered. */
int out_write(const void *bytes, size_t len, struct err *err);

/* Add printed JSON so that a terminal shows it and does nothing else: what
 * term_safe() would show otherwise becomes \\uXXXX, which reads the same. */
void out_json_safe(struct str *to, const char *json);
/* Print and free; NULL is out of memory. One line, or with indents. */
int out_json(struct cJSON *json, struct err *err);
/* An array, one item a line. */
int out_json_rows(struct cJSON *array, struct err *err);
/* One object on one line, at once; freed. */
void out_json_line(struct cJSON *object);
/* Members. Text that is no UTF-8 is made safe, time 0 is null. */
void out_json_text(struct cJSON *object, const char *name, const char *text);
void out_json_time(struct cJSON *object, const char *name, int64_t time);
/* What a change came to: with --json one object with one member, else a line as
 * cli_say() prints it. */
int out_result(const struct cli *cli, const char *member, const char *text,
	       struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* One per line in text: an array. */
struct cJSON *out_json_lines(const char *text);

#endif
