/* ground.c - a folder and a store of its own for each test */
#include "ground.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const uint8_t ground_vault[STORE_ID] = "vault-id-16-byte";
const uint8_t ground_project[STORE_ID] = "project-16-bytes";

static const struct backend *backend;

static const struct backend backends[] = {
	{ .name = "sqlite", .file = "vault.db" },
};

static int run_group(const char *group, const struct CMUnitTest *tests,
		     size_t count)
{
	char name[80];
	struct CMUnitTest *own = calloc(count, sizeof(*own));

	if (own == NULL)
		return 1;
	for (size_t i = 0; i < count; i++) {
		own[i] = tests[i];
		own[i].setup_func = ground_setup;
		own[i].teardown_func = ground_teardown;
	}
	snprintf(name, sizeof(name), "%s, %s", group, backend->name);
	int failed = _cmocka_run_group_tests(name, own, count, NULL, NULL);
	free(own);
	return failed;
}

static const char *program;

/* "PROGRAM CHILD PATH NUMBER FD": not a test run, but a child of one. */
static int run_child(char **argv, const struct child *children)
{
	struct ground ground = { .store = NULL };

	snprintf(ground.path, sizeof(ground.path), "%s", argv[2]);
	ground.number = (unsigned)strtoul(argv[3], NULL, 10);
	ground.pipe[1] = (int)strtol(argv[4], NULL, 10);
	for (; children->name != NULL; children++)
		if (strcmp(children->name, argv[1]) == 0)
			return children->run(&ground);
	return 99;
}

int ground_main(int argc, char **argv, const struct child *children,
		const char *group, const struct CMUnitTest *tests, size_t count)
{
	int failed = 0;

	if (argc == 5)
		return run_child(argv, children);
	program = argv[0];
	for (size_t i = 0; i < sizeof(backends) / sizeof(*backends); i++) {
		backend = &backends[i];
		failed += run_group(group, tests, count);
	}
	return failed;
}

struct store_bytes bytes_of(const char *text)
{
	return (struct store_bytes){ (const uint8_t *)text, strlen(text) };
}

int ground_setup(void **state)
{
	struct err err = ERR_INIT;
	struct ground *ground = calloc(1, sizeof(*ground));
	struct store_project project = { .version = 1,
					 .blob = bytes_of("project") };

	assert_non_null(ground);
	snprintf(ground->dir, sizeof(ground->dir), "/tmp/cvstore.XXXXXX");
	assert_non_null(mkdtemp(ground->dir));
	snprintf(ground->path, sizeof(ground->path), "%s/%s", ground->dir,
		 backend->file);
	assert_ok(
		store_create(ground->path, ground_vault, &ground->store, &err));
	memcpy(project.id, ground_project, STORE_ID);
	assert_ok(store_project_add(ground->store, &project, &err));
	assert_ok(store_commit(ground->store, &err));
	*state = ground;
	return 0;
}

/* Everything in dir, one level deep. */
static void empty(const char *dir)
{
	DIR *listing = opendir(dir);
	struct dirent *entry;
	char path[512];

	if (listing == NULL)
		return;
	while ((entry = readdir(listing)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] != '.' && unlink(path) != 0) {
			chmod(path, 0700);
			empty(path);
			rmdir(path);
		}
	}
	closedir(listing);
}

int ground_teardown(void **state)
{
	struct ground *ground = *state;

	store_close(ground->store);
	chmod(ground->dir, 0700);
	empty(ground->dir);
	rmdir(ground->dir);
	free(ground);
	return 0;
}

void ground_reopen(struct ground *ground, bool read_only)
{
	struct err err = ERR_INIT;

	store_close(ground->store);
	ground->store = NULL;
	assert_ok(store_open(ground->path, read_only, &ground->store, &err));
}

void ground_close(struct ground *ground)
{
	store_close(ground->store);
	ground->store = NULL;
}

