/* reconnects.c - the marked connections, reconnected one after the other */
#include "tui/reconnects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"
#include "tui/text.h"

#define NAMED 4 /* refused ones; the others are counted */

static const struct roster_row *row_of(const struct console *console,
				       const struct conn *conn)
{
	for (size_t i = 0; i < roster_all(console->roster); i++) {
		const struct roster_row *row = roster_any(console->roster, i);
		if (memcmp(row->conn->id, conn->id, OBJECT_ID) == 0)
			return row->conn->trashed ? NULL : row;
	}
	return NULL;
}

static void refuse(struct reconnects *queue, const struct conn *conn,
		   const char *why)
{
	size_t len = strlen(queue->names);
	bool is_alike = str_is(queue->why, why);

	if (queue->refused++ >= NAMED)
		return;
	if (len > 0 && !is_alike)
		snprintf(queue->names + len, sizeof(queue->names) - len,
			 " (%s)", queue->why);
	len = strlen(queue->names);
	snprintf(queue->names + len, sizeof(queue->names) - len, "%s%.60s",
		 len ? ", " : "", page_name(conn));
	str_copy(queue->why, why, sizeof(queue->why));
}

/* Those that can be stay, in their order. */
static void sift(struct console *console, struct reconnects *queue)
{
	struct conns *conns = &queue->conns;
	size_t kept = 0;

	for (size_t i = 0; i < conns->count; i++) {
		struct conn *conn = &conns->item[i];
		const struct roster_row *row = row_of(console, conn);
		char why[sizeof(queue->why)] = "it was deleted";
		if (row && !cannot_reconnect(console, row, why, sizeof(why))) {
			conns->item[kept++] = *conn;
			continue;
		}
		refuse(queue, conn, why);
		conn_clear(conn);
	}
	conns->count = kept;
}

/* "A, B (why), C, D (why) and 3 more" */
static void refused_text(const struct reconnects *queue, char *out, size_t size)
{
	char more[40] = "";

	if (queue->refused > NAMED)
		snprintf(more, sizeof(more), " and %zu more",
			 queue->refused - NAMED);
	snprintf(out, size, "%s (%s)%s", queue->names, queue->why, more);
}

int reconnects_new(struct console *console, struct reconnects **out,
		   struct err *err)
{
	struct reconnects *queue = calloc(1, sizeof(*queue));
	char names[650];

	if (!queue)
		return err_nomem(err);
	if (marks_targets(console, &queue->conns, err) < 0) {
		free(queue);
		return -1;
	}
	sift(console, queue);
	if (queue->conns.count == 0) {
		refused_text(queue, names, sizeof(names));
		err_set(err, ERR_USAGE,
			"None of the marked can be reconnected here: %s",
			names);
		reconnects_free(queue);
		return -1;
	}
	*out = queue;
	return 0;
}

/* As it is now, or NULL at the end. */
static const struct roster_row *next_row(const struct console *console,
					 struct reconnects *queue)
{
	const struct roster_row *row = NULL;

	/* one that is gone meanwhile is passed over */
	while (!row && queue->next < queue->conns.count)
		row = row_of(console, &queue->conns.item[queue->next++]);
	return row;
}

static void tell(struct console *console, const struct reconnects *queue)
{
	size_t left = queue->conns.count - queue->done;
	char names[650], rest[700] = "", skipped[40] = "";

	if (left > 0)
		snprintf(skipped, sizeof(skipped), ", %zu left as %s", left,
			 left == 1 ? "it is" : "they are");
	refused_text(queue, names, sizeof(names));
	if (queue->refused > 0)
		snprintf(rest, sizeof(rest), ". Not possible here: %s", names);
	console_say(console, queue->refused ? TONE_ERROR : TONE_GOOD,
		    "Reconnected %zu of %zu%s%s", queue->done,
		    queue->conns.count + queue->refused, skipped, rest);
}

/* What failed stays on the screen, to be read. */
static void finish(struct console *console, struct reconnects *queue)
{
	tell(console, queue);
	if (queue->failed.len > 0)
		text_show(console, "Not reconnected", &queue->failed);
	reconnects_free(queue);
}

void reconnects_free(struct reconnects *queue)
{
	if (!queue)
		return;
	conns_clear(&queue->conns);
	str_clear(&queue->failed);
	free(queue);
}

void reconnects_failed(struct reconnects *queue, const struct conn *conn,
		       const struct err *why)
{
	char text[sizeof(why->msg) + sizeof(why->hint) + 3];

	const char *advice = err_advice(why);

	snprintf(text, sizeof(text), "%s%s%s", why->msg, *advice ? "; " : "",
		 advice);
	text_line(&queue->failed, page_name(conn), text);
}

void reconnects_go_on(struct console *console, struct reconnects *queue)
{
	const struct roster_row *row;

	while ((row = next_row(console, queue))) {
		struct err err = ERR_INIT;

		if (reconnect_open(console, row, queue, &err) == 0)
			return;
		reconnects_failed(queue, row->conn, &err);
	}
	finish(console, queue);
}

/* -- from one to the next -------------------------------------------------- */

static struct reconnects *leave(struct console *console, struct reconnects **of)
{
	struct reconnects *queue = *of;

	*of = NULL;
	console_pop(console);
	return queue;
}

static void skip(struct console *console, void *arg)
{
	reconnects_go_on(console, leave(console, arg));
}

void reconnects_skip(struct console *console, struct reconnects **of)
{
	skip(console, of);
}

static void stop(struct console *console, void *arg)
{
	finish(console, leave(console, arg));
}

void reconnects_ask(struct console *console, struct reconnects **of)
{
	const struct question question = {
		.title = "Reconnect",
		.text = "Skip this one and go on, or stop here? Esc goes back "
			"to it.",
		.harmless = "Skip this one",
		.other = "Stop here",
		.agreed = stop,
		.declined = skip,
		.arg = of,
	};

	ask(console, &question);
}
