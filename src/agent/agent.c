/* agent.c - the loop, and what is answered to whom */
#include "agent/agent.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "agent/give.h"
#include "agent/internal.h"
#include "agent/listen.h"
#include "agent/place.h"
#include "agent/runner.h"
#include "base/clock.h"
#include "base/path.h"
#include "base/point.h"
#include "base/str.h"
#include "base/watch.h"

#define FDS_MAX	    (PEERS_MAX + REFRESH_FDS_MAX + API_FDS_MAX + 8)
#define WAIT_MAX_MS 30000
#define SAID	    256
#define QUIT_S	    15

void agent_say(const struct agent *agent, const char *fmt, ...)
{
	char text[SAID];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	syslog(LOG_NOTICE, "%s", text);
	if (!agent->sockets.is_spawned)
		fprintf(stderr, "connvault agent: %s\n", text);
}

/* -- answers -------------------------------------------------------------- */

/* What is counted in seconds since the start, as a time of day. */
static int64_t time_of(int64_t boot)
{
	return boot ? clock_now() + boot - clock_boot() : 0;
}

static void answer_status(struct agent *agent, struct peer *peer)
{
	struct wire answer = {
		.unlocked_at = agent->hold.is_open ? agent->unlocked_at : 0,
		.locks_at = time_of(hold_hard_at(&agent->hold)),
		.idles_at = time_of(hold_idle_at(&agent->hold)),
		.refreshed_at = agent->keeper.refreshed_at,
		.refresh_at = keeper_next(&agent->keeper),
		.fault = agent->fault,
	};

	peer_answer(peer, &answer);
}

static void answer_pass(struct agent *agent, struct peer *peer)
{
	struct wire answer = { .op = 0 };
	struct err err = ERR_INIT;

	if (peer->request.op == WIRE_PASS)
		hold_use(&agent->hold, clock_boot());
	if (session_pass_make(agent->session, &answer.key, &err) == 0)
		peer_answer(peer, &answer);
	else
		peer_fail(peer, &err);
	wire_clear(&answer);
}

static void answer_value(struct agent *agent, struct peer *peer)
{
	struct wire answer = { .op = 0 };
	struct err err = ERR_INIT;

	/* Who has gone elsewhere meanwhile is to have no row. */
	if (!peer_is_there(peer))
		return;
	if (agent_give(agent, &peer->request, &answer.key, &err) == 0)
		peer_answer(peer, &answer);
	else
		peer_fail(peer, &err);
	wire_clear(&answer);
}

/* Never (0, or HOLD_FOR_EVER) is later than any time. */
static bool ends_later(int64_t a, int64_t b)
{
	return b > 0 && (a <= 0 || a > b);
}

static void set_limits(struct hold *hold, const struct wire *request)
{
	if (hold_is_limit(request->hard_s))
		hold->hard_s = request->hard_s;
	if (hold_is_limit(request->idle_s))
		hold->idle_s = request->idle_s;
	/* From now on, not from when it was unlocked first. */
	if (hold->is_open && (request->hard_s || request->idle_s))
		hold->opened_at = hold->used_at = clock_boot();
}

/* Who has no key makes it shorter only. */
static bool would_last_longer(const struct agent *agent,
			      const struct peer *peer)
{
	const struct wire *request = &peer->request;
	struct hold next = agent->hold;

	if (peer->had_key)
		return false;
	set_limits(&next, request);
	return ends_later(hold_hard_at(&next), hold_hard_at(&agent->hold)) ||
	       (request->idle_s && ends_later(next.idle_s, agent->hold.idle_s));
}

static void answer_longer(struct peer *peer)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_LOCKED, "it cannot be made longer without the key");
	err_hint(&err, "connvault unlock asks for it on a terminal, or takes "
		       "--key-file");
	peer_fail(peer, &err);
}

static void answer_unlocked(struct agent *agent, struct peer *peer)
{
	set_limits(&agent->hold, &peer->request);
	answer_status(agent, peer);
}

static void answer_locked(struct peer *peer)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_LOCKED, "the agent is locked");
	err_hint(&err, "connvault unlock unlocks it");
	peer_fail(peer, &err);
}

