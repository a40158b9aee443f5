/* test_secret.c - secrets live in locked memory and leave nothing behind */
#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/secret.h"
#include "config.h"

/* First, while nothing has set up the arena. */
static void a_secret_works_before_init(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_false(secret_is_locked());
	assert_ok(secret_from("abc", 3, &secret, &err));
	assert_memory_equal(secret_reveal(secret, NULL), "abc", 4);
	secret_free(secret);
}

static void init_hardens_the_process(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct rlimit core;

	assert_ok(secret_init(&err));
#ifdef __linux__
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
#endif
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
	assert_int_equal(umask(077), 077);
}

static void a_new_secret_is_zero_and_aligned_with_nul_behind(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	static const char zero[101];

	for (size_t len = 0; len <= 100; len++) {
		struct secret *secret;
		size_t got;
		assert_ok(secret_new(len, &secret, &err));
		const char *bytes = secret_reveal(secret, &got);
		assert_int_equal(got, len);
		assert_int_equal((uintptr_t)bytes % 16, 0);
		assert_memory_equal(bytes, zero, len + 1);
		memset(secret_fill(secret), 0xff, len);
		secret_free(secret);
	}
}

static void freed_secrets_are_wiped(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *keep, *secret;

	/* keep stands in front, so the chunk stays mapped and in use. */
	assert_ok(secret_new(8, &keep, &err));
	assert_ok(
		secret_from("s3cr3t-canary-s3cr3t-canary", 27, &secret, &err));
	const volatile char *bytes = secret_reveal(secret, NULL);
	secret_free(secret);
	for (size_t i = 0; i < 27; i++)
		assert_int_equal(bytes[i], 0);
	secret_free(keep);
}

static void cut_wipes_what_is_cut_off(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_ok(secret_from("abcdef", 6, &secret, &err));
	secret_cut(secret, 2);
	assert_int_equal(secret_len(secret), 2);
	assert_memory_equal(secret_reveal(secret, NULL), "ab\0\0\0\0", 7);
	secret_free(secret);
}

static void random_secrets_differ(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *a, *b;

	assert_ok(secret_random(32, &a, &err));
	assert_ok(secret_random(32, &b, &err));
	assert_int_equal(secret_len(a), 32);
	assert_false(secret_equal(a, b));
	secret_free(a);
	secret_free(b);
}

static void equal_needs_the_same_length_and_bytes(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *a, *b, *c, *d;

	assert_ok(secret_from("token", 5, &a, &err));
	assert_ok(secret_from("token", 5, &b, &err));
	assert_ok(secret_from("tokeN", 5, &c, &err));
	assert_ok(secret_from("toke", 4, &d, &err));
	assert_true(secret_equal(a, b));
	assert_false(secret_equal(a, c));
	assert_false(secret_equal(a, d));
	secret_free(a);
	secret_free(b);
	secret_free(c);
	secret_free(d);
	secret_free(NULL);
}

static void a_secret_larger_than_a_chunk_fits(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	size_t len = (size_t)5 * 1024 * 1024 + 7;
	struct secret *secret;

	assert_ok(secret_new(len, &secret, &err));
	memset(secret_fill(secret), 'x', len);
	const char *bytes = secret_reveal(secret, NULL);
	assert_int_equal(bytes[len - 1], 'x');
	assert_int_equal(bytes[len], '\0');
	secret_free(secret);
}

static void an_impossible_length_is_out_of_memory(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_error(secret_new(SIZE_MAX, &secret, &err), ERR_NOMEM);
	assert_error(secret_new(SIZE_MAX / 4, &secret, &err), ERR_NOMEM);
}

#define SLOTS 300

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 8;
}

static void check_slot(const struct secret *secret, unsigned char mark)
{
	size_t len;
	const unsigned char *bytes = secret_reveal(secret, &len);

	for (size_t i = 0; i < len; i++)
		if (bytes[i] != mark)
			fail_msg("byte %zu of %zu is %02x", i, len, bytes[i]);
	assert_int_equal(bytes[len], 0);
}

