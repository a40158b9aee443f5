/* doctor.c - what of this host and vault is in order */
#include "ops/session.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/handover.h"
#include "base/jail.h"
#include "base/path.h"
#include "base/str.h"
#include "base/where.h"
#include "ops/config.h"
#include "ops/hooks.h"
#include "ops/internal.h"
#include "ops/network.h"

/* 2026-01-01: a clock before it makes every expiry wrong. */
#define CLOCK_SANE 1767225600

struct checkup {
	const char *path; /* of the vault */
	struct vault *vault;
	bool is_there;
};

/* Fills text and hint; true when good. */
typedef bool check_fn(struct checkup *at, struct finding *finding);

static bool bad(struct finding *finding, const char *hint)
{
	str_copy(finding->hint, hint, sizeof(finding->hint));
	return false;
}

static bool bad_err(struct finding *finding, const struct err *err)
{
	str_copy(finding->text, err->msg, sizeof(finding->text));
	return bad(finding, err->hint);
}

static bool check_vault_file(struct checkup *at, struct finding *finding)
{
	struct err err = ERR_INIT;
	struct stat st;

	if (path_check_private(at->path, &err) != 0) {
		if (err.code == ERR_ABSENT) {
			err_set(&err, ERR_ABSENT, "there is none at %s",
				path_shown(at->path).text);
			err_hint(&err, "connvault init makes one; --vault "
				       "PATH names another");
		}
		return bad_err(finding, &err);
	}
	at->is_there = true;
	path_show(at->path, finding->text, sizeof(finding->text) - 40);
	if (stat(at->path, &st) == 0) {
		size_t len = strlen(finding->text);

		snprintf(finding->text + len, sizeof(finding->text) - len,
			 ", %lld KiB, only yours",
			 (long long)st.st_size / 1024);
	}
	return true;
}

/* SQLite has its journal there. */
static bool can_write_beside(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash > path ? strndup(path, (size_t)(slash - path))
				    : strdup(slash ? "/" : ".");
	bool can = folder && access(folder, W_OK | X_OK) == 0;

	free(folder);
	return can;
}

static bool check_file_system(struct checkup *at, struct finding *finding)
{
	if (!at->is_there) {
		str_copy(finding->text, "not looked at", sizeof(finding->text));
		return true;
	}

	const char *remote = file_remote(at->path);

	if (access(at->path, W_OK) != 0 || !can_write_beside(at->path)) {
		snprintf(finding->text, sizeof(finding->text),
			 "the vault cannot be written: %s", strerror(errno));
		return bad(finding, "--read-only shows all but secrets, whose "
				    "reading is noted in the vault: for those "
				    "work on a copy");
	}
	snprintf(finding->text, sizeof(finding->text), "%s",
		 remote ? remote : "of this machine");
	return !remote ||
	       bad(finding, "its locks and what it has written are as good as "
			    "its server: keep the vault on a disk of this "
			    "machine");
}

static bool check_vault_content(struct checkup *at, struct finding *finding)
{
	struct err err = ERR_INIT;

	if (!at->is_there) {
		str_copy(finding->text, "not looked at", sizeof(finding->text));
		return true;
	}
	if (vault_open(at->path, true, &at->vault, &err) != 0 ||
	    vault_check(at->vault, &err) != 0)
		return bad_err(finding, &err);
	str_copy(finding->text, "every page is sound", sizeof(finding->text));
	return true;
}

/* Pages are sound as well after somebody changed a row with SQL. */
static bool check_audit(struct checkup *at, struct finding *finding)
{
	str_copy(finding->text,
		 at->is_there ? "not checked, nor any row: that needs a key"
			      : "not looked at",
		 sizeof(finding->text));
	if (at->is_there)
		str_copy(finding->hint, "connvault audit verify checks them",
			 sizeof(finding->hint));
	return true;
}

/* The folder at path, or else the one that it would be made in. */
static int nearest(char *path, struct stat *st)
{
	char *slash;

	while (stat(path, st) != 0) {
		slash = strrchr(path, '/');
		if (errno != ENOENT || !slash || slash == path)
			return -1;
		*slash = '\0';
	}
	return 0;
}

static bool check_anchors(struct checkup *at, struct finding *finding)
{
	struct err err = ERR_INIT;
	struct stat st;
	char *path;

	(void)at;
	if (where_state("anchors", &path, &err) != 0)
		return bad_err(finding, &err);
	bool can = nearest(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		   access(path, W_OK | X_OK) == 0;

	if (can)
		str_copy(finding->text, "an older vault file would be noticed",
			 sizeof(finding->text));
	else
		snprintf(finding->text, sizeof(finding->text),
			 "an older vault file would pass: %.90s cannot be used",
			 path_shown(path).text);
	free(path);
	return can || bad(finding, "make it a folder that you may write to");
}

static bool check_memory_lock(struct checkup *at, struct finding *finding)
{
	struct rlimit limit;

	(void)at;
	if (secret_is_locked()) {
		str_copy(finding->text, "secrets stay out of swap",
			 sizeof(finding->text));
		return true;
	}
	str_copy(finding->text, "secrets could be written to swap",
		 sizeof(finding->text));
	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0)
		snprintf(finding->text, sizeof(finding->text),
			 "secrets could be written to swap (limit %llu KiB)",
			 (unsigned long long)limit.rlim_cur / 1024);
	return bad(finding, "raise memlock in /etc/security/limits.conf to "
			    "1024 KiB or more");
}

