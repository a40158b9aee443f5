/* codec.c - connections and flows as sealed plaintext (base/fields.h)
 *
 * A tag is for ever: never give one another meaning. Zero and "" are left out.
 * doc/connvault-vault.7 has the list. */
#include "vault/types.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "vault/internal.h"

enum column_type { TEXT = 1, TIME, NUMBER, MARK };

struct column {
	enum column_type type;
	size_t at; /* in the struct */
};

#define AT(member) offsetof(struct conn, member)

/* By tag. */
static const struct column conn_columns[] = {
	[1] = { TEXT, AT(name) },	   [2] = { TEXT, AT(external_id) },
	[3] = { TEXT, AT(piece) },	   [4] = { TEXT, AT(account) },
	[5] = { TEXT, AT(note) },	   [6] = { TEXT, AT(tags) },
	[7] = { TEXT, AT(scopes) },	   [8] = { TEXT, AT(app) },
	[9] = { TEXT, AT(error) },	   [10] = { TEXT, AT(hosts) },
	[11] = { NUMBER, AT(status) },	   [12] = { NUMBER, AT(reason) },
	[13] = { NUMBER, AT(auth) },	   [14] = { NUMBER, AT(values) },
	[15] = { TIME, AT(since) },	   [16] = { TIME, AT(created_at) },
	[17] = { TIME, AT(connected_at) }, [18] = { TIME, AT(checked_at) },
	[19] = { TIME, AT(refreshed_at) }, [21] = { TIME, AT(rotate_by) },
	[22] = { TIME, AT(trashed_at) },   [23] = { MARK, AT(secret_mark) },
	[24] = { NUMBER, AT(failures) },   [25] = { NUMBER, AT(may_lapse) },
};

#undef AT
#define AT(member) offsetof(struct flow, member)

static const struct column flow_columns[] = {
	[1] = { TEXT, AT(name) },    [2] = { TEXT, AT(external_id) },
	[3] = { TEXT, AT(source) },  [4] = { TEXT, AT(trigger) },
	[5] = { NUMBER, AT(state) }, [6] = { TIME, AT(imported_at) },
	[8] = { TEXT, AT(digest) },  [9] = { TEXT, AT(bound) },
};

#undef AT
#define AT(member) offsetof(struct app, member)

static const struct column app_columns[] = {
	[1] = { TEXT, AT(name) },
	[2] = { TEXT, AT(piece) },
	[3] = { TEXT, AT(client_id) },
	[4] = { TEXT, AT(login) },
	[5] = { TEXT, AT(redirect_uri) },
	[6] = { TEXT, AT(issuer) },
	[7] = { TEXT, AT(auth_url) },
	[8] = { TEXT, AT(token_url) },
	[9] = { TEXT, AT(device_url) },
	[10] = { TEXT, AT(revoke_url) },
	[11] = { TEXT, AT(userinfo_url) },
	[12] = { NUMBER, AT(promises_iss) },
	[13] = { TIME, AT(created_at) },
	[14] = { TIME, AT(updated_at) },
	[15] = { MARK, AT(row.secret_mark) },
};

#undef AT
#define AT(member) offsetof(struct lease, member)

static const struct column lease_columns[] = {
	[1] = { TEXT, AT(conn) },	  [2] = { TEXT, AT(owner) },
	[3] = { TIME, AT(from_version) }, [4] = { TIME, AT(began_at) },
	[5] = { NUMBER, AT(tries) },	  [6] = { MARK, AT(row.secret_mark) },
};

#undef AT
#define AT(member) offsetof(struct client, member)

static const struct column client_columns[] = {
	[1] = { TEXT, AT(name) },	[2] = { TEXT, AT(pieces) },
	[3] = { TEXT, AT(token_hash) }, [4] = { NUMBER, AT(may_use) },
	[5] = { TIME, AT(created_at) },
};

#undef AT
#define FLOW_REFS   7 /* the tag between them: see refs_pack() */
#define COLUMNS(of) (sizeof(of) / sizeof((of)[0]))
#define TAGS_MAX    COLUMNS(conn_columns) /* the most of all */

static_assert(COLUMNS(app_columns) <= TAGS_MAX &&
		      COLUMNS(lease_columns) <= TAGS_MAX &&
		      COLUMNS(client_columns) <= TAGS_MAX,
	      "TAGS_MAX is the most");
