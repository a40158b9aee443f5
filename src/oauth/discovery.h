/* discovery.h - what an authorization server says of itself
 *
 * RFC 8414 and OpenID Connect Discovery 1.0. What is found is shown and
 * pinned by the caller; it is not asked again at every sign-in. */
#ifndef CONNVAULT_OAUTH_DISCOVERY_H
#define CONNVAULT_OAUTH_DISCOVERY_H

#include <stdbool.h>

#include "net/http.h"

struct metadata {
	char *issuer;
	char *auth_url, *token_url; /* NULL: not told */
	char *device_url, *revoke_url, *userinfo_url;
	bool iss_is_promised; /* RFC 9207, 3 */
	bool has_s256;	      /* says that it knows PKCE with S256 */
};

#define DISCOVERY_WAYS 2

/* Where to ask, way 0 (RFC 8414, 3.1: inserted before the path) and 1 (OpenID:
 * appended to it). Owned by the caller. ERR_USAGE for an issuer that is none
 * (8414, 2: https, no query, no fragment). */
int discovery_url(const char *issuer, int way, char **out, struct err *err);

/* Read what came. The issuer in it must be the one that was asked, byte for
 * byte, or nothing is used (3.3); endpoints that are none are refused.
 * ERR_ABSENT: there is no such document, try the other way. */
int discovery_read(const struct http_result *result, const char *issuer,
		   struct metadata *out, struct err *err);

/* Both ways, one after the other. */
int discovery_run(struct http *http, const char *issuer, struct metadata *out,
		  struct err *err);
void metadata_clear(struct metadata *metadata);

/* Has a token endpoint gone to another origin? Then an operator is asked
 * before credentials follow. */
bool metadata_has_moved(const struct metadata *metadata,
			const char *pinned_token_url);

#endif
