/* program.h - the program proper, for whatever is not quick */
#ifndef CONNVAULT_FRONT_PROGRAM_H
#define CONNVAULT_FRONT_PROGRAM_H

/* Becomes it: from beside this program, as in the build tree, or from where it
 * was installed. Comes back only when there is none, with errno. */
void program_run(char *const *argv);

#endif
