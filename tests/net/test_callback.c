/* test_callback.c - the listener that browsers come back to, and others not */
#include "../unit/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/browser.h"
#include "net/callback.h"

#define PATH "/callback/x1"
#define LATE 10000

static int asked;
static char query[8192];

/* Takes "code=good", refuses "error", and all else is not ours. */
static enum callback_page on_asked(const struct secret *text, void *arg)
{
	(void)arg;
	asked++;
	str_copy(query, secret_reveal(text, NULL), sizeof(query));
	return str_starts(query, "code=good") ? CALLBACK_RECEIVED
	       : str_starts(query, "error=")  ? CALLBACK_REFUSED
					      : CALLBACK_NOT_OURS;
}

static struct callback *open_at(const char *host, unsigned port)
{
	const struct callback_options options = {
		.host = host, .port = port, .path = PATH, .asked = on_asked
	};
	struct callback *callback;
	struct err err = ERR_INIT;

	assert_ok(callback_open(&options, &callback, &err));
	asked = 0;
	return callback;
}

static unsigned port_of(const struct callback *callback)
{
	return (unsigned)strtoul(strrchr(callback_uri(callback), ':') + 1, NULL,
				 10);
}

static struct sockaddr_in at_v4(uint32_t address, unsigned port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)port),
				     .sin_addr = { htonl(address) } };
}

static int dial(int family, unsigned port)
{
	struct sockaddr_in v4 = at_v4(INADDR_LOOPBACK, port);
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
				   .sin6_addr = in6addr_loopback,
				   .sin6_port = htons((uint16_t)port) };
	int fd = socket(family, SOCK_STREAM, 0);
	int result;

	result = family == AF_INET
			 ? connect(fd, (struct sockaddr *)&v4, sizeof(v4))
			 : connect(fd, (struct sockaddr *)&v6, sizeof(v6));
	if (result == 0)
		return fd;
	close(fd);
	return -1;
}

/* Let it run until fd has an answer to its end, which goes to out. */
static void run_until_answer(struct callback *callback, int fd, char *out,
			     size_t size)
{
	struct pollfd fds[CALLBACK_FDS_MAX + 1];
	int64_t until = clock_mono_ms() + LATE;
	size_t len = 0;
	ssize_t n = 1;

	while (n != 0) {
		int wait;
		size_t count = callback_fds(callback, fds, &wait);

		if (clock_mono_ms() > until)
			fail_msg("no answer: %.*s", (int)len, out);
		fds[count] = (struct pollfd){ .fd = fd, .events = POLLIN };
		poll(fds, count + 1, wait >= 0 && wait < 1000 ? wait : 1000);
		callback_step(callback);
		n = recv(fd, out + len, size - 1 - len, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			n = 0;
		len += n > 0 ? (size_t)n : 0;
	}
	out[len] = '\0';
}

static int status_of(struct callback *callback, const char *request, char *out,
		     size_t size)
{
	int fd = dial(AF_INET, port_of(callback)), status = 0;

	assert_true(fd >= 0);
	assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL),
			 strlen(request));
	run_until_answer(callback, fd, out, size);
	close(fd);
	sscanf(out, "HTTP/1.1 %d", &status);
	return status;
}

/* "$H" in from stands for our host. */
static char *request_for(const struct callback *callback, const char *from)
{
	struct str text = STR_INIT;
	char host[64];

	snprintf(host, sizeof(host), "127.0.0.1:%u", port_of(callback));
	for (; *from; from++) {
		if (from[0] == '$' && from[1] == 'H') {
			str_add(&text, host);
			from++;
		} else {
			str_add_bytes(&text, from, 1);
		}
	}
	return str_take(&text);
}

#define GET  "GET " PATH "?code=good HTTP/1.1\r\n"
#define HOST "Host: $H\r\n"
#define END  "\r\n"

