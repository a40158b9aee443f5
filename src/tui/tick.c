/* tick.c - what falls due in the console while time goes by */
#include "tui/console.h"
#include "tui/dialogs.h"
#include "tui/refreshes.h"
#include "tui/testing.h"

static int64_t sooner(int64_t a, int64_t b)
{
	return a == 0 ? b : b == 0 ? a : a < b ? a : b;
}

static int64_t idle_ms(const struct console *console)
{
	int minutes = console->options.idle_minutes;

	if (minutes < 0)
		return 0;
	return (minutes ? minutes : IDLE_MINUTES) * INT64_C(60000);
}

/* Has another process written? Then show what it wrote. */
static int look_for_changes(struct console *console, struct err *err)
{
	bool changed = false;

	session_wait(console->session, LOOK_WAIT_MS);

	int result = session_changed(console->session, &changed, err);

	/* What is shown anew is read as ever: no screen is to stay behind. */
	session_wait(console->session, SESSION_WAIT_MS);
	console->has_news |= changed;
	if (result < 0 || !console->has_news)
		return result;
	result = console_reload(console, err);

	console->has_news = result < 0 && err->code == ERR_BUSY;
	return result;
}

/* Nobody asked for it, so no key waits: what is held is looked at next time. */
static void tick_changes(struct console *console)
{
	struct err err = ERR_INIT;

	if (!console->roster || console->now - console->asked_at < CHANGES_MS)
		return;
	console->asked_at = console->now;
	if (look_for_changes(console, &err) < 0 && err.code != ERR_BUSY)
		console_say_err(console, &err);
}

static int64_t tick_idle(struct console *console)
{
	int64_t idle = idle_ms(console);

	/* who waits for them is not idle */
	if (refreshes_held(console) || testing_goes_on(console))
		console->used_at = console->now;
	if (!idle || !console_can_lock(console))
		return 0;
	if (console->now - console->used_at >= idle) {
		console_lock(console,
			     console_held(console)
				     ? "Locked, the code is gone. For "
				       "another: connvault slot add --recovery"
				     : "Locked: nothing was typed for a while");
		return 0;
	}
	/* the title counts whole minutes */
	int64_t left = idle - (console->now - console->used_at);
	return console->now + (left - 1) % 60000 + 1;
}

static void message_fade(struct console *console)
{
	struct message *message = &console->message;

	if (message->until && console->now >= message->until)
		*message = (struct message){ .tone = TONE_PLAIN };
}

int64_t console_tick(struct console *console, int64_t now)
{
	int64_t next = 0;

	console->now = now;
	message_fade(console);
	next = sooner(next, console->message.until);
	if (console->job.state == JOB_RUNNING)
		next = sooner(next, now + SPINNER_MS);
	else
		tick_changes(console);
	if (console->roster)
		next = sooner(next, console->asked_at + CHANGES_MS);
	next = sooner(next, tick_idle(console));
	next = sooner(next, copy_tick(console));
	next = sooner(next, testing_tick(console));
	for (size_t i = 0; i < console->depth; i++) {
		struct screen *screen = &console->stack[i];
		if (screen->def->tick)
			next = sooner(next, screen->def->tick(console,
							      screen->state));
	}
	return next;
}
