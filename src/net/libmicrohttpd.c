/* libmicrohttpd.c - the functions of libmicrohttpd, loaded when needed */
#include "net/libmicrohttpd.h"

#include "base/lazy.h"
#include "config.h"

struct libmicrohttpd mhd;

int libmicrohttpd_load(struct err *err)
{
#define LIBMICROHTTPD_ROW(name) { "MHD_" #name, &mhd.name },
	static const struct lazy functions[] = { LIBMICROHTTPD_FUNCTIONS(
		LIBMICROHTTPD_ROW) };

	if (mhd.run)
		return 0;
	return lazy_load(LIBMICROHTTPD_FILE, functions,
			 sizeof(functions) / sizeof(*functions), err);
}
