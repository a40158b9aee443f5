/* sqlite_pages.c - the vault's file as SQLite is given it
 *
 * When SQLite moves a cell to another page it leaves the bytes in the gap
 * between the cells and their pointers, where secure_delete, which clears a
 * cell that is removed, finds them no more. No reader looks into the gap: it is
 * written as zeros (https://www.sqlite.org/fileformat.html 1.6). */
#include "store/sqlite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

struct sqlite_pages {
	sqlite3_io_methods methods; /* first: SQLite gives it back */
	const sqlite3_io_methods *real;
};

static size_t short_at(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/* A b-tree page begins with its kind. Others begin with the number of a page,
 * whose highest byte is 0 in files below 64 GiB; those of auto_vacuum, which do
 * not, are in no vault. */
static size_t header_size(uint8_t kind)
{
	switch (kind) {
	case 2: /* interior, of an index; of a table */
	case 5:
		return 12;
	case 10: /* leaf */
	case 13:
		return 8;
	default:
		return 0;
	}
}

static void clear_gap(uint8_t *page, size_t head)
{
	size_t size = header_size(page[head]);
	size_t from = head + size + 2 * short_at(page + head + 3);
	size_t to = short_at(page + head + 5);

	if (size > 0 && from < to && to <= STORE_PAGE)
		memset(page + from, 0, to - from);
}

static int write_page(sqlite3_file *file, const void *bytes, int len,
		      sqlite3_int64 at)
{
	const struct sqlite_pages *ours = (const void *)file->pMethods;
	uint8_t page[STORE_PAGE];

	if (len != STORE_PAGE)
		return ours->real->xWrite(file, bytes, len, at);
	memcpy(page, bytes, sizeof(page));
	clear_gap(page, at == 0 ? STORE_HEADER : 0);
	return ours->real->xWrite(file, page, len, at);
}

/* It asks a file of version 1 for no shared memory, which a WAL needs. */
int sqlite_pages_take(struct store *store, struct err *err)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER,
			     &file);
	if (file == NULL || file->pMethods == NULL)
		return err_set(err, ERR_FAILED, "SQLite shows no file");
	store->pages = malloc(sizeof(*store->pages));
	if (store->pages == NULL)
		return err_nomem(err);
	*store->pages = (struct sqlite_pages){ .methods = *file->pMethods,
					       .real = file->pMethods };
	store->pages->methods.iVersion = 1;
	store->pages->methods.xWrite = write_page;
	file->pMethods = &store->pages->methods;
	return 0;
}
