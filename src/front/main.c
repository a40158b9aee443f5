/* main.c - a value from the agent at once, or the whole program */
#include <signal.h>
#include <stdio.h>

#include "front/program.h"
#include "front/quick.h"

int main(int argc, char **argv)
{
	int exit_code;

	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error */
	if (quick_get(argc, argv, &exit_code))
		return exit_code;
	program_run(argv);
	perror("connvault: its larger part, connvault-program, cannot be run");
	fputs("hint: install it again\n", stderr);
	return 1;
}
