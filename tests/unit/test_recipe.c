/* test_recipe.c - a test's request, filled in, and what an answer says
 *
 * The recipes are those of pieces in a file of the test. */
#include "folder.h"

#include "ops/checking.h"
#include "ops/ink.h"

static const char pieces[] =
	"[{\"name\":\"p\",\"display_name\":\"P\",\"auth\":["
	"{\"type\":\"custom\",\"fields\":[{\"name\":\"shop\"},"
	"{\"name\":\"base\"},{\"name\":\"key\",\"secret\":true},"
	"{\"name\":\"more\",\"required\":false},{\"name\":\"zone\","
	"\"type\":\"choice\",\"options\":[\"eu\",\"us\"]}],"
	"\"check_by\":{\"field\":\"zone\",\"values\":{"
	"\"eu\":{\"url\":\"https://{shop}.example.com/a/{more}/me?x=1\","
	"\"headers\":{\"Authorization\":\"Basic base64({key}:x)\","
	"\"X-More\":\"{more}\",\"X-Plain\":\"1\"},"
	"\"query\":{\"key\":\"{key}\",\"empty\":\"{more}\"}},"
	"\"us\":{\"url\":\"{base}/api/me\",\"method\":\"POST\","
	"\"body\":{\"k\":\"{key}\",\"gone\":\"{more}\"},"
	"\"expect\":{\"ok\":true,\"user.age\":3},"
	"\"refused\":{\"error\":[\"bad_key\",7]},"
	"\"account\":\"user.name\"}}}}]}]";

struct scene {
	char *folder;
	struct catalog *catalog;
	const struct piece_way *way;
	struct values values;
};

static int set_up(void **state)
{
	static struct scene scene;
	const char *folder[1];
	char path[200];
	const struct piece *piece;
	struct err err = ERR_INIT;

	assert_int_equal(folder_setup(state), 0);
	folder[0] = *state;
	snprintf(path, sizeof(path), "%s/p.json", folder[0]);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(pieces, file);
	fclose(file);
	snprintf(path, sizeof(path), "%s/pieces.json",
		 getenv("CONNVAULT_DATA"));
	scene = (struct scene){ .folder = *state };
	assert_ok(catalog_open_at(path, folder, 1, &scene.catalog, &err));
	assert_ok(catalog_find(scene.catalog, "p", &piece, &err));
	scene.way = piece_way(piece, NULL, NULL);
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	values_clear(&scene->values);
	catalog_close(scene->catalog);
	*state = scene->folder;
	return folder_teardown(state);
}

static void set(struct scene *scene, const char *name, const char *value)
{
	struct err err = ERR_INIT;

	assert_ok(values_set_bytes(&scene->values, name, value, strlen(value),
				   &err));
}

static int fill(struct scene *scene, struct recipe *out, struct err *err)
{
	return recipe_fill(scene->way, recipe_check(scene->way, &scene->values),
			   &scene->values, "", out, err);
}

static void assert_secret(const struct secret *secret, const char *wanted)
{
	assert_string_equal(secret_reveal(secret, NULL), wanted);
}

static void fields_are_put_in_place_and_escaped(void **state)
{
	struct scene *scene = *state;
	struct recipe recipe;
	struct err err = ERR_INIT;

	set(scene, "zone", "eu");
	set(scene, "shop", "https://Acme/");
	set(scene, "key", " a/b&c \t");
	set(scene, "more", "x y");
	assert_ok(fill(scene, &recipe, &err));
	assert_secret(recipe.url, "https://Acme.example.com/a/x%20y/me?x=1"
				  "&key=a%2Fb%26c&empty=x%20y");
	assert_int_equal(recipe.headers, 3);
	assert_secret(recipe.header[0], "Authorization: Basic YS9iJmM6eA==");
	assert_secret(recipe.header[1], "X-More: x y");
	assert_null(recipe.body);
	recipe_clear(&recipe);
}

static void what_is_empty_is_left_out(void **state)
{
	struct scene *scene = *state;
	struct recipe recipe;
	struct err err = ERR_INIT;

	set(scene, "zone", "eu");
	set(scene, "shop", "acme");
	set(scene, "key", "k");
	assert_ok(fill(scene, &recipe, &err));
	assert_secret(recipe.url, "https://acme.example.com/a//me?x=1&key=k");
	assert_int_equal(recipe.headers, 2);
	assert_secret(recipe.header[1], "X-Plain: 1");
	recipe_clear(&recipe);
}

static void a_body_is_json_with_its_kind(void **state)
{
	struct scene *scene = *state;
	struct recipe recipe;
	struct err err = ERR_INIT;

	set(scene, "zone", "us");
	set(scene, "base", "https://a.example:8443/x/");
	set(scene, "key", "a\"b\\c");
	assert_ok(fill(scene, &recipe, &err));
	assert_secret(recipe.url, "https://a.example:8443/x/api/me");
	assert_secret(recipe.body, "{\"k\":\"a\\u0022b\\u005cc\"}");
	assert_secret(recipe.header[0], "Content-Type: application/json");
	recipe_clear(&recipe);
}

