/* guests.h - who is connected to the API, and who makes room
 *
 * Anybody may connect and say nothing. When all places are taken who has been
 * silent longest leaves, but nobody who is being answered. */
#ifndef CONNVAULT_AGENT_GUESTS_H
#define CONNVAULT_AGENT_GUESTS_H

#include <stddef.h>

#define GUESTS_MAX  128
#define GUESTS_ROOM (GUESTS_MAX + 8) /* until those who leave are gone */

enum guest_state { GUEST_SILENT, GUEST_ASKS, GUEST_LEAVES };

struct guest {
	int fd;
	enum guest_state state;
};

/* Who was silent longest is the first. */
struct guests {
	struct guest item[GUESTS_ROOM];
	size_t count;
};

/* A connection, which is shut down when it is to leave, and stays open. */
void guests_come(struct guests *guests, int fd);
void guests_go(struct guests *guests, int fd);
/* It has asked; it was answered. */
void guests_ask(struct guests *guests, int fd);
void guests_rest(struct guests *guests, int fd);

#endif
