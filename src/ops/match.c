/* match.c - the words an operator filters connections with */
#include "ops/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ops/roster.h"

#define DAYS_MAX 36500

enum kind {
	KIND_WORD,
	KIND_FUZZY,
	KIND_PROVIDER,
	KIND_PIECE,
	KIND_TAG,
	KIND_ACCOUNT,
	KIND_STATUS,
	KIND_UNUSED,
	KIND_EXPIRING,
	KIND_ROTATE,
	KINDS
};

#define BIT(part)  (1U << (part))
#define EVERYWHERE (BIT(PARTS) - 1)

/* What stands before the colon, and the parts of a row looked into. */
static const struct {
	const char *prefix;
	unsigned parts;
} kinds[KINDS] = {
	[KIND_WORD] = { "", EVERYWHERE },
	[KIND_FUZZY] = { "~", EVERYWHERE },
	[KIND_PROVIDER] = { "provider:", BIT(PART_PROVIDER) | BIT(PART_PIECE) },
	[KIND_PIECE] = { "piece:", BIT(PART_PIECE) },
	[KIND_TAG] = { "tag:", BIT(PART_TAGS) },
	[KIND_ACCOUNT] = { "account:", BIT(PART_ACCOUNT) },
	[KIND_STATUS] = { "status:", 0 },
	[KIND_UNUSED] = { "unused:", 0 },
	[KIND_EXPIRING] = { "expiring:", 0 },
	[KIND_ROTATE] = { "rotate:", 0 },
};

/* -- reading ------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cut the next word off *rest, without its quotes; NULL at the end. *bare is
 * how much of it stood before the first quote: only there a prefix counts. */
static char *next_word(char **rest, size_t *bare)
{
	char *from = *rest, *word, *to;
	bool is_quoted = false, had_quote = false;

	while (is_blank(*from))
		from++;
	if (*from == '\0')
		return NULL;
	*bare = 0;
	for (word = to = from; *from && (is_quoted || !is_blank(*from));
	     from++) {
		if (*from == '"') {
			is_quoted = !is_quoted;
			had_quote = true;
			continue;
		}
		*to++ = *from;
		*bare += !had_quote;
	}
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

/* Days from 0 on, the usual ones when none are said; -1 when word is no such
 * number. */
static int days_of(const char *word, int usual)
{
	char *end;

	if (*word == '\0')
		return usual;
	long days = strtol(word, &end, 10);
	return *end || *word < '0' || *word > '9' || days > DAYS_MAX
		       ? -1
		       : (int)days;
}

/* Does a status begin like this, or a reason? */
static bool is_status(const char *word)
{
	const char *name;

	for (enum conn_status i = STATUS_ACTIVE; (name = conn_status_name(i));
	     i++)
		if (str_starts(name, word))
			return true;
	for (enum conn_reason i = REASON_OK; (name = conn_reason_name(i)); i++)
		if (str_starts(name, word))
			return true;
	return false;
}

/* Does what stands behind the prefix suit it? Else it is an ordinary word. */
static bool suits(enum kind kind, struct match_term *term, const char *word)
{
	if (kind == KIND_STATUS)
		return is_status(word);
	if (kind == KIND_UNUSED)
		return *word == '\0';
	if (kind == KIND_EXPIRING)
		return (term->days = days_of(word, EXPIRING_DAYS)) >= 0;
	if (kind == KIND_ROTATE)
		return (term->days = days_of(word, ROTATE_DAYS)) >= 0;
	return true;
}

/* "owner:x"; or ":unused", as views of the console are called. */
static bool is_like_prefix(const char *word, size_t bare)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t len = strspn(word, letters);

	if (bare > 2 && *word == ':')
		return word[1 + strspn(word + 1, letters)] == '\0';
	return len > 0 && len < bare && word[len] == ':';
}

/* False when there is nothing to look for (yet). */
static bool read_term(struct match_term *term, const char *word, size_t bare)
{
	*term = (struct match_term){ .kind = KIND_WORD };
	if (bare > 0 && *word == '-') {
		term->is_not = true;
		word++;
		bare--;
	}
	for (enum kind kind = KIND_FUZZY; kind < KINDS; kind++) {
		size_t len = strlen(kinds[kind].prefix);

		if (len <= bare && str_starts(word, kinds[kind].prefix) &&
		    suits(kind, term, word + len)) {
			term->kind = kind;
			word += len;
			break;
		}
	}
	term->is_odd = term->kind == KIND_WORD && is_like_prefix(word, bare);
	term->word = word;
	return *word != '\0' || term->kind >= KIND_UNUSED;
}

int match_init(struct match *match, const char *text)
{
	size_t bare;
	char *rest, *word;

	*match = (struct match){ .text = utf8_fold(text ? text : "") };
	if (!match->text)
		return -1;
	rest = match->text;
	while (match->count < MATCH_TERMS && (word = next_word(&rest, &bare)))
		if (read_term(&match->term[match->count], word, bare))
			match->count++;
	match->has_more =
		match->count == MATCH_TERMS && next_word(&rest, &bare) != NULL;
	return 0;
}

void match_clear(struct match *match)
{
	free(match->text);
	*match = (struct match){ .text = NULL };
}

static int odd(const char *word, struct err *err)
{
	char shown[80];

	term_safe(shown, sizeof(shown), word, 60);
	err_set(err, ERR_USAGE, "%s is none of the filters", shown);
	if (str_starts(word, kinds[KIND_STATUS].prefix))
		return err_hint(err, "a status is active, inactive, unreadable "
				     "or a reason, such as expired or revoked");
	return err_hint(err,
			"there are provider:X piece:X tag:X account:X status:X "
			"unused: expiring:DAYS rotate:DAYS; in double quotes "
			"it is a text");
}

