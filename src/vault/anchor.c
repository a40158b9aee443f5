/* anchor.c - what this machine saw last, kept outside the vault
 *
 * A vault cannot tell by itself that it is an older copy of itself. So every
 * commit leaves its mark in a small file of two places, written in turn with
 * plain writes: a mark that is lost in a power cut leaves the one before, which
 * is late and not wrong, and so nothing waits for the disk.
 *
 *	place := 256 bytes: "cvanchr1" | vault 16 | project 16
 *	       | manifest seq u64, hash 32 | generation u64 | head hash 32
 *	       | audit seq u64, hash 32 | zeros | MAC 32
 *
 * A project that was deleted leaves one with a head hash of zeros.
 *
 * The MAC is BLAKE2b-256 keyed with K_head, which every member has: operator
 * and recovery identity share what they saw. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/where.h"
#include "seal/bytes.h"
#include "vault/internal.h"

#define MAGIC  "cvanchr1"
#define PLACE  256
#define PLACES 2
#define MAC_AT (PLACE - HASH_BYTES)

static int anchor_path(const struct vault *vault,
		       const uint8_t project[OBJECT_ID], char **out,
		       struct err *err)
{
	char of[2 * ID_BYTES + 1], id[2 * ID_BYTES + 1];
	char name[sizeof("anchors/-") + 4 * ID_BYTES];

	hex_from(store_vault_id(vault->store), ID_BYTES, of);
	hex_from(project, ID_BYTES, id);
	snprintf(name, sizeof(name), "anchors/%s-%s", of, id);
	return where_state(name, out, err);
}

static void id_put(const struct project *project, uint8_t place[PLACE])
{
	uint8_t *at = put_bytes(place, MAGIC, 8);

	at = put_bytes(at, store_vault_id(project->vault->store), ID_BYTES);
	put_bytes(at, project->id, ID_BYTES);
}

static int place_write(const struct project *project,
		       const struct anchor *anchor, uint8_t place[PLACE],
		       struct err *err)
{
	memset(place, 0, PLACE);
	id_put(project, place);
	uint8_t *at = put_u64(place + 8 + 2 * ID_BYTES, anchor->manifest_seq);

	at = put_bytes(at, anchor->manifest_hash, HASH_BYTES);
	at = put_u64(at, anchor->generation);
	at = put_bytes(at, anchor->head_hash, HASH_BYTES);
	at = put_u64(at, anchor->audit_seq);
	put_bytes(at, anchor->audit_hash, HASH_BYTES);
	return keyed_hash(project->keys.head, place, MAC_AT, place + MAC_AT,
			  HASH_BYTES, err);
}

/* 1 read, 0 not a good one, -1. */
static int place_read(const struct project *project, const uint8_t place[PLACE],
		      struct anchor *out, struct err *err)
{
	uint8_t want[PLACE], mac[HASH_BYTES];

	if (keyed_hash(project->keys.head, place, MAC_AT, mac, HASH_BYTES, err))
		return -1;
	memcpy(want, place, PLACE);
	id_put(project, want);
	if (sodium_memcmp(mac, place + MAC_AT, HASH_BYTES) != 0 ||
	    sodium_memcmp(want, place, PLACE) != 0)
		return 0;
	const uint8_t *at =
		get_u64(place + 8 + 2 * ID_BYTES, &out->manifest_seq);

	at = get_bytes(at, out->manifest_hash, HASH_BYTES);
	at = get_u64(at, &out->generation);
	at = get_bytes(at, out->head_hash, HASH_BYTES);
	at = get_u64(at, &out->audit_seq);
	get_bytes(at, out->audit_hash, HASH_BYTES);
	return 1;
}