static void secrets_never_touch_each_other(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *slot[SLOTS] = { NULL };
	unsigned seed = 7;

	for (int round = 0; round < 20000; round++) {
		unsigned i = next_random(&seed) % SLOTS;
		if (slot[i] != NULL) {
			check_slot(slot[i], (unsigned char)i);
			secret_free(slot[i]);
			slot[i] = NULL;
			continue;
		}
		size_t len = next_random(&seed) % 3000;
		if (next_random(&seed) % 50 == 0)
			len *= 30;
		assert_ok(secret_new(len, &slot[i], &err));
		memset(secret_fill(slot[i]), (int)(i & 0xff), len);
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		if (slot[i] != NULL)
			check_slot(slot[i], (unsigned char)i);
		secret_free(slot[i]);
	}
}

static void *churn(void *arg)
{
	struct err err = ERR_INIT;
	unsigned char mark = *(unsigned char *)arg;

	for (int i = 0; i < 3000; i++) {
		struct secret *secret;
		size_t len = (size_t)(i * 37 % 500);
		if (secret_new(len, &secret, &err) != 0)
			return arg;
		memset(secret_fill(secret), mark, len);
		const unsigned char *bytes = secret_reveal(secret, NULL);
		for (size_t at = 0; at < len; at++)
			if (bytes[at] != mark)
				return arg;
		secret_free(secret);
	}
	return NULL;
}

static void two_threads_share_the_arena(void **state)
{
	(void)state;
	unsigned char marks[2] = { 0xaa, 0x55 };
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, churn, &marks[i]), 0);
	for (int i = 0; i < 2; i++) {
		void *failed;
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

/* AddressSanitizer's mlock() does nothing and says that it did. */
#ifndef CV_SANITIZED
/* 0 in a child whose memory cannot be locked when that is not said. */
static int child_without_locking(void)
{
	const struct rlimit none = { 0, 0 };
	struct err err = ERR_INIT;
	struct secret *large;

	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
	    (geteuid() == 0 && setuid(65534) != 0))
		return 2;
	/* Larger than a chunk, so that a new one is needed. */
	if (secret_new((size_t)1024 * 1024, &large, &err) != 0)
		return 3;
	return secret_is_locked() ? 4 : 0;
}

static void locking_that_fails_is_said(void **state)
{
	(void)state;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(child_without_locking());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#endif

static void locking_that_works_is_said(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct secret *secret;
	void *page = mmap(NULL, 1024 * 1024, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(page, MAP_FAILED);
	bool can_lock = mlock(page, 1024 * 1024) == 0;
	munmap(page, 1024 * 1024);
	if (!can_lock)
		return;
	assert_ok(secret_new(1, &secret, &err));
	assert_true(secret_is_locked());
	secret_free(secret);
}

/* 2 MiB from the bytes of a secret, forwards or backwards. */
static void expect_a_wall(int step)
{
	struct err err = ERR_INIT;
	struct secret *secret;
	int status;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGSEGV, SIG_DFL);
		/* One chunk to the brim: the guard page is right behind. */
		if (secret_new((size_t)1024 * 1024, &secret, &err) != 0)
			_exit(2);
		const volatile char *bytes = secret_reveal(secret, NULL);
		for (int i = 0; i < 2 * 1024 * 1024; i++)
			(void)bytes[step * i];
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void reading_past_the_arena_is_stopped(void **state)
{
	(void)state;
	expect_a_wall(1);
	expect_a_wall(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_works_before_init),
		cmocka_unit_test(init_hardens_the_process),
		cmocka_unit_test(
			a_new_secret_is_zero_and_aligned_with_nul_behind),
		cmocka_unit_test(freed_secrets_are_wiped),
		cmocka_unit_test(cut_wipes_what_is_cut_off),
		cmocka_unit_test(random_secrets_differ),
		cmocka_unit_test(equal_needs_the_same_length_and_bytes),
		cmocka_unit_test(a_secret_larger_than_a_chunk_fits),
		cmocka_unit_test(an_impossible_length_is_out_of_memory),
		cmocka_unit_test(secrets_never_touch_each_other),
		cmocka_unit_test(two_threads_share_the_arena),
		cmocka_unit_test(locking_that_works_is_said),
#ifndef CV_SANITIZED
		cmocka_unit_test(locking_that_fails_is_said),
#endif
		cmocka_unit_test(reading_past_the_arena_is_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
