/* libcurl.c - the functions of libcurl, loaded when needed */
#include "net/libcurl.h"

#include "base/lazy.h"
#include "config.h"

struct libcurl curl;

int libcurl_load(struct err *err)
{
#define LIBCURL_ROW(name) { "curl_" #name, &curl.name },
	static const struct lazy functions[] = { LIBCURL_FUNCTIONS(
		LIBCURL_ROW) };

	if (curl.easy_init)
		return 0;
	return lazy_load(LIBCURL_FILE, functions,
			 sizeof(functions) / sizeof(*functions), err);
}
