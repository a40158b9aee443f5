/* listen.c - the agent's end of its socket */
#include "agent/listen.h"

#include "config.h" /* struct ucred */

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent/place.h"
#include "base/path.h"
#include "base/str.h"

#define BACKLOG 128

/* One at a time looks whether somebody listens, and does when nobody does. */
static int lock_take(const char *path, int *out, struct err *err)
{
	struct str name = STR_INIT;

	str_addf(&name, "%s.lock", path);
	if (name.failed)
		return err_nomem(err);

	int fd = open(name.text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		      0600);

	str_clear(&name);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		err_sys(err, ERR_IO, "cannot lock the agent's folder");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*out = fd;
	return 0;
}

static int bind_there(const char *path, int *out, struct err *err)
{
	struct sockaddr_un address;
	struct err nobody = ERR_INIT;
	int fd;

	if (place_connect(path, &fd, &nobody) == 0) {
		close(fd);
		err_set(err, ERR_CONFLICT, "an agent runs already");
		return err_hint(err, "connvault unlock uses that one");
	}
	/* Only a socket that nobody listens at may be taken away. */
	if (nobody.code != ERR_ABSENT) {
		*err = nobody;
		return -1;
	}
	if (place_socket_new(path, &address, &fd, err) != 0)
		return -1;
	unlink(path);
	/* The folder is 0700, and so is what is made in it: see umask. */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, BACKLOG) != 0) {
		err_sys(err, ERR_IO, "cannot listen at %s",
			path_shown(path).text);
		err_hint(err, "if something else is there, move it away");
		close(fd);
		return -1;
	}
	*out = fd;
	return 0;
}

int listen_at(const char *path, int *out, struct err *err)
{
	int lock;

	if (path_make_parents(path, err) != 0 ||
	    place_check_folder(path, err) != 0 ||
	    lock_take(path, &lock, err) != 0)
		return -1;

	int result = bind_there(path, out, err);

	close(lock);
	return result;
}

/* Who called listen(), at either end; 0: nobody knows. */
static pid_t listener_pid(int fd)
{
#ifdef SO_PEERCRED
	struct ucred listener;
	socklen_t len = sizeof(listener);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &listener, &len) == 0)
		return listener.pid;
#endif
	(void)fd;
	return 0;
}

static bool leads_to(const char *path, pid_t pid)
{
	struct err none = ERR_INIT;
	int fd;

	if (pid == 0 || place_connect(path, &fd, &none) != 0)
		return false;

	bool leads = listener_pid(fd) == pid;

	close(fd);
	return leads;
}

void listen_end(const char *path, int listener, bool is_ours)
{
	struct err none = ERR_INIT;
	pid_t pid = listener_pid(listener);
	int lock;

	if ((!is_ours && pid != getpid()) || lock_take(path, &lock, &none) != 0)
		return;
	/* While we hold this nobody else puts one there. */
	if (leads_to(path, pid))
		unlink(path);
	close(lock);
}