int match_check(const char *text, struct err *err)
{
	struct match match;
	int result = 0;

	if (match_init(&match, text) != 0)
		return err_nomem(err);
	for (size_t i = 0; i < match.count && result == 0; i++)
		if (match.term[i].is_odd)
			result = odd(match.term[i].word, err);
	if (result == 0 && match.has_more) {
		err_set(err, ERR_USAGE, "there are more than %d words",
			MATCH_TERMS);
		result = err_hint(err, "leave some out");
	}
	match_clear(&match);
	return result;
}

/* -- rows ---------------------------------------------------------------- */

/* A part of the searchable text: it ends before a line end. */
static const char *part_start(const char *search, enum match_part part)
{
	while (part-- > 0)
		search = strchr(search, '\n') + 1;
	return search;
}

static bool is_in_parts(const char *search, unsigned parts, const char *word)
{
	size_t len = strlen(word);

	for (int part = 0; part < PARTS; part++) {
		if (!(parts & BIT(part)))
			continue;
		const char *start = part_start(search, part);
		const char *end = part == PART_TAGS ? start + strlen(start)
						    : strchr(start, '\n');
		const char *found = strstr(start, word);
		if (found && found + len <= end)
			return true;
	}
	return false;
}

/* The next byte of the pattern in each step; a line end starts it again. */
static bool is_subsequence(const char *search, const char *pattern)
{
	const char *at = pattern;

	for (; *search && *at; search++) {
		if (*search == '\n')
			at = pattern;
		else if (*search == *at)
			at++;
	}
	return *at == '\0';
}

/* Has the status, or its reason, this beginning? */
static bool has_status(const struct conn *conn, const char *word)
{
	const char *status = conn_status_name(conn->status);
	const char *reason = conn_reason_name(conn->reason);

	return (status && str_starts(status, word)) ||
	       (reason && str_starts(reason, word));
}

static bool term_holds(const struct match_term *term,
		       const struct roster_row *row, int64_t now)
{
	int left;

	switch ((enum kind)term->kind) {
	case KIND_WORD:
		return strstr(row->search, term->word) != NULL;
	case KIND_FUZZY:
		return is_subsequence(row->search, term->word);
	case KIND_STATUS:
		return has_status(row->conn, term->word);
	case KIND_UNUSED:
		return row->flows == 0;
	case KIND_EXPIRING:
		left = conn_days_left(row->conn, now);
		return left >= 0 && left <= term->days;
	case KIND_ROTATE:
		left = conn_rotate_days(row->conn, now);
		return left >= 0 && left <= term->days;
	default:
		return is_in_parts(row->search, kinds[term->kind].parts,
				   term->word);
	}
}

bool match_row(const struct match *match, const struct roster_row *row,
	       int64_t now)
{
	for (size_t i = 0; i < match->count; i++)
		if (term_holds(&match->term[i], row, now) ==
		    match->term[i].is_not)
			return false;
	return true;
}

static bool term_narrows(const struct match_term *narrower,
			 const struct match_term *wider)
{
	if (narrower->kind != wider->kind || narrower->is_not != wider->is_not)
		return false;
	if (wider->kind >= KIND_EXPIRING)
		return false; /* more may match as time passes */
	return wider->is_not ? str_is(narrower->word, wider->word)
			     : str_starts(narrower->word, wider->word);
}

bool match_narrows(const struct match *narrower, const struct match *wider)
{
	if (narrower->count < wider->count)
		return false;
	for (size_t i = 0; i < wider->count; i++)
		if (!term_narrows(&narrower->term[i], &wider->term[i]))
			return false;
	return true;
}

/* -- where --------------------------------------------------------------- */

struct ranges {
	struct match_range *item;
	size_t count, max;
};

static void add_range(struct ranges *ranges, size_t start, size_t len)
{
	if (ranges->count < ranges->max)
		ranges->item[ranges->count++] =
			(struct match_range){ .start = start, .len = len };
}

static void add_word(struct ranges *ranges, const char *folded,
		     const char *word)
{
	size_t len = strlen(word);

	for (const char *at = folded; (at = strstr(at, word)); at += len)
		add_range(ranges, (size_t)(at - folded), len);
}

static void add_letters(struct ranges *ranges, const char *folded,
			const char *pattern)
{
	const char *at = folded;
	size_t len, columns;

	if (!is_subsequence(folded, pattern))
		return;
	for (; *at && *pattern; at += len) {
		len = utf8_next(at, &columns);
		if (strncmp(at, pattern, len) != 0)
			continue;
		add_range(ranges, (size_t)(at - folded), len);
		pattern += len;
	}
}

/* Folding may change lengths; then nothing is told rather than the wrong. */
size_t match_ranges(const struct match *match, enum match_part part,
		    const char *text, struct match_range *out, size_t max)
{
	struct ranges ranges = { .item = out, .max = max };
	char *folded = match->count ? utf8_fold(text) : NULL;

	if (folded && strlen(folded) == strlen(text))
		for (size_t i = 0; i < match->count; i++) {
			const struct match_term *term = &match->term[i];

			if (term->is_not ||
			    !(kinds[term->kind].parts & BIT(part)))
				continue;
			if (term->kind == KIND_FUZZY)
				add_letters(&ranges, folded, term->word);
			else
				add_word(&ranges, folded, term->word);
		}
	free(folded);
	return ranges.count;
}

int match_fuzzy(const char *pattern, const char *text)
{
	const char *found = strstr(text, pattern);
	int gaps = 0;

	if (found == text)
		return 0;
	if (found)
		return 1;
	for (; *pattern; text++) {
		if (*text == '\0')
			return -1;
		if (*text == *pattern)
			pattern++;
		else
			gaps++;
	}
	return 2 + gaps;
}
