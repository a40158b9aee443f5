/* test_jail.c - a process that may touch some files alone */
#include "folder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jail.h"

/* What it could do, a bit for each. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(outside_everything_can_be_done,
						folder_setup, folder_teardown),
		cmocka_unit_test_setup_teardown(inside_its_own_files_are_left,
						folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
