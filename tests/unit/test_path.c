/* test_path.c - files are where they should be and nobody else's */
#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "base/where.h"

static void put_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

#define assert_path(call, wanted)                  \
	do {                                       \
		assert_ok(call);                   \
		assert_string_equal(path, wanted); \
		free(path);                        \
	} while (0)

static void folders_follow_the_xdg_specification(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char *path;

	setenv("HOME", "/home/ada", 1);
	unsetenv("XDG_DATA_HOME");
	setenv("XDG_CONFIG_HOME", "/etc/ada", 1);
	setenv("XDG_STATE_HOME", "relative/is/ignored", 1);
	assert_path(where_data("vault", &path, &err),
		    "/home/ada/.local/share/connvault/vault");
	assert_path(where_config("pieces", &path, &err),
		    "/etc/ada/connvault/pieces");
	assert_path(where_state("anchors", &path, &err),
		    "/home/ada/.local/state/connvault/anchors");
	unsetenv("HOME");
	assert_error(where_data("vault", &path, &err), ERR_FAILED);
	assert_true(err.hint[0] != '\0');
	assert_path(where_config("pieces", &path, &err),
		    "/etc/ada/connvault/pieces");
}

static void the_data_directory_can_be_replaced(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char *path;

	setenv("CONNVAULT_DATA", "/src/data", 1);
	assert_path(where_installed("pieces.json", &path, &err),
		    "/src/data/pieces.json");
	unsetenv("CONNVAULT_DATA");
	assert_path(where_installed("pieces.json", &path, &err),
		    PKGDATADIR "/pieces.json");
}

static void paths_are_shown_short_and_safe(void **state)
{
	(void)state;
	static const struct {
		const char *path, *shown;
	} rows[] = {
		{ "/home/ada/x/y", "~/x/y" },
		{ "/home/adam/x", "/home/adam/x" },
		{ "/home/ada", "/home/ada" },
		{ "/tmp/\x1b[2J", "/tmp/<U+001B>[2J" },
	};
	char out[64];

	setenv("HOME", "/home/ada/", 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path_show(rows[i].path, out, sizeof(out));
		assert_string_equal(out, rows[i].shown);
	}
	path_show("/home/ada/x/y", out, 3);
	assert_string_equal(out, "~/");
	path_show("/home/ada/x/y", out, 1);
	assert_string_equal(out, "");
}