static_assert(sizeof(enum conn_status) == sizeof(int), "NUMBER is an int");

/* What a kind of object looks like, so that both share their code. */
struct shape {
	const struct column *column;
	size_t count;
};

static const struct shape conn_shape = { conn_columns, COLUMNS(conn_columns) };
static const struct shape flow_shape = { flow_columns, COLUMNS(flow_columns) };
const struct shape app_shape = { app_columns, COLUMNS(app_columns) };
const struct shape lease_shape = { lease_columns, COLUMNS(lease_columns) };
const struct shape client_shape = { client_columns, COLUMNS(client_columns) };

/* -- blocks of text ------------------------------------------------------ */

void *text_new(size_t size)
{
	size_t *block = malloc(sizeof(*block) + size);

	if (block == NULL)
		return NULL;
	*block = size;
	return block + 1;
}

void text_free(void *text)
{
	if (text == NULL)
		return;
	size_t *block = (size_t *)text - 1;

	sodium_memzero(text, *block);
	free(block);
}

char *text_room(struct pool *texts, size_t size, void **own)
{
	*own = texts != NULL ? NULL : text_new(size);
	return texts != NULL ? pool_room(texts, size) : *own;
}

void wipe_free(void *at, size_t len)
{
	if (at == NULL)
		return;
	sodium_memzero(at, len);
	free(at);
}

static const char **text_at(const struct column *column, const void *object)
{
	return (const char **)((uintptr_t)object + column->at);
}

static size_t texts_size(const struct shape *shape, const void *object)
{
	size_t size = 0;

	for (size_t tag = 1; tag < shape->count; tag++) {
		if (shape->column[tag].type != TEXT)
			continue;
		const char *text = *text_at(&shape->column[tag], object);

		size += text != NULL ? strlen(text) + 1 : 0;
	}
	return size;
}

int shape_copy(const struct shape *shape, void *object, void **out)
{
	char *block = text_new(texts_size(shape, object));

	if (block == NULL)
		return -1;
	*out = block;
	for (size_t tag = 1; tag < shape->count; tag++) {
		if (shape->column[tag].type != TEXT)
			continue;
		const char **text = text_at(&shape->column[tag], object);
		size_t len = *text != NULL ? strlen(*text) + 1 : 0;

		if (len > 1) {
			memcpy(block, *text, len);
			*text = block;
			block += len;
		} else {
			*text = "";
		}
	}
	return 0;
}

int conn_copy(const struct conn *from, struct conn *to)
{
	struct conn copy = *from;

	if (shape_copy(&conn_shape, &copy, &copy.text))
		return -1;
	*to = copy;
	return 0;
}

/* -- writing -------------------------------------------------------------- */

static void column_put(struct fields_writer *w, unsigned tag,
		       const struct column *column, const void *object)
{
	const uint8_t *at = (const uint8_t *)object + column->at;

	if (column->type == TEXT)
		fields_put_text(w, tag, *(const char *const *)at);
	else if (column->type == TIME)
		fields_put_int(w, tag, *(const int64_t *)at);
	else if (column->type == NUMBER)
		fields_put_int(w, tag, *(const int *)at);
	else if (column->type == MARK && !sodium_is_zero(at, SECRET_MARK))
		fields_put(w, tag, at, SECRET_MARK);
}

static int shape_encode(const struct shape *shape, const void *object,
			size_t more, struct fields_writer *w, struct err *err)
{
	size_t cap = texts_size(shape, object) + more +
		     (shape->count + 1) * (FIELD_HEAD + sizeof(int64_t));
	uint8_t *buf = malloc(cap);

	if (buf == NULL)
		return err_nomem(err);
	fields_write_init(w, buf, cap);
	return 0;
}

static void columns_put(struct fields_writer *w, const struct shape *shape,
			unsigned from, size_t end, const void *object)
{
	for (unsigned tag = from; tag < end; tag++)
		column_put(w, tag, &shape->column[tag], object);
}

static int encoded(struct fields_writer *w, uint8_t **out, size_t *len,
		   struct err *err)
{
	if (w->failed) {
		wipe_free(w->at, w->cap);
		return err_set(err, ERR_FAILED, "fields did not fit");
	}
	*out = w->at;
	*len = w->len;
	return 0;
}

