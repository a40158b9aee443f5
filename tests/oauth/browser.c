/* browser.c - headless Chromium in the place of an operator, beside a test */
#include "browser.h"

#include "../unit/test.h"
#include "idp.h"

#include <cJSON.h>

#include "base/str.h"

#define SAID_MAX 16384 /* of its one line */

void browser_start(struct browser *browser, const char *way, const char *url,
		   const char *user_code)
{
	char script[4200];
	const char *const argv[] = {
		"node", script, way, url, user_code, NULL
	};

	snprintf(script, sizeof(script), "%s/browser.mjs", idp_folder());
	helper_start(&browser->helper, argv);
}

int browser_fd(const struct browser *browser)
{
	return fileno(browser->helper.out);
}

/* Its line, parsed; NULL when it said none. */
static cJSON *end(struct browser *browser)
{
	char line[SAID_MAX] = "";
	bool has_line = fgets(line, sizeof(line), browser->helper.out) != NULL;

	helper_end(&browser->helper);
	return has_line ? cJSON_Parse(line) : NULL;
}

static const char *text_at(const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, key));

	return text ? text : "";
}

bool browser_is_there(char *out, size_t size)
{
	struct browser browser;

	if (!idp_is_there()) {
		str_copy(out, "node or its modules are not there", size);
		return false;
	}
	browser_start(&browser, "probe", "", NULL);

	cJSON *object = end(&browser);
	bool works = *text_at(object, "version") != '\0';

	str_copy(out, text_at(object, "error"), size);
	cJSON_Delete(object);
	return works;
}

void browser_end(struct browser *browser, struct browser_page *out)
{
	cJSON *object = end(browser);

	if (!*text_at(object, "url"))
		fail_msg("the browser: %s", text_at(object, "error"));
	str_copy(out->url, text_at(object, "url"), sizeof(out->url));
	str_copy(out->title, text_at(object, "title"), sizeof(out->title));
	str_copy(out->text, text_at(object, "text"), sizeof(out->text));
	cJSON_Delete(object);
}
