/* quick.h - `connvault get` while an agent has the vault open
 *
 * Most of the time that a short command takes goes into loading libraries. This
 * reads only the plainest command lines, and gives up, having done nothing, on
 * whatever else there is: the whole program then does it, and knows what to
 * say. */
#ifndef CONNVAULT_FRONT_QUICK_H
#define CONNVAULT_FRONT_QUICK_H

#include <stdbool.h>

/* Did it write the value to stdout? *exit_code says how to end then. */
bool quick_get(int argc, char *const *argv, int *exit_code);

#endif
