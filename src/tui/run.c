/* run.c - the console on a terminal: one poll loop for keys, signals, time */
#include "config.h"
#include "tui/tui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/client.h"
#include "base/clock.h"
#include "base/proc.h"
#include "base/values.h"
#include "base/where.h"
#include "tui/clip.h"
#include "tui/console.h"
#include "tui/term.h"

struct run {
	struct console console;
	struct console_options options; /* with what the config file says */
	struct config config;
	struct theme theme;
	char problem[300]; /* of the config file, or "" */
	struct term *term;
	struct frame frame;
	struct clip clip;
	pthread_t worker;
	int signal_read;
	int ended_by;	 /* signal, or 0 */
	bool is_aside;	 /* what the console has to show alone is shown */
	bool has_waited; /* for another process, while a key was dealt with */
};

/* Where the signal handler writes; a handler gets no argument. */
static int signal_write = -1;
/* Beside the pipe, which may be full, or not read while a command runs. */
static atomic_bool job_is_done, must_end;

static void on_signal(int signal)
{
	unsigned char byte = (unsigned char)signal;
	int saved = errno;

	if (signal == SIGTERM || signal == SIGHUP)
		atomic_store(&must_end, true);
	if (write(signal_write, &byte, 1) < 0)
		errno = saved; /* the pipe is full: enough is known */
	errno = saved;
}

static const int signals[] = { SIGWINCH, SIGHUP,  SIGINT, SIGQUIT,
			       SIGTERM,	 SIGTSTP, SIGCONT };
#define SIGNALS (sizeof(signals) / sizeof(*signals))

static int open_pipe(struct run *run, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_sys(err, ERR_IO, "cannot make a pipe");
	run->signal_read = ends[0];
	signal_write = ends[1];
	return 0;
}

static void close_pipe(struct run *run)
{
	if (run->signal_read < 0)
		return;
	close(run->signal_read);
	close(signal_write);
	signal_write = -1;
}

static void set_signals(void (*handler)(int))
{
	/* not on the stack, which registers with secrets would be left on */
	struct sigaction action = { .sa_handler = handler,
				    .sa_flags = SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, NULL);
}

/* -- the worker ---------------------------------------------------------- */

static void *work(void *arg)
{
	console_job_work(arg);
	atomic_store(&job_is_done, true);
	on_signal(0); /* wakes the loop; when it cannot, something else does */
	return NULL;
}

/* Without a thread the work is done here, and the screen waits. */
static void start_job(struct run *run)
{
	struct job *job = &run->console.job;
	sigset_t all, old;

	job->state = JOB_RUNNING;
	atomic_store(&job_is_done, false);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	int failed = pthread_create(&run->worker, NULL, work, job);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (failed) {
		console_job_work(job);
		console_job_done(&run->console);
	}
}

static void end_job(struct run *run)
{
	pthread_join(run->worker, NULL);
	console_job_done(&run->console);
}

/* -- signals ------------------------------------------------------------- */

static void suspend(struct run *run)
{
	console_hide(&run->console);
	console_come_back(&run->console);
	run->is_aside = false;
	term_leave(run->term);
	if (run->console.clip.forget_at)
		fputs("connvault: the copied secret stays on the clipboard "
		      "until connvault goes on\n",
		      stderr);
	raise(SIGSTOP); /* SIGTSTP would not stop an orphaned group */
	term_enter(run->term);
	run->console.now = clock_mono_ms();
}

/* A key that comes with the signal is for the new size. */
static void measure(struct run *run)
{
	int rows, cols;

	term_measure(run->term);
	term_size(run->term, &rows, &cols);
	console_size(&run->console, rows, cols);
}

static void take_signal(struct run *run, int signal)
{
	switch (signal) {
	case 0:
		return;
	case SIGWINCH:
		measure(run);
		return;
	case SIGCONT:
		term_redraw(run->term);
		return;
	case SIGTSTP:
		suspend(run);
		return;
	default:
		run->ended_by = signal;
	}
}

