/* term.c - the terminal: entering and leaving it, keys in, frames out */
#define NCURSES_WIDECHAR 1
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termcap.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/str.h"
#include "tui/paste.h"

/* How long the rest of a key may take: Esc alone is answered within 25 ms. */
#define ESC_MS	     20
#define CODE_PASTE   600 /* key codes of our own, beyond those of curses */
#define CODE_PASTED  601
#define SIGNAL_STACK (32 * 1024)
#define SYNC_BEGIN   "\033[?2026h"
#define SYNC_END     "\033[?2026l"
#define PASTE_ON     "\033[?2004h"
#define PASTE_OFF    "\033[?2004l"
#define MOUSE_OFF    "\033[?1006l\033[?1002l\033[?1000l"
#define FORGET_KEYS  200 /* more than curses keeps */

struct term {
	SCREEN *screen;
	struct frame shown;
	const struct theme *theme; /* borrowed */
	attr_t attr[THEME_ROLES];
	short pair[THEME_ROLES];
	bool has_shown, has_color, ascii_lines, ascii_text, is_plain;
	stack_t old_stack;
	struct secret *stack; /* registers are put on it */
	struct paste paste;
};

/* What the handler of fatal signals needs. A handler gets no argument, so this
 * is one of the few globals. */
static struct {
	volatile sig_atomic_t is_entered, is_aside;
	struct termios before;
	char leave[256];
	size_t len;
} rescue;

static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
#define FATAL_SIGNALS (sizeof(fatal_signals) / sizeof(*fatal_signals))

static void write_all(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

static void write_text(const char *text)
{
	write_all(text, strlen(text));
}

/* Only what a signal handler may call. */
static void term_rescue(void)
{
	if (!rescue.is_entered && !rescue.is_aside)
		return;
	if (rescue.is_entered)
		write_all(rescue.leave, rescue.len);
	rescue.is_entered = rescue.is_aside = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
}

/* SA_RESETHAND has put the default back: raised again, it ends us. */
static void on_fatal(int signal)
{
	term_rescue();
	raise(signal);
}

/* A capability without its padding ("$<5>"), added to the rescue string. */
static void rescue_add(const char *text)
{
	while (text && *text && rescue.len + 1 < sizeof(rescue.leave)) {
		const char *end = NULL;
		if (text[0] == '$' && text[1] == '<')
			end = strchr(text, '>');
		if (end)
			text = end + 1;
		else
			rescue.leave[rescue.len++] = *text++;
	}
}

/* A string of the terminfo entry, or NULL. */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	return text == (const char *)-1 ? NULL : text;
}

static void rescue_build(bool has_mouse)
{
	rescue.len = 0;
	rescue_add(SYNC_END PASTE_OFF "\033[0m");
	rescue_add(has_mouse ? MOUSE_OFF : "");
	rescue_add(capability("rmkx"));
	rescue_add(capability("cnorm"));
	rescue_add(capability("rmcup"));
}

static void catch_fatal(struct term *term)
{
	struct sigaction action = { .sa_handler = on_fatal,
				    .sa_flags = SA_ONSTACK | SA_RESETHAND };
	struct err ignored = ERR_INIT;

	if (secret_new(SIGNAL_STACK, &term->stack, &ignored) == 0) {
		stack_t stack = { .ss_sp = secret_fill(term->stack),
				  .ss_size = SIGNAL_STACK };
		sigaltstack(&stack, &term->old_stack);
	}
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < FATAL_SIGNALS; i++)
		sigaction(fatal_signals[i], &action, NULL);
}

static void release_fatal(struct term *term)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < FATAL_SIGNALS; i++)
		sigaction(fatal_signals[i], &action, NULL);
	if (term->stack) {
		sigaltstack(&term->old_stack, NULL);
		secret_free(term->stack);
	}
}

/* -- looks --------------------------------------------------------------- */

