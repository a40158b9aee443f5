/* libcurl.h - the functions of libcurl that are used, loaded when needed */
#ifndef CONNVAULT_NET_LIBCURL_H
#define CONNVAULT_NET_LIBCURL_H

#include <curl/curl.h>

#include "base/err.h"

#define LIBCURL_FUNCTIONS(F)   \
	F(easy_cleanup)        \
	F(easy_getinfo)        \
	F(easy_init)           \
	F(easy_setopt)         \
	F(easy_strerror)       \
	F(free)                \
	F(global_cleanup)      \
	F(global_init)         \
	F(multi_add_handle)    \
	F(multi_cleanup)       \
	F(multi_info_read)     \
	F(multi_init)          \
	F(multi_remove_handle) \
	F(multi_setopt)        \
	F(multi_socket_action) \
	F(slist_append)        \
	F(slist_free_all)      \
	F(url)                 \
	F(url_cleanup)         \
	F(url_get)             \
	F(url_set)

struct libcurl {
#define LIBCURL_MEMBER(name) __typeof__(curl_##name) *name;
	LIBCURL_FUNCTIONS(LIBCURL_MEMBER)
};
extern struct libcurl curl; /* curl.easy_init() is curl_easy_init() */

/* To be called before any of them. ERR_FAILED. */
int libcurl_load(struct err *err);

#endif