static bool check_core(struct checkup *at, struct finding *finding)
{
	struct rlimit limit;

	(void)at;
	if (getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0) {
		str_copy(finding->text, "a crash leaves no core file",
			 sizeof(finding->text));
		return true;
	}
	str_copy(finding->text, "a crash may leave a core file",
		 sizeof(finding->text));
	return bad(finding, "set ulimit -Hc 0 before starting connvault");
}

static bool check_jail(struct checkup *at, struct finding *finding)
{
	int version = jail_version();

	(void)at;
	if (version > 0) {
		snprintf(finding->text, sizeof(finding->text),
			 "Landlock %d confines the agent to its files%s",
			 version,
			 version < 4 ? "; it could still listen on a port"
				     : "");
		return true;
	}
	str_copy(finding->text, "nothing confines the agent to its files",
		 sizeof(finding->text));
	/* It works all the same: no reason to call the host bad. */
	str_copy(finding->hint, "a Linux of 5.13 or later with Landlock does",
		 sizeof(finding->hint));
	return true;
}

static bool check_calls(struct checkup *at, struct finding *finding)
{
	struct err why = ERR_INIT;

	(void)at;
	if (calls_load(&why) != 0) {
		str_copy(finding->text, why.msg, sizeof(finding->text));
		str_copy(finding->hint, "no agent starts: install libseccomp",
			 sizeof(finding->hint));
		return false;
	}
	if (calls_can_limit()) {
		str_copy(finding->text,
			 "seccomp keeps the agent from starting processes and "
			 "looking into them",
			 sizeof(finding->text));
		return true;
	}
	str_copy(finding->text, "the agent may make every one",
		 sizeof(finding->text));
	str_copy(finding->hint,
		 "a Linux with seccomp, and a build with libseccomp, do better",
		 sizeof(finding->hint));
	return true;
}

static bool check_runtime(struct checkup *at, struct finding *finding)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	(void)at;
	if (folder && *folder && stat(folder, &st) == 0 &&
	    S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0) {
		snprintf(finding->text, sizeof(finding->text),
			 "the agent's sockets are in %.100s/connvault", folder);
		return true;
	}
	if (folder && *folder) {
		snprintf(finding->text, sizeof(finding->text),
			 "%.100s is no folder of yours alone", folder);
		return bad(finding, "set XDG_RUNTIME_DIR to one, or unset it");
	}
	str_copy(finding->text,
		 "the agent's sockets are in the state folder, without "
		 "XDG_RUNTIME_DIR",
		 sizeof(finding->text));
	return true;
}

static bool check_network(struct checkup *at, struct finding *finding)
{
	struct network network;
	struct err err = ERR_INIT;

	(void)at;
	if (network_read(&network, &err) != 0)
		return bad_err(finding, &err);
	snprintf(finding->text, sizeof(finding->text),
		 "%s%.60s, certificates of %.64s",
		 *network.proxy ? "through " : "asked directly", network.proxy,
		 *network.ca_file ? network.ca_file : "the system");
	return true;
}

/* What workflow engines are answered with by HTTPS. */
static bool check_port(struct checkup *at, struct finding *finding)
{
	struct config config;
	struct err err = ERR_INIT;

	(void)at;
	if (config_need("listen\ntls_cert\ntls_key", &config, &err) != 0 ||
	    config_file_check(&config, "tls_cert", &err) != 0 ||
	    config_file_check(&config, "tls_key", &err) != 0)
		return bad_err(finding, &err);
	if (*config.listen)
		snprintf(finding->text, sizeof(finding->text),
			 "an agent answers engines at %s", config.listen);
	else
		str_copy(finding->text, "none: listen is not set",
			 sizeof(finding->text));
	return true;
}

static bool check_browser(struct checkup *at, struct finding *finding)
{
	bool has_display = getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");
	const char *browser = getenv("BROWSER");

	(void)at;
	if (browser && *browser)
		snprintf(finding->text, sizeof(finding->text),
			 "$BROWSER is started: %.100s", browser);
	else
		str_copy(finding->text,
			 has_display ? "xdg-open is started"
				     : "none can appear here: sign in by ssh "
				       "-L, paste or device",
			 sizeof(finding->text));
	return true;
}

static bool check_manager(struct checkup *at, struct finding *finding)
{
	(void)at;
	if (access("/run/systemd/system", F_OK) == 0)
		str_copy(finding->text,
			 "systemd: connvault-agent.socket can start the agent",
			 sizeof(finding->text));
	else
		str_copy(finding->text,
			 "no systemd: connvault unlock starts the agent",
			 sizeof(finding->text));
	return true;
}

