/* refresh_kills.c - kill -9 in the middle of refreshes, at a server that
 *rotates
 *
 *	refresh_kills KILLS SEED
 *
 * Half of the kills come at named points, half at random times. Another process
 * then goes on with what was left. After the answer is kept nothing may be lost
 * (R3 of doc/security-duties.md); what is lost before, while an answer is
 * waited for or has not reached the disk, no client can help, and is counted.
 * The control is the point before the answer is kept: it must lose. */
#include "oauth_conn.h"
#include "refresher.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "ops/refresh.h"

#define LIFE_MAX 400 /* ms that a process lives at most */
#define LEASE	 "leased"
#define ARRIVED	 "arrived"

/* By the last point that a process passed. */
static struct phase {
	const char *point, *what;
	int kills, lost;
	bool may_lose;
} phases[] = {
	{ "", "before the lease", 0, 0, false },
	{ LEASE, "waiting for the answer", 0, 0, true },
	{ ARRIVED, "answer received, not kept yet", 0, 0, true },
	{ "kept", "answer kept, not stored yet", 0, 0, false },
	{ "stored", "stored", 0, 0, false },
};
#define PHASES (sizeof(phases) / sizeof(*phases))

static struct idp idp;
static struct fixture *at;
static struct conn conn;

static int number(int most)
{
	return (int)(random() % most);
}

static void new_conn(void)
{
	static int count;
	char name[24];

	snprintf(name, sizeof(name), "mail%d", count++);
	conn_clear(&conn);
	conn = oauth_conn(at, &idp, name);
}

static struct phase *phase_of(int told)
{
	char text[200];
	ssize_t len = read(told, text, sizeof(text) - 1);

	if (len <= 0)
		return &phases[0];
	text[len - 1] = '\0'; /* the last line end */
	const char *line = strrchr(text, '\n');

	for (size_t i = 1; i < PHASES; i++)
		if (str_is(line ? line + 1 : text, phases[i].point))
			return &phases[i];
	return &phases[0];
}

/* Start one, kill it; which phase it was in. NULL: it was faster. */
static struct phase *kill_one(const char *point)
{
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	pid_t pid = refresher_start(at, &conn, point, pipes[1]);

	close(pipes[1]);
	if (!point) {
		int ms = number(LIFE_MAX);
		struct timespec nap = { .tv_nsec = ms * 1000000L };

		nanosleep(&nap, NULL);
		kill(pid, SIGKILL);
	}
	bool is_killed = WIFSIGNALED(refresher_wait(pid));
	struct phase *phase = phase_of(pipes[0]);

	close(pipes[0]);
	return is_killed ? phase : NULL;
}

/* Was it killed before it was done? */
static bool one(const char *point)
{
	struct phase *phase = kill_one(point);

	oauth_read(at, &conn);
	refresher_wait(refresher_start(at, &conn, NULL, -1));
	oauth_read(at, &conn);
	bool is_lost = conn.status != STATUS_ACTIVE;

	if (phase) {
		phase->kills++;
		phase->lost += is_lost;
	}
	if (is_lost)
		new_conn();
	return phase != NULL;
}

static int report(void)
{
	int bad = 0, kills = 0;

	for (size_t i = 0; i < PHASES; i++) {
		const struct phase *phase = &phases[i];

		kills += phase->kills;
		bad += phase->may_lose ? 0 : phase->lost;
		printf("# killed %-30s %5d, lost %4d%s\n", phase->what,
		       phase->kills, phase->lost,
		       phase->may_lose ? " (no client can help)" : "");
	}
	printf("%sok 1 - %d kills during refreshes: nothing lost once the "
	       "answer is kept\n",
	       bad || !phases[3].kills ? "not " : "", kills);
	printf("%sok 2 - control: an answer that is not kept is lost\n",
	       phases[2].lost ? "" : "not ");
	return bad || !phases[2].lost || !phases[3].kills;
}

int main(int argc, char **argv)
{
	refresher_main(argc, argv);
	if (argc != 3)
		return 2;
	if (!idp_is_there()) {
		puts("1..0 # SKIP node or its modules are not there: "
		     "./bootstrap check installs them");
		return 0;
	}
	void *state;
	int kills = (int)strtol(argv[1], NULL, 10);

	srandom((unsigned)strtoul(argv[2], NULL, 10));
	printf("1..2\n# SEED=%s\n", argv[2]);
	idp_start(&idp);
	fixture_setup(&state);
	at = state;
	oauth_piece(at, &idp, "native-post", "post-secret");
	new_conn();
	for (int i = 0; kills > 0; i++)
		kills -= one(i % 2 ? phases[1 + i / 2 % 4].point : NULL);
	conn_clear(&conn);
	fixture_teardown(&state);
	idp_end(&idp);
	return report();
}