int item_encode(const struct shape *shape, const void *item, uint8_t **out,
		size_t *len, struct err *err)
{
	struct fields_writer w;

	if (shape_encode(shape, item, SECRET_MARK, &w, err))
		return -1;
	columns_put(&w, shape, 1, shape->count, item);
	return encoded(&w, out, len, err);
}

int conn_encode(const struct conn *conn, uint8_t **out, size_t *len,
		struct err *err)
{
	return item_encode(&conn_shape, conn, out, len, err);
}

/* The texts of a reference, each with its NUL, then one byte. */
static const struct column ref_texts[] = {
	{ TEXT, offsetof(struct flow_ref, connection) },
	{ TEXT, offsetof(struct flow_ref, name) },
	{ TEXT, offsetof(struct flow_ref, step) },
	{ TEXT, offsetof(struct flow_ref, piece) },
	{ TEXT, offsetof(struct flow_ref, action) },
};

static void refs_pack(const struct flow *flow, struct str *out)
{
	for (size_t i = 0; i < flow->refs; i++) {
		for (size_t t = 0; t < COLUMNS(ref_texts); t++) {
			const char *text =
				*text_at(&ref_texts[t], &flow->ref[i]);

			text = text != NULL ? text : "";
			str_add_bytes(out, text, strlen(text) + 1);
		}
		str_add_bytes(out, flow->ref[i].is_auth ? "a" : "o", 1);
	}
}

/* What each reference is bound to, a line each; nothing when none is. */
static void bound_pack(const struct flow *flow, struct str *out)
{
	bool has_any = false;

	for (size_t i = 0; i < flow->refs; i++) {
		const char *bound = flow->ref[i].bound;

		bound = bound != NULL ? bound : "";
		has_any |= *bound != '\0';
		str_addf(out, "%s\n", bound);
	}
	if (!has_any)
		str_clear(out);
}

int flow_encode(const struct flow *flow, uint8_t **out, size_t *len,
		struct err *err)
{
	struct str refs = STR_INIT, bound = STR_INIT;
	struct flow full = *flow;
	struct fields_writer w;
	int r = -1;

	refs_pack(flow, &refs);
	bound_pack(flow, &bound);
	if (refs.failed || bound.failed) {
		err_nomem(err);
		goto out;
	}
	full.bound = bound.text;
	if (shape_encode(&flow_shape, &full, refs.len, &w, err))
		goto out;
	columns_put(&w, &flow_shape, 1, FLOW_REFS, &full);
	if (refs.len > 0)
		fields_put(&w, FLOW_REFS, refs.text, refs.len);
	columns_put(&w, &flow_shape, FLOW_REFS + 1, flow_shape.count, &full);
	r = encoded(&w, out, len, err);
out:
	str_clear(&refs);
	str_clear(&bound);
	return r;
}

/* -- reading -------------------------------------------------------------- */

static int malformed(struct err *err)
{
	return err_set(err, ERR_DAMAGED, "a sealed row is malformed");
}

/* Fields by tag; those of a newer version are passed over. */
static int fields_index(uint8_t *plain, size_t len, struct field *field,
			size_t count, struct err *err)
{
	struct fields_reader r;
	struct field f;
	int more;

	memset(field, 0, count * sizeof(*field));
	fields_read_init(&r, plain, len);
	while ((more = fields_next(&r, &f)) == 1)
		if (f.tag < count)
			field[f.tag] = f;
	return more == 0 ? 0 : malformed(err);
}

static int mark_get(const struct field *field, uint8_t *at, struct err *err)
{
	memset(at, 0, SECRET_MARK);
	if (field->bytes == NULL)
		return 0;
	if (field->len != SECRET_MARK)
		return malformed(err);
	memcpy(at, field->bytes, SECRET_MARK);
	return 0;
}

static int column_get(const struct column *column, const struct field *field,
		      void *object, char **block, struct err *err)
{
	uint8_t *at = (uint8_t *)object + column->at;
	int64_t number = 0;

	if (column->type == 0)
		return 0;
	if (column->type == MARK)
		return mark_get(field, at, err);
	if (column->type == TEXT) {
		if (field->bytes == NULL) {
			*(const char **)at = "";
			return 0;
		}
		memcpy(*block, field->bytes, field->len);
		(*block)[field->len] = '\0';
		*(const char **)at = *block;
		*block += field->len + 1;
		return 0;
	}
	if (field->bytes != NULL && field_int(field, &number))
		return malformed(err);
	if (column->type == TIME)
		*(int64_t *)at = number;
	else if (number >= 0 && number <= INT32_MAX)
		*(int *)at = (int)number;
	else
		return malformed(err);
	return 0;
}

