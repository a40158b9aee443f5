/* http_run.c - one request at a time, waited for */
#include "net/http.h"

struct waiting {
	struct http_result *out;
	bool is_done;
};

static void on_done(struct http_result *result, void *arg)
{
	struct waiting *waiting = arg;

	*waiting->out = *result;
	waiting->is_done = true;
}

int http_run(struct http *http, const struct http_request *request,
	     struct http_result *out, struct err *err)
{
	struct waiting waiting = { .out = out };
	struct http_call *call;
	struct pollfd fds[HTTP_FDS_MAX];
	int wait_ms;

	if (http_start(http, request, on_done, &waiting, &call, err) != 0)
		return -1;
	while (!waiting.is_done) {
		size_t count = http_fds(http, fds, &wait_ms);

		if (poll(fds, (nfds_t)count, wait_ms) < 0)
			count = 0; /* a signal: nothing is known of them */
		http_step(http, fds, count);
	}
	return 0;
}
