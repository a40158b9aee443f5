/* move.c - files that connections are imported from
 *
 * The first byte says which kind; then the file. */
#include "move/move.h"

#include "fuzz.h"

#include <string.h>

/* Every row can be reported, whatever was in it. */
static void check_row(const struct move_row *row)
{
	const struct conn *conn = &row->conn;

	HOLDS(row->where && row->label && row->remark);
	HOLDS(conn->name && conn->external_id && conn->piece && conn->note);
	HOLDS(conn->tags && conn->scopes && conn->app && conn->account);
	HOLDS(conn->hosts && conn->error);
	HOLDS((row->why.code == ERR_OK) == (*row->why.msg == '\0'));
	for (size_t i = 0; i < row->values.count; i++)
		HOLDS(secret_len(row->values.item[i].value) <= VALUE_MAX);
}

static void check_app(const struct move_app *app)
{
	HOLDS(app->app.piece && app->app.name && app->app.client_id);
	HOLDS(app->app.token_url && app->app.redirect_uri);
}

/* What was read out of an export can be written as one, and read again. */
static void write_again(struct moved *moved)
{
	struct secret *text;
	struct moved again;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < moved->rows; i++)
		if (!auth_type_name(moved->row[i].conn.auth) ||
		    !conn_status_name(moved->row[i].conn.status))
			return;
	HOLDS(export_write(moved, 1800000000, &text, &err) == 0);
	HOLDS(move_read(MOVE_EXPORT, text, &again, &err) == 0);
	HOLDS(again.rows == moved->rows && again.apps == moved->apps);
	moved_clear(&again);
	secret_free(text);
}

static void read_pass(const struct secret *text)
{
	struct moved moved = MOVED_INIT;
	struct err err = ERR_INIT;

	HOLDS(pass_read("entry", text, &moved, &err) == 0);
	HOLDS(moved.rows == 1);
	check_row(&moved.row[0]);
	moved_clear(&moved);
}

static void read_file(enum move_kind kind, const struct secret *text)
{
	struct moved moved;
	struct err err = ERR_INIT;

	if (move_read(kind, text, &moved, &err) != 0) {
		HOLDS(err.code == ERR_USAGE && *err.msg);
		return;
	}
	for (size_t i = 0; i < moved.rows; i++)
		check_row(&moved.row[i]);
	for (size_t i = 0; i < moved.apps; i++)
		check_app(&moved.app[i]);
	if (moved.kind == MOVE_EXPORT)
		write_again(&moved);
	moved_clear(&moved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;

	struct secret *text = fuzz_secret(data + 1, size - 1);
	enum move_kind kind = (enum move_kind)(data[0] % MOVE_KINDS);

	if (kind == MOVE_PASS)
		read_pass(text);
	else
		read_file(kind, text);
	secret_free(text);
	return 0;
}
