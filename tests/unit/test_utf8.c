/* test_utf8.c - no text of others acts on the terminal or hides in it */
#include "test.h"

#include <locale.h>
#include <wchar.h>

#include "base/utf8.h"

static void assert_safe(const char *text, const char *wanted)
{
	char out[512];
	size_t width = term_safe(out, sizeof(out), text, sizeof(out));

	assert_string_equal(out, wanted);
	assert_int_equal(width, utf8_width(out));
	char *copy = term_safe_dup(text, strlen(text));
	assert_string_equal(copy, wanted);
	free(copy);
}

static void readable_text_stays_as_it_is(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"Slack (prod) ~ 50%",
		"Z\u00fcrich \u00a0 \u20ac",
		"\u65e5\u672c\u8a9e",
		"\u0420\u0443\u0441\u0441\u043a\u0438\u0439",
		"\u05e9\u05dc\u05d5\u05dd",
		"\U0001f680 launch",
		"e\u0301\u0302\u0303\u0304",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_safe(texts[i], texts[i]);
}

static void control_characters_are_shown(void **state)
{
	(void)state;

	assert_safe("\x1b[31mred", "<U+001B>[31mred");
	assert_safe("a\nb\tc\r", "a<U+000A>b<U+0009>c<U+000D>");
	assert_safe("\x7f", "<U+007F>");
	assert_safe("\xc2\x9b"
		    "31m",
		    "<U+009B>31m");
	assert_safe("\x0e", "<U+000E>");
}

static void invisible_characters_are_shown(void **state)
{
	(void)state;
	static const unsigned hidden[] = {
		0xad,	0x34f,	0x61c,	0x115f,	 0x180e,  0x200b,  0x200c,
		0x200d, 0x200e, 0x200f, 0x2028,	 0x2029,  0x202a,  0x202e,
		0x2060, 0x2066, 0x2069, 0x3164,	 0xe000,  0xfe0f,  0xfeff,
		0xffa0, 0xfffe, 0x0378, 0xe0041, 0xe007f, 0xe0100, 0xf0000,
	};

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		char text[32], wanted[64];
		snprintf(text, sizeof(text), "a%lcb", (wint_t)hidden[i]);
		snprintf(wanted, sizeof(wanted), "a<U+%04X>b", hidden[i]);
		assert_safe(text, wanted);
	}
}

static void what_would_be_shown_otherwise_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t at, len;
		uint32_t point;
	} cases[] = {
		{ "a\x7f", 1, 1, 0x7f },
		{ "\t\nZ\u00fcrich\xc2\x9bm", 9, 2, 0x9b },
		{ "\u202e", 0, 3, 0x202e },
		{ "x\U000e0041y", 1, 4, 0xe0041 },
		{ "a\xff", 1, 1, 0xfffd },
		{ "a\xe2\x80", 1, 1, 0xfffd },
	};
	uint32_t point;
	size_t len;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *at = term_unsafe(cases[i].text, &point, &len);
		assert_ptr_equal(at, cases[i].text + cases[i].at);
		assert_int_equal(len, cases[i].len);
		assert_int_equal(point, cases[i].point);
	}
	assert_null(term_unsafe("", &point, &len));
	assert_null(term_unsafe("plain, Z\u00fcrich, \u65e5", &point, &len));
}

static void bytes_that_are_no_utf8_are_shown(void **state)
{
	(void)state;

	assert_safe("a\x9b"
		    "b",
		    "a<9B>b");
	assert_safe("\xff\xfe", "<FF><FE>");
	assert_safe("\xc3", "<C3>");
	assert_safe("\xe2\x82", "<E2><82>");
	assert_safe("\xc0\xaf", "<C0><AF>");
	assert_safe("\xed\xa0\x80", "<ED><A0><80>");
	assert_safe("\xf4\x90\x80\x80", "<F4><90><80><80>");
	assert_safe("\xe2\x82z", "<E2><82>z");
}

static void combining_marks_are_limited(void **state)
{
	(void)state;

	assert_safe("e\u0301\u0302\u0303\u0304\u0305\u0306!",
		    "e\u0301\u0302\u0303\u0304<U+0305><U+0306>!");
	/* With nothing to combine with, a mark changes what stands before. */
	assert_safe("\u0301e", "<U+0301>e");
	assert_safe("\u65e5\u0301", "\u65e5\u0301");
}

static void nul_inside_is_shown(void **state)
{
	(void)state;
	char *text = term_safe_dup("a\0b", 3);

	assert_string_equal(text, "a<U+0000>b");
	free(text);
}

static void assert_cut(const char *text, size_t size, size_t columns,
		       const char *wanted, size_t width)
{
	char out[64];

	memset(out, 'X', sizeof(out));
	assert_int_equal(term_safe(out, size, text, columns), width);
	assert_string_equal(out, wanted);
	assert_int_equal(out[size], 'X');
}

