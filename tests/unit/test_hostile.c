/* test_hostile.c - a vault file with bytes changed does no harm, wherever
 *
 * TRIES=N and SEED=N for others; what is printed makes a failure again. */
#include "vault_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "base/values.h"
#include "ops/conn.h"
#include "ops/flows.h"
#include "ops/roster.h"

#define TRIES	 60
#define FILE_MAX ((size_t)4 << 20)
#define PAGE	 4096
#define ENDS_BAD 99 /* of a child: an error that says nothing */

struct hostile {
	struct fixture *at;
	char *bytes; /* of the file as it was */
	size_t len;
	uint64_t seed;
};

/* xorshift64: the same everywhere. */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static uint64_t number(const char *name, uint64_t usual)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : usual;
}

/* Half of the changes hit the beginning of a page, where SQLite's own lists
 * are; some are of many bytes in a row. */
static void change(struct hostile *hostile, char *bytes)
{
	size_t count = 1 + next(&hostile->seed) % 8;

	for (size_t i = 0; i < count; i++) {
		uint64_t where = next(&hostile->seed);
		size_t at = where % hostile->len;
		size_t run = where % 7 == 0 ? 1 + where % 200 : 1;

		if (where & 1)
			at = at / PAGE * PAGE + where % 120;
		for (size_t k = 0; k < run && at + k < hostile->len; k++)
			bytes[at + k] = (char)next(&hostile->seed);
	}
}

/* What an operator does first: nothing of it may end the process. */
static int look(const struct fixture *at, const char *path, struct err *err)
{
	struct session *session;
	struct roster *roster = NULL;
	struct flows flows = { .count = 0 };

	if (session_open(path, false, &session, err) < 0)
		return -1;
	int result = session_unlock(session, KEY_FILE, at->key, err);

	if (result == 0)
		result = session_project_open(session, NULL, err);
	if (result == 0)
		result = roster_load(session, &roster, err);
	for (size_t i = 0; result == 0 && i < roster_all(roster); i++) {
		struct values values = VALUES_INIT;
		struct err ignored = ERR_INIT;

		(void)conn_get_all(session, roster_any(roster, i)->conn,
				   &values, &ignored);
		values_clear(&values);
	}
	if (result == 0)
		result = flows_list(session, &flows, err);
	flows_clear(&flows);
	roster_free(roster);
	session_close(session);
	return result;
}

static int end_of(const struct hostile *hostile, const char *path)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct err err = ERR_INIT;
		int result = look(hostile->at, path, &err);
		bool is_told = err.code != ERR_OK && *err.msg;

		_exit(result == 0 || is_told ? 0 : ENDS_BAD);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fchmod(fileno(file), 0600), 0);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static void changed_bytes_end_in_an_error_that_says_something(void **state)
{
	struct hostile hostile = { .at = *state };
	uint64_t seed = number("SEED", (uint64_t)time(NULL));
	uint64_t tries = number("TRIES", TRIES);
	struct err err = ERR_INIT;
	char path[128], journal[160];

	assert_ok(file_read(hostile.at->path, FILE_MAX, &hostile.bytes,
			    &hostile.len, &err));
	snprintf(path, sizeof(path), "%s/changed.db", hostile.at->folder);
	snprintf(journal, sizeof(journal), "%s-journal", path);
	for (uint64_t i = 0; i < tries; i++, seed++) {
		char *bytes = malloc(hostile.len);

		assert_non_null(bytes);
		memcpy(bytes, hostile.bytes, hostile.len);
		hostile.seed = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
		change(&hostile, bytes);
		write_file(path, bytes, hostile.len);
		free(bytes);
		int status = end_of(&hostile, path);
		unlink(journal);
		if (status != 0)
			fail_msg("SEED=%llu TRIES=1: wait status %d",
				 (unsigned long long)seed, status);
	}
	free(hostile.bytes);
}

/* Of the test itself: a file that is as it was opens. */
static void unchanged_bytes_open(void **state)
{
	struct hostile hostile = { .at = *state };
	struct err err = ERR_INIT;

	assert_ok(look(hostile.at, hostile.at->path, &err));
}

/* A vault with a connection in it, and closed: a child must not have SQLite's
 * handle of its parent. */
static int setup(void **state)
{
	struct values values = VALUES_INIT;
	struct conn conn = { .text = NULL };
	struct conn_draft draft = { .piece = "stripe",
				    .name = "Billing",
				    .values = &values };
	struct err err = ERR_INIT;

	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *at = *state;
	assert_ok(values_set_bytes(&values, "api_key", "sk-1", 4, &err));
	assert_ok(conn_create(at->session, &draft, &conn, &err));
	conn_clear(&conn);
	values_clear(&values);
	session_close(at->session);
	at->session = NULL;
	return 0;
}

#define HOSTILE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOSTILE_TEST(unchanged_bytes_open),
		HOSTILE_TEST(changed_bytes_end_in_an_error_that_says_something),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
