/* scr_signin.c - a sign-in under way, in the one poll loop */
#include "tui/scr_signin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/qr.h"
#include "base/str.h"
#include "tui/page.h"
#include "tui/signins.h"

_Static_assert(SCREEN_FDS >= SIGNIN_FDS_MAX, "all of a sign-in fit");

static void scr_signin_close(void *state)
{
	struct scr_signin *made = state;

	signin_free(made->signin);
	hidden_clear(&made->pasted);
	conn_clear(&made->conn);
	values_clear(&made->fields);
	reconnects_free(made->queue);
	grant_free(made->old);
	free(made->square);
	free(made->name);
	free(made->app);
	free(made->scopes);
	free(made);
}

struct scr_signin *signin_found(const struct console *console)
{
	for (size_t i = console->depth; i-- > 0;)
		if (console->stack[i].def == &scr_signin)
			return console->stack[i].state;
	return NULL;
}

/* -- states ---------------------------------------------------------------- */

bool signin_is_waiting(const struct scr_signin *made)
{
	return made->page.view.state == SIGNIN_WAITING;
}

bool signin_is_under_way(const struct scr_signin *made)
{
	enum signin_state state = made->page.view.state;

	return state != SIGNIN_DONE && state != SIGNIN_FAILED;
}

/* Made once for each code. */
static void make_square(struct scr_signin *made)
{
	const struct signin_view *view = &made->page.view;
	const char *uri = *view->uri_complete ? view->uri_complete : view->uri;

	if (str_is(made->square_code, view->user_code))
		return;
	str_copy(made->square_code, view->user_code, sizeof(made->square_code));
	free(made->square);
	made->square = *uri ? qr_lines(uri) : NULL;
}

void signin_look_again(const struct console *console, struct scr_signin *made)
{
	bool slow = console->options.low_bandwidth;
	struct signin_page *page = &made->page;
	struct signin_view *view = &page->view;
	int64_t ignored;

	signin_look(made->signin, view);
	make_square(made);
	page->square = made->square ? made->square : "";
	page->left = signin_page_seconds(view->left_ms, slow, &ignored);
	page->device_left =
		signin_page_seconds(view->device_left_ms, slow, &ignored);
	page->pasted = hidden_characters(&made->pasted);
	page->was = !made->is_new && view->state == SIGNIN_DONE &&
				    signin_is_other(made->signin, &made->conn)
			    ? made->conn.account
			    : "";
	page->is_typing &= signin_is_waiting(made);
	page->is_by_device &= view->device != SIGNIN_DEVICE_NONE;
}

/* -- beginning, ending ----------------------------------------------------- */

/* Where the port is taken the address can still be pasted back. */
int signin_begin(struct console *console, struct scr_signin *made,
		 struct err *err)
{
	struct signin_plan plan = {
		.conn = made->is_new ? NULL : &made->conn,
		.piece = made->is_new ? made->draft->piece : NULL,
		.fields = &made->fields,
		.app = made->app,
		.scopes = made->scopes,
	};
	struct signin *signin, *old = made->signin;
	struct err why = ERR_INIT;

	if (old) /* the port is needed */
		signin_stop(old);
	int result = signin_start(console->session, &plan, &signin, &why);

	if (result < 0 && why.code == ERR_CONFLICT) {
		plan.no_listener = true;
		result = signin_start(console->session, &plan, &signin, err);
		if (result == 0)
			console_say(console, TONE_ERROR,
				    "%s. Paste the address back instead",
				    why.msg);
	} else if (result < 0) {
		*err = why;
	}
	if (result < 0)
		return -1;
	signin_free(old);
	made->signin = signin;
	hidden_clear(&made->pasted);
	signin_look_again(console, made);
	made->page.is_by_device = !*made->page.view.url;
	return 0;
}

void signin_leave(struct console *console, struct scr_signin *made)
{
	if (made->queue)
		reconnects_skip(console, &made->queue);
	else
		console_pop(console);
}

/* -- the poll loop --------------------------------------------------------- */

static size_t scr_signin_fds(void *state, struct pollfd fds[SCREEN_FDS],
			     int *wait_ms)
{
	struct scr_signin *made = state;

	return signin_fds(made->signin, fds, wait_ms);
}

static void scr_signin_polled(struct console *console, void *state,
			      const struct pollfd *fds, size_t count)
{
	struct scr_signin *made = state;
	enum signin_state before = made->page.view.state;

	signin_step(made->signin, fds, count);
	signin_look_again(console, made);
	if (made->page.view.state == before)
		return;
	hidden_clear(&made->pasted);
	console_come_back(console);
}

