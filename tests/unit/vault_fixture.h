/* vault_fixture.h - a temporary vault with a key file's key and one project
 *
 * setup and teardown for cmocka; *state is a struct fixture. */
#ifndef CONNVAULT_TESTS_VAULT_FIXTURE_H
#define CONNVAULT_TESTS_VAULT_FIXTURE_H

#include "folder.h"
#include "ops/session.h"

struct fixture {
	char *folder;
	char path[96];
	struct secret *key;
	struct session *session;
};

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* A second session on the same file, unlocked, its project open. */
struct session *fixture_open(const struct fixture *at);

/* Write text to a file of the folder; its path goes to out[128]. */
void fixture_file(const struct fixture *at, const char *name, const char *text,
		  char *out);

#endif
