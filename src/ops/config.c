/* config.c - what the operator has set in the config file */
#include "ops/config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/path.h"
#include "base/str.h"
#include "base/where.h"
#include "net/bind.h"

#define CONFIG_FILE_MAX ((size_t)64 * 1024)
#define CERTIFICATE	"-----BEGIN CERTIFICATE-----"
#define CERTIFICATE_MAX ((size_t)16 * 1024 * 1024) /* of a whole system */

const struct config_option config_options[] = {
	{ "idle_lock", "0-1440", "15",
	  "minutes without a key until the console locks; 0: never",
	  offsetof(struct config, idle_lock) },
	{ "selection", "row|name", "row",
	  "what is highlighted: the whole row, or only its name (fewer bytes)",
	  offsetof(struct config, selection) },
	{ "low_bandwidth", "no|yes", "no",
	  "only a marker moves in the list, as with --low-bandwidth",
	  offsetof(struct config, low_bandwidth) },
	{ "ascii", "no|yes", "no", "no box lines, as with --ascii",
	  offsetof(struct config, ascii) },
	{ "color", "no|yes", "yes", "colours, unless NO_COLOR or --no-color",
	  offsetof(struct config, color) },
	{ "mouse", "no|yes", "no",
	  "clicks and the wheel move in lists, as with --mouse",
	  offsetof(struct config, mouse) },
	{ "plain_screen", "no|yes", "no",
	  "for screen readers, as with --plain-screen",
	  offsetof(struct config, plain_screen) },
	{ "theme", "NAME", "", "colours: a file in themes/, or one installed",
	  offsetof(struct config, theme) },
	{ "proxy", "URL", "", "providers and services are asked through it",
	  offsetof(struct config, proxy) },
	{ "ca_file", "FILE", "",
	  "trusts these certificates (PEM) instead of the system's",
	  offsetof(struct config, ca_file) },
	{ "listen", "ADDRESS", "",
	  "the agent answers workflow engines there by HTTPS, too",
	  offsetof(struct config, listen) },
	{ "tls_cert", "FILE", "", "its certificate, for that (PEM)",
	  offsetof(struct config, tls_cert) },
	{ "tls_key", "FILE", "", "the key of that, yours alone (PEM)",
	  offsetof(struct config, tls_key) },
	{ .name = NULL },
};

/* -- options that are text ------------------------------------------------ */

typedef bool text_fn(const char *text);

static bool is_name(const char *text)
{
	return text != NULL;
}

static bool is_file(const char *text)
{
	return *text == '/' || *text == '\0';
}

/* No name and password in it: they would be shown, and are not sealed here. */
static bool is_url(const char *text)
{
	return *text == '\0' ||
	       ((str_starts(text, "http://") || str_starts(text, "https://")) &&
		!strpbrk(text, "@ "));
}

static bool is_address(const char *text)
{
	char host[BIND_HOST];
	unsigned port;

	return *text == '\0' || bind_address(text, host, &port);
}

static const struct text_kind {
	const char *values;
	size_t size; /* of the char[] */
	text_fn *is_good;
	const char *wanted;
} text_kinds[] = {
	{ "NAME", CONFIG_WORD, is_name, "a short word" },
	{ "FILE", CONFIG_TEXT, is_file, "a path that begins with /" },
	{ "ADDRESS", CONFIG_WORD, is_address,
	  "127.0.0.1, [::1] or localhost with a port, such as "
	  "127.0.0.1:8443" },
	{ "URL", CONFIG_TEXT, is_url,
	  "http://HOST:PORT, without a name and password" },
	{ .values = NULL },
};

/* NULL: it is a number or one of some words. */
static const struct text_kind *text_kind(const struct config_option *option)
{
	const struct text_kind *kind = text_kinds;

	while (kind->values && !str_is(option->values, kind->values))
		kind++;
	return kind->values ? kind : NULL;
}

static char *text_place(struct config *config,
			const struct config_option *option)
{
	return (char *)config + option->at;
}

static int *place(struct config *config, const struct config_option *option)
{
	return (int *)(void *)((char *)config + option->at);
}

