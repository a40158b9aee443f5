/* test_response.c - what comes back from the browser, by listener or pasted */
#include "../unit/test.h"

#include "base/str.h"
#include "oauth/response.h"

#define URI    "http://127.0.0.1:8765/cb/x1"
#define ISSUER "https://as.example"
#define NOW    1000

static struct oauth_wait wait_for(void)
{
	struct oauth_wait wait = { .redirect_uri = URI, .issuer = ISSUER };

	/* A state of known text, so that the table can say it. */
	memset(wait.state.text, 'S', STATE_LEN);
	wait.state.until_ms = NOW + STATE_LIFE_MS;
	return wait;
}

/* "$S" in from stands for the state. */
static struct secret *text_of(const char *from)
{
	struct oauth_wait wait = wait_for();
	struct str text = STR_INIT;
	struct secret *made;
	struct err err = ERR_INIT;

	for (; *from; from++) {
		if (from[0] == '$' && from[1] == 'S') {
			str_add(&text, wait.state.text);
			from++;
		} else {
			str_add_bytes(&text, from, 1);
		}
	}
	assert_ok(
		secret_from(text.text ? text.text : "", text.len, &made, &err));
	str_clear(&text);
	return made;
}

static const char *code_of(const struct oauth_response *response)
{
	return response->code ? secret_reveal(response->code, NULL) : "";
}

struct row {
	const char *text;
	enum response_kind kind;
	const char *code; /* or the error */
};

typedef int read_fn(struct oauth_wait *wait, const struct secret *text,
		    int64_t now_ms, struct oauth_response *out,
		    struct err *err);

static void assert_row(const struct row *row, read_fn *read,
		       struct oauth_wait *wait)
{
	struct oauth_response response;
	struct secret *text = text_of(row->text);
	struct err err = ERR_INIT;

	assert_ok(read(wait, text, NOW, &response, &err));
	if (response.kind != row->kind)
		fail_msg("%s: kind %d, not %d (%s)", row->text, response.kind,
			 row->kind, response.why ? response.why : "");
	if (row->kind == RESPONSE_ERROR)
		assert_string_equal(response.error, row->code);
	else
		assert_string_equal(code_of(&response),
				    row->code ? row->code : "");
	/* Any word could be a code: it spends nothing. */
	assert_int_equal(response.is_code_alone,
			 row->kind == RESPONSE_CODE &&
				 !strstr(row->text, "$S"));
	assert_int_equal(wait->state.is_spent, row->kind != RESPONSE_FOREIGN &&
						       !response.is_code_alone);
	secret_free(text);
	response_clear(&response);
}

static void assert_rows(const struct row *row, size_t rows, read_fn *read)
{
	for (size_t i = 0; i < rows; i++) {
		struct oauth_wait wait = wait_for();

		assert_row(&row[i], read, &wait);
	}
}

