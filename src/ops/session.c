/* session.c - open a vault, unlock it, choose a project */
#include "ops/session.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/where.h"
#include "ops/internal.h"
#include "ops/undo.h"

#define PROJECTS_USED	  "projects" /* state file: "vault path TAB project" */
#define RECOVERY_DIGITS	  52
#define RECOVERY_GROUP	  4 /* digits between two dashes */
#define PROJECTS_USED_MAX (1024 * 1024)

static struct session *session_new(struct err *err)
{
	struct session *session = calloc(1, sizeof(*session));

	if (!session)
		err_nomem(err);
	return session;
}

int session_open(const char *path, bool read_only, struct session **out,
		 struct err *err)
{
	struct session *session = session_new(err);

	if (!session)
		return -1;
	if (vault_open(path, read_only, &session->vault, err) != 0) {
		session_close(session);
		return -1;
	}
	vault_tolerate(session->vault, read_only);
	*out = session;
	return 0;
}

int new_key_check(enum key_kind kind, const struct secret *key, struct err *err)
{
	if (kind != KEY_PASSPHRASE || secret_len(key) > 0)
		return 0;
	err_set(err, ERR_USAGE, "the passphrase is empty");
	return err_hint(err, "several words that nobody would guess are good");
}

int session_create(const struct session_plan *plan, struct session **out,
		   struct secret **recovery, struct err *err)
{
	struct unlock unlock = { plan->kind, plan->key };
	const char *project = plan->project ? plan->project : "Default";
	struct session *session = session_new(err);

	if (!session)
		return -1;
	if (new_key_check(plan->kind, plan->key, err) != 0 ||
	    vault_create(plan->path, &unlock, plan->kdf, project,
			 &session->vault, recovery, err) != 0)
		goto fail;
	if (project_open(session->vault, project, &session->project, err) ==
	    0) {
		*out = session;
		return 0;
	}
	secret_free(*recovery);
	*recovery = NULL;
	vault_destroy(session->vault);
	session->vault = NULL;
fail:
	session_close(session);
	return -1;
}

bool session_is_demo(const struct session *session)
{
	return session->throw_away != NULL;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	undo_forget(session);
	project_close(session->project);
	if (session->throw_away)
		vault_forget(session->vault);
	vault_close(session->vault);
	catalog_close(session->catalog);
	demo_remove(session->throw_away);
	free(session);
}

static int unlock(struct session *session, enum key_kind kind,
		  const struct secret *key, struct err *err)
{
	struct unlock unlock = { kind, key };

	return vault_unlock(session->vault, &unlock, err);
}

bool passphrase_is_short(const struct secret *passphrase)
{
	size_t len, characters = 0;
	const unsigned char *text = secret_reveal(passphrase, &len);

	for (size_t i = 0; i < len; i++)
		characters += (text[i] & 0xc0) != 0x80; /* UTF-8 */
	return characters < PASSPHRASE_GOOD;
}

/* Letters and digits, as many as a code has, with dashes and blanks. */
static bool is_recovery_code(const struct secret *typed)
{
	size_t len, digits = 0;
	const unsigned char *text = secret_reveal(typed, &len);

	for (size_t i = 0; i < len; i++) {
		if (isalnum(text[i]))
			digits++;
		else if (text[i] != '-' && text[i] != ' ')
			return false;
	}
	return digits == RECOVERY_DIGITS;
}

/* A code of which too much or too little was typed: capitals and digits in
 * short groups. What else it could be is an unusual passphrase. */
static bool is_like_recovery_code(const struct secret *typed)
{
	size_t len, digits = 0, group = 0;
	const unsigned char *text = secret_reveal(typed, &len);

	for (size_t i = 0; i < len; i++) {
		bool is_digit = isupper(text[i]) || isdigit(text[i]);

		if (!is_digit && text[i] != '-' && text[i] != ' ')
			return false;
		digits += is_digit;
		group = is_digit ? group + 1 : 0;
		if (group > RECOVERY_GROUP + 1)
			return false;
	}
	return digits >= RECOVERY_DIGITS / 4;
}

int session_unlock(struct session *session, enum key_kind kind,
		   const struct secret *key, struct err *err)
{
	if (unlock(session, kind, key, err) == 0)
		return 0;
	if (kind != KEY_PASSPHRASE ||
	    (!is_recovery_code(key) && !is_like_recovery_code(key)))
		return -1;
	return unlock(session, KEY_RECOVERY, key, err);
}

int session_pass_make(const struct session *session, struct secret **out,
		      struct err *err)
{
	return vault_pass_make(session->vault, out, err);
}

int session_pass_use(struct session *session, const struct secret *pass,
		     struct err *err)
{
	return vault_pass_use(session->vault, pass, err);
}

void session_lock(struct session *session)
{
	undo_forget(session);
	project_close(session->project);
	session->project = NULL;
	vault_lock(session->vault);
}

