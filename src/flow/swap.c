/* swap.c - other connections in the bytes of a document; all else stays */
#include "flow/swap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "flow/flow.h"
#include "flow/read.h"

#define TEXT_LOOK 1024

/* Bytes of the document; len 0: none. */
struct span {
	size_t at, len;
};

struct edit {
	struct span span;
	char *text; /* in its place */
};

/* Where in an n8n list we are. */
enum place { ELSEWHERE, ROOT_LIST, ROOT, NODES, NODE, CREDENTIALS, CREDENTIAL };

/* Where in the settings of an Activepieces step. */
enum part { OUTSIDE, SETTINGS, INPUT, NO_INPUT };

struct level {
	bool is_object, has_key;
	enum place place;
	enum part part;
	struct span key;      /* without its quotes */
	struct span id, name; /* of a credential, with quotes */
};

struct scan {
	const char *json;
	size_t len, at;
	const struct flow_swap *swap;
	struct level *level;
	size_t depth;
	struct edit *edit;
	size_t edits, cap;
	struct err *err;
};

static void scan_clear(struct scan *scan)
{
	for (size_t i = 0; i < scan->edits; i++)
		free(scan->edit[i].text);
	free(scan->edit);
	free(scan->level);
}

static struct level *top(struct scan *scan)
{
	return scan->depth ? &scan->level[scan->depth - 1] : NULL;
}

static bool key_is(const struct scan *scan, const struct level *level,
		   const char *word)
{
	return level->key.len == strlen(word) &&
	       memcmp(scan->json + level->key.at, word, level->key.len) == 0;
}

/* Takes text. */
static int add_edit(struct scan *scan, struct span span, char *text)
{
	if (text && scan->edits == scan->cap) {
		size_t cap = 2 * scan->cap + 16;
		void *edit = reallocarray(scan->edit, cap, sizeof(*scan->edit));

		if (!edit) {
			free(text);
			text = NULL;
		} else {
			scan->edit = edit;
			scan->cap = cap;
		}
	}
	if (!text)
		return err_nomem(scan->err);
	scan->edit[scan->edits++] = (struct edit){ span, text };
	return 0;
}

/* -- texts of JSON ------------------------------------------------------- */

/* The text as JSON writes it, with quotes. */
static char *quoted(const char *text)
{
	struct str out = STR_INIT;

	str_add(&out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_add(&out, "\\");
		if ((unsigned char)*text < ' ')
			str_addf(&out, "\\u%04x", (unsigned)*text);
		else
			str_add_bytes(&out, text, 1);
	}
	str_add(&out, "\"");
	return str_take(&out);
}

/* A text decoded, and where in the document each of its bytes came from. */
struct decoded {
	char *text;
	size_t *from; /* one more than bytes */
	size_t len;
};

static void decoded_clear(struct decoded *decoded)
{
	free(decoded->text);
	free(decoded->from);
}

static unsigned hex4(const char *at)
{
	char digits[5] = { at[0], at[1], at[2], at[3], '\0' };

	return (unsigned)strtoul(digits, NULL, 16);
}

/* An escape as one byte. No connection has others in its id: what is beyond
 * ASCII may stand for anything here. */
static char escape(const char *at, size_t *used)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found = strchr(from, at[1]);

	*used = 2;
	if (found && *found)
		return to[found - from];
	*used = 6;
	unsigned point = hex4(at + 2);

	return point > 0 && point < 0x80 ? (char)point : '\x7f';
}

static int decode(struct scan *scan, struct span span, struct decoded *out)
{
	size_t used;

	*out = (struct decoded){ .text = malloc(span.len + 1) };
	out->from = calloc(span.len + 1, sizeof(*out->from));
	if (!out->text || !out->from) {
		decoded_clear(out);
		return err_nomem(scan->err);
	}
	for (size_t i = 0; i < span.len; i += used) {
		const char *at = scan->json + span.at + i;

		used = 1;
		out->from[out->len] = span.at + i;
		out->text[out->len++] = *at == '\\' ? escape(at, &used) : *at;
	}
	out->from[out->len] = span.at + span.len;
	out->text[out->len] = '\0';
	return 0;
}

