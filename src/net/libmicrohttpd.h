/* libmicrohttpd.h - the functions of libmicrohttpd that are used, loaded when
 * needed */
#ifndef CONNVAULT_NET_LIBMICROHTTPD_H
#define CONNVAULT_NET_LIBMICROHTTPD_H

#include <microhttpd.h>

#include "base/err.h"

#define LIBMICROHTTPD_FUNCTIONS(F)     \
	F(add_connection)              \
	F(add_response_header)         \
	F(create_response_from_buffer) \
	F(destroy_response)            \
	F(get_connection_info)         \
	F(get_connection_values)       \
	F(get_fdset)                   \
	F(get_timeout)                 \
	F(is_feature_supported)        \
	F(lookup_connection_value)     \
	F(queue_response)              \
	F(resume_connection)           \
	F(run)                         \
	F(set_connection_option)       \
	F(start_daemon)                \
	F(stop_daemon)                 \
	F(suspend_connection)

struct libmicrohttpd {
#define LIBMICROHTTPD_MEMBER(name) __typeof__(MHD_##name) *name;
	LIBMICROHTTPD_FUNCTIONS(LIBMICROHTTPD_MEMBER)
};
extern struct libmicrohttpd mhd; /* mhd.run() is MHD_run() */

/* To be called before any of them. ERR_FAILED. */
int libmicrohttpd_load(struct err *err);

#endif
