/* clip.c - the clipboard of the computer the operator sits at */
#include "tui/clip.h"

#include <stdlib.h>

#include "base/base64.h"
#include "base/proc.h"
#include "tui/term.h"

#define BUFFER	 "connvault" /* the name of ours in tmux */
#define PATIENCE 2000	     /* ms for tmux */

static bool is_in_tmux(void)
{
	const char *tmux = getenv("TMUX");

	return tmux && *tmux;
}

static int tmux(const char *const *argv, const struct secret *in,
		struct secret **out, struct err *err)
{
	const struct proc proc = { .argv = argv,
				   .in = in,
				   .out = out,
				   .max = CLIP_MAX,
				   .patience_ms = PATIENCE };

	return proc_run(&proc, err);
}

/* -w: to the clipboard of the terminal around tmux, too (tmux 3.2). */
static int tmux_load(const struct secret *text, struct err *err)
{
	static const char *const argv[] = { "tmux", "load-buffer", "-w", "-b",
					    BUFFER, "-",	   NULL };

	return tmux(argv, text, NULL, err);
}

/* Is the text still what a paste in tmux would give? */
static bool is_in_tmux_buffer(const struct secret *text)
{
	static const char *const argv[] = { "tmux", "show-buffer", NULL };
	struct secret *now = NULL;
	struct err none = ERR_INIT;
	bool is_there =
		tmux(argv, NULL, &now, &none) == 0 && secret_equal(now, text);

	secret_free(now);
	return is_there;
}

static int osc52(const struct secret *text, struct err *err)
{
	struct secret *encoded;

	if (secret_base64(text, &encoded, err) < 0)
		return -1;
	term_copy(encoded);
	secret_free(encoded);
	return 0;
}

static void keep(struct clip *clip, struct secret *text, bool by_tmux)
{
	secret_free(clip->kept);
	clip->kept = text;
	clip->by_tmux = by_tmux;
}

int clip_copy(struct clip *clip, struct secret *text, bool is_secret,
	      struct err *err)
{
	struct err none = ERR_INIT;
	bool by_tmux = false;
	int result = 0;

	if (secret_len(text) > CLIP_MAX)
		result = err_set(err, ERR_USAGE,
				 "too long for a clipboard: %zu bytes, at most "
				 "%d",
				 secret_len(text), CLIP_MAX);
	else if (is_in_tmux() && tmux_load(text, &none) == 0)
		by_tmux = true;
	else /* without a tmux that can do it, its terminal may */
		result = osc52(text, err);
	if (result < 0 || !is_secret)
		secret_free(text);
	if (result == 0)
		keep(clip, is_secret ? text : NULL, by_tmux);
	return result;
}

void clip_forget(struct clip *clip)
{
	static const char *const delete[] = { "tmux", "delete-buffer", "-b",
					      BUFFER, NULL };
	struct err none = ERR_INIT;
	struct secret *blank = NULL;

	if (!clip->kept)
		return;
	if (secret_from(" ", 1, &blank, &none) == 0) {
		if (!clip->by_tmux)
			osc52(blank, &none);
		else if (is_in_tmux_buffer(clip->kept))
			tmux_load(blank, &none);
	}
	if (clip->by_tmux)
		tmux(delete, NULL, NULL, &none);
	secret_free(blank);
	keep(clip, NULL, false);
}
