/* catalog.c - the questions that are asked of the catalog */
#include "piece/piece.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/where.h"
#include "piece/entries.h"
#include "piece/nearest.h"

#define SHARED_FOLDER "/etc/connvault/pieces"
#define SHOWN_MAX     80

/* The provider of a name, as asked for before. */
struct provider {
	const char *name, *shown;
};

struct catalog {
	struct entries entries;
	char *file, **folder;
	size_t folders;
	bool has_own;		   /* own pieces were read */
	struct provider *provider; /* by hash of the name */
	size_t providers, room;	   /* room is 0 or a power of two */
};

static int folders_copy(struct catalog *catalog, const char *const *folders,
			size_t count, struct err *err)
{
	catalog->folder = calloc(count + 1, sizeof(*catalog->folder));
	if (catalog->folder == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		catalog->folder[i] = strdup(folders[i]);
		if (catalog->folder[i] == NULL)
			return err_nomem(err);
		catalog->folders++;
	}
	return 0;
}

int catalog_open_at(const char *file, const char *const *folders, size_t count,
		    struct catalog **out, struct err *err)
{
	struct catalog *catalog = calloc(1, sizeof(*catalog));
	if (catalog == NULL)
		return err_nomem(err);
	catalog->file = strdup(file);
	if (catalog->file == NULL) {
		catalog_close(catalog);
		return err_nomem(err);
	}
	if (folders_copy(catalog, folders, count, err) != 0 ||
	    entries_read_file(&catalog->entries, catalog->file, err) != 0) {
		catalog_close(catalog);
		return -1;
	}
	*out = catalog;
	return 0;
}

int catalog_open(struct catalog **out, struct err *err)
{
	char *file = NULL, *own = NULL;
	struct err no_home = ERR_INIT;
	int ret = where_installed("pieces.json", &file, err);
	if (ret == 0 && where_config("pieces", &own, &no_home) != 0)
		own = NULL;
	const char *folders[] = { own != NULL ? own : SHARED_FOLDER,
				  SHARED_FOLDER };
	if (ret == 0)
		ret = catalog_open_at(file, folders, own != NULL ? 2 : 1, out,
				      err);
	if (ret != 0)
		err_hint(err, "install connvault, or let CONNVAULT_DATA name "
			      "its data folder");
	free(file);
	free(own);
	return ret;
}

void catalog_close(struct catalog *catalog)
{
	if (catalog == NULL)
		return;
	for (size_t i = 0; i < catalog->folders; i++)
		free(catalog->folder[i]);
	free(catalog->folder);
	free(catalog->file);
	free(catalog->provider);
	entries_clear(&catalog->entries);
	free(catalog);
}

/* Every question comes here first. */
static int catalog_load(struct catalog *catalog, struct err *err)
{
	for (size_t i = 0; !catalog->has_own && i < catalog->folders; i++)
		if (entries_read_folder(&catalog->entries, catalog->folder[i],
					err) != 0)
			return -1;
	catalog->has_own = true;
	return 0;
}

static int absent(const struct catalog *catalog, const char *name,
		  struct err *err)
{
	const struct entries *entries = &catalog->entries;
	struct nearest nearest = { .count = 0 };
	char shown[SHOWN_MAX], names[3 * SHOWN_MAX] = "";
	term_safe(shown, sizeof(shown), name, SHOWN_MAX);
	for (size_t i = 0; i < entries->count; i++)
		if (!entries->entry[i].is_bad)
			nearest_offer(&nearest, name, entries->entry[i].name);
	size_t used = 0;
	for (size_t i = 0; i < nearest.count && used < sizeof(names); i++) {
		if (i > 0)
			used += str_copy(names + used, ", ",
					 sizeof(names) - used);
		if (used < sizeof(names))
			used += str_copy(names + used, nearest.name[i],
					 sizeof(names) - used);
	}
	err_set(err, ERR_ABSENT, "there is no piece %s", shown);
	if (nearest.count > 0)
		return err_hint(err, "the nearest names are: %s", names);
	err_hint(err, "look for it: connvault piece list WORDS");
	return err_here(err, "look for it in the catalog: I on the list");
}

static int faulty(const struct catalog *catalog, const char *name,
		  struct err *err)
{
	const struct entries *entries = &catalog->entries;
	if (entries->pool.failed)
		return err_nomem(err);
	err_set(err, ERR_ABSENT, "the catalog entry of %s has a fault", name);
	return entries->complaints == 0
		       ? -1
		       : err_hint(err, "%s",
				  entries->complaint[entries->complaints - 1]);
}

int catalog_find(struct catalog *catalog, const char *name,
		 const struct piece **out, struct err *err)
{
	if (catalog_load(catalog, err) != 0)
		return -1;
	struct entry *entry = entries_find(&catalog->entries, name);
	if (entry == NULL)
		return absent(catalog, name, err);
	const struct piece *piece = entries_piece(&catalog->entries, entry);
	if (piece == NULL)
		return faulty(catalog, name, err);
	*out = piece;
	return 0;
}

int catalog_each(struct catalog *catalog, piece_fn *each, void *arg,
		 struct err *err)
{
	if (catalog_load(catalog, err) != 0)
		return -1;
	for (size_t i = 0; i < catalog->entries.count; i++) {
		const struct piece *piece = entries_piece(
			&catalog->entries, &catalog->entries.entry[i]);
		if (catalog->entries.pool.failed)
			return err_nomem(err);
		int ret = piece != NULL ? each(piece, arg) : 0;
		if (ret != 0)
			return ret;
	}
	return 0;
}

size_t catalog_complaints(const struct catalog *catalog,
			  const char *const **out)
{
	*out = catalog->entries.complaint;
	return catalog->entries.complaints;
}

/* Where name is, or the free place for it. */
static struct provider *provider_at(struct provider *provider, size_t room,
				    const char *name)
{
	size_t i = str_hash(name) & (room - 1);
	while (provider[i].name != NULL && strcmp(provider[i].name, name) != 0)
		i = (i + 1) & (room - 1);
	return &provider[i];
}

/* Keeps at least half of the places free. */
static bool providers_grow(struct catalog *catalog)
{
	if (catalog->providers * 2 < catalog->room)
		return true;
	size_t room = catalog->room == 0 ? 1024 : catalog->room * 2;
	struct provider *grown = calloc(room, sizeof(*grown));
	if (grown == NULL)
		return false;
	for (size_t i = 0; i < catalog->room; i++)
		if (catalog->provider[i].name != NULL)
			*provider_at(grown, room, catalog->provider[i].name) =
				catalog->provider[i];
	free(catalog->provider);
	catalog->provider = grown;
	catalog->room = room;
	return true;
}

static void provider_look_up(struct catalog *catalog, const char *name,
			     struct provider *out)
{
	struct err err = ERR_INIT;
	struct entry *entry = catalog_load(catalog, &err) == 0
				      ? entries_find(&catalog->entries, name)
				      : NULL;
	const struct piece *piece =
		entry != NULL ? entries_piece(&catalog->entries, entry) : NULL;
	out->name = piece != NULL ? piece->name
				  : pool_text(&catalog->entries.pool, name);
	out->shown = piece != NULL ? piece->display_name : out->name;
}

const char *catalog_provider(struct catalog *catalog, const char *name)
{
	if (!providers_grow(catalog))
		return name;
	struct provider *provider =
		provider_at(catalog->provider, catalog->room, name);
	if (provider->name == NULL) {
		provider_look_up(catalog, name, provider);
		if (provider->name == NULL)
			return name;
		catalog->providers++;
	}
	return provider->shown;
}
