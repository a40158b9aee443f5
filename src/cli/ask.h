/* ask.h - the key to the vault, and secrets typed at the terminal */
#ifndef CONNVAULT_CLI_ASK_H
#define CONNVAULT_CLI_ASK_H

#include "cli/cli.h"

#define ASK_MAX 4096 /* bytes of one answer */

/* A line typed on /dev/tty without echo. ERR_LOCKED when there is no terminal,
 * ERR_INTERRUPTED after Ctrl-C; the terminal is as before on every way out. */
int ask_secret(const char *prompt, struct secret **out, struct err *err);
/* The same with echo. */
int ask_text(const char *prompt, struct secret **out, struct err *err);
/* The same as a string, the caller's: for what is no secret. */
int ask_line(const char *prompt, char **out, struct err *err);
/* "QUESTION [y/N] ": ERR_CONFLICT unless it is answered with yes. */
int ask_consent(const char *question, struct err *err);
/* Typed twice; one that is short is advised against before it is typed again.
 */
int ask_new_passphrase(const char *prompt, struct secret **out,
		       struct err *err);
/* On stderr, when a new passphrase is short. */
void ask_advise(const struct secret *passphrase);
/* One line from a file descriptor given by number, without its newline. */
int ask_fd(const char *number, struct secret **out, struct err *err);
/* What comes from file descriptor fd, until its end; from names it in errors.
 * ERR_USAGE over max. */
int ask_all(int fd, size_t max, const char *from, struct secret **out,
	    struct err *err);

/* What unlocks the vault: --key-file, --passphrase-fd, CONNVAULT_KEY_FILE, else
 * asked for: the recovery code of a vault without passphrase. session may be
 * NULL when ask_has_key(). */
int ask_key(const struct cli *cli, struct session *session, enum key_kind *kind,
	    struct secret **out, struct err *err);
/* The key file to use, from --key-file or CONNVAULT_KEY_FILE; or NULL. */
const char *ask_key_file(const struct cli *cli);
/* Is one of these three given, so that nobody has to be asked? */
bool ask_has_key(const struct cli *cli);

#endif
