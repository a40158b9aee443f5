/* test_catalog.c - the installed catalog is good, and own pieces join it */
#include "folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include "piece/piece.h"

#define PIECES 722

static void put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const char *installed(void)
{
	static char path[4096]; /* of this test program only */
	const char *data = getenv("CONNVAULT_DATA");
	snprintf(path, sizeof(path), "%s/pieces.json",
		 data != NULL ? data : "data");
	return path;
}

static struct catalog *open_installed(void)
{
	struct catalog *catalog = NULL;
	struct err err = ERR_INIT;
	assert_ok(catalog_open_at(installed(), NULL, 0, &catalog, &err));
	return catalog;
}

static struct catalog *open_with(const char *file, const char *const *folders,
				 size_t count)
{
	struct catalog *catalog = NULL;
	struct err err = ERR_INIT;
	assert_ok(catalog_open_at(file, folders, count, &catalog, &err));
	return catalog;
}

static const struct piece *find(struct catalog *catalog, const char *name)
{
	const struct piece *piece = NULL;
	struct err err = ERR_INIT;
	assert_ok(catalog_find(catalog, name, &piece, &err));
	return piece;
}

static void assert_no_complaints(struct catalog *catalog)
{
	const char *const *complaint;
	if (catalog_complaints(catalog, &complaint) != 0)
		fail_msg("%s", complaint[0]);
}

static void assert_complaint(struct catalog *catalog, const char *wanted)
{
	const char *const *complaint;
	size_t count = catalog_complaints(catalog, &complaint);
	for (size_t i = 0; i < count; i++)
		if (strcmp(complaint[i], wanted) == 0)
			return;
	fail_msg("no \"%s\" among %zu, the first: %s", wanted, count,
		 count > 0 ? complaint[0] : "");
}

struct names {
	char *name[PIECES + 10];
	size_t count;
};

static int name_collect(const struct piece *piece, void *arg)
{
	struct names *names = arg;
	assert_true(names->count < PIECES + 10);
	names->name[names->count++] = strdup(piece->name);
	return 0;
}

static void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
}

static struct names names_of(struct catalog *catalog)
{
	struct names names = { .count = 0 };
	struct err err = ERR_INIT;
	assert_ok(catalog_each(catalog, name_collect, &names, &err));
	return names;
}

static void told_fails(int line, const char *field, const char *what, void *arg)
{
	(void)arg;
	fail_msg("line %d: %s: %s", line, field, what);
}

static void every_entry_of_the_catalog_validates(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct catalog *catalog = open_installed();
	struct names names = names_of(catalog);
	assert_no_complaints(catalog);
	assert_int_equal(names.count, PIECES);
	names_free(&names);
	catalog_close(catalog);
	assert_ok(piece_check_file(installed(), told_fails, NULL, &err));
}

static void the_catalog_has_one_piece_a_line_and_is_sorted(void **state)
{
	(void)state;
	struct catalog *catalog = open_installed();
	struct names names = names_of(catalog);
	FILE *file = fopen(installed(), "r");
	char *line = NULL, wanted[100];
	size_t room = 0;
	assert_non_null(file);
	assert_true(getline(&line, &room, file) > 0);
	assert_string_equal(line, "[\n");
	for (size_t i = 0; i < names.count; i++) {
		assert_true(getline(&line, &room, file) > 0);
		snprintf(wanted, sizeof(wanted), "{\"name\":\"%s\",",
			 names.name[i]);
		assert_memory_equal(line, wanted, strlen(wanted));
		if (i > 0)
			assert_true(strcmp(names.name[i - 1], names.name[i]) <
				    0);
	}
	assert_true(getline(&line, &room, file) > 0);
	assert_string_equal(line, "]\n");
	free(line);
	fclose(file);
	names_free(&names);
	catalog_close(catalog);
}

static void each_piece_is_found_by_its_name(void **state)
{
	(void)state;
	struct catalog *all = open_installed();
	struct names names = names_of(all);
	catalog_close(all);
	struct catalog *catalog = open_installed();
	for (size_t i = names.count; i-- > 0;) {
		const struct piece *piece = find(catalog, names.name[i]);
		assert_string_equal(piece->name, names.name[i]);
		assert_false(piece->is_own);
		assert_ptr_equal(find(catalog, names.name[i]), piece);
	}
	names_free(&names);
	catalog_close(catalog);
}

