/* api_request.c - who asks, for what, and may they? */
#include "agent/api_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cJSON.h>

#include "agent/internal.h"
#include "agent/shapes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/point.h"
#include "base/str.h"
#include "ops/client.h"
#include "ops/conn.h"
#include "ops/serve.h"

#define RATE	   100 /* requests of a client, a second */
#define BURST	   200
#define BEARER	   "Bearer "
#define TARGET_MAX 4096 /* a name and an id fit, percent-encoded */
#define HEAD_MAX   ((size_t)8 * 1024)

/* -- answers -------------------------------------------------------------- */

struct head {
	const char *name, *value;
};

static const struct head always[] = {
	{ "Content-Type", "application/json" },
	{ "Cache-Control", "no-store" },
	{ NULL, NULL },
};

static const struct {
	unsigned status;
	struct head head[2];
} by_status[] = {
	{ MHD_HTTP_UNAUTHORIZED, { { "WWW-Authenticate", "Bearer" } } },
	{ MHD_HTTP_TOO_MANY_REQUESTS, { { "Retry-After", "1" } } },
};

static void add_heads(struct MHD_Response *response, const struct head *head)
{
	for (; head && head->name; head++)
		mhd.add_response_header(response, head->name, head->value);
}

/* Takes body over. heads ends with one without a name; NULL: none. */
static enum MHD_Result queue(struct request *request, unsigned status,
			     char *body, const struct head *heads)
{
	struct MHD_Response *response = mhd.create_response_from_buffer(
		strlen(body), body, MHD_RESPMEM_MUST_FREE);

	if (!response) {
		free(body);
		return MHD_NO;
	}
	add_heads(response, always);
	for (size_t i = 0; i < sizeof(by_status) / sizeof(*by_status); i++)
		if (by_status[i].status == status)
			add_heads(response, by_status[i].head);
	add_heads(response, heads);

	enum MHD_Result result =
		mhd.queue_response(request->connection, status, response);

	mhd.destroy_response(response);
	return result;
}

/* Takes json over. */
static enum MHD_Result answer(struct request *request, unsigned status,
			      cJSON *json, const struct head *heads)
{
	char *body = cJSON_PrintUnformatted(json);

	cJSON_Delete(json);
	return body ? queue(request, status, body, heads) : MHD_NO;
}

static enum MHD_Result refuse_with(struct request *request, unsigned status,
				   const char *code, const char *message,
				   const struct head *heads)
{
	cJSON *json = cJSON_CreateObject();
	cJSON *error = cJSON_AddObjectToObject(json, "error");

	cJSON_AddStringToObject(error, "code", code);
	cJSON_AddStringToObject(error, "message", message);
	return answer(request, status, json, heads);
}

static enum MHD_Result refuse(struct request *request, unsigned status,
			      const char *code, const char *message)
{
	return refuse_with(request, status, code, message, NULL);
}

static enum MHD_Result refuse_err(struct request *request,
				  const struct err *err)
{
	static const struct {
		enum err_code code;
		unsigned status;
		const char *name;
	} rows[] = {
		{ ERR_ABSENT, MHD_HTTP_NOT_FOUND, "not_found" },
		{ ERR_LOCKED, MHD_HTTP_SERVICE_UNAVAILABLE, "locked" },
		{ ERR_RECONNECT, MHD_HTTP_CONFLICT, "reconnect" },
		{ ERR_NETWORK, MHD_HTTP_SERVICE_UNAVAILABLE, "provider_down" },
		{ ERR_BUSY, MHD_HTTP_SERVICE_UNAVAILABLE, "busy" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].code == err->code)
			return refuse(request, rows[i].status, rows[i].name,
				      err->msg);
	return refuse(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "failed",
		      err->msg);
}

/* -- what has not changed -------------------------------------------------- */

struct known {
	const char *etag;
	bool is_same;
};

/* Each line of If-None-Match: "*", or etags with commas between them, of which
 * W/ does not count (RFC 9110, 13.1.2). */
