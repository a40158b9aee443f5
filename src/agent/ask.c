/* ask.c - one request to the agent, one answer */
#include "agent/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/place.h"

#define UNLOCK_PATIENCE_S 180 /* others may be guessing before us */
#define GIVE_PATIENCE_S	  1   /* it can be had another way */

static int gone(struct err *err)
{
	err_set(err, ERR_FAILED, "the agent ended before it answered");
	return err_hint(err, "try again; connvault unlock starts it anew");
}

static int late_or_gone(struct err *err)
{
	return errno == EAGAIN || errno == EWOULDBLOCK ? place_late(err)
						       : gone(err);
}

static int send_all(int fd, const struct secret *message, struct err *err)
{
	size_t len, sent = 0;
	const char *bytes = secret_reveal(message, &len);

	while (sent < len) {
		ssize_t n = send(fd, bytes + sent, len - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return late_or_gone(err);
		sent += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int receive_all(int fd, void *to, size_t len, struct err *err)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, (char *)to + got, len - got, 0);

		if (n == 0)
			return gone(err);
		if (n < 0 && errno != EINTR)
			return late_or_gone(err);
		got += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int receive(int fd, struct wire *out, struct err *err)
{
	uint8_t head[WIRE_HEAD];
	struct secret *body;

	if (receive_all(fd, head, sizeof(head), err) != 0)
		return -1;

	size_t len = wire_length(head, WIRE_ANSWER_MAX);

	if (secret_new(len, &body, err) != 0)
		return -1;

	int result = receive_all(fd, secret_fill(body), len, err);

	if (result == 0)
		result = wire_unpack(body, out, err);
	secret_free(body);
	return result;
}

static int exchange(int fd, const struct wire *request, struct wire *answer,
		    struct err *err)
{
	struct secret *message;

	if (request->op == WIRE_UNLOCK)
		place_wait_at_most(fd, UNLOCK_PATIENCE_S);
	if (request->op == WIRE_GIVE)
		place_wait_at_most(fd, GIVE_PATIENCE_S);
	if (wire_pack(request, &message, err) != 0)
		return -1;

	int result = send_all(fd, message, err);

	secret_free(message);
	if (result != 0 || receive(fd, answer, err) != 0)
		return -1;
	if (answer->result.code == ERR_OK)
		return 0;
	*err = answer->result;
	wire_clear(answer);
	return -1;
}

int agent_ask(const char *vault, const struct wire *request,
	      struct wire *answer, struct err *err)
{
	char *socket;
	int fd;

	if (place_socket(vault, "agent", &socket, err) != 0)
		return -1;

	int result = place_connect(socket, &fd, err);

	free(socket);
	if (result != 0)
		return -1;
	result = exchange(fd, request, answer, err);
	close(fd);
	return result;
}
