/* topics.c - the topics of connvault help */
#include "cli/topics.h"

#include <stddef.h>

#include "base/str.h"

static const char connections[] =
	"A connection is a named credential for one piece: a service such as "
	"Stripe, Slack or Google Sheets. It has a name, which can change, and "
	"an external id, which never does: flows refer to it, so renaming "
	"breaks nothing. Commands take either.\n"
	"\n"
	"Its status is active or inactive, with a reason:\n"
	"ok\tthe credential is as far as is known accepted\n"
	"expired\tits time is over and nothing can renew it\n"
	"revoked\tthe provider took it back\n"
	"refused\tthe service answered 401 or 403\n"
	"app_error\tthe client id or secret of the OAuth app is wrong\n"
	"missing\tno credential was given yet (create --placeholder)\n"
	"unreadable\tthe row cannot be decrypted; nothing else is touched\n"
	"\n"
	"Reconnecting replaces the credential and keeps id, name and flows. "
	"Fields left out keep their values; the old secret stays until the "
	"new one is saved.\n"
	"Deleting names the flows that would fail. What is deleted stays "
	"sealed in the trash for 30 days: connvault list --trash shows it, "
	"connvault restore brings it back.";

static const char vault[] =
	"A vault is one encrypted file that holds projects; a project holds "
	"connections and flows. The vault is the one that --vault names, else "
	"CONNVAULT_VAULT, else ~/.local/share/connvault/vault.db.\n"
	"\n"
	"It is opened by any of its slots, as many as wanted: passphrases, key "
	"files, recovery codes. connvault slot list, add and remove keep them; "
	"the last passphrase or key file cannot be removed. In scripts a key file is given with "
	"--key-file or CONNVAULT_KEY_FILE, a passphrase with "
	"--passphrase-fd.\n"
	"\n"
	"The console locks after 15 minutes without a key; Ctrl-X locks at "
	"once. Every change, and every reading of a secret, is a row of the "
	"audit chain: connvault audit list, audit verify.\n"
	"\n"
	"connvault doctor tells what is wrong with the vault, its files and "
	"the host. Several programs may use one vault at the same time. What "
	"is protected, and against whom, is in connvault-vault(7).";

static const char agent[] =
	"connvault unlock asks for the key once and starts the agent of the "
	"vault: console and commands of the same user need none then. It locks "
	"after 8 hours, or when nobody asked for 15 minutes: --for and --idle "
	"say otherwise, connvault lock does it at once. connvault agent runs "
	"it in the foreground; make install brings units for systemd.\n"
	"\n"
	"While it is unlocked it refreshes the tokens of all projects before "
	"they expire, and those that nobody used for a day, since some "
	"providers let them lapse. Without an agent a timer with connvault "
	"refresh --due does the same.\n"
	"\n"
	"A change is written to the system's log, and told to a program in "
	"the folder hooks of the configuration, if there is one:\n"
	"on_inactive\ta connection fails: somebody must reconnect it\n"
	"on_recovered\tit works again\n"
	"on_expiring\tit ends, or must be rotated, within a week\n"
	"It must be yours, and nobody else may write it. Its arguments are "
	"event, project, external id, name, piece and why; never a secret.\n"
	"\n"
	"Workflow engines ask for connections by HTTP on the socket api.sock "
	"beside the agent's: connvault client add NAME prints a token for "
	"one. With these in the configuration they are answered by HTTPS, "
	"too; options of connvault agent do the same for one in the "
	"foreground:\n"
	"listen = 127.0.0.1:8443\t[::1] or localhost as well, nothing else\n"
	"tls_cert = /PATH\tits certificate; after a new one start the "
	"agent again\n"
	"tls_key = /PATH\tthe key of that, which nobody else may read\n"
	"\n"
	"connvault status is one line for a prompt or at login.";

static const char secrets[] =
	"No secret is ever an argument or in the environment: others on the "
	"host can read those, and shells remember them. It comes from\n"
	"--secret-stdin FIELD\tstandard input\n"
	"--secret-file F=PATH\ta file\n"
	"--fields-stdin\tone JSON object with all fields, on standard input\n"
	"the terminal\twhat is required and was not given is asked for, "
	"unseen\n"
	"the console\tpasted as a whole into its field, shown as a mask\n"
	"\n"
	"One newline at the end is left out; other control characters are "
	"refused in the console.\n"
	"\n"
	"To programs it goes by\n"
	"connvault get\tstandard output\n"
	"connvault exec\ta descriptor that the program inherits; a file in "
	"memory (--file) or variables (--env) when that is asked for\n"
	"connvault template\ta file of yours, filled in\n"
	"connvault git-credential\tgit, when it asks\n"
	"connvault aws-credential\tthe tools of AWS\n"
	"\n"
	"Each writes a row of the audit chain before, and refreshes a token "
	"that will not last. list, show, usage and their --json never hold a "
	"secret. "
	"Everywhere else a secret is in memory that is locked, wiped after "
	"use and left out of core files.";

