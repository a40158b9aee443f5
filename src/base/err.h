/* err.h - what went wrong, said once, where it happened
 *
 * The caller owns the struct err and passes it as the last argument; it is
 * never NULL and is not touched on success. Nothing here allocates. */
#ifndef CONNVAULT_BASE_ERR_H
#define CONNVAULT_BASE_ERR_H

/* What a caller can act on. cli/exit.c maps each to an exit code. */
enum err_code {
	ERR_OK,
	ERR_FAILED,    /* none of the below */
	ERR_USAGE,     /* the operator asked for something that is not valid */
	ERR_LOCKED,    /* locked, or wrong passphrase, key file or code */
	ERR_ABSENT,    /* no such vault, project, connection, piece ... */
	ERR_RECONNECT, /* the connection must be reconnected */
	ERR_NETWORK,   /* provider or network down; try again */
	ERR_TIMEOUT,
	ERR_CONFLICT, /* name taken, or changed by somebody else */
	ERR_DAMAGED,  /* damaged or tampered with */
	ERR_INTERRUPTED,
	ERR_NOMEM,
	ERR_IO,	      /* a system call failed; see sys */
	ERR_BUSY,     /* another process holds the vault */
	ERR_READONLY, /* asked to change a read-only vault */
	ERR_UNSURE,   /* a commit was sent, its outcome is not known */
	ERR_CODES
};

struct err {
	enum err_code code;
	int sys;	/* errno, or 0 */
	char msg[256];	/* what happened; no full stop, no newline */
	char hint[256]; /* what to do about it, or "" */
	char here[160]; /* the same in the console, where hint names options of
			 * the command line; "": hint goes for both */
};

#define ERR_INIT               \
	{                      \
		.code = ERR_OK \
	}

/* Fill *err and return -1, so that a caller can "return err_set(...)".
 * Clears the hint. Text from outside must be made safe before (term_safe). */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set, with ": " and the text of errno appended, and sys = errno. */
int err_sys(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Add what to do. Returns -1 as well: "return err_hint(err, ...)". */
int err_hint(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* And what to do in the console; after err_hint(). Returns -1. */
int err_here(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* What the console shows, or "". */
const char *err_advice(const struct err *err);

/* Out of memory, an ordinary error. Returns -1. */
int err_nomem(struct err *err);

#endif