static void take_signals(struct run *run)
{
	unsigned char bytes[64];
	ssize_t n = read(run->signal_read, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n; i++)
		take_signal(run, bytes[i]);
	if (atomic_exchange(&job_is_done, false))
		end_job(run);
}

/* -- the loop ------------------------------------------------------------ */

static void take_clip(struct run *run)
{
	struct clip_wish *wish = &run->console.clip;
	struct err err = ERR_INIT;

	if (wish->forget)
		clip_forget(&run->clip);
	if (wish->text &&
	    clip_copy(&run->clip, wish->text, wish->is_secret, &err) < 0)
		console_say_err(&run->console, &err);
	wish->text = NULL;
	wish->forget = false;
}

/* While a command has the terminal, time goes on: a copied secret is taken back
 * and the vault is locked, which ends the command, too. */
static bool command_goes_on(void *arg)
{
	struct run *run = arg;

	console_tick(&run->console, clock_mono_ms());
	take_clip(run);
	return run->console.command && !atomic_load(&must_end);
}

static void run_command(struct run *run)
{
	struct console *console = &run->console;
	const char *const argv[] = { "sh", "-c", console->command, NULL };
	struct secret *printed = NULL;
	const struct proc proc = { .argv = argv,
				   .out = &printed,
				   .max = VALUE_MAX + 1,
				   .has_terminal = true,
				   .goes_on = command_goes_on,
				   .arg = run };
	struct err err = ERR_INIT;

	console_hide(console);
	term_leave(run->term);
	if (proc_run(&proc, &err) < 0)
		printed = NULL;
	term_enter(run->term);
	console_answer(console, printed, &err, clock_mono_ms());
}

/* Off the full screen, and back. */
static void take_aside(struct run *run)
{
	const char *text = run->console.aside;

	if (text && !run->is_aside)
		term_aside(run->term, text);
	else if (!text && run->is_aside)
		term_enter(run->term);
	run->is_aside = text != NULL;
}

static void take_wishes(struct run *run)
{
	struct console *console = &run->console;

	take_clip(run);
	take_aside(run);
	if (console->forget_keys)
		term_forget_keys(run->term);
	if (console->wants_redraw)
		term_redraw(run->term);
	if (console->wants_suspend)
		suspend(run);
	console->forget_keys = console->wants_redraw = console->wants_suspend =
		false;
	if (console->command)
		run_command(run);
	if (console->job.state == JOB_READY)
		start_job(run);
}

/* All keys that have arrived, so that they cost one frame. */
static void take_keys(struct run *run)
{
	struct key keys[KEYS_MAX];
	size_t count = 0;

	while (count < KEYS_MAX && term_key(run->term, &keys[count]))
		count++;
	run->has_waited = false;
	console_keys(&run->console, keys, count, clock_mono_ms());
	explicit_bzero(keys, sizeof(keys));
	/* What was typed meanwhile was meant for what is no more. */
	if (run->has_waited)
		term_forget_keys(run->term);
}

/* Enter, or what else one presses to get away. */
static void take_aside_keys(struct run *run)
{
	char bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n; i++)
		if (bytes[i] == '\r' || bytes[i] == '\n' ||
		    bytes[i] == CTRL('C'))
			console_come_back(&run->console);
	explicit_bzero(bytes, sizeof(bytes));
}

static int show(struct run *run, struct err *err)
{
	if (run->is_aside)
		return 0;
	if (term_frame(run->term, &run->frame, err) < 0)
		return -1;
	console_draw(&run->console, &run->frame);
	return term_paint(run->term, &run->frame, err);
}

/* Over what is shown; in a thread it is the job that waits, and keys are
 * answered. */
static void tell_waiting(void *arg)
{
	struct run *run = arg;
	struct frame *frame = &run->frame;
	struct err ignored = ERR_INIT;

	if (run->is_aside || run->console.job.state == JOB_RUNNING)
		return;
	run->has_waited = true;
	frame_fill(frame, frame->rows - 1, 0, frame->cols, ROLE_BAR);
	frame_put(frame, frame->rows - 1, 1, frame->cols - 1, ROLE_BAR,
		  "Waiting for another process that has the vault ...");
	(void)term_paint(run->term, frame, &ignored);
}

