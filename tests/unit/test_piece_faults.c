/* test_piece_faults.c - bad and hostile definitions are refused, and where */
#include "test.h"

#include <unistd.h>

#include "piece/piece.h"

#define FAULTS_MAX 8

struct faults {
	int line[FAULTS_MAX];
	char field[FAULTS_MAX][200];
	char what[FAULTS_MAX][300];
	int count;
};

static void fault_note(int line, const char *field, const char *what, void *arg)
{
	struct faults *faults = arg;
	if (faults->count < FAULTS_MAX) {
		faults->line[faults->count] = line;
		snprintf(faults->field[faults->count], 200, "%s", field);
		snprintf(faults->what[faults->count], 300, "%s", what);
	}
	faults->count++;
}

static int check(const char *text, size_t len, struct faults *faults,
		 struct err *err)
{
	char path[] = "/tmp/connvault-piece-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
	*faults = (struct faults){ .count = 0 };
	int ret = piece_check_file(path, fault_note, faults, err);
	unlink(path);
	return ret;
}

static void assert_fault(const char *text, const char *field)
{
	struct faults faults;
	struct err err = ERR_INIT;
	if (check(text, strlen(text), &faults, &err) == 0)
		fail_msg("accepted: %s", text);
	assert_int_equal(err.code, ERR_USAGE);
	for (int i = 0; i < faults.count && i < FAULTS_MAX; i++)
		if (strcmp(faults.field[i], field) == 0)
			return;
	fail_msg("%s: told of \"%s\" (%s), not of \"%s\"", text,
		 faults.field[0], faults.what[0], field);
}

#define ENTRY(rest)   "{\"name\":\"x\",\"display_name\":\"X\"," rest "}"
#define WAYS(ways)    ENTRY("\"auth\":[" ways "]")
#define KEY(rest)     WAYS("{\"type\":\"api_key\"," rest "}")
#define CUSTOM(field) WAYS("{\"type\":\"custom\",\"fields\":[" field "]}")
#define SEND(rest)                                                           \
	WAYS("{\"type\":\"custom\",\"fields\":[{\"name\":\"host\"},"         \
	     "{\"name\":\"apiKey\"},{\"name\":\"zone\",\"type\":\"choice\"," \
	     "\"options\":[\"eu\",\"us\"]}]," rest "}")
#define OAUTH(auth, token)                               \
	WAYS("{\"type\":\"oauth2\",\"auth_url\":\"" auth \
	     "\",\"token_url\":\"" token "\"}")
#define OAUTH_AND(rest)                                                 \
	WAYS("{\"type\":\"oauth2\",\"auth_url\":\"https://a.example\"," \
	     "\"token_url\":\"https://a.example/t\"," rest "}")
#define CHECK(url) KEY("\"check\":{\"url\":\"" url "\"}")