/* "0-1440" */
static bool read_number(const char *values, const char *text, int *out)
{
	char *dash, *end;
	long min = strtol(values, &dash, 10);
	long max = strtol(dash + 1, NULL, 10);
	long number = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || number < min || number > max)
		return false;
	*out = (int)number;
	return true;
}

/* Which of "row|name", counted from 0. */
static bool read_word(const char *values, const char *text, int *out)
{
	size_t len = strlen(text);

	for (int i = 0;; i++) {
		size_t one = strcspn(values, "|");

		if (one == len && strncmp(values, text, len) == 0) {
			*out = i;
			return true;
		}
		if (values[one] == '\0')
			return false;
		values += one + 1;
	}
}

static bool read_value(const struct config_option *option, const char *text,
		       struct config *config)
{
	const struct text_kind *kind = text_kind(option);

	if (kind) {
		if (!kind->is_good(text) || strlen(text) >= kind->size)
			return false;
		str_copy(text_place(config, option), text, kind->size);
		return true;
	}
	return strchr(option->values, '|')
		       ? read_word(option->values, text, place(config, option))
		       : read_number(option->values, text,
				     place(config, option));
}

void config_value(const struct config *config,
		  const struct config_option *option, char *out, size_t size)
{
	const char *values = option->values;
	int value;

	if (text_kind(option)) {
		str_copy(out, (const char *)config + option->at, size);
		return;
	}
	memcpy(&value, (const char *)config + option->at, sizeof(value));
	if (!strchr(values, '|')) {
		snprintf(out, size, "%d", value);
		return;
	}
	while (value-- > 0)
		values += strcspn(values, "|") + 1;
	snprintf(out, size, "%.*s", (int)strcspn(values, "|"), values);
}

/* -- the file ------------------------------------------------------------ */

struct reading {
	struct config *config;
	struct config_teller to;
};

void config_complain(const struct config_teller *to, size_t line,
		     const char *fmt, ...)
{
	char text[200], all[300], where[32] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!to->about) {
		to->each(line, text, to->arg);
		return;
	}
	if (line)
		snprintf(where, sizeof(where), ", line %zu", line);
	snprintf(all, sizeof(all), "%.60s%s: %s", to->about, where, text);
	to->each(0, all, to->arg);
}

static void take_option(const struct reading *reading,
			const struct conf_line *line)
{
	const struct config_option *option = config_options;

	while (option->name && !str_is(option->name, line->name))
		option++;
	if (!option->name)
		config_complain(&reading->to, line->number,
				"%.40s: no such option", line->name);
	else if (read_value(option, line->value, reading->config))
		return;
	else if (text_kind(option)) /* which may have a password in it */
		config_complain(&reading->to, line->number, "%s: %s",
				option->name, text_kind(option)->wanted);
	else
		config_complain(&reading->to, line->number,
				"%s: %s, not \"%.40s\"", option->name,
				option->values, line->value);
}

static void take_key(const struct reading *reading,
		     const struct conf_line *line)
{
	struct config *config = reading->config;

	if (config->keys == CONFIG_KEYS) {
		config_complain(&reading->to, line->number,
				"%.40s: too many keys", line->name);
		return;
	}
	struct key_change *key = &config->key[config->keys];

	key->line = line->number;
	if (str_copy(key->action, line->name, CONFIG_WORD) >= CONFIG_WORD ||
	    str_copy(key->keys, line->value, CONFIG_WORD) >= CONFIG_WORD)
		config_complain(&reading->to, line->number, "%.40s: too long",
				line->name);
	else
		config->keys++;
}

static void take_line(const struct conf_line *line, void *arg)
{
	const struct reading *reading = arg;

	if (!line->name)
		config_complain(&reading->to, line->number,
				"\"%.40s\" is not of the form name = value",
				line->value);
	else if (*line->section == '\0')
		take_option(reading, line);
	else if (str_is(line->section, "keys"))
		take_key(reading, line);
	else
		config_complain(&reading->to, line->number,
				"[%.40s]: no such section", line->section);
}

