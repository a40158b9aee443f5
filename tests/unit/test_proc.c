/* test_proc.c - another program: bytes in, bytes out, with a deadline */
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/proc.h"
#include "folder.h"

static struct secret *text(const char *from)
{
	struct secret *made;
	struct err err = ERR_INIT;

	assert_ok(secret_from(from, strlen(from), &made, &err));
	return made;
}

static void assert_text(const struct secret *secret, const char *wanted)
{
	size_t len;
	const char *bytes = secret_reveal(secret, &len);

	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
}

static int shell(const char *line, const struct secret *in, struct secret **out,
		 int64_t patience_ms, struct err *err)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	const struct proc proc = { .argv = argv,
				   .in = in,
				   .out = out,
				   .max = 100000,
				   .patience_ms = patience_ms };

	return proc_run(&proc, err);
}

static void bytes_go_in_and_come_out(void **state)
{
	struct secret *in = text("four words of text"), *out;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(shell("tr a-z A-Z", in, &out, 0, &err));
	assert_text(out, "FOUR WORDS OF TEXT");
	secret_free(in);
	secret_free(out);
}

/* As sockets of libraries are. */
static void open_descriptors_are_kept_from_it(void **state)
{
	struct err err = ERR_INIT;
	struct secret *out;
	int fd = dup(0);

	(void)state;
	assert_true(fd > 2 && fd < 10);
	fcntl(fd, F_SETFD, 0);
	assert_ok(shell("for fd in 0 1 2 3 4 5 6 7 8 9; do "
			"(true >&$fd) 2>/dev/null && echo $fd; done; true",
			NULL, &out, 0, &err));
	assert_text(out, "0\n1\n2\n");
	secret_free(out);
	close(fd);
}

/* More than a pipe holds, both ways at once. */
static void much_goes_through(void **state)
{
	struct secret *in, *out;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_random(100000, &in, &err));
	assert_ok(shell("cat", in, &out, 20000, &err));
	assert_true(secret_equal(in, out));
	secret_free(in);
	secret_free(out);
}

static void more_than_may_be_is_refused(void **state)
{
	struct secret *out = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_error(shell("yes", NULL, &out, 20000, &err), ERR_USAGE);
	assert_null(out);
}

static void who_does_not_read_does_no_harm(void **state)
{
	struct secret *in, *out;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_random(100000, &in, &err));
	assert_ok(shell("exec <&-; printf done", in, &out, 20000, &err));
	assert_text(out, "done");
	secret_free(in);
	secret_free(out);
}

static void ends_are_told_apart(void **state)
{
	const char *const none[] = { "connvault-has-no-such-program", NULL };
	const struct proc absent = { .argv = none };
	struct err err = ERR_INIT;

	(void)state;
	assert_error(proc_run(&absent, &err), ERR_ABSENT);
	assert_error(shell("exit 3", NULL, NULL, 0, &err), ERR_FAILED);
	assert_string_equal(err.msg, "sh ended with exit code 3");
	assert_int_equal(shell("kill -9 $$", NULL, NULL, 0, &err), -1);
	assert_string_equal(err.msg, "sh was ended by signal 9");
}

static void who_takes_too_long_is_ended(void **state)
{
	struct secret *out = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_error(shell("exec tail -f /dev/null", NULL, &out, 50, &err),
		     ERR_TIMEOUT);
	assert_error(shell("exec tail -f /dev/null", NULL, NULL, 50, &err),
		     ERR_TIMEOUT);
	assert_null(out);
}

static bool is_asked_once(void *arg)
{
	return ++*(int *)arg < 2;
}

static void who_may_not_go_on_is_ended(void **state)
{
	static const char *const lines[] = { "exec sleep 100",
					     "exec >&-; exec sleep 100" };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *const argv[] = { "sh", "-c", lines[i], NULL };
		struct secret *out;
		int asked = 0;
		const struct proc proc = { .argv = argv,
					   .out = &out,
					   .max = 10,
					   .goes_on = is_asked_once,
					   .arg = &asked };

		assert_error(proc_run(&proc, &err), ERR_INTERRUPTED);
	}
}

