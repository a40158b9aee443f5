/* signin.c - signing in at the terminal, every way at once */
#include "cli/signin.h"

#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/qr.h"
#include "base/str.h"
#include "cli/events.h"
#include "cli/fields.h"
#include "cli/out.h"
#include "cli/lines.h"
#include "base/watch.h"

#define ROWS_BESIDE_ALL	 24 /* of a terminal: addresses, code, prompts */
#define ROWS_BESIDE_CODE 8
#define TIMEOUT_MAX	 (24L * 60 * 60)
#define TICK_MS		 1000 /* of the countdown */

struct desk {
	const struct cli *cli;
	struct signin *signin;
	struct watch watch;
	struct lines lines; /* its fd is -1 where nobody can paste */
	FILE *tty;	    /* beside stderr, which goes elsewhere; or NULL */
	bool has_events;    /* --json-events */
	bool has_url;	    /* was told, so below */
	enum signin_device device;
	unsigned notices;
	char left[32]; /* the countdown as it is shown, "" for none */
};

/* -- telling --------------------------------------------------------------- */

static void left_wipe(struct desk *desk)
{
	if (*desk->left)
		fprintf(stderr, "\r%*s\r", (int)strlen(desk->left), "");
	*desk->left = '\0';
}

/* A line for people, from what is safe to show. */
static void tell(struct desk *desk, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void tell(struct desk *desk, const char *fmt, ...)
{
	va_list ap;

	left_wipe(desk);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	if (!desk->tty)
		return;
	va_start(ap, fmt);
	vfprintf(desk->tty, fmt, ap);
	va_end(ap);
	putc('\n', desk->tty);
	fflush(desk->tty);
}

static void tell_url(struct desk *desk, const struct signin_view *view)
{
	if (desk->has_events) {
		event_authorize(view);
		return;
	}
	tell(desk, "Sign in to %s in a browser:\n\n    %s\n", view->provider,
	     view->url);
	if (*view->tunnel)
		tell(desk,
		     "For a browser on your own machine, first run there:\n\n"
		     "    %s\n",
		     view->tunnel);
	if (desk->lines.fd >= 0)
		tell(desk,
		     "%saste here the address that the browser ended "
		     "on, and press Enter.",
		     view->is_listening ? "Or p" : "P");
}

/* Is there room for it beside what stands above it? */
static bool fits(const char *lines, const struct signin_view *view)
{
	unsigned rows = *view->url ? ROWS_BESIDE_ALL : ROWS_BESIDE_CODE;
	struct winsize size;

	for (; *lines; lines++)
		rows += *lines == '\n';
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 &&
	       size.ws_row >= rows;
}

/* For a phone, where the terminal can show it. */
static void tell_qr(const struct signin_view *view)
{
	const char *uri = *view->uri_complete ? view->uri_complete : view->uri;
	char *lines = isatty(STDERR_FILENO) == 1 &&
				      str_is(nl_langinfo(CODESET), "UTF-8")
			      ? qr_lines(uri)
			      : NULL;

	const char *at = lines && fits(lines, view) ? lines : "";

	while (*at) {
		size_t len = strcspn(at, "\n");

		fprintf(stderr, "    \033[97;40m%.*s\033[0m\n", (int)len, at);
		at += len + 1;
	}
	free(lines);
}

static void tell_device(struct desk *desk, const struct signin_view *view)
{
	if (desk->has_events) {
		event_device(view);
		return;
	}
	tell(desk, "%s open %s and enter the code\n\n    %s\n",
	     *view->url ? "Or on any device" : "On any device", view->uri,
	     view->user_code);
	tell_qr(view);
	tell(desk, "Never enter a code that somebody else sent you.");
}

static void tell_notice(struct desk *desk, const struct signin_view *view)
{
	if (desk->has_events)
		event_rejected(view);
	else
		tell(desk, "connvault: %s", view->notice);
}

static void tell_expired(struct desk *desk)
{
	if (!desk->has_events && desk->lines.fd >= 0)
		tell(desk, "The code has expired; Enter asks for another.");
}

static void tell_left(struct desk *desk, const struct signin_view *view)
{
	int64_t seconds = view->left_ms / 1000;
	char left[sizeof(desk->left)];

	if (desk->has_events || cli_has(desk->cli, "quiet") ||
	    isatty(STDERR_FILENO) != 1)
		return;
	if (view->state != SIGNIN_WAITING)
		snprintf(left, sizeof(left), "One moment ...");
	else if (seconds > 99)
		snprintf(left, sizeof(left), "Waiting, %d minutes left",
			 (int)((seconds + 59) / 60));
	else
		snprintf(left, sizeof(left), "Waiting, %d seconds left",
			 (int)seconds);
	if (str_is(left, desk->left))
		return;
	left_wipe(desk);
	str_copy(desk->left, left, sizeof(desk->left));
	fputs(left, stderr);
}

/* What has changed since it was told last. */
static void tell_news(struct desk *desk, const struct signin_view *view)
{
	if (*view->url && !desk->has_url)
		tell_url(desk, view);
	desk->has_url = *view->url != '\0';
	if (view->device != desk->device) {
		if (view->device == SIGNIN_DEVICE_CODE)
			tell_device(desk, view);
		if (view->device == SIGNIN_DEVICE_EXPIRED)
			tell_expired(desk);
	}
	desk->device = view->device;
	if (view->notices != desk->notices)
		tell_notice(desk, view);
	desk->notices = view->notices;
	if (view->state == SIGNIN_DONE || view->state == SIGNIN_FAILED)
		left_wipe(desk);
	else
		tell_left(desk, view);
}

/* -- waiting --------------------------------------------------------------- */

/* Nothing but Enter asks for a new code for the device. */
static void take_pasted(struct desk *desk)
{
	struct secret *line;

	while ((line = lines_next(&desk->lines))) {
		if (secret_len(line) == 0)
			signin_device_again(desk->signin);
		else
			signin_paste(desk->signin, line);
		secret_free(line);
	}
}

static int wait_once(struct desk *desk, struct err *err)
{
	struct pollfd fds[SIGNIN_FDS_MAX + 2];
	int wait;
	size_t count = signin_fds(desk->signin, fds, &wait);

	fds[count] = (struct pollfd){ .fd = desk->lines.fd, .events = POLLIN };
	fds[count + 1] =
		(struct pollfd){ .fd = desk->watch.fd, .events = POLLIN };
	if (*desk->left && (wait < 0 || wait > TICK_MS))
		wait = TICK_MS;
	if (poll(fds, (nfds_t)count + 2, wait) < 0) {
		if (errno != EINTR)
			return err_sys(err, ERR_IO, "cannot wait");
		count = 0;
	} else if (fds[count].revents) {
		lines_read(&desk->lines);
		take_pasted(desk);
	}
	signin_step(desk->signin, fds, count);
	return 0;
}

/* Stopped by Ctrl-Z, with the terminal as it was, and woken again. */
static int stop(struct desk *desk, struct err *err)
{
	int fd = desk->lines.fd;

	left_wipe(desk);
	lines_end(&desk->lines);
	watch_end(&desk->watch);
	raise(SIGTSTP);
	if (watch_begin(&desk->watch, err) != 0)
		return -1;
	return fd < 0 ? 0 : lines_begin(&desk->lines, fd, err);
}

static int interrupted(struct err *err)
{
	err_set(err, ERR_INTERRUPTED, "interrupted");
	err->sys = watch_came();
	return -1;
}

/* Can nothing come any more? */
static bool is_in_vain(const struct desk *desk, const struct signin_view *view)
{
	return view->state == SIGNIN_WAITING && desk->lines.fd < 0 &&
	       cli_has(desk->cli, "paste");
}

/* Its end, or the end of the wait for it. */
static int wait_end(struct desk *desk, struct err *err)
{
	struct signin_view view;

	for (;;) {
		signin_look(desk->signin, &view);
		tell_news(desk, &view);
		if (view.state == SIGNIN_DONE)
			return 0;
		if (view.state == SIGNIN_FAILED) {
			*err = view.err;
			return -1;
		}
		if (is_in_vain(desk, &view))
			return err_set(err, ERR_FAILED,
				       "standard input ended without an "
				       "address that is good");
		if (wait_once(desk, err) != 0 ||
		    (watch_came() == SIGTSTP && stop(desk, err) != 0))
			return -1;
		if (watch_came())
			return interrupted(err);
	}
}

/* -- begin ----------------------------------------------------------------- */

int signin_check(const struct cli *cli, struct err *err)
{
	bool reads_input =
		cli_has(cli, "fields-stdin") || cli_has(cli, "secret-stdin");

	if (cli_has(cli, "paste") &&
	    (cli_has(cli, "device") || cli_has(cli, "port")))
		return err_set(err, ERR_USAGE,
			       "--paste excludes --device and --port");
	if (cli_has(cli, "device") && cli_has(cli, "port"))
		return err_set(err, ERR_USAGE,
			       "--device and --port exclude each other");
	if (cli_has(cli, "paste") && reads_input)
		return err_set(err, ERR_USAGE,
			       "standard input can be read only once");
	return 0;
}

static int plan_options(const struct cli *cli, struct signin_plan *plan,
			struct err *err)
{
	long port = 0, timeout = 0;

	if (cli_number(cli, "port", 1, 65535, &port, err) != 0 ||
	    cli_number(cli, "timeout", 1, TIMEOUT_MAX, &timeout, err) != 0)
		return -1;
	plan->app = cli_option(cli, "app");
	plan->scopes = cli_option(cli, "scopes");
	plan->port = (unsigned)port;
	plan->timeout_ms = timeout * 1000;
	plan->no_listener = cli_has(cli, "paste");
	plan->no_device = cli_has(cli, "paste");
	plan->only_device = cli_has(cli, "device");
	plan->as_client = cli_has(cli, "as-client");
	return 0;
}

/* What has none is told by the address alone. */
static void browse(const struct desk *desk)
{
	struct err ignored = ERR_INIT;
	bool wants_none = cli_has(desk->cli, "no-browser") ||
			  cli_has(desk->cli, "paste") ||
			  cli_has(desk->cli, "device") || desk->has_events;

	if (!wants_none)
		(void)signin_browse(desk->signin, &ignored);
}

/* Who has sent stderr elsewhere must see all the same what to do. */
static FILE *tty_beside(const struct desk *desk)
{
	FILE *tty;

	if (desk->has_events || isatty(STDERR_FILENO) == 1)
		return NULL;
	tty = fopen("/dev/tty", "we");
	/* not from the background, which that would stop */
	if (tty && tcgetpgrp(fileno(tty)) != getpgrp()) {
		fclose(tty);
		return NULL;
	}
	return tty;
}

static bool can_paste(const struct cli *cli)
{
	return (fields_can_ask(cli) && !cli_has(cli, "json-events")) ||
	       cli_has(cli, "paste");
}

static int desk_open(struct desk *desk, struct err *err)
{
	desk->lines.fd = -1;
	if (watch_begin(&desk->watch, err) != 0)
		return -1;
	if (!can_paste(desk->cli) ||
	    lines_begin(&desk->lines, STDIN_FILENO, err) == 0)
		return 0;
	watch_end(&desk->watch);
	return -1;
}

/* The port is taken; who can sign in by another way does so. */
static int start_elsewhere(struct desk *desk, struct session *session,
			   struct signin_plan *plan, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct signin_view view;

	plan->no_listener = true;
	if (signin_start(session, plan, &desk->signin, &ignored) != 0)
		return -1;
	signin_look(desk->signin, &view);
	if (view.device == SIGNIN_DEVICE_NONE && !can_paste(desk->cli)) {
		signin_free(desk->signin);
		return -1;
	}
	if (!desk->has_events)
		fprintf(stderr, "connvault: %s; going on without it\n",
			err->msg);
	*err = (struct err)ERR_INIT;
	return 0;
}

static int start(struct desk *desk, struct session *session,
		 struct signin_plan *plan, struct err *err)
{
	if (signin_start(session, plan, &desk->signin, err) == 0)
		return 0;
	return err->code == ERR_CONFLICT && !plan->no_listener
		       ? start_elsewhere(desk, session, plan, err)
		       : -1;
}

int signin_run(const struct cli *cli, struct session *session,
	       struct signin_plan *plan, struct signin **out, struct err *err)
{
	struct desk desk = {
		.cli = cli,
		.has_events = cli_has(cli, "json-events"),
	};
	int result = -1;

	*out = NULL;
	if (plan_options(cli, plan, err) != 0 ||
	    start(&desk, session, plan, err) != 0)
		return -1;
	desk.tty = tty_beside(&desk);
	if (desk_open(&desk, err) == 0) {
		browse(&desk);
		result = wait_end(&desk, err);
		left_wipe(&desk);
		lines_end(&desk.lines);
		watch_end(&desk.watch);
	}
	if (desk.tty)
		fclose(desk.tty);
	if (result == 0)
		*out = desk.signin;
	else
		signin_free(desk.signin);
	return result;
}

/* -- the end --------------------------------------------------------------- */

void signin_tell(const struct cli *cli, struct signin *signin,
		 const struct conn *conn)
{
	struct signin_view view;
	char when[CLOCK_TEXT];

	if (cli_has(cli, "json-events")) {
		event_done(conn);
		return;
	}
	signin_look(signin, &view);
	if (*view.account)
		cli_say(cli, "Signed in as %s.", view.account);
	if (*view.granted)
		cli_say(cli, "Granted: %s", view.granted);
	if (*view.lacking)
		fprintf(stderr, "connvault: not granted: %s\n", view.lacking);
	if (view.has_refresh || (!view.expires_at && !*view.advice))
		return;
	clock_local(view.expires_at, when);
	fprintf(stderr,
		"connvault: no refresh token came: it will have to be signed "
		"in again when it expires%s%s\n",
		*when ? " at " : "", when);
	if (*view.advice)
		fprintf(stderr, "connvault: %s\n", view.advice);
}

int signin_ended(const struct cli *cli, int result, const struct err *err)
{
	if (result != 0 && cli_has(cli, "json-events"))
		event_error(err);
	return result;
}