static const char oauth[] =
	"Many services are connected by signing in. That needs an OAuth app, "
	"which you register at the provider once, with the redirect address "
	"that app set tells:\n"
	"connvault app set PIECE --client-id ID --secret-stdin\tkeeps it\n"
	"connvault app discover URL --piece PIECE\tasks an issuer for its "
	"endpoints and pins them\n"
	"connvault create --piece PIECE --name NAME\tsigns in\n"
	"connvault reconnect CONNECTION\tsigns in again\n"
	"\n"
	"All of this works at once, and the first that comes to a good end "
	"counts:\n"
	"a browser here\tis started where one can appear (BROWSER names "
	"another; --no-browser) and comes back to a port on loopback\n"
	"a browser elsewhere\tthrough the ssh -L line that is shown, or by "
	"pasting the address that it ended on (--paste)\n"
	"another device\twith a code, where the provider has that "
	"(--device)\n"
	"\n"
	"A provider that wants one exact redirect address gets one with a "
	"port: app set --redirect http://127.0.0.1:8765/callback. Programs "
	"read --json-events: authorize, device, rejected, done, error, one "
	"JSON object a line.\n"
	"\n"
	"connvault refresh --due renews tokens before they expire; nothing is "
	"lost when it is killed. A provider that is down changes nothing. "
	"delete --revoke and reconnect --revoke-old end tokens at the "
	"provider.";

static const char flows[] =
	"A flow is a workflow definition that was imported, so that connvault "
	"can tell which steps use a connection before it is renamed, deleted "
	"or reconnected. Nothing is sent to the workflow engine.\n"
	"\n"
	"connvault flow import PATH... takes files and folders and tells by "
	"their content what they are: Activepieces templates (old and new), "
	"git-sync folders, project state and flow versions; n8n workflows.\n"
	"\n"
	"auth\tthe step signs in with the connection\n"
	"other\tit is mentioned elsewhere in the input of the step\n"
	"\n"
	"connvault usage CONNECTION, or u in the console, lists them. "
	"connvault usage --broken lists references to connections that do not "
	"exist. connvault flow sync reads all files again.";

static const char pieces[] =
	"A piece is a connector to one service; lists call it the provider. "
	"The catalog knows over 700 and, for each, the ways to authorize and "
	"the fields these need.\n"
	"\n"
	"connvault piece list WORDS\tfinds one\n"
	"connvault piece show PIECE\ttells what it asks for\n"
	"connvault piece show PIECE --json\tprints its entry, as the start of "
	"your own\n"
	"connvault piece check FILE\tlooks for faults in a file of yours\n"
	"\n"
	"connvault check --all, or t and T in the console, asks the services "
	"whether they still take the credentials. What is not a GET, or uses "
	"credits, is asked only with --any-method and --costly.\n"
	"\n"
	"Pieces of your own are files ~/.config/connvault/pieces/*.json, those "
	"of the machine /etc/connvault/pieces/*.json; one of the same name "
	"takes the place of the catalog's. The form is in "
	"connvault-pieces(5).";

static const char filter[] =
	"In the console / opens the filter, in scripts it is list --match. A "
	"connection is shown when every word is in its name, external id, "
	"provider, piece, account or one of its tags; upper and lower case are "
	"the same.\n"
	"\n"
	"Enter\tkeeps the filter, Esc clears it\n"
	"Tab, or f\tsteps through all, active and inactive\n"
	"\n"
	"provider:X piece:X\tonly there; tag:X and account:X, too\n"
	"status:X\tactive, inactive, or a reason: revoked\n"
	"unused:\tby no flow\n"
	"expiring:N\tends within N days, 7 when not said\n"
	"rotate:N\tmust be rotated within N days, 30 when not said\n"
	"-WORD\tnot\n"
	"~abc\tthese letters in this order\n"
	"\"two words\"\ta text with blanks, or with a colon: \"eu:1\"\n"
	"\n"
	"list also takes --status, --piece, --expiring DAYS and --unused.";

