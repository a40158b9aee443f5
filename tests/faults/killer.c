/* killer.c - kill -9 in the middle of changes, then look what is left
 *
 *	killer run KILLS SEED [early|flip]
 *		kill workers, print a report
 *	killer make
 *		print the folder of a new vault
 *	killer work DIR SEED OPS [BYTES]
 *		some changes, told on stdout; no file may be larger
 *	killer check DIR LOG
 *		compare with what was told
 *
 * "early" and "flip" are controls: workers report before they are done, and a
 * byte of the vault is changed; both must be found. */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#define BATCH	 60  /* kills for each vault: its audit is read each time */
#define LIFE_MAX 300 /* ms that a worker lives at most */

struct hunt {
	const char *program;
	struct place place;
	struct model model;
	struct report report;
	uint64_t seed;
	unsigned revision, batch;
	bool early, flip;
};

/* -- workers
 * -------------------------------------------------------------------- */

struct victim {
	pid_t pid;
	int64_t dies; /* ms after the start */
};

static pid_t start_worker(struct hunt *hunt, unsigned worker, int out)
{
	char number[16], first[16], seed[24];

	snprintf(number, sizeof(number), "%u", worker);
	snprintf(first, sizeof(first), "%u", hunt->revision);
	snprintf(seed, sizeof(seed), "%llu",
		 (unsigned long long)random_next(&hunt->seed));
	fflush(NULL);
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	dup2(out, STDOUT_FILENO);
	execl(hunt->program, hunt->program, "worker", hunt->place.dir, number,
	      first, seed, hunt->early ? "early" : "honest", (char *)NULL);
	_exit(98);
}

static void pause_until(int64_t when)
{
	int64_t left = when - clock_mono_ms();
	struct timespec nap = { .tv_sec = left / 1000,
				.tv_nsec = left % 1000 * 1000000 };

	if (left > 0)
		nanosleep(&nap, NULL);
}

/* One that ended by itself had an error, which it told on stderr. */
static void reap(struct hunt *hunt, pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGKILL)
		hunt->report.kills++;
	else
		hunt->report.broken++;
}

static void kill_in_turn(struct hunt *hunt, struct victim *victims)
{
	int64_t start = clock_mono_ms();

	for (int left = WORKERS; left > 0; left--) {
		struct victim *next = NULL;
		for (int i = 0; i < WORKERS; i++)
			if (victims[i].pid > 0 &&
			    (next == NULL || victims[i].dies < next->dies))
				next = &victims[i];
		pause_until(start + next->dies);
		kill(next->pid, SIGKILL);
		reap(hunt, next->pid);
		next->pid = 0;
	}
}

static void read_told(struct hunt *hunt, FILE *from)
{
	char line[80];

	while (fgets(line, sizeof(line), from) != NULL) {
		int rc = model_line(&hunt->model, line);
		if (rc < 0) {
			printf("# not understood: %s", line);
			hunt->report.broken++;
		} else {
			hunt->report.done += (unsigned)rc;
		}
	}
}

/* -- controls
 * ---------------------------------------------------------------------*/

/* A byte behind the schema; what nobody uses does not count, so many. */
static void flip_bytes(struct hunt *hunt)
{
	struct stat st;
	int fd = open(hunt->place.vault, O_RDWR | O_CLOEXEC);

	for (int i = 0; fd >= 0 && fstat(fd, &st) == 0 && i < 64; i++) {
		off_t at = 4096 + (off_t)(random_next(&hunt->seed) %
					  (uint64_t)(st.st_size - 4096));
		uint8_t byte;
		if (pread(fd, &byte, 1, at) != 1)
			break;
		byte ^= 0x10;
		if (pwrite(fd, &byte, 1, at) != 1)
			break;
	}
	if (fd >= 0)
		close(fd);
}

/* -- the hunt
 * ---------------------------------------------------------------------*/

