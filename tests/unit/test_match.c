/* test_match.c - the filter language, on rows made by hand */
#include "test.h"

#include "ops/match.h"
#include "ops/roster.h"

#define NOW INT64_C(1800000000)
#define DAY (24 * 60 * 60)

static const struct conn conn = {
	.status = STATUS_INACTIVE,
	.reason = REASON_REVOKED,
	.expires_at = NOW + 5 * DAY,
	.rotate_by = NOW + 20 * DAY,
};

static struct roster_row slack(void)
{
	return (struct roster_row){
		.conn = &conn,
		.flows = 9,
		.search = "ops slack alerts\nslack_ops\nslack\nslack\n"
			  "acme / ops-bot\nprod\nteam chat\n",
	};
}

static bool matches(const char *words)
{
	struct roster_row row = slack();
	struct match match;

	assert_int_equal(match_init(&match, words), 0);
	bool result = match_row(&match, &row, NOW);

	match_clear(&match);
	return result;
}

static void assert_all_match(const char *const *words)
{
	for (; *words; words++)
		if (!matches(*words))
			fail_msg("\"%s\" should match", *words);
}

static void assert_none_matches(const char *const *words)
{
	for (; *words; words++)
		if (matches(*words))
			fail_msg("\"%s\" should not match", *words);
}

