/* program.h - all of connvault but its quick way in */
#ifndef CONNVAULT_PROGRAM_H
#define CONNVAULT_PROGRAM_H

/* Run a command line; the exit code. What front/module.c loads by name. */
#define PROGRAM connvault_program
typedef int program_fn(int argc, char **argv);
__attribute__((visibility("default"))) program_fn PROGRAM;

#endif
