/* apps.c - the OAuth apps of a project */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/internal.h"

#define CLIENT_SECRET "client_secret"

/* Names of pieces have no colon. */
static int app_key(const char *piece, const char *name, char **out,
		   struct err *err)
{
	struct str key = STR_INIT;

	str_addf(&key, "%s:%s", piece, name);
	*out = str_take(&key);
	return *out ? 0 : err_nomem(err);
}

/* What is left of one that does not open. */
static int app_unreadable(struct app *app, struct err *err)
{
	char *id = text_new(2 * OBJECT_ID + 1);

	if (id == NULL)
		return err_nomem(err);
	hex_from(app->row.id, OBJECT_ID, id);
	app->text = id;
	app->name = id;
	app->piece = app->client_id = app->login = app->redirect_uri = "";
	app->issuer = app->auth_url = app->token_url = app->device_url = "";
	app->revoke_url = app->userinfo_url = "";
	app->is_unreadable = true;
	return 0;
}

static int apps_show(struct apps *apps, struct err *err)
{
	for (size_t i = 0; i < apps->count; i++)
		if (apps->item[i].text == NULL &&
		    app_unreadable(&apps->item[i], err))
			return -1;
	return 0;
}

int project_apps(struct project *project, struct apps *out, struct err *err)
{
	void *item = NULL;

	*out = (struct apps){ .item = NULL };
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = items_read(project, &app_kind, &item, &out->count, err);

	project_leave(project);
	if (r)
		return -1;
	out->item = item;
	out->cap = out->count;
	if (apps_show(out, err) == 0)
		return 0;
	apps_clear(out);
	return -1;
}

int app_find(struct project *project, const char *piece, const char *name,
	     struct app *out, struct err *err)
{
	char *key;

	if (app_key(piece, name, &key, err))
		return -1;
	int r = item_find(project, &app_kind, key, out, err);

	free(key);
	if (r && err->code == ERR_ABSENT)
		return err_set(err, ERR_ABSENT,
			       "no OAuth app \"%.80s\" for %.80s", name, piece);
	return r;
}

int project_app(struct project *project, const char *piece, const char *name,
		struct app *out, struct err *err)
{
	if (project_enter(project, ENTER_READ, err))
		return -1;
	int r = app_find(project, piece, name, out, err);

	if (r == 0 && head_check_row(project, out->row.id[0], err)) {
		app_clear(out);
		r = -1;
	}
	project_leave(project);
	return r;
}

/* -- changing ------------------------------------------------------------- */

static int app_conflict(const struct app *app, struct err *err)
{
	if (err->code != ERR_CONFLICT && err->code != ERR_ABSENT)
		return -1;
	if (app->row.version <= 1)
		return err_set(err, ERR_CONFLICT,
			       "there is an OAuth app \"%.80s\" for %.80s "
			       "already",
			       app->name, app->piece);
	return err_set(err, ERR_CONFLICT,
		       "the OAuth app \"%.80s\" was changed by somebody else "
		       "meanwhile",
		       app->name);
}

static int app_audit(struct change *change, enum audit_action action,
		     const struct app *app, struct err *err)
{
	struct audit_note note = { .action = action,
				   .object = app->row.id,
				   .name = app->name,
				   .detail = app->piece };

	return audit_append(change, &note, err);
}

static int app_write(struct change *change, struct app *app,
		     const struct values *values, struct err *err)
{
	char *key;

	if (app_key(app->piece, app->name, &key, err))
		return -1;
	app->updated_at = change->now;
	if (app->created_at == 0)
		app->created_at = change->now;
	int r = item_put(change, &app_kind, app, key, values, err);

	free(key);
	if (r)
		return app_conflict(app, err);
	return app_audit(change, AUDIT_APP_SET, app, err);
}

static int secret_values(const struct secret *secret, struct values *out,
			 struct err *err)
{
	struct secret *copy;

	if (secret_copy(secret, &copy, err))
		return -1;
	return values_set(out, CLIENT_SECRET, copy, err);
}

int app_add(struct change *change, const struct app *app,
	    const struct secret *client_secret, struct err *err)
{
	struct values values = VALUES_INIT;
	struct app next = *app;
	int r = 0;

	if (client_secret)
		r = secret_values(client_secret, &values, err);
	if (r == 0)
		r = app_write(change, &next, client_secret ? &values : NULL,
			      err);
	values_clear(&values);
	return r;
}

int project_app_put(struct project *project, struct app *app,
		    const struct secret *client_secret, struct err *err)
{
	struct values values = VALUES_INIT;
	struct app next = *app;
	struct change *change;
	int r = -1;

	if (client_secret && secret_values(client_secret, &values, err))
		goto out;
	if (change_begin(project, &change, err))
		goto out;
	r = app_write(change, &next, client_secret ? &values : NULL, err);
	if (r == 0)
		r = change_commit(change, err);
	r = change_end(change, r);
	if (r == 0)
		*app = next;
out:
	values_clear(&values);
	return r;
}

int project_app_remove(struct project *project, const struct app *app,
		       struct err *err)
{
	struct change *change;

	if (change_begin(project, &change, err))
		return -1;
	int r = item_remove(change, &app->row, err);

	if (r)
		app_conflict(app, err);
	else
		r = app_audit(change, AUDIT_APP_REMOVE, app, err);
	if (r == 0)
		r = change_commit(change, err);
	return change_end(change, r);
}

/* -- the client secret ---------------------------------------------------- */

int app_open_secret(struct project *project, const struct app *app,
		    struct secret **out, struct err *err)
{
	struct values values = VALUES_INIT;

	*out = NULL;
	if (app->row.secret_version == 0)
		return 0;
	int r = row_open_secret(project, &app->row, &values, err);
	const struct secret *secret =
		r ? NULL : values_get(&values, CLIENT_SECRET);

	if (secret != NULL)
		r = secret_copy(secret, out, err);
	values_clear(&values);
	return r;
}

static int app_hand_out(struct change *change, struct app *app, const char *why,
			struct secret **out, struct err *err)
{
	struct secret *secret = NULL;
	struct app now;
	struct audit_note note = { .action = AUDIT_READ,
				   .name = app->name,
				   .detail = why };

	if (app_find(change->project, app->piece, app->name, &now, err))
		return -1;
	note.object = now.row.id;
	int r = change_verify(change, now.row.id, err);

	if (r == 0)
		r = app_open_secret(change->project, &now, &secret, err);
	if (r == 0)
		r = audit_append(change, &note, err);
	if (r == 0)
		r = change_commit(change, err);
	if (r) {
		secret_free(secret);
		app_clear(&now);
		return -1;
	}
	app_clear(app);
	*app = now;
	*out = secret;
	return 0;
}

int project_app_secret(struct project *project, struct app *app,
		       const char *why, struct secret **out, struct err *err)
{
	struct change *change;

	*out = NULL;
	if (app->row.secret_version == 0)
		return 0;
	if (change_begin(project, &change, err))
		return -1;
	return change_end(change, app_hand_out(change, app, why, out, err));
}
