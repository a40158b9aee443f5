/* burst.c - many keys at once: held down, typed ahead, or a paste gone astray
 */
#include "tui/burst.h"

#include "tui/console.h"

#define GAP_MS	30   /* of silence end a burst */
#define FULL_MS 1000 /* a frame is painted before the rest is read */

/* What a paste without brackets is made of. */
static bool is_text(uint32_t press)
{
	return press == PRESS_ENTER || press == PRESS_TAB ||
	       (press >= ' ' && press < PRESS_UP && press != PRESS_BACKSPACE);
}

/* Held keys repeat: only a mixture of characters looks like text. */
static bool looks_pasted(const struct key *key, size_t count)
{
	size_t changes = 0;

	for (size_t i = 1; i < count && is_text(key[i].press); i++)
		changes += key[i].press != key[i - 1].press;
	return changes >= BURST;
}

/* Does the first of those keys open a field for the others? */
static bool opens_field(uint32_t press)
{
	return press == '/' || press == ':';
}

/* Is the first of the keys dropped? */
static bool drops(struct console *console, const struct key *key, size_t count)
{
	struct burst *burst = &console->burst;
	bool is_control = key->press < ' ' && key->press != PRESS_ESC;

	if (!is_text(key->press) && !(burst->is_dropped && is_control)) {
		burst->is_dropped = burst->in_field = burst->in_run = false;
		return false;
	}
	if (burst->is_dropped)
		return true;
	if (console_is_typing(console))
		burst->in_field = true;
	else if (burst->in_field)
		burst->is_dropped = true;
	else if (!burst->in_run && !opens_field(key->press)) {
		burst->is_dropped = looks_pasted(key, count);
		burst->in_run = true;
	}
	return burst->is_dropped;
}

static bool takes_lines(const struct console *console)
{
	const struct screen *top = console_top(console);

	return top->def->takes_lines &&
	       top->def->takes_lines(console, top->state);
}

static void take(struct console *console, struct key *key, int64_t now)
{
	bool ends_field = key->press == PRESS_ENTER &&
			  console_is_typing(console) && !takes_lines(console);

	console_key(console, key, now);
	console->burst.is_dropped |= ends_field;
}

static void take_burst(struct console *console, struct key *key, size_t count,
		       int64_t now)
{
	struct burst *burst = &console->burst;
	bool has_dropped = false;

	burst->in_run = false;
	for (size_t i = 0; i < count; i++)
		if (drops(console, &key[i], count - i))
			has_dropped = true;
		else
			take(console, &key[i], now);
	burst->is_unfinished |= has_dropped;
	if (!has_dropped ||
	    (*console->message.text && console->message.tone == TONE_ERROR))
		return;
	console->now = now;
	console_say(console, TONE_ERROR,
		    burst->in_field
			    ? "Only what came before Enter was taken: the rest "
			      "looks like a paste and was dropped"
			    : "So many keys at once look like a paste and were "
			      "dropped");
}

void console_keys(struct console *console, struct key *key, size_t count,
		  int64_t now)
{
	struct burst *burst = &console->burst;
	bool goes_on = now < burst->until;

	if (!goes_on)
		*burst = (struct burst){ .until = 0 };
	if (count > BURST || burst->is_unfinished)
		take_burst(console, key, count, now);
	else
		for (size_t i = 0; i < count; i++)
			console_key(console, &key[i], now);
	burst->is_unfinished |= count == KEYS_MAX;
	burst->until = count == KEYS_MAX ? now + FULL_MS
		       : count > BURST	 ? now + GAP_MS
					 : 0;
}