static void nothing_is_found_by_another_name(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct catalog *catalog = open_installed();
	struct names names = names_of(catalog);
	const struct piece *piece;
	char name[200];
	for (size_t i = 0; i < names.count; i++) {
		snprintf(name, sizeof(name), "%s!", names.name[i]);
		assert_error(catalog_find(catalog, name, &piece, &err),
			     ERR_ABSENT);
		snprintf(name, sizeof(name), "!%s", names.name[i]);
		assert_error(catalog_find(catalog, name, &piece, &err),
			     ERR_ABSENT);
	}
	assert_error(catalog_find(catalog, "", &piece, &err), ERR_ABSENT);
	assert_error(catalog_find(catalog, "~~~", &piece, &err), ERR_ABSENT);
	names_free(&names);
	catalog_close(catalog);
}

static void the_nearest_names_are_in_the_hint(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct catalog *catalog = open_installed();
	const struct piece *piece;
	assert_error(catalog_find(catalog, "slakc", &piece, &err), ERR_ABSENT);
	assert_non_null(strstr(err.hint, "slack"));
	assert_error(catalog_find(catalog, "sheets", &piece, &err), ERR_ABSENT);
	assert_non_null(strstr(err.hint, "google-sheets"));
	assert_error(catalog_find(catalog, "qqqqqqqq", &piece, &err),
		     ERR_ABSENT);
	assert_non_null(strstr(err.hint, "piece list"));
	assert_error(catalog_find(catalog, "\033[2J", &piece, &err),
		     ERR_ABSENT);
	assert_null(strchr(err.msg, '\033'));
	catalog_close(catalog);
}

static void a_check_says_how_it_is_sent_and_what_is_a_good_answer(void **state)
{
	(void)state;
	struct catalog *catalog = open_installed();
	const struct piece_way *slack =
		piece_way(find(catalog, "slack"), "custom", NULL);
	assert_int_equal(slack->checks, 1);
	const struct piece_check *check = slack->check;
	assert_string_equal(check->method, "GET");
	assert_string_equal(check->header[0].label, "Authorization");
	assert_string_equal(check->header[0].value, "Bearer {botToken}");
	assert_string_equal(check->expect[0].label, "ok");
	assert_string_equal(check->expect[0].value, "true");
	assert_string_equal(check->refused[0].label, "error");
	assert_string_equal(check->refused[1].value, "\"invalid_auth\"");
	assert_string_equal(check->account, "user");
	/* It has none of its own: those of api. */
	check = piece_way(find(catalog, "github"), "oauth2", NULL)->check;
	assert_string_equal(check->header[0].value, "Bearer {access_token}");
	/* One for each value of a choice. */
	const struct piece_way *baserow =
		piece_way(find(catalog, "baserow"), NULL, NULL);
	assert_int_equal(baserow->checks, 2);
	assert_string_equal(baserow->check_field, "authType");
	assert_string_equal(baserow->check[1].value, "jwt");
	assert_string_equal(baserow->check[1].method, "POST");
	assert_string_equal(baserow->check[1].body[1].label, "password");
	/* What costs is told, and what cannot be sent. */
	check = piece_way(find(catalog, "image-router"), NULL, NULL)->check;
	assert_true(check->is_costly && check->is_omitted);
	check = piece_way(find(catalog, "apitemplate-io"), NULL, NULL)->check;
	assert_string_equal(check->url_field, "region");
	assert_int_equal(check->urls, 7);
	catalog_close(catalog);
}

static void the_ways_of_a_piece_have_fields_and_addresses(void **state)
{
	(void)state;
	struct catalog *catalog = open_installed();
	const struct piece *tally = find(catalog, "tally");
	const struct piece_way *key = piece_way(tally, NULL, NULL);
	assert_string_equal(key->type, "api_key");
	assert_string_equal(key->label, "API key");
	assert_int_equal(key->fields, 1);
	assert_true(way_field(key, "api_key")->is_secret);
	assert_string_equal(key->check_method, "GET");
	assert_string_equal(key->check_url, "https://api.tally.so/users/me");
	assert_int_equal(key->hosts, 1);
	assert_string_equal(key->host[0], "api.tally.so");

	const struct piece *aircall = find(catalog, "aircall");
	const struct piece_way *basic = piece_way(aircall, "basic", NULL);
	assert_string_equal(basic->label, "User name and password");
	assert_string_equal(way_field(basic, "username")->label, "API ID");
	assert_false(way_field(basic, "username")->is_secret);
	assert_true(way_field(basic, "password")->is_secret);

	const struct piece_way *oauth =
		piece_way(find(catalog, "gitlab"), "oauth2", NULL);
	assert_string_equal(oauth->label, "OAuth");
	assert_string_equal(oauth->device_url,
			    "https://gitlab.com/oauth/authorize_device");
	assert_string_equal(oauth->issuer, "https://gitlab.com");
	assert_int_equal(oauth->scopes, 2);
	assert_string_equal(oauth->scope[1], "read_user");

	const struct piece *s3 = find(catalog, "amazon-s3");
	assert_int_equal(s3->ways, 2);
	assert_string_equal(piece_way(s3, NULL, NULL)->type, "custom");
	assert_non_null(piece_way(s3, "oidc", NULL));
	catalog_close(catalog);
}

