/* callback.c - bytes that somebody sends to the listener of a sign-in
 *
 * "$H" is the host that the listener has. */
#include "net/callback.h"

#include "fuzz.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATH "/callback/x1"

static int asked;

static enum callback_page on_asked(const struct secret *query, void *arg)
{
	const char *text = secret_reveal(query, NULL);

	(void)arg;
	asked++;
	HOLDS(strlen(text) == secret_len(query));
	HOLDS(secret_len(query) < CALLBACK_REQUEST_MAX);
	return str_starts(text, "code") ? CALLBACK_RECEIVED : CALLBACK_NOT_OURS;
}

/* One listener for all inputs of a run. */
static struct callback *listener(void)
{
	static const struct callback_options options = { .host = "127.0.0.1",
							 .path = PATH,
							 .asked = on_asked };
	static struct callback *callback;
	struct err err = ERR_INIT;

	HOLDS(callback || callback_open(&options, &callback, &err) == 0);
	return callback;
}

/* "127.0.0.1:41003" of "http://127.0.0.1:41003/callback/x1" */
static void copy_host(char *out, size_t size)
{
	const char *host = callback_uri(listener()) + strlen("http://");

	HOLDS(str_copy(out, host, size) < size);
	out[strcspn(out, "/")] = '\0';
}

static int dial(const char *host)
{
	const char *port = strchr(host, ':') + 1;
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(
					  (uint16_t)strtoul(port, NULL, 10)) };
	/* Closed at once, so that no port is kept for a while. */
	const struct linger none = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	HOLDS(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	return fd;
}

/* Let the listener go on until it has closed fd; what it said goes to out. */
static void listen_out(int fd, char *out, size_t size)
{
	struct pollfd fds[CALLBACK_FDS_MAX + 1];
	size_t len = 0;
	ssize_t n = 1;

	while (n != 0) {
		int wait;
		size_t count = callback_fds(listener(), fds, &wait);

		fds[count] = (struct pollfd){ .fd = fd, .events = POLLIN };
		poll(fds, count + 1, wait);
		callback_step(listener());
		n = recv(fd, out + len, size - 1 - len, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			n = 0;
		len += n > 0 ? (size_t)n : 0;
	}
	out[len] = '\0';
}

static bool has(const struct str *bytes, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i + len <= bytes->len; i++)
		if (memcmp(bytes->text + i, text, len) == 0)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char host[64], out[8192];

	copy_host(host, sizeof(host));

	struct str bytes = fuzz_replace(data, size, 'H', host);
	int fd = dial(host);

	asked = 0;
	HOLDS(send(fd, bytes.text, bytes.len, MSG_NOSIGNAL) ==
	      (ssize_t)bytes.len);
	shutdown(fd, SHUT_WR);
	listen_out(fd, out, sizeof(out));
	close(fd);
	HOLDS(asked <= 1);
	/* libmicrohttpd ends a method at a NUL, so more may stand between. */
	HOLDS(!asked ||
	      (has(&bytes, "GET") && has(&bytes, PATH) && has(&bytes, host)));
	HOLDS(!*out || str_starts(out, "HTTP/1."));
	HOLDS(asked || !str_starts(out, "HTTP/1.1 200"));
	str_clear(&bytes);
	return 0;
}
