/* http_call.h - one request under way; for src/net/http*.c only */
#ifndef CONNVAULT_NET_HTTP_CALL_H
#define CONNVAULT_NET_HTTP_CALL_H

#include "net/http.h"
#include "net/libcurl.h"

struct http_call {
	struct http *http;
	struct http_call *next;
	CURL *easy;
	struct curl_slist *headers;
	http_done_fn *done;
	void *arg;
	struct http_result result;
	int64_t began_ms;
	size_t body_len, headers_len;
	bool may_have_left;
	bool is_too_large;
	bool no_memory;
	char error[CURL_ERROR_SIZE];
};

struct http {
	struct http_options options;
	char *proxy, *ca_file; /* of the options */
	CURLM *multi;
	struct http_call *calls;
	struct pollfd fd[HTTP_FDS_MAX];
	size_t fds;
	int64_t due_ms; /* when libcurl wants to be called; -1: never */
};

/* http_easy.c: may it be sent, and there? ERR_USAGE when not. */
int http_request_check(const struct http_request *request, struct err *err);
/* Make call->easy, and add it to the multi handle. */
int http_call_prepare(struct http_call *call,
		      const struct http_request *request, struct err *err);
/* The part of an address, curl.free() it; NULL when it is not there. */
char *http_url_part(CURLU *url, CURLUPart part);
void http_call_free(struct http_call *call);

#endif
