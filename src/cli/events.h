/* events.h - what happens in a sign-in, for programs: one JSON object a line on
 * standard output, written at once */
#ifndef CONNVAULT_CLI_EVENTS_H
#define CONNVAULT_CLI_EVENTS_H

#include "ops/signin.h"

void event_authorize(const struct signin_view *view);
void event_device(const struct signin_view *view);
void event_rejected(const struct signin_view *view);
void event_done(const struct conn *conn);
void event_error(const struct err *err);

#endif
