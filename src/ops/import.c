/* import.c - connections out of a file, into a project */
#include "ops/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/importing.h"
#include "seal/box.h"

static const char *const outcomes[IMPORT_OUTCOMES] = {
	[IMPORT_ADDED] = "added",     [IMPORT_OVERWRITTEN] = "overwritten",
	[IMPORT_SKIPPED] = "skipped", [IMPORT_RENAMED] = "renamed",
	[IMPORT_FAILED] = "failed",
};

const char *import_outcome_name(enum import_outcome outcome)
{
	return outcomes[outcome];
}

/* -- reading --------------------------------------------------------------- */

int import_read(const struct secret *text, const char *format,
		struct moved **out, struct err *err)
{
	int kind = format ? move_kind_of(format) : MOVE_AUTO;

	if (kind < 0)
		return err_set(err, ERR_USAGE, "there is no format %.40s",
			       format);
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return err_nomem(err);
	if (move_read((enum move_kind)kind, text, *out, err) == 0)
		return 0;
	free(*out);
	*out = NULL;
	return -1;
}

void import_free(struct moved *moved)
{
	if (moved)
		moved_clear(moved);
	free(moved);
}

const char *import_kind(const struct moved *moved)
{
	return move_kind_name(moved->kind);
}

bool import_has_secrets(const struct moved *moved)
{
	return moved->has_secrets;
}

bool import_is_sealed(const struct secret *bytes)
{
	size_t len;
	const void *at = secret_reveal(bytes, &len);

	return box_is(at, len);
}

bool import_is_to_members(const struct secret *bytes)
{
	size_t len;
	const void *at = secret_reveal(bytes, &len);

	return box_is_to_members(at, len);
}

int import_unseal(const struct secret *bytes, const struct secret *passphrase,
		  struct secret **text, struct err *err)
{
	size_t len;
	const void *at = secret_reveal(bytes, &len);

	return box_open(passphrase, at, len, text, err);
}

/* -- writing --------------------------------------------------------------- */

static bool is_written(const struct import_item *item)
{
	return item->outcome == IMPORT_ADDED ||
	       item->outcome == IMPORT_RENAMED ||
	       item->outcome == IMPORT_OVERWRITTEN;
}

static size_t fill_apps(const struct importing *importing,
			struct app_addition *apps)
{
	size_t count = 0;

	for (size_t i = 0; i < importing->apps; i++)
		if (importing->app[i].is_new)
			apps[count++] = (struct app_addition){
				.app = &importing->app[i].app,
				.client_secret =
					importing->app[i].from->client_secret,
			};
	return count;
}

static size_t fill_changes(const struct importing *importing,
			   struct conn_change *changes)
{
	size_t count = 0;

	for (size_t i = 0; i < importing->items; i++) {
		struct import_item *item = &importing->item[i];
		bool is_over = item->outcome == IMPORT_OVERWRITTEN;
		bool is_bare = item->row->is_bare;
		bool has_values = !is_bare || (item->has_plain && !is_over);

		if (!is_written(item))
			continue;
		changes[count++] = (struct conn_change){
			.conn = &item->next,
			.values = has_values ? &item->values : NULL,
			.action = !is_over  ? AUDIT_CREATE
				  : is_bare ? AUDIT_EDIT
					    : AUDIT_RECONNECT,
			.detail = "import",
		};
	}
	return count;
}

static int write_all(struct importing *importing, struct err *err)
{
	struct conn_change *changes =
		calloc(importing->items + 1, sizeof(*changes));
	struct app_addition *apps = calloc(importing->apps + 1, sizeof(*apps));
	int result = changes && apps ? 0 : err_nomem(err);

	if (result == 0) {
		size_t app_count = fill_apps(importing, apps);
		size_t count = fill_changes(importing, changes);

		result = project_apply_with_apps(importing->session->project,
						 apps, app_count, changes,
						 count, err);
	}
	free(changes);
	free(apps);
	if (result != 0 && err->code == ERR_CONFLICT) {
		err_set(err, ERR_CONFLICT,
			"the project was changed by somebody else meanwhile");
		err_hint(err, "nothing was imported: do it again");
	}
	return result;
}

