/* rivals.c - the bytes that a key costs, beside other full-screen programs
 *
 * Each program has a list of more rows than fit, in a folder of its own. One
 * that is not installed is left out. */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "pty.h"

#define PATIENCE 20000
#define QUIET	 300 /* nothing more comes after this long */
#define DOWNS	 8
#define BURST	 50
#define KEY_MAX	 8

static const struct rival {
	const char *name, *command;
	const char *down;  /* the key that goes one row down */
	const char *shows; /* when it is ready */
} rivals[] = {
	{ "connvault", "exec \"$CONNVAULT\"", "j", "000000" },
	{ "connvault, selection = name",
	  "mkdir -p ~/.config/connvault && "
	  "echo selection = name >~/.config/connvault/config && "
	  "exec \"$CONNVAULT\"",
	  "j", "000000" },
	{ "fzf", "seq -f 'connection %g of the project' 1000 | exec fzf", "\v",
	  "1000/1000" },
	{ "tig",
	  "git init -q . && for i in $(seq 60); do git -c user.name=a -c "
	  "user.email=a@example.com commit -q --allow-empty -m \"Commit $i\"; "
	  "done && exec tig",
	  "j", "Commit 60" },
	{ "htop", "exec htop --no-color -d 600", "\033OB", "PID" },
	{ "ncdu",
	  "mkdir d && cd d && seq -f 'file %04g' 200 | xargs -d '\\n' touch && "
	  "exec ncdu -0 -e .",
	  "j", "file 0200" },
};
#define RIVALS (sizeof(rivals) / sizeof(*rivals))

struct cost {
	double down, burst;
};

static int shell(const char *command)
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	struct pty pty;
	int status = pty_start(&pty, argv, 24, 80) == 0
			     ? pty_end(&pty, PATIENCE)
			     : -1;

	pty_stop(&pty);
	return status;
}

static bool is_installed(const struct rival *rival)
{
	char command[128];
	size_t len = strcspn(rival->name, ",");

	if (strncmp(rival->name, "connvault", len) == 0)
		return true;
	snprintf(command, sizeof(command), "command -v %.*s >/dev/null 2>&1",
		 (int)len, rival->name);
	return shell(command) == 0;
}

static void press(struct pty *pty, const struct rival *rival, int times,
		  struct samples *bytes)
{
	char keys[BURST * KEY_MAX] = "";

	for (int i = 0; i < times; i++)
		memcpy(keys + (size_t)i * strlen(rival->down), rival->down,
		       strlen(rival->down) + 1);
	if (pty_keys(pty, keys, strlen(keys)) == 0)
		pty_settle(pty, QUIET);
	sample(bytes, pty_bytes(pty));
}

static struct cost measure(const struct rival *rival, const char *folder,
			   int rows, int columns)
{
	char command[1024];
	char *const argv[] = { "sh", "-c", command, NULL };
	struct samples down = { .count = 0 }, burst = down;
	struct pty pty;

	snprintf(command, sizeof(command),
		 "HOME=%s; export HOME; rm -rf ~/* ~/.config ~/.git; cd; %s",
		 folder, rival->command);
	if (pty_start(&pty, argv, rows, columns) == 0 &&
	    pty_wait(&pty, rival->shows, false, PATIENCE) == 0) {
		pty_settle(&pty, QUIET);
		for (int i = 0; i < DOWNS; i++)
			press(&pty, rival, 1, &down);
		press(&pty, rival, BURST, &burst);
	}
	pty_stop(&pty);
	return (struct cost){ median(&down), median(&burst) };
}

void bench_rivals(const char *folder)
{
	char home[512];

	snprintf(home, sizeof(home), "%s/home", folder);
	if (mkdir(home, 0700) != 0)
		return;
	printf("\n%-28s%12s%12s%12s%12s\n", "bytes sent for", "one down",
	       "50 at once", "one down", "50 at once");
	printf("%-28s%24s%24s\n", "", "at 80x24", "at 200x60");
	for (size_t i = 0; i < RIVALS; i++) {
		if (!is_installed(&rivals[i])) {
			printf("%-28s  not installed\n", rivals[i].name);
			continue;
		}
		struct cost small = measure(&rivals[i], home, 24, 80);
		struct cost large = measure(&rivals[i], home, 60, 200);

		printf("%-28s%12.0f%12.0f%12.0f%12.0f\n", rivals[i].name,
		       small.down, small.burst, large.down, large.burst);
	}
}
