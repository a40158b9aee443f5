/* http.c - single requests to endpoints that get or give credentials */
#include "net/http.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/libcurl.h"

#define CONNECT_MS  10000L
#define TOTAL_MS    30000L
#define HEADERS_MAX ((size_t)64 * 1024)
#define FIRST_ROOM  ((size_t)8 * 1024) /* of a body; most are smaller */

struct http_call {
	struct http *http;
	struct http_call *next;
	CURL *easy;
	struct curl_slist *headers;
	http_done_fn *done;
	void *arg;
	struct http_result result;
	size_t body_len, headers_len;
	bool may_have_left;
	bool is_too_large;
	bool no_memory;
	char error[CURL_ERROR_SIZE];
};

struct http {
	struct http_options options;
	CURLM *multi;
	struct http_call *calls;
	struct pollfd fd[HTTP_FDS_MAX];
	size_t fds;
	int64_t due_ms; /* when libcurl wants to be called; -1: never */
};

/* -- where requests may go ------------------------------------------------ */

static bool is_loopback(const char *host)
{
	return str_is(host, "127.0.0.1") || str_is(host, "[::1]") ||
	       str_is(host, "localhost");
}

/* NULL when it is not there; curl.free() it. */
static char *part_of(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	curl.url_get(url, part, &text, 0);
	return text;
}

static int check_url(const char *text, struct err *err)
{
	CURLU *url = curl.url();

	if (!url)
		return err_nomem(err);

	bool is_url = curl.url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK;
	char *scheme = part_of(url, CURLUPART_SCHEME);
	char *user = part_of(url, CURLUPART_USER);
	char *host = part_of(url, CURLUPART_HOST);
	bool is_fine = is_url && !user &&
		       (str_is(scheme, "https") ||
			(str_is(scheme, "http") && host && is_loopback(host)));

	curl.free(scheme);
	curl.free(user);
	curl.free(host);
	curl.url_cleanup(url);
	return is_fine ? 0
		       : err_set(err, ERR_USAGE,
				 "requests go to https addresses only");
}

/* -- what libcurl calls --------------------------------------------------- */

/* Connected, the certificate verified, and now the request goes out. */
static int on_send(void *arg, char *to_ip, char *from_ip, int to_port,
		   int from_port)
{
	struct http_call *call = arg;

	(void)to_ip, (void)from_ip, (void)to_port, (void)from_port;
	call->may_have_left = true;
	return CURL_PREREQFUNC_OK;
}

static bool make_room(struct http_call *call, size_t wanted)
{
	struct secret **body = &call->result.body;
	size_t cap = *body ? secret_len(*body) : 0;
	struct err err = ERR_INIT;
	struct secret *larger;

	if (wanted <= cap)
		return true;
	cap = 2 * cap > wanted ? 2 * cap : wanted;
	if (cap < FIRST_ROOM)
		cap = FIRST_ROOM;
	if (secret_new(cap, &larger, &err) != 0) {
		call->no_memory = true;
		return false;
	}
	if (*body)
		memcpy(secret_fill(larger), secret_fill(*body), call->body_len);
	secret_free(*body);
	*body = larger;
	return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct http_call *call = arg;
	size_t len = size * count;

	if (len > HTTP_BODY_MAX - call->body_len) {
		call->is_too_large = true;
		return 0;
	}
	if (!make_room(call, call->body_len + len))
		return 0;
	memcpy((char *)secret_fill(call->result.body) + call->body_len, bytes,
	       len);
	call->body_len += len;
	/* What libcurl read into stays with it for a while. */
	explicit_bzero(bytes, len);
	return len;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct http_call *call = arg;
	size_t len = size * count;

	(void)bytes;
	call->headers_len += len;
	return call->headers_len > HEADERS_MAX ? 0 : len;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
		     void *unused)
{
	struct http *http = arg;
	size_t i = 0;

	(void)easy;
	(void)unused;
	while (i < http->fds && http->fd[i].fd != fd)
		i++;
	if (what == CURL_POLL_REMOVE) {
		if (i < http->fds)
			http->fd[i] = http->fd[--http->fds];
		return 0;
	}
	if (i == HTTP_FDS_MAX)
		return -1;
	http->fd[i].fd = fd;
	http->fd[i].events = (short)((what & CURL_POLL_IN ? POLLIN : 0) |
				     (what & CURL_POLL_OUT ? POLLOUT : 0));
	if (i == http->fds)
		http->fds++;
	return 0;
}