static const char *const hostile[] = {
	/* C3: another host is DNS rebinding */
	GET "Host: evil.example\r\n" END,
	GET "Host: localhost:1\r\n" END,
	GET "Host: 127.0.0.1\r\n" END,
	GET "Host: $H.evil.example\r\n" END,
	GET "Host: x@$H\r\n" END,
	GET "Host:\r\n" END,
	GET END,
	GET HOST "Host: evil.example\r\n" END,
	GET HOST HOST END,
	"GET " PATH "?code=good HTTP/1.0\r\n" END,
	/* A14: what no navigation sends */
	GET HOST "Origin: https://evil.example\r\n" END,
	GET HOST "Origin: null\r\n" END,
	GET HOST "Sec-Fetch-Mode: no-cors\r\n" END,
	GET HOST "Sec-Fetch-Mode: cors\r\n" END,
	GET HOST "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n" END,
	GET HOST "Sec-Fetch-Dest: image\r\n" END,
	GET HOST "Sec-Fetch-Dest: script\r\n" END,
	GET HOST "sec-fetch-mode: websocket\r\n" END,
	/* other methods, and bodies */
	"POST " PATH "?code=good HTTP/1.1\r\n" HOST "Content-Length: 0\r\n" END,
	"PUT " PATH "?code=good HTTP/1.1\r\n" HOST END,
	"HEAD " PATH "?code=good HTTP/1.1\r\n" HOST END,
	"OPTIONS " PATH " HTTP/1.1\r\n" HOST END,
	"DELETE " PATH "?code=good HTTP/1.1\r\n" HOST END,
	GET HOST "Content-Length: 3\r\n" END "abc",
	GET HOST "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n",
	/* other addresses */
	"GET /favicon.ico HTTP/1.1\r\n" HOST END,
	"GET / HTTP/1.1\r\n" HOST END,
	"GET " PATH "/?code=good HTTP/1.1\r\n" HOST END,
	"GET " PATH "2?code=good HTTP/1.1\r\n" HOST END,
	"GET /%63allback/x1?code=good HTTP/1.1\r\n" HOST END,
	"GET //callback/x1?code=good HTTP/1.1\r\n" HOST END,
	"GET /callback/../callback/x1?code=good HTTP/1.1\r\n" HOST END,
	"GET http://$H" PATH "?code=good HTTP/1.1\r\n" HOST END,
	/* no HTTP */
	"\x16\x03\x01\x02\x01\x01\r\n\r\n",
	"GET\r\n\r\n",
	"hello\r\n\r\n",
};

/* A14, C3, C8: refused with the same page, and the flow still waits. */
static void hostile_requests_change_nothing(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	size_t count = sizeof(hostile) / sizeof(*hostile);
	char out[8192];

	(void)state;
	assert_true(count >= 30);
	for (size_t i = 0; i < count; i++) {
		char *request = request_for(callback, hostile[i]);
		int status = status_of(callback, request, out, sizeof(out));

		if (status == 200 || asked != 0)
			fail_msg("%s: %d", hostile[i], status);
		assert_null(strstr(out, "evil"));
		free(request);
	}
	char *request = request_for(callback, GET HOST END);
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	assert_int_equal(asked, 1);
	free(request);
	callback_close(callback);
}

/* A14: Chromium asks for it by itself. */
static void a_favicon_is_not_found(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	char *request =
		request_for(callback, "GET /favicon.ico HTTP/1.1\r\n" HOST
				      "Sec-Fetch-Mode: navigate\r\n" END);
	char out[8192];

	(void)state;
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 404);
	free(request);
	callback_close(callback);
}

/* A13, A14: as a browser sends it. */
static void a_real_callback_is_received(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	char *request = request_for(
		callback,
		"GET " PATH "?code=good%2F1&state=a+b HTTP/1.1\r\n" HOST
		"Connection: keep-alive\r\nCookie: a=b\r\n"
		"Upgrade-Insecure-Requests: 1\r\n"
		"Sec-Fetch-Site: cross-site\r\n"
		"Sec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\n"
		"Sec-Fetch-Dest: document\r\n" END);
	char out[8192];

	(void)state;
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	assert_string_equal(query, "code=good%2F1&state=a+b");
	assert_non_null(strstr(out, "goes on in the terminal"));
	free(request);
	request = request_for(callback,
			      "GET " PATH "?error=x HTTP/1.1\r\n" HOST END);
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	assert_non_null(strstr(out, "did not work"));
	free(request);
	/* A4: not ours is 400, and it goes on */
	request = request_for(callback, "GET " PATH "?x HTTP/1.1\r\n" HOST END);
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 400);
	free(request);
	callback_close(callback);
}

