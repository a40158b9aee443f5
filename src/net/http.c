/* http.c - single requests to endpoints that get or give credentials */
#include "net/http.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/http_call.h"

/* -- what libcurl calls --------------------------------------------------- */

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

int http_start(struct http *http, const struct http_request *request,
	       http_done_fn *done, void *arg, struct http_call **out,
	       struct err *err)
{
	if (http_request_check(request, err) != 0)
		return -1;

	struct http_call *call = calloc(1, sizeof(*call));

	if (!call)
		return err_nomem(err);
	call->http = http;
	call->done = done;
	call->arg = arg;
	call->result.sent_at = clock_now();
	call->began_ms = clock_mono_ms();
	if (http_call_prepare(call, request, err) != 0) {
		http_call_free(call);
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
	http_call_free(call);
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
		host = http_url_part(url, CURLUPART_HOST);
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

	call->result.took_ms = clock_mono_ms() - call->began_ms;
	judge(call, code);
	keep_body(call);
	unlink_call(call);
	result = call->result;
	call->result.body = NULL;
	http_call_free(call);
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

static int take_text(const char *text, char **kept, const char **out)
{
	*kept = text ? strdup(text) : NULL;
	*out = *kept;
	return text && !*kept ? -1 : 0;
}

static int take_options(struct http *http, const struct http_options *options)
{
	if (!options)
		return 0;
	http->options = *options;
	if (take_text(options->proxy, &http->proxy, &http->options.proxy) != 0)
		return -1;
	return take_text(options->ca_file, &http->ca_file,
			 &http->options.ca_file);
}

static void free_all(struct http *http)
{
	if (!http)
		return;
	free(http->proxy);
	free(http->ca_file);
	free(http);
}

int http_new(const struct http_options *options, struct http **out,
	     struct err *err)
{
	struct http *http;

	if (libcurl_load(err) != 0)
		return -1;
	http = calloc(1, sizeof(*http));
	if (!http || take_options(http, options) != 0 ||
	    curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !(http->multi = curl.multi_init())) {
		free_all(http);
		return err_nomem(err);
	}
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
	free_all(http);
}
