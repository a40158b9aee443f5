/* lazy.c - libraries that are loaded when they are needed first */
#include "base/lazy.h"

#include <dlfcn.h>
#include <string.h>

/* All or none of them. */
static int find(void *library, const struct lazy *function, size_t count,
		struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!dlsym(library, function[i].name))
			return err_set(err, ERR_FAILED,
				       "a library is too old: %.200s",
				       dlerror());
	for (size_t i = 0; i < count; i++) {
		/* POSIX, dlsym(): this is how a function's address is had. */
		void *at = dlsym(library, function[i].name);

		memcpy(function[i].to, &at, sizeof(at));
	}
	return 0;
}

int lazy_load(const char *file, const struct lazy *function, size_t count,
	      struct err *err)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		err_set(err, ERR_FAILED, "cannot load a library: %.200s",
			dlerror());
		return err_hint(err, "install the package it belongs to");
	}
	if (find(library, function, count, err) == 0)
		return 0;
	dlclose(library);
	return -1;
}
