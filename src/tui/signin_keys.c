/* signin_keys.c - the keys of a sign-in, and what is pasted into it */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/scopes.h"
#include "tui/scr_signin.h"

static bool has_code(const struct scr_signin *made)
{
	return signin_is_waiting(made) &&
	       made->page.view.device == SIGNIN_DEVICE_CODE;
}

/* While the field has the focus letters are typed. */
static bool is_free(const struct console *console)
{
	const struct scr_signin *made = signin_found(console);

	return made && !made->page.is_typing;
}

/* -- again, cancel --------------------------------------------------------- */

static bool has_no_code_any_more(const struct scr_signin *made)
{
	return signin_is_waiting(made) &&
	       (made->page.view.device == SIGNIN_DEVICE_EXPIRED ||
		made->page.view.device == SIGNIN_DEVICE_FAILED);
}

static void run_again(struct console *console, void *state)
{
	struct scr_signin *made = state;
	struct err err = ERR_INIT;

	if (has_no_code_any_more(made))
		signin_device_again(made->signin);
	else if (signin_begin(console, made, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_PLAIN,
			    "Begun anew: addresses and codes from before are "
			    "of no use any more");
	signin_look_again(console, made);
}

static bool blocked_again(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || made->page.view.state == SIGNIN_FAILED ||
	    signin_is_waiting(made))
		return false;
	str_copy(why, "nothing has failed or expired", size);
	return true;
}

static void cancel(struct console *console, void *arg)
{
	struct scr_signin *made = arg;

	if (made->queue) {
		reconnects_ask(console, &made->queue);
		return;
	}
	console_pop(console);
	console_say(console, TONE_PLAIN, "Cancelled: nothing was changed");
}

static void ask_cancel(struct console *console, struct scr_signin *made)
{
	bool is_done = made->page.view.state == SIGNIN_DONE;
	const struct question question = {
		.title = "Sign-in",
		.text = is_done ? "Throw away what the provider gave? What is "
				  "stored stays as it is."
				: "The provider is asked for tokens now. Leave "
				  "all the same? They are lost then; what is "
				  "stored stays as it is.",
		.harmless = is_done ? "Keep it" : "Wait",
		.other = is_done ? "Throw away" : "Leave",
		.agreed = cancel,
		.arg = made,
	};

	ask(console, &question);
}

static void run_cancel(struct console *console, void *state)
{
	struct scr_signin *made = state;

	switch (made->page.view.state) {
	case SIGNIN_WAITING:
		cancel(console, made);
		break;
	case SIGNIN_FAILED:
		if (made->queue)
			reconnects_failed(made->queue, &made->conn,
					  &made->page.view.err);
		signin_leave(console, made);
		break;
	default:
		ask_cancel(console, made);
	}
}

/* -- pasting back ---------------------------------------------------------- */

static bool blocked_paste(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || (signin_is_waiting(made) && *made->page.view.url))
		return false;
	str_copy(why,
		 signin_is_waiting(made) ? "this sign-in is by a device alone"
					 : "nobody is waited for any more",
		 size);
	return true;
}

static void run_paste(struct console *console, void *state)
{
	struct scr_signin *made = state;

	(void)console;
	made->page.is_typing = true;
	made->page.is_by_device = false;
}

void signin_expect_text(struct console *console, void *state)
{
	char why[80];

	if (!blocked_paste(console, why, sizeof(why)))
		run_paste(console, state);
}

