/* test_terminal_storm.c - sizes and keys without sense, many of them: the
 * console goes on, and the vault behind it is unharmed
 *
 * SEED=N repeats a run, KEYS=N presses more. */
#include "config.h"

#include "visit.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZES 1000
#define KEYS  10000
#define VISIT 400 /* keys until it is started anew */
#define CHUNK 8	  /* keys at once */

static unsigned seed;

static unsigned random_of(unsigned count)
{
	return (unsigned)rand_r(&seed) % count;
}

static unsigned from_env(const char *name, unsigned usual)
{
	const char *text = getenv(name);

	return text ? (unsigned)strtoul(text, NULL, 10) : usual;
}

static void sow(unsigned usual)
{
	seed = from_env("SEED", usual);
	print_message("# SEED=%u\n", seed);
}

/* -- sizes --------------------------------------------------------------- */

static void a_storm_of_sizes_ends_in_the_last_one(void **state)
{
	struct winsize size = { .ws_row = 1, .ws_col = 1 };

	(void)state;
	sow(7);
	visit_demo(24, 80);
	for (int i = 0; i < SIZES; i++) {
		size.ws_row = (unsigned short)(1 + random_of(60));
		size.ws_col = (unsigned short)(1 + random_of(200));
		assert_int_equal(ioctl(vt.fd, TIOCSWINSZ, &size), 0);
		vt_drain(&vt);
	}
	vt_resize(&vt, 24, 80);
	/* what a key does comes after the sizes before it */
	vt_type(&vt, "/");
	vt_expect(&vt, "Filter:");
	vt_type(&vt, "zz");
	vt_expect(&vt, "14 hidden by the filter");
	vt_press(&vt, "\033");
	assert_int_equal(vt_expect(&vt, "Billing Stripe live"), 4);
	assert_int_equal(vt_expect(&vt, "Zendesk triage"), 17);
	vt_expect(&vt, "? help");
}

/* -- keys ---------------------------------------------------------------- */

/* More of those that do something; Ctrl-Z would stop it. */
static const char *random_key(char room[2])
{
	static const char *const often[] = {
		"\r",	    "\033",
		"\t",	    "\033OA",
		"\033OB",   "\033OC",
		"\033OD",   "\033[Z",
		"\023",	    "j",
		"k",	    "c",
		"e",	    "E",
		"d",	    "x",
		"n",	    "u",
		"f",	    "z",
		"?",	    ":",
		"/",	    " ",
		"y",	    "P",
		"L",	    "D",
		"A",	    "F",
		"I",	    "\177",
		"\033[5~",  "\033[6~",
		"\033b",    "q",
		"\033OH",   "\003",
		"\024",	    "\025",
		"\xc3\xa9", "\033[3~",
		"\xff",	    "\033[200~pasted text\n\033[201~",
	};
	size_t count = sizeof(often) / sizeof(*often);

	if (random_of(3) > 0)
		return often[random_of((unsigned)count)];
	do
		room[0] = (char)(1 + random_of(126));
	while (room[0] == '\032');
	room[1] = '\0';
	return room;
}

/* One of the keys is q, and the palette can suspend. What comes after q,
 * Ctrl-C or SIGTERM, meets a terminal that is given back already (and there
 * Ctrl-C drops output that is on its way: it cannot be looked at here). */
static bool has_ended(void)
{
	int status = vt_status(&vt);
	int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	bool is_late = ended_by == SIGINT || ended_by == SIGQUIT ||
		       ended_by == SIGTERM;

	if (WIFSTOPPED(status)) {
		vt_signal(&vt, SIGCONT);
		return false;
	}
	if (!is_late && code != 0 && code != 128 + SIGTERM)
		fail_msg("it ended with status %x", (unsigned)status);
	return true;
}

/* Keys until it ends, or enough; returns how many. */
static unsigned press_some(void)
{
	char room[2];
	unsigned pressed = 0;

	while (pressed < VISIT) {
		for (int i = 0; i < CHUNK; i++, pressed++)
			vt_type(&vt, random_key(room));
		if (vt_has_status(&vt) && has_ended())
			return pressed;
		vt_drain(&vt);
	}
	kill(vt.pid, SIGTERM); /* unless it is ending by itself */
	while (!has_ended())
		;
	return pressed;
}

/* Keys can remove the key that the vault is opened with, as they may. */
static void make_vault(void)
{
	const char *const list[] = { visit_program(), "list", NULL };
	char out[8192];

	if (visit_env[0] && run(visit_env, list, out, sizeof(out)) == 0)
		return;
	visit_teardown(NULL);
	visit_setup(NULL);
	visit_vault();
	visit_make("Billing");
	visit_make("Billing EU");
}

static void verify(void)
{
	const char *const verify[] = { "audit", "verify", NULL };
	const char *const doctor[] = { "doctor", NULL };
	char out[8192];

	visit_command(doctor, out, sizeof(out));
	visit_command(verify, out, sizeof(out));
	print_message("# %s", out);
}

static void random_keys_do_no_harm(void **state)
{
	/* No random word is run as a command (Ctrl-G). */
	static const char *const no_programs = "PATH=/nonexistent";
	unsigned wanted = from_env("KEYS", KEYS), pressed = 0;

	(void)state;
	sow(11);
	visit_env[0] = NULL;
	while (pressed < wanted) {
		int rows = random_of(3) ? 24 : 1 + (int)random_of(50);
		int cols = random_of(3) ? 80 : 1 + (int)random_of(160);

		make_vault();
		visit_env[2] = no_programs;
		visit_start(rows, cols, visit_env, NULL);
		visit_env[2] = NULL;
		vt_frame(&vt, 1);
		pressed += press_some();
		vt_stop(&vt);
		vt.vterm = NULL;
	}
	print_message("# %u keys\n", pressed);
	make_vault();
	verify();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VISIT_TEST(a_storm_of_sizes_ends_in_the_last_one),
		VISIT_TEST(random_keys_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
