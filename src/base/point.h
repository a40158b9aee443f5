/* point.h - named points between the steps of what must survive a kill
 *
 * Does nothing. Tests replace it (ld --wrap) and kill the process at one. */
#ifndef CONNVAULT_BASE_POINT_H
#define CONNVAULT_BASE_POINT_H

void point(const char *name);

#endif