static const struct bad {
	const char *text, *field;
} bad[] = {
	/* the form */
	{ "[]", "" },
	{ "\"x\"", "" },
	{ "[1]", "" },
	{ "{\"name\":\"x\"", "" },
	{ "{} trailing", "" },
	{ "{}", "name" },
	{ ENTRY("\"categories\":[]"), "auth" },
	{ WAYS(""), "auth" },
	{ WAYS("1"), "auth[0]" },
	{ WAYS("{}"), "auth[0].type" },
	{ WAYS("{\"type\":\"magic\"}"), "auth[0].type" },
	{ WAYS("{\"type\":7}"), "auth[0].type" },
	{ KEY("\"labell\":\"x\""), "auth[0].labell" },
	{ KEY("\"label\":\"x\",\"label\":\"y\""), "auth[0].label" },
	{ KEY("\"label\":[]"), "auth[0].label" },
	{ KEY("\"token_url\":\"https://a.example\""), "auth[0].token_url" },
	{ ENTRY("\"__proto__\":{},\"auth\":[{\"type\":\"none\"}]"),
	  "__proto__" },
	{ WAYS("{\"type\":\"none\"},{\"type\":\"none\"}"), "auth[1].label" },
	/* names and texts */
	{ "{\"name\":\"X\",\"display_name\":\"X\",\"auth\":[]}", "name" },
	{ "{\"name\":\"../x\",\"display_name\":\"X\",\"auth\":[]}", "name" },
	{ "{\"name\":\"\",\"display_name\":\"X\",\"auth\":[]}", "name" },
	{ "{\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaa\",\"display_name\":\"X\",\"auth\":[]}",
	  "name" },
	{ "{\"name\":\"x\",\"display_name\":\"\\u001b[2J\",\"auth\":[]}",
	  "display_name" },
	{ "{\"name\":\"x\",\"display_name\":\"a\\u202eb\",\"auth\":[]}",
	  "display_name" },
	{ "{\"name\":\"x\",\"display_name\":\"a\\u200bb\",\"auth\":[]}",
	  "display_name" },
	{ "{\"name\":\"x\",\"display_name\":\"a\\nb\",\"auth\":[]}",
	  "display_name" },
	{ "{\"name\":\"x\",\"display_name\":\" \",\"auth\":[]}",
	  "display_name" },
	{ "{\"name\":\"x\\u0000y\",\"display_name\":\"X\",\"auth\":[]}", "" },
	{ "{\"name\":\"x\",\"display_name\":\"\xff\",\"auth\":[]}", "" },
	{ ENTRY("\"categories\":[\"a\",\"a\"],\"auth\":[{\"type\":\"none\"}]"),
	  "categories[1]" },
	{ ENTRY("\"categories\":[1],\"auth\":[{\"type\":\"none\"}]"),
	  "categories[0]" },
	/* fields */
	{ WAYS("{\"type\":\"custom\"}"), "auth[0].fields" },
	{ CUSTOM(""), "auth[0].fields" },
	{ CUSTOM("{}"), "auth[0].fields[0].name" },
	{ CUSTOM("{\"name\":\"a b\"}"), "auth[0].fields[0].name" },
	{ CUSTOM("{\"name\":\"1a\"}"), "auth[0].fields[0].name" },
	{ CUSTOM("{\"name\":\"a.b\"}"), "auth[0].fields[0].name" },
	{ CUSTOM("{\"name\":\"a\"},{\"name\":\"a\"}"),
	  "auth[0].fields[1].name" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"file\"}"),
	  "auth[0].fields[0].type" },
	{ CUSTOM("{\"name\":\"a\",\"required\":\"no\"}"),
	  "auth[0].fields[0].required" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"choice\"}"),
	  "auth[0].fields[0].options" },
	{ CUSTOM("{\"name\":\"a\",\"options\":[\"x\"]}"),
	  "auth[0].fields[0].options" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"choice\","
		 "\"options\":[\"x\",{\"value\":\"x\"}]}"),
	  "auth[0].fields[0].options[1]" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"choices\",\"options\":[\"x,y\"]}"),
	  "auth[0].fields[0].options[0]" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"choice\",\"options\":[\"x\"],"
		 "\"default\":\"y\"}"),
	  "auth[0].fields[0].default" },
	{ CUSTOM("{\"name\":\"a\",\"type\":\"number\",\"default\":\"y\"}"),
	  "auth[0].fields[0].default" },
	{ CUSTOM("{\"name\":\"apiKey\",\"default\":\"y\"}"),
	  "auth[0].fields[0].default" },
	{ KEY("\"fields\":[{\"name\":\"token\"}]"), "auth[0].fields[0].name" },
	{ OAUTH_AND("\"fields\":[{\"name\":\"access_token\"}]"),
	  "auth[0].fields[0].name" },
	/* addresses */
	{ WAYS("{\"type\":\"oauth2\",\"auth_url\":\"https://a.example\"}"),
	  "auth[0].token_url" },
	{ WAYS("{\"type\":\"oauth2\",\"token_url\":\"https://a.example\"}"),
	  "auth[0].auth_url" },
	{ OAUTH("http://a.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/", "http://a.example/"),
	  "auth[0].token_url" },
	{ OAUTH("javascript:alert(1)", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("file:///etc/passwd", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("//a.example/", "https://a.example/"), "auth[0].auth_url" },
	{ OAUTH("https://", "https://a.example/"), "auth[0].auth_url" },
	{ OAUTH("https://a.example@b.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example\\\\@b.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/ x", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/#x", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example:99999/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example:x/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/\\u0430", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://\\u0430.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("http://localhost.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("http://127.0.0.1@b.example/", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/{x}", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/{", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/?t={access_token}", "https://a.example/"),
	  "auth[0].auth_url" },
	{ OAUTH("https://a.example/", "https://a.example/{data.x}"),
	  "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://169.254.169.254/latest"),
	  "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://metadata.google.internal/"),
	  "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://2852039166/"),
	  "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://0x7f.1/"), "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://0.0.0.0/"),
	  "auth[0].token_url" },
	{ OAUTH("https://a.example/", "https://[fe80::1]/"),
	  "auth[0].token_url" },
	{ OAUTH_AND("\"device_url\":\"http://a.example\""),
	  "auth[0].device_url" },
	{ OAUTH_AND("\"revoke_url\":\"ftp://a.example\""),
	  "auth[0].revoke_url" },
	{ OAUTH_AND("\"issuer\":\"a.example\""), "auth[0].issuer" },
	{ OAUTH_AND("\"scopes\":[\"{x}\"]"), "auth[0].scopes[0]" },
	{ OAUTH_AND("\"scopes\":\"a b\""), "auth[0].scopes" },
	{ OAUTH_AND("\"grant_types\":[\"password\"]"), "auth[0].grant_types" },
	{ OAUTH_AND("\"authorization_method\":\"query\""),
	  "auth[0].authorization_method" },
	{ OAUTH_AND("\"extra\":{\"a\":1}"), "auth[0].extra.a" },
	{ CHECK("http://a.example/me"), "auth[0].check.url" },
	{ CHECK("https://{api_key}.b.example/"), "auth[0].check.url" },
	{ CHECK("https://{auth}.b.example/"), "auth[0].check.url" },
	{ CHECK("{api_key}x.b.example/"), "auth[0].check.url" },
	{ CHECK("https://a.example/{password}"), "auth[0].check.url" },
	/* how a credential is sent */
	{ KEY("\"check\":{}"), "auth[0].check.url" },
	{ KEY("\"check\":\"https://a.example\""), "auth[0].check" },
	{ SEND("\"api\":{\"url\":\"https://{apiKey}.example\"}"),
	  "auth[0].api.url" },
	{ SEND("\"api\":{\"url\":\"{host}.evil.example\"}"),
	  "auth[0].api.url" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"Host\":\"b.example\"}}"),
	  "auth[0].api.headers.Host" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"X: y\\r\\nA\":\"b\"}}"),
	  "auth[0].api.headers.X: y<U+000D><U+000A>A" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"X\":\"a\\r\\nB: c\"}}"),
	  "auth[0].api.headers.X" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"X\":\"{nothing}\"}}"),
	  "auth[0].api.headers.X" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"X\":\"base64({host}\"}}"),
	  "auth[0].api.headers.X" },
	{ SEND("\"api\":{\"url\":\"https://a.example\","
	       "\"headers\":{\"X\":\"a\",\"x\":\"b\"}}"),
	  "auth[0].api.headers.x" },
	{ SEND("\"api\":{\"url\":\"https://a.example\",\"query\":[]}"),
	  "auth[0].api.query" },
	{ SEND("\"api\":{\"url\":\"https://a.example\",\"url_by\":"
	       "{\"field\":\"host\",\"values\":{\"eu\":\"https://b\"}}}"),
	  "auth[0].api.url_by.field" },
	{ SEND("\"api\":{\"url\":\"https://a.example\",\"url_by\":"
	       "{\"field\":\"zone\",\"values\":{\"xx\":\"https://b\"}}}"),
	  "auth[0].api.url_by.values.xx" },
	{ SEND("\"api\":{\"url\":\"https://a.example\",\"url_by\":"
	       "{\"field\":\"zone\",\"values\":{\"eu\":\"http://b\"}}}"),
	  "auth[0].api.url_by.values.eu" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"method\":\"DELETE\"}"),
	  "auth[0].check.method" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"expect\":{\"ok\":[true]}}"),
	  "auth[0].check.expect.ok" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"expect\":{\"a..b\":1}}"),
	  "auth[0].check.expect.a..b" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"refused\":{\"error\":\"bad\"}}"),
	  "auth[0].check.refused.error" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"refused\":{\"error\":[{}]}}"),
	  "auth[0].check.refused.error" },
	{ SEND("\"check\":{\"url\":\"https://a.example\","
	       "\"account\":\"user.\"}"),
	  "auth[0].check.account" },
	{ SEND("\"check_by\":{\"field\":\"zone\",\"values\":{\"eu\":{}}}"),
	  "auth[0].check_by.values.eu.url" },
	{ SEND("\"hosts\":[\"https://a.example\"]"), "auth[0].hosts" },
	{ SEND("\"hosts\":[\"*\"]"), "auth[0].hosts" },
};

