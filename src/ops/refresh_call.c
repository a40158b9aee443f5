/* refresh_call.c - the request of a refresh, and its answer on the way to disk
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/conn.h"
#include "ops/internal.h"
#include "ops/refreshing.h"
#include "ops/tokens.h"

#define CHUNK ((size_t)VALUE_MAX)

/* -- the request ------------------------------------------------------------
 */

static int call_make(struct job *job, struct err *err)
{
	struct oauth_client client = provider_client(&job->provider);
	const char *url = job->provider.token_url;
	const struct secret *refresh =
		values_get(&job->wish.values, TOKEN_REFRESH);
	char *scopes;
	int made;

	if (refresh)
		return token_refresh(url, &client, refresh, &job->call, err);
	scopes = scopes_from_lines(job->wish.now.scopes);
	if (!scopes)
		return err_nomem(err);
	made = token_client_credentials(url, &client, *scopes ? scopes : NULL,
					&job->call, err);
	free(scopes);
	return made;
}

int job_prepare(struct session *session, struct job *job)
{
	const struct conn *now = &job->wish.now;
	struct err err = ERR_INIT;
	const struct piece_way *way;
	const struct piece *piece;

	if (!*now->app || !job->wish.app.text) {
		job_refuse(job, REFRESH_FAILED,
			   "its OAuth app is not known: reconnect it");
		return -1;
	}
	if (conn_way(session, now, &piece, &way, &err) == 0 &&
	    provider_make(way, &job->wish.app, job->wish.app_secret,
			  &job->wish.values, &job->provider, &err) == 0 &&
	    call_make(job, &err) == 0)
		return 0;
	job_refuse(job, REFRESH_FAILED, "%.250s", err.msg);
	return -1;
}

/* -- the answer, kept -------------------------------------------------------
 */

static int keep_number(struct values *out, const char *name, int64_t number,
		       struct err *err)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	return values_set_bytes(out, name, text, strlen(text), err);
}

/* A value has a limit, a body may have more. */
static int keep_body(struct values *out, const struct secret *body,
		     struct err *err)
{
	size_t len;
	const char *at = secret_reveal(body, &len);
	char name[24];

	for (size_t i = 0; i * CHUNK < len; i++) {
		size_t left = len - i * CHUNK;

		snprintf(name, sizeof(name), "body.%zu", i);
		if (values_set_bytes(out, name, at + i * CHUNK,
				     left < CHUNK ? left : CHUNK, err) != 0)
			return -1;
	}
	return 0;
}

int answer_keep(const struct http_result *result, struct values *out,
		struct err *err)
{
	if (keep_number(out, "status", result->status, err) != 0 ||
	    keep_number(out, "fault", result->fault, err) != 0 ||
	    keep_number(out, "retry_after", result->retry_after, err) != 0 ||
	    keep_number(out, "sent_at", result->sent_at, err) != 0 ||
	    values_set_bytes(out, "type", result->content_type,
			     strlen(result->content_type), err) != 0 ||
	    values_set_bytes(out, "location", result->location,
			     strlen(result->location), err) != 0)
		return -1;
	return result->body ? keep_body(out, result->body, err) : 0;
}

static int64_t kept_number(const struct values *kept, const char *name)
{
	const struct secret *value = values_get(kept, name);

	return value ? strtoll(secret_reveal(value, NULL), NULL, 10) : 0;
}

static void kept_text(const struct values *kept, const char *name, char *out,
		      size_t size)
{
	const struct secret *value = values_get(kept, name);

	str_copy(out, value ? secret_reveal(value, NULL) : "", size);
}

static const struct secret *chunk(const struct values *kept, size_t index)
{
	char name[24];

	snprintf(name, sizeof(name), "body.%zu", index);
	return values_get(kept, name);
}

static int kept_body(const struct values *kept, struct secret **out,
		     struct err *err)
{
	const struct secret *part;
	size_t len = 0;

	for (size_t i = 0; (part = chunk(kept, i)); i++)
		len += secret_len(part);
	if (secret_new(len, out, err) != 0)
		return -1;
	char *at = secret_fill(*out);

	for (size_t i = 0; (part = chunk(kept, i)); i++) {
		memcpy(at, secret_reveal(part, NULL), secret_len(part));
		at += secret_len(part);
	}
	return 0;
}

int answer_unkeep(const struct values *kept, struct http_result *out,
		  struct err *err)
{
	*out = (struct http_result){
		.outcome = HTTP_ANSWERED,
		.fault = (enum http_fault)kept_number(kept, "fault"),
		.status = (int)kept_number(kept, "status"),
		.retry_after = kept_number(kept, "retry_after"),
		.sent_at = kept_number(kept, "sent_at"),
	};
	if (out->retry_after > HTTP_RETRY_MAX)
		out->retry_after = HTTP_RETRY_MAX;
	kept_text(kept, "type", out->content_type, sizeof(out->content_type));
	kept_text(kept, "location", out->location, sizeof(out->location));
	return kept_body(kept, &out->body, err);
}
