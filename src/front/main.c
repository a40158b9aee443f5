/* main.c - a value from the agent at once, or the whole program */
#include <fcntl.h>
#include <stdio.h>

#include "front/module.h"
#include "front/quick.h"

/* A standard file that the caller closed is the next one that open(2) gives:
 * what is printed would end in the vault. One opened the wrong way round in its
 * place fails all the same when it is used. */
static int fill_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return -1;
	return 0;
}

static int run_program(int argc, char **argv)
{
	const char *why;
	program_fn *program = module_load(&why);

	if (program)
		return program(argc, argv);
	fprintf(stderr,
		"connvault: a part of it cannot be loaded: %s\n"
		"hint: install it again, with the libraries it needs\n",
		why);
	return 1;
}

int main(int argc, char **argv)
{
	int exit_code;

	if (fill_standard_files() != 0) {
		perror("connvault: cannot open /dev/null");
		return 1;
	}
	return quick_get(argc, argv, &exit_code) ? exit_code
						 : run_program(argc, argv);
}
