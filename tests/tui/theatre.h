/* theatre.h - a real vault with two connections, and a console on it */
#ifndef CONNVAULT_TESTS_THEATRE_H
#define CONNVAULT_TESTS_THEATRE_H

#include "stage.h"
#include "vault_fixture.h"

struct theatre {
	void *fixture;
	struct fixture *at;
	struct stage *stage;
};

int theatre_setup(void **state);
int theatre_teardown(void **state);
#define THEATRE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, theatre_setup, theatre_teardown)

/* One connection more; values: names and texts, NULL ends. */
void theatre_make(struct session *session, const char *piece, const char *name,
		  const char *const *values);

#endif