static void every_bad_definition_is_refused_at_its_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_fault(bad[i].text, bad[i].field);
}

/* Else the table above would prove nothing. */
static void their_good_neighbours_are_accepted(void **state)
{
	(void)state;
	static const char *const good[] = {
		WAYS("{\"type\":\"none\"}"),
		KEY("\"label\":\"Bot token\""),
		KEY("\"fields\":[{\"name\":\"api_key\",\"required\":false}]"),
		CUSTOM("{\"name\":\"a\"}"),
		CUSTOM("{\"name\":\"a\",\"type\":\"choice\",\"options\":"
		       "[\"x\",{\"value\":\"y\",\"label\":\"Y\"}],"
		       "\"default\":\"y\"}"),
		CUSTOM("{\"name\":\"a\",\"type\":\"number\",\"default\":22}"),
		CUSTOM("{\"name\":\"a\",\"type\":\"checkbox\","
		       "\"default\":true}"),
		OAUTH("https://a.example/", "https://a.example:8443/t?x=[1]"),
		OAUTH("http://127.0.0.1:8080/auth", "http://[::1]:1/t"),
		OAUTH("http://localhost/auth", "https://10.0.0.1/t"),
		OAUTH_AND("\"fields\":[{\"name\":\"shop\"}],"
			  "\"device_url\":\"https://{shop}.a.example/d\","
			  "\"revoke_url\":\"https://a.example/{token}\","
			  "\"scopes\":[\"a\",\"{shop}\"],"
			  "\"api\":{\"url\":\"{data.instance_url}\"},"
			  "\"authorization_method\":\"header\","
			  "\"extra\":{\"access_type\":\"\"},\"pkce\":false"),
		WAYS("{\"type\":\"oauth2\",\"token_url\":\"https://a.example\","
		     "\"grant_types\":[\"client_credentials\"]}"),
		WAYS("{\"type\":\"oauth2\",\"token_url\":\"https://a.example\","
		     "\"device_url\":\"https://a.example/d\"}"),
		CHECK("https://a.example/me?key={auth}"),
		SEND("\"api\":{\"url\":\"{host}/api\",\"url_by\":{\"field\":"
		     "\"zone\",\"values\":{\"eu\":\"https://eu.a.example\"}},"
		     "\"headers\":{\"Authorization\":"
		     "\"Basic base64({host}:base64({apiKey}:x))\"}},"
		     "\"check\":{\"url\":\"{host}/me\",\"method\":\"POST\","
		     "\"body\":{\"k\":\"{apiKey}\"},\"expect\":{\"ok\":true,"
		     "\"user.age\":3},\"refused\":{\"error\":[\"no\"]},"
		     "\"account\":\"user.email\"},"
		     "\"hosts\":[\"files.a.example\"]"),
		"[" WAYS("{\"type\":\"none\"}") "]",
	};
	struct faults faults;
	struct err err = ERR_INIT;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (check(good[i], strlen(good[i]), &faults, &err) != 0)
			fail_msg("%s: %s: %s", good[i], faults.field[0],
				 faults.what[0]);
}

