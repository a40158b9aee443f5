/* test_jail.c - a process that may touch some files alone, and one that may
 * make some system calls alone */
#include "folder.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/jail.h"

/* -- jail.h: what it could do, a bit for each ----------------------------- */

enum { READ_OTHER = 1, WRITE_OWN = 2, WRITE_OTHER = 4, RUN = 8, LISTEN = 16 };

static bool can_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool can_run(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}

static bool can_listen(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool can = fd >= 0 &&
		   bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
		   listen(fd, 1) == 0;

	if (fd >= 0)
		close(fd);
	return can;
}

/* In a process of its own, in the jail or as a control outside. */
static int tried(const char *own, bool is_jailed)
{
	const struct jail_rule rules[] = { { JAIL_WRITE, own },
					   { JAIL_READ, "/etc/hostname" },
					   { JAIL_READ, "/no/such/folder" },
					   { JAIL_READ, NULL } };
	char path[300];
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct err err = ERR_INIT;
		int can = 0;

		if (is_jailed && jail_enter(rules, 4, &err) != 0)
			_exit(255);
		can |= can_open("/etc/passwd", O_RDONLY) ? READ_OTHER : 0;
		snprintf(path, sizeof(path), "%s/new", own);
		can |= can_open(path, O_RDWR | O_CREAT) ? WRITE_OWN : 0;
		snprintf(path, sizeof(path), "%s/../other-%d", own,
			 (int)getpid());
		can |= can_open(path, O_RDWR | O_CREAT) ? WRITE_OTHER : 0;
		unlink(path);
		can |= can_run() ? RUN : 0;
		can |= can_listen() ? LISTEN : 0;
		_exit(can);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void outside_everything_can_be_done(void **state)
{
	assert_int_equal(tried(*state, false),
			 READ_OTHER | WRITE_OWN | WRITE_OTHER | RUN | LISTEN);
}

static void inside_its_own_files_are_left(void **state)
{
	int wanted = WRITE_OWN | (jail_version() < 4 ? LISTEN : 0);

	if (jail_version() == 0) {
		print_message("# no Landlock here\n");
		return;
	}
	assert_int_equal(tried(*state, true), wanted);
}

/* -- calls.h -------------------------------------------------------------- */

/* False when the kernel does as if it did not know the call. */
static bool is_known(long result)
{
	return result >= 0 || errno != ENOSYS;
}

static bool forks(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool forks_by_hand(void)
{
	long child = syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);

	if (child == 0)
		_exit(0);
	return child > 0 && waitpid((pid_t)child, NULL, 0) == (pid_t)child;
}

static bool traces(void)
{
	return is_known(syscall(SYS_ptrace, -1L, -1L, 0L, 0L));
}

static bool looks_into_another(void)
{
	return is_known(syscall(SYS_process_vm_readv, (long)getppid(), NULL, 0L,
				NULL, 0L, 0L));
}

static bool unshares(void)
{
	return is_known(syscall(SYS_unshare, 0L));
}

static bool has_packets(void)
{
	return is_known(socket(AF_PACKET, SOCK_RAW, 0));
}

static bool has_netfilter(void)
{
	return is_known(socket(AF_NETLINK, SOCK_RAW, 12));
}

static bool types_at_the_terminal(void)
{
	return is_known(ioctl(-1, TIOCSTI, ""));
}

static bool kills_another(void)
{
	return is_known(kill(getppid(), SIGURG)); /* which is passed over */
}

/* Whoever owns a descriptor has the signals of what comes there. */
static bool has_signals_sent(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 &&
	       is_known(fcntl(pair[0], F_SETOWN, getppid()));
}

static bool has_locks(void)
{
	struct flock lock = { .l_type = F_RDLCK };
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0 &&
	       fcntl(fd, F_DUPFD_CLOEXEC, 0) >= 0 &&
	       fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static void *nothing(void *arg)
{
	return arg;
}

static bool has_threads(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, nothing, NULL) == 0 &&
	       pthread_join(thread, NULL) == 0;
}

static bool has_sockets(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 &&
	       is_known(socket(AF_INET, SOCK_STREAM, 0)) &&
	       is_known(socket(AF_INET6, SOCK_DGRAM, 0)) &&
	       socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}

static bool sees_a_process(void)
{
	return kill(getppid(), 0) == 0;
}

static bool raises(void)
{
	signal(SIGUSR1, SIG_IGN);
	return raise(SIGUSR1) == 0;
}

static bool begins_anew(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;
}

static const struct {
	const char *what;
	bool (*try)(void);
	bool is_left; /* inside */
} tries[] = {
	{ "fork", forks, false },
	{ "clone without a thread", forks_by_hand, false },
	{ "ptrace", traces, false },
	{ "process_vm_readv", looks_into_another, false },
	{ "unshare", unshares, false },
	{ "AF_PACKET", has_packets, false },
	{ "netfilter", has_netfilter, false },
	{ "TIOCSTI", types_at_the_terminal, false },
	{ "kill", kills_another, false },
	{ "F_SETOWN", has_signals_sent, false },
	{ "threads", has_threads, true },
	{ "locks", has_locks, true },
	{ "sockets", has_sockets, true },
	{ "a look for a process", sees_a_process, true },
	{ "raise", raises, true },
	{ "execve", begins_anew, true },
};

/* In a process of its own: each of these once. */
static bool can(bool (*try)(void), bool is_limited)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct err err = ERR_INIT;

		if (is_limited && calls_limit(&err) != 0)
			_exit(255);
		_exit(try() ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 0, 1);
	return WEXITSTATUS(status) == 0;
}

static void every_call_can_be_made_before(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		if (!can(tries[i].try, false))
			fail_msg("%s fails outside", tries[i].what);
}

static void afterwards_those_of_an_agent_are_left(void **state)
{
	(void)state;
	if (!calls_can_limit() || test_has_valgrind()) {
		print_message("# no seccomp here\n");
		return;
	}
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		if (can(tries[i].try, true) != tries[i].is_left)
			fail_msg("%s %s", tries[i].what,
				 tries[i].is_left ? "fails" : "is possible");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(outside_everything_can_be_done,
						folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(inside_its_own_files_are_left,
						folder_setup, folder_teardown),
		cmocka_unit_test(every_call_can_be_made_before),
		cmocka_unit_test(afterwards_those_of_an_agent_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