static void words_must_all_match_somewhere(void **state)
{
	static const char *const good[] = { "", "SLA alerts", "ops-bot",
					    "prod slack_ops", NULL };
	static const char *const bad[] = { "sla stripe", "alertsx", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void a_prefix_looks_in_one_part_only(void **state)
{
	static const char *const good[] = {
		"provider:SLA",	     "piece:slack",   "tag:chat",
		"tag:\"team chat\"", "account:ops-b", NULL
	};
	static const char *const bad[] = { "provider:alerts",	"piece:ops",
					   "tag:slack",		"account:slack",
					   "tag:\"prod chat\"", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void status_is_a_status_or_its_reason(void **state)
{
	static const char *const good[] = { "status:inactive", "status:ina",
					    "status:revoked", "status:", NULL };
	static const char *const bad[] = { "status:active", "status:expired",
					   NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void expiring_has_seven_days_unless_told(void **state)
{
	static const char *const good[] = { "expiring:", "expiring:5",
					    "-expiring:4", "-unused:", NULL };
	static const char *const bad[] = { "expiring:4", "unused:", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void rotating_has_thirty_days_and_looks_at_that_date_only(void **state)
{
	static const char *const good[] = { "rotate:", "rotate:20",
					    "-rotate:19", NULL };
	static const char *const bad[] = { "rotate:5", "rotate:later", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void minus_refuses_and_alone_means_nothing_yet(void **state)
{
	static const char *const good[] = { "-stripe", "slack -", "-tag:dev",
					    "-~zzz", NULL };
	static const char *const bad[] = { "-slack", "ops -tag:prod",
					   "-\"ops slack\"", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void quotes_keep_blanks_and_take_prefixes_away(void **state)
{
	static const char *const good[] = { "\"ops slack\"", "\"ops sla",
					    "-\"-slack\"", NULL };
	static const char *const bad[] = { "\"slack ops\"", "\"tag:prod\"",
					   "\"-stripe\"", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void tilde_takes_letters_in_order_within_a_part(void **state)
{
	static const char *const good[] = { "~oslt", "~slkops", "~", NULL };
	static const char *const bad[] = { "~tlso", "~alertsprod", NULL };

	(void)state;
	assert_all_match(good);
	assert_none_matches(bad);
}

static void an_unknown_prefix_is_an_ordinary_word(void **state)
{
	static const char *const bad[] = { "colour:red", "expiring:soon",
					   "unused:x", NULL };

	(void)state;
	assert_none_matches(bad);
	assert_true(matches("-colour:red"));
}

static void what_looks_like_a_prefix_is_told(void **state)
{
	static const char *const good[] = { "",
					    "tag:",
					    "\"colour:red\"",
					    "12:30",
					    ":x",
					    ":smile:",
					    "~colour:red",
					    "unused:",
					    "é:x",
					    "status:",
					    "status:act",
					    "-status:revoked",
					    "a b c d e f g h i j k l m n o p",
					    NULL };
	static const char *const bad[] = { "colour:red",
					   "sla -Colour:",
					   "expiring:soon",
					   "unused:x",
					   ":expiring",
					   ":nope",
					   "status:nope",
					   "a b c d e f g h i j k l m n o p q",
					   NULL };
	struct err err = ERR_INIT;

	(void)state;
	for (const char *const *words = good; *words; words++)
		assert_int_equal(match_check(*words, &err), 0);
	for (const char *const *words = bad; *words; words++) {
		assert_int_equal(match_check(*words, &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
	}
}

static void assert_ranges(const char *words, enum match_part part,
			  const char *text, const char *marked)
{
	struct match_range range[16];
	struct match match;
	char shown[128];

	memset(shown, ' ', sizeof(shown));
	assert_int_equal(match_init(&match, words), 0);
	size_t count = match_ranges(&match, part, text, range, 16);

	for (size_t i = 0; i < count; i++)
		memset(shown + range[i].start, '^', range[i].len);
	shown[strlen(marked)] = '\0';
	assert_string_equal(shown, marked);
	match_clear(&match);
}

static void ranges_are_what_was_found_and_where(void **state)
{
	(void)state;
	assert_ranges("sla", PART_NAME, "Ops Slack", "    ^^^  ");
	assert_ranges("s", PART_NAME, "Ops Slack", "  ^ ^    ");
	assert_ranges("provider:sla", PART_NAME, "Ops Slack", "         ");
	assert_ranges("provider:sla", PART_PROVIDER, "Slack", "^^^  ");
	assert_ranges("~osk", PART_NAME, "Ops Slack", "^ ^     ^");
	assert_ranges("-ops", PART_NAME, "Ops Slack", "         ");
	assert_ranges("é", PART_NAME, "Café É", "   ^^ ^^");
}

static void fuzzy_prefers_beginnings_then_wholes(void **state)
{
	(void)state;
	assert_int_equal(match_fuzzy("te", "test"), 0);
	assert_int_equal(match_fuzzy("st", "test"), 1);
	assert_true(match_fuzzy("tt", "test") > 1);
	assert_true(match_fuzzy("tt", "test") < match_fuzzy("ts", "tabcs"));
	assert_int_equal(match_fuzzy("tx", "test"), -1);
	assert_int_equal(match_fuzzy("", "test"), 0);
}

static bool narrows(const char *narrower, const char *wider)
{
	struct match one, other;

	assert_int_equal(match_init(&one, narrower), 0);
	assert_int_equal(match_init(&other, wider), 0);
	bool result = match_narrows(&one, &other);

	match_clear(&one);
	match_clear(&other);
	return result;
}

static void words_added_or_typed_on_narrow(void **state)
{
	static const struct {
		const char *narrower, *wider;
		bool expected;
	} cases[] = {
		{ "", "", true },
		{ "s", "", true },
		{ "slack", "sla", true },
		{ "sla ops", "sla", true },
		{ "sla -ops", "sla", true },
		{ "~slk", "~sl", true },
		{ "tag:prod", "tag:p", true },
		{ "status:ina", "status:i", true },
		{ "-old sla", "-old", true },
		{ "sl", "sla", false },
		{ "ops", "sla", false },
		{ "", "sla", false },
		{ "-olds", "-old", false },
		{ "-sla", "sla", false },
		{ "~slack", "sla", false },
		{ "tag:p", "tag", false },
		{ "expiring:70", "expiring:7", false },
		{ "rotate:7 x", "rotate:7", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (narrows(cases[i].narrower, cases[i].wider) !=
		    cases[i].expected)
			fail_msg("\"%s\" after \"%s\"", cases[i].narrower,
				 cases[i].wider);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_must_all_match_somewhere),
		cmocka_unit_test(a_prefix_looks_in_one_part_only),
		cmocka_unit_test(status_is_a_status_or_its_reason),
		cmocka_unit_test(
			rotating_has_thirty_days_and_looks_at_that_date_only),
		cmocka_unit_test(expiring_has_seven_days_unless_told),
		cmocka_unit_test(minus_refuses_and_alone_means_nothing_yet),
		cmocka_unit_test(quotes_keep_blanks_and_take_prefixes_away),
		cmocka_unit_test(tilde_takes_letters_in_order_within_a_part),
		cmocka_unit_test(an_unknown_prefix_is_an_ordinary_word),
		cmocka_unit_test(what_looks_like_a_prefix_is_told),
		cmocka_unit_test(ranges_are_what_was_found_and_where),
		cmocka_unit_test(fuzzy_prefers_beginnings_then_wholes),
		cmocka_unit_test(words_added_or_typed_on_narrow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