void put_file(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

/* 167 and 256 have no common factor: 256 numbers fall in 256 buckets. */
struct id id_of(unsigned number)
{
	struct id id = { { (uint8_t)(number * 167) } };

	memcpy(id.at + 8, &number, sizeof(number));
	return id;
}

void sample_make(struct sample *sample, unsigned number)
{
	sample->id = id_of(number);
	sample->name = id_of(number + 1000000);
	sample->key = id_of(number + 2000000);
	snprintf(sample->meta, sizeof(sample->meta), "meta of %u", number);
	sample->row = (struct store_row){
		.kind = 1 + (int)(number % 3),
		.version = 1,
		.secret_version = 1,
		.epoch = 7,
		.state = 3,
		.expires_at = 1800000000 + number,
		.refresh_at = -5,
		.updated_at = INT64_MAX - number,
		.name_hash = sample->name.at,
		.key_hash = sample->key.at,
		.meta = bytes_of(sample->meta),
	};
	memcpy(sample->row.id, sample->id.at, STORE_ID);
}

bool ground_has(const char *bytes, size_t len, const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i + size <= len; i++)
		if (memcmp(bytes + i, text, size) == 0)
			return true;
	return false;
}

int ground_note(struct store *store, uint64_t seq, struct err *err)
{
	struct store_audit audit = {
		.seq = seq,
		.time = 1800000000,
		.action = 3,
		.outcome = 1,
		.detail = bytes_of("detail"),
		.hash = bytes_of("hash of thirty-two bytes length."),
		.signature = bytes_of("signature"),
	};

	if (store_audit_add(store, ground_project, &audit, err) != 0)
		return -1;
	return store_head_put(store, ground_project, seq, bytes_of("head"),
			      err);
}

int ground_write(struct store *store, unsigned number, uint64_t seq,
		 struct err *err)
{
	struct sample sample;

	sample_make(&sample, number);
	if (store_row_add(store, ground_project, &sample.row, err) != 0 ||
	    store_secret_put(store, ground_project, sample.id.at,
			     bytes_of("secret"), err) != 0)
		return -1;
	return ground_note(store, seq, err);
}

void ground_add(struct ground *ground, unsigned number)
{
	struct err err = ERR_INIT;
	struct sample sample;

	sample_make(&sample, number);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_row_add(ground->store, ground_project, &sample.row,
				&err));
	assert_ok(store_secret_put(ground->store, ground_project, sample.id.at,
				   bytes_of("secret"), &err));
	assert_ok(store_commit(ground->store, &err));
}

struct kept kept;

int keep_row(const struct store_row *row, void *arg)
{
	struct kept *to = arg;
	size_t n = to->count++;

	to->row[n] = *row;
	if (row->meta.len > 0)
		memcpy(to->meta[n], row->meta.at, row->meta.len);
	if (row->name_hash != NULL)
		memcpy(to->name[n], row->name_hash, STORE_HASH);
	if (row->key_hash != NULL)
		memcpy(to->key[n], row->key_hash, STORE_HASH);
	return to->stop_with;
}

int keep_text(struct store_bytes bytes, void *arg)
{
	snprintf(arg, 64, "%.*s", (int)bytes.len, (const char *)bytes.at);
	return 0;
}

void forget(void)
{
	memset(&kept, 0, sizeof(kept));
}

uint64_t rows_in(struct store *store)
{
	struct err err = ERR_INIT;
	uint64_t count = 0;

	assert_ok(store_row_count(store, ground_project, &count, &err));
	return count;
}

pid_t child_start(struct ground *ground, const char *name)
{
	char number[16], fd[16];

	snprintf(number, sizeof(number), "%u", ground->number);
	snprintf(fd, sizeof(fd), "%d", ground->pipe[1]);
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		execl(program, program, name, ground->path, number, fd,
		      (char *)NULL);
		_exit(98);
	}
	return pid;
}

int child_wait(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return -WTERMSIG(status);
	return WEXITSTATUS(status);
}

int child_run(struct ground *ground, const char *name)
{
	return child_wait(child_start(ground, name));
}