static void use_pasted(struct console *console, struct scr_signin *made)
{
	struct secret *text;
	struct err err = ERR_INIT;

	if (made->pasted.len == 0) {
		console_say(console, TONE_ERROR,
			    "Nothing was pasted: the address that the browser "
			    "ended on is needed");
		return;
	}
	if (hidden_take(&made->pasted, &text, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	signin_paste(made->signin, text);
	secret_free(text);
	console->forget_keys = true;
	hidden_clear(&made->pasted);
	signin_look_again(console, made);
}

static bool is_typed(const struct console *console)
{
	const struct scr_signin *made = signin_found(console);

	return made && made->page.is_typing;
}

/* Into the field that has the focus; one paste takes the place of another. */
static bool take_text(struct console *console, struct scr_signin *made,
		      const struct key *key)
{
	if (key->press == PRESS_PASTE)
		hidden_clear(&made->pasted);
	switch (hidden_key(&made->pasted, key)) {
	case HIDDEN_UNUSED:
		return false;
	case HIDDEN_CONTROL:
		console_say(console, TONE_ERROR,
			    "Not taken: what was pasted is no address");
		return true;
	case HIDDEN_LARGE:
		console_say(console, TONE_ERROR,
			    "Not taken: it is too long for an address");
		return true;
	default:
		return true;
	}
}

bool signin_key(struct console *console, void *state, const struct key *key)
{
	struct scr_signin *made = state;
	char why[80];

	if (key->press == PRESS_PASTE && !made->page.is_typing &&
	    !blocked_paste(console, why, sizeof(why)))
		run_paste(console, made);
	if (!made->page.is_typing)
		return false;
	if (key->press == PRESS_ENTER) {
		use_pasted(console, made);
		return true;
	}
	if (key->press == PRESS_ESC) {
		hidden_clear(&made->pasted);
		made->page.is_typing = false;
		return true;
	}
	return take_text(console, made, key);
}

/* -- addresses and codes --------------------------------------------------- */

/* The one that is to be opened, the way that is shown having one. */
static const char *address_of(const struct scr_signin *made)
{
	const struct signin_view *view = &made->page.view;

	if (!made->page.is_by_device)
		return view->url;
	return *view->uri_complete ? view->uri_complete : view->uri;
}

static bool blocked_address(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || (signin_is_waiting(made) && *address_of(made)))
		return false;
	str_copy(why,
		 signin_is_waiting(made) ? "there is none yet"
					 : "nobody is waited for any more",
		 size);
	return true;
}

static void run_copy_address(struct console *console, void *state)
{
	copy_text(console, "address", address_of(state));
}

static void run_aside(struct console *console, void *state)
{
	char *text = strdup(address_of(state));
	struct err err = ERR_INIT;

	if (!text) {
		err_nomem(&err);
		console_say_err(console, &err);
		return;
	}
	console_come_back(console);
	console->aside = text;
}

static bool blocked_browser(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || (signin_is_waiting(made) && *made->page.view.url))
		return false;
	str_copy(why,
		 signin_is_waiting(made) ? "this sign-in is by a device alone"
					 : "nobody is waited for any more",
		 size);
	return true;
}

static void run_browser(struct console *console, void *state)
{
	struct scr_signin *made = state;
	struct err err = ERR_INIT;

	if (signin_browse(made->signin, &err) < 0)
		console_say_err(console, &err);
	else
		console_say(console, TONE_GOOD,
			    "A browser was started with the address");
}

static bool blocked_code(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || has_code(made))
		return false;
	str_copy(why,
		 made->page.view.device == SIGNIN_DEVICE_NONE
			 ? "this provider offers no device code"
			 : "there is no device code now",
		 size);
	return true;
}

static void run_copy_code(struct console *console, void *state)
{
	const struct scr_signin *made = state;

	copy_text(console, "code", made->page.view.user_code);
}

static bool blocked_invert(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made || (has_code(made) && made->page.is_by_device))
		return false;
	str_copy(why, "no QR code is shown", size);
	return true;
}

static void run_invert(struct console *console, void *state)
{
	struct scr_signin *made = state;

	(void)console;
	made->page.is_inverted = !made->page.is_inverted;
}

static bool blocked_other_way(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made)
		return false;
	if (!signin_is_waiting(made))
		str_copy(why, "nobody is waited for any more", size);
	else if (made->page.view.device == SIGNIN_DEVICE_NONE)
		str_copy(why, "this provider offers no device code", size);
	else if (!*made->page.view.url)
		str_copy(why, "this sign-in is by a device alone", size);
	else
		return false;
	return true;
}

