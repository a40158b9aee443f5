/* vault.c - a vault made, opened, locked, copied */
#include "vault/vault.h"

#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"
#include "vault/mirror.h"
#include "vault/slots.h"

#define HOST_MAX 64

/* -- open and close ------------------------------------------------------- */

/* user@host, for the audit. */
static void actor_find(char out[ACTOR_MAX])
{
	struct passwd entry, *found = NULL;
	char host[HOST_MAX + 1] = "", buf[4096];
	const char *user = "?";

	if (getpwuid_r(getuid(), &entry, buf, sizeof(buf), &found) == 0 &&
	    found != NULL)
		user = found->pw_name;
	gethostname(host, HOST_MAX);
	snprintf(out, ACTOR_MAX, "%.80s@%s", user, host);
}

static int vault_new(const char *path, bool read_only, struct vault **out,
		     struct err *err)
{
	struct vault *vault = calloc(1, sizeof(*vault));

	if (vault == NULL)
		return err_nomem(err);
	vault->path = strdup(path);
	vault->read_only = read_only;
	actor_find(vault->actor);
	*out = vault;
	if (vault->path != NULL)
		return 0;
	vault_close(vault);
	return err_nomem(err);
}

int vault_open(const char *path, bool read_only, struct vault **out,
	       struct err *err)
{
	struct vault *vault;

	if (vault_new(path, read_only, &vault, err))
		return -1;
	if (store_open(path, read_only, &vault->store, err)) {
		vault_close(vault);
		return -1;
	}
	*out = vault;
	return 0;
}

static void identity_forget(struct vault *vault)
{
	identity_free(vault->identity);
	vault->identity = NULL;
	memset(vault->slot, 0, sizeof(vault->slot));
}

void vault_close(struct vault *vault)
{
	if (vault == NULL)
		return;
	identity_forget(vault);
	store_close(vault->store);
	free(vault->path);
	free(vault);
}

void vault_lock(struct vault *vault)
{
	identity_forget(vault);
	mirrors_remove(vault);
}

bool vault_is_unlocked(const struct vault *vault)
{
	return vault->identity != NULL;
}

const char *vault_path(const struct vault *vault)
{
	return vault->path;
}

const uint8_t *vault_id(const struct vault *vault)
{
	return store_vault_id(vault->store);
}

bool vault_is_read_only(const struct vault *vault)
{
	return vault->read_only;
}

void vault_tolerate(struct vault *vault, bool on)
{
	vault->tolerant = on;
}

/* -- creating ------------------------------------------------------------- */

/* All that a new vault needs, made before there is a file: deriving a key takes
 * a while, and a vault without a slot would be of no use. */
struct plan {
	uint8_t id[OBJECT_ID];
	struct identity *founder, *recovery;
	struct slot slot[2];
	struct secret *code;
	char *project; /* cleaned name */
};

static void plan_clear(struct plan *plan)
{
	identity_free(plan->founder);
	identity_free(plan->recovery);
	secret_free(plan->code);
	free(plan->project);
	sodium_memzero(plan, sizeof(*plan));
}

static int plan_make(struct plan *plan, const struct unlock *unlock,
		     const char *kdf, const char *project, struct err *err)
{
	memset(plan, 0, sizeof(*plan));
	randombytes_buf(plan->id, OBJECT_ID);
	if (unlock->kind == KEY_RECOVERY)
		return err_set(err, ERR_USAGE,
			       "a new vault needs a passphrase or a key file");
	if (name_clean(project, &plan->project, err) ||
	    identity_new(&plan->founder, err) ||
	    identity_new(&plan->recovery, err))
		return -1;
	const uint8_t *founder = identity_public(plan->founder)->sign_pk;

	if (slot_make(plan->id, unlock, kdf, plan->founder, founder,
		      &plan->slot[0], err))
		return -1;
	return slot_make_recovery(plan->id, plan->recovery, founder,
				  &plan->slot[1], &plan->code, err);
}

static int vault_fill(struct vault *vault, struct plan *plan, struct err *err)
{
	struct member members[2] = { *identity_public(vault->identity),
				     *identity_public(plan->recovery) };
	struct change *change;

	members[0].role = members[1].role = ROLE_ADMINISTRATOR;
	if (slot_store(vault, &plan->slot[0], err) ||
	    slot_store(vault, &plan->slot[1], err) ||
	    project_make(vault, plan->project, members, 2, &change, err))
		return -1;
	struct project *project = change->project;
	int r = change_commit(change, err);

	free(change);
	project_close(project);
	return r;
}

static int vault_make(struct vault *vault, struct plan *plan, struct err *err)
{
	if (path_make_parents(vault->path, err) ||
	    store_create(vault->path, plan->id, &vault->store, err))
		return -1;
	memcpy(vault->founder, identity_public(plan->founder)->sign_pk,
	       sizeof(vault->founder));
	memcpy(vault->slot, plan->slot[0].id, OBJECT_ID);
	vault->identity = plan->founder;
	plan->founder = NULL;
	return vault_fill(vault, plan, err);
}

void vault_destroy(struct vault *vault)
{
	if (vault->store != NULL) {
		vault_forget(vault);
		store_destroy(vault->store);
	}
	vault->store = NULL;
	vault_close(vault);
}

int vault_create(const char *path, const struct unlock *unlock, const char *kdf,
		 const char *project, struct vault **out,
		 struct secret **recovery, struct err *err)
{
	struct vault *vault = NULL;
	struct plan plan;
	int r = plan_make(&plan, unlock, kdf, project, err);

	if (r == 0)
		r = vault_new(path, false, &vault, err);
	if (r == 0)
		r = vault_make(vault, &plan, err);
	if (r == 0) {
		*out = vault;
		*recovery = plan.code;
		plan.code = NULL;
	} else if (vault != NULL) {
		vault_destroy(vault);
	}
	plan_clear(&plan);
	return r;
}

/* -- care ----------------------------------------------------------------- */

void vault_forget(struct vault *vault)
{
	anchors_remove(vault);
	mirrors_remove(vault);
}

int vault_backup(struct vault *vault, const char *path, struct err *err)
{
	/* A copy of a damaged file would pass for a backup. */
	if (store_check(vault->store, err))
		return -1;
	return store_backup(vault->store, path, err);
}

int vault_check(struct vault *vault, struct err *err)
{
	return store_check(vault->store, err);
}

const char *vault_engine(void)
{
	return store_engine();
}

void vault_wait(struct vault *vault, int ms)
{
	store_wait(vault->store, ms);
}

void vault_on_wait(struct vault *vault, void (*told)(void *arg), void *arg)
{
	store_on_wait(vault->store, told, arg);
}
