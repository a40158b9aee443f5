/* main.c - chooses a command, or opens the console */
#include <stdio.h>

#include "config.h"

int main(void)
{
	puts(PACKAGE_STRING);
	return 0;
}
