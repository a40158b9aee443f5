/* test_oom.c - memory runs out at each allocation in turn
 *
 * malloc(), calloc() and realloc() of our own code are wrapped by the linker:
 * the one numbered fails_at fails. */
#include "vault_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/values.h"
#include "ops/conn.h"
#include "ops/roster.h"

/* How a child ended. */
enum end {
	ENDS_TOLD,    /* out of memory, it said */
	ENDS_WITHOUT, /* it could do without that allocation */
	ENDS_ALL,     /* there are no more */
	ENDS_BAD,     /* another error */
	ENDS
};

static unsigned long fails_at, seen;

static bool fails(void)
{
	return ++seen == fails_at;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *at, size_t size);
void *__wrap_realloc(void *at, size_t size);
void *__wrap_realloc(void *at, size_t size)
{
	return fails() ? NULL : __real_realloc(at, size);
}

/* Unlock, list, make a connection, rename it and read its key. */
static int work(const struct fixture *at, struct err *err)
{
	struct session *session;
	struct roster *roster = NULL;
	struct values values = VALUES_INIT;
	struct conn conn = { .text = NULL };
	struct secret *key = NULL;
	char name[2][24];
	struct conn_draft draft = { .piece = "stripe",
				    .name = name[0],
				    .values = &values };

	snprintf(name[0], sizeof(name[0]), "Made %lu", fails_at);
	snprintf(name[1], sizeof(name[1]), "Renamed %lu", fails_at);
	if (session_open(at->path, false, &session, err) < 0)
		return -1;
	int result = session_unlock(session, KEY_FILE, at->key, err);

	if (result == 0)
		result = session_project_open(session, NULL, err);
	if (result == 0)
		result = roster_load(session, &roster, err);
	if (result == 0)
		result = values_set_bytes(&values, "api_key", "sk-1", 4, err);
	if (result == 0)
		result = conn_create(session, &draft, &conn, err);
	if (result == 0)
		result = conn_rename(session, &conn, name[1], err);
	if (result == 0)
		result = conn_get(session, &conn, "api_key", &key, err);
	if (result == 0)
		assert_string_equal(secret_reveal(key, NULL), "sk-1");
	secret_free(key);
	conn_clear(&conn);
	values_clear(&values);
	roster_free(roster);
	session_close(session);
	return result;
}

/* How a process of its own ended, as SQLite's handles are one's own. */
static enum end end_of(const struct fixture *at, unsigned long which)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct err err = ERR_INIT;

		fails_at = which;
		seen = 0;
		int result = work(at, &err);

		if (result == 0)
			_exit(seen < which ? ENDS_ALL : ENDS_WITHOUT);
		if (err.code != ERR_NOMEM)
			fprintf(stderr, "# %lu: code %d, %s\n", which, err.code,
				err.msg);
		_exit(err.code == ERR_NOMEM ? ENDS_TOLD : ENDS_BAD);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) >= ENDS)
		fail_msg("allocation %lu: wait status %x", which,
			 (unsigned)status);
	return (enum end)WEXITSTATUS(status);
}

static void each_that_fails_is_told_and_leaves_the_vault_whole(void **state)
{
	struct fixture *at = *state;
	unsigned ends[ENDS] = { 0 };
	uint64_t rows;
	struct err err = ERR_INIT;

	session_close(at->session);
	at->session = NULL;
	for (unsigned long i = 1; ends[ENDS_ALL] == 0; i++)
		ends[end_of(at, i)]++;
	at->session = fixture_open(at);
	assert_ok(session_audit_verify(at->session, &rows, &err));
	print_message("# %u told, %u done without\n", ends[ENDS_TOLD],
		      ends[ENDS_WITHOUT]);
	assert_true(ends[ENDS_TOLD] > 0);
	assert_int_equal(ends[ENDS_BAD], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			each_that_fails_is_told_and_leaves_the_vault_whole,
			fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