static const char keys[] =
	"In the console ? lists the keys of the screen, and says why one "
	"cannot be used now; connvault(1) lists those of all screens.\n"
	"\n"
	"j k, arrows\tone row; g G, Home End: the first, the last\n"
	"Enter, Esc\topen, back\n"
	"/ f\tfilter by words, by status\n"
	"c e u n\treconnect, rename, flows that use it, new connection\n"
	"Tab, Ctrl-S\tin forms: the next field, save\n"
	"Ctrl-X, q\tlock now, leave\n"
	"\n"
	"In a form letters belong to the field that has the focus. Esc asks "
	"only when something was typed.";

static const char files[] =
	"What can be set without an option:\n"
	"CONNVAULT_VAULT\tthe vault, as --vault\n"
	"CONNVAULT_PROJECT\tthe project, as --project\n"
	"CONNVAULT_KEY_FILE\ta key file, as --key-file\n"
	"CONNVAULT_DATA\tthe folder with pieces.json\n"
	"BROWSER\twhat opens an address to sign in at\n"
	"NO_COLOR\tno colours when it is set and not empty\n"
	"\n"
	"Where things are; XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME and "
	"XDG_CACHE_HOME name other folders:\n"
	"~/.local/share/connvault/vault.db\tthe vault\n"
	"~/.config/connvault/config\toptions and keys of the console: config "
	"show prints them, config check says what is wrong\n"
	"~/.config/connvault/hooks/\tprograms that are told what changed: "
	"help unlocking\n"
	"$XDG_RUNTIME_DIR/connvault/\tsockets of the agent; without that "
	"variable ~/.local/state/connvault/run/\n"
	"~/.config/connvault/pieces/\tpieces of your own\n"
	"~/.local/state/connvault/\tthe project in use, and the anchors that "
	"tell of an older vault file\n"
	"~/.cache/connvault/\tsealed copies of what lists of large projects "
	"show; they may be removed";

static const char exit_codes[] =
	"0\tdone\n"
	"1\tfailed\n"
	"2\twrong use\n"
	"3\tlocked, or a wrong passphrase, key file or recovery code\n"
	"4\tno such vault, project, connection, flow or piece\n"
	"5\tthe connection must be reconnected\n"
	"6\tprovider or network down: try again\n"
	"7\ttimed out, or the vault is busy\n"
	"8\tconflict: the name is taken, or somebody else changed it\n"
	"9\tdamaged or tampered with\n"
	"130\tinterrupted; 128 and the number when a signal ended the console\n"
	"\n"
	"What happened is told on standard error, with a hint when there is "
	"something to do about it.";

static const char recovery[] =
	"The passphrase is lost: type the recovery code where the passphrase "
	"is asked for, then connvault slot add --passphrase. The code was "
	"shown once, by init or the first start of the console.\n"
	"The code is lost: connvault slot add --recovery prints another one, "
	"as long as anything opens the vault. When nothing does, nobody can "
	"read the vault again.\n"
	"\n"
	"The file is lost: keep copies, made with connvault backup FILE, which "
	"needs no key; the same passphrase, key files and codes open them.\n"
	"The file is an older one, put back from a copy: every command exits "
	"with 9 and says so, until connvault audit verify --accept-rollback "
	"accepts it.\n"
	"The file is damaged: connvault doctor tells what still holds, and "
	"--read-only shows what can be read.\n"
	"\n"
	"A connection was deleted by mistake: connvault list --trash, then "
	"connvault restore CONNECTION.";

const struct topic topic_table[] = {
	{ "connections", "what they are, their status, the trash",
	  connections },
	{ "vault", "one file: slots, locking, the audit chain", vault },
	{ "secrets", "how they come in and go out", secrets },
	{ "unlocking", "the agent: kept alive, hooks, engines", agent },
	{ "oauth", "signing in, OAuth apps, refreshing", oauth },
	{ "flows", "which steps use a connection", flows },
	{ "pieces", "services, and how to add your own", pieces },
	{ "filter", "finding connections in a long list", filter },
	{ "keys", "of the console", keys },
	{ "files", "environment, files and folders", files },
	{ "exit-codes", "what a script can rely on", exit_codes },
	{ "recovery", "when something was lost", recovery },
	{ .name = NULL },
};

const struct topic *topic_find(const char *name)
{
	for (const struct topic *topic = topic_table; topic->name; topic++)
		if (str_is(topic->name, name))
			return topic;
	return NULL;
}
