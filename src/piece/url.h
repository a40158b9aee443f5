/* url.h - addresses in catalog entries: https, a plain host, no tricks
 *
 * An address may have placeholders ("https://{shop}.example.com/x"), or begin
 * with one that holds the whole base ("{baseUrl}/api"). */
#ifndef CONNVAULT_PIECE_URL_H
#define CONNVAULT_PIECE_URL_H

#include "base/pool.h"

/* What is wrong with it, or NULL. */
const char *url_fault(const char *url);
/* Its host with the port, if any; "{baseUrl}" when a field holds the base.
 * For addresses without fault; NULL when out of memory. */
const char *url_host(struct pool *pool, const char *url);

#endif
