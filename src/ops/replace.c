/* replace.c - another connection in the source files of flows: what to do */
#include "ops/replace.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "flow/flow.h"
#include "flow/swap.h"
#include "ops/flows.h"
#include "ops/internal.h"

#define LINE_WHOLE 160 /* bytes of a line that is shown whole */
#define AROUND	   40  /* bytes shown before and behind a change */

void replace_plan_clear(struct replace_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		free(plan->file[i].path);
		free(plan->file[i].was);
		free(plan->file[i].now);
		free(plan->file[i].done);
		free(plan->file[i].undone);
	}
	free(plan->file);
	free(plan->old_id);
	free(plan->new_id);
	*plan = (struct replace_plan){ .file = NULL };
}

/* -- which flows --------------------------------------------------------- */

static bool is_named(const struct flow *flow, const char *const *flows,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(flow->external_id, flows[i]) ||
		    str_is(flow->name, flows[i]))
			return true;
	return count == 0;
}

static int check_named(const struct usages *usages, const char *const *flows,
		       size_t count, struct err *err)
{
	char shown[100];

	for (size_t i = 0; i < count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < usages->count; k++)
			is_there |=
				is_named(usages->item[k].flow, &flows[i], 1);
		if (is_there)
			continue;
		term_safe(shown, sizeof(shown), flows[i], 60);
		return err_set(err, ERR_ABSENT,
			       "no flow \"%s\" uses the connection", shown);
	}
	return 0;
}

static struct replace_file *file_of(struct replace_plan *plan,
				    const char *source)
{
	for (size_t i = 0; i < plan->count; i++)
		if (str_is(plan->file[i].path, source))
			return &plan->file[i];
	struct replace_file *file = &plan->file[plan->count];

	*file = (struct replace_file){ .path = strdup(source) };
	if (!file->path)
		return NULL;
	plan->count++;
	return file;
}

/* All flows of a file change together: one that was not named is a reason
 * against it. */
static int add_flows(struct replace_plan *plan, const struct usages *usages,
		     const char *const *flows, size_t count, struct err *err)
{
	plan->file = calloc(usages->count + 1, sizeof(*plan->file));
	if (!plan->file)
		return err_nomem(err);
	for (size_t i = 0; i < usages->count; i++) {
		const struct flow *flow = usages->item[i].flow;
		struct replace_file *file;

		if (!is_named(flow, flows, count))
			continue;
		file = file_of(plan, flow->source);
		if (!file)
			return err_nomem(err);
		file->flows++;
	}
	for (size_t i = 0; i < usages->count; i++) {
		const struct flow *flow = usages->item[i].flow;
		char shown[100];

		for (size_t k = 0; k < plan->count; k++) {
			if (is_named(flow, flows, count) ||
			    !str_is(plan->file[k].path, flow->source))
				continue;
			term_safe(shown, sizeof(shown), flow->name, 60);
			err_set(&plan->file[k].why, ERR_USAGE,
				"\"%s\" is in the same file", shown);
			err_hint(&plan->file[k].why, "name it as well");
		}
	}
	return 0;
}

/* -- what changes in a file ---------------------------------------------- */

struct wanted {
	const struct conn *old;
	const struct usages *usages;
};

static bool is_old(const char *id, const char *name, void *arg)
{
	const struct wanted *wanted = arg;

	if (*id && str_is(id, wanted->old->external_id))
		return true;
	for (size_t i = 0; i < wanted->usages->count; i++)
		for (size_t k = 0; k < wanted->usages->item[i].refs; k++) {
			const struct flow_ref *ref =
				wanted->usages->item[i].ref[k];

			if (str_is(ref->connection, id) &&
			    str_is(ref->name, name))
				return true;
		}
	return false;
}

static int check_digest(const struct replace_file *file,
			const struct usages *usages, struct err *err)
{
	char digest[DIGEST_TEXT];

	digest_text(file->was, file->was_len, digest);
	for (size_t i = 0; i < usages->count; i++) {
		const struct flow *flow = usages->item[i].flow;

		if (!str_is(flow->source, file->path) ||
		    str_is(flow->digest, digest))
			continue;
		err_set(err, ERR_CONFLICT, "it changed since it was imported");
		return err_hint(err, "connvault flow sync reads it again");
	}
	return 0;
}

static void look(struct replace_file *file, const struct flow_swap *swap,
		 const struct usages *usages)
{
	struct err *why = &file->why;

	if (why->code != ERR_OK || source_check(file->path, why) != 0 ||
	    file_read_regular(file->path, FLOW_FILE_MAX, &file->was,
			      &file->was_len, why) != 0 ||
	    check_digest(file, usages, why) != 0)
		return;
	if (flow_swap(file->was, file->was_len, swap, &file->now,
		      &file->now_len, &file->places, why) == 0 &&
	    file->places == 0)
		err_set(why, ERR_FAILED, "nothing in it can be replaced");
}

static char *audit_text(const struct replace_file *file, const char *start,
			const char *from, const char *to,
			const struct usages *usages)
{
	struct str text = STR_INIT;
	const char *between = " in ";

	str_addf(&text, "%s%s -> %s", start, from, to);
	for (size_t i = 0; i < usages->count; i++) {
		const struct flow *flow = usages->item[i].flow;

		if (!str_is(flow->source, file->path))
			continue;
		str_addf(&text, "%s%s", between, flow->name);
		between = ", ";
	}
	return str_take(&text);
}