static void core_pieces_that_need_credentials_are_there(void **state)
{
	(void)state;
	struct catalog *catalog = open_installed();
	const struct piece_way *smtp =
		piece_way(find(catalog, "smtp"), "custom", NULL);
	const struct piece_field *port = way_field(smtp, "port");
	assert_int_equal(port->kind, FIELD_CHOICE);
	assert_int_equal(port->options, 4);
	assert_string_equal(port->option[1].value, "465");
	assert_string_equal(way_field(smtp, "TLS")->preset, "false");
	const struct piece_way *sftp =
		piece_way(find(catalog, "sftp"), "custom", NULL);
	assert_string_equal(way_field(sftp, "port")->preset, "22");
	assert_int_equal(way_field(sftp, "algorithm")->kind, FIELD_CHOICES);
	assert_string_equal(find(catalog, "week-done")->display_name,
			    find(catalog, "weekdone")->display_name);
	catalog_close(catalog);
}

static int fields_check(const struct piece *piece, void *arg)
{
	size_t *secrets = arg;
	for (size_t i = 0; i < piece->ways; i++)
		for (size_t j = 0; j < piece->way[i].fields; j++) {
			const struct piece_field *field =
				&piece->way[i].field[j];
			assert_true(*field->label != '\0');
			assert_non_null(field->help);
			*secrets += field->is_secret;
			if (field->is_secret)
				assert_string_equal(field->preset, "");
		}
	return 0;
}

static void fields_that_hold_secrets_are_secret(void **state)
{
	(void)state;
	static const struct {
		const char *piece, *type, *field;
	} rows[] = {
		{ "activecampaign", "custom", "apiKey" },
		{ "service-now", "custom", "password" },
		{ "zuora", "custom", "clientSecret" },
		{ "google-drive", "custom", "serviceAccount" },
		{ "google-bigquery", "custom", "serviceAccountJson" },
		{ "google-vertexai", "custom", "serviceAccountJson" },
		{ "customer-io", "custom", "api_bearer_token" },
		{ "lets-calendar", "custom", "client_key" },
		{ "mooninvoice", "custom", "secret_text" },
		{ "twitter", "custom", "accessTokenSecret" },
		{ "twitter", "custom", "consumerKey" },
		{ "pinecone", "custom", "apiKey" },
		{ "metabase", "custom", "embeddingKey" },
		{ "azure-blob-storage", "custom", "connectionString" },
		{ "gcloud-pubsub", "custom", "json" },
		{ "zendesk", "custom", "token" },
		{ "deepl", "custom", "key" },
	};
	struct err err = ERR_INIT;
	struct catalog *catalog = open_installed();
	size_t secrets = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct piece_way *way = piece_way(
			find(catalog, rows[i].piece), rows[i].type, NULL);
		assert_non_null(way);
		const struct piece_field *field = way_field(way, rows[i].field);
		assert_non_null(field);
		if (!field->is_secret)
			fail_msg("%s.%s", rows[i].piece, rows[i].field);
	}
	assert_false(
		way_field(piece_way(find(catalog, "maileroo"), "custom", NULL),
			  "keyType")
			->is_secret);
	assert_ok(catalog_each(catalog, fields_check, &secrets, &err));
	assert_true(secrets > 600);
	catalog_close(catalog);
}

static void an_unknown_piece_is_its_own_provider(void **state)
{
	(void)state;
	struct catalog *catalog = open_installed();
	char name[40];
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 5000; i++) {
			snprintf(name, sizeof(name), "unknown-%d", i);
			assert_string_equal(catalog_provider(catalog, name),
					    name);
		}
	assert_string_equal(catalog_provider(catalog, "slack"), "Slack");
	assert_string_equal(catalog_provider(catalog, "slack"), "Slack");
	assert_string_equal(catalog_provider(catalog, ""), "");
	catalog_close(catalog);
}

