/* place.c - sockets of the agent, found, made and checked */
#include "agent/place.h"

#include "config.h" /* struct ucred */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "vault/vault.h"

#define BACKLOG 128

/* -- where ---------------------------------------------------------------- */

/* Of a file that is gone that of its folder counts. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL), *copy = NULL, *folder = NULL;
	const char *slash = strrchr(path, '/');
	struct str made = STR_INIT;

	if (real)
		return real;
	copy = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	folder = copy ? realpath(copy, NULL) : NULL;
	free(copy);
	if (!folder)
		return NULL;
	str_addf(&made, "%s/%s", folder, slash ? slash + 1 : path);
	free(folder);
	return str_take(&made);
}

/* The vault of the default path has the plain name, which a systemd unit can
 * know. */
int place_socket(const char *vault, const char *name, char **out,
		 struct err *err)
{
	char file[DIGEST_TEXT + 32], digest[DIGEST_TEXT];
	char *usual = NULL, *real = real_path(vault);
	const char *path = real ? real : vault;

	if (path_data("vault.db", &usual, err) != 0) {
		free(real);
		return -1;
	}

	char *real_usual = realpath(usual, NULL);

	if (str_is(path, real_usual ? real_usual : usual)) {
		snprintf(file, sizeof(file), "%s.sock", name);
	} else {
		flow_digest(path, strlen(path), digest);
		snprintf(file, sizeof(file), "%s-%.16s.sock", name, digest);
	}
	free(real_usual);
	free(usual);
	free(real);
	return path_runtime(file, out, err);
}

static int address_of(const char *path, struct sockaddr_un *out,
		      struct err *err)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (str_copy(out->sun_path, path, sizeof(out->sun_path)) <
	    sizeof(out->sun_path))
		return 0;
	err_set(err, ERR_USAGE, "the path of the agent's socket is too long");
	return err_hint(err,
			"set XDG_RUNTIME_DIR to a shorter folder of yours");
}

/* The folder that the socket is in: a folder, ours, and nobody else's. */
static int folder_check(const char *socket, struct err *err)
{
	char *folder = strdup(socket), *slash;
	struct stat st;
	int result = -1;

	if (!folder)
		return err_nomem(err);
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	if (lstat(folder, &st) != 0)
		err_set(err, ERR_ABSENT, "no agent runs");
	else if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
		 (st.st_mode & 077) != 0) {
		err_set(err, ERR_FAILED, "%s is not a folder of yours alone",
			path_shown(folder).text);
		err_hint(err, "make it yours, with chmod 700");
	} else {
		result = 0;
	}
	free(folder);
	return result;
}

bool place_is_ours(int fd)
{
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.uid == geteuid();
#else
	uid_t uid;
	gid_t gid;

	return getpeereid(fd, &uid, &gid) == 0 && uid == geteuid();
#endif
}

/* -- sockets -------------------------------------------------------------- */

static int socket_new(int *out, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return err_sys(err, ERR_IO, "cannot make a socket");
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	*out = fd;
	return 0;
}

void place_wait_at_most(int fd, int seconds)
{
	const struct timeval patience = { .tv_sec = seconds };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

int place_late(struct err *err)
{
	err_set(err, ERR_TIMEOUT, "the agent does not answer");
	return err_hint(err,
			"kill -CONT wakes one that was stopped, -KILL ends it; "
			"pgrep -fa 'connvault.* agent' finds it");
}

static int not_connected(int why, struct err *err)
{
	if (why == ENOENT || why == ECONNREFUSED)
		return err_set(err, ERR_ABSENT, "no agent runs");
	if (why == EAGAIN)
		return place_late(err); /* and as many wait as may */
	errno = why;
	return err_sys(err, ERR_BUSY, "cannot ask the agent");
}

int place_connect(const char *path, int *out, struct err *err)
{
	struct sockaddr_un address;
	int fd;

	if (folder_check(path, err) != 0 ||
	    address_of(path, &address, err) != 0 || socket_new(&fd, err) != 0)
		return -1;
	place_wait_at_most(fd, PLACE_PATIENCE_S);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		int why = errno;

		close(fd);
		return not_connected(why, err);
	}
	if (!place_is_ours(fd)) {
		close(fd);
		return err_set(err, ERR_FAILED,
			       "the agent's socket is somebody else's");
	}
	*out = fd;
	return 0;
}

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
	if (address_of(path, &address, err) != 0 || socket_new(&fd, err) != 0)
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

int place_listen(const char *path, int *out, struct err *err)
{
	int lock;

	if (path_make_parents(path, err) != 0 || folder_check(path, err) != 0 ||
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

void place_remove(const char *path, int listener, bool is_ours)
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
