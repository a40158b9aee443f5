/* wire.c - messages packed and unpacked */
#include "agent/wire.h"

#include <string.h>

#include "base/fields.h"
#include "base/str.h"

#define AT(member) offsetof(struct wire, member)

/* By tag. */
static const size_t numbers[] = {
	[1] = AT(op),	    [2] = AT(kind),	    [3] = AT(hard_s),
	[4] = AT(idle_s),   [5] = AT(unlocked_at),  [6] = AT(locks_at),
	[7] = AT(idles_at), [8] = AT(refreshed_at), [9] = AT(refresh_at),
};

#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

enum tag {
	TAG_CODE = 16,
	TAG_SYS,
	TAG_MSG,
	TAG_HINT,
	TAG_KEY,
	TAG_FAULT,
	TAG_FAULT_HINT,
	TAG_TEXT = 32,
};

/* By tag, from TAG_TEXT. */
static const size_t texts[] = { AT(project), AT(conn), AT(field), AT(state) };
#undef AT

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static void put_result(struct fields_writer *w, const struct err *result)
{
	fields_put_int(w, TAG_CODE, result->code);
	fields_put_int(w, TAG_SYS, result->sys);
	if (result->code == ERR_OK)
		return;
	fields_put_text(w, TAG_MSG, result->msg);
	fields_put_text(w, TAG_HINT, result->hint);
}

static void put_fault(struct fields_writer *w, const struct err *fault)
{
	if (fault->code == ERR_OK)
		return;
	fields_put_text(w, TAG_FAULT, fault->msg);
	fields_put_text(w, TAG_FAULT_HINT, fault->hint);
}

/* All but a value fits into a request. */
static size_t room_for(const struct wire *wire)
{
	size_t key = wire->op == 0 && wire->key ? secret_len(wire->key) : 0;

	return WIRE_REQUEST_MAX + (key < VALUE_MAX ? key : VALUE_MAX);
}

int wire_pack(const struct wire *wire, struct secret **out, struct err *err)
{
	const size_t room = room_for(wire);
	struct fields_writer w;
	struct secret *packed;

	if (secret_new(WIRE_HEAD + room, &packed, err) != 0)
		return -1;

	uint8_t *at = secret_fill(packed);

	fields_write_init(&w, at + WIRE_HEAD, room);
	for (unsigned tag = 1; tag < NUMBERS; tag++)
		fields_put_int(
			&w, tag,
			*(const int64_t *)((const char *)wire + numbers[tag]));
	put_result(&w, &wire->result);
	if (wire->key) {
		size_t len;
		const void *bytes = secret_reveal(wire->key, &len);

		fields_put(&w, TAG_KEY, bytes, len);
	}
	put_fault(&w, &wire->fault);
	for (unsigned i = 0; i < TEXTS; i++)
		fields_put_text(&w, TAG_TEXT + i,
				(const char *)wire + texts[i]);
	for (size_t i = 0; i < WIRE_HEAD; i++)
		at[i] = (uint8_t)(w.len >> 8 * i);
	secret_cut(packed, WIRE_HEAD + w.len);
	if (w.failed) {
		secret_free(packed);
		return err_set(err, ERR_USAGE,
			       "the key is too long for the agent");
	}
	*out = packed;
	return 0;
}

size_t wire_length(const uint8_t head[WIRE_HEAD], size_t max)
{
	size_t len = 0;

	for (size_t i = WIRE_HEAD; i-- > 0;)
		len = len << 8 | head[i];
	return len <= max ? len : 0;
}

static void take_text(const struct field *field, char *out, size_t size)
{
	size_t len = field->len < size ? field->len : size - 1;

	memcpy(out, field->bytes, len);
	out[len] = '\0';
}

static int take(const struct field *field, struct wire *out, struct err *err)
{
	int64_t number;

	if (field->tag < NUMBERS && field->tag > 0)
		return field_int(
			field,
			(int64_t *)(void *)((char *)out + numbers[field->tag]));
	/* Half a name would be another one. */
	if (field->tag >= TAG_TEXT && field->tag < TAG_TEXT + TEXTS) {
		take_text(field, (char *)out + texts[field->tag - TAG_TEXT],
			  WIRE_TEXT);
		return field->len < WIRE_TEXT ? 0 : -1;
	}
	switch (field->tag) {
	case TAG_CODE:
	case TAG_SYS:
		if (field_int(field, &number) != 0 || number < 0 ||
		    number > INT32_MAX)
			return -1;
		if (field->tag == TAG_SYS)
			out->result.sys = (int)number;
		else
			out->result.code = number < ERR_CODES
						   ? (enum err_code)number
						   : ERR_FAILED;
		return 0;
	case TAG_MSG:
		take_text(field, out->result.msg, sizeof(out->result.msg));
		return 0;
	case TAG_HINT:
		take_text(field, out->result.hint, sizeof(out->result.hint));
		return 0;
	case TAG_FAULT:
		out->fault.code = ERR_FAILED;
		take_text(field, out->fault.msg, sizeof(out->fault.msg));
		return 0;
	case TAG_FAULT_HINT:
		take_text(field, out->fault.hint, sizeof(out->fault.hint));
		return 0;
	case TAG_KEY:
		return secret_from(field->bytes, field->len, &out->key, err);
	default:
		return 0; /* of a newer version */
	}
}

int wire_unpack(struct secret *body, struct wire *out, struct err *err)
{
	struct fields_reader r;
	struct field field;
	int more;

	memset(out, 0, sizeof(*out));
	fields_read_init(&r, secret_fill(body), secret_len(body));
	while ((more = fields_next(&r, &field)) == 1)
		if (take(&field, out, err) != 0)
			break;
	if (more == 0)
		return 0;
	wire_clear(out);
	return err_set(err, ERR_FAILED, "a message of the agent is malformed");
}

void wire_clear(struct wire *wire)
{
	secret_free(wire->key);
	wire->key = NULL;
}
