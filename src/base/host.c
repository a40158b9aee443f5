/* host.c - names of this machine itself */
#include "base/host.h"

#include <string.h>

#include "base/str.h"

bool host_is_loopback(const char *host)
{
	static const char *const names[] = { "127.0.0.1", "[::1]",
					     "localhost" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (str_starts(host, names[i]) &&
		    (host[len] == '\0' || host[len] == ':'))
			return true;
	}
	return false;
}