static int on_timer(CURLM *multi, long ms, void *arg)
{
	struct http *http = arg;

	(void)multi;
	http->due_ms = ms < 0 ? -1 : clock_mono_ms() + ms;
	return 0;
}

/* -- starting ------------------------------------------------------------- */

static bool add_header(struct http_call *call, const char *line)
{
	struct curl_slist *longer = curl.slist_append(call->headers, line);

	if (longer)
		call->headers = longer;
	return longer != NULL;
}

/* libcurl copies the line; wipe_headers() takes care of its copy. */
static bool add_authorization(struct http_call *call,
			      const struct secret *authorization)
{
	static const char name[] = "Authorization: ";
	struct secret *line;
	struct err err = ERR_INIT;
	size_t len;

	if (!authorization)
		return true;

	const char *bytes = secret_reveal(authorization, &len);

	if (secret_new(sizeof(name) - 1 + len, &line, &err) != 0)
		return false;
	memcpy(secret_fill(line), name, sizeof(name) - 1);
	memcpy((char *)secret_fill(line) + sizeof(name) - 1, bytes, len);

	bool added = add_header(call, secret_reveal(line, NULL));

	secret_free(line);
	return added;
}

static void wipe_headers(struct http_call *call)
{
	for (struct curl_slist *line = call->headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl.slist_free_all(call->headers);
	call->headers = NULL;
}

static void set_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl.easy_setopt(easy, CURLOPT_PROTOCOLS,
			 CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
}

/* Each of these is a default somewhere, and must not depend on it. */
static void set_caution(CURL *easy)
{
	set_protocols(easy);
	curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl.easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl.easy_setopt(easy, CURLOPT_SSLVERSION,
			 (long)CURL_SSLVERSION_TLSv1_2);
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	/* A connection that died idle makes libcurl send a second time. */
	curl.easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl.easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl.easy_setopt(easy, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_1_1);
	curl.easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl.easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)HTTP_BODY_MAX);
}

static void set_options(CURL *easy, const struct http_options *options)
{
	curl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 options->connect_ms ? options->connect_ms
					     : CONNECT_MS);
	curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 options->total_ms ? options->total_ms : TOTAL_MS);
	/* "" is no proxy, NULL would be that of the environment. */
	curl.easy_setopt(easy, CURLOPT_PROXY,
			 options->proxy ? options->proxy : "");
	curl.easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1,::1,localhost");
	if (options->ca_file)
		curl.easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
}

static void set_callbacks(CURL *easy, struct http_call *call)
{
	curl.easy_setopt(easy, CURLOPT_PRIVATE, call);
	curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
	curl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
	curl.easy_setopt(easy, CURLOPT_PREREQDATA, call);
	curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl.easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl.easy_setopt(easy, CURLOPT_HEADERDATA, call);
}

static void set_form(CURL *easy, const struct secret *form)
{
	size_t len;
	const char *bytes = secret_reveal(form, &len);

	curl.easy_setopt(easy, CURLOPT_POST, 1L);
	curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)len);
	curl.easy_setopt(easy, CURLOPT_POSTFIELDS, bytes); /* not copied */
}

static void call_free(struct http_call *call)
{
	if (call->easy)
		curl.easy_cleanup(call->easy);
	wipe_headers(call);
	http_result_clear(&call->result);
	free(call);
}

