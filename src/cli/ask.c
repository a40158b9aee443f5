/* ask.c - the key to the vault, and secrets typed at the terminal */
#include "cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "base/str.h"
#include "base/watch.h"

struct question {
	int tty;
	bool shows; /* what is typed */
	struct termios before;
	struct watch watch;
};

static int echo_off(struct question *q, struct err *err)
{
	struct termios silent;

	if (watch_begin(&q->watch, err) != 0)
		return -1;
	tcgetattr(q->tty, &q->before);
	silent = q->before;
	if (!q->shows)
		silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	tcsetattr(q->tty, TCSAFLUSH, &silent);
	return 0;
}

static void echo_back(struct question *q)
{
	tcsetattr(q->tty, TCSAFLUSH, &q->before);
	watch_end(&q->watch);
}

/* Until a whole line can be read, or a signal has come. Not poll(): some
 * systems have none for /dev/tty. */
static void wait_line(const struct question *q)
{
	int last = q->tty > q->watch.fd ? q->tty : q->watch.fd;
	fd_set set;

	do {
		FD_ZERO(&set);
		FD_SET(q->tty, &set);
		FD_SET(q->watch.fd, &set);
	} while (select(last + 1, &set, NULL, NULL, NULL) < 0 &&
		 errno == EINTR && !watch_came());
}

/* Read up to a newline, the end or as much as fits, a byte at a time: what
 * follows the line is for somebody else. Returns how it went, as read(2). */
static ssize_t read_line(int fd, struct secret *line, size_t *len)
{
	char *at = secret_fill(line);
	size_t max = secret_len(line);
	ssize_t got = 0;
	char byte;

	*len = 0;
	while (*len < max && (got = read(fd, &byte, 1)) == 1 && byte != '\n')
		at[(*len)++] = byte;
	byte = '\0';
	return got;
}

static int line_new(int fd, const char *name, struct secret **out,
		    struct err *err)
{
	struct secret *line;
	size_t len;

	if (secret_new(ASK_MAX, &line, err) != 0)
		return -1;
	if (read_line(fd, line, &len) < 0) {
		secret_free(line);
		return err_sys(err, ERR_IO, "cannot read %s", name);
	}
	if (len == ASK_MAX) {
		secret_free(line);
		return err_set(err, ERR_USAGE, "%s is longer than %d bytes",
			       name, ASK_MAX - 1);
	}
	secret_cut(line, len);
	*out = line;
	return 0;
}

/* One try; *came is the signal that ended it, or 0. */
static int ask_once(int tty, bool shows, const char *prompt, int *came,
		    struct secret **out, struct err *err)
{
	struct question q = { .tty = tty, .shows = shows };
	int result = -1;

	*came = 0;
	if (echo_off(&q, err) != 0)
		return -1;

	ssize_t ignored = write(tty, prompt, strlen(prompt));

	wait_line(&q);
	*came = watch_came();
	if (!*came)
		result = line_new(tty, "the terminal", out, err);
	echo_back(&q);
	if (!shows || *came)
		ignored = write(tty, "\n", 1);
	(void)ignored;
	return result;
}

static int ask(bool shows, const char *prompt, struct secret **out,
	       struct err *err)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	int result, came;

	if (tty < 0 || tty >= FD_SETSIZE) {
		if (tty >= 0)
			close(tty);
		return err_set(err, ERR_LOCKED,
			       "there is no terminal to ask at");
	}
	do {
		result = ask_once(tty, shows, prompt, &came, out, err);
		if (came && came != SIGINT)
			raise(came); /* as if it had never been caught */
	} while (came && came != SIGINT);
	close(tty);
	if (came == SIGINT)
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	return result;
}

int ask_secret(const char *prompt, struct secret **out, struct err *err)
{
	return ask(false, prompt, out, err);
}

int ask_text(const char *prompt, struct secret **out, struct err *err)
{
	return ask(true, prompt, out, err);
}

int ask_line(const char *prompt, char **out, struct err *err)
{
	struct secret *typed;
	size_t len;

	if (ask_text(prompt, &typed, err) != 0)
		return -1;
	*out = strdup(secret_reveal(typed, &len));
	secret_free(typed);
	return *out ? 0 : err_nomem(err);
}

void ask_advise(const struct secret *passphrase)
{
	if (passphrase_is_short(passphrase))
		fprintf(stderr,
			"connvault: a passphrase of less than %d characters is "
			"soon guessed by whoever has the file\n"
			"hint: four or more words are better\n",
			PASSPHRASE_GOOD);
}

int ask_consent(const char *question, struct err *err)
{
	char prompt[512], *typed;
	bool is_yes;

	snprintf(prompt, sizeof(prompt), "%s [y/N] ", question);
	if (ask_line(prompt, &typed, err) != 0)
		return -1;
	is_yes = str_is(typed, "y") || str_is(typed, "yes");
	free(typed);
	return is_yes ? 0 : err_set(err, ERR_CONFLICT, "nothing was changed");
}

