/* words.c - words that must all be found */
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

int words_init(struct words *words, const char *text)
{
	*words = (struct words){ .text = utf8_fold(text != NULL ? text : "") };
	if (words->text == NULL)
		return -1;
	char *rest = words->text, *word;
	while (words->count < WORDS_MAX &&
	       (word = strsep(&rest, " \t")) != NULL)
		if (*word != '\0')
			words->word[words->count++] = word;
	return 0;
}

void words_clear(struct words *words)
{
	free(words->text);
	*words = (struct words){ .text = NULL };
}

bool words_match(const struct words *words, const char *folded)
{
	for (size_t i = 0; i < words->count; i++)
		if (strstr(folded, words->word[i]) == NULL)
			return false;
	return true;
}
