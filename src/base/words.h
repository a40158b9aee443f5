/* words.h - words that must all be found, as every filter here takes them */
#ifndef CONNVAULT_BASE_WORDS_H
#define CONNVAULT_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 16 /* more are not looked at */

struct words {
	char *text; /* folded (utf8_fold), cut at blanks */
	const char *word[WORDS_MAX];
	size_t count;
};

/* The words of text; NULL has none. 0, or -1 when out of memory. */
int words_init(struct words *words, const char *text);
void words_clear(struct words *words);
/* Are they all in folded text? No words match everything. */
bool words_match(const struct words *words, const char *folded);

#endif
