/* module.h - the program proper, which is loaded when it is needed */
#ifndef CONNVAULT_FRONT_MODULE_H
#define CONNVAULT_FRONT_MODULE_H

#include "program.h"

/* From beside this program, as it is in the build tree, or from where it was
 * installed. NULL: *why says what is wrong, borrowed. */
program_fn *module_load(const char **why);

#endif