static int round_of_kills(struct hunt *hunt)
{
	struct victim victims[WORKERS];
	int ends[2];

	if (pipe(ends) != 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	for (unsigned i = 0; i < WORKERS; i++) {
		victims[i].dies =
			(int64_t)(random_next(&hunt->seed) % LIFE_MAX);
		victims[i].pid = start_worker(hunt, i, ends[1]);
		hunt->revision += 10000;
	}
	close(ends[1]);
	kill_in_turn(hunt, victims);
	FILE *told = fdopen(ends[0], "r");
	if (told == NULL)
		return -1;
	read_told(hunt, told);
	fclose(told);
	if (hunt->flip)
		flip_bytes(hunt);
	check_vault(&hunt->place, &hunt->model, &hunt->report);
	return 0;
}

/* The audit rows of making a vault are not told by anybody. */
static int new_vault(struct hunt *hunt, struct err *err)
{
	struct session *session;
	uint64_t rows = 0;

	hunt->model = (struct model){ 0 };
	hunt->revision = 1;
	if (place_make(&hunt->place, err) != 0 ||
	    place_open(&hunt->place, &session, err) != 0)
		return -1;
	int rc = session_audit_verify(session, &rows, err);
	session_close(session);
	hunt->model.audits = (unsigned)rows;
	return rc;
}

/* 0 nothing, 1 something is gone or damaged, 2 no proof of anything. */
static int verdict(const struct report *report)
{
	if (report->broken != 0)
		return 2;
	return report->lost + report->damaged != 0;
}

/* A vault with something wrong in it is kept, unless it was to be so. */
static void end_vault(const struct hunt *hunt)
{
	if (hunt->early || hunt->flip || verdict(&hunt->report) == 0)
		place_remove(&hunt->place);
	else
		printf("# kept for a look: %s\n", hunt->place.dir);
}

static int hunt_run(struct hunt *hunt, unsigned kills)
{
	struct err err = ERR_INIT;
	const struct report *report = &hunt->report;
	bool go_on = true;

	while (report->kills < kills && go_on) {
		if (new_vault(hunt, &err) != 0) {
			printf("# no vault: %s\n", err.msg);
			return 2;
		}
		unsigned until = report->kills + BATCH;
		until = until < kills ? until : kills;
		while (report->kills < until && go_on) {
			if (round_of_kills(hunt) != 0)
				return 2;
			go_on = verdict(report) == 0 ||
				(hunt->early && report->damaged == 0);
		}
		end_vault(hunt);
	}
	return 0;
}

static void report_print(const struct report *report)
{
	printf("# kills                  %6u\n"
	       "# changes reported done  %6u\n"
	       "# cut off, then undone   %6u\n"
	       "# cut off, yet finished  %6u\n"
	       "# lost                   %6u\n"
	       "# damaged                %6u\n"
	       "# workers that failed    %6u\n"
	       "# slowest opening        %6lld ms\n",
	       report->kills, report->done, report->undone, report->finished,
	       report->lost, report->damaged, report->broken,
	       (long long)report->slowest_open);
}

/* -- commands
 * ----------------------------------------------------------------------*/

static int cmd_run(int argc, char **argv)
{
	struct hunt hunt = {
		.program = argv[0],
		.seed = strtoull(argv[3], NULL, 10),
		.early = argc > 4 && str_is(argv[4], "early"),
		.flip = argc > 4 && str_is(argv[4], "flip"),
	};

	int rc = hunt_run(&hunt, (unsigned)strtoul(argv[2], NULL, 10));
	report_print(&hunt.report);
	return rc != 0 ? rc : verdict(&hunt.report);
}

static int cmd_worker(int argc, char **argv)
{
	struct work work = {
		.worker = (unsigned)strtoul(argv[3], NULL, 10),
		.first = (unsigned)strtoul(argv[4], NULL, 10),
		.seed = strtoull(argv[5], NULL, 10),
		.early = argc > 6 && str_is(argv[6], "early"),
	};

	place_at(&work.place, argv[2]);
	return work_run(&work);
}

static int cmd_make(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct place place;

	(void)argc;
	(void)argv;
	if (place_make(&place, &err) != 0) {
		fprintf(stderr, "# %s\n", err.msg);
		return 2;
	}
	puts(place.dir);
	return 0;
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit = { .rlim_cur = bytes, .rlim_max = bytes };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
}

static int cmd_work(int argc, char **argv)
{
	struct work work = {
		.first = 1 + (unsigned)(clock_mono_ms() % 100000000),
		.seed = strtoull(argv[3], NULL, 10),
		.ops = (unsigned)strtoul(argv[4], NULL, 10),
		.faulty = true,
	};

	if (argc > 5)
		limit_files(strtoull(argv[5], NULL, 10));
	place_at(&work.place, argv[2]);
	return work_run(&work);
}

static int cmd_check(int argc, char **argv)
{
	struct hunt hunt = { .model.audits = 1 };
	FILE *log = fopen(argv[3], "r");

	(void)argc;
	if (log == NULL)
		return 2;
	read_told(&hunt, log);
	fclose(log);
	place_at(&hunt.place, argv[2]);
	check_vault(&hunt.place, &hunt.model, &hunt.report);
	printf("%u %u %u %u\n", hunt.report.done, hunt.report.lost,
	       hunt.report.damaged, hunt.report.broken);
	return verdict(&hunt.report);
}

static const struct command {
	const char *name;
	int words;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "run", 4, cmd_run },	   { "worker", 6, cmd_worker },
	{ "make", 2, cmd_make },   { "work", 5, cmd_work },
	{ "check", 4, cmd_check },
};

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	if (secret_init(&err) != 0 || secret_init_sodium(&err) != 0) {
		fprintf(stderr, "# %s\n", err.msg);
		return 2;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (argc >= commands[i].words &&
		    str_is(argv[1], commands[i].name))
			return commands[i].run(argc, argv);
	fprintf(stderr, "usage: see the head of killer.c\n");
	return 2;
}
