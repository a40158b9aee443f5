/* flows.c - import flow exports, read them again, list, remove */
#include "ops/flows.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "flow/flow.h"
#include "ops/internal.h"

#define FOLDER_DEPTH_MAX 32

struct import {
	struct project *project;
	import_fn *each;
	void *arg;
	size_t failed, read;
	struct err last;    /* why the last one failed */
	struct flows known; /* to tell added from updated */
};

/* -- one file ------------------------------------------------------------ */

static enum flow_state state_of(enum read_state state)
{
	static const enum flow_state states[] = {
		[READ_ON] = FLOW_ON,
		[READ_OFF] = FLOW_OFF,
		[READ_DRAFT] = FLOW_DRAFT,
	};
	return states[state];
}

/* *to borrows the strings of *from, but owns its references. */
static int flow_borrow(const struct read_flow *from, const char *source,
		       const char *digest, struct flow *to)
{
	*to = (struct flow){
		.name = from->name,
		.external_id = from->external_id,
		.source = source,
		.digest = digest,
		.trigger = from->trigger,
		.state = state_of(from->state),
		.imported_at = clock_now(),
	};
	to->ref = calloc(from->refs + 1, sizeof(*to->ref));
	if (!to->ref)
		return -1;
	to->refs = from->refs;
	for (size_t i = 0; i < from->refs; i++)
		to->ref[i] = (struct flow_ref){
			.connection = from->ref[i].connection,
			.name = from->ref[i].name,
			.step = from->ref[i].step,
			.piece = from->ref[i].piece,
			.action = from->ref[i].action,
			.is_auth = from->ref[i].is_auth,
		};
	return 0;
}

/* By external id, else by name: the vault's own rule. */
static bool is_same_flow(const struct flow *a, const struct flow *b)
{
	if (*a->external_id || *b->external_id)
		return str_is(a->external_id, b->external_id);
	return str_is(a->name, b->name);
}

static const struct flow *known_flow(const struct import *import,
				     const struct flow *flow)
{
	for (size_t i = 0; i < import->known.count; i++)
		if (is_same_flow(&import->known.item[i], flow))
			return &import->known.item[i];
	return NULL;
}

/* -- references by name --------------------------------------------------- */

/* What the same reference was bound to; "" for nothing. */
static const char *bound_before(const struct flow *before,
				const struct flow_ref *ref)
{
	for (size_t i = 0; before && i < before->refs; i++) {
		const struct flow_ref *old = &before->ref[i];

		if (*old->bound && str_is(old->name, ref->name) &&
		    str_is(old->connection, ref->connection))
			return old->bound;
	}
	return "";
}

/* To what has the name now, else to what had it when the file was read before.
 * *bound is the caller's. */
static int ref_bind(struct import *import, const struct flow *before,
		    const struct flow_ref *ref, char **bound)
{
	struct conn conn = { 0 };
	struct err none = ERR_INIT;

	*bound = NULL;
	if (!*ref->name ||
	    (*ref->connection &&
	     project_conn_by_key(import->project, ref->connection, &conn,
				 &none) == 0)) {
		conn_clear(&conn);
		return 0;
	}
	bool has_name = project_conn_by_name(import->project, ref->name, &conn,
					     &none) == 0;

	*bound =
		strdup(has_name ? conn.external_id : bound_before(before, ref));
	conn_clear(&conn);
	return *bound ? 0 : -1;
}

static int flow_bind(struct import *import, const struct flow *before,
		     struct flow *flow)
{
	for (size_t i = 0; i < flow->refs; i++) {
		char *bound;

		if (ref_bind(import, before, &flow->ref[i], &bound))
			return -1;
		flow->ref[i].bound = bound;
	}
	return 0;
}

static void flow_give_back(struct flow *flow)
{
	for (size_t i = 0; i < flow->refs; i++)
		free((void *)(uintptr_t)flow->ref[i].bound);
	free(flow->ref);
}