/* A3, A4, A5, A15, A16 */
static void queries_are_told_apart(void **state)
{
	static const struct row rows[] = {
		{ "code=abc&state=$S", RESPONSE_CODE, "abc" },
		{ "state=$S&code=a%2Fb%2Bc+", RESPONSE_BAD, NULL },
		{ "state=$S&code=a%2Fb%2Bc", RESPONSE_CODE, "a/b+c" },
		{ "code=abc&state=$S&iss=https%3A%2F%2Fas.example",
		  RESPONSE_CODE, "abc" },
		/* A16 */
		{ "code=abc&state=$S&session_state=1&scope=a+b&authuser=0&"
		  "authuser=1&hd=x&=&x",
		  RESPONSE_CODE, "abc" },
		{ "error=access_denied&state=$S", RESPONSE_ERROR,
		  "access_denied" },
		{ "error=&state=$S", RESPONSE_ERROR, "" },
		/* A4: without our state nothing has changed */
		{ "", RESPONSE_FOREIGN, NULL },
		{ "code=abc", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=$", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=$S%00", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=$SS", RESPONSE_FOREIGN, NULL },
		{ "code=abc&State=$S", RESPONSE_FOREIGN, NULL },
		{ "error=access_denied", RESPONSE_FOREIGN, NULL },
		{ "error=access_denied&state=x", RESPONSE_FOREIGN, NULL },
		{ "state=$S", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=$S&state=$S", RESPONSE_FOREIGN, NULL },
		{ "code=abc&state=$S&state=x", RESPONSE_FOREIGN, NULL },
		/* A15: nothing twice */
		{ "code=abc&code=abc&state=$S", RESPONSE_BAD, NULL },
		{ "code=abc&co%64e=def&state=$S", RESPONSE_BAD, NULL },
		{ "error=a&error=b&state=$S", RESPONSE_BAD, NULL },
		{ "code=a&state=$S&iss=https%3A%2F%2Fas.example&iss=x",
		  RESPONSE_BAD, NULL },
		{ "code=abc&error=access_denied&state=$S", RESPONSE_BAD, NULL },
		{ "code=&state=$S", RESPONSE_BAD, NULL },
		{ "code=a%00b&state=$S", RESPONSE_BAD, NULL },
		{ "code=a%0Ab&state=$S", RESPONSE_BAD, NULL },
		{ "code=%C3%A4&state=$S", RESPONSE_BAD, NULL },
		/* A5: compared byte for byte */
		{ "code=abc&state=$S&iss=https%3A%2F%2Fas.example%2F",
		  RESPONSE_BAD, NULL },
		{ "code=abc&state=$S&iss=https%3A%2F%2FAS.example",
		  RESPONSE_BAD, NULL },
		{ "code=abc&state=$S&iss=", RESPONSE_BAD, NULL },
		{ "error=access_denied&state=$S&iss=https%3A%2F%2Fevil.example",
		  RESPONSE_BAD, NULL },
	};

	(void)state;
	assert_rows(rows, sizeof(rows) / sizeof(*rows), response_read_query);
}

/* A5 */
static void a_promised_iss_may_not_be_missing(void **state)
{
	static const struct row missing = { "code=abc&state=$S", RESPONSE_BAD,
					    NULL };
	static const struct row there = {
		"code=abc&state=$S&iss=https%3A%2F%2Fas.example", RESPONSE_CODE,
		"abc"
	};
	static const struct row alone = { "abc", RESPONSE_FOREIGN, NULL };
	struct oauth_wait wait = wait_for();

	(void)state;
	wait.iss_is_promised = true;
	assert_row(&alone, response_read_pasted, &wait);
	assert_row(&missing, response_read_query, &wait);
	wait = wait_for();
	wait.iss_is_promised = true;
	assert_row(&there, response_read_query, &wait);
}

/* A3: the second answer with a state is of nobody. */
static void a_state_is_taken_once(void **state)
{
	struct oauth_wait wait = wait_for();
	struct oauth_response response;
	struct secret *text = text_of("code=abc&state=$S");
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(response_read_query(&wait, text, NOW, &response, &err));
	assert_int_equal(response.kind, RESPONSE_CODE);
	response_clear(&response);
	assert_ok(response_read_query(&wait, text, NOW, &response, &err));
	assert_int_equal(response.kind, RESPONSE_FOREIGN);
	assert_string_equal(response.why, "this sign-in is over");
	secret_free(text);
}

/* A15 */
static void a_late_response_is_not_taken(void **state)
{
	struct oauth_wait wait = wait_for();
	struct oauth_response response;
	struct secret *text = text_of("code=abc&state=$S");
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(response_read_query(&wait, text, NOW + STATE_LIFE_MS,
				      &response, &err));
	assert_int_equal(response.kind, RESPONSE_FOREIGN);
	secret_free(text);
}

/* A15: nothing that a provider says moves the terminal. */
static void errors_are_cleaned(void **state)
{
	struct oauth_wait wait = wait_for();
	struct oauth_response response;
	struct secret *text = text_of(
		"state=$S&error=%1b%5d52;c;x%07bad&error_description="
		"one%0d%0a%09two%20%00+%c2%9b%e2%80%ae%ff+d%C3%A9j%C3%A0");
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(response_read_query(&wait, text, NOW, &response, &err));
	assert_int_equal(response.kind, RESPONSE_ERROR);
	assert_string_equal(response.error, "]52;c;x bad");
	assert_string_equal(response.description,
			    "one two <U+009B><U+202E><FF> d\u00e9j\u00e0");
	secret_free(text);
	response_clear(&response);
}

/* T9: no assumption about sizes. */
static void a_code_of_20000_bytes_is_fine(void **state)
{
	struct oauth_wait wait = wait_for();
	struct oauth_response response;
	struct str from = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	str_add(&from, URI "?state=$S&code=");
	for (int i = 0; i < 20000; i++)
		str_add(&from, "c");
	struct secret *text = text_of(from.text);
	assert_ok(response_read_pasted(&wait, text, NOW, &response, &err));
	assert_int_equal(response.kind, RESPONSE_CODE);
	assert_int_equal(secret_len(response.code), 20000);
	secret_free(text);
	str_clear(&from);
	response_clear(&response);
}

/* A6, C10: what is pasted passes the same checks. */
static void pastes_are_told_apart(void **state)
{
	static const struct row rows[] = {
		{ URI "?code=abc&state=$S", RESPONSE_CODE, "abc" },
		{ "127.0.0.1:8765/cb/x1?code=abc&state=$S", RESPONSE_CODE,
		  "abc" },
		{ "  " URI "?code=ab\n   c&sta\r\nte=$S\n", RESPONSE_CODE,
		  "abc" },
		{ URI "?code=abc&state=$S#_=_", RESPONSE_CODE, "abc" },
		{ "code=abc&state=$S", RESPONSE_CODE, "abc" },
		{ "?code=abc&state=$S", RESPONSE_FOREIGN, NULL },
		{ URI "?error=access_denied&state=$S", RESPONSE_ERROR,
		  "access_denied" },
		{ " 4%2F0Abc-_d+e= \n", RESPONSE_CODE, "4/0Abc-_d+e=" },
		{ URI "?code=abc", RESPONSE_FOREIGN, NULL },
		{ URI "?code=abc&state=other", RESPONSE_FOREIGN, NULL },
		{ URI "?code=abc&code=d&state=$S", RESPONSE_BAD, NULL },
		{ URI "?code=abc&state=$S&iss=https%3A%2F%2Fevil.example",
		  RESPONSE_BAD, NULL },
		/* the address to sign in at, a page on the way, our own */
		{ "https://as.example/authorize?client_id=x&state=$S",
		  RESPONSE_FOREIGN, NULL },
		{ "https://as.example/login", RESPONSE_FOREIGN, NULL },
		{ URI, RESPONSE_FOREIGN, NULL },
		/* A6: another address of ours, or of nobody */
		{ "http://127.0.0.1:8765/cb/x2?code=abc&state=$S",
		  RESPONSE_FOREIGN, NULL },
		{ "http://127.0.0.1:8766/cb/x1?code=abc&state=$S",
		  RESPONSE_FOREIGN, NULL },
		{ "https://evil.example/cb/x1?code=abc&state=$S",
		  RESPONSE_FOREIGN, NULL },
		{ URI "/?code=abc&state=$S", RESPONSE_FOREIGN, NULL },
		{ "", RESPONSE_FOREIGN, NULL },
		{ " \n", RESPONSE_FOREIGN, NULL },
		{ "%00", RESPONSE_FOREIGN, NULL },
		{ "a%0D%0Ab", RESPONSE_FOREIGN, NULL },
		{ "\u00e4", RESPONSE_FOREIGN, NULL },
	};

	(void)state;
	assert_rows(rows, sizeof(rows) / sizeof(*rows), response_read_pasted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_are_told_apart),
		cmocka_unit_test(a_promised_iss_may_not_be_missing),
		cmocka_unit_test(a_state_is_taken_once),
		cmocka_unit_test(a_late_response_is_not_taken),
		cmocka_unit_test(errors_are_cleaned),
		cmocka_unit_test(a_code_of_20000_bytes_is_fine),
		cmocka_unit_test(pastes_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
