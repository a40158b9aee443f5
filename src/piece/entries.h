/* entries.h - what the catalog is made of: lines of a file, own pieces
 *
 * The lines of the installed file are only found here; an entry is read when
 * it is first asked for. Own pieces are few and read at once. */
#ifndef CONNVAULT_PIECE_ENTRIES_H
#define CONNVAULT_PIECE_ENTRIES_H

#include "base/pool.h"
#include "piece/piece.h"

struct entry {
	const char *name;
	const char *text; /* its line, len bytes; NULL for own pieces */
	size_t len;
	int line;
	const struct piece *piece; /* once it was read */
	bool is_bad;
	size_t folder; /* which an own piece is from, 1 the first */
};

struct entries {
	struct entry *entry; /* sorted by name */
	size_t count, room;
	const char *file; /* as given to entries_read_file */
	char *text;	  /* what stands in it */
	struct pool pool;
	const char **complaint;
	size_t complaints;
	const char *reading; /* file that faults are told of */
	size_t folder;	     /* how many were read */
};

/* Find the lines of file, which must outlive entries. */
int entries_read_file(struct entries *entries, const char *file,
		      struct err *err);
/* Own pieces of folder; a folder that is not there has none. */
int entries_read_folder(struct entries *entries, const char *folder,
			struct err *err);
void entries_clear(struct entries *entries);

struct entry *entries_find(const struct entries *entries, const char *name);
/* NULL when it is bad (told in complaint) or the pool is out of memory. */
const struct piece *entries_piece(struct entries *entries, struct entry *entry);

#endif