static int put_flows(struct import *import, const struct read_flows *read,
		     const char *source, const char *digest,
		     struct import_report *report, struct err *err)
{
	struct flow *flows = calloc(read->count + 1, sizeof(*flows));
	int result = -1;

	if (!flows)
		return err_nomem(err);
	for (size_t i = 0; i < read->count; i++) {
		struct flow *flow = &flows[i];

		if (flow_borrow(&read->item[i], source, digest, flow))
			goto nomem;
		const struct flow *before = known_flow(import, flow);

		if (flow_bind(import, before, flow))
			goto nomem;
		report->updated += before != NULL;
		report->added += before == NULL;
	}
	result = project_flows_put(import->project, flows, read->count, err);
	goto out;
nomem:
	err_nomem(err);
out:
	for (size_t i = 0; i < read->count; i++)
		flow_give_back(&flows[i]);
	free(flows);
	return result;
}

static int import_read(struct import *import, const char *file,
		       struct import_report *report, struct err *err)
{
	struct read_flows read = { 0 };
	char *json = NULL, *source = NULL, digest[DIGEST_TEXT];
	size_t len;
	int result = -1;

	if (file_read_regular(file, FLOW_FILE_MAX, &json, &len, err) != 0 ||
	    flow_read(json, len, &read, err) != 0)
		goto out;
	source = realpath(file, NULL);
	if (!source) {
		err_sys(err, ERR_IO, "cannot find the folder of the file");
		goto out;
	}
	digest_text(json, len, digest);
	report->shape = read.shape;
	result = put_flows(import, &read, source, digest, report, err);
out:
	read_flows_clear(&read);
	free(source);
	free(json);
	return result;
}

static void import_file(struct import *import, const char *file)
{
	struct import_report report = { .file = file };
	struct err err = ERR_INIT;

	import->read++;
	if (import_read(import, file, &report, &err) != 0) {
		import->failed++;
		/* The wrong file, and not a wrong use of a command. */
		if (err.code == ERR_USAGE)
			err.code = ERR_FAILED;
		import->last = err;
		report = (struct import_report){ .file = file, .err = &err };
	}
	import->each(&report, import->arg);
}

/* -- folders -------------------------------------------------------------- */

static void import_failed(struct import *import, const char *file)
{
	struct err err = ERR_INIT;
	struct import_report report = { .file = file, .err = &err };

	import->read++;
	import->failed++;
	err_sys(&err, errno == ENOENT ? ERR_ABSENT : ERR_IO, "cannot be read");
	import->last = err;
	import->each(&report, import->arg);
}

