/* test_terminal_signin.c - signing in on a real terminal, at a real server */
#include "config.h"

#include "../oauth/idp.h"
#include "base/path.h"
#include "visit.h"

#include <sys/wait.h>

#define DOWN	 "\033OB"
#define RIGHT	 "\033OC"
#define CTRL_S	 "\023"
#define PASTE(s) "\033[200~" s "\033[201~"
#define ALONE	 "Enter goes back to connvault."
#define SECRET	 "post-secret" /* of the client in idp.mjs */

static struct idp idp;

/* A piece of our own that leads to the server. */
static void make_piece(void)
{
	char path[128], text[2000];
	struct err err = ERR_INIT;
	int len = snprintf(
		text, sizeof(text),
		"{\"name\":\"test-idp\",\"display_name\":\"Test IdP\","
		"\"auth\":[{\"type\":\"oauth2\",\"label\":\"OAuth\","
		"\"auth_url\":\"%s/auth\",\"token_url\":\"%s/token\","
		"\"device_url\":\"%s/device/auth\",\"userinfo_url\":\"%s/me\","
		"\"scopes\":[\"openid\",\"offline_access\",\"email\"]}]}",
		idp.issuer, idp.issuer, idp.issuer, idp.issuer);

	snprintf(path, sizeof(path), "%s/.config/connvault/pieces/idp.json",
		 visit_home);
	assert_ok(path_make_parents(path, &err));
	assert_ok(file_write_atomic(path, text, (size_t)len, &err));
}

static int setup(void **state)
{
	visit_setup(state);
	idp_start(&idp);
	make_piece();
	visit_vault();
	return 0;
}

static int teardown(void **state)
{
	int result = visit_teardown(state);

	idp_end(&idp); /* the program has inherited the end it waits for */
	return result;
}

/* The address that is shown alone, off the full screen. */
static void read_address(char *out, size_t size)
{
	const char *at, *last = NULL;

	vt_type(&vt, "u");
	vt_wait_for(&vt, ALONE);
	*strstr(vt.raw, ALONE) = '-'; /* the next time it is another one */
	for (at = vt.raw; (at = strstr(at, "\r\nhttp://")); at += 2)
		last = at + 2;
	assert_non_null(last);
	snprintf(out, size, "%.*s", (int)strcspn(last, "\r\n"), last);
	vt_type(&vt, "\r");
	vt_expect(&vt, "Open this address");
}

/* What comes back to the browser that goes there, which cannot reach us. */
static void walk(const char *way, const char *url, const char *code, char *out,
		 size_t size)
{
	char script[600];
	const char *const argv[] = { "node", script, way, url, code, NULL };
	const char *top = getenv("TOP_SRCDIR");

	snprintf(script, sizeof(script), "%s/tests/oauth/idp/walk.mjs",
		 top ? top : ".");
	int status = run(NULL, argv, out, size);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s %s: %s", way, url, out);
	out[strcspn(out, "\n")] = '\0';
}

static void come_back(const char *way, char *out, size_t size)
{
	char url[4096];

	read_address(url, sizeof(url));
	walk(way, url, NULL, out, size);
	assert_non_null(strstr(out, "http://127.0.0.1:"));
}

static void paste_back(const char *way, char *answer, size_t size)
{
	char pasted[4200];

	come_back(way, answer, size);
	snprintf(pasted, sizeof(pasted), PASTE("%s"), answer);
	vt_press(&vt, pasted);
	vt_expect(&vt, "[hidden, ");
	vt_type(&vt, "\r");
}

/* M4: what was answered is nowhere in what went to the terminal. */
static void assert_unseen(const char *answer)
{
	const char *code = strstr(answer, "code=");
	char text[200];

	assert_non_null(code);
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(code, "&"), code);
	assert_false(vt_wrote(&vt, text + strlen("code=")));
}

static void assert_value_unseen(const char *id, const char *field)
{
	const char *const get[] = { "get", id, field, NULL };
	char out[8192];

	visit_command(get, out, sizeof(out));
	out[strcspn(out, "\n")] = '\0';
	assert_true(strlen(out) > 20);
	assert_false(vt_wrote(&vt, out));
}