/* -- Activepieces: texts that name connections --------------------------- */

struct finding {
	struct scan *scan;
	const struct decoded *decoded;
};

static int found_id(const char *id, size_t len, void *arg)
{
	struct finding *finding = arg;
	struct scan *scan = finding->scan;
	const struct decoded *decoded = finding->decoded;
	size_t at = (size_t)(id - decoded->text);

	if (len != strlen(scan->swap->old_id) ||
	    memcmp(id, scan->swap->old_id, len) != 0)
		return 0;
	struct span span = { decoded->from[at],
			     decoded->from[at + len] - decoded->from[at] };

	return add_edit(scan, span, strdup(scan->swap->new_id));
}

static bool has_word(const char *text, size_t len)
{
	static const char word[] = "connections";
	const size_t size = sizeof(word) - 1;
	const char *end = text + len;

	while ((text = memchr(text, 'c', (size_t)(end - text)))) {
		if ((size_t)(end - text) < size)
			return false;
		if (memcmp(text, word, size) == 0)
			return true;
		text++;
	}
	return false;
}

static int input_text(struct scan *scan, const struct level *level,
		      struct span span)
{
	struct decoded decoded;
	int result;

	if (span.len > TEXT_LOOK && !has_word(scan->json + span.at, span.len))
		return 0; /* long texts are decoded only when need be */
	if (decode(scan, span, &decoded) != 0)
		return -1;
	if (level->is_object && key_is(scan, level, "connectionExternalId")) {
		result = str_is(decoded.text, scan->swap->old_id)
				 ? add_edit(scan, span,
					    strdup(scan->swap->new_id))
				 : 0;
	} else {
		struct finding finding = { scan, &decoded };

		result = flow_text_refs(decoded.text, found_id, &finding);
	}
	decoded_clear(&decoded);
	return result;
}

/* -- n8n: credentials ---------------------------------------------------- */

static struct span unquoted(const struct scan *scan, struct span span)
{
	if (span.len >= 2 && scan->json[span.at] == '"')
		return (struct span){ span.at + 1, span.len - 2 };
	return span;
}

static bool is_old(struct scan *scan, struct span id, struct span name)
{
	struct decoded text[2] = { { NULL, NULL, 0 }, { NULL, NULL, 0 } };
	bool result = false;

	if (decode(scan, unquoted(scan, id), &text[0]) == 0) {
		if (decode(scan, unquoted(scan, name), &text[1]) == 0) {
			result = scan->swap->is_old(text[0].text, text[1].text,
						    scan->swap->arg);
			decoded_clear(&text[1]);
		}
		decoded_clear(&text[0]);
	}
	return result;
}

static int credential(struct scan *scan, struct span id, struct span name)
{
	if (!is_old(scan, id, name))
		return 0;
	if (id.len > 0 && add_edit(scan, id, quoted(scan->swap->new_id)) != 0)
		return -1;
	if (name.len > 0 &&
	    add_edit(scan, name, quoted(scan->swap->new_name)) != 0)
		return -1;
	return 0;
}

/* -- the document -------------------------------------------------------- */

static size_t string_end(const struct scan *scan)
{
	size_t at = scan->at + 1;

	for (; at < scan->len && scan->json[at] != '"'; at++)
		at += scan->json[at] == '\\';
	return at + 1 < scan->len ? at + 1 : scan->len;
}

static enum place place_in(const struct scan *scan, const struct level *above,
			   bool is_object)
{
	if (!above)
		return is_object ? ROOT : ROOT_LIST;
	switch (above->place) {
	case ROOT_LIST:
		return is_object ? ROOT : ELSEWHERE;
	case ROOT:
		return !is_object && key_is(scan, above, "nodes") ? NODES
								  : ELSEWHERE;
	case NODES:
		return is_object ? NODE : ELSEWHERE;
	case NODE:
		return is_object && key_is(scan, above, "credentials")
			       ? CREDENTIALS
			       : ELSEWHERE;
	case CREDENTIALS:
		return is_object ? CREDENTIAL : ELSEWHERE;
	default:
		return ELSEWHERE;
	}
}

