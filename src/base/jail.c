/* jail.c - Landlock
 *
 * Kernel documentation, userspace-api/landlock.rst. What the headers of an
 * older system lack has its number here; the kernel is asked what it knows. */
#include "base/jail.h"

#include "config.h" /* syscall, O_PATH */

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FS_REFER       ((uint64_t)1 << 13) /* version 2 */
#define FS_TRUNCATE    ((uint64_t)1 << 14) /* 3 */
#define FS_IOCTL_DEV   ((uint64_t)1 << 15) /* 5 */
#define NET_BIND_TCP   ((uint64_t)1 << 0)  /* 4 */
#define SCOPE_ABSTRACT ((uint64_t)1 << 0)  /* 6 */
#define SCOPE_SIGNAL   ((uint64_t)1 << 1)  /* 6 */
#define FS_VERSION_1   (((uint64_t)1 << 13) - 1)
#define FS_SPECIAL                                                      \
	(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* What a rule on a single file may give. */
#define FS_OF_FILE                                                    \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	 LANDLOCK_ACCESS_FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

struct ruleset {
	uint64_t fs, net, scoped; /* as the newest kernel has them */
};

int jail_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* What is forbidden unless a rule gives it. */
static struct ruleset ruleset_of(int version)
{
	struct ruleset all = { .fs = FS_VERSION_1 };

	if (version >= 2)
		all.fs |= FS_REFER;
	if (version >= 3)
		all.fs |= FS_TRUNCATE;
	if (version >= 4)
		all.net = NET_BIND_TCP;
	if (version >= 5)
		all.fs |= FS_IOCTL_DEV;
	if (version >= 6)
		all.scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
	return all;
}

/* An older kernel refuses a longer struct than it knows. */
static size_t ruleset_size(int version)
{
	if (version >= 6)
		return sizeof(struct ruleset);
	return version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

static uint64_t rights_of(enum jail_right right)
{
	switch (right) {
	case JAIL_WRITE:
		return (FS_VERSION_1 & ~(FS_SPECIAL | FS_READ) &
			~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE) |
		       FS_READ | FS_REFER | FS_TRUNCATE;
	case JAIL_RUN:
		return FS_READ | LANDLOCK_ACCESS_FS_EXECUTE;
	default:
		return FS_READ;
	}
}

static int rule_add(int ruleset, uint64_t rights, int fd, struct err *err)
{
	struct landlock_path_beneath_attr beneath = { .parent_fd = fd,
						      .allowed_access =
							      rights };
	struct stat st;

	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.allowed_access &= FS_OF_FILE;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &beneath, 0) == 0)
		return 0;
	return err_sys(err, ERR_IO, "cannot add a Landlock rule");
}

static int rule_put(int ruleset, uint64_t handled, const struct jail_rule *rule,
		    struct err *err)
{
	int fd = rule->path ? open(rule->path, O_PATH | O_CLOEXEC) : -1;

	if (fd < 0)
		return 0;

	int result =
		rule_add(ruleset, rights_of(rule->right) & handled, fd, err);

	close(fd);
	return result;
}

static int restrict_to(int ruleset, struct err *err)
{
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0
		       ? 0
		       : err_sys(err, ERR_IO, "Landlock does not confine us");
}

int jail_enter(const struct jail_rule *rules, size_t count, struct err *err)
{
	int version = jail_version();
	struct ruleset all = ruleset_of(version);
	int ruleset, result = 0;

	if (version == 0)
		return 0;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &all,
			       ruleset_size(version), 0);
	if (ruleset < 0)
		return err_sys(err, ERR_IO, "Landlock refuses its rules");
	for (size_t i = 0; i < count && result == 0; i++)
		result = rule_put(ruleset, all.fs, &rules[i], err);
	if (result == 0)
		result = restrict_to(ruleset, err);
	close(ruleset);
	return result;
}

#else

int jail_version(void)
{
	return 0;
}

int jail_enter(const struct jail_rule *rules, size_t count, struct err *err)
{
	(void)rules, (void)count, (void)err;
	return 0;
}

#endif
