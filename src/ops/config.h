/* config.h - what the operator has set in $XDG_CONFIG_HOME/connvault/config
 *
 *	idle_lock = 30
 *	[keys]
 *	rename = E F2
 *
 * Options are a table; which keys there are only the console knows. */
#ifndef CONNVAULT_OPS_CONFIG_H
#define CONNVAULT_OPS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define CONFIG_WORD 32
#define CONFIG_TEXT 512
#define CONFIG_KEYS 64 /* changed ones */

enum select_look { SELECT_ROW, SELECT_NAME };

struct key_change {
	char action[CONFIG_WORD], keys[CONFIG_WORD];
	size_t line;
};

struct config {
	int idle_lock; /* minutes; 0: never */
	int selection; /* enum select_look */
	int low_bandwidth, ascii, color, mouse, plain_screen;
	char theme[CONFIG_WORD];
	char proxy[CONFIG_TEXT], ca_file[CONFIG_TEXT];
	char listen[CONFIG_WORD], tls_cert[CONFIG_TEXT], tls_key[CONFIG_TEXT];
	struct key_change key[CONFIG_KEYS];
	size_t keys;
};

struct config_option {
	const char *name;   /* NULL ends the table */
	const char *values; /* "row|name", "0-1440"; "NAME", "URL", "FILE",
			     * "ADDRESS" */
	const char *usual;
	const char *help;
	size_t at; /* of an int in struct config, or of a char[] */
};
extern const struct config_option config_options[];

/* One complaint about a line; 0 for one about all. */
typedef void config_problem_fn(size_t line, const char *text, void *arg);

/* Who hears of complaints. about is another file that the config file names,
 * such as "theme night": the line is one of that then. Or NULL. */
struct config_teller {
	config_problem_fn *each;
	void *arg;
	const char *about;
};
void config_complain(const struct config_teller *to, size_t line,
		     const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* From path, or the usual place, where it may be missing. What is wrong is
 * told to each and not used. -1: it cannot be read. */
int config_read(const char *path, struct config *out, config_problem_fn *each,
		void *arg, struct err *err);
/* The same from the usual place. ERR_USAGE when one of some options, a line
 * each, is set to what cannot be used: leaving it out would do something else
 * than was meant. */
int config_need(const char *options, struct config *out, struct err *err);
/* Does an option name a file that can be used: certificates in PEM, a key of
 * ours alone? 0 for every other option. ERR_USAGE. */
int config_file_check(const struct config *config, const char *option,
		      struct err *err);
/* The value of an option as it is written. */
void config_value(const struct config *config,
		  const struct config_option *option, char *out, size_t size);

/* What the console says about changed keys. */
typedef void config_keys_fn(const struct config *config,
			    config_problem_fn *each, void *arg);

#endif