/* What the part above says of a member of it. */
static enum part part_in(const struct scan *scan, const struct level *above)
{
	char key[64] = "";

	if (!above || above->part == OUTSIDE)
		return OUTSIDE;
	if (above->part != SETTINGS)
		return above->part;
	if (above->key.len < sizeof(key))
		memcpy(key, scan->json + above->key.at, above->key.len);
	return activepieces_has_no_input(key) ? NO_INPUT : INPUT;
}

static int open_level(struct scan *scan)
{
	bool is_object = scan->json[scan->at] == '{';
	struct level *above = top(scan);
	struct level level = { .is_object = is_object,
			       .place = place_in(scan, above, is_object),
			       .part = part_in(scan, above) };

	if (level.part == OUTSIDE && is_object && above && above->is_object &&
	    key_is(scan, above, "settings"))
		level.part = SETTINGS;
	if (scan->depth > FLOW_DEPTH_MAX)
		return err_set(scan->err, ERR_USAGE, "nested too deep");
	scan->level[scan->depth++] = level;
	scan->at++;
	return 0;
}

static void value_ends(struct scan *scan)
{
	if (scan->depth > 0)
		top(scan)->has_key = false;
}

static int close_level(struct scan *scan)
{
	struct level level = { .is_object = false };

	if (scan->depth > 0)
		level = scan->level[--scan->depth];
	scan->at++;
	value_ends(scan);
	return level.place == CREDENTIAL
		       ? credential(scan, level.id, level.name)
		       : 0;
}

/* A text or a number. */
static int value(struct scan *scan, struct span span)
{
	static const struct span none = { 0, 0 };
	struct level *level = top(scan);
	bool is_text = scan->json[span.at] == '"';
	enum part part = part_in(scan, level);
	int result = 0;

	if (!level)
		return 0;
	if (level->place == CREDENTIAL && key_is(scan, level, "id"))
		level->id = scan->json[span.at] == 'n' ? none : span;
	else if (level->place == CREDENTIAL && key_is(scan, level, "name"))
		level->name = is_text ? span : none;
	else if (level->place == CREDENTIALS && is_text)
		result = credential(scan, none, span);
	else if (is_text && part == INPUT)
		result = input_text(scan, level, unquoted(scan, span));
	value_ends(scan);
	return result;
}

static int token(struct scan *scan)
{
	struct level *level = top(scan);
	struct span span = { .at = scan->at };

	if (scan->json[scan->at] == '"')
		scan->at = string_end(scan);
	else
		scan->at += strcspn(scan->json + scan->at, ",:]} \t\r\n");
	span.len = scan->at - span.at;
	if (span.len == 0) {
		scan->at++;
		return 0;
	}
	if (level && level->is_object && !level->has_key) {
		level->key = unquoted(scan, span);
		level->has_key = true;
		return 0;
	}
	return value(scan, span);
}

static int scan_all(struct scan *scan)
{
	int result = 0;

	while (result == 0 && scan->at < scan->len) {
		switch (scan->json[scan->at]) {
		case '{':
		case '[':
			result = open_level(scan);
			break;
		case '}':
		case ']':
			result = close_level(scan);
			break;
		case ' ':
		case '\t':
		case '\r':
		case '\n':
		case ',':
		case ':':
			scan->at++;
			break;
		default:
			result = token(scan);
		}
	}
	return result;
}

/* -- the new document ---------------------------------------------------- */

static int edit_order(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	return x->span.at < y->span.at ? -1 : x->span.at > y->span.at;
}