/* A key is needed: nobody can be asked here. */
static bool has_key(const struct peer *peer)
{
	return peer->request.key && (peer->request.kind == KEY_PASSPHRASE ||
				     peer->request.kind == KEY_FILE ||
				     peer->request.kind == KEY_RECOVERY);
}

void agent_asked(struct agent *agent, struct peer *peer)
{
	bool waits = agent->opening.is_running;

	point("agent asked");
	switch (peer->request.op) {
	case WIRE_STATUS:
		answer_status(agent, peer);
		break;
	case WIRE_PASS:
	case WIRE_LOOK:
		if (agent->hold.is_open)
			answer_pass(agent, peer);
		else if (!waits)
			answer_locked(peer);
		break;
	case WIRE_GIVE:
		if (agent->hold.is_open)
			answer_value(agent, peer);
		else
			answer_locked(peer);
		break;
	case WIRE_UNLOCK:
		if (agent->hold.is_open && would_last_longer(agent, peer))
			answer_longer(peer);
		else if (agent->hold.is_open)
			answer_unlocked(agent, peer);
		else if (!has_key(peer))
			answer_locked(peer);
		else
			peer->had_key = true;
		break;
	case WIRE_LOCK:
		agent_close(agent, "asked to");
		answer_status(agent, peer);
		break;
	default:
		peer->state = PEER_ENDS;
	}
}

/* -- opening and closing -------------------------------------------------- */

static void opened(struct agent *agent)
{
	struct err err = ERR_INIT;

	hold_open(&agent->hold, clock_boot());
	agent->hold.hard_s = agent->usual.hard_s;
	agent->hold.idle_s = agent->usual.idle_s;
	agent->unlocked_at = clock_now();
	agent_say(agent, "unlocked");
	point("agent opened");
	if (keeper_open(agent, &err) != 0)
		agent_say(agent, "nothing is kept alive: %s", err.msg);
}

static struct peer *waiting(const struct agent *agent)
{
	for (size_t i = 0; i < agent->peers.count; i++)
		if (agent->peers.item[i]->state == PEER_WAITS)
			return agent->peers.item[i];
	return NULL;
}

void agent_close(struct agent *agent, const char *why)
{
	struct err ignored = ERR_INIT;
	struct peer *peer;

	if (agent->opening.is_running)
		(void)opening_end(&agent->opening, &ignored);
	while ((peer = waiting(agent)) != NULL)
		answer_locked(peer);
	if (agent->hold.is_open)
		agent_say(agent, "locked: %s", why);
	agent->was_open |= session_is_unlocked(agent->session);
	agent->ends |= agent->was_open || agent->sockets.is_spawned;
	hold_close(&agent->hold);
	keeper_close(&agent->keeper);
	api_wake(agent->api); /* who waits for a token learns it */
	session_lock(agent->session);
	point("agent locked");
}

/* Who came first has a guess; who waits to be given something learns soon. */
static void guess(struct agent *agent)
{
	struct peer *peer = waiting(agent);
	struct err err = ERR_INIT;

	if (!peer || agent->ends || agent->opening.is_running ||
	    agent->hold.is_open || clock_mono_ms() < agent->guess_ms)
		return;

	struct secret *key = peer->request.key;

	peer->request.key = NULL;
	agent->guesser = peer;
	agent_say(agent, "a key is tried");
	if (opening_start(&agent->opening, agent->session,
			  (enum key_kind)peer->request.kind, key, &err) != 0)
		peer_fail(peer, &err);
	point("agent deriving");
}

static void guessed_wrong(struct agent *agent, const struct err *why)
{
	if (why->code == ERR_LOCKED) {
		agent->hold.wrong++;
		agent->guess_ms = clock_mono_ms() + hold_guess_ms(&agent->hold);
		agent_say(agent, "a wrong key was tried");
	}
	for (size_t i = 0; i < agent->peers.count; i++) {
		struct peer *peer = agent->peers.item[i];

		if (peer->state != PEER_WAITS)
			continue;
		if (peer == agent->guesser)
			peer_fail(peer, why);
		else if (peer->request.op != WIRE_UNLOCK)
			answer_locked(peer);
	}
}

