/* account.h - who signed in (OpenID Connect Core 1.0, 2, 5.1 and 5.3) */
#ifndef CONNVAULT_OAUTH_ACCOUNT_H
#define CONNVAULT_OAUTH_ACCOUNT_H

#include "base/secret.h"
#include "net/http.h"

#define ACCOUNT_TEXT 200

/* What a person would know the account by: its email, else user name, else
 * name, else sub; cleaned, or "" when none is told. The signature of the token
 * is not looked at: it came from the token endpoint itself over TLS (3.1.3.7,
 * 6). -1 only when out of memory. */
int account_of_id_token(const struct secret *id_token, char out[ACCOUNT_TEXT],
			struct err *err);
void account_of_userinfo(const struct http_result *result,
			 char out[ACCOUNT_TEXT]);

#endif