static void text_is_cut_at_a_whole_character(void **state)
{
	(void)state;

	assert_cut("abcdef", 32, 3, "abc", 3);
	assert_cut("abcdef", 3, 32, "ab", 2);
	assert_cut("abcdef", 1, 32, "", 0);
	assert_cut("abcdef", 32, 0, "", 0);
	assert_cut("\u65e5\u672c", 32, 3, "\u65e5", 2);
	assert_cut("\u65e5\u672c", 32, 4, "\u65e5\u672c", 4);
	assert_cut("\u65e5\u672c", 6, 32, "\u65e5", 2);
	assert_cut("e\u0301x", 32, 1, "e\u0301", 1);
	assert_cut("a\x1b"
		   "b",
		   32, 8, "a", 1);
	assert_cut("a\x1b"
		   "b",
		   32, 9, "a<U+001B>", 9);
	assert_cut("a\x1b"
		   "b",
		   9, 32, "a", 1);
}

static void width_is_columns(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Z\u00fcrich", 6 },
		{ "\u65e5\u672c", 4 },
		{ "e\u0301", 1 },
		{ "\uff21", 2 },
		{ "\U0001f680", 2 },
		{ "\ud55c\uae00", 4 },
		{ "\u0cbf", 0 },
		{ "\u4dc0", 2 },
		{ "\xff", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(utf8_width(rows[i].text), rows[i].width);
}

/* curses counts with wcwidth(): where it knows a character that we show as it
 * is, ours is the same. New C libraries know newer characters than
 * libunistring, so a few may differ; hundreds would be a mistake of ours. */
static void width_is_that_of_the_c_library(void **state)
{
	(void)state;
	unsigned differ = 0, same = 0;

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		return; /* as on old systems */
	for (unsigned c = 0xa0; c < 0x110000; c++) {
		char text[16], shown[32];
		if (snprintf(text, sizeof(text), "x%lc", (wint_t)c) <= 1)
			continue;
		term_safe(shown, sizeof(shown), text, sizeof(shown));
		int width = wcwidth((wchar_t)c);
		if (strcmp(text, shown) != 0 || width < 0)
			continue;
		if (utf8_width(text) == 1 + (size_t)width)
			same++;
		else
			differ++;
	}
	assert_true(same > 100000);
	assert_true(differ < 100);
}

static void next_walks_over_whole_characters(void **state)
{
	(void)state;
	size_t columns;

	assert_int_equal(utf8_next("a", &columns), 1);
	assert_int_equal(columns, 1);
	assert_int_equal(utf8_next("\u65e5x", &columns), 3);
	assert_int_equal(columns, 2);
	assert_int_equal(utf8_next("\u0301", &columns), 2);
	assert_int_equal(columns, 0);
	assert_int_equal(utf8_next("\xe6\x97", &columns), 1);
	assert_int_equal(columns, 1);
	assert_int_equal(utf8_next("", &columns), 0);
	assert_int_equal(columns, 0);
	assert_true(utf8_is_valid("\u65e5", 3));
	assert_false(utf8_is_valid("\u65e5", 2));
}

static void folding_ignores_case_and_composition(void **state)
{
	(void)state;
	static const struct {
		const char *text, *folded;
	} rows[] = {
		{ "", "" },
		{ "Slack PROD 1", "slack prod 1" },
		{ "Z\u00dcRICH", "z\u00fcrich" },
		{ "ZU\u0308RICH", "z\u00fcrich" },
		{ "Stra\u00dfe", "strasse" },
		{ "\u0391\u03a3", "\u03b1\u03c3" },
		{ "\u03b1\u03c2", "\u03b1\u03c3" },
		{ "A\xff"
		  "B",
		  "a\xff"
		  "b" },
		{ "a\tB", "a\tb" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *folded = utf8_fold(rows[i].text);
		assert_string_equal(folded, rows[i].folded);
		free(folded);
	}
}

static void names_are_composed_and_trimmed(void **state)
{
	(void)state;
	static const struct {
		const char *name, *clean;
	} rows[] = {
		{ "Slack", "Slack" },
		{ "  Slack  prod\t\n", "Slack  prod" },
		{ "\u00a0\u3000Slack\u2003", "Slack" },
		{ "Zu\u0308rich", "Z\u00fcrich" },
		{ "\u65e5\u672c\u8a9e", "\u65e5\u672c\u8a9e" },
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *clean;
		assert_ok(name_clean(rows[i].name, &clean, &err));
		assert_string_equal(clean, rows[i].clean);
		free(clean);
	}
}

static void bad_names_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",	      "   ",
		"\u00a0",     "a\x1b[2Jb",
		"a\nb",	      "a\u202eb",
		"a\u200bb",   "a\ufeff",
		"\U000e0041", "a\xff",
		"\u0301a",    "a\u2028b",
		"\ue000",     "a\u0301\u0302\u0303\u0304\u0305\u0306",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = ERR_INIT;
		char *clean;
		assert_error(name_clean(bad[i], &clean, &err), ERR_USAGE);
		assert_true(err.hint[0] != '\0');
		assert_true(utf8_is_valid(err.msg, strlen(err.msg)));
		assert_null(strpbrk(err.msg, "\x1b\n"));
	}
}

