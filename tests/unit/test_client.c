/* test_client.c - an agent that is there and does not answer */
#include "folder.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "agent/client.h"
#include "agent/listen.h"
#include "agent/place.h"
#include "base/str.h"

#define DEADLINE_S 60
#define WAITING	   256 /* more than may */

/* No test waits as long as an operator. */
int __real_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	const struct timeval soon = { .tv_usec = 50000 };

	if (name == SO_RCVTIMEO || name == SO_SNDTIMEO)
		value = &soon;
	return __real_setsockopt(fd, level, name, value, len);
}

/* As one that was stopped leaves it: the kernel takes what comes. */
static int listen_only(const char *folder, char **vault)
{
	struct err err = ERR_INIT;
	struct str path = STR_INIT;
	char *socket;
	int fd;

	alarm(DEADLINE_S);
	assert_int_equal(chmod(folder, 0700), 0);
	setenv("XDG_RUNTIME_DIR", folder, 1);
	str_addf(&path, "%s/vault.db", folder);
	*vault = str_take(&path);
	assert_non_null(*vault);
	assert_ok(place_socket(*vault, "agent", &socket, &err));
	assert_ok(listen_at(socket, &fd, &err));
	free(socket);
	return fd;
}

static void assert_nothing_is_waited_for(const char *vault)
{
	struct agent_state state;
	struct err err = ERR_INIT;

	assert_error(agent_status(vault, &state, &err), ERR_TIMEOUT);
	assert_error(agent_lock(vault, &err), ERR_TIMEOUT);
	assert_non_null(strstr(err.hint, "kill -CONT"));
}

static void one_that_is_stopped_is_not_waited_for(void **state)
{
	char *vault;
	int fd = listen_only(*state, &vault);
	struct err err = ERR_INIT;

	assert_nothing_is_waited_for(vault);
	assert_ok(agent_start(vault, &err)); /* there is one */
	close(fd);
	free(vault);
}

static void nor_one_that_takes_no_more(void **state)
{
	char *vault, *socket;
	int fd = listen_only(*state, &vault), client[WAITING], clients = 0;
	struct err err = ERR_INIT;

	assert_ok(place_socket(vault, "agent", &socket, &err));
	while (clients < WAITING &&
	       place_connect(socket, &client[clients], &err) == 0)
		clients++;
	assert_in_range(clients, 1, WAITING - 1);
	assert_nothing_is_waited_for(vault);
	assert_error(agent_start(vault, &err), ERR_TIMEOUT);
	while (clients > 0)
		close(client[--clients]);
	close(fd);
	free(socket);
	free(vault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			one_that_is_stopped_is_not_waited_for, folder_setup,
			folder_teardown),
		cmocka_unit_test_setup_teardown(nor_one_that_takes_no_more,
						folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
