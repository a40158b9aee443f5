/* bench.c - figures at three sizes of vault, beside their budgets
 *
 *	bench [SIZE]...		default: 1000 10000 100000
 *
 * Measures $CONNVAULT in a temporary folder, which it removes, unless $KEEP is
 * set. */
#include "config.h" /* getloadavg, nftw */
#include "bench.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "pty.h"
#include "vault/vault.h"

#define SIZES 8

static const struct {
	const char *what;
	int digits;
	const char *budget; /* at 10,000 and 100,000, or at any size */
} rows[FIGURES] = {
	[FIRST_FRAME] = { "console: exec to first complete frame, ms", 1,
			  "30, 250" },
	[LETTER] = { "a typed filter letter to complete frame, ms", 1,
		     "5, 16" },
	[DOWN_BYTES] = { "one row down at 80x24, bytes", 0, "200" },
	[DOWN_NAME_BYTES] = { "the same, selection = name, bytes", 0, "120" },
	[DOWN_MARK_BYTES] = { "the same, --low-bandwidth, bytes", 0, "45" },
	[LETTER_BYTES] = { "a typed filter letter, bytes", 0, "1500" },
	[IDLE_BYTES] = { "idle for 3 s, bytes", 0, "0" },
	[BURST_FRAMES] = { "50 Downs at once, frames", 0, "1" },
	[BURST_BYTES] = { "50 Downs at once, bytes", 0, "2000" },
	[ESC] = { "Esc, ms", 1, "25" },
	[CONSOLE_MEMORY] = { "console: peak memory, MiB", 1, "-, 80" },
	[GET] = { "get, audit row durable, exec to end, ms", 1, "4" },
	[LIST_JSON] = { "list --json, exec to end, ms", 1, "40, -" },
	[LIST_NO_MIRROR] = { "the same, where no mirror can be made, ms", 1,
			     "-" },
	[CREATE] = { "create, durable, exec to end, ms", 1, "-" },
	[RENAME] = { "rename, durable, exec to end, ms", 1, "-" },
	[FILE_SIZE] = { "vault file, MiB", 1, "-" },
};

void sample(struct samples *samples, double value)
{
	if (samples->count < sizeof(samples->at) / sizeof(samples->at[0]))
		samples->at[samples->count++] = value;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double median(struct samples *samples)
{
	if (!samples->count)
		return NAN;
	qsort(samples->at, samples->count, sizeof(double), by_value);
	return samples->at[samples->count / 2];
}

/* The value of the first line of file that begins with key. */
static void line_of(const char *file, const char *key, char *out, size_t size)
{
	char line[512];
	FILE *in = fopen(file, "re");

	snprintf(out, size, "?");
	while (in && fgets(line, sizeof(line), in)) {
		if (strncmp(line, key, strlen(key)))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(out, size, "%s",
			 line + strlen(key) +
				 strspn(line + strlen(key), "\t :"));
		break;
	}
	if (in)
		fclose(in);
}

static void print_machine(const char *folder)
{
	char cpu[128], memory[64];
	struct utsname system;
	double load[1] = { 0 };

	line_of("/proc/cpuinfo", "model name", cpu, sizeof(cpu));
	line_of("/proc/meminfo", "MemTotal", memory, sizeof(memory));
	uname(&system);
	getloadavg(load, 1);
	printf("%s, %ld processors, %s; %s %s; %s; files in %s; load %.1f\n",
	       cpu, sysconf(_SC_NPROCESSORS_ONLN), memory, system.sysname,
	       system.release, vault_engine(), folder, load[0]);
	puts("Medians; unlocked by a key file; names of 20 characters, 5 secret"
	     " fields.\n");
}

static void print_table(const size_t *size, double figures[][FIGURES],
			size_t sizes)
{
	printf("%-44s", "connections");
	for (size_t i = 0; i < sizes; i++)
		printf("%10zu", size[i]);
	printf("  budget\n");
	for (int row = 0; row < FIGURES; row++) {
		printf("%-44s", rows[row].what);
		for (size_t i = 0; i < sizes; i++) {
			if (isnan(figures[i][row]))
				printf("%10s", "failed");
			else
				printf("%10.*f", rows[row].digits,
				       figures[i][row]);
		}
		printf("  %s\n", rows[row].budget);
	}
}

static int remove_one(const char *path, const struct stat *info, int kind,
		      struct FTW *at)
{
	(void)info;
	(void)kind;
	(void)at;
	return remove(path);
}

static void measure(const char *program, const char *folder, size_t size,
		    double figures[FIGURES])
{
	char path[512], key[512];
	struct stat info;

	for (int row = 0; row < FIGURES; row++)
		figures[row] = NAN;
	snprintf(path, sizeof(path), "%s/%zu.vault", folder, size);
	snprintf(key, sizeof(key), "%s/%zu.key", folder, size);
	setenv("CONNVAULT_VAULT", path, 1);
	setenv("CONNVAULT_KEY_FILE", key, 1);
	double begin = now_ms();
	if (bench_vault(path, key, size))
		return;
	fprintf(stderr, "bench: %zu connections made in %.1f s\n", size,
		(now_ms() - begin) / 1e3);
	if (!stat(path, &info))
		figures[FILE_SIZE] = info.st_size / 1048576.0;
	bench_console(program, figures);
	bench_commands(program, figures);
}

static void own_surroundings(const char *folder)
{
	static const char *const unwanted[] = {
		"XDG_DATA_HOME",  "XDG_CONFIG_HOME", "XDG_STATE_HOME",
		"XDG_CACHE_HOME", "NO_COLOR",	     "CONNVAULT_PROJECT",
	};

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		unsetenv(unwanted[i]);
	setenv("HOME", folder, 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
}

int main(int argc, char **argv)
{
	static const char *const usual[] = { "1000", "10000", "100000" };
	static double figures[SIZES][FIGURES];
	const char *program = getenv("CONNVAULT");
	const char *parent = getenv("TMPDIR");
	size_t size[SIZES], sizes = argc > 1 ? argc - 1 : 3;
	char folder[256];

	snprintf(folder, sizeof(folder), "%s/connvault-bench-XXXXXX",
		 parent ? parent : "/tmp");
	if (!program || sizes > SIZES || !mkdtemp(folder)) {
		fputs("bench: run it with 'make bench'\n", stderr);
		return 2;
	}
	own_surroundings(folder);
	for (size_t i = 0; i < sizes; i++) {
		size[i] = strtoul(argc > 1 ? argv[i + 1] : usual[i], NULL, 10);
		measure(program, folder, size[i], figures[i]);
	}
	print_machine(folder);
	print_table(size, figures, sizes);
	bench_rivals(folder);
	if (!getenv("KEEP"))
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