static short color_of(const struct theme_color *color)
{
	if (COLORS >= 256)
		return color->many;
	return color->few < COLORS ? color->few : (short)(color->few - 8);
}

static bool has_pair(const struct theme *theme, int role)
{
	const struct look *look = &theme->look[role];

	return color_of(&look->fore) >= 0 || color_of(&look->back) >= 0;
}

/* The pair of a role has its number; that of normal text is 0, the terminal's
 * own. */
static void start_colors(struct term *term)
{
	const struct theme *theme = term->theme;

	if (!has_colors() || start_color() == ERR)
		return;
	use_default_colors();
	for (int i = 1; i < THEME_ROLES; i++)
		if (has_pair(theme, i))
			init_pair((short)i, color_of(&theme->look[i].fore),
				  color_of(&theme->look[i].back));
	term->has_color = true;
}

static attr_t attr_of(const struct look *look)
{
	return (look->bold ? A_BOLD : 0) | (look->dim ? A_DIM : 0) |
	       (look->underline ? A_UNDERLINE : 0) |
	       (look->reverse ? A_REVERSE : 0);
}

/* Without colours the usual attributes: a theme of colours alone would show
 * nothing. */
static void start_looks(struct term *term, bool wants_color)
{
	struct theme usual;

	theme_usual(&usual);
	if (wants_color)
		start_colors(term);
	for (int i = 0; i < THEME_ROLES; i++) {
		bool is_plain = !term->has_color &&
				(term->theme->look[i].fore.many >= 0 ||
				 term->theme->look[i].back.many >= 0);
		const struct theme *from = is_plain ? &usual : term->theme;

		term->attr[i] = attr_of(&from->look[i]);
		term->pair[i] = term->has_color && has_pair(term->theme, i)
					? (short)i
					: 0;
	}
}

static bool wants_color(const struct term_options *options)
{
	const char *none = getenv("NO_COLOR");

	return !options->no_color && !(none && *none);
}

static bool has_no_box_lines(void)
{
	const char *name = getenv("TERM");

	return str_is(name, "linux") || str_starts(name, "vt100");
}

int term_check(struct err *err)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, ERR_USAGE, "the console needs a terminal");
		return err_hint(err, "in scripts: connvault list, or another "
				     "command; see connvault --help");
	}
	if (!name || !*name) {
		err_set(err, ERR_USAGE, "TERM is not set");
		return err_hint(err, "set it to what your terminal is, for "
				     "example TERM=xterm");
	}
	return 0;
}

static int unknown_terminal(struct err *err)
{
	err_set(err, ERR_USAGE, "TERM=%.40s is not known here", getenv("TERM"));
	return err_hint(err, "try TERM=xterm or TERM=vt100");
}

/* Curses itself gives no reasons. */
static int start_curses(struct term *term, struct err *err)
{
	const char *name = getenv("TERM");

	/* newterm() loses memory when it fails: ask first */
	if (tgetent(NULL, name) != 1)
		return unknown_terminal(err);
	tcgetattr(STDIN_FILENO, &rescue.before);
	term->screen = newterm(NULL, stdout, stdin);
	if (!term->screen)
		return unknown_terminal(err);
	if (!capability("cup")) {
		delscreen(term->screen);
		tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
		err_set(err, ERR_USAGE, "TERM=%.40s cannot show a full screen",
			name);
		return err_hint(err, "use the commands instead: connvault "
				     "list, rename, reconnect");
	}
	return 0;
}

static void start_input(void)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESC_MS);
	define_key("\033[200~", CODE_PASTE);
	define_key(PASTE_END, CODE_PASTED);
	curs_set(0);
}

/* Presses only: what is a double click is told by the time between them. */
static void start_mouse(void)
{
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	mouseinterval(0);
}