/* Milliseconds until something falls due; -1 for never. */
static int patience(struct run *run)
{
	int64_t now = clock_mono_ms();
	int64_t next = console_tick(&run->console, now);

	if (next == 0)
		return -1;
	return next > now ? (int)(next - now) : 0;
}

static int wait_for_input(struct run *run, int timeout)
{
	struct pollfd fds[2 + CONSOLE_FDS] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = run->signal_read, .events = POLLIN },
	};
	int wait_ms;
	size_t count = console_fds(&run->console, fds + 2, &wait_ms);

	if (timeout < 0 || (wait_ms >= 0 && wait_ms < timeout))
		timeout = wait_ms;
	if (poll(fds, 2 + count, timeout) < 0 && errno != EINTR)
		return -1;
	/* in any case: one that comes with a key was there before it */
	take_signals(run);
	console_polled(&run->console, fds + 2, count, clock_mono_ms());
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		run->ended_by = SIGHUP;
	else if (fds[0].revents && run->is_aside)
		take_aside_keys(run);
	else if (fds[0].revents)
		take_keys(run);
	return 0;
}

static int loop(struct run *run, struct err *err)
{
	while (!run->console.wants_quit && !run->ended_by) {
		int timeout = patience(run);
		take_clip(run);
		if (show(run, err) < 0)
			return -1;
		if (run->console.session)
			session_on_wait(run->console.session, tell_waiting,
					run);
		if (wait_for_input(run, timeout) < 0)
			return err_sys(err, ERR_IO, "cannot wait for keys");
		take_wishes(run);
	}
	return 0;
}

/* -- beginning and end --------------------------------------------------- */

/* With a key at hand the vault is opened before the screen is. */
static int unlock(struct session *session,
		  const struct console_options *options, struct err *err)
{
	struct err none = ERR_INIT;
	struct secret *key = NULL;

	if (options->passphrase)
		return session_unlock(session, KEY_PASSPHRASE,
				      options->passphrase, err);
	if (!options->key_file) {
		/* The agent has it, or the first screen asks. */
		(void)agent_open(session, &none);
		return 0;
	}
	if (key_file_read(options->key_file, &key, err) < 0)
		return -1;
	int result = session_unlock(session, KEY_FILE, key, err);
	secret_free(key);
	return result;
}

static int open_session(const struct console_options *options, char **path,
			struct session **session, struct err *err)
{
	struct err none = ERR_INIT;

	*session = NULL;
	if (options->demo) {
		if (session_demo(session, err) < 0)
			return -1;
		*path = strdup(session_path(*session));
		return *path ? 0 : err_nomem(err);
	}
	if (where_vault(options->vault, path, err) < 0)
		return -1;
	if (session_open(*path, options->read_only, session, &none) == 0)
		return unlock(*session, options, err);
	if (none.code == ERR_ABSENT && !options->read_only)
		return 0; /* the first screen makes one */
	*err = none;
	return -1;
}

static int end(struct run *run, int result, struct err *err)
{
	if (run->console.job.state == JOB_RUNNING) {
		if (run->console.job.stop)
			run->console.job.stop(&run->console.job);
		end_job(run);
	}
	if (run->console.session)
		session_on_wait(run->console.session, NULL, NULL);
	if (run->term) {
		clip_forget(&run->clip);
		term_close(run->term);
	}
	frame_clear(&run->frame);
	console_clear(&run->console);
	set_signals(SIG_DFL);
	close_pipe(run);
	if (result == 0 && run->ended_by) {
		err_set(err, ERR_INTERRUPTED, "ended by a signal");
		err->sys = run->ended_by;
		return -1;
	}
	return result;
}

