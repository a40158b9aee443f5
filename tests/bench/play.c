/* play.c - run a program in a pseudo terminal by a script, for shell tests
 *
 *	play LOG PROGRAM [ARG]... <script
 *
 * Every byte the program writes goes to LOG. Lines of the script:
 *
 *	wait TEXT	until TEXT was written since the last keys
 *	frame		until a frame has ended since the last keys
 *	keys TEXT	type TEXT; \r \n \t \e \\ and \xHH are those of C
 *	paste TEXT	the same as a bracketed paste
 *	end		until the program has ended
 *	kill		end it as it is: the LOG ends with this screen
 *
 * PLAY_SIZE=ROWSxCOLUMNS sets the size of the terminal (24x80).
 * Exit: that of the program; 98 when something was waited for in vain. */
#include "pty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define PATIENCE 20000
#define IN_VAIN	 98

/* Escapes in place; returns the new length. */
static size_t unescape(char *text)
{
	static const char *const plain = "rnte\\", *const meant =
							   "\r\n\t\033\\";
	char *to = text;

	for (const char *from = text; *from; from++) {
		unsigned hex;
		const char *at;

		if (*from != '\\' || !from[1]) {
			*to++ = *from;
		} else if (sscanf(from, "\\x%2x", &hex) == 1) {
			*to++ = hex;
			from += 3;
		} else {
			at = strchr(plain, *++from);
			*to++ = at ? meant[at - plain] : *from;
		}
	}
	*to = '\0';
	return to - text;
}

static int paste(struct pty *pty, const char *text, size_t len)
{
	char keys[8192];
	int n = snprintf(keys, sizeof(keys), "\033[200~%.*s\033[201~", (int)len,
			 text);

	return pty_keys(pty, keys, n);
}

static int start(struct pty *pty, char *const argv[])
{
	const char *size = getenv("PLAY_SIZE");
	int rows = 24, columns = 80;

	if (size && sscanf(size, "%dx%d", &rows, &columns) != 2) {
		fprintf(stderr, "play: PLAY_SIZE=%s\n", size);
		return -1;
	}
	return pty_start(pty, argv, rows, columns);
}

static int play(struct pty *pty, char *line, int *status)
{
	char *word = line;
	char *text = line + strcspn(line, " ");

	if (*text)
		*text++ = '\0';
	if (!strcmp(word, "wait"))
		return pty_wait(pty, text, false, PATIENCE);
	if (!strcmp(word, "frame"))
		return pty_wait(pty, "", true, PATIENCE);
	if (!strcmp(word, "keys"))
		return pty_keys(pty, text, unescape(text));
	if (!strcmp(word, "paste"))
		return paste(pty, text, unescape(text));
	if (!strcmp(word, "end")) {
		*status = pty_end(pty, PATIENCE);
		return *status < 0 ? -1 : 0;
	}
	if (!strcmp(word, "kill")) {
		*status = 0;
		return 0;
	}
	fprintf(stderr, "play: what is \"%s\"?\n", word);
	return -1;
}

static int save(const struct pty *pty, const char *path)
{
	FILE *log = fopen(path, "wbe");

	if (!log) {
		perror(path);
		return -1;
	}
	fwrite(pty->out, 1, pty->len, log);
	return fclose(log);
}

int main(int argc, char **argv)
{
	struct pty pty;
	char line[4096];
	int status = -1;

	if (argc < 3) {
		fputs("usage: play LOG PROGRAM [ARG]... <script\n", stderr);
		return 2;
	}
	if (start(&pty, argv + 2))
		return IN_VAIN;
	while (status == -1 && fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		if (play(&pty, line, &status)) {
			fprintf(stderr, "play: stopped at: %s\n", line);
			status = IN_VAIN << 8;
			break;
		}
	}
	if (status == -1)
		status = pty_end(&pty, PATIENCE);
	if (save(&pty, argv[1]))
		status = IN_VAIN << 8;
	pty_stop(&pty);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
