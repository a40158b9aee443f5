/* doors.c - where workflow engines come in: a socket, and a port for TLS */
#include "agent/internal.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/path.h"

#define PEM_MAX ((size_t)256 * 1024)

/* libmicrohttpd closes its own; this one may be passed on. */
static int open_door(struct agent *agent, int listener,
		     const struct api_tls *tls, struct err *err)
{
	int fd = fcntl(listener, F_DUPFD_CLOEXEC, 0);

	if (fd < 0)
		return err_sys(err, ERR_IO, "cannot copy a socket");
	if (api_listen(agent->api, fd, tls, err) == 0)
		return 0;
	close(fd);
	return -1;
}

static int open_socket(struct agent *agent, struct err *err)
{
	if (agent_listen(agent, "api", &agent->sockets.api, err) == 0 &&
	    open_door(agent, agent->sockets.api, NULL, err) == 0)
		return 0;
	if (agent->sockets.api >= 0)
		close(agent->sockets.api);
	agent->sockets.api = -1;
	return -1;
}

/* -- the port ------------------------------------------------------------- */

static int bind_port(struct agent *agent, struct err *err)
{
	const char *address = agent->options.port.address;
	char host[BIND_HOST];
	unsigned port;

	if (agent->sockets.tls[0] >= 0)
		return 0; /* since before it began anew */
	if (!bind_address(address, host, &port)) {
		err_set(err, ERR_USAGE, "\"%.100s\" is no address to listen on",
			address);
		return err_hint(err, "127.0.0.1, [::1] or localhost with a "
				     "port, such as 127.0.0.1:8443");
	}
	if (bind_loopback(host, &port, agent->sockets.tls, err) < 0) {
		agent->sockets.tls[0] = agent->sockets.tls[1] = -1;
		return err_hint(err, "end what uses it, or choose another "
				     "port");
	}
	agent_say(agent, "workflow engines are answered at https://%.*s:%u",
		  (int)(strrchr(address, ':') - address), address, port);
	return 0;
}

/* Rather refused than kept waiting. */
static void close_port(struct agent *agent)
{
	for (size_t i = 0; i < BIND_MAX; i++) {
		if (agent->sockets.tls[i] >= 0)
			close(agent->sockets.tls[i]);
		agent->sockets.tls[i] = -1;
	}
}

static int read_key(const char *path, struct secret **out, struct err *err)
{
	char *text;
	size_t len;

	if (file_read_private(path, PEM_MAX, &text, &len, err) != 0)
		return -1;

	int result = secret_from(text, len, out, err);

	explicit_bzero(text, len);
	free(text);
	return result;
}

static int open_port(struct agent *agent, struct err *err)
{
	const struct agent_port *port = &agent->options.port;
	struct api_tls tls = { .key = NULL };
	char *cert = NULL;
	size_t len;
	int result = -1;

	if (!port->cert || !port->key) {
		err_set(err, ERR_USAGE, "a port is listened on with TLS alone");
		return err_hint(err, "name a certificate and its key: "
				     "--tls-cert FILE --tls-key FILE");
	}
	if (file_read(port->cert, PEM_MAX, &cert, &len, err) == 0 &&
	    read_key(port->key, &tls.key, err) == 0)
		result = bind_port(agent, err);
	tls.cert = cert;
	for (size_t i = 0; i < BIND_MAX && result == 0; i++)
		if (agent->sockets.tls[i] >= 0)
			result = open_door(agent, agent->sockets.tls[i], &tls,
					   err);
	if (result != 0)
		close_port(agent);
	secret_free(tls.key);
	free(cert);
	return result;
}

/* Without the library, or the socket, everything else goes on. A port that was
 * asked for is missed: only an agent that has nobody to tell goes on without.
 */
int doors_open(struct agent *agent, struct err *err)
{
	const struct agent_port *port = &agent->options.port;
	bool has_nobody = agent->sockets.is_spawned || agent->sockets.is_anew;
	struct err why = ERR_INIT, no_port = port->problem;

	if (api_open(agent, &agent->api, &no_port) == 0) {
		if (open_socket(agent, &why) != 0)
			agent_fault(agent, "answered", &why);
		if (no_port.code == ERR_OK &&
		    (!port->address || open_port(agent, &no_port) == 0))
			return 0;
	}
	if (!has_nobody && (port->address || port->problem.code != ERR_OK)) {
		*err = no_port;
		return -1;
	}
	agent_fault(agent, agent->api ? "answered by HTTPS" : "answered",
		    &no_port);
	return 0;
}
