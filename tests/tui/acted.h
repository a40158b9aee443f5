/* acted.h - a sign-in that the test acts: it stands in for src/ops/signin*.c
 *
 * What is seen of it is what the test says, so that frames are always the
 * same, and every state is reached at once. */
#ifndef CONNVAULT_TESTS_ACTED_H
#define CONNVAULT_TESTS_ACTED_H

#include "test.h"

#include "ops/signin.h"

struct acted {
	struct signin_view view; /* what signin_look() gives */
	bool is_other;
	struct err refuses; /* what the next signin_start() fails with */
	struct err no_browser;
	struct err breaks; /* what storing fails with, each time */
	/* What was asked for. */
	unsigned starts, stops, ends, steps, codes, browsers;
	bool is_without_listener;
	char app[80], scopes[400], fields[400];
	char pasted[8192];
};
extern struct acted acted;

/* Waiting at the browser, as C2 of the mock-ups. */
void acted_reset(void);
/* A device code, too. */
void acted_offer_device(void);

#endif
