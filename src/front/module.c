/* module.c - the program proper, which is loaded when it is needed */
#include "front/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF	   "/proc/self/exe"
#define NAME	   "/connvault.so"
#define TEXT(x)	   TEXT_OF(x)
#define TEXT_OF(x) #x

/* In a folder where anybody may put files only one that belongs to whom this
 * program belongs to will do, and that others cannot write to. */
static bool is_beside(char out[PATH_MAX])
{
	struct stat self, module;
	ssize_t len = readlink(SELF, out, PATH_MAX - sizeof(NAME));
	char *slash;

	if (len <= 0)
		return false;
	out[len] = '\0';
	slash = strrchr(out, '/');
	if (!slash)
		return false;
	memcpy(slash, NAME, sizeof(NAME));
	return stat(SELF, &self) == 0 && stat(out, &module) == 0 &&
	       self.st_uid == module.st_uid && (module.st_mode & 022) == 0;
}

program_fn *module_load(const char **why)
{
	char path[PATH_MAX];
	void *module = dlopen(is_beside(path) ? path : MODULE_DIR NAME,
			      RTLD_NOW | RTLD_LOCAL);
	program_fn *program = NULL;

	if (module) {
		/* POSIX, dlsym(): this is how a function's address is had. */
		void *at = dlsym(module, TEXT(PROGRAM));

		memcpy(&program, &at, sizeof(program));
	}
	if (!program) {
		*why = dlerror();
		if (module)
			dlclose(module);
	}
	return program;
}
