/* options.c - the options that every command takes */
#include "cli/cli.h"

const struct opt global_options[] = {
	{ "vault", 0, "PATH",
	  "the vault (else CONNVAULT_VAULT, else the data folder)" },
	{ "project", 'p', "NAME",
	  "the project (else CONNVAULT_PROJECT, else the one in use)" },
	{ "key-file", 0, "FILE",
	  "unlock with this key file (else CONNVAULT_KEY_FILE)" },
	{ "passphrase-fd", 0, "N",
	  "read the passphrase from file descriptor N, one line" },
	{ "read-only", 0, NULL, "refuse every change" },
	{ "json", 0, NULL, "print JSON" },
	{ "no-color", 0, NULL, "no colours (as NO_COLOR does)" },
	{ "ascii", 0, NULL, "no box lines in the console" },
	{ "low-bandwidth", 0, NULL, "only a marker moves in the console" },
	{ "mouse", 0, NULL, "clicks and the wheel move in the console" },
	{ "plain-screen", 0, NULL, "a console for screen readers" },
	{ "quiet", 'q', NULL, "say nothing when all went well" },
	{ "demo", 0, NULL,
	  "open the console on a throw-away vault with a sample project" },
	{ "help", 'h', NULL, "show this help" },
	{ "version", 'V', NULL, "show the version" },
	OPT_END,
};