static int stop_at_third(const struct piece *piece, void *arg)
{
	(void)piece;
	return ++*(int *)arg == 3 ? 7 : 0;
}

static void a_walk_ends_when_it_is_told_to(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct catalog *catalog = open_installed();
	int seen = 0;
	assert_int_equal(catalog_each(catalog, stop_at_third, &seen, &err), 7);
	assert_int_equal(seen, 3);
	catalog_close(catalog);
}

static void a_missing_catalog_is_an_error(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct catalog *catalog;
	assert_int_equal(catalog_open_at("none.json", NULL, 0, &catalog, &err),
			 -1);
	assert_non_null(strstr(err.msg, "none.json"));
}

#define OWN(name, label)                                               \
	"{ \"name\": \"" name "\", \"display_name\": \"" label "\",\n" \
	"  \"auth\": [ { \"type\": \"api_key\" } ] }\n"

static void own_pieces_join_and_replace(void **state)
{
	(void)state;
	static const char *const folders[] = { "own", "absent" };
	mkdir("own", 0700);
	put_file("own/slack.json", OWN("slack", "Our Slack"));
	put_file("own/two.json",
		 "[" OWN("acme", "Acme") "," OWN("zzz", "Last") "]");
	put_file("own/.hidden.json", OWN("hidden", "Hidden"));
	put_file("own/notes.txt", "no piece");
	struct catalog *catalog = open_with(installed(), folders, 2);
	assert_string_equal(find(catalog, "slack")->display_name, "Our Slack");
	assert_true(find(catalog, "slack")->is_own);
	assert_int_equal(find(catalog, "slack")->ways, 1);
	assert_string_equal(catalog_provider(catalog, "slack"), "Our Slack");
	assert_true(find(catalog, "acme")->is_own);
	assert_string_equal(find(catalog, "zzz")->source,
			    "{ \"name\": \"zzz\", \"display_name\": \"Last\",\n"
			    "  \"auth\": [ { \"type\": \"api_key\" } ] }");
	assert_false(find(catalog, "gmail")->is_own);
	assert_no_complaints(catalog);
	struct names names = names_of(catalog);
	assert_int_equal(names.count, PIECES + 2);
	for (size_t i = 1; i < names.count; i++)
		assert_true(strcmp(names.name[i - 1], names.name[i]) < 0);
	names_free(&names);
	catalog_close(catalog);
}

static void an_earlier_folder_wins(void **state)
{
	(void)state;
	static const char *const folders[] = { "mine", "shared" };
	mkdir("mine", 0700);
	mkdir("shared", 0700);
	put_file("mine/a.json", OWN("acme", "Mine"));
	put_file("shared/a.json", OWN("acme", "Shared"));
	put_file("shared/b.json", OWN("other", "Other"));
	struct catalog *catalog = open_with(installed(), folders, 2);
	assert_string_equal(find(catalog, "acme")->display_name, "Mine");
	assert_string_equal(find(catalog, "other")->display_name, "Other");
	assert_no_complaints(catalog);
	catalog_close(catalog);
}

static void a_name_twice_in_a_folder_is_told(void **state)
{
	(void)state;
	static const char *const folders[] = { "own" };
	mkdir("own", 0700);
	put_file("own/a.json", OWN("acme", "First"));
	put_file("own/b.json", OWN("acme", "Second"));
	struct catalog *catalog = open_with(installed(), folders, 1);
	assert_string_equal(find(catalog, "acme")->display_name, "First");
	assert_complaint(catalog,
			 "own/b.json: name: is there twice in this folder");
	catalog_close(catalog);
}

static void a_bad_own_piece_is_told_and_the_others_load(void **state)
{
	(void)state;
	static const char *const folders[] = { "own" };
	mkdir("own", 0700);
	put_file(
		"own/a.json",
		"[\n" OWN(
			"acme",
			"Acme") ",\n"
				"{ \"name\": \"slack\",\n"
				"  \"display_name\": \"Evil\",\n"
				"  \"auth\": [\n"
				"    { \"type\": \"oauth2\",\n"
				"      \"auth_url\": \"https://a.example/\",\n"
				"      \"token_url\": \"http://a.example/\" } ] "
				"},\n" OWN("zzz", "Last") "]\n");
	put_file("own/b.json", "{ \"name\": \"b\",\n \"auth\" }\n");
	put_file("own/c.json", OWN("fine", "Fine"));
	struct catalog *catalog = open_with(installed(), folders, 1);
	assert_string_equal(find(catalog, "acme")->display_name, "Acme");
	assert_string_equal(find(catalog, "zzz")->display_name, "Last");
	assert_string_equal(find(catalog, "fine")->display_name, "Fine");
	assert_string_equal(find(catalog, "slack")->display_name, "Slack");
	assert_complaint(catalog,
			 "own/a.json:10: auth[0].token_url: must be https "
			 "(http for 127.0.0.1, [::1] and localhost only)");
	assert_complaint(catalog,
			 "own/b.json:2: is no valid JSON from here on");
	catalog_close(catalog);
}

