/* helper.h - a program beside a test, ended when the test ends */
#ifndef CONNVAULT_TESTS_HELPER_H
#define CONNVAULT_TESTS_HELPER_H

#include <stdio.h>
#include <sys/types.h>

struct helper {
	pid_t pid;
	int in;	   /* ours; closing it is how it is told to end */
	FILE *out; /* what it prints */
};

/* Is the command found? Helpers that are not let tests be skipped. */
int helper_is_there(const char *command);
/* Start argv[0] of PATH. Fails the test when it does not start. */
void helper_start(struct helper *helper, const char *const *argv);
void helper_end(struct helper *helper);

#endif