int anchor_parse(struct project *project, struct anchor *out, struct err *err)
{
	uint8_t places[PLACES * PLACE] = { 0 };
	struct anchor found[PLACES];
	bool any = false;

	memset(out, 0, sizeof(*out));
	if (project->anchor.at == NULL)
		return 0;
	memcpy(places, project->anchor.at, project->anchor.len);
	for (size_t i = 0; i < PLACES; i++) {
		int r = place_read(project, places + i * PLACE, &found[i], err);

		if (r < 0)
			return -1;
		any |= r == 1;
		if (r == 1 && found[i].generation > out->generation)
			*out = found[i];
	}
	if (any)
		return 0;
	err_set(err, ERR_DAMAGED,
		"the anchor of project \"%.80s\" on this machine was changed",
		project->name);
	return hint_accept(project, "if you trust the vault file as it is",
			   err);
}

/* -- the file ------------------------------------------------------------- */

static int anchor_open(const struct project *project, int flags, int *out,
		       struct err *err)
{
	char *path;

	if (anchor_path(project->vault, project->id, &path, err))
		return -1;
	*out = open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (*out < 0 && errno != ENOENT)
		err_sys(err, ERR_IO, "cannot open %s", path);
	int r = *out < 0 && errno != ENOENT ? -1 : 0;

	free(path);
	return r;
}

void anchor_read(struct project *project)
{
	uint8_t places[PLACES * PLACE];
	struct grab *anchor = &project->anchor;
	int fd;

	free(anchor->at);
	anchor->at = NULL;
	if (anchor_open(project, O_RDONLY, &fd, &project->anchor_trouble) ||
	    fd < 0)
		return;
	ssize_t len = pread(fd, places, sizeof(places), 0);

	close(fd);
	if (len < 0) {
		err_sys(&project->anchor_trouble, ERR_IO,
			"cannot read the anchor");
		return;
	}
	anchor->err = &project->anchor_trouble;
	grab_bytes((struct store_bytes){ places, (size_t)len }, anchor);
}

static int anchor_create(const struct project *project,
			 const uint8_t place[PLACE], size_t number,
			 struct err *err)
{
	uint8_t places[PLACES * PLACE] = { 0 };
	char *path;

	memcpy(places + number * PLACE, place, PLACE);
	if (anchor_path(project->vault, project->id, &path, err))
		return -1;
	int r = path_make_parents(path, err);

	if (r == 0)
		r = file_write_atomic(path, places, sizeof(places), err);
	free(path);
	return r;
}

static int anchor_put(const struct project *project, const uint8_t place[PLACE],
		      size_t number, struct err *err)
{
	int fd;

	if (anchor_open(project, O_WRONLY, &fd, err))
		return -1;
	if (fd < 0)
		return anchor_create(project, place, number, err);
	ssize_t len = pwrite(fd, place, PLACE, (off_t)(number * PLACE));

	if (len != PLACE)
		err_sys(err, ERR_IO, "cannot write the anchor");
	close(fd);
	return len == PLACE ? 0 : -1;
}

static void anchor_of(const struct project *project, struct anchor *out)
{
	const struct head *head = &project->head;

	memset(out, 0, sizeof(*out));
	out->manifest_seq = project->manifest.seq;
	out->generation = head->generation;
	out->audit_seq = head->audit_seq;
	memcpy(out->manifest_hash, project->manifest_hash, HASH_BYTES);
	memcpy(out->head_hash, head->hash, HASH_BYTES);
	memcpy(out->audit_hash, head->audit_hash, HASH_BYTES);
}

void anchor_write(struct project *project)
{
	uint8_t place[PLACE];
	struct err trouble = ERR_INIT;

	anchor_of(project, &project->known);
	if (project->vault->read_only)
		return;
	if (place_write(project, &project->known, place, &trouble) == 0)
		anchor_put(project, place, project->known.generation % PLACES,
			   &trouble);
	project->anchor_trouble = trouble;
}

