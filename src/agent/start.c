/* start.c - an agent in the background */
#include "agent/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/inherit.h"
#include "agent/listen.h"
#include "agent/place.h"

/* The second child is nobody's, in a session of its own. */
static _Noreturn void become(const char *vault, int listener)
{
	struct inherited given = INHERITED_NONE;
	const char *const argv[] = { "connvault", "--vault", vault, "agent",
				     NULL };
	int null = open("/dev/null", O_RDWR);

	given.agent = listener;
	given.is_spawned = true;
	if (setsid() < 0 || null < 0 || chdir("/") != 0)
		_exit(1);

	pid_t child = fork();

	if (child != 0)
		_exit(child < 0 ? 1 : 0);
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	inherit_exec(argv, &given);
	_exit(1);
}

static int run(const char *vault, int listener, struct err *err)
{
	char *path = realpath(vault, NULL);
	int status = 0;

	if (!path)
		return err_sys(err, ERR_ABSENT, "cannot find the vault");

	pid_t child = fork();

	if (child == 0)
		become(path, listener);
	free(path);
	if (child < 0)
		return err_sys(err, ERR_IO, "cannot start the agent");
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0 ? 0
			   : err_set(err, ERR_FAILED,
				     "the agent could not be started");
}

int agent_start(const char *vault, struct err *err)
{
	struct err why = ERR_INIT;
	char *socket;
	int listener;

	if (place_socket(vault, "agent", &socket, err) != 0)
		return -1;

	int result = listen_at(socket, &listener, &why);

	free(socket);
	if (result != 0 && why.code == ERR_CONFLICT)
		return 0;
	if (result != 0) {
		*err = why;
		return -1;
	}
	result = run(vault, listener, err);
	close(listener);
	return result;
}