static bool check_handed(struct checkup *at, struct finding *finding)
{
	const char *runtime = where_env("XDG_RUNTIME_DIR");
	size_t left = runtime ? handover_left(runtime, false) : 0;

	(void)at;
	if (left == 0) {
		str_copy(finding->text, "none is left of programs that ended",
			 sizeof(finding->text));
		return true;
	}
	snprintf(finding->text, sizeof(finding->text),
		 "credentials of %zu exec%s that %s killed are left", left,
		 left == 1 ? "" : "s", left == 1 ? "was" : "were");
	return bad(finding, "connvault lock removes them, as does the next "
			    "connvault exec --file");
}

static bool check_hooks(struct checkup *at, struct finding *finding)
{
	struct err err = ERR_INIT;
	size_t len = 0;

	(void)at;
	str_copy(finding->text, "none: no program is told what changed",
		 sizeof(finding->text));
	for (int event = 0; event < HOOK_EVENTS; event++) {
		int found = hook_look((enum hook_event)event, &err);

		if (found < 0)
			return bad_err(finding, &err);
		if (found > 0)
			len += (size_t)snprintf(
				finding->text + len,
				sizeof(finding->text) - len, "%son_%s",
				len ? ", " : "",
				hook_event_name((enum hook_event)event));
	}
	return true;
}

static int piece_count(const struct piece *piece, void *arg)
{
	(void)piece;
	++*(size_t *)arg;
	return 0;
}

static bool check_catalog(struct checkup *at, struct finding *finding)
{
	struct catalog *catalog = NULL;
	struct err err = ERR_INIT;
	const char *const *complaint;
	size_t pieces = 0;

	(void)at;
	if (catalog_open(&catalog, &err) != 0 ||
	    catalog_each(catalog, piece_count, &pieces, &err) != 0) {
		catalog_close(catalog);
		return bad_err(finding, &err);
	}
	snprintf(finding->text, sizeof(finding->text), "%zu pieces", pieces);
	size_t count = catalog_complaints(catalog, &complaint);

	if (count)
		snprintf(finding->hint, sizeof(finding->hint),
			 "%zu bad entr%s, the first: %.100s", count,
			 count == 1 ? "y" : "ies", complaint[0]);
	catalog_close(catalog);
	return count == 0;
}

static bool check_engine(struct checkup *at, struct finding *finding)
{
	(void)at;
	str_copy(finding->text, vault_engine(), sizeof(finding->text));
	return true;
}

static bool check_clock(struct checkup *at, struct finding *finding)
{
	int64_t now = clock_now();

	(void)at;
	clock_rfc3339(now, finding->text);
	return now >= CLOCK_SANE ||
	       bad(finding, "set the clock: expiry dates depend on it");
}

static void count_problem(size_t line, const char *text, void *arg)
{
	(void)line;
	(void)text;
	++*(size_t *)arg;
}

static bool check_config(struct checkup *at, struct finding *finding)
{
	struct err err = ERR_INIT;
	struct config config;
	size_t wrong = 0;

	(void)at;
	if (config_read(NULL, &config, count_problem, &wrong, &err) != 0)
		return bad_err(finding, &err);
	if (wrong == 0) {
		str_copy(finding->text, "its options can be used",
			 sizeof(finding->text));
		return true;
	}
	snprintf(finding->text, sizeof(finding->text),
		 "%zu line%s cannot be used", wrong, wrong == 1 ? "" : "s");
	return bad(finding, "connvault config check says what is wrong");
}

static bool check_terminal(struct checkup *at, struct finding *finding)
{
	const char *term = getenv("TERM");

	(void)at;
	snprintf(finding->text, sizeof(finding->text), "TERM=%.60s, %.40s",
		 term ? term : "(unset)", nl_langinfo(CODESET));
	if (!term || !*term || str_is(term, "dumb"))
		return bad(finding, "the console needs a terminal; set TERM, "
				    "for example to xterm-256color");
	return true;
}

static const struct {
	const char *what;
	check_fn *run;
} checks[] = {
	{ "vault file", check_vault_file },
	{ "file system", check_file_system },
	{ "vault content", check_vault_content },
	{ "audit", check_audit },
	{ "rollback", check_anchors },
	{ "database", check_engine },
	{ "piece catalog", check_catalog },
	{ "memory lock", check_memory_lock },
	{ "core files", check_core },
	{ "sandbox", check_jail },
	{ "system calls", check_calls },
	{ "runtime folder", check_runtime },
	{ "services", check_manager },
	{ "network", check_network },
	{ "HTTPS port", check_port },
	{ "handed files", check_handed },
	{ "hooks", check_hooks },
	{ "configuration", check_config },
	{ "browser", check_browser },
	{ "terminal", check_terminal },
	{ "clock", check_clock },
};

int session_doctor(const char *path, finding_fn *each, void *arg)
{
	struct checkup at = { .path = path };
	int worse = 0;

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		struct finding finding = { .what = checks[i].what };

		finding.is_good = checks[i].run(&at, &finding);
		worse += !finding.is_good;
		each(&finding, arg);
	}
	vault_close(at.vault);
	return worse;
}