static void missing_parents_are_made_private(void **state)
{
	struct err err = ERR_INIT;
	char path[128];
	struct stat st;

	mkdir("old", 0755);
	chmod("old", 0755);
	snprintf(path, sizeof(path), "%s/old/a//b/file", (char *)*state);
	assert_ok(path_make_parents(path, &err));
	assert_ok(path_make_parents("old/c/file", &err));
	assert_int_equal(stat("old/a/b", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat("old/c", &st), 0);
	assert_int_equal(stat("old", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(stat("old/a/b/file", &st), -1);
	put_file("plain", "", 0600);
	assert_error(path_make_parents("plain/a/file", &err), ERR_IO);
}

static void a_private_file_passes(void **state)
{
	struct err err = ERR_INIT;
	char path[128];

	put_file("good", "x", 0600);
	assert_ok(path_check_private("good", &err));
	assert_ok(path_check_private("./good", &err));
	snprintf(path, sizeof(path), "%s/good", (char *)*state);
	assert_ok(path_check_private(path, &err));
	chmod("good", 0400);
	assert_ok(path_check_private("good", &err));
}

static void what_was_checked_is_opened(void **state)
{
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	(void)state;
	put_file("mine", "secret", 0600);
	int fd = path_open_private("mine", &err);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	assert_ok(file_read_private("mine", 6, &bytes, &len, &err));
	assert_int_equal(len, 6);
	assert_string_equal(bytes, "secret");
	free(bytes);
	assert_error(file_read_private("mine", 5, &bytes, &len, &err),
		     ERR_USAGE);
	chmod("mine", 0640);
	assert_error(path_open_private("mine", &err), ERR_FAILED);
	assert_error(file_read_private("mine", 6, &bytes, &len, &err),
		     ERR_FAILED);
	assert_error(path_open_private("nothing", &err), ERR_ABSENT);
}

static void make_socket(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	chmod(path, 0600);
}

static void make_bad_files(void)
{
	put_file("good", "x", 0600);
	assert_int_equal(symlink("good", "symlink"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	make_socket("socket");
	put_file("group-reads", "x", 0640);
	put_file("all-read", "x", 0604);
	put_file("group-writes", "x", 0620);
	put_file("all-execute", "x", 0601);
	put_file("linked", "x", 0600);
	assert_int_equal(link("linked", "other-name"), 0);
	assert_int_equal(mkdir("open", 0700), 0);
	put_file("open/file", "x", 0600);
	chmod("open", 0777);
	assert_int_equal(mkdir("group", 0700), 0);
	put_file("group/file", "x", 0600);
	chmod("group", 0770);
}

static void what_others_could_reach_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *path, *says, *hint;
	} rows[] = {
		{ "symlink", "symbolic link", "points to" },
		{ "dangling", "symbolic link", "points to" },
		{ "folder", "is a folder", "a file in it" },
		{ "fifo", "is a pipe", "plain file" },
		{ "socket", "is a socket", "plain file" },
		{ "/dev/null", "is a device", "plain file" },
		{ "group-reads", "mode 0640", "chmod 600 group-reads" },
		{ "all-read", "mode 0604", "chmod 600" },
		{ "group-writes", "mode 0620", "chmod 600" },
		{ "all-execute", "mode 0601", "chmod 600" },
		{ "linked", "hard links", "other names" },
		{ "open/file", "write to the folder", "chmod go-w" },
		{ "group/file", "write to the folder", "chmod go-w" },
	};

	make_bad_files();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = ERR_INIT;
		assert_error(path_check_private(rows[i].path, &err),
			     ERR_FAILED);
		if (strstr(err.msg, rows[i].says) == NULL ||
		    strstr(err.hint, rows[i].hint) == NULL)
			fail_msg("%s: %s (%s)", rows[i].path, err.msg,
				 err.hint);
	}
}

static void a_sticky_folder_is_fine(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	mkdir("sticky", 0700);
	put_file("sticky/file", "x", 0600);
	chmod("sticky", 01777);
	assert_ok(path_check_private("sticky/file", &err));
}

static void a_missing_file_is_absent(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	assert_error(path_check_private("nothing", &err), ERR_ABSENT);
	assert_error(path_check_private("no/such", &err), ERR_ABSENT);
}

static void files_of_other_users_are_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;

	if (geteuid() != 0)
		return; /* only root can give a file away */
	put_file("theirs", "x", 0600);
	assert_int_equal(chown("theirs", 65534, 65534), 0);
	assert_error(path_check_private("theirs", &err), ERR_FAILED);
	assert_non_null(strstr(err.msg, "another user"));
	mkdir("their", 0700);
	put_file("their/file", "x", 0600);
	assert_int_equal(chown("their", 65534, 65534), 0);
	assert_error(path_check_private("their/file", &err), ERR_FAILED);
	assert_non_null(strstr(err.msg, "folder"));
}

static void creating_never_takes_what_is_there(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct stat st;

	umask(0);
	int fd = path_create_private("new", &err);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	close(fd);
	assert_error(path_create_private("new", &err), ERR_CONFLICT);
	assert_int_equal(symlink("target", "link"), 0);
	assert_error(path_create_private("link", &err), ERR_CONFLICT);
	assert_int_equal(access("target", F_OK), -1);
	assert_error(path_create_private("no/such", &err), ERR_IO);
}

static void files_are_read_whole_up_to_the_limit(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	put_file("five", "12345", 0600);
	assert_ok(file_read("five", 5, &bytes, &len, &err));
	assert_int_equal(len, 5);
	assert_string_equal(bytes, "12345");
	free(bytes);
	assert_error(file_read("five", 4, &bytes, &len, &err), ERR_USAGE);
	put_file("empty", "", 0600);
	assert_ok(file_read("empty", 5, &bytes, &len, &err));
	assert_int_equal(len, 0);
	assert_string_equal(bytes, "");
	free(bytes);
	assert_error(file_read("nothing", 5, &bytes, &len, &err), ERR_ABSENT);
	assert_error(file_read(".", 5, &bytes, &len, &err), ERR_USAGE);
	assert_error(file_read("/dev/zero", 300000, &bytes, &len, &err),
		     ERR_USAGE);
}

static void a_pipe_is_read_to_its_end(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char *bytes;
	size_t len;

	assert_int_equal(mkfifo("fifo", 0600), 0);
	pid_t child = fork();
	if (child == 0) {
		int fd = open("fifo", O_WRONLY);
		for (int i = 0; i < 20000; i++)
			if (write(fd, "0123456789", 10) != 10)
				_exit(1);
		_exit(0);
	}
	assert_ok(file_read("fifo", 1 << 20, &bytes, &len, &err));
	assert_int_equal(len, 200000);
	assert_memory_equal(bytes + 199990, "0123456789", 11);
	free(bytes);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static size_t count_files(void)
{
	DIR *dir = opendir(".");
	size_t count = 0;

	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count - 2;
}

static void writing_replaces_the_file_or_leaves_it(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct stat st;
	char *bytes;
	size_t len;

	umask(0);
	put_file("file", "old", 0644);
	assert_ok(file_write_atomic("file", "new text", 8, &err));
	assert_ok(file_read("file", 99, &bytes, &len, &err));
	assert_string_equal(bytes, "new text");
	free(bytes);
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_error(file_write_atomic("folder", "x", 1, &err), ERR_IO);
	assert_error(file_write_atomic("no/such", "x", 1, &err), ERR_IO);
	assert_int_equal(count_files(), 2);
}

/* -- on another machine ---------------------------------------------------- */

int __real_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out);
static long pretended; /* type of every file system; 0: what it is */

int __wrap_statfs(const char *path, struct statfs *out)
{
	int result = __real_statfs(path, out);

	if (pretended)
		out->f_type = pretended;
	return result;
}

static void files_of_other_machines_are_noticed(void **state)
{
	(void)state;
	assert_null(file_remote("."));
	assert_null(file_remote("no/such"));
	pretended = 0x6969;
	assert_string_equal(file_remote("."), "NFS");
	pretended = (int32_t)0xff534d42; /* as a 32-bit kernel says it */
	assert_string_equal(file_remote("."), "SMB");
	pretended = 0xef53; /* ext4 */
	assert_null(file_remote("."));
	pretended = 0;
}

#define in_folder(test) \
	cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_follow_the_xdg_specification),
		cmocka_unit_test(the_data_directory_can_be_replaced),
		cmocka_unit_test(paths_are_shown_short_and_safe),
		in_folder(missing_parents_are_made_private),
		in_folder(a_private_file_passes),
		in_folder(what_was_checked_is_opened),
		in_folder(what_others_could_reach_is_refused),
		in_folder(a_sticky_folder_is_fine),
		in_folder(a_missing_file_is_absent),
		in_folder(files_of_other_users_are_refused),
		in_folder(creating_never_takes_what_is_there),
		in_folder(files_are_read_whole_up_to_the_limit),
		in_folder(a_pipe_is_read_to_its_end),
		in_folder(writing_replaces_the_file_or_leaves_it),
		cmocka_unit_test(files_of_other_machines_are_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
