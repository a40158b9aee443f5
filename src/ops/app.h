/* app.h - OAuth apps: what this project is registered as at providers
 *
 * A piece that connects by OAuth needs one: an operator registers it at the
 * provider, with the redirect address that app_redirect() tells, and gives its
 * client id, and mostly a client secret, here. */
#ifndef CONNVAULT_OPS_APP_H
#define CONNVAULT_OPS_APP_H

#include "ops/session.h"

#define APP_DEFAULT "default" /* the name when none is given */

/* NULL: it stays as it is, or is not set. */
struct app_draft {
	const char *piece, *name;
	const char *client_id;
	const struct secret *client_secret;
	const char *login; /* "basic" "post" "none" "auto" */
	const char *redirect_uri;
	/* Endpoints instead of those of the piece, "" to go back to them. */
	const char *issuer, *auth_url, *token_url, *device_url, *revoke_url;
	const char *userinfo_url;
	bool sets_promises_iss, promises_iss;
	bool may_move; /* the client secret that is there goes to the host of a
			* new token_url: somebody agreed to that */
};

/* Add or change. ERR_USAGE names what is missing or wrong. */
int app_set(struct session *session, const struct app_draft *draft,
	    struct app *out, struct err *err);

/* By piece and name. */
int app_list(struct session *session, struct apps *out, struct err *err);

/* name NULL: the piece's only app, or the one called APP_DEFAULT. ERR_ABSENT
 * with what to do as hint; ERR_USAGE that lists them when it is not clear. */
int app_get(struct session *session, const char *piece, const char *name,
	    struct app *out, struct err *err);

/* How many connections, trashed ones aside, use it. */
int app_users(struct session *session, const struct app *app, size_t *out,
	      struct err *err);
/* In use: ERR_CONFLICT unless forced; those can then not be refreshed. */
int app_delete(struct session *session, const struct app *app, bool force,
	       struct err *err);

/* The redirect address to register for an app with that redirect_uri ("" for
 * any), borrowed. */
const char *app_redirect(const char *redirect_uri);
/* Can a redirect address be used: http on loopback, or https, which only
 * pasting back can serve? ERR_USAGE. */
int app_redirect_check(const char *redirect_uri, struct err *err);

/* Client id, way to log in and endpoints, as app_set() wants them. */
int app_check(const struct app *app, struct err *err);

/* What an issuer says of itself; texts are owned, "" for what it does not
 * tell. */
struct discovered {
	char *issuer, *auth_url, *token_url, *device_url, *revoke_url;
	char *userinfo_url;
	bool promises_iss, has_s256;
};
/* Asks the network, up to 60 s. ERR_ABSENT; ERR_NETWORK; ERR_FAILED when the
 * document is not to be trusted. */
int app_discover(const char *issuer, struct discovered *out, struct err *err);
void discovered_clear(struct discovered *discovered);
/* Where the app's credentials go to now, "" for nowhere yet; borrowed. */
const char *app_token_url(struct session *session, const struct app *app);
/* Would pinning it send them to another host? */
bool app_would_move(struct session *session, const struct app *app,
		    const struct discovered *discovered);
/* A draft that pins it; borrowed from discovered. */
void app_pin(struct app_draft *draft, const struct discovered *discovered);

#endif
