/* stage.c - a console without a terminal: press keys, read the screen */
#include "stage.h"

#include <time.h>

#include "base/clock.h"
#include "base/str.h"

/* -- frames -------------------------------------------------------------- */

static void add_cell(struct str *s, const struct cell *cell)
{
	char text[KEY_TEXT];

	for (int i = 0; i < CELL_TEXT && cell->text[i]; i++) {
		key_text(cell->text[i], text);
		str_add(s, text);
	}
}

static void add_row(struct str *s, const struct frame *frame, int y, bool marks)
{
	const struct cell *row = frame->cell + (size_t)y * (size_t)frame->cols;
	bool in_match = false;

	for (int x = 0; x < frame->cols; x++) {
		bool is_match = marks && (row[x].role & ROLE_MATCH);
		if (is_match != in_match)
			str_add(s, is_match ? "[" : "]");
		in_match = is_match;
		add_cell(s, &row[x]);
	}
	if (in_match)
		str_add(s, "]");
	while (s->len > 0 && s->text[s->len - 1] == ' ')
		s->text[--s->len] = '\0';
	str_add(s, "\n");
}

char *frame_text(const struct frame *frame, bool with_matches)
{
	struct str s = STR_INIT;

	for (int y = 0; y < frame->rows; y++)
		add_row(&s, frame, y, with_matches);
	return str_take(&s);
}

/* -- stages -------------------------------------------------------------- */

struct stage *stage_on(struct session *session, const char *path,
		       const struct console_options *options)
{
	struct err err = ERR_INIT;
	struct stage *stage = calloc(1, sizeof(*stage));

	assert_non_null(stage);
	stage->now = 1000000;
	assert_ok(console_init(&stage->console, options, path, session,
			       stage->now, &err));
	stage_size(stage, 24, 80);
	return stage;
}

struct stage *stage_demo(void)
{
	const struct console_options options = { .idle_minutes = 0 };
	struct session *session;
	struct err err = ERR_INIT;

	setenv("TZ", "UTC", 1);
	tzset();
	clock_fix(STAGE_NOW);
	assert_ok(session_demo(&session, &err));
	return stage_on(session, "/home/ana/vault.db", &options);
}

void stage_free(struct stage *stage)
{
	console_clear(&stage->console);
	frame_clear(&stage->frame);
	free(stage->text);
	free(stage);
	clock_fix(0);
}

int stage_setup(void **state)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1); /* own pieces */
	*state = stage_demo();
	return 0;
}

int stage_teardown(void **state)
{
	stage_free(*state);
	return 0;
}

void stage_size(struct stage *stage, int rows, int cols)
{
	struct err err = ERR_INIT;

	stage->frame.ascii_lines = true;
	assert_ok(frame_reset(&stage->frame, rows, cols, &err));
	console_draw(&stage->console, &stage->frame);
}

static void redraw(struct stage *stage)
{
	console_tick(&stage->console, stage->now);
	stage_size(stage, stage->frame.rows, stage->frame.cols);
}

/* -- keys ---------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t press;
} names[] = {
	{ "Up", PRESS_UP },	   { "Down", PRESS_DOWN },
	{ "Left", PRESS_LEFT },	   { "Right", PRESS_RIGHT },
	{ "Home", PRESS_HOME },	   { "End", PRESS_END },
	{ "PgUp", PRESS_PAGE_UP }, { "PgDn", PRESS_PAGE_DOWN },
	{ "Del", PRESS_DELETE },   { "BackTab", PRESS_BACK_TAB },
	{ "F1", PRESS_F1 },	   { "F2", PRESS_F2 },
	{ "F5", PRESS_F5 },	   { "Tab", PRESS_TAB },
	{ "Enter", PRESS_ENTER },  { "Esc", PRESS_ESC },
	{ "BS", PRESS_BACKSPACE }, { "lt", '<' },
};

static uint32_t press_named(const char *name, size_t len)
{
	if (len == 3 && name[0] == 'C' && name[1] == '-')
		return CTRL((uint32_t)name[2]);
	if (len == 3 && name[0] == 'A' && name[1] == '-')
		return PRESS_ALT | (uint32_t)name[2];
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i].name) == len &&
		    strncmp(names[i].name, name, len) == 0)
			return names[i].press;
	fail_msg("no key is called <%.*s>", (int)len, name);
	return 0;
}

/* The first of keys; returns what follows it. */
static const char *read_key(const char *keys, struct key *key)
{
	const char *end = *keys == '<' ? strchr(keys, '>') : NULL;

	*key = (struct key){ .press = (unsigned char)*keys };
	if (!end)
		return keys + 1;
	key->press = press_named(keys + 1, (size_t)(end - keys - 1));
	return end + 1;
}

void stage_press(struct stage *stage, const char *keys)
{
	struct key key;

	while (*keys) {
		keys = read_key(keys, &key);
		console_key(&stage->console, &key, stage->now);
	}
	redraw(stage);
}

void stage_burst(struct stage *stage, const char *keys)
{
	struct key key[KEYS_MAX];
	size_t count = 0;

	for (; *keys; count++) {
		assert_true(count < KEYS_MAX);
		keys = read_key(keys, &key[count]);
	}
	console_keys(&stage->console, key, count, stage->now);
	redraw(stage);
}

