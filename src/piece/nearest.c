/* nearest.c - which names a mistyped one may have meant */
#include "piece/nearest.h"

#include <string.h>

#define NAME_MAX_BYTES 64

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/* Insertions, deletions and exchanges that lead from one to the other. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_BYTES + 1], len = strlen(b);
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
				       corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[len];
}

void nearest_offer(struct nearest *nearest, const char *wanted,
		   const char *name)
{
	size_t len = strlen(wanted);
	if (len == 0 || len > NAME_MAX_BYTES || strlen(name) > NAME_MAX_BYTES)
		return;
	size_t far =
		len > 2 && strstr(name, wanted) ? 1 : distance(wanted, name);
	if (far > 1 + len / 4)
		return;
	size_t at = nearest->count;
	while (at > 0 && nearest->distance[at - 1] > far)
		at--;
	if (at == NEAREST_MAX)
		return;
	if (nearest->count < NEAREST_MAX)
		nearest->count++;
	for (size_t i = nearest->count - 1; i > at; i--) {
		nearest->name[i] = nearest->name[i - 1];
		nearest->distance[i] = nearest->distance[i - 1];
	}
	nearest->name[at] = name;
	nearest->distance[at] = far;
}
