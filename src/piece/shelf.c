/* shelf.c - all pieces of a catalog, to be found while typing */
#include "piece/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"

/* How well the names match: what is lower comes first. */
enum rank { RANK_START, RANK_NAME, RANK_OTHER, RANKS };

struct book {
	const struct piece *piece;
	char *search; /* folded: all that words can match */
	char *name, *display_name;
	enum rank rank;
};

struct shelf {
	struct book *book; /* by name, as the catalog gives them */
	size_t count, cap, own;
	size_t *shown, shown_count; /* indices */
};

static void book_clear(struct book *book)
{
	free(book->search);
	free(book->name);
	free(book->display_name);
}

void shelf_close(struct shelf *shelf)
{
	if (!shelf)
		return;
	for (size_t i = 0; i < shelf->count; i++)
		book_clear(&shelf->book[i]);
	free(shelf->book);
	free(shelf->shown);
	free(shelf);
}

static int reserve(struct shelf *shelf)
{
	size_t cap = shelf->cap ? shelf->cap * 2 : 256;

	if (shelf->count < shelf->cap)
		return 0;

	struct book *grown = realloc(shelf->book, cap * sizeof(*grown));

	if (!grown)
		return -1;
	shelf->book = grown;
	shelf->cap = cap;
	return 0;
}

static int add(const struct piece *piece, void *arg)
{
	struct shelf *shelf = arg;

	if (reserve(shelf) != 0)
		return -1;

	struct book book = {
		.piece = piece,
		.search = piece_search_text(piece),
		.name = utf8_fold(piece->name),
		.display_name = utf8_fold(piece->display_name),
	};

	if (!book.search || !book.name || !book.display_name) {
		book_clear(&book);
		return -1;
	}
	shelf->own += piece->is_own;
	shelf->book[shelf->count++] = book;
	return 0;
}

int shelf_open(struct catalog *catalog, struct shelf **out, struct err *err)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));
	struct err none = ERR_INIT;

	if (!shelf)
		return err_nomem(err);
	if (catalog_each(catalog, add, shelf, &none) != 0) {
		shelf_close(shelf);
		if (none.code == ERR_OK)
			return err_nomem(err);
		*err = none;
		return -1;
	}
	shelf->shown = calloc(shelf->count + 1, sizeof(*shelf->shown));
	if (!shelf->shown || shelf_query(shelf, "", err) != 0) {
		shelf_close(shelf);
		return err_nomem(err);
	}
	*out = shelf;
	return 0;
}

static enum rank rank_of(const struct book *book, const struct words *words)
{
	const char *first = words->count ? words->word[0] : "";

	if (str_starts(book->name, first) ||
	    str_starts(book->display_name, first))
		return RANK_START;
	if (strstr(book->name, first) || strstr(book->display_name, first))
		return RANK_NAME;
	return RANK_OTHER;
}

int shelf_query(struct shelf *shelf, const char *text, struct err *err)
{
	struct words words;

	if (words_init(&words, text) != 0)
		return err_nomem(err);
	for (size_t i = 0; i < shelf->count; i++) {
		struct book *book = &shelf->book[i];

		book->rank = words_match(&words, book->search)
				     ? rank_of(book, &words)
				     : RANKS;
	}
	shelf->shown_count = 0;
	for (enum rank rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < shelf->count; i++)
			if (shelf->book[i].rank == rank)
				shelf->shown[shelf->shown_count++] = i;
	words_clear(&words);
	return 0;
}

size_t shelf_shown(const struct shelf *shelf)
{
	return shelf->shown_count;
}

const struct piece *shelf_at(const struct shelf *shelf, size_t index)
{
	return shelf->book[shelf->shown[index]].piece;
}

size_t shelf_count(const struct shelf *shelf)
{
	return shelf->count;
}

size_t shelf_own(const struct shelf *shelf)
{
	return shelf->own;
}