static void look_at_opening(struct agent *agent)
{
	struct pollfd ended = { .fd = agent->opening.pipe[0],
				.events = POLLIN };
	struct err err = ERR_INIT;

	if (!agent->opening.is_running || poll(&ended, 1, 0) != 1)
		return;
	if (opening_end(&agent->opening, &err) != 0) {
		guessed_wrong(agent, &err);
		return;
	}
	opened(agent);
	for (size_t i = 0; i < agent->peers.count; i++)
		if (agent->peers.item[i]->state == PEER_WAITS)
			agent_asked(agent, agent->peers.item[i]);
}

/* -- the loop ------------------------------------------------------------- */

/* Spawned, and nobody has unlocked it. */
static bool is_left_alone(const struct agent *agent)
{
	return agent->sockets.is_spawned && !agent->hold.is_open &&
	       !agent->opening.is_running && agent->peers.count == 0;
}

static void wait_for_something(struct agent *agent, int signals)
{
	struct pollfd fds[FDS_MAX];
	int64_t left = hold_left(&agent->hold, clock_boot());
	int wait, peers_wait, api_wait;
	size_t kept = keeper_fds(&agent->keeper, fds, &wait);
	size_t count = kept + peers_fds(&agent->peers, fds + kept, &peers_wait);

	count += api_fds(agent->api, fds + count, &api_wait);
	fds[count++] = (struct pollfd){ .fd = signals, .events = POLLIN };
	fds[count++] = (struct pollfd){ .fd = agent->opening.pipe[0],
					.events = POLLIN };
	wait = clock_shorter(clock_shorter(wait, peers_wait), api_wait);
	wait = clock_shorter(wait, left < 0 ? -1 : left * 1000);
	if (is_left_alone(agent))
		wait = clock_shorter(wait, QUIT_S * 1000);
	if (waiting(agent) && !agent->opening.is_running)
		wait = clock_until(wait, agent->guess_ms);
	/* While the machine sleeps no time passes for poll(). */
	wait = clock_shorter(wait, WAIT_MAX_MS);
	if (poll(fds, (nfds_t)count, wait) < 0)
		kept = 0; /* a signal: nothing is known of them */
	keeper_hear(&agent->keeper, fds, kept);
}

static bool is_done(const struct agent *agent)
{
	return agent->ends && agent->peers.count == 0;
}

static void step(struct agent *agent)
{
	const char *why = agent->hold.is_open
				  ? hold_is_over(&agent->hold, clock_boot())
				  : NULL;

	if (why)
		agent_close(agent, why);
	if (!is_left_alone(agent))
		agent->quits_at = clock_boot() + QUIT_S;
	agent->ends |= clock_boot() >= agent->quits_at;
	look_at_opening(agent);
	keeper_step(agent);
	peers_step(agent);
	api_step(agent->api);
	guess(agent);
}

/* Ctrl-Z: the signals go back to what they were while it sleeps. */
static int sleep_until_woken(struct watch *watch, struct err *err)
{
	watch_end(watch);
	raise(SIGTSTP);
	return watch_begin(watch, err);
}

static int serve(struct agent *agent, struct err *err)
{
	struct watch watch;

	if (watch_begin(&watch, err) != 0)
		return -1;
	while (!is_done(agent) && !watch_came()) {
		wait_for_something(agent, watch.fd);
		step(agent);
		if (watch_came() == SIGTSTP && sleep_until_woken(&watch, err))
			return -1;
	}
	agent->came = watch_came();
	agent_close(agent, "it ends");
	watch_end(&watch);
	return 0;
}

#define LIMIT_TEXT 32

/* As --for and --idle take it. */
static void limit_text(int64_t seconds, char out[LIMIT_TEXT])
{
	if (seconds == HOLD_FOR_EVER)
		str_copy(out, "never", LIMIT_TEXT);
	else
		snprintf(out, LIMIT_TEXT, "%" PRId64 "s", seconds);
}

/* A process that was unlocked is thrown away as a whole: nothing that a library
 * kept stays behind. */
