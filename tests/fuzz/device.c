/* device.c - what a device authorization endpoint answered */
#include "oauth/device.h"

#include "fuzz.h"

#include "oauth/request.h"

#define NOW ((int64_t)1000)

static void check_device(const struct device *device)
{
	struct err err = ERR_INIT;

	HOLDS(secret_len(device->code) > 0);
	HOLDS(*device->user_code && fuzz_is_shown(device->user_code));
	HOLDS(fuzz_is_shown(device->uri));
	HOLDS(oauth_endpoint_check("it", device->uri, &err) == 0);
	HOLDS(fuzz_is_shown(device->uri_complete));
	HOLDS(!device->uri_complete ||
	      oauth_endpoint_check("it", device->uri_complete, &err) == 0);
	HOLDS(device->interval_ms > 0 && device->interval_ms <= 300000);
	HOLDS(device->next_ms == NOW + device->interval_ms);
	HOLDS(device->end_ms >= NOW && device->end_ms <= NOW + 1800000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_result result = fuzz_answer(data, size);
	struct device device;
	struct err err = ERR_INIT;

	if (device_read(&result, NOW, &device, &err) == 0) {
		check_device(&device);
		device_clear(&device);
	} else {
		HOLDS(err.code == ERR_NETWORK || err.code == ERR_FAILED);
		HOLDS(*err.msg && fuzz_is_shown(err.msg));
		HOLDS(fuzz_is_shown(err.hint));
	}
	http_result_clear(&result);
	return 0;
}