void anchor_bury(struct project *project)
{
	struct anchor grave;
	struct err ignored, *trouble = &project->vault->grave_trouble;
	uint8_t place[PLACE];

	if (anchor_parse(project, &grave, &ignored))
		memset(&grave, 0, sizeof(grave));
	if (grave.generation < project->head.generation)
		grave.generation = project->head.generation;
	grave.generation++;
	memset(grave.head_hash, 0, HASH_BYTES);
	if (place_write(project, &grave, place, trouble) == 0)
		anchor_put(project, place, grave.generation % PLACES, trouble);
}

void anchors_remove(const struct vault *vault)
{
	char of[2 * ID_BYTES + 1], *folder, path[PATH_MAX];
	struct dirent **entry;
	struct err ignored;

	hex_from(store_vault_id(vault->store), ID_BYTES, of);
	if (where_state("anchors", &folder, &ignored))
		return;
	int count = scandir(folder, &entry, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry[i]->d_name);
		if (str_starts(entry[i]->d_name, of))
			unlink(path);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	free(folder);
}

/* -- comparing ------------------------------------------------------------ */

struct manifest_look {
	uint64_t seq;
	uint8_t hash[HASH_BYTES];
	bool is_found;
};

static int manifest_look(uint64_t seq, struct store_bytes row,
			 struct store_bytes signature, void *arg)
{
	struct manifest_look *look = arg;

	(void)signature;
	if (seq != look->seq)
		return 0;
	manifest_hash(row.at, row.len, look->hash);
	look->is_found = true;
	return 1;
}

static int manifest_extends(struct project *project, const struct anchor *known,
			    struct err *err)
{
	struct manifest_look look = { .seq = known->manifest_seq };

	if (store_manifest(project->vault->store, project->id, manifest_look,
			   &look, err) < 0)
		return -1;
	if (look.is_found &&
	    sodium_memcmp(look.hash, known->manifest_hash, HASH_BYTES) == 0)
		return 0;
	return err_set(err, ERR_DAMAGED,
		       "the members of project \"%.80s\" are not those this "
		       "machine knows",
		       project->name);
}

static int rolled_back(const struct project *project, uint64_t missing,
		       struct err *err)
{
	err_set(err, ERR_DAMAGED,
		"the vault is older than this machine has seen it: %" PRIu64
		" change%s of project \"%.80s\" %s missing",
		missing, missing == 1 ? "" : "s", project->name,
		missing == 1 ? "is" : "are");
	return hint_accept(project, "if it was restored on purpose", err);
}

static int forked(const struct project *project, struct err *err)
{
	err_set(err, ERR_DAMAGED,
		"project \"%.80s\" went on from another copy of the vault than "
		"the one this machine knows",
		project->name);
	return hint_accept(project, "find the right file, or take this one",
			   err);
}

/* Heads have a keyed hash, so only anchor_bury() leaves zeros. */
static bool is_grave(const struct anchor *known)
{
	return sodium_is_zero(known->head_hash, HASH_BYTES);
}

static int risen(const struct project *project, struct err *err)
{
	err_set(err, ERR_DAMAGED,
		"project \"%.80s\" was deleted, and an older copy of it was "
		"put back outside connvault",
		project->name);
	return hint_accept(project, "if that was on purpose", err);
}

int anchor_check(struct project *project, const struct anchor *known,
		 struct err *err)
{
	const struct head *head = &project->head;
	struct err why;

	if (known->generation == 0)
		return 0;
	if (is_grave(known))
		return risen(project, err);
	if (head->generation < known->generation)
		return rolled_back(project,
				   known->generation - head->generation, err);
	if (manifest_extends(project, known, err))
		return -1;
	if (head->generation == known->generation)
		return sodium_memcmp(head->hash, known->head_hash,
				     HASH_BYTES) == 0
			       ? 0
			       : forked(project, err);
	if (audit_has(project->vault->store, project->id, known->audit_seq,
		      known->audit_hash, &why) != 1 ||
	    audit_follows(project, known->audit_seq, known->audit_hash, head,
			  &why))
		return forked(project, err);
	return 0;
}
