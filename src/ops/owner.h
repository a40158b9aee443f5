/* owner.h - which process has a lease, and whether it still lives
 *
 * Told by the boot of the machine, the process id, and when that process was
 * started: ids are used again. */
#ifndef CONNVAULT_OPS_OWNER_H
#define CONNVAULT_OPS_OWNER_H

#include <stdbool.h>

#define OWNER_TEXT 160

/* Of this process. */
void owner_self(char out[OWNER_TEXT]);

enum owner_life { OWNER_SELF, OWNER_ALIVE, OWNER_DEAD, OWNER_UNKNOWN };
/* UNKNOWN: on another machine, or where it cannot be told. */
enum owner_life owner_life(const char *owner);

#endif