int term_open(const struct term_options *options, struct term **out,
	      struct err *err)
{
	if (term_check(err) < 0)
		return -1;
	struct term *term = calloc(1, sizeof(*term));
	if (!term)
		return err_nomem(err);
	if (start_curses(term, err) < 0) {
		free(term);
		return -1;
	}
	term->ascii_text = !str_is(nl_langinfo(CODESET), "UTF-8");
	term->ascii_lines =
		options->ascii || term->ascii_text || has_no_box_lines();
	term->is_plain = options->plain;
	term->theme = options->theme;
	start_looks(term, wants_color(options));
	start_input();
	if (options->mouse)
		start_mouse();
	rescue_build(options->mouse);
	rescue.is_entered = 1;
	catch_fatal(term);
	write_text(PASTE_ON);
	*out = term;
	return 0;
}

void term_leave(struct term *term)
{
	if (rescue.is_entered) {
		erase(); /* curses keeps the cells otherwise, secrets too */
		refresh();
		endwin();
	}
	term_rescue();
	term->has_shown = false;
}

void term_aside(struct term *term, const char *text)
{
	term_leave(term);
	reset_prog_mode(); /* what is pasted now is not echoed */
	rescue.is_aside = 1;
	write_text("\r\n");
	write_text(text);
	write_text("\r\n\r\nEnter goes back to connvault.\r\n");
}

void term_enter(struct term *term)
{
	term_rescue();
	tcgetattr(STDIN_FILENO, &rescue.before);
	rescue.is_entered = 1;
	reset_prog_mode();
	term_measure(term);
	clearok(curscr, TRUE);
	refresh();
	write_text(PASTE_ON);
	curs_set(0);
}

void term_close(struct term *term)
{
	if (!term)
		return;
	term_forget_keys(term);
	term_leave(term);
	release_fatal(term);
	delscreen(term->screen);
	frame_clear(&term->shown);
	free(term);
}

void term_copy(const struct secret *base64)
{
	size_t len;
	const char *text = secret_reveal(base64, &len);

	write_text("\033]52;c;");
	write_all(text, len);
	write_text("\a");
}

/* -- keys ---------------------------------------------------------------- */

static const struct {
	int code;
	uint32_t press;
} codes[] = {
	{ KEY_UP, PRESS_UP },
	{ KEY_DOWN, PRESS_DOWN },
	{ KEY_LEFT, PRESS_LEFT },
	{ KEY_RIGHT, PRESS_RIGHT },
	{ KEY_HOME, PRESS_HOME },
	{ KEY_END, PRESS_END },
	{ KEY_PPAGE, PRESS_PAGE_UP },
	{ KEY_NPAGE, PRESS_PAGE_DOWN },
	{ KEY_DC, PRESS_DELETE },
	{ KEY_BTAB, PRESS_BACK_TAB },
	{ KEY_BACKSPACE, PRESS_BACKSPACE },
	{ KEY_ENTER, PRESS_ENTER },
	{ KEY_F(1), PRESS_F1 },
	{ KEY_F(2), PRESS_F2 },
	{ KEY_F(5), PRESS_F5 },
};

static uint32_t press_of_code(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].code == code)
			return codes[i].press;
	return PRESS_OTHER;
}

static void read_mouse(struct key *key)
{
	MEVENT event;

	key->press = PRESS_OTHER;
	if (getmouse(&event) != OK)
		return;
	key->y = event.y;
	if (event.bstate & BUTTON4_PRESSED)
		key->press = PRESS_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		key->press = PRESS_WHEEL_DOWN;
	else if (event.bstate & BUTTON1_PRESSED)
		key->press = PRESS_CLICK;
}

/* get_wch() loses a byte that is no character of a locale of single bytes, and
 * what comes after it: that is WEOF here. */
static int next_code(wint_t *code)
{
	if (MB_CUR_MAX > 1)
		return get_wch(code);

	int byte = getch();
	bool is_key = byte > UCHAR_MAX;

	*code = is_key ? (wint_t)byte : btowc(byte);
	return byte == ERR ? ERR : is_key ? KEY_CODE_YES : OK;
}