static int prepare(struct http_call *call, const struct http_request *request,
		   struct err *err)
{
	call->easy = curl.easy_init();
	if (!call->easy ||
	    curl.easy_setopt(call->easy, CURLOPT_URL, request->url) !=
		    CURLE_OK ||
	    !add_header(call, "Accept: application/json") ||
	    !add_header(call, "User-Agent: connvault") ||
	    !add_header(call, "Expect:") ||
	    !add_authorization(call, request->authorization))
		return err_nomem(err);
	set_caution(call->easy);
	set_options(call->easy, &call->http->options);
	set_callbacks(call->easy, call);
	if (request->form)
		set_form(call->easy, request->form);
	curl.easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
	if (curl.multi_add_handle(call->http->multi, call->easy) != CURLM_OK)
		return err_nomem(err);
	return 0;
}

int http_start(struct http *http, const struct http_request *request,
	       http_done_fn *done, void *arg, struct http_call **out,
	       struct err *err)
{
	if (check_url(request->url, err) != 0)
		return -1;

	struct http_call *call = calloc(1, sizeof(*call));

	if (!call)
		return err_nomem(err);
	call->http = http;
	call->done = done;
	call->arg = arg;
	call->result.sent_at = clock_now();
	if (prepare(call, request, err) != 0) {
		call_free(call);
		return -1;
	}
	call->next = http->calls;
	http->calls = call;
	*out = call;
	return 0;
}

/* -- ending --------------------------------------------------------------- */

static void unlink_call(struct http_call *call)
{
	struct http_call **at = &call->http->calls;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
	curl.multi_remove_handle(call->http->multi, call->easy);
}

/* TLS libraries write to sockets that may be closed already. */
static void pipe_guard(struct sigaction *old)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, old);
}

void http_cancel(struct http_call *call)
{
	struct sigaction old;

	pipe_guard(&old);
	unlink_call(call);
	call_free(call);
	sigaction(SIGPIPE, &old, NULL);
}

static const struct {
	CURLcode code;
	enum http_fault fault;
} faults[] = {
	{ CURLE_OK, HTTP_OK },
	{ CURLE_COULDNT_RESOLVE_HOST, HTTP_UNREACHED },
	{ CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNREACHED },
	{ CURLE_COULDNT_CONNECT, HTTP_UNREACHED },
	{ CURLE_OPERATION_TIMEDOUT, HTTP_LATE },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_UNVERIFIED },
	{ CURLE_SSL_CONNECT_ERROR, HTTP_UNVERIFIED },
	{ CURLE_SSL_ISSUER_ERROR, HTTP_UNVERIFIED },
	{ CURLE_SSL_INVALIDCERTSTATUS, HTTP_UNVERIFIED },
	{ CURLE_SSL_CACERT_BADFILE, HTTP_UNVERIFIED },
	{ CURLE_FILESIZE_EXCEEDED, HTTP_TOO_LARGE },
};

static enum http_fault fault_of(CURLcode code)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (faults[i].code == code)
			return faults[i].fault;
	return HTTP_CUT;
}

static void read_location(struct http_call *call)
{
	char *text = NULL, *host = NULL;
	CURLU *url = curl.url();

	curl.easy_getinfo(call->easy, CURLINFO_REDIRECT_URL, &text);
	if (url && text &&
	    curl.url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK)
		host = part_of(url, CURLUPART_HOST);
	if (host)
		term_safe(call->result.location, sizeof(call->result.location),
			  host, 200);
	curl.free(host);
	curl.url_cleanup(url);
}

static void read_head(struct http_call *call)
{
	struct http_result *result = &call->result;
	curl_off_t retry = 0;
	char *type = NULL;
	long status = 0;

	curl.easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	curl.easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &type);
	curl.easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry);
	result->status = (int)status;
	if (retry > HTTP_RETRY_MAX)
		retry = HTTP_RETRY_MAX;
	result->retry_after = retry > 0 ? retry : 0;
	term_safe(result->content_type, sizeof(result->content_type),
		  type ? type : "", 100);
	read_location(call);
}

