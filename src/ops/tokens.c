/* tokens.c - what a token answer leaves in a connection */
#include "ops/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "oauth/due.h"

bool value_is_hidden(const char *name)
{
	return *name == '.';
}

bool value_is_token(const char *name)
{
	return value_is_hidden(name) || str_is(name, TOKEN_ACCESS) ||
	       str_is(name, TOKEN_REFRESH) || str_is(name, TOKEN_BOT) ||
	       str_is(name, TOKEN_BOT_NEXT) || str_starts(name, TOKEN_DATA);
}

/* -- values -----------------------------------------------------------------
 */

static int put(struct values *out, const char *name, const struct secret *value,
	       struct err *err)
{
	return value ? values_set_copy(out, name, value, err) : 0;
}

static int keep_fields(const struct values *old, struct values *out,
		       struct err *err)
{
	for (size_t i = 0; i < old->count; i++)
		if (!value_is_token(old->item[i].name) &&
		    put(out, old->item[i].name, old->item[i].value, err) != 0)
			return -1;
	return put(out, TOKEN_GRANT, values_get(old, TOKEN_GRANT), err);
}

/* Where a provider loses its memory of the newest, an older one may still do,
 * and an operator has something to show. */
static int keep_old(const struct values *old, bool is_new, struct values *out,
		    struct err *err)
{
	char from[16], to[16];

	for (int i = is_new ? 2 : 1; i <= TOKEN_OLD_MAX; i++) {
		snprintf(from, sizeof(from), TOKEN_OLD "%d", i - is_new);
		snprintf(to, sizeof(to), TOKEN_OLD "%d", i);
		if (put(out, to, values_get(old, from), err) != 0)
			return -1;
	}
	return is_new ? put(out, TOKEN_OLD "1", values_get(old, TOKEN_REFRESH),
			    err)
		      : 0;
}

/* What came beside tokens; of before, where nothing came now. */
static int put_data(const struct values *now, const struct values *old,
		    struct values *out, struct err *err)
{
	const struct values *from = now->count ? now : old;

	for (size_t i = 0; i < from->count && out->count < VALUES_MAX; i++)
		if (str_starts(from->item[i].name, TOKEN_DATA) &&
		    put(out, from->item[i].name, from->item[i].value, err) != 0)
			return -1;
	return 0;
}

static int put_tokens(const struct answer *answer, const struct secret *kept,
		      struct values *out, struct err *err)
{
	const struct secret *refresh = answer->tokens.refresh;

	if (put(out, TOKEN_ACCESS, answer->tokens.access, err) != 0 ||
	    put(out, TOKEN_REFRESH, refresh ? refresh : kept, err) != 0 ||
	    put(out, TOKEN_BOT, answer->beside.access, err) != 0)
		return -1;
	return put(out, TOKEN_BOT_NEXT, answer->beside.refresh, err);
}

int tokens_merge(const struct answer *answer, const struct values *old,
		 struct values *out, struct err *err)
{
	static const struct values none = VALUES_INIT;

	if (!old)
		old = &none;
	const struct secret *kept = values_get(old, TOKEN_REFRESH);
	const struct secret *now = answer->tokens.refresh;
	bool is_new = now && kept && !secret_equal(now, kept);

	if (keep_fields(old, out, err) != 0 ||
	    put_tokens(answer, kept, out, err) != 0 ||
	    keep_old(old, is_new, out, err) != 0)
		return -1;
	return put_data(&answer->data, old, out, err);
}

/* -- times ------------------------------------------------------------------
 */

struct token_times tokens_times(const struct answer *answer, bool can_refresh)
{
	int64_t life = answer->tokens.life;
	struct token_times times = { 0, 0 };

	if (life != ANSWER_LIFE_UNKNOWN)
		times.expires_at = answer->sent_at + life;
	if (can_refresh)
		times.refresh_at = due_at(answer->sent_at, life);
	return times;
}

/* -- scopes -----------------------------------------------------------------
 */

static char *replaced(const char *text, char from, char to)
{
	char *copy = strdup(text);

	for (char *at = copy; copy && *at; at++)
		if (*at == from)
			*at = to;
	return copy;
}

char *scopes_as_lines(const char *scopes)
{
	return replaced(scopes, ' ', '\n');
}

char *scopes_from_lines(const char *lines)
{
	return replaced(lines, '\n', ' ');
}