static void run_other_way(struct console *console, void *state)
{
	struct scr_signin *made = state;

	(void)console;
	made->page.is_by_device = !made->page.is_by_device;
}

/* -- scopes ---------------------------------------------------------------- */

static bool blocked_scopes(struct console *console, char *why, size_t size)
{
	const struct scr_signin *made = signin_found(console);

	if (!made)
		return false;
	if (made->is_new)
		str_copy(why, "Esc goes back to them", size);
	else if (signin_is_under_way(made) && !signin_is_waiting(made))
		str_copy(why, "the provider is asked for tokens now", size);
	else
		return false;
	return true;
}

static void scopes_chosen(struct console *console, const char *scopes,
			  void *arg)
{
	struct scr_signin *made = arg;
	char *kept = made->scopes;
	struct err err = ERR_INIT;

	made->scopes = strdup(scopes);
	if (made->scopes && signin_begin(console, made, &err) == 0) {
		free(kept);
		return;
	}
	free(made->scopes);
	made->scopes = kept;
	console_say_err(console, &err);
}

static void run_scopes(struct console *console, void *state)
{
	struct scr_signin *made = state;
	struct scopes_wish wish = { .ticked = made->page.view.asked,
				    .chosen = scopes_chosen,
				    .arg = made };
	struct err err = ERR_INIT;

	if (conn_way(console->session, &made->conn, &wish.piece, &wish.way,
		     &err) < 0)
		console_say_err(console, &err);
	else
		scopes_open(console, &wish);
}

/* -- the table ------------------------------------------------------------- */

const struct action signin_actions[] = {
	{ .name = "use-pasted",
	  .keys = "Enter",
	  .label = "use it",
	  .help = "use the pasted address",
	  .group = GROUP_FORM,
	  .is_apt = is_typed },
	{ .name = "store",
	  .keys = "Enter",
	  .press = { PRESS_ENTER },
	  .label = "store it",
	  .help = "store what came",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_keep,
	  .run = run_keep },
	{ .name = "copy-address",
	  .keys = "y",
	  .press = { 'y' },
	  .label = "copy",
	  .help = "copy the address",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_address,
	  .run = run_copy_address },
	{ .name = "address-alone",
	  .keys = "u",
	  .press = { 'u' },
	  .label = "alone",
	  .help = "the address alone",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_address,
	  .run = run_aside },
	{ .name = "browser",
	  .keys = "b",
	  .press = { 'b' },
	  .help = "open a browser here",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_browser,
	  .run = run_browser },
	{ .name = "paste-back",
	  .keys = "p",
	  .press = { 'p' },
	  .label = "paste back",
	  .help = "field to paste into",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_paste,
	  .run = run_paste },
	{ .name = "other-way",
	  .keys = "a",
	  .press = { 'a' },
	  .label = "other way",
	  .help = "browser or device",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_other_way,
	  .run = run_other_way },
	{ .name = "copy-code",
	  .keys = "c",
	  .press = { 'c' },
	  .label = "copy code",
	  .help = "copy the device code",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_code,
	  .run = run_copy_code },
	{ .name = "invert",
	  .keys = "i",
	  .press = { 'i' },
	  .help = "invert the QR code",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_invert,
	  .run = run_invert },
	{ .name = "scopes",
	  .keys = "s",
	  .press = { 's' },
	  .label = "scopes",
	  .help = "ask for other scopes",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_scopes,
	  .run = run_scopes },
	{ .name = "again",
	  .keys = "r",
	  .press = { 'r' },
	  .help = "begin anew, new code",
	  .group = GROUP_FORM,
	  .is_apt = is_free,
	  .blocked = blocked_again,
	  .run = run_again },
	{ .name = "cancel",
	  .keys = "Esc  q",
	  .press = { PRESS_ESC, 'q' },
	  .label = "cancel",
	  .help = "cancel, change nothing",
	  .group = GROUP_FORM,
	  .run = run_cancel },
	{ .name = NULL },
};
