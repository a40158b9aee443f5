/* burst.c - many keys at once: held down, typed ahead, or a paste gone astray
 */
#include "tui/burst.h"

#include "tui/console.h"

#define GAP_MS	30   /* of silence end a burst */
#define FULL_MS 1000 /* a frame is painted before the rest is read */

/* What a paste without brackets is made of; Esc and a character, as in colours,
 * are Alt. */
static bool is_text(uint32_t press)
{
	return press == PRESS_ENTER || press == PRESS_TAB ||
	       press >= PRESS_ALT ||
	       (press >= ' ' && press < PRESS_UP && press != PRESS_BACKSPACE);
}

/* Held keys repeat: only a mixture of characters looks like text. */
static bool looks_pasted(const struct key *key, size_t count)
{
	uint32_t last = key->press;
	size_t changes = 0;

	for (size_t i = 1; i < count; i++) {
		if (!is_text(key[i].press))
			continue;
		changes += key[i].press != last;
		last = key[i].press;
	}
	return changes >= BURST;
}

/* Nothing but Tabs and keys that are no text: nobody pastes that. */
static bool only_moves(const struct key *key, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_text(key[i].press) && key[i].press != PRESS_TAB)
			return false;
	return true;
}

/* Does the first of those keys open a field for the others? */
static bool opens_field(uint32_t press)
{
	return press == '/' || press == ':';
}

/* Does the screen have a field for text that comes unasked? */
static bool gets_field(struct console *console)
{
	const struct screen *top = console_top(console);

	if (top->def->expect_text)
		top->def->expect_text(console, top->state);
	return console_is_typing(console);
}

static bool is_dropping(const struct burst *burst)
{
	return burst->state == BURST_REST || burst->state == BURST_PASTE;
}

/* Is the first of the keys dropped? */
static bool drops(struct console *console, const struct key *key, size_t count)
{
	struct burst *burst = &console->burst;

	if (is_dropping(burst))
		return key->press != CTRL('C') && key->press != CTRL('X');
	if (key->press == PRESS_ESC) /* leaves a field on purpose */
		burst->state = BURST_NONE;
	if (!is_text(key->press))
		return false;
	if (burst->state == BURST_SENT)
		burst->state = BURST_REST;
	else if (console_is_typing(console))
		burst->state = BURST_FIELD;
	else if (burst->state == BURST_FIELD)
		burst->state = BURST_REST;
	else if (burst->state == BURST_NONE && !opens_field(key->press))
		burst->state = !looks_pasted(key, count) ? BURST_RUN
			       : gets_field(console)	 ? BURST_FIELD
							 : BURST_PASTE;
	return is_dropping(burst);
}

static bool takes_lines(const struct console *console)
{
	const struct screen *top = console_top(console);

	return top->def->takes_lines &&
	       top->def->takes_lines(console, top->state);
}

static void drop(struct key *key)
{
	secret_free(key->paste);
	key->paste = NULL;
}

/* Enter that comes with text saves nothing and runs nothing; where it only
 * looks for something it is taken. */
static bool take(struct console *console, struct key *key, int64_t now)
{
	bool ends_field = key->press == PRESS_ENTER &&
			  console_is_typing(console) && !takes_lines(console);
	bool is_refused = ends_field && console->burst.state == BURST_FIELD &&
			  !console_top(console)->def->takes_enter;

	if (is_refused)
		drop(key);
	else
		console_key(console, key, now);
	if (ends_field)
		console->burst.state = is_refused ? BURST_REST : BURST_SENT;
	return !is_refused;
}

static void say_dropped(struct console *console, int64_t now)
{
	if (*console->message.text && console->message.tone == TONE_ERROR)
		return;
	console->now = now;
	console_say(
		console, TONE_ERROR,
		console->burst.state == BURST_REST
			? "Only what came before Enter was taken, and Enter "
			  "was not: it looks like a paste"
			: "So many keys at once look like a paste and were "
			  "dropped");
}

static void take_burst(struct console *console, struct key *key, size_t count,
		       int64_t now)
{
	bool has_dropped = false;

	for (size_t i = 0; i < count; i++)
		if (drops(console, &key[i], count - i)) {
			drop(&key[i]);
			has_dropped = true;
		} else if (!take(console, &key[i], now)) {
			has_dropped = true;
		}
	if (has_dropped)
		say_dropped(console, now);
}

static void take_typed(struct console *console, struct key *key, size_t count,
		       int64_t now)
{
	console->burst.state = BURST_NONE;
	for (size_t i = 0; i < count; i++)
		console_key(console, &key[i], now);
}

void console_keys(struct console *console, struct key *key, size_t count,
		  int64_t now)
{
	struct burst *burst = &console->burst;
	bool is_full = count == KEYS_MAX;

	if (now >= burst->until)
		burst->state = BURST_NONE;
	bool has_text = count > BURST && !only_moves(key, count);
	if (has_text || is_dropping(burst) || burst->state == BURST_FIELD)
		take_burst(console, key, count, now);
	else
		take_typed(console, key, count, now);
	/* The rest of a full read may go to the field; what comes after a run
	 * is looked at. */
	if (burst->state == BURST_RUN ||
	    (burst->state == BURST_FIELD && !is_full))
		burst->state = BURST_NONE;
	burst->until = now + (is_full ? FULL_MS : GAP_MS);
}
