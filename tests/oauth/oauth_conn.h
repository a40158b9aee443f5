/* oauth_conn.h - a vault with a connection that alice signed in to at the test
 * server, without a browser */
#ifndef CONNVAULT_TESTS_OAUTH_CONN_H
#define CONNVAULT_TESTS_OAUTH_CONN_H

#include "../unit/vault_fixture.h"
#include "idp.h"
#include "ops/conn.h"

#define OAUTH_PIECE "test-idp"

/* An own piece that leads to the server, and its app for client_id. Once for
 * each fixture, before its catalog is asked for anything. */
void oauth_piece(const struct fixture *at, struct idp *idp,
		 const char *client_id, const char *client_secret);
/* A new connection, external id as name, whose token is due. */
struct conn oauth_conn(struct fixture *at, struct idp *idp, const char *name);
/* Read it again. */
void oauth_read(struct fixture *at, struct conn *conn);
/* The value of a field, to be freed; NULL when it has none. */
struct secret *oauth_value(struct fixture *at, const struct conn *conn,
			   const char *field);

#endif
