/* network.h - the way to providers and services, as the config file has it
 *
 * Nothing of the environment is used: see net/http.h. */
#ifndef CONNVAULT_OPS_NETWORK_H
#define CONNVAULT_OPS_NETWORK_H

#include <stdbool.h>

#include "ops/config.h"

struct network {
	char proxy[CONFIG_TEXT];   /* "": asked directly */
	char ca_file[CONFIG_TEXT]; /* "": the system's certificates */
};

/* ERR_USAGE when what is set cannot be used: nothing is asked then. */
int network_read(struct network *out, struct err *err);

struct http;
/* keeps: as in struct http_options. The same errors. */
int network_open(bool keeps, struct http **out, struct err *err);

#endif