static enum MHD_Result look_for_etag(void *arg, enum MHD_ValueKind kind,
				     const char *name, const char *at)
{
	struct known *known = arg;
	size_t len = strlen(known->etag);

	(void)kind;
	if (strcasecmp(name, "If-None-Match") != 0)
		return MHD_YES;
	known->is_same |= at[strspn(at, " \t")] == '*';
	while (at) {
		at += strspn(at, ", \t");
		at += str_starts(at, "W/") ? 2 : 0;
		known->is_same |= strncmp(at, known->etag, len) == 0;
		/* A comma may stand in an etag, a quote may not. */
		at = *at == '"' ? strchr(at + 1, '"') : NULL;
		at += at ? 1 : 0;
	}
	return MHD_YES;
}

/* The same body as the client has costs nothing. */
static enum MHD_Result answer_list(struct request *request, cJSON *json)
{
	char digest[DIGEST_TEXT], etag[DIGEST_TEXT + 3];
	char *body = cJSON_PrintUnformatted(json);
	const struct head heads[] = { { "ETag", etag }, { NULL, NULL } };
	struct known known = { .etag = etag };

	cJSON_Delete(json);
	if (!body)
		return MHD_NO;
	digest_text(body, strlen(body), digest);
	snprintf(etag, sizeof(etag), "\"%s\"", digest);
	mhd.get_connection_values(request->connection, MHD_HEADER_KIND,
				  look_for_etag, &known);
	if (!known.is_same)
		return queue(request, MHD_HTTP_OK, body, heads);
	free(body);
	body = strdup("");
	return body ? queue(request, MHD_HTTP_NOT_MODIFIED, body, heads)
		    : MHD_NO;
}

/* -- the target ----------------------------------------------------------- */

struct route {
	char *project, *id; /* decoded; NULL: not there */
	bool is_health, is_value;
};

static int digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* One part of a path, percent-decoded; the caller's, NULL when malformed. */
static char *decode(const char *text, size_t len)
{
	char *out = malloc(len + 1), *to = out;

	for (size_t i = 0; out && i < len; i++) {
		int high, low;

		if (text[i] != '%') {
			*to++ = text[i];
			continue;
		}
		high = i + 2 < len ? digit(text[i + 1]) : -1;
		low = high >= 0 ? digit(text[i + 2]) : -1;
		if (low < 0 || (high == 0 && low == 0)) {
			free(out);
			return NULL;
		}
		*to++ = (char)(high << 4 | low);
		i += 2;
	}
	if (out)
		*to = '\0';
	return out;
}

/* After prefix, up to a slash, the query or the end; *at is moved on. */
static char *part(const char **at, const char *prefix)
{
	size_t len;
	char *out;

	if (!str_starts(*at, prefix))
		return NULL;
	*at += strlen(prefix);
	len = strcspn(*at, "/?");
	out = len ? decode(*at, len) : NULL;
	*at += len;
	return out;
}

static bool is_end(const char *at)
{
	return *at == '\0' || *at == '?';
}

static void route_clear(struct route *route)
{
	free(route->project);
	free(route->id);
}

static bool route_of(const char *target, struct route *out)
{
	const char *at = target;

	*out = (struct route){ .project = NULL };
	if (str_starts(at, "/v1/health") && is_end(at + strlen("/v1/health"))) {
		out->is_health = true;
		return true;
	}
	out->project = part(&at, "/v1/projects/");
	if (!out->project || !str_starts(at, "/connections"))
		return false;
	at += strlen("/connections");
	if (is_end(at))
		return true;
	out->id = part(&at, "/");
	if (!out->id)
		return false;
	if (str_starts(at, "/value")) {
		out->is_value = true;
		at += strlen("/value");
	}
	return is_end(at);
}

/* -- who asks ------------------------------------------------------------- */

static struct bucket *bucket_of(struct api *api, const struct client *client)
{
	struct bucket *oldest = &api->bucket[0];

	for (size_t i = 0; i < BUCKETS_MAX; i++) {
		struct bucket *bucket = &api->bucket[i];

		if (bucket->at_ms &&
		    memcmp(bucket->client, client->row.id, OBJECT_ID) == 0)
			return bucket;
		if (bucket->at_ms < oldest->at_ms)
			oldest = bucket;
	}
	memcpy(oldest->client, client->row.id, OBJECT_ID);
	oldest->left = BURST;
	oldest->at_ms = clock_mono_ms();
	return oldest;
}

