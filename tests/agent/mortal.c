/* mortal.c - connvault, killed at the point that DIES_AT names */
#include <signal.h>
#include <stdlib.h>

#include "base/point.h"
#include "base/str.h"

void __wrap_point(const char *name);
void __wrap_point(const char *name)
{
	if (str_is(getenv("DIES_AT"), name))
		raise(SIGKILL);
}
