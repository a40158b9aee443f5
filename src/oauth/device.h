/* device.h - signing in on another device (RFC 8628)
 *
 * The state of one grant, without clock and network: the caller says what
 * time it is (of a clock that goes on while the machine sleeps), asks whether
 * to poll, polls with token_device_poll(), and tells what was answered. */
#ifndef CONNVAULT_OAUTH_DEVICE_H
#define CONNVAULT_OAUTH_DEVICE_H

#include <stdint.h>

#include "base/secret.h"
#include "oauth/answer.h"

struct device {
	struct secret *code; /* device_code */
	char user_code[64];  /* to be typed in there; safe to show */
	char *uri;	     /* where; https, safe to show */
	char *uri_complete;  /* with the code in it, for a QR code; or NULL */
	int64_t interval_ms; /* between polls, at least */
	int64_t next_ms, end_ms; /* of the next poll; of the grant */
};

enum device_step {
	DEVICE_WAIT,	/* until next_ms */
	DEVICE_POLL,	/* now */
	DEVICE_EXPIRED, /* start again, when the operator wants to (3.5) */
};

/* Read the device authorization response (3.2); Google's verification_url is
 * taken as well. -1: ERR_NETWORK when it may be tried again, ERR_FAILED
 * otherwise, with what answer_read() says of it. */
int device_read(const struct http_result *result, int64_t now_ms,
		struct device *out, struct err *err);
void device_clear(struct device *device); /* wipes */

enum device_step device_step(const struct device *device, int64_t now_ms);

/* What a poll gave. 1: go on (pending, slow_down, or no answer came, after
 * which it is polled less often, 3.5); 0: it is over, answer says how. */
int device_told(struct device *device, const struct answer *answer,
		int64_t now_ms);

#endif
