/* worker.c - mixed changes of a vault, each told before and after */
#include "faults.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- the place
 * ----------------------------------------------------------------*/

void place_at(struct place *place, const char *dir)
{
	snprintf(place->dir, sizeof(place->dir), "%s", dir);
	snprintf(place->vault, sizeof(place->vault), "%s/vault", dir);
	snprintf(place->key, sizeof(place->key), "%s/key", dir);
	setenv("HOME", place->dir, 1);
	setenv("XDG_STATE_HOME", place->dir, 1);
}

int place_make(struct place *place, struct err *err)
{
	char dir[] = "/tmp/cvkill.XXXXXX";
	struct session_plan plan = { .path = place->vault, .kind = KEY_FILE };
	struct secret *key = NULL, *recovery = NULL;
	struct session *session = NULL;

	if (mkdtemp(dir) == NULL)
		return err_sys(err, ERR_IO, "cannot make %s", dir);
	place_at(place, dir);
	if (key_file_make(place->key, &key, err) != 0)
		return -1;
	plan.key = key;
	int rc = session_create(&plan, &session, &recovery, err);
	session_close(session);
	secret_free(recovery);
	secret_free(key);
	return rc;
}

int place_open(const struct place *place, struct session **out, struct err *err)
{
	struct secret *key = NULL;
	struct session *session = NULL;

	if (key_file_read(place->key, &key, err) != 0)
		return -1;
	int rc = session_open(place->vault, false, &session, err);
	if (rc == 0)
		rc = session_unlock(session, KEY_FILE, key, err);
	if (rc == 0)
		rc = session_project_open(session, NULL, err);
	secret_free(key);
	if (rc == 0)
		*out = session;
	else
		session_close(session);
	return rc;
}

void place_remove(const struct place *place)
{
	pid_t pid = fork();

	/* rm knows how; the folder is ours, made by mkdtemp. */
	if (pid == 0) {
		execlp("rm", "rm", "-rf", place->dir, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

/* -- names
 * ----------------------------------------------------------------------*/

void external_id(unsigned worker, unsigned conn, char out[32])
{
	snprintf(out, 32, "w%u_c%u", worker, conn);
}

void name_of(unsigned worker, unsigned conn, unsigned rev, char out[64])
{
	snprintf(out, 64, "Conn %u %u revision %u", worker, conn, rev);
}

void value_of(unsigned worker, unsigned conn, unsigned rev, char out[64])
{
	snprintf(out, 64, "key of %u %u %u", worker, conn, rev);
}

uint64_t random_next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* -- the work
 * ----------------------------------------------------------------------*/

struct step {
	const struct work *work;
	struct session *session;
	unsigned conn, rev;
	enum op op;
	struct conn found; /* but for OP_CREATE */
};

static void tell(const struct step *step, const char *verb)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "%s %u %u %c %u\n", verb,
			   step->work->worker, step->conn, step->op, step->rev);

	if (write(STDOUT_FILENO, line, (size_t)len) != len)
		_exit(4);
}

static int make_values(const struct step *step, struct values *values,
		       struct err *err)
{
	char text[64];

	value_of(step->work->worker, step->conn, step->rev, text);
	return values_set_bytes(values, "api_key", text, strlen(text), err);
}

static int do_create(struct step *step, struct err *err)
{
	struct values values = VALUES_INIT;
	struct conn conn = { 0 };
	char id[32], name[64];
	struct conn_draft draft = {
		.piece = "stripe",
		.name = name,
		.external_id = id,
		.values = &values,
	};

	external_id(step->work->worker, step->conn, id);
	name_of(step->work->worker, step->conn, step->rev, name);
	int rc = make_values(step, &values, err);
	if (rc == 0)
		rc = conn_create(step->session, &draft, &conn, err);
	if (rc == 0)
		conn_clear(&conn);
	values_clear(&values);
	return rc;
}

static int do_rename(struct step *step, struct err *err)
{
	char name[64];

	name_of(step->work->worker, step->conn, step->rev, name);
	return conn_rename(step->session, &step->found, name, err);
}

static int do_reconnect(struct step *step, struct err *err)
{
	struct values values = VALUES_INIT;
	int rc = make_values(step, &values, err);

	if (rc == 0)
		rc = conn_reconnect(step->session, &step->found, &values, err);
	values_clear(&values);
	return rc;
}

static int do_get(struct step *step, struct err *err)
{
	struct secret *secret = NULL;
	int rc = conn_get(step->session, &step->found, "api_key", &secret, err);

	secret_free(secret);
	return rc;
}

static int do_it(struct step *step, struct err *err)
{
	switch (step->op) {
	case OP_CREATE:
		return do_create(step, err);
	case OP_RENAME:
		return do_rename(step, err);
	case OP_RECONNECT:
		return do_reconnect(step, err);
	case OP_DELETE:
		return conn_delete(step->session, &step->found, true, err);
	case OP_RESTORE:
		return conn_restore(step->session, &step->found, err);
	case OP_GET:
		return do_get(step, err);
	}
	return -1;
}

/* What can be done with the connection as it is. */
static int choose(struct step *step, uint64_t number, struct err *err)
{
	static const enum op ops[] = { OP_RENAME,    OP_RECONNECT, OP_RENAME,
				       OP_RECONNECT, OP_DELETE,	   OP_GET };
	char id[32];

	external_id(step->work->worker, step->conn, id);
	step->op = ops[number % (sizeof(ops) / sizeof(*ops))];
	if (conn_find(step->session, id, &step->found, err) == 0)
		return 0;
	if (err->code != ERR_ABSENT)
		return -1;
	step->op = OP_RESTORE;
	if (conn_find_trashed(step->session, id, &step->found, NULL, err) == 0)
		return 0;
	step->op = OP_CREATE;
	return err->code == ERR_ABSENT ? 0 : -1;
}

/* 0 done or refused in good order, -1 not, 1 end: the outcome is unknown. */
static int run_step(struct step *step, uint64_t number, struct err *err)
{
	bool is_faulty = step->work->faulty;

	if (choose(step, number, err) != 0)
		return is_faulty && err->code == ERR_IO ? 0 : -1;
	tell(step, "try");
	if (step->work->early)
		tell(step, "done");
	int rc = do_it(step, err);
	if (rc == 0 && !step->work->early)
		tell(step, "done");
	if (rc == 0)
		return 0;
	if (!is_faulty || (err->code != ERR_IO && err->code != ERR_UNSURE))
		return -1;
	fprintf(stderr, "# %s (%s)\n", err->msg, err->hint);
	if (err->code == ERR_UNSURE)
		return 1;
	tell(step, "failed");
	return 0;
}

int work_run(const struct work *work)
{
	struct err err = ERR_INIT;
	struct session *session = NULL;
	uint64_t seed = work->seed;
	int rc = place_open(&work->place, &session, &err);

	for (unsigned i = 0; rc == 0 && (work->ops == 0 || i < work->ops);
	     i++) {
		struct step step = {
			.work = work,
			.session = session,
			.conn = (unsigned)(random_next(&seed) % CONNS),
			.rev = work->first + i,
		};
		rc = run_step(&step, random_next(&seed), &err);
		conn_clear(&step.found);
	}
	session_close(session);
	if (rc >= 0)
		return 0;
	fprintf(stderr, "# worker %u: code %d, %s\n", work->worker, err.code,
		err.msg);
	return work->faulty && err.code == ERR_IO ? 0 : 3;
}
