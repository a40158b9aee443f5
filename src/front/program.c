/* program.c - the program proper, for whatever is not quick */
#include "front/program.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define NAME "/connvault-program"

/* In a folder where anybody may put files only a file that belongs to whom this
 * one belongs to will do, no link to one, and that nobody else can write to who
 * could not write to this one. */
static bool is_beside(char out[PATH_MAX])
{
	struct stat self, program;
	ssize_t len = readlink(SELF, out, PATH_MAX - sizeof(NAME));
	char *slash;

	if (len <= 0)
		return false;
	out[len] = '\0';
	slash = strrchr(out, '/');
	if (!slash)
		return false;
	memcpy(slash, NAME, sizeof(NAME));
	return stat(SELF, &self) == 0 && lstat(out, &program) == 0 &&
	       S_ISREG(program.st_mode) && program.st_nlink == 1 &&
	       self.st_uid == program.st_uid && self.st_gid == program.st_gid &&
	       (program.st_mode & 022 & ~self.st_mode) == 0;
}

void program_run(char *const *argv)
{
	char path[PATH_MAX];

	execv(is_beside(path) ? path : PROGRAM_DIR NAME, argv);
}
