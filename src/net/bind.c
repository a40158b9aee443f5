/* bind.c - listening sockets on loopback */
#include "net/bind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

#define PORT_DIGITS 5
#define ATTEMPTS    16 /* a port that is free on 127.0.0.1 may not be on ::1 */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t address_set(union address *at, int family, unsigned port)
{
	memset(at, 0, sizeof(*at));
	at->any.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		at->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		at->v4.sin_port = htons((uint16_t)port);
		return sizeof(at->v4);
	}
	at->v6.sin6_addr = in6addr_loopback;
	at->v6.sin6_port = htons((uint16_t)port);
	return sizeof(at->v6);
}

static void set_options(int fd, int family, unsigned port)
{
	int on = 1;

	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
#ifdef __linux__
	/* A fixed port is wanted again while the last sign-in's connection
	 * is in TIME_WAIT. Only on Linux does this never share a port with
	 * a listener of somebody else. */
	if (port != 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
#else
	(void)port;
#endif
}

/* The socket, or -1 and errno. */
static int bind_one(int family, unsigned *port)
{
	union address at;
	socklen_t len = address_set(&at, family, *port);
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	set_options(fd, family, *port);
	if (bind(fd, &at.any, len) == 0 && listen(fd, SOMAXCONN) == 0 &&
	    getsockname(fd, &at.any, &len) == 0) {
		*port = ntohs(family == AF_INET ? at.v4.sin_port
						: at.v6.sin6_port);
		return fd;
	}

	int sys = errno;

	close(fd);
	errno = sys;
	return -1;
}

static bool has_no_ipv6(void)
{
	return errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT;
}

/* Both addresses on one port. */
static int bind_both(unsigned *port, int fds[BIND_MAX])
{
	unsigned wanted = *port;

	for (int i = 0; i < ATTEMPTS; i++) {
		*port = wanted;
		fds[0] = bind_one(AF_INET, port);
		if (fds[0] < 0)
			return -1;
		fds[1] = bind_one(AF_INET6, port);
		if (fds[1] >= 0)
			return 2;
		if (has_no_ipv6())
			return 1;
		close(fds[0]);
		if (wanted != 0)
			return -1;
	}
	errno = EADDRINUSE;
	return -1;
}

static bool read_port(const char *text, unsigned *out)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > PORT_DIGITS || text[digits])
		return false;
	*out = (unsigned)strtoul(text, NULL, 10);
	return *out <= UINT16_MAX;
}

bool bind_address(const char *address, char host[BIND_HOST], unsigned *port)
{
	static const struct {
		const char *before, *host;
	} rows[] = {
		{ "127.0.0.1:", "127.0.0.1" },
		{ "[::1]:", "::1" },
		{ "localhost:", "localhost" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_starts(address, rows[i].before)) {
			str_copy(host, rows[i].host, BIND_HOST);
			return read_port(address + strlen(rows[i].before),
					 port);
		}
	return false;
}

int bind_loopback(const char *host, unsigned *port, int fds[BIND_MAX],
		  struct err *err)
{
	int count = -1;

	if (*port > UINT16_MAX)
		return err_set(err, ERR_USAGE, "%u is no port", *port);
	if (str_is(host, "localhost"))
		count = bind_both(port, fds);
	else if (str_is(host, "127.0.0.1"))
		count = (fds[0] = bind_one(AF_INET, port)) >= 0 ? 1 : -1;
	else if (str_is(host, "::1"))
		count = (fds[0] = bind_one(AF_INET6, port)) >= 0 ? 1 : -1;
	else
		return err_set(err, ERR_USAGE,
			       "callbacks come to 127.0.0.1, ::1 or localhost");
	if (count > 0)
		return count;
	if (errno != EADDRINUSE)
		return err_sys(err, ERR_IO, "cannot listen on port %u", *port);
	err_set(err, ERR_CONFLICT, "port %u is in use by another program",
		*port);
	return err_hint(err, "end it, or paste the address the browser ends "
			     "on");
}
