/* device.c - signing in on another device */
#include "oauth/device.h"

#include <stdlib.h>
#include <string.h>

#include "oauth/clean.h"
#include "oauth/json.h"
#include "oauth/request.h"

#define INTERVAL_MS	((int64_t)5000) /* when none is given (3.2) */
#define INTERVAL_MAX_MS ((int64_t)5 * 60 * 1000)
#define LIFE_S		1800 /* when none is given, or one beyond reason */

/* -- the response --------------------------------------------------------- */

static int64_t seconds_of(const cJSON *object, const char *key,
			  int64_t otherwise, int64_t most)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	double value = cJSON_IsString(item)   ? strtod(item->valuestring, NULL)
		       : cJSON_IsNumber(item) ? item->valuedouble
					      : 0;

	if (!(value > 0))
		return otherwise;
	return value > (double)most ? most : (int64_t)value;
}

/* Shown, opened and drawn as a QR code: only what an endpoint may be. */
static int take_uri(const char *text, char **out, struct err *err)
{
	if (oauth_endpoint_check("address to sign in at", text, err) != 0) {
		err->code = ERR_FAILED;
		return -1;
	}
	*out = strdup(text);
	return *out ? 0 : err_nomem(err);
}

static int take_uris(const cJSON *object, struct device *out, struct err *err)
{
	const char *uri = json_text(object, "verification_uri");
	const char *complete = json_text(object, "verification_uri_complete");

	if (!uri)
		uri = json_text(object, "verification_url");
	if (take_uri(uri, &out->uri, err) != 0)
		return -1;
	/* Nobody needs it, so a bad one is as good as none. */
	if (complete && take_uri(complete, &out->uri_complete, err) != 0 &&
	    err->code == ERR_NOMEM)
		return -1;
	return 0;
}

static int take(const cJSON *object, int64_t now_ms, struct device *out,
		struct err *err)
{
	const char *code = json_text(object, "device_code");
	const char *user_code = json_text(object, "user_code");

	if (!code || !*code || !user_code || !*user_code)
		return err_set(err, ERR_FAILED,
			       "the provider gave no code for a device");
	oauth_clean(out->user_code, sizeof(out->user_code), user_code,
		    strlen(user_code), 60);
	out->interval_ms =
		1000 * seconds_of(object, "interval", INTERVAL_MS / 1000,
				  INTERVAL_MAX_MS / 1000);
	out->end_ms = now_ms +
		      1000 * seconds_of(object, "expires_in", LIFE_S, LIFE_S);
	out->next_ms = now_ms + out->interval_ms;
	if (take_uris(object, out, err) != 0)
		return -1;
	return secret_from(code, strlen(code), &out->code, err);
}

/* What a token endpoint would have meant by it. */
static int refused(const struct http_result *result, struct err *err)
{
	struct answer answer;
	enum err_code code;

	if (answer_read(result, ANSWER_TO_DEVICE, NULL, &answer, err) != 0)
		return -1;
	code = answer.class == ANSWER_LATER || answer.class == ANSWER_LOST
		       ? ERR_NETWORK
		       : ERR_FAILED;
	err_set(err, code, "%s", answer.text);
	answer_clear(&answer);
	return -1;
}

int device_read(const struct http_result *result, int64_t now_ms,
		struct device *out, struct err *err)
{
	const char *fault;

	*out = (struct device){ 0 };
	if (result->outcome != HTTP_ANSWERED || result->status != 200 ||
	    result->fault != HTTP_OK)
		return refused(result, err);

	cJSON *object = json_read(result->body, &fault);

	if (!object)
		return refused(result, err);

	int read = json_text(object, "error") ? refused(result, err)
					      : take(object, now_ms, out, err);

	json_free(object);
	if (read != 0)
		device_clear(out);
	return read;
}

void device_clear(struct device *device)
{
	secret_free(device->code);
	free(device->uri);
	free(device->uri_complete);
	*device = (struct device){ 0 };
}

/* -- waiting -------------------------------------------------------------- */

enum device_step device_step(const struct device *device, int64_t now_ms)
{
	if (now_ms >= device->end_ms)
		return DEVICE_EXPIRED;
	return now_ms >= device->next_ms ? DEVICE_POLL : DEVICE_WAIT;
}

static void slow_to(struct device *device, int64_t interval_ms)
{
	device->interval_ms =
		interval_ms < INTERVAL_MAX_MS ? interval_ms : INTERVAL_MAX_MS;
}

/* slow_down: 5 seconds more, for this and all that follow, or what the server
 * asks for, if that is more. */
static void slow_down(struct device *device, const struct answer *answer)
{
	int64_t asked = answer->interval * 1000;
	int64_t more = device->interval_ms + 5000;

	slow_to(device, asked > more ? asked : more);
}

int device_told(struct device *device, const struct answer *answer,
		int64_t now_ms)
{
	int64_t wait;

	switch (answer->class) {
	case ANSWER_PENDING:
		break;
	case ANSWER_SLOW_DOWN:
		slow_down(device, answer);
		break;
	case ANSWER_LATER:
	case ANSWER_LOST:
		slow_to(device, 2 * device->interval_ms);
		break;
	default:
		return 0;
	}
	/* Clocks differ: a fifth more than asked for is never too early. */
	wait = device->interval_ms + device->interval_ms / 5;
	if (wait < answer->retry_after * 1000)
		wait = answer->retry_after * 1000;
	device->next_ms = now_ms + wait;
	return 1;
}
