/* words.c - pieces found by words, categories as people read them */
#include "piece/piece.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"

/* Written in capitals wherever they stand. */
static const char *const capitals[] = { "ai", "api", "crm", "hr", "it" };

void category_label(const char *category, char *out, size_t size)
{
	str_copy(out, category, size);
	for (char *at = out; *at != '\0';) {
		size_t len = strcspn(at, "_");
		for (size_t i = 0; i < sizeof(capitals) / sizeof(*capitals);
		     i++)
			if (strlen(capitals[i]) == len &&
			    strncmp(capitals[i], at, len) == 0)
				for (size_t j = 0; j < len; j++)
					at[j] = (char)toupper(
						(unsigned char)at[j]);
		at += len;
		if (*at == '_')
			*at++ = ' ';
	}
	*out = (char)toupper((unsigned char)*out);
}

char *piece_search_text(const struct piece *piece)
{
	struct str text = STR_INIT;
	str_addf(&text, "%s\n%s", piece->name, piece->display_name);
	for (size_t i = 0; i < piece->categories; i++) {
		char label[128];
		category_label(piece->category[i], label, sizeof(label));
		str_addf(&text, "\n%s\n%s", piece->category[i], label);
	}
	for (size_t i = 0; i < piece->ways; i++)
		str_addf(&text, "\n%s\n%s", piece->way[i].type,
			 piece->way[i].label);
	char *folded = text.failed ? NULL : utf8_fold(text.text);
	str_clear(&text);
	return folded;
}

bool piece_matches(const struct piece *piece, const char *words)
{
	struct words wanted;
	char *text = piece_search_text(piece);
	bool matches = text != NULL && words_init(&wanted, words) == 0;
	if (matches) {
		matches = words_match(&wanted, text);
		words_clear(&wanted);
	}
	free(text);
	return matches;
}