/* -- what it has started -------------------------------------------------- */

#define AWAIT_MS 20000

static bool has_no_news(void *arg)
{
	struct pollfd news = { .fd = *(int *)arg, .events = POLLIN };

	return poll(&news, 1, 0) == 0;
}

/* Ended once it has started another one, whose number it is; *out, a FIFO in
 * dir, is at its end when both are gone. */
static pid_t left_behind(const char *dir, bool has_group, FILE **out)
{
	char path[128], script[300], line[32] = "";
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct err err = ERR_INIT;

	snprintf(path, sizeof(path), "%s/news-%d", dir, has_group);
	snprintf(script, sizeof(script),
		 "exec 9>%s; sleep 1000 & echo $! >&9; exec sleep 1000", path);
	assert_int_equal(mkfifo(path, 0600), 0);

	int news = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const struct proc proc = { .argv = argv,
				   .has_group = has_group,
				   .goes_on = has_no_news,
				   .arg = &news };

	assert_error(proc_run(&proc, &err), ERR_INTERRUPTED);
	*out = fdopen(news, "r");
	assert_non_null(*out);
	assert_non_null(fgets(line, sizeof(line), *out));
	return (pid_t)strtol(line, NULL, 10);
}

static void assert_all_are_gone(FILE *news)
{
	struct pollfd end = { .fd = fileno(news), .events = POLLIN };

	assert_int_equal(poll(&end, 1, AWAIT_MS), 1);
	assert_int_equal(fgetc(news), EOF);
	fclose(news);
}

static void a_group_is_ended_as_a_whole(void **state)
{
	FILE *news;
	pid_t pid = left_behind(*state, false, &news);

	assert_int_equal(kill(pid, SIGKILL), 0); /* it was left */
	assert_all_are_gone(news);
	left_behind(*state, true, &news);
	assert_all_are_gone(news);
}

/* -- signals -------------------------------------------------------------- */

static void our_signals_are_as_before(void **state)
{
	struct sigaction now;
	struct err err = ERR_INIT;

	(void)state;
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN);
	assert_ok(shell("trap '' PIPE; kill -PIPE $$; trap - PIPE", NULL, NULL,
			0, &err));
	assert_int_equal(sigaction(SIGPIPE, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
	/* The child has the usual ones. */
	assert_int_equal(shell("kill -XFSZ $$", NULL, NULL, 0, &err), -1);
	signal(SIGXFSZ, SIG_DFL);
}

/* As some parents leave it. */
static void an_end_is_noticed_when_those_of_children_are_ignored(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	assert_ok(shell("exit 0", NULL, NULL, 20000, &err));
	assert_error(shell("exit 4", NULL, NULL, 0, &err), ERR_FAILED);
	assert_string_equal(err.msg, "sh ended with exit code 4");
	signal(SIGCHLD, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_go_in_and_come_out),
		cmocka_unit_test(open_descriptors_are_kept_from_it),
		cmocka_unit_test(much_goes_through),
		cmocka_unit_test(more_than_may_be_is_refused),
		cmocka_unit_test(who_does_not_read_does_no_harm),
		cmocka_unit_test(ends_are_told_apart),
		cmocka_unit_test(who_takes_too_long_is_ended),
		cmocka_unit_test(who_may_not_go_on_is_ended),
		cmocka_unit_test_setup_teardown(a_group_is_ended_as_a_whole,
						folder_setup, folder_teardown),
		cmocka_unit_test(our_signals_are_as_before),
		cmocka_unit_test(
			an_end_is_noticed_when_those_of_children_are_ignored),
	};
	struct err err = ERR_INIT;

	assert_ok(secret_init(&err));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