static void set_usual(struct config *config)
{
	*config = (struct config){ .keys = 0 };
	for (const struct config_option *o = config_options; o->name; o++)
		read_value(o, o->usual, config);
}

int config_read(const char *path, struct config *out, config_problem_fn *each,
		void *arg, struct err *err)
{
	struct reading reading = { .config = out,
				   .to = { .each = each, .arg = arg } };
	struct err why = ERR_INIT;
	char *usual = NULL, *text = NULL;
	size_t len;

	set_usual(out);
	if (!path && where_config("config", &usual, err) < 0)
		return -1;
	int result = file_read(path ? path : usual, CONFIG_FILE_MAX, &text,
			       &len, &why);
	free(usual);
	if (result < 0 && !path && why.code == ERR_ABSENT)
		return 0;
	if (result < 0) {
		*err = why;
		return -1;
	}
	if (strlen(text) != len)
		each(0,
		     "the file has a NUL byte; what is behind it is not read",
		     arg);
	conf_parse(text, take_line, &reading);
	free(text);
	return 0;
}

struct needed {
	const char *options;
	struct err problem;
};

static void take_needed(size_t line, const char *text, void *arg)
{
	struct needed *needed = arg;

	if (!str_has_line(needed->options, text, strcspn(text, ":")))
		return;
	err_set(&needed->problem, ERR_USAGE,
		"line %zu of the configuration: %s", line, text);
	err_hint(&needed->problem, "connvault config check says what is wrong");
}

int config_need(const char *options, struct config *out, struct err *err)
{
	struct needed needed = { .options = options, .problem = ERR_INIT };

	if (config_read(NULL, out, take_needed, &needed, err) != 0)
		return -1;
	if (needed.problem.code == ERR_OK)
		return 0;
	*err = needed.problem;
	return -1;
}

/* -- files that it names --------------------------------------------------- */

typedef int file_check_fn(const char *path, struct err *err);

static int check_certificate(const char *path, struct err *err)
{
	char *text;
	size_t len;

	if (file_read_regular(path, CERTIFICATE_MAX, &text, &len, err) != 0)
		return -1;

	/* "X509 CERTIFICATE" and "TRUSTED CERTIFICATE" are some, too. */
	bool has_one = strstr(text, "CERTIFICATE-----") != NULL;

	free(text);
	return has_one ? 0
		       : err_set(err, ERR_USAGE,
				 "there is no certificate in PEM in it");
}

static int check_key(const char *path, struct err *err)
{
	int fd = path_open_private(path, err);

	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static const struct named_file {
	const char *option;
	size_t at; /* in struct config */
	file_check_fn *check;
	bool is_for_listen;
	const char *hint;
} named_files[] = {
	{ "ca_file", offsetof(struct config, ca_file), check_certificate, false,
	  "set it to a file with " CERTIFICATE " in it, or remove it" },
	{ "tls_cert", offsetof(struct config, tls_cert), check_certificate,
	  true, "set it to a file with " CERTIFICATE " in it" },
	{ "tls_key", offsetof(struct config, tls_key), check_key, true,
	  "set it to the key of tls_cert" },
	{ .option = NULL },
};

static int not_set(const struct named_file *file, struct err *err)
{
	err_set(err, ERR_USAGE, "%s is not set, and listen needs it",
		file->option);
	return err_hint(err, "%s", file->hint);
}

int config_file_check(const struct config *config, const char *option,
		      struct err *err)
{
	const struct named_file *file = named_files;
	struct err why = ERR_INIT;

	while (file->option && !str_is(file->option, option))
		file++;
	if (!file->option)
		return 0;

	const char *path = (const char *)config + file->at;

	if (!*path)
		return file->is_for_listen && *config->listen
			       ? not_set(file, err)
			       : 0;
	if (file->check(path, &why) == 0)
		return 0;
	err_set(err, ERR_USAGE, "%s = %.100s: %s", file->option,
		path_shown(path).text, why.msg);
	return err_hint(err, "%s", *why.hint ? why.hint : file->hint);
}
