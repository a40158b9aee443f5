/* test_terminal_new.c - connections made, and chosen, on a real terminal */
#include "config.h"

#include "visit.h"

#include <sys/wait.h>
#include <unistd.h>

#define DOWN	 "\033OB"
#define UP	 "\033OA"
#define RIGHT	 "\033OC"
#define CTRL_S	 "\023"
#define CANARY	 "cv-canary-5b20d8e7"
#define PASTE(s) "\033[200~" s "\033[201~"

static void press_all(const char *const *keys)
{
	for (; *keys; keys++)
		vt_press(&vt, *keys);
}

static void assert_json(const char *id, const char *const *members)
{
	const char *const show[] = { "show", "--json", id, NULL };
	char out[4096];

	visit_command(show, out, sizeof(out));
	for (; *members; members++)
		if (!strstr(out, *members))
			fail_msg("no %s in %s", *members, out);
}

static void assert_value(const char *id, const char *field, const char *wanted)
{
	const char *const get[] = { "get", id, field, NULL };
	char out[4096];

	visit_command(get, out, sizeof(out));
	out[strcspn(out, "\n")] = '\0';
	assert_string_equal(out, wanted);
}

/* -- making -------------------------------------------------------------- */

static void make_api_key(void)
{
	static const char *const keys[] = {
		"n",	       PASTE("stripe"),
		"\r",	       PASTE("Billing live"),
		"\t",	       "\t",
		PASTE("prod"), "\t",
		"\t",	       PASTE(CANARY),
		CTRL_S,	       NULL
	};
	static const char *const members[] = { "\"auth_type\":\"api_key\"",
					       "\"status\":\"active\"",
					       "\"tags\":[\"prod\"]", NULL };

	press_all(keys);
	vt_expect(&vt, "Created \"Billing live\" with the external id "
		       "billing_live");
	assert_json("billing_live", members);
	assert_value("billing_live", "api_key", CANARY);
}

static void make_custom(void)
{
	static const char *const keys[] = { "n",	   PASTE("mailgun"),
					    "\r",	   PASTE("Mail EU"),
					    "\t",	   "\t",
					    "\t",	   "\t",
					    PASTE(CANARY), "\t",
					    RIGHT,	   CTRL_S,
					    NULL };
	static const char *const members[] = { "\"auth_type\":\"custom\"",
					       "\"status\":\"active\"", NULL };

	press_all(keys);
	vt_expect(&vt, "Created \"Mail EU\"");
	assert_json("mail_eu", members);
	assert_value("mail_eu", "region", "eu");
	assert_value("mail_eu", "api_key", CANARY);
}

static void make_placeholder(void)
{
	static const char *const keys[] = { "n", PASTE("hubspot"), "\r",
					    PASTE("CRM"), NULL };
	static const char *const members[] = { "\"auth_type\":\"oauth2\"",
					       "\"status\":\"inactive\"",
					       "\"reason\":\"missing\"", NULL };

	vt_press(&vt, keys[0]);
	vt_press(&vt, keys[1]);
	vt_press(&vt, "\r");
	vt_expect(&vt, "(o) OAuth, a new app");
	vt_press(&vt, DOWN);
	vt_expect(&vt, "(o) OAuth, later");
	vt_press(&vt, "\r");
	vt_expect(&vt, "OAuth, later");
	vt_press(&vt, keys[3]);
	vt_expect(&vt, "External id *     crm");
	vt_press(&vt, CTRL_S);
	vt_expect(&vt, "Created \"CRM\" with the external id crm, without a "
		       "credential");
	assert_json("crm", members);
}

static void three_types_are_made_and_no_secret_is_drawn(void **state)
{
	(void)state;
	visit_vault();
	visit_start(24, 80, visit_env, "--ascii");
	vt_expect(&vt, "n   make the first connection");
	make_api_key();
	make_custom();
	make_placeholder();
	vt_expect(&vt, "3 connections");
	vt_type(&vt, "q");
	visit_ends(0);
	assert_false(vt_wrote(&vt, CANARY));
	vt_assert_restored(&vt);
}

