/* wizard.c - making a connection: its steps, what they have in common */
#include "tui/wizard.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "tui/dialogs.h"
#include "tui/page.h"

static const char *const step_names[STEPS] = {
	[STEP_PIECE] = "Piece",
	[STEP_WAY] = "Sign-in",
	[STEP_FIELDS] = "Fields",
	[STEP_SCOPES] = "Scopes",
};

/* " [1 Piece] >  2 Sign-in  >  3 Fields" */
void wizard_draw_steps(struct frame *frame, enum wizard_step now)
{
	enum wizard_step last = now > STEP_FIELDS ? now : STEP_FIELDS;
	int x = 1;

	for (enum wizard_step i = 0; i <= last; i++) {
		bool is_now = i == now;
		if (i > 0)
			x += 1 + frame_put(frame, 1, x + 1, 2, ROLE_DIM, "> ");
		x += frame_putf(frame, 1, x, frame->cols - x,
				is_now ? ROLE_HEAD : ROLE_NORMAL,
				is_now ? "[%d %s]" : " %d %s ", (int)i + 1,
				step_names[i]);
	}
	frame_rule(frame, 2, 0, frame->cols);
}

/* -- steps --------------------------------------------------------------- */

void wizard_begin(struct console *console, const struct piece *piece)
{
	const struct piece_way *way = &piece->way[0];

	/* OAuth apps are to be chosen from */
	if (piece->ways == 1 && !way_blocked(piece, way) &&
	    auth_type_of(way->type) != AUTH_OAUTH2)
		wizard_fields(console, piece, way, false, NULL);
	else
		wizard_ways(console, piece);
}

static bool is_step(const struct screen *screen)
{
	return screen &&
	       (screen->def == &scr_new_piece || screen->def == &scr_new_way ||
		screen->def == &scr_new_fields || screen->def == &scr_scopes);
}

void wizard_leave(struct console *console)
{
	while (is_step(console_top(console)))
		console_pop(console);
}

void wizard_done(struct console *console, const struct conn *conn)
{
	struct err err = ERR_INIT;

	if (console->options.pick) {
		pick_done(console, conn);
		return;
	}
	while (console->depth > 1) /* the list, wherever it began */
		console_pop(console);
	if (console_reload(console, &err) < 0) {
		console_say_err(console, &err);
		return;
	}
	console_select(console, conn->id);
	console_say(console, TONE_GOOD,
		    "Created \"%.80s\" with the external id %s%s", conn->name,
		    conn->external_id,
		    conn_has_credential(conn) ? "" : ", without a credential");
}

bool blocked_new_conn(struct console *console, char *why, size_t size)
{
	return blocked_read_only(console, why, size);
}

void run_new_conn(struct console *console, void *state)
{
	(void)state;
	wizard_open(console);
}

/* -- ways ---------------------------------------------------------------- */

const char *way_blocked(const struct piece *piece, const struct piece_way *way)
{
	if (!auth_type_of(way->type))
		return "this version does not know it";
	if (piece_way(piece, way->type, NULL) != way)
		return "a way of the same type comes first";
	return NULL;
}

static const struct {
	const char *type, *word;
} way_words[] = {
	{ "oauth2", "OAuth" },	 { "api_key", "API key" },
	{ "basic", "password" }, { "custom", "custom" },
	{ "none", "nothing" },	 { "oidc", "identity" },
};

static const char *way_word(const struct piece_way *way)
{
	for (size_t i = 0; i < sizeof(way_words) / sizeof(*way_words); i++)
		if (str_is(way_words[i].type, way->type))
			return way_words[i].word;
	return way->type;
}

static void append(char *out, size_t size, const char *text)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, "%s%s", len ? ", " : "", text);
}

void ways_text(const struct piece *piece, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < piece->ways; i++)
		append(out, size, way_word(&piece->way[i]));
}

void categories_text(const struct piece *piece, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < piece->categories; i++) {
		char label[64];
		category_label(piece->category[i], label, sizeof(label));
		append(out, size, label);
	}
}

/* -- description --------------------------------------------------------- */

/* The list on the screen below is asked something else for a moment. */
void existing_find(struct console *console, const struct piece *piece,
		   struct existing *out)
{
	struct roster_query query = { .piece = piece->name };
	struct err err = ERR_INIT;

	*out = (struct existing){ .count = 0 };
	if (!console->roster || roster_query(console->roster, &query, &err) < 0)
		return;
	out->count = roster_shown(console->roster);
	for (size_t i = 0; i < out->count && i < EXISTING_MAX; i++) {
		const struct conn *conn = roster_at(console->roster, i)->conn;
		page_status(conn, out->row[i].status);
		str_copy(out->row[i].name, page_name(conn),
			 sizeof(out->row[i].name));
	}
	if (roster_query(console->roster, &console->query, &err) < 0)
		console_say_err(console, &err);
}

static void needs_text(const struct piece_way *way, char *out, size_t size)
{
	out[0] = '\0';
	if (auth_type_of(way->type) == AUTH_OAUTH2)
		append(out, size, "an OAuth app");
	for (size_t i = 0; i < way->fields; i++)
		if (way->field[i].is_required)
			append(out, size,
			       *way->field[i].label ? way->field[i].label
						    : way->field[i].name);
	if (!*out)
		append(out, size, "nothing");
}

/* "Authorize   OAuth", and in the row below it what that needs. */
static int draw_way(const struct piece_way *way, struct frame *frame, int y,
		    int x, int width, bool is_first)
{
	char text[256];

	if (is_first)
		frame_put(frame, y, x, 12, ROLE_DIM, "Authorize");
	frame_put(frame, y++, x + 12, width - 12, ROLE_NORMAL, way->label);
	needs_text(way, text, sizeof(text));
	frame_putf(frame, y++, x + 12, width - 12, ROLE_DIM, "needs %s", text);
	if (way->scopes)
		frame_putf(frame, y++, x + 12, width - 12, ROLE_DIM,
			   "%zu scopes", way->scopes);
	return y;
}

static int draw_existing(const struct existing *existing, struct frame *frame,
			 int y, int x, int end, int width)
{
	if (existing->count == 0 || y >= end)
		return y;
	frame_putf(frame, y++, x, width, ROLE_NORMAL,
		   "Existing connections (%zu)", existing->count);
	for (size_t i = 0; i < existing->count && y < end; i++) {
		if (i == EXISTING_MAX) {
			frame_putf(frame, y++, x + 2, width - 2, ROLE_DIM,
				   "... %zu more", existing->count - i);
			break;
		}
		frame_putf(frame, y++, x + 2, width - 2, ROLE_NORMAL, "%.1s %s",
			   existing->row[i].status, existing->row[i].name);
	}
	return y;
}

void piece_draw(const struct piece *piece, const struct existing *existing,
		struct frame *frame, int y, int x, int end, int width)
{
	char text[256];

	frame_put(frame, y, x, width, ROLE_HEAD, piece->display_name);
	categories_text(piece, text, sizeof(text));
	y += 1 +
	     frame_put_lines(frame, y + 2, x, width, ROLE_NORMAL,
			     *text ? text : "(no category)") +
	     2;
	for (size_t i = 0; i < piece->ways && y + 3 < end; i++)
		y = draw_way(&piece->way[i], frame, y, x, width, i == 0);
	if (piece->is_own && y < end) {
		frame_put(frame, y, x, 12, ROLE_DIM, "From");
		frame_put(frame, y++, x + 12, width - 12, ROLE_NORMAL,
			  "a file of your own");
	}
	draw_existing(existing, frame, y + 1, x, end, width);
}
