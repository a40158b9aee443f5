/* history.c - what was said on the last line, and typed into the palette */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "tui/palette.h"

void history_say(struct history *history, enum tone tone, const char *text)
{
	struct said *said = history->said;
	struct said *last =
		history->messages ? &said[history->messages - 1] : NULL;

	if (last && last->tone == tone && str_is(last->text, text)) {
		last->time = clock_now();
		last->times++;
		return;
	}
	char *copy = strdup(text);
	if (!copy)
		return;
	if (history->messages == SAID_MAX) {
		free(said[0].text);
		memmove(said, said + 1, (SAID_MAX - 1) * sizeof(*said));
		history->messages--;
	}
	said[history->messages++] = (struct said){
		.time = clock_now(), .times = 1, .tone = tone, .text = copy
	};
}

void history_type(struct history *history, const char *text)
{
	char **typed = history->typed;

	if (history->commands && str_is(typed[history->commands - 1], text))
		return;
	char *copy = strdup(text);
	if (!copy)
		return;
	if (history->commands == TYPED_MAX) {
		free(typed[0]);
		memmove(typed, typed + 1, (TYPED_MAX - 1) * sizeof(*typed));
		history->commands--;
	}
	typed[history->commands++] = copy;
}

void history_clear(struct history *history)
{
	for (size_t i = 0; i < history->messages; i++)
		free(history->said[i].text);
	for (size_t i = 0; i < history->commands; i++)
		free(history->typed[i]);
	*history = (struct history){ .messages = 0 };
}
