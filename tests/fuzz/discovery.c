/* discovery.c - what an authorization server says of itself */
#include "oauth/discovery.h"

#include "fuzz.h"

#include "oauth/request.h"

#define ISSUER "https://as.example/tenant"

static void check_endpoint(const char *url)
{
	struct err err = ERR_INIT;

	HOLDS(fuzz_is_shown(url));
	HOLDS(!url || oauth_endpoint_check("it", url, &err) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_result result = fuzz_answer(data, size);
	struct metadata metadata;
	struct err err = ERR_INIT;

	if (discovery_read(&result, ISSUER, &metadata, &err) == 0) {
		HOLDS(str_is(metadata.issuer, ISSUER));
		check_endpoint(metadata.auth_url);
		check_endpoint(metadata.token_url);
		check_endpoint(metadata.device_url);
		check_endpoint(metadata.revoke_url);
		metadata_has_moved(&metadata, "https://as.example/token");
		metadata_clear(&metadata);
	} else {
		HOLDS(*err.msg && fuzz_is_shown(err.msg));
		HOLDS(fuzz_is_shown(err.hint));
	}
	http_result_clear(&result);
	return 0;
}
