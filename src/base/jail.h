/* jail.h - this process may from now on touch these files alone
 *
 * Landlock (Linux 5.13 and later). Where the kernel has none nothing is
 * confined, and jail_version() is 0. It is for ever, for all processes that
 * this one starts, too. */
#ifndef CONNVAULT_BASE_JAIL_H
#define CONNVAULT_BASE_JAIL_H

#include <stddef.h>

#include "base/err.h"

enum jail_right {
	JAIL_READ,  /* files and folders below */
	JAIL_RUN,   /* the same, and start programs there */
	JAIL_WRITE, /* read, write, make and remove */
};

struct jail_rule {
	enum jail_right right;
	const char *path; /* one that is not there is passed over; NULL, too */
};

/* The version of Landlock that this kernel has, 0: none. */
int jail_version(void);

/* Besides files, no TCP port can be listened on (version 4), and no process
 * outside be signalled (6). 0 as well where there is no Landlock. */
int jail_enter(const struct jail_rule *rules, size_t count, struct err *err);

#endif
