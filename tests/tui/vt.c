/* vt.c - the real program on a terminal of our own: keys in, cells out */
#include "config.h"

#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <utmp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define DEADLINE_MS 20000
#define FRAME_END   "\033[?2026l"
#define ROW_TEXT    4096

/* -- the program and its shell ------------------------------------------- */

static void apply_env(const char *const *env)
{
	unsetenv("LINES");
	unsetenv("COLUMNS");
	for (; env && *env; env++) {
		char *name = strdup(*env), *value = strchr(name, '=');
		if (value)
			*value++ = '\0';
		if (value)
			setenv(name, value, 1);
		else
			unsetenv(name);
		free(name);
	}
}

/* In the foreground, in a group of its own, as a shell starts a job. */
static pid_t start_job(const char *const *env, const char *const *argv)
{
	pid_t pid = fork();

	if (pid != 0) {
		setpgid(pid, pid);
		return pid;
	}
	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	apply_env(env);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static void play_shell(int reports, const char *const *env,
		       const char *const *argv)
{
	int status;

	signal(SIGHUP, SIG_IGN);
	pid_t pid = start_job(env, argv);
	if (write(reports, &pid, sizeof(pid)) != sizeof(pid))
		_exit(1);
	while (waitpid(pid, &status, WUNTRACED) == pid) {
		if (write(reports, &status, sizeof(status)) != sizeof(status))
			_exit(1);
		if (!WIFSTOPPED(status))
			break;
	}
	/* the terminal stays open until we have looked at it */
	pause();
	_exit(0);
}

/* -- the terminal -------------------------------------------------------- */

static void answer(const char *bytes, size_t len, void *arg)
{
	struct vt *vt = arg;

	if (write(vt->fd, bytes, len) < 0)
		return;
}

static int on_property(VTermProp property, VTermValue *value, void *arg)
{
	struct vt *vt = arg;

	if (property == VTERM_PROP_CURSORVISIBLE)
		vt->has_cursor = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void open_screen(struct vt *vt)
{
	vt->vterm = vterm_new(vt->rows, vt->cols);
	assert_non_null(vt->vterm);
	vterm_set_utf8(vt->vterm, 1);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	vterm_output_set_callback(vt->vterm, answer, vt);
}

void vt_start(struct vt *vt, int rows, int cols, const char *const *env,
	      const char *const *argv)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };
	int ends[2], terminal;

	*vt = (struct vt){ .rows = rows, .cols = cols, .has_cursor = true };
	open_screen(vt);
	assert_int_equal(pipe(ends), 0);
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	/* What the terminal was like is asked before anybody can change it. */
	assert_int_equal(openpty(&vt->fd, &terminal, NULL, NULL, &size), 0);
	assert_int_equal(tcgetattr(terminal, &vt->before), 0);
	vt->shell = fork();
	assert_true(vt->shell >= 0);
	if (vt->shell == 0) {
		close(ends[0]);
		close(vt->fd);
		login_tty(terminal);
		play_shell(ends[1], env, argv);
	}
	close(ends[1]);
	close(terminal);
	vt->reports = ends[0];
	assert_int_equal(read(ends[0], &vt->pid, sizeof(vt->pid)),
			 sizeof(vt->pid));
}

void vt_stop(struct vt *vt)
{
	kill(vt->pid, SIGKILL);
	kill(vt->shell, SIGKILL);
	waitpid(vt->shell, NULL, 0);
	close(vt->fd);
	close(vt->reports);
	vterm_free(vt->vterm);
	free(vt->raw);
}

/* -- reading ------------------------------------------------------------- */

static void show(struct vt *vt)
{
	char text[ROW_TEXT];

	for (int row = 0; row < vt->rows; row++)
		fprintf(stderr, "|%s\n", vt_row(vt, row, text, sizeof(text)));
}

static void keep(struct vt *vt, const char *bytes, size_t len)
{
	vt->raw = realloc(vt->raw, vt->raw_len + len + 1);
	assert_non_null(vt->raw);
	memcpy(vt->raw + vt->raw_len, bytes, len);
	vt->raw_len += len;
	vt->raw[vt->raw_len] = '\0';
}

/* One byte more; a frame may end with it. */
static void feed(struct vt *vt, char byte)
{
	const size_t len = sizeof(FRAME_END) - 1;

	vterm_input_write(vt->vterm, &byte, 1);
	keep(vt, &byte, 1);
	if (vt->raw_len >= len &&
	    memcmp(vt->raw + vt->raw_len - len, FRAME_END, len) == 0)
		vt->frames++;
}

/* Feed at most until a frame ends; false at the deadline or the end. The
 * bytes come singly, so that nothing of the next frame is seen early. */
static bool feed_some(struct vt *vt, int64_t deadline)
{
	struct pollfd input = { .fd = vt->fd, .events = POLLIN };
	int64_t left = deadline - clock_mono_ms();
	unsigned frames = vt->frames;
	char byte;

	if (poll(&input, 1, left > 0 ? (int)left : 0) <= 0)
		return false;
	while (vt->frames == frames && poll(&input, 1, 0) > 0) {
		if (read(vt->fd, &byte, 1) != 1)
			return false;
		feed(vt, byte);
	}
	return true;
}

void vt_frame(struct vt *vt, unsigned n)
{
	int64_t deadline = clock_mono_ms() + DEADLINE_MS;

	while (vt->frames < n)
		if (!feed_some(vt, deadline)) {
			show(vt);
			fail_msg("frame %u did not come, %u did", n,
				 vt->frames);
		}
}