static int is_wanted(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	if (entry->d_name[0] == '.')
		return 0;
	if (entry->d_type == DT_DIR)
		return 1;
	return len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

static void import_folder(struct import *import, const char *folder, int depth)
{
	struct dirent **entry;
	int count = depth < FOLDER_DEPTH_MAX
			    ? scandir(folder, &entry, is_wanted, alphasort)
			    : -1;

	if (count < 0) {
		import_failed(import, folder);
		return;
	}
	for (int i = 0; i < count; i++) {
		struct str path = STR_INIT;
		struct stat st;

		str_addf(&path, "%s/%s", folder, entry[i]->d_name);
		free(entry[i]);
		/* Links inside a folder are not followed: no loops, no way out.
		 */
		if (path.failed || lstat(path.text, &st))
			import_failed(import, folder);
		else if (S_ISDIR(st.st_mode))
			import_folder(import, path.text, depth + 1);
		else if (S_ISREG(st.st_mode))
			import_file(import, path.text);
		str_clear(&path);
	}
	free(entry);
}

static void import_path(struct import *import, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		import_failed(import, path);
	else if (S_ISDIR(st.st_mode))
		import_folder(import, path, 0);
	else
		import_file(import, path);
}

static int import_end(struct import *import, struct err *err)
{
	flows_clear(&import->known);
	if (import->read == 0) {
		err_set(err, ERR_ABSENT, "there is no .json file");
		return err_hint(err, "give a folder of exported flows, or a "
				     "file whatever its name");
	}
	if (!import->failed)
		return 0;
	err_set(err, import->read == 1 ? import->last.code : ERR_FAILED,
		"%zu of %zu file%s could not be read", import->failed,
		import->read, import->read == 1 ? "" : "s");
	return err_hint(err, "give exports of Activepieces or n8n as JSON; the "
			     "reason stands beside each file");
}

static int import_start(struct session *session, import_fn *each, void *arg,
			struct import *import, struct err *err)
{
	*import = (struct import){ .each = each, .arg = arg };
	import->project = session_need_write(session, err);
	if (!import->project)
		return -1;
	return project_flows(import->project, &import->known, err);
}

int flows_import(struct session *session, const char *const *paths,
		 size_t count, import_fn *each, void *arg, struct err *err)
{
	struct import import;

	if (import_start(session, each, arg, &import, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		import_path(&import, paths[i]);
	return import_end(&import, err);
}

/* -- sync, list, remove ---------------------------------------------------- */

static int source_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int flows_sync(struct session *session, import_fn *each, void *arg,
	       struct err *err)
{
	struct import import;

	if (import_start(session, each, arg, &import, err) != 0)
		return -1;
	size_t count = import.known.count;
	const char **source = calloc(count + 1, sizeof(*source));

	if (!source) {
		flows_clear(&import.known);
		return err_nomem(err);
	}
	for (size_t i = 0; i < count; i++)
		source[i] = import.known.item[i].source;
	qsort(source, count, sizeof(*source), source_order);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(source[i], source[i - 1]))
			import_file(&import, source[i]);
	free(source);
	if (count == 0) {
		err_set(err, ERR_ABSENT, "no flow was imported yet");
		return err_hint(err, "connvault flow import PATH");
	}

	int result = import_end(&import, err);

	if (result != 0 && err->code == ERR_ABSENT)
		err_hint(err, "connvault flow remove takes out a flow whose "
			      "file is gone");
	return result;
}

static int name_order(const void *a, const void *b)
{
	const struct flow *x = a, *y = b;
	int by_name = strcasecmp(x->name, y->name);

	return by_name ? by_name : strcmp(x->external_id, y->external_id);
}

int flows_list(struct session *session, struct flows *out, struct err *err)
{
	struct project *project = session_need(session, err);

	if (!project || project_flows(project, out, err) != 0)
		return -1;
	if (out->count)
		qsort(out->item, out->count, sizeof(*out->item), name_order);
	return 0;
}

static const struct flow *flow_find(const struct flows *flows, const char *word,
				    size_t *found)
{
	const struct flow *hit = NULL;

	*found = 0;
	for (size_t i = 0; i < flows->count; i++) {
		const struct flow *flow = &flows->item[i];

		if (str_is(flow->external_id, word)) {
			*found = 1;
			return flow;
		}
		if (str_is(flow->name, word)) {
			hit = flow;
			++*found;
		}
	}
	return hit;
}

int flows_remove(struct session *session, const char *word, struct err *err)
{
	struct project *project = session_need_write(session, err);
	struct flows flows = { 0 };
	char shown[100];
	size_t found;
	int result = -1;

	if (!project || project_flows(project, &flows, err) != 0)
		return -1;
	const struct flow *flow = flow_find(&flows, word, &found);

	term_safe(shown, sizeof(shown), word, 60);
	if (found == 1)
		result = project_flow_remove(project, flow, err);
	else if (found == 0)
		err_set(err, ERR_ABSENT, "no flow is called %s", shown);
	else
		err_set(err, ERR_USAGE,
			"%zu flows are called %s: use the external id", found,
			shown);
	if (found != 1)
		err_hint(err, "connvault flow list shows them, with --json "
			      "their external ids");
	flows_clear(&flows);
	return result;
}
