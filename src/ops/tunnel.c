/* tunnel.c - the way from a browser elsewhere to a listener here */
#include "ops/tunnel.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

/* The one that ssh has logged in as, whatever the environment says. */
static void user_name(char *out, size_t size)
{
	struct passwd entry, *found = NULL;
	char room[4096];
	const char *said = getenv("USER");

	if (getpwuid_r(getuid(), &entry, room, sizeof(room), &found) == 0 &&
	    found)
		said = found->pw_name;
	str_copy(out, said && *said ? said : "USER", size);
}

char *tunnel_line(unsigned port)
{
	const char *ssh = getenv("SSH_CONNECTION");
	char server[64], ssh_port[8], user[64];
	struct str line = STR_INIT;

	if (!ssh || sscanf(ssh, "%*63s %*7s %63s %7s", server, ssh_port) != 2)
		return strdup("");
	user_name(user, sizeof(user));
	str_add(&line, "ssh -N");
	if (!str_is(ssh_port, "22"))
		str_addf(&line, " -p %s", ssh_port);
	str_addf(&line, " -L %u:127.0.0.1:%u %s@%s", port, port, user, server);
	return str_take(&line);
}
