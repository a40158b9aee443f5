/* replay.c - a target without libFuzzer: every input of its corpus, once
 *
 * NAME [FILE...] reads those files, else tests/fuzz/corpus/NAME. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "fuzz.h"

#define INPUT_MAX (1024 * 1024)

static void replay(const char *path)
{
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	/* Said before, so that a crash is of the last one. */
	printf("# %s\n", path);
	fflush(stdout);
	if (file_read(path, INPUT_MAX, &bytes, &len, &err) != 0) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}

	/* Of exactly its size, so that reading behind the end is seen. */
	uint8_t *data = malloc(len);

	HOLDS(data || len == 0);
	if (len > 0)
		memcpy(data, bytes, len);
	free(bytes);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
}

static int replay_folder(const char *name)
{
	const char *top = getenv("TOP_SRCDIR");
	char folder[3000], path[4000];
	struct dirent *entry;
	int inputs = 0;

	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
		 top ? top : ".", name);

	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		replay(path);
		inputs++;
	}
	if (dir)
		closedir(dir);
	return inputs;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	int inputs = argc - 1;

	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc == 1)
		inputs = replay_folder(name);
	printf("%s 1 - %d inputs of %s\n1..1\n", inputs > 0 ? "ok" : "not ok",
	       inputs, name);
	return inputs == 0;
}
