/* peers.c - sockets of clients, none of which may block */
#include "agent/peers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/internal.h"
#include "agent/place.h"
#include "base/clock.h"
#include "base/point.h"

#define PATIENCE_MS 5000

/* -- one ------------------------------------------------------------------ */

static void peer_free(struct peer *peer)
{
	close(peer->fd);
	secret_free(peer->in);
	secret_free(peer->out);
	wire_clear(&peer->request);
	free(peer);
}

static void peer_start_writing(struct peer *peer)
{
	peer->done = 0;
	peer->state = PEER_WRITES;
	peer->until_ms = clock_mono_ms() + PATIENCE_MS;
}

void peer_answer(struct peer *peer, const struct wire *answer)
{
	struct err err = ERR_INIT;

	secret_free(peer->out); /* another answer that was meant before */
	peer->out = NULL;
	point("agent answers");
	if (wire_pack(answer, &peer->out, &err) == 0)
		peer_start_writing(peer);
	else
		peer->state = PEER_ENDS;
}

void peer_fail(struct peer *peer, const struct err *why)
{
	struct wire answer = { .result = *why };

	peer_answer(peer, &answer);
}

bool peer_is_there(struct peer *peer)
{
	char byte;

	if (recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
		peer->state = PEER_ENDS;
	return peer->state != PEER_ENDS;
}

/* How many bytes came; 0 for none now. What ended is marked so. */
static size_t read_some(struct peer *peer, void *to, size_t len)
{
	ssize_t n = recv(peer->fd, to, len, MSG_DONTWAIT);

	if (n > 0)
		return (size_t)n;
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		peer->state = PEER_ENDS;
	return 0;
}

static void read_head(struct peer *peer)
{
	struct err err = ERR_INIT;

	peer->done += read_some(peer, peer->head + peer->done,
				WIRE_HEAD - peer->done);
	if (peer->done < WIRE_HEAD)
		return;

	size_t len = wire_length(peer->head, WIRE_REQUEST_MAX);

	peer->done = 0;
	if (len == 0 || secret_new(len, &peer->in, &err) != 0)
		peer->state = PEER_ENDS;
}

static void read_body(struct agent *agent, struct peer *peer)
{
	struct err err = ERR_INIT;
	size_t len = secret_len(peer->in);

	peer->done +=
		read_some(peer, (char *)secret_fill(peer->in) + peer->done,
			  len - peer->done);
	if (peer->done < len)
		return;
	peer->state = PEER_WAITS;

	int result = wire_unpack(peer->in, &peer->request, &err);

	secret_free(peer->in);
	peer->in = NULL;
	if (result == 0)
		agent_asked(agent, peer);
	else
		peer_fail(peer, &err);
}

static void write_some(struct peer *peer)
{
	size_t len;
	const char *bytes = secret_reveal(peer->out, &len);
	ssize_t n = send(peer->fd, bytes + peer->done, len - peer->done,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n > 0)
		peer->done += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		peer->state = PEER_ENDS;
	if (peer->done == len)
		peer->state = PEER_ENDS;
}

/* One that waits has said all: the end is the only news from it. */
static void look_for_end(struct peer *peer)
{
	char byte;

	(void)read_some(peer, &byte, 1);
}

static void peer_step(struct agent *agent, struct peer *peer)
{
	if (peer->state == PEER_WAITS)
		look_for_end(peer);
	if (peer->state == PEER_READS && !peer->in)
		read_head(peer);
	if (peer->state == PEER_READS && peer->in)
		read_body(agent, peer);
	if (peer->state == PEER_WRITES)
		write_some(peer);
	if (peer->state != PEER_WAITS && clock_mono_ms() >= peer->until_ms)
		peer->state = PEER_ENDS;
}

/* -- all ------------------------------------------------------------------ */

static void accept_all(struct peers *peers)
{
	while (peers->count < PEERS_MAX) {
		int fd = accept(peers->listener, NULL, NULL);
		struct peer *peer;

		if (fd < 0)
			return;
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		peer = place_is_ours(fd) ? calloc(1, sizeof(*peer)) : NULL;
		if (!peer) {
			close(fd);
			continue;
		}
		peer->fd = fd;
		peer->until_ms = clock_mono_ms() + PATIENCE_MS;
		peers->item[peers->count++] = peer;
	}
}

void peers_init(struct peers *peers, int listener)
{
	peers->listener = listener;
	peers->count = 0;
	fcntl(listener, F_SETFL, O_NONBLOCK);
}

size_t peers_fds(const struct peers *peers, struct pollfd *fds, int *wait_ms)
{
	int64_t now = clock_mono_ms();
	size_t count = 0;

	*wait_ms = -1;
	if (peers->count < PEERS_MAX)
		fds[count++] = (struct pollfd){ .fd = peers->listener,
						.events = POLLIN };
	for (size_t i = 0; i < peers->count; i++) {
		const struct peer *peer = peers->item[i];
		int64_t left = peer->until_ms - now;

		/* One that waits is polled all the same: it may hang up. */
		fds[count++] = (struct pollfd){
			.fd = peer->fd,
			.events = peer->state == PEER_WRITES  ? POLLOUT
				  : peer->state == PEER_READS ? POLLIN
							      : 0,
		};
		if (peer->state == PEER_WAITS)
			continue;
		left = left > 0 ? left : 0;
		if (*wait_ms < 0 || left < *wait_ms)
			*wait_ms = (int)left;
	}
	return count;
}

void peers_step(struct agent *agent)
{
	struct peers *peers = &agent->peers;
	size_t kept = 0;

	/* Who comes when it ends is left to the next one. */
	if (!agent->ends)
		accept_all(peers);
	/* What one asks for may be an answer to others: all stay until each had
	 * its turn. */
	for (size_t i = 0; i < peers->count; i++)
		peer_step(agent, peers->item[i]);
	for (size_t i = 0; i < peers->count; i++) {
		struct peer *peer = peers->item[i];

		if (peer->state != PEER_ENDS) {
			peers->item[kept++] = peer;
			continue;
		}
		if (agent->guesser == peer)
			agent->guesser = NULL;
		peer_free(peer);
	}
	peers->count = kept;
}

void peers_close(struct peers *peers)
{
	for (size_t i = 0; i < peers->count; i++)
		peer_free(peers->item[i]);
	peers->count = 0;
}