/* A12, C8: the page says what it may do, and the hash is that of its script. */
static void pages_are_constant_and_closed(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	char *request = request_for(
		callback,
		"GET " PATH "?error=%3Cb%3E&a=<i> HTTP/1.1\r\n" HOST END);
	unsigned char hash[crypto_hash_sha256_BYTES];
	char out[8192], other[8192], wanted[128] = "script-src 'sha256-";

	(void)state;
	status_of(callback, request, out, sizeof(out));
	assert_non_null(strstr(out, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(out, "Referrer-Policy: no-referrer\r\n"));
	assert_non_null(strstr(out, "default-src 'none'; "));
	assert_non_null(strstr(out, "frame-ancestors 'none'"));
	assert_null(strstr(out, "<i>"));
	assert_null(strstr(out, "<b>"));
	char *script = strstr(out, "<script>") + 8;
	crypto_hash_sha256(
		hash, (unsigned char *)script,
		(unsigned long long)(strstr(script, "</script>") - script));
	sodium_bin2base64(wanted + strlen(wanted), 64, hash, sizeof(hash),
			  sodium_base64_VARIANT_ORIGINAL);
	assert_non_null(strstr(out, wanted));
	free(request);
	request = request_for(callback,
			      "GET " PATH "?error=else HTTP/1.1\r\n" HOST END);
	status_of(callback, request, other, sizeof(other));
	assert_string_equal(strstr(out, "\r\n\r\n"), strstr(other, "\r\n\r\n"));
	free(request);
	callback_close(callback);
}

/* T9, A14: long codes pass, what is longer than 16 KiB does not. */
static void long_queries_have_a_limit(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	struct str text = STR_INIT;
	char out[8192];

	(void)state;
	str_add(&text, "GET " PATH "?code=good");
	for (int i = 0; i < 6000; i++)
		str_add(&text, "c");
	str_add(&text, " HTTP/1.1\r\n" HOST END);
	char *request = request_for(callback, text.text);
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	assert_int_equal(strlen(query), 6009);
	free(request);
	str_clear(&text);
	str_add(&text, "GET " PATH "?code=good");
	for (int i = 0; i < 40000; i++)
		str_add(&text, "c");
	request = request_for(callback, text.text);
	asked = 0;
	assert_int_not_equal(status_of(callback, request, out, sizeof(out)),
			     200);
	assert_int_equal(asked, 0);
	free(request);
	str_clear(&text);
	callback_close(callback);
}

/* A9, C2 */
static void a_port_that_is_taken_is_told(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0), *other;
	const struct callback_options options = { .host = "127.0.0.1",
						  .port = port_of(callback),
						  .path = PATH };
	struct err err = ERR_INIT;

	(void)state;
	assert_error(callback_open(&options, &other, &err), ERR_CONFLICT);
	assert_non_null(strstr(err.msg, "is in use by another program"));
	assert_true(err.hint[0] != '\0');
	callback_close(callback);
}

/* A9: the same port serves one sign-in after the other. */
static void a_fixed_port_can_be_used_again(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	unsigned port = port_of(callback);
	char out[8192];

	(void)state;
	callback_close(callback);
	for (int i = 0; i < 3; i++) {
		callback = open_at("127.0.0.1", port);
		assert_int_equal(port_of(callback), port);
		char *request = request_for(callback, GET HOST END);
		status_of(callback, request, out, sizeof(out));
		free(request);
		callback_finish(callback, 1000);
		callback_close(callback);
	}
}

/* A7, A8 */
static void localhost_is_both_addresses(void **state)
{
	struct callback *callback = open_at("localhost", 0);
	unsigned port = port_of(callback);
	char request[200], out[8192];
	int fd = dial(AF_INET6, port);

	(void)state;
	assert_true(str_starts(callback_uri(callback), "http://localhost:"));
	snprintf(request, sizeof(request), GET "Host: localhost:%u\r\n\r\n",
		 port);
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	if (fd >= 0) {
		send(fd, request, strlen(request), MSG_NOSIGNAL);
		run_until_answer(callback, fd, out, sizeof(out));
		assert_true(str_starts(out, "HTTP/1.1 200"));
		close(fd);
	}
	callback_close(callback);
}

