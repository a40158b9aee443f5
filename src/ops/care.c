/* care.c - key files, projects, slots, audit and backup */
#include "ops/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "ops/internal.h"

#define KEY_FILE_LEN 32

static int key_file_wrong(const char *path, struct err *err)
{
	err_set(err, ERR_LOCKED, "%s is no key file: it must have %d bytes",
		path_shown(path).text, KEY_FILE_LEN);
	err_hint(err, "make one with connvault slot add --new-key-file");
	return err_here(err, "a new one is made where a way to unlock is "
			     "added: L, n");
}

int key_file_read(const char *path, struct secret **out, struct err *err)
{
	char *bytes = NULL;
	size_t len = 0;

	if (file_read_private(path, KEY_FILE_LEN, &bytes, &len, err) != 0)
		return err->code == ERR_USAGE ? key_file_wrong(path, err) : -1;
	int result = len == KEY_FILE_LEN ? secret_from(bytes, len, out, err)
					 : key_file_wrong(path, err);
	explicit_bzero(bytes, len);
	free(bytes);
	return result;
}

int key_file_make(const char *path, struct secret **out, struct err *err)
{
	struct secret *key = NULL;
	size_t len;

	if (path_make_parents(path, err) != 0 ||
	    secret_random(KEY_FILE_LEN, &key, err) != 0)
		return -1;
	int fd = path_create_private(path, err);
	if (fd < 0)
		goto fail;
	const void *bytes = secret_reveal(key, &len);
	bool written = write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
	if (!written) {
		err_sys(err, ERR_IO, "cannot write the key file");
		err_hint(err, "look for a full disk, or choose another place");
	}
	close(fd);
	written = written && path_sync_parent(path, err) == 0;
	if (!written) {
		unlink(path);
		goto fail;
	}
	*out = key;
	return 0;
fail:
	secret_free(key);
	return -1;
}

int session_projects(struct session *session, struct projects *out,
		     struct err *err)
{
	return vault_projects(session->vault, out, err);
}

int session_project_create(struct session *session, const char *name,
			   struct err *err)
{
	return vault_project_create(session->vault, name, err);
}

int session_project_rename(struct session *session, const char *name,
			   const char *new_name, struct err *err)
{
	return vault_project_rename(session->vault, name, new_name, err);
}

/* Is the project in use one of the vault? */
static bool used_is_there(const struct session *session)
{
	struct projects projects = { NULL, 0 };
	struct err ignored = ERR_INIT;
	uint8_t used[OBJECT_ID];
	bool is_there = false;

	if (!used_project(session, used) ||
	    vault_projects(session->vault, &projects, &ignored) != 0)
		return false;
	for (size_t i = 0; i < projects.count; i++)
		is_there |= memcmp(projects.item[i].id, used, OBJECT_ID) == 0;
	projects_clear(&projects);
	return is_there;
}

int session_project_delete(struct session *session, const char *name,
			   struct err *err)
{
	if (session->project && str_is(name, session_project(session))) {
		project_close(session->project);
		session->project = NULL;
	}
	bool was_there = used_is_there(session);
	struct err ignored = ERR_INIT;

	if (vault_project_delete(session->vault, name, err) != 0)
		return -1;
	/* Deleted here: no surprise, the first one is used again. */
	if (was_there && !used_is_there(session))
		(void)used_project_set(session, NULL, &ignored);
	return 0;
}

static int count_conns(struct project *project, struct contents *out,
		       struct err *err)
{
	struct conns conns = { 0 };

	if (project_conns(project, &conns, err) != 0)
		return -1;
	for (size_t i = 0; i < conns.count; i++)
		out->trashed += conns.item[i].trashed;
	out->connections = conns.count - out->trashed;
	conns_clear(&conns);
	return 0;
}

int session_contents(struct session *session, struct contents *out,
		     struct err *err)
{
	struct project *project = session_need(session, err);
	struct flows flows = { 0 };
	struct apps apps = { 0 };
	struct clients clients = { 0 };
	int result = -1;

	*out = (struct contents){ 0 };
	if (project && count_conns(project, out, err) == 0 &&
	    project_flows(project, &flows, err) == 0 &&
	    project_apps(project, &apps, err) == 0 &&
	    project_clients(project, &clients, err) == 0) {
		out->flows = flows.count;
		out->apps = apps.count;
		out->clients = clients.count;
		result = 0;
	}
	flows_clear(&flows);
	apps_clear(&apps);
	clients_clear(&clients);
	return result;
}

int session_slots(struct session *session, struct slot_info **out,
		  size_t *count, struct err *err)
{
	return vault_slots(session->vault, out, count, err);
}

int session_has_slot(struct session *session, enum key_kind kind,
		     struct err *err)
{
	struct slot_info *slot;
	size_t count;
	bool has = false;

	if (session_slots(session, &slot, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		has |= slot[i].key == kind;
	free(slot);
	return has;
}

int session_slot_add(struct session *session, enum key_kind kind,
		     const struct secret *key, const char *kdf,
		     struct secret **recovery, struct err *err)
{
	struct unlock unlock = { kind, key };

	if (new_key_check(kind, key, err) != 0)
		return -1;
	return vault_slot_add(session->vault, &unlock, kdf, recovery, err);
}

static bool slot_has_prefix(const struct slot_info *slot, const char *prefix)
{
	char hex[2 * OBJECT_ID + 1];

	hex_from(slot->id, OBJECT_ID, hex);
	return *prefix && str_starts(hex, prefix);
}

int session_slot_remove(struct session *session, const char *prefix,
			struct err *err)
{
	struct slot_info *slots = NULL, *found = NULL;
	size_t count = 0, fit = 0;
	int result = -1;

	if (vault_slots(session->vault, &slots, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (slot_has_prefix(&slots[i], prefix)) {
			found = &slots[i];
			fit++;
		}
	if (fit == 1)
		result = vault_slot_remove(session->vault, found->id, err);
	else if (fit == 0)
		err_set(err, ERR_ABSENT, "no slot begins with %.40s", prefix);
	else
		err_set(err, ERR_USAGE,
			"%zu slots begin with %.40s: give more "
			"digits",
			fit, prefix);
	if (fit != 1)
		err_hint(err, "connvault slot list shows them");
	free(slots);
	return result;
}

int session_audit(struct session *session, uint64_t from,
		  session_audit_fn *each, void *arg, struct err *err)
{
	struct project *project = session_need(session, err);

	return project ? project_audit(project, from, each, arg, err) : -1;
}

int session_audit_verify(struct session *session, uint64_t *checked,
			 struct err *err)
{
	struct project *project = session_need(session, err);

	return project ? project_audit_verify(project, checked, err) : -1;
}

int session_audit_verify_watched(struct session *session,
				 struct audit_watch *watch, uint64_t *checked,
				 struct err *err)
{
	struct project *project = session_need(session, err);

	return project ? project_audit_verify_watched(project, watch, checked,
						      err)
		       : -1;
}

int session_audit_last(struct session *session, uint64_t *seq, struct err *err)
{
	struct project *project = session_need(session, err);

	return project ? project_audit_last(project, seq, err) : -1;
}

int session_accept_rollback(struct session *session, const char *project,
			    struct err *err)
{
	return vault_accept_rollback(session->vault, project, err);
}

int session_backup(struct session *session, const char *path, struct err *err)
{
	if (vault_backup(session->vault, path, err) == 0)
		return 0;
	return *err->hint || err->code == ERR_DAMAGED
		       ? -1
		       : err_hint(err, "give another name, in a folder that "
				       "you may write to: nothing is "
				       "overwritten");
}
