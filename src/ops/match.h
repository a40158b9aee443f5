/* match.h - the words an operator filters connections with
 *
 *	sla		name, external id, provider, piece, account, tag
 *	"ops slack"	a text with blanks
 *	provider:x	only there; piece:x, tag:x, account:x, too
 *	status:x	active, inactive, unreadable, or a reason
 *	unused:		used by no flow
 *	expiring:N	expires, or must be rotated, within N days (7)
 *	~slk		these letters in this order
 *	rotate:N	must be rotated within N days (30)
 *	-word		not; before any of them
 *
 * All must hold. In quotes a word with a colon is a word as any other. */
#ifndef CONNVAULT_OPS_MATCH_H
#define CONNVAULT_OPS_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define MATCH_TERMS 16 /* more are not looked at */

struct roster_row;

/* The lines of a row's searchable text, in this order; tags are the rest. */
enum match_part {
	PART_NAME,
	PART_EXTERNAL_ID,
	PART_PROVIDER,
	PART_PIECE,
	PART_ACCOUNT,
	PART_TAGS,
	PARTS
};

struct match_term {
	uint8_t kind;
	bool is_not;
	bool is_odd; /* begins as "owner:", which is no prefix: a word */
	int days;
	const char *word; /* folded, in match.text */
};
struct match {
	char *text; /* folded; holds the words */
	struct match_term term[MATCH_TERMS];
	size_t count;
	bool has_more; /* words that are not looked at */
};

/* text: NULL has no words. 0, or -1 when out of memory. */
int match_init(struct match *match, const char *text);
void match_clear(struct match *match);
/* ERR_USAGE when one of the words is odd, or there are too many. */
int match_check(const char *text, struct err *err);

/* Is what narrower matches among what wider does? True when words were only
 * added or typed on; false when that is not certain. */
bool match_narrows(const struct match *narrower, const struct match *wider);

bool match_row(const struct match *match, const struct roster_row *row,
	       int64_t now);

/* Bytes of a text that a term found. */
struct match_range {
	size_t start, len;
};
/* Where the terms are found in text, which is that part of a row; at most max
 * ranges, in no order. */
size_t match_ranges(const struct match *match, enum match_part part,
		    const char *text, struct match_range *out, size_t max);

/* Do the letters of pattern stand in text, in this order? What to sort by:
 * less is nearer; -1 when they do not. Both folded. */
int match_fuzzy(const char *pattern, const char *text);

#endif
