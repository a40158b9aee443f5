/* signin_keep.c - what came of a sign-in is stored */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/prompt.h"
#include "tui/revokes.h"
#include "tui/scr_signin.h"
#include "tui/wizard.h"

static void store_new(struct console *console, struct scr_signin *made);

static bool check_name(struct console *console, const char *typed, char *note,
		       size_t size, void *arg)
{
	struct err err = ERR_INIT;
	char *clean = NULL;
	int result =
		conn_name_check(console->session, NULL, typed, &clean, &err);

	(void)arg;
	free(clean);
	if (result < 0)
		str_copy(note, err.msg, size);
	return result < 0;
}

static void name_agreed(struct console *console, const char *typed, void *arg)
{
	struct scr_signin *made = arg;
	char *name = strdup(typed);

	if (!name)
		return;
	free(made->name);
	made->name = name;
	console_pop(console);
	store_new(console, made);
}

/* Taken meanwhile: what came is not to be lost for it. */
static void ask_name(struct console *console, struct scr_signin *made)
{
	const struct prompt question = {
		.title = "New connection",
		.label = "Name",
		.button = "Store",
		.text = "Name or external id was taken meanwhile. Under which "
			"name is it to be stored?",
		.start = made->draft->name,
		.check = check_name,
		.agreed = name_agreed,
		.arg = made,
	};

	prompt(console, &question);
}

static void store_new(struct console *console, struct scr_signin *made)
{
	struct conn_draft draft = *made->draft;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	if (made->name) {
		draft.name = made->name;
		draft.external_id = NULL; /* made from it */
	}
	if (signin_create(console->session, made->signin, &draft, &conn,
			  &err) == 0)
		wizard_done(console, &conn);
	else if (err.code == ERR_CONFLICT)
		ask_name(console, made);
	else
		console_say_err(console, &err);
	conn_clear(&conn);
}

static void stored(struct console *console, struct scr_signin *made)
{
	struct err err = ERR_INIT;

	if (console_reload(console, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD, "Reconnected \"%.80s\"%s%.200s",
			    made->conn.name, *made->conn.account ? " as " : "",
			    made->conn.account);
	if (made->queue)
		made->queue->done++;
	if (made->old) {
		revoke_start(console, made->old, &made->conn);
		made->old = NULL;
	}
	signin_leave(console, made);
}

static void store_again(struct console *console, void *arg)
{
	struct scr_signin *made = arg;
	struct err err = ERR_INIT;

	if (signin_reconnect(console->session, made->signin, &made->conn,
			     &err) == 0)
		stored(console, made);
	else if (err.code != ERR_CONFLICT)
		console_say_err(console, &err);
	else if (caught_up(console, &made->conn))
		console_say(console, TONE_ERROR,
			    "Somebody else changed it meanwhile; Enter stores "
			    "the tokens in it as it is now");
}

static void store_and_revoke(struct console *console, void *arg)
{
	struct scr_signin *made = arg;
	struct err err = ERR_INIT;

	if (!made->old &&
	    grant_open(console->session, &made->conn, &made->old, &err) < 0)
		console_say_err(console, &err);
	else
		store_again(console, made);
}

/* Whoever it belonged to is signed in on as long as nobody ends that. */
static void ask_revoke(struct console *console, void *arg)
{
	struct scr_signin *made = arg;
	const struct question question = {
		.title = "Old tokens",
		.text = made->question,
		.harmless = "Leave them",
		.other = "Revoke them",
		.agreed = store_and_revoke,
		.declined = store_again,
		.arg = made,
	};

	if (console_is_busy(console) ||
	    grant_trouble(console->session, &made->conn)) {
		store_again(console, made);
		return;
	}
	snprintf(made->question, sizeof(made->question),
		 "The old tokens, of %.80s, stay good at the provider. Revoke "
		 "them there?",
		 made->page.was);
	ask(console, &question);
}

/* The flows that use it would act as somebody else. */
static void ask_other(struct console *console, struct scr_signin *made)
{
	const struct question question = {
		.title = "Another account",
		.text = made->question,
		.harmless = "Do not store",
		.other = "Store",
		.agreed = ask_revoke,
		.arg = made,
	};

	snprintf(made->question, sizeof(made->question),
		 "It belongs to %.100s, and %.100s signed in. Its flows would "
		 "act as %.100s.",
		 made->page.was, made->page.view.account,
		 made->page.view.account);
	ask(console, &question);
}

void run_keep(struct console *console, void *state)
{
	struct scr_signin *made = state;

	if (made->is_new)
		store_new(console, made);
	else if (*made->page.was)
		ask_other(console, made);
	else
		store_again(console, made);
}

bool blocked_keep(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || made->page.view.state == SIGNIN_DONE)
		return false;
	str_copy(why,
		 signin_is_waiting(made)     ? "nobody has signed in yet"
		 : signin_is_under_way(made) ? "the provider is still asked"
					     : "it failed; r tries again",
		 size);
	return true;
}