static bool is_too_fast(struct api *api, const struct client *client)
{
	struct bucket *bucket = bucket_of(api, client);
	int64_t now = clock_mono_ms();

	bucket->left += (double)(now - bucket->at_ms) * RATE / 1000;
	if (bucket->left > BURST)
		bucket->left = BURST;
	bucket->at_ms = now;
	if (bucket->left < 1)
		return true;
	bucket->left -= 1;
	return false;
}

/* The client of the request, borrowed from kept; NULL. */
static const struct client *who(struct request *request, struct kept *kept)
{
	const char *header = mhd.lookup_connection_value(
		request->connection, MHD_HEADER_KIND, "Authorization");
	const struct client *client = NULL;
	struct err ignored = ERR_INIT;
	struct secret *token;

	if (!header || !str_starts(header, BEARER) ||
	    kept_clients(kept, &ignored) != 0)
		return NULL;
	header += strlen(BEARER);
	if (secret_from(header, strlen(header), &token, &ignored) != 0)
		return NULL;
	client = client_of(&kept->clients, token);
	secret_free(token);
	return client;
}

/* -- what is asked for ---------------------------------------------------- */

static enum MHD_Result list(struct request *request, struct kept *kept,
			    const struct client *client)
{
	cJSON *json = cJSON_CreateObject();
	cJSON *rows = cJSON_AddArrayToObject(json, "connections");

	for (size_t i = 0; i < roster_shown(kept->roster); i++) {
		const struct roster_row *row = roster_at(kept->roster, i);

		if (client_may_see(client, row->conn->piece))
			cJSON_AddItemToArray(rows, shape_of_row(row));
	}
	return answer_list(request, json);
}

static enum MHD_Result absent(struct request *request)
{
	return refuse(request, MHD_HTTP_NOT_FOUND, "not_found",
		      "there is no such connection that this client may see");
}

/* The row with that external id, or NULL. */
static const struct roster_row *find(const struct kept *kept,
				     const struct client *client,
				     const char *id)
{
	for (size_t i = 0; i < roster_shown(kept->roster); i++) {
		const struct roster_row *row = roster_at(kept->roster, i);

		if (str_is(row->conn->external_id, id))
			return client_may_see(client, row->conn->piece) ? row
									: NULL;
	}
	return NULL;
}

/* What is inactive is given as well, as `connvault get` does: a check that was
 * refused need not mean that a step is. The heads tell. */
static enum MHD_Result hand_out(struct request *request, struct kept *kept,
				const struct serve_plan *plan,
				struct conn *conn)
{
	struct values values = VALUES_INIT;
	struct serve_note note;
	struct err err = ERR_INIT;

	if (serve_values(kept->session, conn, plan, &values, &note, &err) != 0)
		return refuse_err(request, &err);
	point("value audited");

	const struct head heads[] = {
		{ "Connvault-Status", conn_status_name(conn->status) },
		{ "Connvault-Reason", conn_reason_name(conn->reason) },
		{ NULL, NULL },
	};
	enum MHD_Result result = answer(request, MHD_HTTP_OK,
					shape_of_values(conn, &values), heads);

	values_clear(&values);
	return result;
}

/* A token that ends is refreshed first, while others are answered. */
static enum MHD_Result wait_for_refresh(struct request *request,
					struct kept *kept,
					const struct conn *conn)
{
	struct err err = ERR_INIT;

	if (keeper_want(kept, conn, &err) != 0)
		return refuse_err(request, &err);
	request->is_waiting = request->has_waited = true;
	mhd.suspend_connection(request->connection);
	return MHD_YES;
}

/* After a refresh that came to nothing, what is there is good until it ends. */
static enum MHD_Result hand_out_fresh(struct request *request,
				      struct kept *kept,
				      const struct serve_plan *plan,
				      struct conn *conn)
{
	struct serve_plan as_it_is = *plan;

	if (!serve_asks(conn, plan))
		return hand_out(request, kept, plan, conn);
	if (!request->has_waited || keeper_wants(&request->agent->keeper, conn))
		return wait_for_refresh(request, kept, conn);
	if (conn->expires_at <= clock_now())
		return refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE,
			      "provider_down",
			      "its token has expired and could not be "
			      "refreshed");
	as_it_is.is_as_it_is = true;
	return hand_out(request, kept, &as_it_is, conn);
}