/* A body that is cut off by us is an answer; one cut off on its way is not. */
static void judge(struct http_call *call, CURLcode code)
{
	struct http_result *result = &call->result;

	result->fault = call->is_too_large ? HTTP_TOO_LARGE : fault_of(code);
	if (result->fault == HTTP_OK || result->fault == HTTP_TOO_LARGE) {
		result->outcome = HTTP_ANSWERED;
		read_head(call);
	} else {
		result->outcome =
			call->may_have_left ? HTTP_LOST : HTTP_NEVER_SENT;
	}
	if (result->fault != HTTP_OK)
		term_safe(result->reason, sizeof(result->reason),
			  call->error[0] ? call->error
					 : curl.easy_strerror(code),
			  150);
}

static void keep_body(struct http_call *call)
{
	struct http_result *result = &call->result;
	struct err err = ERR_INIT;

	if (result->outcome != HTTP_ANSWERED) {
		secret_free(result->body);
		result->body = NULL;
	} else if (result->body) {
		secret_cut(result->body, call->body_len);
	} else if (secret_new(0, &result->body, &err) != 0) {
		call->no_memory = true;
	}
	if (call->no_memory) {
		/* The answer was there and we had no room: it is lost. */
		result->outcome = HTTP_LOST;
		result->fault = HTTP_CUT;
		str_copy(result->reason, "out of memory",
			 sizeof(result->reason));
	}
}

static void finish(struct http_call *call, CURLcode code)
{
	struct http_result result;
	http_done_fn *done = call->done;
	void *arg = call->arg;

	judge(call, code);
	keep_body(call);
	unlink_call(call);
	result = call->result;
	call->result.body = NULL;
	call_free(call);
	done(&result, arg);
}

static void finish_all(struct http *http)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl.multi_info_read(http->multi, &left))) {
		struct http_call *call = NULL;
		CURLcode code = msg->data.result;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl.easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &call);
		finish(call, code);
	}
}

void http_result_clear(struct http_result *result)
{
	secret_free(result->body);
	result->body = NULL;
}

/* -- the loop ------------------------------------------------------------- */

size_t http_fds(struct http *http, struct pollfd *fds, int *wait_ms)
{
	int64_t wait = http->due_ms < 0 ? -1 : http->due_ms - clock_mono_ms();

	*wait_ms = http->due_ms < 0 ? -1 : wait < 0 ? 0 : (int)wait;
	for (size_t i = 0; i < http->fds; i++)
		fds[i] = (struct pollfd){ .fd = http->fd[i].fd,
					  .events = http->fd[i].events };
	return http->fds;
}

static int bits_of(short events)
{
	return (events & POLLIN ? CURL_CSELECT_IN : 0) |
	       (events & POLLOUT ? CURL_CSELECT_OUT : 0) |
	       (events & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR : 0);
}

void http_step(struct http *http, const struct pollfd *fds, size_t count)
{
	struct sigaction old;
	int running;

	pipe_guard(&old);
	for (size_t i = 0; i < count; i++)
		if (fds[i].revents)
			curl.multi_socket_action(http->multi, fds[i].fd,
						 bits_of(fds[i].revents),
						 &running);
	if (http->due_ms >= 0 && http->due_ms <= clock_mono_ms()) {
		http->due_ms = -1;
		curl.multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0,
					 &running);
	}
	finish_all(http);
	sigaction(SIGPIPE, &old, NULL);
}

/* -- all of it ------------------------------------------------------------ */

int http_new(const struct http_options *options, struct http **out,
	     struct err *err)
{
	struct http *http;

	if (libcurl_load(err) != 0)
		return -1;
	http = calloc(1, sizeof(*http));
	if (!http || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !(http->multi = curl.multi_init())) {
		free(http);
		return err_nomem(err);
	}
	if (options)
		http->options = *options;
	http->due_ms = -1;
	curl.multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl.multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl.multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl.multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	*out = http;
	return 0;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	struct sigaction old;

	while (http->calls)
		http_cancel(http->calls);
	pipe_guard(&old);
	curl.multi_cleanup(http->multi);
	curl.global_cleanup();
	sigaction(SIGPIPE, &old, NULL);
	free(http);
}
