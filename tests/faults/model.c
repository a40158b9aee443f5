/* model.c - what the vault must hold, and whether it does */
#include "faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

/* Audit rows of one change: reconnecting may read the old values first. */
#define ROWS_MAX 2

static struct made after(struct made made, enum op op, unsigned rev)
{
	switch (op) {
	case OP_CREATE:
		return (struct made){ true, false, rev, rev };
	case OP_RENAME:
		made.name = rev;
		break;
	case OP_RECONNECT:
		made.value = rev;
		break;
	case OP_DELETE:
	case OP_RESTORE:
		made.trashed = op == OP_DELETE;
		break;
	case OP_GET:
		break;
	}
	return made;
}

int model_line(struct model *model, const char *line)
{
	char verb[8], op;
	unsigned worker, conn, rev;

	if (sscanf(line, "%7s %u %u %c %u", verb, &worker, &conn, &op, &rev) !=
		    5 ||
	    worker >= WORKERS || conn >= CONNS)
		return -1;
	struct promise *promise = &model->at[worker][conn];
	promise->is_touched = true;
	promise->is_pending = str_is(verb, "try");
	if (promise->is_pending) {
		promise->tried = after(promise->sure, (enum op)op, rev);
		model->may_audits += ROWS_MAX;
		return 0;
	}
	if (!str_is(verb, "done"))
		return 0;
	promise->sure = promise->tried;
	model->audits++;
	return 1;
}

/* -- the vault, read
 * ----------------------------------------------------------*/

static void complain(unsigned *count, unsigned worker, unsigned conn,
		     const char *what)
{
	printf("# connection %u of worker %u: %s\n", conn, worker, what);
	(*count)++;
}

static int find(struct session *session, const char *id, struct conn *conn,
		struct err *err)
{
	if (conn_find(session, id, conn, err) == 0)
		return 0;
	if (err->code != ERR_ABSENT)
		return -1;
	return conn_find_trashed(session, id, conn, NULL, err);
}

/* name_of() backwards. */
static unsigned rev_of(const char *text)
{
	const char *last = strrchr(text, ' ');

	return last != NULL ? (unsigned)strtoul(last + 1, NULL, 10) : 0;
}

static int read_value(struct session *session, const struct conn *conn,
		      unsigned *rev, struct err *err)
{
	struct secret *secret;
	size_t len;

	if (conn_get(session, conn, "api_key", &secret, err) != 0)
		return -1;
	const char *text = secret_reveal(secret, &len);
	*rev = rev_of(text);
	secret_free(secret);
	return 0;
}

/* The value of a trashed connection is not read: its revision is believed. */
static int read_made(struct session *session, unsigned worker, unsigned conn,
		     const struct promise *promise, struct made *made,
		     unsigned *reads, struct err *err)
{
	struct conn found;
	char id[32];

	external_id(worker, conn, id);
	*made = (struct made){ 0 };
	if (find(session, id, &found, err) != 0)
		return err->code == ERR_ABSENT ? 0 : -1;
	made->exists = true;
	made->trashed = found.trashed;
	made->name = rev_of(found.name);
	made->value = promise->sure.value;
	int rc = 0;
	if (!found.trashed) {
		rc = read_value(session, &found, &made->value, err);
		(*reads)++;
	}
	conn_clear(&found);
	return rc;
}

static bool is_same(const struct made *a, const struct made *b)
{
	if (!a->exists || !b->exists)
		return a->exists == b->exists;
	return a->trashed == b->trashed && a->name == b->name &&
	       a->value == b->value;
}

static void check_one(struct session *session, struct model *model,
		      unsigned worker, unsigned conn, struct report *report)
{
	struct promise *promise = &model->at[worker][conn];
	struct err err = ERR_INIT;
	struct made made;
	unsigned reads = 0;

	if (!promise->is_touched)
		return;
	if (read_made(session, worker, conn, promise, &made, &reads, &err)) {
		complain(&report->damaged, worker, conn, err.msg);
		return;
	}
	model->audits += reads;
	bool is_sure = is_same(&made, &promise->sure);
	bool is_tried = promise->is_pending && is_same(&made, &promise->tried);
	if (!is_sure && !is_tried)
		complain(&report->lost, worker, conn,
			 "is not as it was reported done");
	else if (promise->is_pending)
		(*(is_tried ? &report->finished : &report->undone))++;
	*promise = (struct promise){ .sure = made };
}

static void check_audit(struct session *session, struct model *model,
			struct report *report)
{
	struct err err = ERR_INIT;
	uint64_t rows = 0;
	uint64_t most = (uint64_t)model->audits + model->may_audits;

	if (session_audit_verify(session, &rows, &err) != 0) {
		printf("# audit verify: %s\n", err.msg);
		report->damaged++;
		return;
	}
	if (rows < model->audits || rows > most) {
		printf("# %llu audit rows, not %u to %llu\n",
		       (unsigned long long)rows, model->audits,
		       (unsigned long long)most);
		report->lost++;
	}
	model->audits = (unsigned)rows;
	model->may_audits = 0;
}

void check_vault(const struct place *place, struct model *model,
		 struct report *report)
{
	struct err err = ERR_INIT;
	struct session *session;
	int64_t start = clock_mono_ms();

	if (place_open(place, &session, &err) != 0) {
		printf("# the vault does not open: %s\n", err.msg);
		report->damaged++;
		return;
	}
	int64_t took = clock_mono_ms() - start;
	if (took > report->slowest_open)
		report->slowest_open = took;
	check_audit(session, model, report);
	for (unsigned worker = 0; worker < WORKERS; worker++)
		for (unsigned conn = 0; conn < CONNS; conn++)
			check_one(session, model, worker, conn, report);
	session_close(session);
}
