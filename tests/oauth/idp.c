/* idp.c - the authorization server of tests/oauth/idp, beside a test */
#include "idp.h"

#include "../unit/test.h"

#include <unistd.h>

const char *idp_folder(void)
{
	static char path[4096];
	const char *top = getenv("TOP_BUILDDIR");

	snprintf(path, sizeof(path), "%s/tests/oauth/idp", top ? top : ".");
	return path;
}

bool idp_is_there(void)
{
	char modules[4200];

	snprintf(modules, sizeof(modules), "%s/node_modules/oidc-provider",
		 idp_folder());
	return access(modules, F_OK) == 0 && helper_is_there("node");
}

void idp_start(struct idp *idp)
{
	static const struct http_options options = { .total_ms = 20000 };
	char script[4200], line[300];
	const char *const argv[] = { "node", script, NULL };
	struct err err = ERR_INIT;

	*idp = (struct idp){ 0 };
	snprintf(script, sizeof(script), "%s/idp.mjs", idp_folder());
	helper_start(&idp->helper, argv);
	while (fgets(line, sizeof(line), idp->helper.out))
		if (sscanf(line, "READY %199s", idp->issuer) == 1)
			break;
	assert_true(idp->issuer[0] != '\0');
	assert_ok(http_new(&options, &idp->http, &err));
}

void idp_end(struct idp *idp)
{
	http_free(idp->http);
	helper_end(&idp->helper);
}

const char *idp_at(const struct idp *idp, const char *path)
{
	static char url[300];

	snprintf(url, sizeof(url), "%s%s", idp->issuer, path);
	return url;
}

struct secret *idp_secret(const char *text)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(text, strlen(text), &made, &err));
	return made;
}

/* Ask one of its test controls. The caller clears the result. */
static struct http_result control(struct idp *idp, const char *path,
				  const char *body)
{
	struct secret *form = idp_secret(body);
	struct http_request request = { .url = idp_at(idp, path),
					.form = form };
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(http_run(idp->http, &request, &result, &err));
	assert_int_equal(result.status, 200);
	secret_free(form);
	return result;
}

void idp_next(struct idp *idp, const char *rule)
{
	struct http_result result = control(idp, "/__test/next", rule);

	http_result_clear(&result);
}

void idp_clear(struct idp *idp)
{
	struct http_result result = control(idp, "/__test/clear", "{}");

	http_result_clear(&result);
}

struct secret *idp_grant(struct idp *idp, const char *client_id,
			 const char *scope)
{
	char body[300], token[200];

	snprintf(body, sizeof(body), "{\"client_id\":\"%s\",\"scope\":\"%s\"}",
		 client_id, scope);
	struct http_result result = control(idp, "/__test/grant", body);

	assert_int_equal(sscanf(secret_reveal(result.body, NULL),
				"{\"refresh_token\":\"%199[^\"]", token),
			 1);
	http_result_clear(&result);
	return idp_secret(token);
}

int idp_count(struct idp *idp, const char *grant_type)
{
	struct http_result result = control(idp, "/__test/log", "{}");
	char wanted[100];
	int count = 0;

	snprintf(wanted, sizeof(wanted), "\"grant_type\":\"%s\"", grant_type);
	for (const char *at = secret_reveal(result.body, NULL);
	     (at = strstr(at, wanted)); at++)
		count++;
	http_result_clear(&result);
	return count;
}

struct http_result idp_send(struct idp *idp, const struct oauth_call *call)
{
	struct http_request request = oauth_call_request(call);
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(http_run(idp->http, &request, &result, &err));
	return result;
}