bool session_is_unlocked(const struct session *session)
{
	return vault_is_unlocked(session->vault);
}

bool session_is_read_only(const struct session *session)
{
	return vault_is_read_only(session->vault);
}

const char *session_path(const struct session *session)
{
	return vault_path(session->vault);
}

const char *session_project(const struct session *session)
{
	return session->project ? project_name(session->project) : "";
}

void session_project_id(const struct session *session,
			char out[PROJECT_ID_TEXT])
{
	out[0] = '\0';
	if (session->project)
		hex_from(project_id(session->project), OBJECT_ID, out);
}

/* -- which project ------------------------------------------------------ */

static int open_named(struct session *session, const char *name,
		      struct err *err)
{
	struct project *project;

	if (project_open(session->vault, name, &project, err) != 0)
		return -1;
	undo_forget(session);
	project_close(session->project);
	session->project = project;
	return 0;
}

static int usual_project(const struct session *session, uint8_t out[OBJECT_ID],
			 struct err *err)
{
	return used_project(session, out)
		       ? 0
		       : vault_first_project(session->vault, out, err);
}

bool session_project_used(const struct session *session,
			  char out[PROJECT_ID_TEXT])
{
	uint8_t id[OBJECT_ID];

	if (!used_project(session, id))
		return false;
	hex_from(id, OBJECT_ID, out);
	return true;
}

/* The one with that id; ERR_ABSENT. */
static int open_id(struct session *session, const uint8_t id[OBJECT_ID],
		   struct err *err)
{
	struct projects projects = { NULL, 0 };
	const struct project_info *found = NULL;
	int result = -1;

	if (vault_projects(session->vault, &projects, err) != 0)
		return -1;
	for (size_t i = 0; i < projects.count; i++)
		if (memcmp(projects.item[i].id, id, OBJECT_ID) == 0)
			found = &projects.item[i];
	if (!found)
		err_set(err, ERR_ABSENT, "the project in use is gone");
	else if (!found->name)
		err_set(err, ERR_DAMAGED,
			"the name of its project can't be read");
	else
		result = open_named(session, found->name, err);
	projects_clear(&projects);
	return result;
}

static int open_used(struct session *session, const uint8_t id[OBJECT_ID],
		     struct err *err)
{
	if (open_id(session, id, err) == 0)
		return 0;
	/* Going on with another project would put things where nobody looks
	 * for them. */
	if (err->code == ERR_ABSENT)
		err_hint(err, "choose another one with connvault project use "
			      "NAME");
	return -1;
}

int session_project_open(struct session *session, const char *name,
			 struct err *err)
{
	const char *wanted = getenv("CONNVAULT_PROJECT");

	if (name && !*name)
		return err_set(err, ERR_USAGE, "the project's name is empty");
	if (!name && wanted && *wanted)
		name = wanted;
	if (name)
		return open_named(session, name, err);

	uint8_t used[OBJECT_ID];

	return usual_project(session, used, err) == 0
		       ? open_used(session, used, err)
		       : -1;
}

int session_project_use(struct session *session, const char *name,
			struct err *err)
{
	if (open_named(session, name, err) != 0)
		return -1;
	return used_project_set(session, project_id(session->project), err);
}

struct project *session_need(const struct session *session, struct err *err)
{
	if (!session_is_unlocked(session)) {
		err_set(err, ERR_LOCKED, "the vault is locked");
		err_hint(err, "unlock it with a passphrase or --key-file");
		err_here(err, "unlock it first");
		return NULL;
	}
	if (!session->project)
		err_set(err, ERR_FAILED, "no project is open");
	return session->project;
}

struct project *session_need_write(const struct session *session,
				   struct err *err)
{
	if (session_is_read_only(session)) {
		err_set(err, ERR_READONLY, "the vault was opened read-only");
		err_hint(err, "run it again without --read-only");
		return NULL;
	}
	return session_need(session, err);
}

struct catalog *session_catalog(struct session *session, struct err *err)
{
	struct err *why = &session->no_catalog;

	if (!session->catalog &&
	    (why->code == ERR_OK || why->code == ERR_NOMEM))
		(void)catalog_open(&session->catalog, why);
	if (!session->catalog)
		*err = *why;
	return session->catalog;
}

const struct err *session_damage(const struct session *session)
{
	return session->project ? project_damage(session->project) : NULL;
}

const struct err *session_anchor_trouble(const struct session *session)
{
	const struct err *trouble =
		session->project ? project_anchor_trouble(session->project)
				 : NULL;

	return trouble ? trouble : vault_grave_trouble(session->vault);
}

void session_wait(struct session *session, int ms)
{
	vault_wait(session->vault, ms);
}

void session_on_wait(struct session *session, void (*told)(void *arg),
		     void *arg)
{
	vault_on_wait(session->vault, told, arg);
}

int session_changed(struct session *session, bool *out, struct err *err)
{
	struct project *project = session_need(session, err);

	return project ? project_changed(project, out, err) : -1;
}