/* -- the tests ------------------------------------------------------------- */

static void press_all(const char *const *keys)
{
	for (; *keys; keys++)
		vt_press(&vt, *keys);
}

/* From no app at all to a connection. */
static void make_connection(void)
{
	static const char *const app[] = { "\t",   PASTE("native-post"),
					   "\t",   PASTE(SECRET),
					   "\t",   "\t",
					   RIGHT,  RIGHT,
					   CTRL_S, NULL };
	char answer[4096];

	vt_press(&vt, "n");
	vt_press(&vt, PASTE("test-idp"));
	vt_press(&vt, "\r");
	vt_expect(&vt, "(o) OAuth, a new app");
	vt_press(&vt, "\r");
	vt_expect(&vt, "New OAuth app");
	press_all(app);
	vt_expect(&vt, "[3 Fields]");
	vt_press(&vt, PASTE("Ops"));
	vt_press(&vt, CTRL_S);
	vt_expect(&vt, "[4 Scopes]");
	vt_press(&vt, "\r");
	vt_expect(&vt, "Open this address");
	paste_back("allow", answer, sizeof(answer));
	vt_expect(&vt, "* Signed in. Enter stores it.");
	vt_expect(&vt, "alice");
	vt_type(&vt, "\r");
	vt_expect(&vt, "Created \"Ops\" with the external id ops");
	assert_unseen(answer);
}

static void open_again(void)
{
	vt_press(&vt, "c");
	vt_expect(&vt, "Open this address");
}

/* The listener gets what the browser would have brought. */
static void reconnect_by_listener(void)
{
	struct http_request request = { .url = NULL };
	struct http_result result;
	struct err err = ERR_INIT;
	char answer[4096];

	open_again();
	come_back("allow", answer, sizeof(answer));
	request.url = answer;
	assert_ok(http_run(idp.http, &request, &result, &err));
	if (result.status != 200)
		fail_msg("%s: %d %s", answer, result.status, result.reason);
	http_result_clear(&result);
	vt_expect(&vt, "* Signed in. Enter stores it.");
	vt_type(&vt, "\r");
	vt_expect(&vt, "Reconnected \"Ops\"");
	assert_unseen(answer);
}

static void reconnect_by_device(void)
{
	char row[256], text[256], code[16];

	open_again();
	vt_row(&vt, vt_expect(&vt, "with the code "), row, sizeof(row));
	assert_int_equal(
		sscanf(strstr(row, "the code "), "the code %15s", code), 1);
	walk("allow", idp_at(&idp, "/device"), code, text, sizeof(text));
	vt_expect(&vt, "* Signed in. Enter stores it.");
	vt_type(&vt, "\r");
	vt_expect(&vt, "Reconnected \"Ops\"");
}

static void refuse_and_cancel(void)
{
	char answer[4096];

	open_again();
	paste_back("deny", answer, sizeof(answer));
	vt_expect(&vt, "Test IdP refused: access was denied");
	vt_press(&vt, "\033");
	vt_expect(&vt, "1 connection");
	open_again();
	vt_press(&vt, PASTE("http://127.0.0.1:1/callback?code=x&state=y"));
	vt_type(&vt, "\r");
	vt_expect(&vt, "still waiting");
	vt_press(&vt, "\033");
	vt_press(&vt, "\033");
	vt_expect(&vt, "Cancelled: nothing was changed");
}

static void every_way_is_gone_and_nothing_secret_is_shown(void **state)
{
	(void)state;
	visit_start(24, 80, visit_env, "--ascii");
	vt_expect(&vt, "n   make the first connection");
	make_connection();
	reconnect_by_listener();
	refuse_and_cancel();
	reconnect_by_device();
	vt_type(&vt, "q");
	visit_ends(0);
	assert_false(vt_wrote(&vt, SECRET));
	assert_value_unseen("ops", "access_token");
	assert_value_unseen("ops", "refresh_token");
	vt_assert_restored(&vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_way_is_gone_and_nothing_secret_is_shown, setup,
			teardown),
	};

	if (!idp_is_there()) {
		printf("1..0 # SKIP no oidc-provider; ./bootstrap check\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