static int shape_decode(const struct shape *shape, const struct field *field,
			void *object, char *block, struct err *err)
{
	for (size_t tag = 1; tag < shape->count; tag++)
		if (column_get(&shape->column[tag], &field[tag], object, &block,
			       err))
			return -1;
	return 0;
}

static size_t block_size(const struct shape *shape, const struct field *field)
{
	size_t size = 0;

	for (size_t tag = 1; tag < shape->count; tag++)
		if (shape->column[tag].type == TEXT && field[tag].bytes != NULL)
			size += field[tag].len + 1;
	return size;
}

int item_decode(const struct shape *shape, uint8_t *plain, size_t len,
		struct pool *texts, void *item, void **own, struct err *err)
{
	struct field field[TAGS_MAX];

	if (fields_index(plain, len, field, shape->count, err))
		return -1;
	char *block = text_room(texts, block_size(shape, field), own);

	if (block == NULL)
		return err_nomem(err);
	if (shape_decode(shape, field, item, block, err) == 0)
		return 0;
	text_free(*own);
	return -1;
}

int conn_decode(uint8_t *plain, size_t len, struct pool *texts,
		struct conn *out, struct err *err)
{
	struct conn conn = *out;

	if (item_decode(&conn_shape, plain, len, texts, &conn, &conn.text, err))
		return -1;
	int r = 0;

	if (conn_status_name(conn.status) == NULL ||
	    conn_reason_name(conn.reason) == NULL ||
	    auth_type_name(conn.auth) == NULL)
		r = malformed(err);
	if (r)
		text_free(conn.text);
	else
		*out = conn;
	return r;
}

/* How many references a list holds; -1 when it is cut short. */
static long refs_count(const uint8_t *at, size_t len)
{
	long count = 0;

	while (len > 0) {
		for (size_t t = 0; t < COLUMNS(ref_texts); t++) {
			const uint8_t *nul = memchr(at, 0, len);

			if (nul == NULL)
				return -1;
			len -= (size_t)(nul + 1 - at);
			at = nul + 1;
		}
		if (len == 0)
			return -1;
		at++;
		len--;
		count++;
	}
	return count;
}

static void refs_unpack(const char *at, struct flow *flow)
{
	for (size_t i = 0; i < flow->refs; i++) {
		for (size_t t = 0; t < COLUMNS(ref_texts); t++) {
			*text_at(&ref_texts[t], &flow->ref[i]) = at;
			at += strlen(at) + 1;
		}
		flow->ref[i].is_auth = *at++ == 'a';
	}
}

/* Lines that are not there bind nothing. */
static void bound_unpack(char *at, struct flow *flow)
{
	for (size_t i = 0; i < flow->refs; i++) {
		size_t len = strcspn(at, "\n");

		flow->ref[i].bound = at;
		if (at[len] != '\0')
			at[len++] = '\0';
		at += len;
	}
}

int flow_decode(uint8_t *plain, size_t len, struct flow *out, struct err *err)
{
	struct field field[COLUMNS(flow_columns)];
	struct flow flow = *out;

	if (fields_index(plain, len, field, flow_shape.count, err))
		return -1;
	const struct field *refs = &field[FLOW_REFS];
	long count = refs_count(refs->bytes, refs->len);

	if (count < 0)
		return malformed(err);
	size_t size = (size_t)count * sizeof(*flow.ref);

	flow.text = text_new(size + refs->len + block_size(&flow_shape, field));
	if (flow.text == NULL)
		return err_nomem(err);
	char *block = (char *)flow.text + size;

	flow.ref = flow.text;
	flow.refs = (size_t)count;
	if (refs->len > 0)
		memcpy(block, refs->bytes, refs->len);
	refs_unpack(block, &flow);
	int r = shape_decode(&flow_shape, field, &flow, block + refs->len, err);

	if (r == 0 && flow_state_name(flow.state) == NULL)
		r = malformed(err);
	if (r == 0)
		bound_unpack((char *)(uintptr_t)flow.bound, &flow);
	if (r)
		text_free(flow.text);
	else
		*out = flow;
	return r;
}