/* -- telling --------------------------------------------------------------- */

static void tell_app(const struct import_app *app, import_row_fn *each,
		     void *arg, size_t counts[IMPORT_OUTCOMES])
{
	const struct app *from = &app->from->app;
	struct str remark = STR_INIT;
	struct import_row_report report = {
		.where = "",
		.what = "OAuth app",
		.piece = from->piece,
		.name = app->name ? app->name : from->name,
		.external_id = "",
		.outcome = app->is_new ? IMPORT_ADDED : IMPORT_FAILED,
		.why = app->why.code == ERR_OK ? NULL : &app->why,
	};

	if (!app->is_new && !report.why)
		return; /* it is there */
	if (app->is_new && !str_is(app->name, from->name))
		report.outcome = IMPORT_RENAMED;
	if (*from->token_url)
		str_addf(&remark, "its tokens come from %s", from->token_url);
	report.remark = remark.text ? remark.text : "";
	counts[report.outcome]++;
	each(&report, arg);
	str_clear(&remark);
}

static void tell_item(const struct import_item *item, import_row_fn *each,
		      void *arg, size_t counts[IMPORT_OUTCOMES])
{
	const struct conn *from = &item->row->conn;
	bool is_there = is_written(item);
	struct import_row_report report = {
		.where = item->row->where,
		.what = "connection",
		.piece = from->piece,
		.name = is_there     ? item->next.name
			: item->name ? item->name
				     : from->name,
		.external_id =
			is_there ? item->next.external_id : from->external_id,
		.outcome = item->outcome,
		.why = item->why.code == ERR_OK ? NULL : &item->why,
		.remark = is_there && item->row->is_bare &&
					  item->outcome != IMPORT_OVERWRITTEN
				  ? "without a credential: reconnect it"
				  : item->row->remark,
	};

	counts[item->outcome]++;
	each(&report, arg);
}

/* -- all ------------------------------------------------------------------- */

static void importing_clear(struct importing *importing)
{
	for (size_t i = 0; importing->item && i < importing->items; i++) {
		struct import_item *item = &importing->item[i];

		conn_clear(&item->before);
		values_clear(&item->values);
		free(item->name);
		free(item->folded);
		free(item->tags);
		free(item->hosts);
	}
	for (size_t i = 0; i < importing->apps; i++)
		free(importing->app[i].name);
	free(importing->item);
	free(importing->app);
}

static int plan_all(struct importing *importing, struct err *err)
{
	const struct moved *moved = importing->moved;

	if (import_plan_apps(importing, err) != 0)
		return -1;
	importing->item = calloc(moved->rows + 1, sizeof(*importing->item));
	if (!importing->item)
		return err_nomem(err);
	for (size_t i = 0; i < moved->rows; i++) {
		struct import_item *item = &importing->item[i];

		importing->items++;
		item->row = &moved->row[i];
		if (import_plan_row(importing, item, err) != 0)
			return -1;
	}
	return 0;
}

int import_run(struct session *session, struct moved *moved,
	       const struct import_plan *plan, import_row_fn *each, void *arg,
	       size_t counts[IMPORT_OUTCOMES], struct err *err)
{
	struct importing importing = { .session = session,
				       .plan = plan,
				       .moved = moved };
	int result;

	memset(counts, 0, IMPORT_OUTCOMES * sizeof(*counts));
	if (!(plan->is_dry ? session_need(session, err)
			   : session_need_write(session, err)) ||
	    import_fit(session, moved, plan, err) != 0)
		return -1;
	result = plan_all(&importing, err);
	if (result == 0 && !plan->is_dry)
		result = write_all(&importing, err);
	for (size_t i = 0; result == 0 && i < importing.apps; i++)
		tell_app(&importing.app[i], each, arg, counts);
	for (size_t i = 0; result == 0 && i < importing.items; i++)
		tell_item(&importing.item[i], each, arg, counts);
	importing_clear(&importing);
	return result;
}