/* Who looks at a browser is not idle; a sign-in ends by itself. */
static int64_t scr_signin_tick(struct console *console, void *state)
{
	struct scr_signin *made = state;
	const struct signin_view *view = &made->page.view;
	bool slow = console->options.low_bandwidth;
	int64_t changes, device_changes;

	signin_look_again(console, made);
	if (!signin_is_under_way(made))
		return 0;
	console->used_at = console->now;
	if (!signin_is_waiting(made))
		return 0;
	signin_page_seconds(view->left_ms, slow, &changes);
	signin_page_seconds(view->device_left_ms, slow, &device_changes);
	if (made->page.is_by_device)
		changes = device_changes;
	return console->now + (changes > 0 ? changes : 1);
}

/* -- drawing --------------------------------------------------------------- */

static bool scr_signin_is_typing(const struct console *console,
				 const void *state)
{
	const struct scr_signin *made = state;

	(void)console;
	return made->page.is_typing;
}

static void scr_signin_prepare(struct console *console, void *state)
{
	signin_look_again(console, state);
}

static void scr_signin_draw(const struct console *console, const void *state,
			    struct frame *frame)
{
	const struct scr_signin *made = state;
	bool narrow = page_is_narrow(frame);

	page_head(console, frame);
	if (!narrow)
		frame_rule(frame, 1, 0, frame->cols);
	signin_page_draw(&made->page, frame, narrow ? 1 : 2,
			 page_body_end(frame));
}

static void scr_signin_crumb(const void *state, char *out, size_t size)
{
	const struct scr_signin *made = state;

	if (made->is_new)
		snprintf(out, size, "%s > Sign in", made->draft->name);
	else if (made->queue)
		snprintf(out, size, "Reconnect %zu of %zu: %s",
			 made->queue->next, made->queue->conns.count,
			 page_name(&made->conn));
	else
		snprintf(out, size, "%s > Reconnect", page_name(&made->conn));
}

static void scr_signin_status(const struct console *console, const void *state,
			      char *out, size_t size)
{
	const struct scr_signin *made = state;

	bool is_narrow = console->cols < WIDE_COLS;

	if (!signin_is_waiting(made))
		return;
	if (made->page.is_by_device) /* where it is wide it stands above */
		str_copy(out,
			 is_narrow ? "Enter no code that others sent you."
				   : "r asks for another code, or begins anew.",
			 size);
	else if (is_narrow) /* keys that the hints have no room for */
		str_copy(out,
			 made->page.is_typing ? "Esc leaves the field"
			 : made->page.view.device == SIGNIN_DEVICE_NONE
				 ? "b browser  s scopes  r anew"
				 : "b browser  a device  s scopes  r anew",
			 size);
	else
		str_copy(out,
			 made->page.view.has_word
				 ? "A code alone has no state to check; PKCE "
				   "still binds it to this sign-in."
				 : "Of an address the state is checked first; "
				   "PKCE binds the code to this sign-in.",
			 size);
}

const struct screen_def scr_signin = {
	.name = "sign-in",
	.hides_blocked = true,
	.takes_enter = true,
	.action = { signin_actions, vault_actions },
	.draw = scr_signin_draw,
	.key = signin_key,
	.is_typing = scr_signin_is_typing,
	.prepare = scr_signin_prepare,
	.fds = scr_signin_fds,
	.polled = scr_signin_polled,
	.expect_text = signin_expect_text,
	.crumb = scr_signin_crumb,
	.status = scr_signin_status,
	.tick = scr_signin_tick,
	.close = scr_signin_close,
};

/* -- opening --------------------------------------------------------------- */

static int copy_or_none(const char *text, char **out, struct err *err)
{
	if (text && !(*out = strdup(text)))
		return err_nomem(err);
	return 0;
}

static int copy_wish(const struct signin_wish *wish, struct scr_signin *made,
		     struct err *err)
{
	made->is_new = !wish->conn;
	made->draft = wish->draft;
	if (wish->conn && conn_copy(wish->conn, &made->conn) < 0)
		return err_nomem(err);
	if (wish->fields && values_copy(wish->fields, &made->fields, err) < 0)
		return -1;
	if (copy_or_none(wish->app, &made->app, err) < 0)
		return -1;
	return copy_or_none(wish->scopes, &made->scopes, err);
}

int signin_open(struct console *console, const struct signin_wish *wish,
		struct err *err)
{
	struct scr_signin *made = calloc(1, sizeof(*made));

	if (!made)
		return err_nomem(err);
	made->page.was = made->page.square = "";
	if (copy_wish(wish, made, err) < 0 ||
	    signin_begin(console, made, err) < 0) {
		scr_signin_close(made);
		return -1;
	}
	if (wish->is_instead)
		console_pop(console);
	made->queue = wish->queue;
	return console_push(console, &scr_signin, made);
}
