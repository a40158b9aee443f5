/* login.h - the connection that git asks for, and what git and the tools of AWS
 * call its fields */
#ifndef CONNVAULT_OPS_LOGIN_H
#define CONNVAULT_OPS_LOGIN_H

#include "base/values.h"
#include "ops/session.h"

/* Where git wants to sign in. */
struct git_place {
	const char *host;	/* with ":port" when it has one */
	const char *path;	/* "" when it is not told */
	const char *connection; /* only this one (name or id); NULL: any */
};

/* The connection for it: one whose hosts, or a tag "git:HOST", say so; a tag
 * "git:HOST/PATH" is for what is below that path alone, and wins. ERR_ABSENT
 * there is none, ERR_CONFLICT there are two. */
int git_find(struct session *session, const struct git_place *place,
	     struct conn *out, struct err *err);

/* What to sign in with; both are the caller's. ERR_FAILED when it has nothing
 * that git could use, or a line break. */
struct git_login {
	struct secret *username, *password;
};
int git_login(const struct conn *conn, const struct values *values,
	      const char *host, struct git_login *out, struct err *err);
void git_login_clear(struct git_login *login); /* wipes */

/* The values under the names of AWS: AccessKeyId, SecretAccessKey, and, where
 * there are such, SessionToken and Expiration. ERR_FAILED without one of the
 * first two. */
int aws_keys(const struct values *values, struct values *out, struct err *err);

#endif