static void all_faults_are_told_each_with_its_line(void **state)
{
	(void)state;
	static const char text[] = "[\n"
				   "{ \"name\": \"a\",\n"
				   "  \"display_name\": \"A\",\n"
				   "  \"auth\": [\n"
				   "    { \"type\": \"none\" },\n"
				   "    { \"type\": \"custom\",\n"
				   "      \"fields\": [\n"
				   "        { \"name\": \"ok\" },\n"
				   "        { \"name\": \"9\",\n"
				   "          \"type\": \"x\" } ] } ] },\n"
				   "{ \"name\": \"B\",\n"
				   "  \"auth\": [ { \"type\": \"none\" } ] }\n"
				   "]\n";
	static const struct {
		int line;
		const char *field;
	} wanted[] = {
		{ 9, "auth[1].fields[1].name" },
		{ 10, "auth[1].fields[1].type" },
		{ 11, "display_name" },
		{ 11, "name" },
	};
	struct faults faults;
	struct err err = ERR_INIT;
	assert_error(check(text, strlen(text), &faults, &err), ERR_USAGE);
	assert_int_equal(faults.count, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(faults.line[i], wanted[i].line);
		assert_string_equal(faults.field[i], wanted[i].field);
	}
	assert_non_null(strstr(err.msg, "has 4 faults"));
}