static void begin_anew(const struct agent *agent)
{
	char hard[LIMIT_TEXT], idle[LIMIT_TEXT];
	const struct agent_port *port = &agent->options.port;
	const struct {
		const char *name, *value; /* NULL: it is not given */
	} options[] = {
		{ "--for", hard },
		{ "--idle", idle },
		{ "--listen", port->address },
		{ "--tls-cert", port->address ? port->cert : NULL },
		{ "--tls-key", port->address ? port->key : NULL },
	};
	const char *argv[4 + 2 * sizeof(options) / sizeof(*options) + 1] = {
		"connvault", "--vault", session_path(agent->session), "agent"
	};
	size_t count = 4;

	limit_text(agent->usual.hard_s, hard);
	limit_text(agent->usual.idle_s, idle);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (options[i].value) {
			argv[count++] = options[i].name;
			argv[count++] = options[i].value;
		}
	point("agent begins anew");
	inherit_exec(argv, &agent->sockets);
}

int agent_listen(const struct agent *agent, const char *name, int *fd,
		 struct err *err)
{
	char *socket;

	if (*fd >= 0)
		return 0;
	if (place_socket(session_path(agent->session), name, &socket, err) != 0)
		return -1;

	int result = listen_at(socket, fd, err);

	free(socket);
	return result;
}

void agent_fault(struct agent *agent, const char *what, const struct err *why)
{
	err_set(&agent->fault, ERR_FAILED, "workflow engines are not %s: %s",
		what, why->msg);
	err_hint(&agent->fault, "%s", why->hint);
	agent_say(agent, "%s", agent->fault.msg);
}

/* The process for hooks is forked before there is a key, the key comes before
 * the jail, where its file cannot be read. */
static int prepare(struct agent *agent, struct err *err)
{
	const struct agent_options *options = &agent->options;

	if (opening_init(&agent->opening, err) != 0 ||
	    agent_listen(agent, "agent", &agent->sockets.agent, err) != 0 ||
	    (agent->sockets.runner < 0 &&
	     runner_start(&agent->sockets.runner, err) != 0) ||
	    (options->unlock && options->unlock(options->arg, err) != 0) ||
	    doors_open(agent, err) != 0)
		return -1;
	return agent->sockets.is_anew ? 0 : confine(agent, err);
}

static int run(struct agent *agent, struct err *err)
{
	if (prepare(agent, err) != 0)
		return -1;
	peers_init(&agent->peers, agent->sockets.agent);
	agent_say(agent, "ready: %s",
		  path_shown(session_path(agent->session)).text);
	if (session_is_unlocked(agent->session))
		opened(agent);
	return serve(agent, err);
}

static void leave(const struct agent *agent, const char *name, int fd)
{
	struct err none = ERR_INIT;
	char *socket;

	if (fd < 0 || place_socket(session_path(agent->session), name, &socket,
				   &none) != 0)
		return;
	listen_end(socket, fd, agent->sockets.is_spawned);
	free(socket);
}

int agent_run(struct session *session, const struct agent_options *options,
	      struct err *err)
{
	struct agent *agent = calloc(1, sizeof(*agent));

	if (!agent)
		return err_nomem(err);
	agent->session = session;
	agent->options = *options;
	agent->usual.hard_s = options->hard_s ? options->hard_s : HOLD_HARD_S;
	agent->usual.idle_s = options->idle_s ? options->idle_s : HOLD_IDLE_S;
	agent->hold = agent->usual;
	agent->opening.pipe[0] = agent->opening.pipe[1] = -1;
	agent->quits_at = clock_boot() + QUIT_S;
	openlog("connvault", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);

	agent->sockets = inherit_take();

	int result = run(agent, err);
	bool goes_on =
		agent->was_open && !agent->sockets.is_spawned && !agent->came;

	if (!goes_on) {
		leave(agent, "agent", agent->sockets.agent);
		leave(agent, "api", agent->sockets.api);
	}
	opening_clear(&agent->opening);
	peers_close(&agent->peers);
	api_close(agent->api);
	if (goes_on)
		begin_anew(agent);
	closelog();
	free(agent);
	return result;
}