/* C13: a value must not lead the secret elsewhere. */
static void a_value_that_leads_elsewhere_is_refused(void **state)
{
	static const char *const shops[] = {
		"evil.example/",
		"evil.example#",
		"a@evil.example",
		"evil.example\\",
		"evil.example:1",
		"-x",
		".x",
		"a b",
		"",
		"x/../y",
		"evil.example?a=b",
		"\xc3\xa9",
	};
	static const char *const bases[] = {
		"https://a@b.example", "https://a.example?x=",
		"https://a.example#",  "https://a.exa\\mple",
		"https://a b.example", "",
	};
	struct scene *scene = *state;
	struct recipe recipe;

	set(scene, "key", "k");
	set(scene, "zone", "eu");
	for (size_t i = 0; i < sizeof(shops) / sizeof(*shops); i++) {
		struct err err = ERR_INIT;

		set(scene, "shop", shops[i]);
		if (i == 0)
			/* a slash at the end is cut off, and no more */
			set(scene, "shop", "evil.example/x/");
		assert_error(fill(scene, &recipe, &err), ERR_USAGE);
	}
	set(scene, "shop", "acme");
	set(scene, "zone", "us");
	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		struct err err = ERR_INIT;

		set(scene, "base", bases[i]);
		assert_error(fill(scene, &recipe, &err), ERR_USAGE);
	}
}

static void a_header_takes_no_line_end(void **state)
{
	struct scene *scene = *state;
	struct recipe recipe;
	struct err err = ERR_INIT;

	set(scene, "zone", "eu");
	set(scene, "shop", "acme");
	set(scene, "key", "k");
	set(scene, "more", "a\r\nB: c");
	assert_error(fill(scene, &recipe, &err), ERR_USAGE);
	assert_non_null(strstr(err.msg, "more"));
	assert_null(strstr(err.msg, "B: c"));
}

/* -- verdicts ------------------------------------------------------------- */

static struct check_result judge(struct scene *scene, int status,
				 const char *body)
{
	struct http_result answer = { .outcome = HTTP_ANSWERED,
				      .fault = HTTP_OK,
				      .status = status,
				      .took_ms = 12 };
	struct check_result result = { .conn = NULL };
	struct err err = ERR_INIT;

	assert_ok(secret_from(body, strlen(body), &answer.body, &err));
	set(scene, "zone", "us");
	check_judge(scene->way, recipe_check(scene->way, &scene->values),
		    &scene->values, &answer, &result);
	http_result_clear(&answer);
	return result;
}

static void assert_says(const struct check_result *result,
			enum check_outcome outcome, const char *text)
{
	assert_int_equal(result->outcome, outcome);
	assert_string_equal(result->text, text);
}

static void a_good_answer_has_what_is_expected(void **state)
{
	static const struct {
		const char *body;
		enum check_outcome outcome;
	} cases[] = {
		{ "{\"ok\":true,\"user\":{\"age\":3,\"name\":\"al\"}}",
		  CHECK_GOOD },
		{ "{\"ok\":true,\"user\":{\"age\":4}}", CHECK_UNCLEAR },
		{ "{\"ok\":\"true\",\"user\":{\"age\":3}}", CHECK_UNCLEAR },
		{ "{\"ok\":false}", CHECK_UNCLEAR },
		{ "{\"ok\":false,\"error\":\"bad_key\"}", CHECK_REFUSED },
		{ "{\"error\":7}", CHECK_REFUSED },
		{ "{\"error\":\"other\"}", CHECK_UNCLEAR },
		{ "[]", CHECK_UNCLEAR },
		{ "", CHECK_UNCLEAR },
		{ "{\"ok\":true,\"ok\":true}", CHECK_UNCLEAR },
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct check_result result = judge(scene, 200, cases[i].body);

		assert_int_equal(result.outcome, cases[i].outcome);
		assert_string_equal(result.account, i == 0 ? "al" : "");
		assert_int_equal(result.ms, 12);
	}
}

static void only_401_and_403_refuse(void **state)
{
	static const struct {
		int status;
		enum check_outcome outcome;
	} cases[] = {
		{ 401, CHECK_REFUSED }, { 403, CHECK_REFUSED },
		{ 400, CHECK_UNCLEAR }, { 404, CHECK_UNCLEAR },
		{ 407, CHECK_UNCLEAR }, { 418, CHECK_UNCLEAR },
		{ 429, CHECK_LATER },	{ 500, CHECK_LATER },
		{ 503, CHECK_LATER },	{ 302, CHECK_UNCLEAR },
		{ 304, CHECK_UNCLEAR },
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct check_result result =
			judge(scene, cases[i].status, "{}");

		assert_int_equal(result.outcome, cases[i].outcome);
		assert_int_equal(result.http_status, cases[i].status);
	}
}

static void words_of_a_service_are_clean_and_have_no_secret(void **state)
{
	struct scene *scene = *state;
	struct check_result result;

	set(scene, "key", "sk_live_0123456789");
	set(scene, "shop", "acme-shop-long");
	result = judge(scene, 401, "{\"message\":\"no \\u001b[2Jkey\"}");
	assert_says(&result, CHECK_REFUSED, "HTTP 401: no [2Jkey");
	result = judge(scene, 401,
		       "{\"error\":{\"message\":\"bad sk_live_0123456789\"}}");
	assert_says(&result, CHECK_REFUSED, "HTTP 401");
	result = judge(scene, 401, "{\"message\":\"bad ***23456789\"}");
	assert_says(&result, CHECK_REFUSED, "HTTP 401");
	result = judge(scene, 401, "{\"message\":\"acme-shop-long is shut\"}");
	assert_says(&result, CHECK_REFUSED, "HTTP 401: acme-shop-long is shut");
}

#define SCENE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(fields_are_put_in_place_and_escaped),
		SCENE_TEST(what_is_empty_is_left_out),
		SCENE_TEST(a_body_is_json_with_its_kind),
		SCENE_TEST(a_value_that_leads_elsewhere_is_refused),
		SCENE_TEST(a_header_takes_no_line_end),
		SCENE_TEST(a_good_answer_has_what_is_expected),
		SCENE_TEST(only_401_and_403_refuse),
		SCENE_TEST(words_of_a_service_are_clean_and_have_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