static int audit_texts(struct replace_file *file, const struct conn *old,
		       const struct replace_plan *plan,
		       const struct usages *usages)
{
	memcpy(file->conn, old->id, OBJECT_ID);
	file->old_id = plan->old_id;
	file->done = audit_text(file, "", plan->old_id, plan->new_id, usages);
	file->undone =
		audit_text(file, "undo: ", plan->new_id, plan->old_id, usages);
	return file->done && file->undone ? 0 : -1;
}

static int path_order(const void *a, const void *b)
{
	return strcmp(((const struct replace_file *)a)->path,
		      ((const struct replace_file *)b)->path);
}

static int plan_with(struct replace_plan *plan, const struct usages *usages,
		     const struct conn *old, const struct conn *new,
		     struct err *err)
{
	struct wanted wanted = { old, usages };
	const struct flow_swap swap = {
		.old_id = old->external_id,
		.new_id = new->external_id,
		.new_name = new->name,
		.is_old = is_old,
		.arg = &wanted,
	};

	plan->old_id = strdup(old->external_id);
	plan->new_id = strdup(new->external_id);
	if (!plan->old_id || !plan->new_id)
		return err_nomem(err);
	for (size_t i = 0; i < plan->count; i++) {
		if (audit_texts(&plan->file[i], old, plan, usages))
			return err_nomem(err);
		look(&plan->file[i], &swap, usages);
		plan->possible += plan->file[i].why.code == ERR_OK;
	}
	if (plan->count > 1)
		qsort(plan->file, plan->count, sizeof(*plan->file), path_order);
	return 0;
}

static int check_pair(const struct conn *old, const struct conn *new,
		      struct err *err)
{
	if (memcmp(old->id, new->id, OBJECT_ID) == 0) {
		err_set(err, ERR_USAGE,
			"it is replaced by another connection, not by itself");
		return err_hint(err, "connvault list shows the others");
	}
	if (str_is(old->piece, new->piece))
		return 0;
	err_set(err, ERR_USAGE, "one is for %.80s, the other for %.80s",
		old->piece, new->piece);
	return err_hint(err, "a flow's step needs a connection of its piece");
}

int replace_plan(struct session *session, const struct conn *old,
		 const struct conn *new, const char *const *flows, size_t count,
		 struct replace_plan *out, struct err *err)
{
	struct usages usages;
	int result = -1;

	*out = (struct replace_plan){ .file = NULL };
	if (check_pair(old, new, err) != 0 ||
	    usage_of(session, old, &usages, err) != 0)
		return -1;
	if (usages.count == 0) {
		err_set(err, ERR_ABSENT, "no flow uses it");
		err_hint(err, "connvault list shows how many flows use which");
	} else if (check_named(&usages, flows, count, err) == 0 &&
		   add_flows(out, &usages, flows, count, err) == 0)
		result = plan_with(out, &usages, old, new, err);
	usages_clear(&usages);
	if (result != 0)
		replace_plan_clear(out);
	return result;
}

/* -- what is shown of it ------------------------------------------------- */

static size_t line_len(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? (size_t)(newline - at) : (size_t)(end - at);
}

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes of a line from at to end, at whole characters. */
static void add_part(struct str *out, const char *sign, const char *line,
		     size_t len, size_t from, size_t end)
{
	while (from > 0 && is_inside(line[from]))
		from--;
	while (end < len && is_inside(line[end]))
		end++;
	str_addf(out, "%s%s", sign, from > 0 ? "..." : "");
	str_add_bytes(out, line + from, end - from);
	str_addf(out, "%s\n", end < len ? "..." : "");
}

/* How many bytes both begin and end with alike. */
static void common_ends(const char *was, size_t was_len, const char *now,
			size_t now_len, size_t *head, size_t *tail)
{
	size_t least = was_len < now_len ? was_len : now_len;

	while (*head < least && was[*head] == now[*head])
		++*head;
	while (*tail < least - *head &&
	       was[was_len - 1 - *tail] == now[now_len - 1 - *tail])
		++*tail;
}

/* Without the CR of a line that ends in CR LF. */
static size_t visible_len(const char *line, size_t len)
{
	return len > 0 && line[len - 1] == '\r' ? len - 1 : len;
}

static void add_line(struct str *out, size_t number, const char *was,
		     size_t was_len, const char *now, size_t now_len)
{
	size_t head = 0, tail = 0;

	was_len = visible_len(was, was_len);
	now_len = visible_len(now, now_len);
	str_addf(out, "@@ line %zu\n", number);
	if (was_len > LINE_WHOLE || now_len > LINE_WHOLE)
		common_ends(was, was_len, now, now_len, &head, &tail);
	head = head > AROUND ? head - AROUND : 0;
	tail = tail > AROUND ? tail - AROUND : 0;
	add_part(out, "-", was, was_len, head, was_len - tail);
	add_part(out, "+", now, now_len, head, now_len - tail);
}

char *replace_diff(const struct replace_file *file)
{
	const char *was = file->was, *was_end = was + file->was_len;
	const char *now = file->now, *now_end = now + file->now_len;
	struct str out = STR_INIT;

	for (size_t number = 1; now && was < was_end && now < now_end;
	     number++) {
		size_t was_len = line_len(was, was_end);
		size_t now_len = line_len(now, now_end);

		if (was_len != now_len || memcmp(was, now, was_len) != 0)
			add_line(&out, number, was, was_len, now, now_len);
		was += was_len + 1;
		now += now_len + 1;
	}
	return str_take(&out);
}
