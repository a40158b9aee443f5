/* events.c - what happens in a sign-in, for programs */
#include "cli/events.h"

#include <cJSON.h>

#include "cli/out.h"

static cJSON *event(const char *name)
{
	cJSON *object = cJSON_CreateObject();

	out_json_text(object, "event", name);
	return object;
}

static void add_left(cJSON *object, int64_t left_ms)
{
	cJSON_AddNumberToObject(object, "expires_in",
				(double)(left_ms > 0 ? left_ms / 1000 : 0));
}

/* A text or null. */
static void add_text(cJSON *object, const char *name, const char *text)
{
	if (*text)
		out_json_text(object, name, text);
	else
		cJSON_AddNullToObject(object, name);
}

void event_authorize(const struct signin_view *view)
{
	cJSON *object = event("authorize");

	out_json_text(object, "url", view->url);
	out_json_text(object, "redirect_uri", view->redirect_uri);
	add_left(object, view->left_ms);
	out_json_line(object);
}

void event_device(const struct signin_view *view)
{
	cJSON *object = event("device");

	out_json_text(object, "verification_uri", view->uri);
	add_text(object, "verification_uri_complete", view->uri_complete);
	out_json_text(object, "user_code", view->user_code);
	add_left(object, view->device_left_ms);
	out_json_line(object);
}

void event_rejected(const struct signin_view *view)
{
	cJSON *object = event("rejected");

	out_json_text(object, "reason", view->notice);
	out_json_line(object);
}

void event_done(const struct conn *conn)
{
	cJSON *object = event("done");

	out_json_text(object, "external_id", conn->external_id);
	add_text(object, "account", conn->account);
	cJSON_AddItemToObject(object, "scopes", out_json_lines(conn->scopes));
	out_json_line(object);
}

void event_error(const struct err *err)
{
	cJSON *object = event("error");

	out_json_text(object, "message", err->msg);
	add_text(object, "hint", err->hint);
	out_json_line(object);
}
