/* signin.h - signing in at a provider, every way at once
 *
 * The browser comes back to a listener on loopback, or an operator pastes the
 * address it ended on, or signs in on another device: the first that is good
 * wins. Nothing here blocks; a poll loop calls in. The vault is not touched
 * before signin_create() or signin_reconnect(): what a connection has stays in
 * use until then. */
#ifndef CONNVAULT_OPS_SIGNIN_H
#define CONNVAULT_OPS_SIGNIN_H

#include <poll.h>

#include "ops/conn.h"

#define SIGNIN_FDS_MAX	  384
#define SIGNIN_TIMEOUT_MS ((int64_t)10 * 60 * 1000)

struct signin; /* opaque */

struct signin_plan {
	/* Reconnect: the connection, with its piece, fields and app. Otherwise
	 * NULL, and piece and fields of a new one. */
	const struct conn *conn;
	const char *piece;
	const struct values *fields; /* of the way; may be NULL */
	const char *app;	     /* NULL: the connection's, the only one */
	const char *scopes; /* asked for, parted by blanks; NULL: as before, or
			     * those of the piece */
	unsigned port;	    /* to listen on; 0: one that is free */
	bool no_listener;   /* paste back only */
	bool no_device;
	bool only_device;
	bool as_client;	    /* client_credentials, where the piece has both */
	int64_t timeout_ms; /* 0: SIGNIN_TIMEOUT_MS */
};

/* Binds the port, makes the address, and asks for a device code. What the
 * provider answers comes later; -1 is for what can be told at once: ERR_ABSENT
 * no app; ERR_CONFLICT the port is taken; ERR_USAGE. Reads the client secret
 * and the fields, audited. */
int signin_start(struct session *session, const struct signin_plan *plan,
		 struct signin **out, struct err *err);
/* Ends it, whatever its state; NULL is fine. */
void signin_free(struct signin *signin);
/* Another one is to be begun, on the same port perhaps: nothing is listened for
 * and asked any more. SIGNIN_FAILED. */
void signin_stop(struct signin *signin);

/* Open the address in a browser. ERR_ABSENT when none can appear here, which is
 * usual over ssh. A browser that does not start after all is a notice. */
int signin_browse(struct signin *signin, struct err *err);

/* What to poll; *wait_ms: call signin_step() at the latest then, -1 never. */
size_t signin_fds(struct signin *signin, struct pollfd fds[SIGNIN_FDS_MAX],
		  int *wait_ms);
void signin_step(struct signin *signin, const struct pollfd *fds, size_t count);

/* What an operator pasted. What is no answer to this sign-in changes nothing
 * but the notice; a code alone, without a state to compare, must come twice. */
void signin_paste(struct signin *signin, const struct secret *text);

enum signin_state {
	SIGNIN_WAITING,	   /* for the browser, a paste, the device */
	SIGNIN_EXCHANGING, /* the code for tokens */
	SIGNIN_ASKING,	   /* who it is */
	SIGNIN_DONE,	   /* store it */
	SIGNIN_FAILED,	   /* err says why */
};

enum signin_device {
	SIGNIN_DEVICE_NONE,    /* not offered */
	SIGNIN_DEVICE_ASKING,  /* for a code */
	SIGNIN_DEVICE_CODE,    /* user_code and uri are there */
	SIGNIN_DEVICE_EXPIRED, /* signin_device_again() */
	SIGNIN_DEVICE_FAILED,
};

/* All texts are safe to show, and stay until the next call. */
struct signin_view {
	enum signin_state state;
	const char *provider;	  /* display name of the piece */
	const char *app;	  /* name of the OAuth app */
	const char *url;	  /* to open; "" where none is */
	const char *redirect_uri; /* "" without url */
	bool is_listening;
	const char *tunnel; /* "ssh -N -L ...", "" when it is of no use */
	enum signin_device device;
	const char *user_code, *uri, *uri_complete; /* "" for none */
	int64_t device_left_ms, left_ms;
	const char *asked; /* scopes, parted by blanks */
	/* What was noticed last, "" for nothing; notices counts them. */
	const char *notice;
	unsigned notices;
	bool has_word; /* pasted, which may be a code without its state */
	/* SIGNIN_DONE */
	const char *account; /* "" when it cannot be known */
	const char *granted; /* scopes */
	const char *lacking; /* asked for and not granted, "" for none */
	bool has_refresh;    /* stays signed in when the token expires */
	int64_t expires_at;  /* 0: not told */
	/* When no refresh token came though one was to be expected: why, and
	 * what to do about it, a sentence; "" otherwise. */
	const char *advice;
	/* SIGNIN_FAILED */
	struct err err;
};
void signin_look(struct signin *signin, struct signin_view *out);

/* Ask for another device code, after SIGNIN_DEVICE_EXPIRED or _FAILED. */
void signin_device_again(struct signin *signin);

/* Did another account sign in than conn belongs to, as far as both are known?
 */
bool signin_is_other(const struct signin *signin, const struct conn *conn);

/* Store what was got, once, in state SIGNIN_DONE. The draft's piece and values
 * are those of the sign-in. */
int signin_create(struct session *session, struct signin *signin,
		  const struct conn_draft *draft, struct conn *out,
		  struct err *err);
int signin_reconnect(struct session *session, struct signin *signin,
		     struct conn *conn, struct err *err);

#endif
