/* client.c - one request to the agent, one answer */
#include "agent/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/place.h"
#include "agent/wire.h"

#define UNLOCK_PATIENCE_S 180 /* others may be guessing before us */

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

	size_t len = wire_length(head);

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

/* On success answer is to be cleared. */
static int ask(const char *vault, const struct wire *request,
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

int agent_status(const char *vault, struct agent_state *out, struct err *err)
{
	struct wire request = { .op = WIRE_STATUS }, answer;

	if (ask(vault, &request, &answer, err) != 0)
		return -1;
	*out = (struct agent_state){
		.is_open = answer.unlocked_at != 0,
		.unlocked_at = answer.unlocked_at,
		.locks_at = answer.locks_at,
		.idles_at = answer.idles_at,
		.refreshed_at = answer.refreshed_at,
		.refresh_at = answer.refresh_at,
		.fault = answer.fault,
	};
	wire_clear(&answer);
	return 0;
}

int agent_lock(const char *vault, struct err *err)
{
	struct wire request = { .op = WIRE_LOCK }, answer;

	if (ask(vault, &request, &answer, err) != 0)
		return -1;
	wire_clear(&answer);
	return 0;
}

int agent_unlock(const char *vault, const struct agent_limits *limits,
		 enum key_kind kind, const struct secret *key, struct err *err)
{
	struct wire request = { .op = WIRE_UNLOCK,
				.kind = kind,
				.hard_s = limits->hard_s,
				.idle_s = limits->idle_s };
	struct wire answer;

	if (key && secret_copy(key, &request.key, err) != 0)
		return -1;

	int result = ask(vault, &request, &answer, err);

	wire_clear(&request);
	if (result == 0)
		wire_clear(&answer);
	return result;
}

static int take_pass(struct session *session, enum wire_op op, struct err *err)
{
	struct wire request = { .op = op }, answer;
	int result;

	if (ask(session_path(session), &request, &answer, err) != 0)
		return -1;
	result = answer.key ? session_pass_use(session, answer.key, err)
			    : err_set(err, ERR_LOCKED, "the agent is locked");
	wire_clear(&answer);
	return result;
}

int agent_open(struct session *session, struct err *err)
{
	return take_pass(session, WIRE_PASS, err);
}

int agent_peep(struct session *session, struct err *err)
{
	return take_pass(session, WIRE_LOOK, err);
}
