/* browser.c - a browser, started only where one can appear */
#define _GNU_SOURCE /* POSIX_SPAWN_SETSID */
#include "net/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/str.h"

#ifdef __APPLE__
#define USUAL	    "open"
#define HAS_DISPLAY true
#else
#define USUAL	    "xdg-open"
#define HAS_DISPLAY (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"))
#endif

#define WORDS_MAX 32

extern char **environ;

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/* RFC 3986, 2: what an address is made of. Nothing in it can be an option, or
 * mean something to whoever reads it as a command. */
static bool is_address(const char *url)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789-._~:/?#[]@!$&'()*+,;=%";

	return (str_starts(url, "https://") || str_starts(url, "http://")) &&
	       strspn(url, allowed) == strlen(url);
}

/* -- a command ------------------------------------------------------------ */

/* One word of $BROWSER with the address in it. *has_url: was it there? */
static char *word_make(const char *word, size_t len, const char *url,
		       bool *has_url)
{
	struct str made = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		bool is_url =
			i + 1 < len && word[i] == '%' && word[i + 1] == 's';

		if (is_url)
			str_add(&made, url);
		else
			str_add_bytes(&made, word + i, 1);
		i += is_url;
		*has_url |= is_url;
	}
	return str_take(&made);
}

/* The words of a command; false when out of memory. */
static bool words_make(const char *command, size_t len, const char *url,
		       char *words[WORDS_MAX + 2])
{
	bool has_url = false;
	size_t count = 0;

	for (size_t at = 0; at < len && count < WORDS_MAX;) {
		size_t word = strcspn(command + at, " \t:");

		if (at + word > len)
			word = len - at;
		if (word > 0 && !(words[count++] = word_make(command + at, word,
							     url, &has_url)))
			return false;
		at += word + 1;
	}
	if (count > 0 && !has_url && !(words[count] = strdup(url)))
		return false;
	return true;
}

static int spawn(char *const argv[], pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int failed = 0;

	posix_spawn_file_actions_init(&files);
	for (int fd = 0; fd <= 2; fd++)
		failed |= posix_spawn_file_actions_addopen(
			&files, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID |
						POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF);
	if (!failed)
		failed = posix_spawnp(pid, argv[0], &files, &attr, argv,
				      environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

/* errno, or 0 when it runs. */
static int try_command(const char *command, size_t len, const char *url,
		       pid_t *pid)
{
	char *words[WORDS_MAX + 2] = { NULL };
	int failed = ENOMEM;

	if (words_make(command, len, url, words))
		failed = words[0] ? spawn(words, pid) : ENOENT;
	for (size_t i = 0; words[i]; i++)
		free(words[i]);
	return failed;
}

/* -- all of it ------------------------------------------------------------ */

int browser_open(const char *url, pid_t *pid, struct err *err)
{
	const char *commands = is_set("BROWSER") ? getenv("BROWSER") : USUAL;
	int failed = ENOENT;

	if (!is_address(url))
		return err_set(err, ERR_USAGE,
			       "this is no address for a browser");
	if (!is_set("BROWSER") && !HAS_DISPLAY)
		return err_set(err, ERR_ABSENT, "no browser can appear here");
	for (const char *at = commands; *at && failed;) {
		size_t len = strcspn(at, ":");

		failed = try_command(at, len, url, pid);
		at += len + (at[len] == ':');
	}
	if (!failed)
		return 0;
	errno = failed;
	return err_sys(err, failed == ENOENT ? ERR_ABSENT : ERR_FAILED,
		       "cannot start a browser");
}

enum browser_end browser_look(pid_t pid)
{
	int status;
	pid_t ended = waitpid(pid, &status, WNOHANG);

	if (ended == 0)
		return BROWSER_RUNS;
	if (ended < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return BROWSER_ENDED;
	return BROWSER_FAILED;
}