static enum MHD_Result value(struct request *request, struct kept *kept,
			     const struct client *client, const char *id)
{
	char why[128];
	const struct serve_plan plan = { .why = why,
					 .min_valid = SERVE_USUAL,
					 .is_for_program = true };
	struct err err = ERR_INIT;
	enum MHD_Result result;
	struct conn conn;

	snprintf(why, sizeof(why), "api: %.100s", client->name);
	if (!client->may_use)
		return refuse(request, MHD_HTTP_FORBIDDEN, "forbidden",
			      "this client may list connections only");
	hold_use(&request->agent->hold, clock_boot());
	if (conn_find_id(kept->session, id, &conn, &err) != 0)
		return err.code == ERR_ABSENT ? absent(request)
					      : refuse_err(request, &err);
	if (!client_may_see(client, conn.piece))
		result = absent(request);
	else
		result = hand_out_fresh(request, kept, &plan, &conn);
	conn_clear(&conn);
	return result;
}

static enum MHD_Result routed(struct request *request,
			      const struct route *route, struct kept *kept,
			      const struct client *client)
{
	const struct roster_row *row;
	struct err err = ERR_INIT;

	if (route->is_value)
		return value(request, kept, client, route->id);
	if (kept_roster(kept, &err) != 0)
		return refuse_err(request, &err);
	if (!route->id)
		return list(request, kept, client);
	row = find(kept, client, route->id);
	return row ? answer_list(request, shape_of_row(row)) : absent(request);
}

static enum MHD_Result health(struct request *request)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "status",
				request->agent->hold.is_open ? "unlocked"
							     : "locked");
	return answer(request, MHD_HTTP_OK, json, NULL);
}

static enum MHD_Result answer_route(struct request *request,
				    const struct route *route)
{
	struct agent *agent = request->agent;
	const struct client *client = NULL;
	struct err err = ERR_INIT;
	struct kept *kept;

	if (route->is_health)
		return health(request);
	if (!agent->hold.is_open)
		return refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "locked",
			      "the vault is locked");
	if (keeper_find(&agent->keeper, route->project, &kept, &err) != 0)
		return refuse_err(request, &err);
	if (kept)
		client = who(request, kept);
	/* Who has no token does not learn which projects there are. */
	if (!client)
		return refuse(request, MHD_HTTP_UNAUTHORIZED, "unauthorized",
			      "a token of this project is needed: connvault "
			      "client add");
	if (!request->has_waited && is_too_fast(agent->api, client))
		return refuse(request, MHD_HTTP_TOO_MANY_REQUESTS, "too_fast",
			      "a client may ask 100 times a second");
	return routed(request, route, kept, client);
}

/* A value is for who reads it: HEAD would have its audit row for nothing. */
static enum MHD_Result answer_method(struct request *request,
				     const struct route *route,
				     const char *method)
{
	const struct head allow[] = {
		{ "Allow", route->is_value ? "GET" : "GET, HEAD" },
		{ NULL, NULL },
	};

	if (str_is(method, "GET") ||
	    (str_is(method, "HEAD") && !route->is_value))
		return answer_route(request, route);
	return refuse_with(request, MHD_HTTP_METHOD_NOT_ALLOWED,
			   "method_not_allowed", "only GET is answered", allow);
}

static bool has_long_head(const struct request *request)
{
	const union MHD_ConnectionInfo *info = mhd.get_connection_info(
		request->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	return info && info->header_size > HEAD_MAX;
}

enum MHD_Result request_answer(struct request *request, const char *method)
{
	enum MHD_Result result;
	struct route route;

	if (strlen(request->target) > TARGET_MAX)
		return refuse(request, MHD_HTTP_URI_TOO_LONG, "too_long",
			      "the address is longer than 4096 bytes");
	if (has_long_head(request))
		return refuse(request, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
			      "too_long", "the head is longer than 8 KiB");
	result = route_of(request->target, &route)
			 ? answer_method(request, &route, method)
			 : refuse(request, MHD_HTTP_NOT_FOUND, "not_found",
				  "there is nothing at this address");
	route_clear(&route);
	return result;
}