void stage_paste(struct stage *stage, const char *text)
{
	struct key key = { .press = PRESS_PASTE };
	struct err err = ERR_INIT;

	assert_ok(secret_from(text, strlen(text), &key.paste, &err));
	console_key(&stage->console, &key, stage->now);
	redraw(stage);
}

void stage_wait(struct stage *stage, int64_t ms)
{
	stage->now += ms;
	redraw(stage);
}

void stage_work(struct stage *stage)
{
	assert_int_equal(stage->console.job.state, JOB_READY);
	console_job_work(&stage->console.job);
	console_job_done(&stage->console);
	redraw(stage);
}

/* -- what is seen -------------------------------------------------------- */

const char *stage_screen(struct stage *stage)
{
	free(stage->text);
	stage->text = frame_text(&stage->frame, false);
	assert_non_null(stage->text);
	return stage->text;
}

const char *stage_row(struct stage *stage, int row)
{
	char *at = (char *)stage_screen(stage);

	while (row-- > 0 && at)
		at = strchr(at, '\n') + 1;
	*strchr(at, '\n') = '\0';
	return at;
}

/* cmocka cuts long messages. */
static void fail_with_screen(struct stage *stage, const char *text,
			     const char *how)
{
	fputs(stage->text, stderr);
	fail_msg("\"%s\" %s", text, how);
}

void stage_expect(struct stage *stage, const char *text)
{
	if (!strstr(stage_screen(stage), text))
		fail_with_screen(stage, text, "is not on the screen");
}

void stage_refuse(struct stage *stage, const char *text)
{
	if (strstr(stage_screen(stage), text))
		fail_with_screen(stage, text, "is on the screen");
}

void stage_expect_help(struct stage *stage, const char *text)
{
	bool is_found = false;

	stage_press(stage, "g");
	for (int page = 0; page < 20 && !is_found; page++) {
		is_found = strstr(stage_screen(stage), text) != NULL;
		stage_press(stage, "j");
	}
	stage_press(stage, "g");
	if (!is_found)
		fail_with_screen(stage, text, "is on no page of the help");
}

static char *read_golden(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 65536);

	assert_non_null(text);
	if (file) {
		text[fread(text, 1, 65535, file)] = '\0';
		fclose(file);
	}
	return text;
}

/* A letter for each role; the cursor is @, what a filter found is *. */
static const char role_letters[] = ".BHSgwbdkfuF0123456789";

static void add_roles(struct str *s, const struct frame *frame, int y)
{
	const struct cell *row = frame->cell + (size_t)y * (size_t)frame->cols;
	char text[256] = "";
	int last = 0;

	assert_true(frame->cols < (int)sizeof(text));
	for (int x = 0; x < frame->cols; x++) {
		if (y == frame->cursor_y && x == frame->cursor_x)
			text[x] = '@';
		else if (row[x].role & ROLE_MATCH)
			text[x] = '*';
		else
			text[x] = role_letters[row[x].role];
		if (text[x] != '.')
			last = x + 1;
	}
	text[last] = '\0';
	str_addf(s, "%s\n", text);
}

/* The three pictures of a golden file. */
static char *planes(struct stage *stage)
{
	char *ascii = frame_text(&stage->frame, true);
	struct frame wide = { .ascii_lines = false };
	struct str s = STR_INIT;
	struct err err = ERR_INIT;

	assert_ok(
		frame_reset(&wide, stage->frame.rows, stage->frame.cols, &err));
	console_draw(&stage->console, &wide);
	char *utf8 = frame_text(&wide, false);
	str_addf(&s, "%s-- UTF-8\n%s-- roles\n", ascii, utf8);
	for (int y = 0; y < wide.rows; y++)
		add_roles(&s, &wide, y);
	frame_clear(&wide);
	free(ascii);
	free(utf8);
	return str_take(&s);
}

void stage_golden(struct stage *stage, const char *name)
{
	const char *top = getenv("TOP_SRCDIR");
	char path[512];
	char *now = planes(stage);

	snprintf(path, sizeof(path), "%s/tests/tui/golden/%s.txt",
		 top ? top : ".", name);
	if (getenv("GOLDEN_UPDATE")) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(now, file);
		fclose(file);
	}
	char *wanted = read_golden(path);
	if (strcmp(now, wanted) != 0) {
		fprintf(stderr, "Now:\n%sWanted:\n%s", now, wanted);
		fail_msg("%s is not as it was; make goldens writes it anew",
			 name);
	}
	free(wanted);
	free(now);
}

void stage_goldens(struct stage *stage, const char *name)
{
	static const struct {
		int rows, cols;
	} sizes[] = { { 36, 120 }, { 10, 40 }, { 24, 80 } };
	char full[96];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		stage_size(stage, sizes[i].rows, sizes[i].cols);
		snprintf(full, sizeof(full), "%s-%dx%d", name, sizes[i].cols,
			 sizes[i].rows);
		stage_golden(stage, full);
	}
}
