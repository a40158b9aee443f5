/* http_easy.c - one request as libcurl is told of it: headers, limits, caution
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/host.h"
#include "base/str.h"
#include "net/http_call.h"

#define CONNECT_MS  10000L
#define TOTAL_MS    30000L
#define HEADERS_MAX ((size_t)64 * 1024)
#define FIRST_ROOM  ((size_t)8 * 1024) /* of a body; most are smaller */

/* -- where requests may go ------------------------------------------------ */

char *http_url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	curl.url_get(url, part, &text, 0);
	return text;
}

static int url_check(const char *text, struct err *err)
{
	CURLU *url = curl.url();

	if (!url)
		return err_nomem(err);

	bool is_url = curl.url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK;
	char *scheme = http_url_part(url, CURLUPART_SCHEME);
	char *user = http_url_part(url, CURLUPART_USER);
	char *host = http_url_part(url, CURLUPART_HOST);
	bool is_fine =
		is_url && !user &&
		(str_is(scheme, "https") ||
		 (str_is(scheme, "http") && host && host_is_loopback(host)));

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

/* -- starting ------------------------------------------------------------- */

static bool add_header(struct http_call *call, const char *line)
{
	struct curl_slist *longer = curl.slist_append(call->headers, line);

	if (longer)
		call->headers = longer;
	return longer != NULL;
}

/* One that is in the request replaces it. */
static bool add_usual(struct http_call *call,
		      const struct http_request *request, const char *line)
{
	size_t len = strcspn(line, ":") + 1;

	for (size_t i = 0; i < request->headers; i++)
		if (strncasecmp(secret_reveal(request->header[i], NULL), line,
				len) == 0)
			return true;
	return add_header(call, line);
}

static bool is_line(const struct secret *header)
{
	size_t len;
	const char *text = secret_reveal(header, &len);
	const char *colon = strchr(text, ':');

	return colon && colon > text && strlen(text) == len &&
	       !strpbrk(text, "\r\n");
}

static int headers_check(const struct http_request *request, struct err *err)
{
	for (size_t i = 0; i < request->headers; i++)
		if (!is_line(request->header[i]))
			return err_set(err, ERR_USAGE,
				       "a value cannot be sent in a header");
	return 0;
}

static bool add_headers(struct http_call *call,
			const struct http_request *request)
{
	for (size_t i = 0; i < request->headers; i++)
		if (!add_header(call, secret_reveal(request->header[i], NULL)))
			return false;
	return add_usual(call, request, "Accept: application/json") &&
	       add_usual(call, request, "User-Agent: connvault") &&
	       add_header(call, "Expect:");
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
	curl.easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl.easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)HTTP_BODY_MAX);
}

/* A connection that died idle makes libcurl send a second time: that must not
 * matter. */
static void set_reuse(CURL *easy, bool keeps, bool is_tls)
{
	long fresh = keeps ? 0 : 1;

	curl.easy_setopt(easy, CURLOPT_FRESH_CONNECT, fresh);
	curl.easy_setopt(easy, CURLOPT_FORBID_REUSE, fresh);
	/* Rather a stream of a connection that is being made. */
	curl.easy_setopt(easy, CURLOPT_PIPEWAIT, keeps && is_tls ? 1L : 0L);
	curl.easy_setopt(easy, CURLOPT_HTTP_VERSION,
			 keeps ? (long)CURL_HTTP_VERSION_2TLS
			       : (long)CURL_HTTP_VERSION_1_1);
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
	if (!options->ca_file)
		return;
	curl.easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
	curl.easy_setopt(easy, CURLOPT_PROXY_CAINFO, options->ca_file);
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

void http_call_free(struct http_call *call)
{
	if (call->easy)
		curl.easy_cleanup(call->easy);
	wipe_headers(call);
	http_result_clear(&call->result);
	free(call);
}

/* Where it goes: libcurl copies the address. */
static const char *address_of(const struct http_request *request)
{
	return request->secret_url ? secret_reveal(request->secret_url, NULL)
				   : request->url;
}

int http_request_check(const struct http_request *request, struct err *err)
{
	if (url_check(address_of(request), err) != 0)
		return -1;
	return headers_check(request, err);
}

int http_call_prepare(struct http_call *call,
		      const struct http_request *request, struct err *err)
{
	call->easy = curl.easy_init();
	if (!call->easy ||
	    curl.easy_setopt(call->easy, CURLOPT_URL, address_of(request)) !=
		    CURLE_OK ||
	    !add_headers(call, request) ||
	    !add_authorization(call, request->authorization))
		return err_nomem(err);
	set_caution(call->easy);
	set_reuse(call->easy, call->http->options.keeps && !request->form,
		  str_starts(address_of(request), "https:"));
	set_options(call->easy, &call->http->options);
	set_callbacks(call->easy, call);
	if (request->form)
		set_form(call->easy, request->form);
	curl.easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
	if (curl.multi_add_handle(call->http->multi, call->easy) != CURLM_OK)
		return err_nomem(err);
	return 0;
}
