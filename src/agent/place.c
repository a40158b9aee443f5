/* place.c - sockets of the agent, found, made and checked */
#include "agent/place.h"

#include "config.h" /* struct ucred */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "base/where.h"

/* -- where ---------------------------------------------------------------- */

/* Of a file that is gone that of its folder counts. Two slashes in front are
 * one, which not every realpath() knows. */
static char *real_path(const char *path)
{
	while (path[0] == '/' && path[1] == '/')
		path++;

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

/* Names are only to differ, in a folder of the operator's alone: no digest of
 * libsodium, which the small program in front is without.
 *
 * The vault of the default path has the plain name, which a systemd unit can
 * know. */
int place_socket(const char *vault, const char *name, char **out,
		 struct err *err)
{
	char file[64], *usual;

	if (where_data("vault.db", &usual, err) != 0)
		return -1;

	char *real = str_is(vault, usual) ? NULL : real_path(vault);
	char *real_usual = real ? realpath(usual, NULL) : NULL;
	const char *path = real ? real : vault;

	if (str_is(path, real_usual ? real_usual : usual))
		snprintf(file, sizeof(file), "%s.sock", name);
	else
		snprintf(file, sizeof(file), "%s-%016" PRIx64 ".sock", name,
			 str_hash(path));
	free(real_usual);
	free(usual);
	free(real);
	return where_runtime(file, out, err);
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

int place_check_folder(const char *socket, struct err *err)
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
		err_set(err, ERR_FAILED,
			"%.160s is not a folder of yours alone", folder);
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

int place_socket_new(const char *path, struct sockaddr_un *address, int *out,
		     struct err *err)
{
	int fd;

	if (address_of(path, address, err) != 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
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

	if (place_check_folder(path, err) != 0 ||
	    place_socket_new(path, &address, &fd, err) != 0)
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