/* count times what, after start. */
static char *repeated(const char *start, const char *what, size_t count)
{
	size_t len = strlen(what);
	char *text = calloc(1, strlen(start) + len * count + 1);

	memcpy(text, start, strlen(start));
	for (size_t i = 0; i < count; i++)
		memcpy(text + strlen(start) + i * len, what, len);
	return text;
}

static void assert_name_length(const char *start, const char *what,
			       size_t count, bool is_fine)
{
	struct err err = ERR_INIT;
	char *name = repeated(start, what, count), *clean = NULL;
	int ret = name_clean(name, &clean, &err);

	if (is_fine)
		assert_int_equal(ret, 0);
	else
		assert_error(ret, ERR_USAGE);
	free(clean);
	free(name);
}

static void names_have_200_columns_at_most(void **state)
{
	(void)state;

	assert_name_length("", "a", 200, true);
	assert_name_length("", "a", 201, false);
	assert_name_length("", "\u65e5", 100, true);
	assert_name_length("a", "\u65e5", 100, false);
	/* 1,024 bytes of few columns */
	assert_name_length("a", "a\u0316\u0317\u0318", 146, true);
	assert_name_length("aaa", "a\u0316\u0317\u0318", 146, false);
	assert_name_length("", "a", 10 * 1024 * 1024, false);
}

static void external_ids_are_checked(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char id[EXTERNAL_ID_MAX + 2];

	assert_ok(external_id_check("a", &err));
	assert_ok(external_id_check("Az09_.@+-", &err));
	memset(id, 'x', EXTERNAL_ID_MAX + 1);
	id[EXTERNAL_ID_MAX + 1] = '\0';
	assert_error(external_id_check(id, &err), ERR_USAGE);
	id[EXTERNAL_ID_MAX] = '\0';
	assert_ok(external_id_check(id, &err));
	assert_error(external_id_check("", &err), ERR_USAGE);
	assert_error(external_id_check("a b", &err), ERR_USAGE);
	assert_error(external_id_check("a'", &err), ERR_USAGE);
	assert_error(external_id_check("\u00fc", &err), ERR_USAGE);
}

static void external_ids_are_made_of_names(void **state)
{
	(void)state;
	static const struct {
		const char *name, *id;
	} rows[] = {
		{ "Slack", "slack" },
		{ "Slack (prod) 2", "slack_prod_2" },
		{ "  a  b  ", "a_b" },
		{ "Z\u00fcrich \u00c4rzte", "zurich_arzte" },
		{ "me@example.org", "me@example.org" },
		{ "--help -x", "help_-x" },
		{ "-", "connection" },
		{ "#-x", "x" },
		{ "/ -rf", "rf" },
		{ "\u65e5-x", "x" },
		{ "\u65e5\u672c", "connection" },
		{ "\u65e5 x \u672c", "x" },
		{ "", "connection" },
		{ "\xff"
		  "a",
		  "a" },
	};
	struct err err = ERR_INIT;
	char id[EXTERNAL_ID_MAX + 1];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		external_id_from(rows[i].name, id);
		assert_string_equal(id, rows[i].id);
		assert_ok(external_id_check(id, &err));
	}
	char *name = repeated("", "ab ", 200);
	external_id_from(name, id);
	assert_ok(external_id_check(id, &err));
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readable_text_stays_as_it_is),
		cmocka_unit_test(control_characters_are_shown),
		cmocka_unit_test(invisible_characters_are_shown),
		cmocka_unit_test(what_would_be_shown_otherwise_is_found),
		cmocka_unit_test(bytes_that_are_no_utf8_are_shown),
		cmocka_unit_test(combining_marks_are_limited),
		cmocka_unit_test(nul_inside_is_shown),
		cmocka_unit_test(text_is_cut_at_a_whole_character),
		cmocka_unit_test(width_is_columns),
		cmocka_unit_test(width_is_that_of_the_c_library),
		cmocka_unit_test(next_walks_over_whole_characters),
		cmocka_unit_test(folding_ignores_case_and_composition),
		cmocka_unit_test(names_are_composed_and_trimmed),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(names_have_200_columns_at_most),
		cmocka_unit_test(external_ids_are_checked),
		cmocka_unit_test(external_ids_are_made_of_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
