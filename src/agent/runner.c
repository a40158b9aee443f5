/* runner.c - hooks, one after the other
 *
 * A message is one packet: the event's number, then five texts, each with its
 * NUL. */
#include "agent/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/proc.h"
#include "base/str.h"

#define PACKET_MAX 8192
#define TEXTS	   5

/* -- the runner's side ---------------------------------------------------- */

/* The texts of a packet; false when it is cut short. */
static bool take_texts(const char *packet, size_t len, const char *text[TEXTS])
{
	size_t at = 1;

	for (size_t i = 0; i < TEXTS; i++) {
		const char *nul =
			at < len ? memchr(packet + at, 0, len - at) : NULL;

		if (!nul)
			return false;
		text[i] = packet + at;
		at = (size_t)(nul - packet) + 1;
	}
	return true;
}

static void run_packet(const char *packet, size_t len)
{
	const char *text[TEXTS];
	struct err err = ERR_INIT;

	if (len == 0 || (unsigned char)packet[0] >= HOOK_EVENTS ||
	    !take_texts(packet, len, text))
		return;

	const struct hook_call call = {
		.event = (enum hook_event)packet[0],
		.project = text[0],
		.external_id = text[1],
		.name = text[2],
		.piece = text[3],
		.text = text[4],
	};

	if (hook_run(&call, &err) == 0)
		return;
	syslog(LOG_WARNING, "the hook on_%s: %s", hook_event_name(call.event),
	       err.msg);
	fprintf(stderr, "connvault agent: the hook on_%s: %s\n",
		hook_event_name(call.event), err.msg);
}

/* The agent's sockets, and the vault, are none of its business: one that
 * listens on after the agent was killed would keep clients waiting. */
static void close_others(int own)
{
	proc_close(3, own - 1);
	proc_close(own + 1, INT_MAX);
}

static _Noreturn void serve(int fd)
{
	char packet[PACKET_MAX];
	ssize_t len;

	while ((len = recv(fd, packet, sizeof(packet), 0)) != 0)
		if (len > 0)
			run_packet(packet, (size_t)len);
		else if (errno != EINTR)
			break;
	_exit(0);
}

/* The agent, confined, could not start another one: this process does, for as
 * long as one is killed. What that one was told is lost. What the terminal
 * sends is for the agent, whose end is ours, too. */
static _Noreturn void supervise(int fd)
{
	int status = 0;

	close_others(fd);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	openlog("connvault", LOG_PID, LOG_AUTHPRIV);
	do {
		pid_t child = fork();

		if (child == 0)
			serve(fd);
		if (child < 0)
			break;
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	} while (WIFSIGNALED(status));
	_exit(0);
}

/* -- the agent's side ----------------------------------------------------- */

int runner_start(int *out, struct err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
		return err_sys(err, ERR_IO, "cannot make a pair of sockets");
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	fcntl(pair[1], F_SETFD, FD_CLOEXEC);

	pid_t child = fork();

	if (child == 0) {
		close(pair[0]);
		supervise(pair[1]);
	}
	close(pair[1]);
	if (child < 0) {
		close(pair[0]);
		return err_sys(err, ERR_IO, "cannot start a process");
	}
	*out = pair[0];
	return 0;
}

int runner_tell(int runner, const struct hook_call *call, struct err *err)
{
	const char *const text[TEXTS] = { call->project, call->external_id,
					  call->name, call->piece, call->text };
	char event = (char)call->event;
	struct str packet = STR_INIT;
	int result = 0;

	str_add_bytes(&packet, &event, 1);
	for (size_t i = 0; i < TEXTS; i++)
		str_add_bytes(&packet, text[i], strlen(text[i]) + 1);
	if (packet.failed)
		result = err_nomem(err);
	else if (packet.len > PACKET_MAX)
		result = err_set(err, ERR_FAILED, "there is too much to tell");
	else if (send(runner, packet.text, packet.len,
		      MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		result = errno == EAGAIN
				 ? err_set(err, ERR_BUSY,
					   "too many hooks are under way")
				 : err_set(err, ERR_FAILED,
					   "who starts the hooks is gone");
	str_clear(&packet);
	return result;
}
