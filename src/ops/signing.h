/* signing.h - a sign-in under way; for src/ops/signin*.c only */
#ifndef CONNVAULT_OPS_SIGNING_H
#define CONNVAULT_OPS_SIGNING_H

#include "net/callback.h"
#include "oauth/account.h"
#include "oauth/device.h"
#include "oauth/response.h"
#include "ops/provider.h"
#include "ops/signin.h"

#define NOTICE_TEXT 320

struct signin {
	enum signin_state state;
	struct err err; /* of SIGNIN_FAILED */
	char *piece, *display, *app, *scopes, *tunnel;
	struct provider provider;
	struct values fields; /* of the way, no tokens */
	bool as_client;
	int64_t until_ms;
	char notice[NOTICE_TEXT];
	unsigned notices;

	/* by the browser */
	struct callback *callback;
	struct oauth_wait wait;
	struct secret *verifier;
	char *redirect_uri, *url;
	struct secret *alone; /* a word that was pasted last */
	bool may_be_no_code;  /* what is exchanged: a word was pasted */
	pid_t browser;	      /* until it has ended; 0 */

	/* by a device */
	enum signin_device device_state;
	struct device device;
	struct oauth_call device_call;
	bool is_down; /* it did not answer when it was asked last */
	struct http_call *device_http; /* under way, or NULL */

	/* the exchange, then asking who it is */
	struct http *http;
	struct oauth_call call;
	struct secret *bearer;
	struct http_call *call_http;
	struct answer answer;
	char account[ACCOUNT_TEXT];
	char *granted, *lacking;
};

/* signin_store.c: why no refresh token came, "" when none was to be expected.
 */
const char *signin_advice(const struct signin *signin);

/* signin_steps.c */

void signin_fail(struct signin *signin, enum err_code code, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));
void signin_notice(struct signin *signin, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* What came back, by the listener or pasted. Consumed. */
void signin_take_response(struct signin *signin,
			  struct oauth_response *response);
void signin_ask_device(struct signin *signin);
/* Poll when it is time. */
void signin_tick_device(struct signin *signin);
void signin_ask_as_client(struct signin *signin);

#endif
