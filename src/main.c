/* main.c - chooses a command, or opens the console */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/secret.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "tui/tui.h"

static int run_console(const struct console_options *options)
{
	struct err err = ERR_INIT;

	if (console_run(options, &err) == 0)
		return 0;
	/* A signal ended it: the shell knows from the exit code alone. */
	if (err.code == ERR_INTERRUPTED && err.sys)
		return 128 + err.sys;
	return exit_tell(&err);
}

static struct console_options options_of(const struct cli *cli)
{
	return (struct console_options){
		.vault = cli_option(cli, "vault"),
		.project = cli_option(cli, "project"),
		.key_file = ask_key_file(cli),
		.read_only = cli_has(cli, "read-only"),
		.no_color = cli_has(cli, "no-color"),
		.ascii = cli_has(cli, "ascii"),
		.low_bandwidth = cli_has(cli, "low-bandwidth"),
		.mouse = cli_has(cli, "mouse"),
		.plain = cli_has(cli, "plain-screen"),
		.demo = cli_has(cli, "demo"),
	};
}

static int choose(const struct cli *cli, struct session *session, int tty,
		  const char *piece, char **external_id, struct err *err)
{
	struct console_options options = options_of(cli);

	options.pick = piece;
	options.demo = false;
	return console_pick(&options, session, tty, external_id, err);
}

static int open_console(const struct cli *cli)
{
	const char *fd = cli_option(cli, "passphrase-fd");
	struct err err = ERR_INIT;
	struct secret *passphrase = NULL;

	if (fd && ask_fd(fd, &passphrase, &err) != 0)
		return exit_tell(&err);

	struct console_options options = options_of(cli);

	options.passphrase = passphrase;

	int exit_code = run_console(&options);

	secret_free(passphrase);
	return exit_code;
}

/* A standard file that the caller closed is the next one that open(2) gives:
 * what is printed would end in the vault. One opened the wrong way round in its
 * place fails all the same when it is used. */
static int fill_standard_files(struct err *err)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return err_sys(err, ERR_IO, "cannot open /dev/null");
	return 0;
}

/* Through these, libraries would write elsewhere: libcurl the keys of its TLS
 * sessions, SQLite temporary files. */
static void forget_environment(void)
{
	unsetenv("SSLKEYLOGFILE");
	unsetenv("SQLITE_TMPDIR");
}

/* For ps and pgrep: the file is connvault-program, and of an agent that began
 * anew "exe". */
static void take_name(void)
{
#ifdef __linux__
	prctl(PR_SET_NAME, "connvault");
#endif
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	int exit_code = 1;

	if (secret_init(&err) != 0 || secret_init_sodium(&err) != 0 ||
	    fill_standard_files(&err) != 0)
		return exit_tell(&err);
	take_name();
	forget_environment();
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error */
	setlocale(LC_CTYPE, "");  /* words, dates and numbers are our own */

	struct cli *cli = cli_new(argc, argv, &exit_code);

	if (!cli)
		return exit_code;
	cli_set_choose(cli, choose);
	cli_use_keys(cli, console_config_check);
	exit_code = cli_wants_console(cli) ? open_console(cli) : cli_run(cli);
	cli_free(cli);
	return exit_code;
}
