/* guests.c - connections in the order in which they make room */
#include "agent/guests.h"

#include <string.h>
#include <sys/socket.h>

static struct guest *find(struct guests *guests, int fd)
{
	for (size_t i = 0; i < guests->count; i++)
		if (guests->item[i].fd == fd)
			return &guests->item[i];
	return NULL;
}

static void make_room(struct guests *guests)
{
	for (size_t i = 0; i < guests->count; i++) {
		struct guest *guest = &guests->item[i];

		if (guest->state != GUEST_SILENT)
			continue;
		guest->state = GUEST_LEAVES;
		shutdown(guest->fd, SHUT_RDWR);
		return;
	}
}

void guests_come(struct guests *guests, int fd)
{
	if (guests->count >= GUESTS_MAX)
		make_room(guests);
	if (guests->count < GUESTS_ROOM)
		guests->item[guests->count++] = (struct guest){ .fd = fd };
}

void guests_go(struct guests *guests, int fd)
{
	struct guest *guest = find(guests, fd);

	if (!guest)
		return;
	guests->count--;
	memmove(guest, guest + 1,
		(size_t)(guests->item + guests->count - guest) *
			sizeof(*guest));
}

void guests_ask(struct guests *guests, int fd)
{
	struct guest *guest = find(guests, fd);

	if (guest && guest->state == GUEST_SILENT)
		guest->state = GUEST_ASKS;
}

void guests_rest(struct guests *guests, int fd)
{
	struct guest *guest = find(guests, fd);

	if (!guest || guest->state != GUEST_ASKS)
		return;
	guests_go(guests, fd);
	guests->item[guests->count++] = (struct guest){ .fd = fd };
}
