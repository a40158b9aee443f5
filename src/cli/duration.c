/* duration.c - options that say how long */
#include "cli/duration.h"

#include <errno.h>
#include <stdlib.h>

#include "base/str.h"

#define DAY	     ((int64_t)24 * 3600)
#define LONGEST_DAYS 3650
#define LONGEST	     (LONGEST_DAYS * DAY)

static int64_t unit_of(const char *text)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = {
		{ "s", 1 },
		{ "m", 60 },
		{ "h", 3600 },
		{ "d", DAY },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (str_is(text, units[i].name))
			return units[i].seconds;
	return 0;
}

static int no_time(const char *option, const char *text, struct err *err)
{
	err_set(err, ERR_USAGE,
		"--%s takes a time such as 90s, 15m, 8h, 30d or never, not "
		"\"%s\"",
		option, text);
	return err_hint(err, "--help shows what it means");
}

static int too_long(const char *option, const char *text, struct err *err)
{
	err_set(err, ERR_USAGE, "--%s takes %dd at most, not \"%s\"", option,
		LONGEST_DAYS, text);
	return err_hint(err, "--%s never has no end", option);
}

int cli_duration(const struct cli *cli, const char *option, int64_t *out,
		 struct err *err)
{
	const char *text = cli_option(cli, option);
	char *end;

	if (!text)
		return 0;
	if (str_is(text, "never")) {
		*out = -1;
		return 0;
	}
	errno = 0;

	long long number = strtoll(text, &end, 10);
	int64_t unit = unit_of(end);

	if (end == text || !unit || number <= 0)
		return no_time(option, text, err);
	if (errno || number > LONGEST / unit)
		return too_long(option, text, err);
	*out = number * unit;
	return 0;
}

int cli_limits(const struct cli *cli, struct agent_limits *out, struct err *err)
{
	*out = (struct agent_limits){ .hard_s = 0 };
	return cli_duration(cli, "for", &out->hard_s, err) ||
			       cli_duration(cli, "idle", &out->idle_s, err)
		       ? -1
		       : 0;
}