/* Is 127.0.0.2 answered, too? */
static bool is_at_another_address(unsigned port)
{
	struct sockaddr_in to = at_v4(INADDR_LOOPBACK + 1, port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool is = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;

	close(fd);
	return is;
}

/* C1: the control listens at all addresses. */
static void no_other_address_is_listened_at(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	struct sockaddr_in all = at_v4(INADDR_ANY, 0);
	socklen_t len = sizeof(all);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&all, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&all, &len), 0);
	if (is_at_another_address(ntohs(all.sin_port)))
		assert_false(is_at_another_address(port_of(callback)));
	else
		print_message("# there is no 127.0.0.2 here\n");
	close(fd);
	callback_close(callback);
}

static void hosts_and_paths_that_are_none_are_refused(void **state)
{
	static const struct callback_options bad[] = {
		{ .host = "0.0.0.0", .path = PATH },
		{ .host = "::", .path = PATH },
		{ .host = "192.0.2.1", .path = PATH },
		{ .host = "127.0.0.1", .path = "callback" },
		{ .host = "127.0.0.1", .path = "/a?b" },
		{ .host = "127.0.0.1", .path = "/a b" },
		{ .host = "127.0.0.1", .port = 70000, .path = PATH },
	};
	struct callback *callback;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_error(callback_open(&bad[i], &callback, &err),
			     ERR_USAGE);
}

/* C7: what is no address gets to no command; the control is one. */
static void what_is_no_address_starts_no_browser(void **state)
{
	static const char *const bad[] = {
		"",
		"-x",
		"--help",
		"as.example",
		"file:///etc/passwd",
		"javascript:alert(1)",
		" https://as.example/",
		"https://as.example/ x",
		"https://as.example/\n",
		"https://as.example/`x`",
		"https://as.example/\"x",
		"https://as.example/\\",
		"https://as.example/<x>",
		"https://as.example/|x",
		"https://\xc3\xa4.example/",
		"https://as.example/\x1b[2J",
	};
	struct err err = ERR_INIT;
	pid_t pid;

	(void)state;
	setenv("BROWSER", "true", 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_error(browser_open(bad[i], &pid, &err), ERR_USAGE);
	assert_ok(browser_open("https://as.example/a?b=c", &pid, &err));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	unsetenv("BROWSER");
}

#define HALF_OPEN 1000

/* In a process of its own, since each side has a thousand descriptors. */
static void flood(unsigned port, int told)
{
	for (int i = 0; i < HALF_OPEN; i++) {
		int fd = dial(AF_INET, port);

		if (i % 2 && fd >= 0)
			(void)!write(fd, "GET /c", 6);
	}
	(void)!write(told, "x", 1);
	pause();
	_exit(0);
}

/* C11, A14 */
static void half_open_connections_keep_nobody_out(void **state)
{
	struct callback *callback = open_at("127.0.0.1", 0);
	char *request = request_for(callback, GET HOST END), out[8192];
	int told[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(told), 0);
	pid_t child = fork();
	if (child == 0)
		flood(port_of(callback), told[1]);
	assert_int_equal(read(told[0], &byte, 1), 1);
	int64_t begin = clock_mono_ms();
	assert_int_equal(status_of(callback, request, out, sizeof(out)), 200);
	print_message("# answered after %lld ms behind %d half-open "
		      "connections\n",
		      (long long)(clock_mono_ms() - begin), HALF_OPEN);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(told[0]);
	close(told[1]);
	free(request);
	callback_close(callback);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_requests_change_nothing),
		cmocka_unit_test(a_favicon_is_not_found),
		cmocka_unit_test(a_real_callback_is_received),
		cmocka_unit_test(pages_are_constant_and_closed),
		cmocka_unit_test(long_queries_have_a_limit),
		cmocka_unit_test(a_port_that_is_taken_is_told),
		cmocka_unit_test(a_fixed_port_can_be_used_again),
		cmocka_unit_test(localhost_is_both_addresses),
		cmocka_unit_test(no_other_address_is_listened_at),
		cmocka_unit_test(hosts_and_paths_that_are_none_are_refused),
		cmocka_unit_test(what_is_no_address_starts_no_browser),
		cmocka_unit_test(half_open_connections_keep_nobody_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
