/* fields.c - write and read tag, length, bytes */
#include "base/fields.h"

#include <string.h>

#define TAG_MAX 0xffff

static void put_le(uint8_t *to, uint64_t number, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get_le(const uint8_t *from, size_t len)
{
	uint64_t number = 0;

	for (size_t i = len; i > 0; i--)
		number = number << 8 | from[i - 1];
	return number;
}

void fields_write_init(struct fields_writer *w, void *at, size_t cap)
{
	*w = (struct fields_writer){ .at = at, .cap = cap };
}

void fields_put(struct fields_writer *w, unsigned tag, const void *bytes,
		size_t len)
{
	size_t left = w->cap - w->len;

	if (tag <= w->last || tag > TAG_MAX || len > UINT32_MAX ||
	    left < FIELD_HEAD || left - FIELD_HEAD < len)
		w->failed = true;
	if (w->failed)
		return;
	uint8_t *to = w->at + w->len;
	put_le(to, tag, 2);
	put_le(to + 2, len, 4);
	if (len > 0)
		memcpy(to + FIELD_HEAD, bytes, len);
	w->len += FIELD_HEAD + len;
	w->last = tag;
}

void fields_put_text(struct fields_writer *w, unsigned tag, const char *text)
{
	if (text != NULL && text[0] != '\0')
		fields_put(w, tag, text, strlen(text));
}

void fields_put_int(struct fields_writer *w, unsigned tag, int64_t number)
{
	uint8_t bytes[8];

	if (number == 0)
		return;
	put_le(bytes, (uint64_t)number, sizeof(bytes));
	fields_put(w, tag, bytes, sizeof(bytes));
}

void fields_read_init(struct fields_reader *r, void *at, size_t len)
{
	*r = (struct fields_reader){ .at = at, .left = len };
}

int fields_next(struct fields_reader *r, struct field *out)
{
	if (r->left == 0)
		return 0;
	if (r->left < FIELD_HEAD)
		return -1;
	unsigned tag = (unsigned)get_le(r->at, 2);
	size_t len = (size_t)get_le(r->at + 2, 4);
	if (tag <= r->last || len > r->left - FIELD_HEAD)
		return -1;
	*out = (struct field){
		.tag = tag,
		.bytes = r->at + FIELD_HEAD,
		.len = len,
	};
	r->at += FIELD_HEAD + len;
	r->left -= FIELD_HEAD + len;
	r->last = tag;
	return 1;
}

int field_int(const struct field *field, int64_t *out)
{
	if (field->len != 8)
		return -1;
	*out = (int64_t)get_le(field->bytes, 8);
	return 0;
}
