/* opening.c - session_unlock() in a thread */
#include "agent/opening.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

int opening_init(struct opening *opening, struct err *err)
{
	*opening = (struct opening){ .pipe = { -1, -1 } };
	if (pipe(opening->pipe) != 0)
		return err_sys(err, ERR_IO, "cannot make a pipe");
	for (int i = 0; i < 2; i++) {
		fcntl(opening->pipe[i], F_SETFD, FD_CLOEXEC);
		fcntl(opening->pipe[i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

static void *derive(void *arg)
{
	struct opening *opening = arg;
	char byte = 0;

	opening->result = session_unlock(opening->session, opening->kind,
					 opening->key, &opening->err);

	ssize_t ignored = write(opening->pipe[1], &byte, 1);

	(void)ignored;
	return NULL;
}

int opening_start(struct opening *opening, struct session *session,
		  enum key_kind kind, struct secret *key, struct err *err)
{
	sigset_t all, before;

	opening->session = session;
	opening->kind = kind;
	opening->key = key;
	opening->err = (struct err)ERR_INIT;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all,
			&before); /* signals are the loop's */
	opening->is_running =
		pthread_create(&opening->thread, NULL, derive, opening) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (opening->is_running)
		return 0;
	secret_free(key);
	opening->key = NULL;
	return err_nomem(err);
}

int opening_end(struct opening *opening, struct err *err)
{
	char byte;

	pthread_join(opening->thread, NULL);
	opening->is_running = false;
	while (read(opening->pipe[0], &byte, 1) > 0)
		;
	secret_free(opening->key);
	opening->key = NULL;
	if (opening->result != 0)
		*err = opening->err;
	return opening->result;
}

void opening_clear(struct opening *opening)
{
	struct err ignored = ERR_INIT;

	if (opening->is_running)
		(void)opening_end(opening, &ignored);
	for (int i = 0; i < 2; i++)
		if (opening->pipe[i] >= 0)
			close(opening->pipe[i]);
}