int ask_new_passphrase(const char *prompt, struct secret **out, struct err *err)
{
	struct secret *again = NULL;

	if (ask_secret(prompt, out, err) != 0)
		return -1;
	if (secret_len(*out))
		ask_advise(*out);
	if (secret_len(*out) == 0) {
		err_set(err, ERR_USAGE, "an empty passphrase protects nothing");
		err_hint(err, "several words that nobody would guess are good");
	} else if (ask_secret("The same again: ", &again, err) == 0) {
		if (secret_equal(*out, again)) {
			secret_free(again);
			return 0;
		}
		err_set(err, ERR_USAGE, "the two were not the same");
		err_hint(err, "nothing was changed; try again");
	}
	secret_free(again);
	secret_free(*out);
	return -1;
}

int ask_fd(const char *number, struct secret **out, struct err *err)
{
	char *end;
	long fd = strtol(number, &end, 10);
	char name[48];

	/* What was given instead may be a passphrase: it is not repeated. */
	if (end == number || *end || fd < 0 || fd > 65535)
		return err_set(err, ERR_USAGE,
			       "a passphrase is read from a file descriptor: "
			       "give its number");
	snprintf(name, sizeof(name), "file descriptor %ld", fd);
	if (fd > STDERR_FILENO) /* not for a program that is run */
		fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	if (line_new((int)fd, name, out, err) == 0)
		return 0;
	return err_hint(err, "open it in the shell, as in connvault "
			     "--passphrase-fd 3 list 3<FILE");
}

/* Double a secret that is full. */
static int grow(struct secret **secret, struct err *err)
{
	size_t len;
	const void *old = secret_reveal(*secret, &len);
	struct secret *larger;

	if (secret_new(2 * len, &larger, err) != 0)
		return -1;
	memcpy(secret_fill(larger), old, len);
	secret_free(*secret);
	*secret = larger;
	return 0;
}

static int too_long(const char *from, size_t max, struct err *err)
{
	err_set(err, ERR_USAGE, "%s is longer than %zu KiB", from, max / 1024);
	return err_hint(err, "a credential is short: was it the right one?");
}

static int read_all(int fd, size_t max, const char *from,
		    struct secret **secret, struct err *err)
{
	size_t len = 0;

	for (;;) {
		if (len == secret_len(*secret) && grow(secret, err) != 0)
			return -1;

		ssize_t got = read(fd, (char *)secret_fill(*secret) + len,
				   secret_len(*secret) - len);

		if (got < 0 && errno != EINTR) {
			err_sys(err, ERR_IO, "cannot read %s", from);
			return err_hint(err, "look at what it is connected to");
		}
		if (got == 0)
			break;
		len += got > 0 ? (size_t)got : 0;
		if (len > max)
			return too_long(from, max, err);
	}
	secret_cut(*secret, len);
	return 0;
}

int ask_all(int fd, size_t max, const char *from, struct secret **out,
	    struct err *err)
{
	struct secret *secret;

	if (secret_new(ASK_MAX, &secret, err) != 0)
		return -1;
	if (read_all(fd, max, from, &secret, err) != 0) {
		secret_free(secret);
		return -1;
	}
	*out = secret;
	return 0;
}

const char *ask_key_file(const struct cli *cli)
{
	const char *file = cli_option(cli, "key-file");

	if (!file && !cli_option(cli, "passphrase-fd"))
		file = getenv("CONNVAULT_KEY_FILE");
	return file && *file ? file : NULL;
}

bool ask_has_key(const struct cli *cli)
{
	return ask_key_file(cli) || cli_option(cli, "passphrase-fd");
}

/* Only what the vault has is asked for. */
static int ask_typed(struct session *session, struct secret **out,
		     struct err *err)
{
	int has_phrase = session_has_slot(session, KEY_PASSPHRASE, err);
	int has_code = session_has_slot(session, KEY_RECOVERY, err);

	if (has_phrase < 0 || has_code < 0)
		return -1;
	if (!has_phrase && !has_code) {
		err_set(err, ERR_LOCKED,
			"the vault has neither passphrase nor recovery code");
		return err_hint(err, "give --key-file FILE, or set "
				     "CONNVAULT_KEY_FILE");
	}
	if (ask_secret(has_phrase ? "Passphrase: "
				  : "The vault has no passphrase; --key-file "
				    "FILE gives its key file.\n"
				    "Recovery code: ",
		       out, err) == 0)
		return 0;
	if (err->code == ERR_LOCKED)
		err_hint(err, has_phrase
				      ? "give --passphrase-fd N or --key-file "
					"FILE, or set CONNVAULT_KEY_FILE"
				      : "the vault has no passphrase: give "
					"--key-file FILE, or set "
					"CONNVAULT_KEY_FILE");
	return -1;
}

int ask_key(const struct cli *cli, struct session *session, enum key_kind *kind,
	    struct secret **out, struct err *err)
{
	const char *fd = cli_option(cli, "passphrase-fd");
	const char *file = ask_key_file(cli);

	if (fd && file)
		return err_set(err, ERR_USAGE,
			       "--key-file and --passphrase-fd exclude each "
			       "other");
	*kind = file ? KEY_FILE : KEY_PASSPHRASE;
	if (file) {
		if (key_file_read(file, out, err) == 0)
			return 0;
		return *err->hint ? -1
				  : err_hint(err,
					     "name the key file of this vault "
					     "with --key-file or "
					     "CONNVAULT_KEY_FILE");
	}
	return fd ? ask_fd(fd, out, err) : ask_typed(session, out, err);
}