static void a_broken_text_is_told_with_the_line_of_the_break(void **state)
{
	(void)state;
	struct faults faults;
	struct err err = ERR_INIT;
	static const char text[] = "{\n \"name\": \"x\",\n oops\n}\n";
	assert_error(check(text, strlen(text), &faults, &err), ERR_USAGE);
	assert_int_equal(faults.line[0], 3);
	assert_error(check("", 0, &faults, &err), ERR_USAGE);
	assert_int_equal(faults.line[0], 1);
	assert_error(check("{\0}", 3, &faults, &err), ERR_USAGE);
	assert_int_equal(faults.count, 1);
}

static void deep_nesting_and_many_items_are_survived(void **state)
{
	(void)state;
	struct faults faults;
	struct err err = ERR_INIT;
	size_t len = 900000;
	char *text = malloc(len);
	assert_non_null(text);
	memset(text, '[', len);
	assert_error(check(text, len, &faults, &err), ERR_USAGE);
	for (size_t i = 0; i < len; i += 3)
		memcpy(text + i, "{},", 3);
	text[0] = '[', text[1] = '1';
	text[len - 1] = ']';
	assert_error(check(text, len, &faults, &err), ERR_USAGE);
	assert_string_equal(faults.what[0], "has more than 2000 pieces");
	text[4499] = ']';
	assert_error(check(text, 4500, &faults, &err), ERR_USAGE);
	assert_in_range(faults.count, 100, 110);
	free(text);
}

static void a_file_that_is_too_large_is_refused(void **state)
{
	(void)state;
	struct faults faults;
	struct err err = ERR_INIT;
	size_t len = 2 * 1024 * 1024;
	char *text = malloc(len);
	assert_non_null(text);
	memset(text, ' ', len);
	assert_int_equal(check(text, len, &faults, &err), -1);
	assert_int_equal(faults.count, 0);
	free(text);
	assert_int_equal(
		piece_check_file("/nowhere/x.json", fault_note, &faults, &err),
		-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bad_definition_is_refused_at_its_field),
		cmocka_unit_test(their_good_neighbours_are_accepted),
		cmocka_unit_test(all_faults_are_told_each_with_its_line),
		cmocka_unit_test(
			a_broken_text_is_told_with_the_line_of_the_break),
		cmocka_unit_test(deep_nesting_and_many_items_are_survived),
		cmocka_unit_test(a_file_that_is_too_large_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