void vt_wait_for(struct vt *vt, const char *bytes)
{
	int64_t deadline = clock_mono_ms() + DEADLINE_MS;

	while (!vt_wrote(vt, bytes))
		if (!feed_some(vt, deadline)) {
			show(vt);
			fail_msg("\"%s\" was not written", bytes);
		}
}

void vt_drain(struct vt *vt)
{
	while (feed_some(vt, 0))
		;
}

void vt_type(struct vt *vt, const char *keys)
{
	assert_int_equal(write(vt->fd, keys, strlen(keys)), strlen(keys));
}

void vt_press(struct vt *vt, const char *keys)
{
	vt_drain(vt);
	unsigned frames = vt->frames;
	vt_type(vt, keys);
	vt_frame(vt, frames + 1);
}

static int find(struct vt *vt, const char *text)
{
	char row[ROW_TEXT];

	for (int i = 0; i < vt->rows; i++)
		if (strstr(vt_row(vt, i, row, sizeof(row)), text))
			return i;
	return -1;
}

int vt_expect(struct vt *vt, const char *text)
{
	int64_t deadline = clock_mono_ms() + DEADLINE_MS;
	unsigned looked_at = vt->frames + 1;

	for (;;) {
		int row = vt->frames != looked_at ? find(vt, text) : -1;
		if (row >= 0)
			return row;
		looked_at = vt->frames;
		if (!feed_some(vt, deadline)) {
			show(vt);
			fail_msg("\"%s\" did not come", text);
		}
	}
}

bool vt_shows(struct vt *vt, const char *text)
{
	return find(vt, text) >= 0;
}

void vt_refuse(struct vt *vt, const char *text)
{
	if (find(vt, text) >= 0) {
		show(vt);
		fail_msg("\"%s\" is on the screen", text);
	}
}

void vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };

	vt_drain(vt);
	unsigned frames = vt->frames;
	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->vterm, rows, cols);
	assert_int_equal(ioctl(vt->fd, TIOCSWINSZ, &size), 0);
	vt_frame(vt, frames + 1);
}

void vt_signal(struct vt *vt, int signal)
{
	assert_int_equal(kill(vt->pid, signal), 0);
}

int vt_status(struct vt *vt)
{
	struct pollfd fds[2] = { { .fd = vt->reports, .events = POLLIN },
				 { .fd = vt->fd, .events = POLLIN } };
	int64_t deadline = clock_mono_ms() + DEADLINE_MS;
	int status = 0;

	while (!fds[0].revents) {
		int64_t left = deadline - clock_mono_ms();
		if (left <= 0 || poll(fds, 2, (int)left) <= 0) {
			show(vt);
			fail_msg("the program neither ended nor stopped");
		}
		if (fds[1].revents && !feed_some(vt, 0))
			fds[1].fd = -1;
	}
	assert_int_equal(read(vt->reports, &status, sizeof(status)),
			 sizeof(status));
	vt_drain(vt);
	return status;
}

bool vt_has_status(struct vt *vt)
{
	struct pollfd reports = { .fd = vt->reports, .events = POLLIN };

	return poll(&reports, 1, 0) > 0;
}

/* -- looking ------------------------------------------------------------- */

const char *vt_row(struct vt *vt, int row, char *out, size_t size)
{
	VTermRect rect = { .start_row = row,
			   .end_row = row + 1,
			   .start_col = 0,
			   .end_col = vt->cols };
	size_t len = vterm_screen_get_text(vt->screen, out, size - 1, rect);

	while (len > 0 && (out[len - 1] == ' ' || out[len - 1] == '\0'))
		len--;
	out[len] = '\0';
	return out;
}

VTermScreenCell vt_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell cell = { .width = 0 };
	VTermPos at = { .row = row, .col = col };

	vterm_screen_get_cell(vt->screen, at, &cell);
	return cell;
}

bool vt_wrote(const struct vt *vt, const char *bytes)
{
	return vt->raw && memmem(vt->raw, vt->raw_len, bytes, strlen(bytes));
}

/* The last of two strings that was written. */
static bool is_last(const struct vt *vt, const char *wanted, const char *other)
{
	const char *at = vt->raw, *last = NULL;

	for (; (at = strstr(at, wanted)); at++)
		last = at;
	return last && !strstr(last, other);
}

void vt_assert_restored(struct vt *vt)
{
	struct termios now;

	assert_true(is_last(vt, "\033[?1049l", "\033[?1049h"));
	assert_true(is_last(vt, "\033[?2004l", "\033[?2004h"));
	assert_true(is_last(vt, "\033[?2026l", "\033[?2026h"));
	assert_true(vt->has_cursor);
	assert_int_equal(tcgetattr(vt->fd, &now), 0);
	assert_int_equal(now.c_iflag, vt->before.c_iflag);
	assert_int_equal(now.c_oflag, vt->before.c_oflag);
	assert_int_equal(now.c_cflag, vt->before.c_cflag);
	assert_int_equal(now.c_lflag, vt->before.c_lflag);
}

int run(const char *const *env, const char *const *argv, char *out, size_t size)
{
	int ends[2], status;
	size_t len = 0;

	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		int none = open("/dev/null", O_RDONLY);
		dup2(none, STDIN_FILENO);
		setsid();
		apply_env(env);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], out + len, size - 1 - len)) > 0;)
		len += (size_t)n;
	out[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}