/* The first problem is told when the screen is there, the rest by a command. */
static void take_problem(size_t line, const char *text, void *arg)
{
	struct run *run = arg;

	if (*run->problem)
		return;
	char where[32] = "";

	if (line)
		snprintf(where, sizeof(where), ", line %zu", line);
	snprintf(run->problem, sizeof(run->problem),
		 "Configuration%s: %.200s. See connvault config check", where,
		 text);
}

/* What is said on the command line goes before what the file says. */
static void configure(struct run *run, const struct console_options *wanted)
{
	struct err err = ERR_INIT;
	struct console_options *options = &run->options;

	*options = *wanted;
	if (config_read(NULL, &run->config, take_problem, run, &err) < 0)
		take_problem(0, err.msg, run);
	keymap_check(&run->config, take_problem, run);
	theme_read(run->config.theme, &run->theme, take_problem, run);
	options->config = &run->config;
	options->ascii |= run->config.ascii;
	options->no_color |= !run->config.color;
	options->low_bandwidth |= run->config.low_bandwidth;
	options->mouse |= run->config.mouse;
	options->plain |= run->config.plain_screen;
	if (!options->idle_minutes)
		options->idle_minutes =
			run->config.idle_lock ? run->config.idle_lock : -1;
}

void console_config_check(const struct config *config, config_problem_fn *each,
			  void *arg)
{
	keymap_check(config, each, arg);
	theme_check(config, each, arg);
}

static int run_session(struct run *run, const struct console_options *wanted,
		       const char *path, struct session *session,
		       struct err *err)
{
	const struct console_options *options = &run->options;

	configure(run, wanted);
	const struct term_options look = { .no_color = options->no_color,
					   .ascii = options->ascii,
					   .mouse = options->mouse,
					   .plain = options->plain,
					   .theme = &run->theme };

	set_signals(on_signal);
	if (console_init(&run->console, options, path, session, clock_mono_ms(),
			 err) < 0 ||
	    term_open(&look, &run->term, err) < 0)
		return -1;
	if (*run->problem)
		console_say(&run->console, TONE_ERROR, "%s", run->problem);
	return loop(run, err);
}

int console_run(const struct console_options *options, struct err *err)
{
	struct run run = { .signal_read = -1 };
	struct session *session = NULL;
	char *path = NULL;
	int result = -1;

	if (open_pipe(&run, err) < 0)
		return -1;
	if (term_check(err) < 0 ||
	    open_session(options, &path, &session, err) < 0)
		session_close(session);
	else
		result = run_session(&run, options, path, session, err);
	free(path);
	return end(&run, result, err);
}

/* -- choosing ------------------------------------------------------------ */

/* Standard input and output, kept while the terminal stands in for them. */
struct lent {
	int in, out;
};

static void give_one_back(int kept, int fd)
{
	if (kept < 0)
		return;
	dup2(kept, fd);
	close(kept);
}

static void give_back(const struct lent *lent)
{
	give_one_back(lent->in, STDIN_FILENO);
	give_one_back(lent->out, STDOUT_FILENO);
}

static int lend(int tty, struct lent *lent, struct err *err)
{
	fflush(stdout);
	lent->in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	lent->out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (lent->in >= 0 && lent->out >= 0 && dup2(tty, STDIN_FILENO) >= 0 &&
	    dup2(tty, STDOUT_FILENO) >= 0)
		return 0;
	err_sys(err, ERR_IO, "cannot use the terminal");
	give_back(lent);
	return -1;
}

int console_pick(const struct console_options *options, struct session *session,
		 int tty, char **external_id, struct err *err)
{
	struct run run = { .signal_read = -1 };
	struct lent lent;
	int result = -1;

	*external_id = NULL;
	if (lend(tty, &lent, err) < 0)
		return -1;
	run.console.options.pick = options->pick; /* whose session it is */
	if (open_pipe(&run, err) == 0 && term_check(err) == 0)
		result = run_session(&run, options, session_path(session),
				     session, err);
	if (result == 0 && *run.console.picked &&
	    !(*external_id = strdup(run.console.picked)))
		result = err_nomem(err);
	result = end(&run, result, err);
	give_back(&lent);
	return result;
}
