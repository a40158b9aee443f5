/* folder.h - a new folder for each test, gone when it ends */
#ifndef CONNVAULT_TESTS_FOLDER_H
#define CONNVAULT_TESTS_FOLDER_H

#include "test.h"

char *folder_make(void);
void folder_remove(char *folder); /* all that is in it, and its name */

/* For tests that run in the folder: *state is its name. */
int folder_setup(void **state);
int folder_teardown(void **state);

#endif
