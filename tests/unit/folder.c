/* folder.c - a new folder for each test, gone when it ends */
#include "folder.h"

#include <ftw.h>
#include <unistd.h>

char *folder_make(void)
{
	char *folder = strdup("/tmp/connvault-test-XXXXXX");

	assert_non_null(folder);
	assert_non_null(mkdtemp(folder));
	return folder;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void folder_remove(char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

int folder_setup(void **state)
{
	char *folder = folder_make();

	*state = folder;
	return chdir(folder);
}

int folder_teardown(void **state)
{
	folder_remove(*state);
	return chdir("/");
}
