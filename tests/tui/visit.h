/* visit.h - the program visited: a home of its own for each test, a terminal */
#ifndef CONNVAULT_TESTS_VISIT_H
#define CONNVAULT_TESTS_VISIT_H

#include "vt.h"

/* One visit at a time, as cmocka runs its tests. */
extern struct vt vt;
extern char visit_home[64];

int visit_setup(void **state);
int visit_teardown(void **state);
#define VISIT_TEST(test) \
	cmocka_unit_test_setup_teardown(test, visit_setup, visit_teardown)

const char *visit_program(void); /* $CONNVAULT */
/* Start it with one option, or NULL. */
void visit_start(int rows, int cols, const char *const *env,
		 const char *option);
/* With the sample project, and its first frame shown. */
void visit_demo(int rows, int cols);
/* A vault with a key file, empty, for the command line and for
 * visit_start(..., visit_env, ...). */
extern const char *visit_env[4];
void visit_vault(void);
/* A Stripe connection in it, its key being "old". */
void visit_make(const char *name);
/* What the config file of the home says. */
void visit_configure(const char *text);
/* Run the program to its end, which must be a good one. */
void visit_command(const char *const *words, char *out, size_t size);
/* It exits with that code. */
void visit_ends(int code);

#endif
