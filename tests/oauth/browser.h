/* browser.h - headless Chromium in the place of an operator, beside a test
 *
 * tests/oauth/idp/browser.mjs goes through the pages of the server. It runs by
 * itself: a test that is the listener goes on meanwhile. */
#ifndef CONNVAULT_TESTS_BROWSER_H
#define CONNVAULT_TESTS_BROWSER_H

#include <stdbool.h>

#include "../net/helper.h"

struct browser {
	struct helper helper;
};

/* Where it ended. */
struct browser_page {
	char url[4096]; /* as the address bar shows it */
	char title[200];
	char text[1700]; /* what is to be read there */
};

/* Does one start here? If not, why goes to out: tests are skipped then. */
bool browser_is_there(char *out, size_t size);

/* Send one to url. way is "allow", "deny", "cancel", "close" or "look", see
 * the head of browser.mjs; user_code is what it types for a device, or NULL. */
void browser_start(struct browser *browser, const char *way, const char *url,
		   const char *user_code);
/* Becomes readable when it has come to an end. */
int browser_fd(const struct browser *browser);
/* Wait for that and end it. Fails the test when it came to none. */
void browser_end(struct browser *browser, struct browser_page *out);

#endif
