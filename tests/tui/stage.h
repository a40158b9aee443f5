/* stage.h - a console without a terminal: press keys, read the screen
 *
 * Keys are written as text, with names in angle brackets: "<Down>", "<Esc>",
 * "<C-s>", "<A-b>", "<F1>", "<lt>" for a bracket. */
#ifndef CONNVAULT_TESTS_STAGE_H
#define CONNVAULT_TESTS_STAGE_H

#include "test.h"

#include "tui/console.h"

/* 2026-11-23 09:00 UTC: the day of the sample project. */
#define STAGE_NOW INT64_C(1795424400)

struct stage {
	struct console console;
	struct frame frame;
	int64_t now; /* milliseconds */
	char *text;  /* of the last stage_screen() */
};

/* The sample project, in ASCII, 80x24, UTC. */
struct stage *stage_demo(void);
/* On a session, which it takes; NULL: no vault at path. */
struct stage *stage_on(struct session *session, const char *path,
		       const struct console_options *options);
void stage_free(struct stage *stage);
/* For cmocka: *state is the sample project's. */
int stage_setup(void **state);
int stage_teardown(void **state);
#define STAGE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

void stage_size(struct stage *stage, int rows, int cols);
void stage_press(struct stage *stage, const char *keys);
/* All at once, as a terminal sends them that was pasted to. */
void stage_burst(struct stage *stage, const char *keys);
void stage_paste(struct stage *stage, const char *text);
/* Let time pass, in milliseconds. */
void stage_wait(struct stage *stage, int64_t ms);
/* Do the job that is ready, as the worker thread does. */
void stage_work(struct stage *stage);

/* Rows without trailing blanks, each with a newline. */
const char *stage_screen(struct stage *stage);
const char *stage_row(struct stage *stage, int row);
/* Fails with the whole screen. */
void stage_expect(struct stage *stage, const char *text);
void stage_refuse(struct stage *stage, const char *text);
/* On one of the pages of the help, which is open. */
void stage_expect_help(struct stage *stage, const char *text);
/* Compare with golden/NAME.txt, which has the screen three times: in ASCII,
 * with cells found by the filter in [brackets]; in UTF-8; and the role of each
 * cell as a letter, which is all that colours are made from. make goldens
 * writes the files instead: look at them before they are committed. */
void stage_golden(struct stage *stage, const char *name);
/* NAME-80x24, NAME-120x36 and NAME-40x10; ends at 80x24. */
void stage_goldens(struct stage *stage, const char *name);

/* -- frames -------------------------------------------------------------- */

/* The text of a frame, owned by the caller. */
char *frame_text(const struct frame *frame, bool with_matches);

#endif
