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

void idp_next(struct idp *idp, const char *rule)
{
	struct secret *form = idp_secret(rule);
	struct http_request request = { .url = idp_at(idp, "/__test/next"),
					.form = form };
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(http_run(idp->http, &request, &result, &err));
	assert_int_equal(result.status, 200);
	http_result_clear(&result);
	secret_free(form);
}

struct http_result idp_send(struct idp *idp, const struct oauth_call *call)
{
	struct http_request request = oauth_call_request(call);
	struct http_result result;
	struct err err = ERR_INIT;

	assert_ok(http_run(idp->http, &request, &result, &err));
	return result;
}
