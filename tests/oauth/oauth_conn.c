/* oauth_conn.c - a vault with a connection to the test server */
#include "oauth_conn.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "ops/app.h"
#include "ops/internal.h"
#include "ops/tokens.h"

#define SCOPE "openid offline_access"

void oauth_piece(const struct fixture *at, struct idp *idp,
		 const char *client_id, const char *client_secret)
{
	struct secret *secret =
		client_secret ? idp_secret(client_secret) : NULL;
	struct app_draft draft = { .piece = OAUTH_PIECE,
				   .client_id = client_id,
				   .client_secret = secret,
				   .login = "auto" };
	char folder[128], path[128], json[1800];
	const char *url = idp->issuer;
	struct err err = ERR_INIT;
	struct app app;

	snprintf(folder, sizeof(folder), "%s/connvault", at->folder);
	mkdir(folder, 0700);
	snprintf(folder, sizeof(folder), "%s/connvault/pieces", at->folder);
	mkdir(folder, 0700);
	snprintf(json, sizeof(json),
		 "{\"name\":\"" OAUTH_PIECE "\",\"display_name\":\"Test\","
		 "\"auth\":[{\"type\":\"oauth2\",\"auth_url\":\"%s/auth\","
		 "\"token_url\":\"%s/token\",\"device_url\":\"%s/device/auth\","
		 "\"revoke_url\":\"%s/token/revocation\",\"issuer\":\"%s\","
		 "\"userinfo_url\":\"%s/me\","
		 "\"check\":{\"url\":\"%s/me\",\"headers\":"
		 "{\"Authorization\":\"Bearer {access_token}\"},"
		 "\"account\":\"sub\"},"
		 "\"grant_types\":[\"authorization_code\","
		 "\"client_credentials\"],"
		 "\"scopes\":[\"openid\",\"offline_access\"]}]}",
		 url, url, url, url, url, url, url);
	fixture_file(at, "connvault/pieces/test-idp.json", json, path);
	assert_ok(app_set(at->session, &draft, &app, &err));
	app_clear(&app);
	secret_free(secret);
}

struct conn oauth_conn(struct fixture *at, struct idp *idp, const char *name)
{
	struct values values = VALUES_INIT;
	struct conn tokens = { .account = "alice@example.test",
			       .scopes = "openid\noffline_access",
			       .app = APP_DEFAULT,
			       .expires_at = clock_now() + 10,
			       .refresh_at = clock_now() - 1 };
	struct conn_draft draft = { .piece = OAUTH_PIECE,
				    .name = name,
				    .external_id = name,
				    .auth = "oauth2" };
	struct err err = ERR_INIT;
	struct app app;
	struct conn conn;

	assert_ok(app_get(at->session, OAUTH_PIECE, NULL, &app, &err));
	assert_ok(values_set(&values, TOKEN_ACCESS,
			     idp_secret("made-up-access"), &err));
	assert_ok(values_set(&values, TOKEN_REFRESH,
			     idp_grant(idp, app.client_id, SCOPE), &err));
	app_clear(&app);
	assert_ok(conn_create_signed(at->session, &draft, &tokens, &values,
				     &conn, &err));
	values_clear(&values);
	return conn;
}

void oauth_read(struct fixture *at, struct conn *conn)
{
	struct err err = ERR_INIT;
	struct conn now;

	assert_ok(project_conn_get(at->session->project, conn->id, &now, &err));
	conn_clear(conn);
	*conn = now;
}

struct secret *oauth_value(struct fixture *at, const struct conn *conn,
			   const char *field)
{
	struct values values = VALUES_INIT;
	struct secret *copy = NULL;
	struct err err = ERR_INIT;

	assert_ok(project_values(at->session->project, conn, "test", &values,
				 &err));
	if (values_get(&values, field))
		assert_ok(secret_copy(values_get(&values, field), &copy, &err));
	values_clear(&values);
	return copy;
}