/* Esc and a letter in one go is Alt and the letter. */
static uint32_t press_after_esc(void)
{
	wint_t next;

	if (next_code(&next) != OK)
		return PRESS_ESC;
	if (next < 0x80 && next >= ' ')
		return PRESS_ALT | next;
	if (next != WEOF)
		unget_wch((wchar_t)next);
	return PRESS_ESC;
}

int term_key(struct term *term, struct key *key)
{
	wint_t code;

	paste_skip(&term->paste);
	*key = (struct key){ .press = PRESS_OTHER };
	int found = next_code(&code);
	if (found == ERR)
		return 0;
	if (found == OK)
		key->press = code == '\b'   ? PRESS_BACKSPACE
			     : code == '\n' ? PRESS_ENTER
			     : code == WEOF ? PRESS_FOREIGN
					    : (uint32_t)code;
	else if (code == CODE_PASTE)
		paste_read(&term->paste, key);
	else if (code == KEY_MOUSE)
		read_mouse(key);
	else
		key->press = press_of_code((int)code);
	if (key->press == PRESS_ESC)
		key->press = press_after_esc();
	return 1;
}

void term_forget_keys(struct term *term)
{
	(void)term;
	for (int i = 0; i < FORGET_KEYS; i++)
		ungetch(' ');
	flushinp();
}

/* -- frames -------------------------------------------------------------- */

void term_measure(struct term *term)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
	    size.ws_col > 0 && (size.ws_row != LINES || size.ws_col != COLS))
		resizeterm(size.ws_row, size.ws_col);
	term_redraw(term);
}

void term_size(const struct term *term, int *rows, int *cols)
{
	(void)term;
	*rows = LINES;
	*cols = COLS;
}

int term_frame(struct term *term, struct frame *frame, struct err *err)
{
	frame->ascii_lines = term->ascii_lines || term->is_plain;
	frame->ascii_text = term->ascii_text;
	frame->is_plain = term->is_plain;
	return frame_reset(frame, LINES, COLS, err);
}

static void add_cell(const struct term *term, int y, int x,
		     const struct cell *cell)
{
	unsigned role = cell->role & ~(unsigned)ROLE_MATCH;
	attr_t attr = term->attr[role];
	wchar_t text[CELL_TEXT + 1] = { 0 };
	cchar_t out;

	if (cell->role & ROLE_MATCH)
		attr |= term->attr[THEME_MATCH];
	short pair = term->pair[role];
	if ((cell->role & ROLE_MATCH) && term->pair[THEME_MATCH])
		pair = term->pair[THEME_MATCH];
	for (int i = 0; i < CELL_TEXT; i++)
		text[i] = (wchar_t)cell->text[i];
	setcchar(&out, text, attr, pair, NULL);
	mvadd_wch(y, x, &out);
	explicit_bzero(text, sizeof(text));
	explicit_bzero(&out, sizeof(out));
}

int term_paint(struct term *term, const struct frame *frame, struct err *err)
{
	if (term->has_shown && frame_is_same(&term->shown, frame))
		return 0;
	for (int y = 0; y < frame->rows; y++)
		for (int x = 0; x < frame->cols; x++) {
			const struct cell *cell =
				&frame->cell[(size_t)y * (size_t)frame->cols +
					     (size_t)x];
			if (cell->columns > 0)
				add_cell(term, y, x, cell);
		}
	bool has_cursor = frame->cursor_y >= 0;
	write_text(SYNC_BEGIN);
	curs_set(has_cursor);
	leaveok(stdscr, !has_cursor); /* unseen it need not move */
	if (has_cursor)
		move(frame->cursor_y, frame->cursor_x);
	refresh();
	write_text(SYNC_END);
	term->has_shown = true;
	return frame_copy(&term->shown, frame, err);
}

void term_redraw(struct term *term)
{
	term->has_shown = false;
	clearok(curscr, TRUE);
}
