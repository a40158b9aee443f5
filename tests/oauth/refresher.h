/* refresher.h - refreshing a connection in a process that can be killed
 *
 * The program starts itself. It is linked with --wrap=point, so that it tells
 * which points it passes, and dies at one. */
#ifndef CONNVAULT_TESTS_REFRESHER_H
#define CONNVAULT_TESTS_REFRESHER_H

#include <sys/types.h>

#include "oauth_conn.h"

#define REFRESHER_NEW 0 /* exit: the connection has a new token */

/* Killed at the point of that name (NULL: at none). Names of points that are
 * passed go to told, a line each (-1: nowhere). */
pid_t refresher_start(const struct fixture *at, const struct conn *conn,
		      const char *point, int told);
/* Status of waitpid(). */
int refresher_wait(pid_t pid);

/* main() of the program calls this first: it returns only in the parent. */
void refresher_main(int argc, char **argv);

#endif