static void files_that_others_could_change_are_not_read(void **state)
{
	(void)state;
	static const char *const folders[] = { "own" };
	mkdir("own", 0700);
	put_file("own/a.json", OWN("acme", "Acme"));
	assert_int_equal(chmod("own/a.json", 0666), 0);
	assert_int_equal(mkfifo("own/b.json", 0600), 0);
	mkdir("own/c.json", 0700);
	assert_int_equal(symlink("nowhere", "own/d.json"), 0);
	put_file("own/e.json", OWN("fine", "Fine"));
	struct catalog *catalog = open_with(installed(), folders, 1);
	assert_string_equal(find(catalog, "fine")->display_name, "Fine");
	assert_complaint(catalog, "own/a.json: can be changed by everybody");
	assert_complaint(catalog, "own/b.json: is no file");
	assert_complaint(catalog, "own/c.json: is no file");
	assert_complaint(catalog, "own/d.json: cannot be read: "
				  "No such file or directory");
	catalog_close(catalog);
}

static void a_damaged_catalog_keeps_its_good_lines(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	const struct piece *piece;
	put_file("pieces.json",
		 "[\n"
		 "{\"name\":\"b\",\"display_name\":\"B\","
		 "\"auth\":[{\"type\":\"none\"}]},\n"
		 "{\"name\":\"a\",\"display_name\":\"A\","
		 "\"auth\":[{\"type\":\"none\"}]},\n"
		 "{\"name\":\"c\",\"display_name\":\"C\",\"auth\":[{\"ty\n"
		 "{\"name\":\"d\",\"display_name\":\"D\",\"auth\":[]},\n"
		 "rubbish\n"
		 "{\"name\":\"a\",\"display_name\":\"A again\","
		 "\"auth\":[{\"type\":\"none\"}]}");
	struct catalog *catalog = open_with("pieces.json", NULL, 0);
	assert_string_equal(find(catalog, "a")->name, "a");
	assert_string_equal(find(catalog, "b")->name, "b");
	assert_error(catalog_find(catalog, "c", &piece, &err), ERR_ABSENT);
	assert_error(catalog_find(catalog, "d", &piece, &err), ERR_ABSENT);
	assert_string_equal(err.hint,
			    "pieces.json:5: auth: must have 1 to 16 ways");
	struct names names = names_of(catalog);
	assert_int_equal(names.count, 2);
	names_free(&names);
	assert_complaint(catalog, "pieces.json:4: is no valid JSON");
	assert_complaint(catalog, "pieces.json:6: is no entry of the catalog");
	catalog_close(catalog);
}

static void an_empty_catalog_has_no_pieces(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	const struct piece *piece;
	put_file("pieces.json", "");
	struct catalog *catalog = open_with("pieces.json", NULL, 0);
	assert_error(catalog_find(catalog, "a", &piece, &err), ERR_ABSENT);
	assert_string_equal(catalog_provider(catalog, "a"), "a");
	catalog_close(catalog);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_entry_of_the_catalog_validates),
		CASE(the_catalog_has_one_piece_a_line_and_is_sorted),
		CASE(each_piece_is_found_by_its_name),
		CASE(nothing_is_found_by_another_name),
		CASE(the_nearest_names_are_in_the_hint),
		CASE(the_ways_of_a_piece_have_fields_and_addresses),
		CASE(a_check_says_how_it_is_sent_and_what_is_a_good_answer),
		CASE(core_pieces_that_need_credentials_are_there),
		CASE(fields_that_hold_secrets_are_secret),
		CASE(an_unknown_piece_is_its_own_provider),
		CASE(a_walk_ends_when_it_is_told_to),
		CASE(a_missing_catalog_is_an_error),
		CASE(own_pieces_join_and_replace),
		CASE(an_earlier_folder_wins),
		CASE(a_name_twice_in_a_folder_is_told),
		CASE(a_bad_own_piece_is_told_and_the_others_load),
		CASE(files_that_others_could_change_are_not_read),
		CASE(a_damaged_catalog_keeps_its_good_lines),
		CASE(an_empty_catalog_has_no_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