/* -- choosing ------------------------------------------------------------ */

/* Standard output goes to a file, standard input comes from nowhere. */
static void start_pick(const char *options)
{
	static char line[512];
	const char *const argv[] = { "/bin/sh", "-c", line, NULL };

	snprintf(line, sizeof(line),
		 "exec %s pick --piece stripe --ascii %s "
		 "</dev/null >%s/out 2>%s/err",
		 visit_program(), options, visit_home, visit_home);
	vt_start(&vt, 24, 80, visit_env, argv);
	vt_expect(&vt, "+ Create connection");
}

static void assert_printed(const char *name, const char *wanted)
{
	char path[128], text[1024] = "";

	snprintf(path, sizeof(path), "%s/%s", visit_home, name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	if (*wanted == '{')
		assert_non_null(strstr(text, wanted + 1));
	else
		assert_string_equal(text, wanted);
}

static void make(const char *piece, const char *name)
{
	const char *const create[] = { "create", "--piece", piece,
				       "--name", name,	    "--placeholder",
				       NULL };
	char out[4096];

	visit_command(create, out, sizeof(out));
}

static void what_is_chosen_is_printed(void **state)
{
	(void)state;
	visit_vault();
	make("stripe", "Billing live");
	make("stripe", "Billing test");
	make("mailgun", "Billing mail");
	start_pick("");
	vt_expect(&vt, "Billing test");
	vt_refuse(&vt, "Billing mail");
	vt_press(&vt, PASTE("test"));
	vt_refuse(&vt, "Billing live");
	vt_type(&vt, "\r");
	visit_ends(0);
	assert_printed("out", "billing_test\n");
	assert_printed("err", "");
	vt_assert_restored(&vt);
}

static void json_is_printed_when_asked_for(void **state)
{
	(void)state;
	visit_vault();
	make("stripe", "Billing live");
	start_pick("--json");
	vt_type(&vt, "\r");
	visit_ends(0);
	assert_printed("out", "{\"external_id\":\"billing_live\"");
}

static void escape_prints_nothing(void **state)
{
	(void)state;
	visit_vault();
	make("stripe", "Billing live");
	start_pick("");
	vt_type(&vt, "\033");
	visit_ends(130);
	assert_printed("out", "");
	assert_printed("err", "");
	vt_assert_restored(&vt);
}

static void read_only_chooses_and_makes_none(void **state)
{
	(void)state;
	visit_vault();
	make("stripe", "Billing live");
	start_pick("--read-only");
	vt_press(&vt, UP);
	vt_press(&vt, "\r");
	vt_expect(&vt, "read-only mode");
	vt_press(&vt, DOWN);
	vt_type(&vt, "\r");
	visit_ends(0);
	assert_printed("out", "billing_live\n");
}

static void what_is_made_is_chosen(void **state)
{
	(void)state;
	visit_vault();
	start_pick("");
	vt_press(&vt, "\r");
	vt_expect(&vt, "[3 Fields]");
	vt_press(&vt, "\033");
	vt_expect(&vt, "+ Create connection");
	vt_press(&vt, "\r");
	vt_press(&vt, PASTE("Mine"));
	for (int i = 0; i < 4; i++)
		vt_press(&vt, "\t");
	vt_press(&vt, PASTE(CANARY));
	vt_type(&vt, CTRL_S);
	visit_ends(0);
	assert_printed("out", "mine\n");
	assert_value("mine", "api_key", CANARY);
	assert_false(vt_wrote(&vt, CANARY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(three_types_are_made_and_no_secret_is_drawn),
		VISIT_TEST(what_is_chosen_is_printed),
		VISIT_TEST(json_is_printed_when_asked_for),
		VISIT_TEST(escape_prints_nothing),
		VISIT_TEST(read_only_chooses_and_makes_none),
		VISIT_TEST(what_is_made_is_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
