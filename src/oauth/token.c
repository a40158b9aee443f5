/* token.c - asking a token endpoint */
#include "oauth/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "oauth/form.h"
#include "oauth/request.h"

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

struct http_request oauth_call_request(const struct oauth_call *call)
{
	return (struct http_request){ .url = call->url,
				      .form = call->form,
				      .authorization = call->authorization };
}

void oauth_call_clear(struct oauth_call *call)
{
	free(call->url);
	secret_free(call->form);
	secret_free(call->authorization);
	*call = (struct oauth_call){ 0 };
}

/* -- who asks ------------------------------------------------------------- */

static int check_client(const struct oauth_client *client, struct err *err)
{
	if (!client->id || !*client->id)
		return err_set(err, ERR_USAGE, "the client id is missing");
	if (client->login != CLIENT_NONE && !client->secret)
		return err_set(err, ERR_USAGE, "the client secret is missing");
	return 0;
}

/* "Basic " and what RFC 7617 makes of id and secret. */
static int basic(const struct oauth_client *client, struct secret **out,
		 struct err *err)
{
	static const char scheme[] = "Basic ";
	struct secret *login = NULL, *encoded = NULL;
	size_t len = sizeof(scheme) - 1, more;
	int result = -1;

	if (form_login(client->id, client->secret, &login, err) != 0 ||
	    secret_base64(login, &encoded, err) != 0 ||
	    secret_new(len + secret_len(encoded), out, err) != 0)
		goto out;

	const char *bytes = secret_reveal(encoded, &more);
	char *to = secret_fill(*out);

	memcpy(to, scheme, len);
	memcpy(to + len, bytes, more);
	result = 0;
out:
	secret_free(login);
	secret_free(encoded);
	return result;
}

/* Add the client and end the call. form is taken over. */
static int finish(const char *url, const struct oauth_client *client,
		  struct form *form, enum answer_to to, struct oauth_call *out,
		  struct err *err)
{
	*out = (struct oauth_call){ .to = to };
	if (client->login != CLIENT_BASIC)
		form_add(form, "client_id", client->id);
	if (client->login == CLIENT_POST)
		form_add_secret(form, "client_secret", client->secret);
	if (form_take(form, &out->form, err) != 0)
		return -1;
	out->url = strdup(url);
	if (!out->url)
		err_nomem(err);
	else if (client->login != CLIENT_BASIC ||
		 basic(client, &out->authorization, err) == 0)
		return 0;
	oauth_call_clear(out);
	return -1;
}

static int check(const char *what, const char *url,
		 const struct oauth_client *client, struct err *err)
{
	return oauth_endpoint_check(what, url, err) != 0
		       ? -1
		       : check_client(client, err);
}

/* -- what is asked -------------------------------------------------------- */

int token_exchange(const char *token_url, const struct oauth_client *client,
		   const struct secret *code, const char *redirect_uri,
		   const struct secret *verifier, struct oauth_call *out,
		   struct err *err)
{
	struct form form = FORM_INIT;

	if (check("token URL", token_url, client, err) != 0)
		return -1;
	form_add(&form, "grant_type", "authorization_code");
	form_add_secret(&form, "code", code);
	form_add(&form, "redirect_uri", redirect_uri);
	form_add_secret(&form, "code_verifier", verifier);
	return finish(token_url, client, &form, ANSWER_TO_CODE, out, err);
}

int token_refresh(const char *token_url, const struct oauth_client *client,
		  const struct secret *refresh_token, struct oauth_call *out,
		  struct err *err)
{
	struct form form = FORM_INIT;

	if (check("token URL", token_url, client, err) != 0)
		return -1;
	form_add(&form, "grant_type", "refresh_token");
	form_add_secret(&form, "refresh_token", refresh_token);
	return finish(token_url, client, &form, ANSWER_TO_REFRESH, out, err);
}

int token_client_credentials(const char *token_url,
			     const struct oauth_client *client,
			     const char *scope, struct oauth_call *out,
			     struct err *err)
{
	struct form form = FORM_INIT;

	if (check("token URL", token_url, client, err) != 0)
		return -1;
	if (client->login == CLIENT_NONE)
		return err_set(
			err, ERR_USAGE,
			"a client without a secret cannot sign in alone");
	form_add(&form, "grant_type", "client_credentials");
	form_add(&form, "scope", scope);
	return finish(token_url, client, &form, ANSWER_TO_CLIENT, out, err);
}

/* The client's id stands in the body in any case (RFC 8628, 3.1). */
int token_device_start(const char *device_url,
		       const struct oauth_client *client, const char *scope,
		       struct oauth_call *out, struct err *err)
{
	struct form form = FORM_INIT;

	if (check("device URL", device_url, client, err) != 0)
		return -1;
	if (client->login == CLIENT_BASIC)
		form_add(&form, "client_id", client->id);
	form_add(&form, "scope", scope);
	return finish(device_url, client, &form, ANSWER_TO_DEVICE, out, err);
}

int token_device_poll(const char *token_url, const struct oauth_client *client,
		      const struct secret *device_code, struct oauth_call *out,
		      struct err *err)
{
	struct form form = FORM_INIT;

	if (check("token URL", token_url, client, err) != 0)
		return -1;
	form_add(&form, "grant_type", DEVICE_GRANT);
	form_add_secret(&form, "device_code", device_code);
	if (client->login == CLIENT_BASIC)
		form_add(&form, "client_id", client->id);
	return finish(token_url, client, &form, ANSWER_TO_DEVICE, out, err);
}

int token_revoke(const char *revoke_url, const struct oauth_client *client,
		 const struct secret *token, const char *hint,
		 struct oauth_call *out, struct err *err)
{
	struct form form = FORM_INIT;

	if (check("revocation URL", revoke_url, client, err) != 0)
		return -1;
	form_add_secret(&form, "token", token);
	form_add(&form, "token_type_hint", hint);
	return finish(revoke_url, client, &form, ANSWER_TO_CLIENT, out, err);
}
