/* shelf.h - all pieces of a catalog, to be found while typing
 *
 * What words can match is folded once, so that a letter costs one pass over
 * text that is there already. */
#ifndef CONNVAULT_PIECE_SHELF_H
#define CONNVAULT_PIECE_SHELF_H

#include "piece/piece.h"

struct shelf; /* opaque; its pieces stay the catalog's */

/* All are shown at first. */
int shelf_open(struct catalog *catalog, struct shelf **out, struct err *err);
void shelf_close(struct shelf *shelf); /* NULL is fine */

/* Show those that piece_matches(): names that begin with the first word come
 * first, then names that have it, each by name. */
int shelf_query(struct shelf *shelf, const char *words, struct err *err);
size_t shelf_shown(const struct shelf *shelf);
const struct piece *shelf_at(const struct shelf *shelf, size_t index);

size_t shelf_count(const struct shelf *shelf); /* all */
size_t shelf_own(const struct shelf *shelf);   /* of the operator's files */

#endif
