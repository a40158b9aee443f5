/* owner.c - which process has a lease, and whether it still lives
 *
 * "host boot pid start", the last three as Linux has them in /proc; "-" for
 * what is not to be had. */
#include "ops/owner.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#define BOOT_ID	 "/proc/sys/kernel/random/boot_id"
#define PART_MAX 40

struct owner {
	char host[PART_MAX], boot[PART_MAX], start[PART_MAX];
	long pid;
};

static void boot_read(char out[PART_MAX])
{
	FILE *file = fopen(BOOT_ID, "re");

	str_copy(out, "-", PART_MAX);
	if (!file)
		return;
	if (fscanf(file, "%39s", out) != 1)
		str_copy(out, "-", PART_MAX);
	fclose(file);
}

/* The 22nd word, counted from behind the name, which may have blanks: in clock
 * ticks since the boot. */
static void start_read(long pid, char out[PART_MAX])
{
	char path[64], line[1024];
	FILE *file;

	str_copy(out, "-", PART_MAX);
	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	char *at = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;

	for (int word = 2; at && word < 22; word++)
		at = strchr(at + 1, ' ');
	if (at)
		sscanf(at, "%39s", out);
	fclose(file);
}

static void self_read(struct owner *out)
{
	if (gethostname(out->host, sizeof(out->host)) != 0 || !*out->host)
		str_copy(out->host, "-", sizeof(out->host));
	out->host[sizeof(out->host) - 1] = '\0';
	boot_read(out->boot);
	out->pid = (long)getpid();
	start_read(out->pid, out->start);
}

void owner_self(char out[OWNER_TEXT])
{
	struct owner self;

	self_read(&self);
	snprintf(out, OWNER_TEXT, "%s %s %ld %s", self.host, self.boot,
		 self.pid, self.start);
}

enum owner_life owner_life(const char *owner)
{
	struct owner self, other;
	char start[PART_MAX];

	self_read(&self);
	if (sscanf(owner, "%39s %39s %ld %39s", other.host, other.boot,
		   &other.pid, other.start) != 4 ||
	    !str_is(self.host, other.host) || str_is(self.boot, "-"))
		return OWNER_UNKNOWN;
	if (!str_is(self.boot, other.boot))
		return OWNER_DEAD;
	if (other.pid <= 0 ||
	    (kill((pid_t)other.pid, 0) != 0 && errno == ESRCH))
		return OWNER_DEAD;
	start_read(other.pid, start);
	if (!str_is(start, other.start))
		return str_is(start, "-") ? OWNER_UNKNOWN : OWNER_DEAD;
	return other.pid == self.pid ? OWNER_SELF : OWNER_ALIVE;
}
