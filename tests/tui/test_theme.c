/* test_theme.c - themes: what a file says about how roles look */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "tui/theme.h"

static char home[64], said[2000];

static int setup(void **state)
{
	char path[128];

	(void)state;
	snprintf(home, sizeof(home), "/tmp/connvault-theme-XXXXXX");
	assert_non_null(mkdtemp(home));
	setenv("XDG_CONFIG_HOME", home, 1);
	snprintf(path, sizeof(path), "%s/connvault", home);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/connvault/themes", home);
	assert_int_equal(mkdir(path, 0700), 0);
	said[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/connvault/themes/mine", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/connvault/themes", home);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/connvault", home);
	rmdir(path);
	rmdir(home);
	return 0;
}

static void hear(size_t line, const char *text, void *arg)
{
	(void)line;
	(void)arg;
	str_copy(said + strlen(said), text, sizeof(said) - strlen(said));
	str_copy(said + strlen(said), "\n", sizeof(said) - strlen(said));
}

static struct theme read_text(const char *text)
{
	char path[128];
	struct theme theme;

	snprintf(path, sizeof(path), "%s/connvault/themes/mine", home);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	theme_read("mine", &theme, hear, NULL);
	return theme;
}

static void a_role_gets_attributes_and_colors(void **state)
{
	struct theme theme = read_text("bad = bold bright-red/203\n"
				       "bar = white on blue/24 underline\n");

	(void)state;
	assert_string_equal(said, "");
	assert_true(theme.look[ROLE_BAD].bold);
	assert_int_equal(theme.look[ROLE_BAD].fore.few, 9);
	assert_int_equal(theme.look[ROLE_BAD].fore.many, 203);
	assert_int_equal(theme.look[ROLE_BAD].back.many, COLOR_OWN);
	assert_false(theme.look[ROLE_BAR].reverse);
	assert_true(theme.look[ROLE_BAR].underline);
	assert_int_equal(theme.look[ROLE_BAR].back.few, 4);
}

static void what_is_left_out_looks_as_usual(void **state)
{
	struct theme theme = read_text("# nothing\nnormal = default\n");

	(void)state;
	assert_string_equal(said, "");
	assert_true(theme.look[ROLE_SELECTED].reverse);
	assert_int_equal(theme.look[ROLE_NORMAL].fore.many, COLOR_OWN);
	/* A number that only 256 colours have says nothing about 16. */
	theme = read_text("key = 203\n");
	assert_int_equal(theme.look[ROLE_KEY].fore.few, COLOR_OWN);
	assert_int_equal(theme.look[ROLE_KEY].fore.many, 203);
}

static void mistakes_are_told_with_their_line(void **state)
{
	struct theme theme = read_text("bad = bold\n"
				       "warm = red\n"
				       "good = grene\n"
				       "warn = red/256\n"
				       "head\n");

	(void)state;
	assert_string_equal(
		said, "theme mine, line 2: there is no role warm\n"
		      "theme mine, line 3: grene is no colour and no "
		      "attribute\n"
		      "theme mine, line 4: red/256 is no colour and no "
		      "attribute\n"
		      "theme mine, line 5: not of the form role = words\n");
	assert_true(theme.look[ROLE_BAD].bold);
	assert_int_equal(theme.look[ROLE_WARN].fore.many, 3); /* as usual */
	said[0] = '\0';
	theme = read_text("normal = white on blue\n");
	assert_string_equal(said, "theme mine, line 1: normal has the "
				  "terminal's own colours, no others\n");
	assert_int_equal(theme.look[ROLE_NORMAL].back.many, COLOR_OWN);
}

static void a_theme_that_is_not_there_is_told(void **state)
{
	struct theme theme;

	(void)state;
	theme_read("nope", &theme, hear, NULL);
	assert_non_null(strstr(said, "theme nope: there is none of that name"));
	theme_read("../config", &theme, hear, NULL);
	assert_non_null(strstr(said, "a name without a folder is wanted"));
	assert_true(theme.look[ROLE_BAR].reverse);
}

static void the_installed_themes_are_good(void **state)
{
	static const char *const names[] = { "night", "day", "contrast" };
	struct theme theme;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		theme_read(names[i], &theme, hear, NULL);
	assert_string_equal(said, "");
}

#define THEME_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		THEME_TEST(a_role_gets_attributes_and_colors),
		THEME_TEST(what_is_left_out_looks_as_usual),
		THEME_TEST(mistakes_are_told_with_their_line),
		THEME_TEST(a_theme_that_is_not_there_is_told),
		THEME_TEST(the_installed_themes_are_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