static char *apply(struct scan *scan, size_t *len)
{
	struct str out = STR_INIT;
	size_t at = 0;

	if (scan->edits > 1)
		qsort(scan->edit, scan->edits, sizeof(*scan->edit), edit_order);
	for (size_t i = 0; i < scan->edits; i++) {
		const struct edit *edit = &scan->edit[i];

		str_add_bytes(&out, scan->json + at, edit->span.at - at);
		str_add(&out, edit->text);
		at = edit->span.at + edit->span.len;
	}
	str_add_bytes(&out, scan->json + at, scan->len - at);
	*len = out.len;
	return str_take(&out);
}

/* -- looking at it ------------------------------------------------------- */

static bool same_ref(const struct read_ref *was, const struct read_ref *now,
		     const struct flow_swap *swap)
{
	bool is_changed = str_is(was->connection, swap->old_id) ||
			  swap->is_old(was->connection, was->name, swap->arg);

	if (!str_is(was->step, now->step) || was->is_auth != now->is_auth ||
	    !str_is(was->action, now->action))
		return false;
	if (!is_changed)
		return str_is(was->connection, now->connection) &&
		       str_is(was->name, now->name);
	return (!*now->connection || str_is(now->connection, swap->new_id)) &&
	       (!*now->name || str_is(now->name, swap->new_name)) &&
	       (*now->connection || *now->name);
}

/* The same reference twice in a step counts once: where a step named both, it
 * has one less now. */
static bool same_refs(const struct read_flow *was, const struct read_flow *now,
		      const struct flow_swap *swap)
{
	size_t k = 0;

	for (size_t i = 0; i < now->refs; i++, k++) {
		while (k < was->refs &&
		       !same_ref(&was->ref[k], &now->ref[i], swap))
			k++;
		if (k >= was->refs)
			return false;
	}
	for (size_t i = 0; i < now->refs; i++)
		if (str_is(now->ref[i].connection, swap->old_id) ||
		    swap->is_old(now->ref[i].connection, now->ref[i].name,
				 swap->arg))
			return false;
	return was->refs >= now->refs;
}

static bool same_flows(const struct read_flows *was,
		       const struct read_flows *now,
		       const struct flow_swap *swap)
{
	if (was->count != now->count)
		return false;
	for (size_t i = 0; i < was->count; i++)
		if (!str_is(was->item[i].name, now->item[i].name) ||
		    !str_is(was->item[i].external_id,
			    now->item[i].external_id) ||
		    !same_refs(&was->item[i], &now->item[i], swap))
			return false;
	return true;
}

static int check(const struct scan *scan, const char *json, size_t len,
		 struct err *err)
{
	struct read_flows was = { .item = NULL }, now = { .item = NULL };
	int result = -1;

	if (flow_read(scan->json, scan->len, &was, err) != 0 ||
	    flow_read(json, len, &now, err) != 0)
		goto out;
	if (same_flows(&was, &now, scan->swap)) {
		result = 0;
		goto out;
	}
	err_set(err, ERR_FAILED,
		"a reference in it is written in a way that cannot be "
		"replaced");
	err_hint(err, "change it in the editor of the flow, then import again");
out:
	read_flows_clear(&was);
	read_flows_clear(&now);
	return result;
}

int flow_swap(const char *json, size_t len, const struct flow_swap *swap,
	      char **out, size_t *out_len, size_t *places, struct err *err)
{
	struct scan scan = {
		.json = json,
		.len = len,
		.swap = swap,
		.level = calloc(FLOW_DEPTH_MAX + 2, sizeof(*scan.level)),
		.err = err,
	};
	int result = scan.level ? scan_all(&scan) : err_nomem(err);
	char *now = NULL;

	if (result == 0) {
		now = apply(&scan, out_len);
		result =
			now ? check(&scan, now, *out_len, err) : err_nomem(err);
	}
	*places = scan.edits;
	*out = result == 0 ? now : NULL;
	if (result != 0)
		free(now);
	scan_clear(&scan);
	return result;
}
