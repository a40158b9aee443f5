/* calls.c - seccomp
 *
 * What is allowed is listed, not what is forbidden: a kernel learns new calls
 * each year. Every other one fails as on a kernel that does not have it, and a
 * C library knows a way around that: so one that is newer than this list works
 * all the same. Names are those of all architectures, for glibc and musl. */
#include "base/calls.h"

#include "config.h" /* HAVE_SECCOMP, getpid, LIBSECCOMP_FILE */

#if defined(HAVE_SECCOMP) && !defined(CV_SANITIZED)

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/lazy.h"
#include "base/str.h"

static const char *const allowed[] = {
	/* memory */
	"brk mmap mmap2 munmap mremap mprotect madvise mlock mlock2 munlock "
	"msync mincore membarrier map_shadow_stack",
	/* files */
	"open openat openat2 creat close close_range read readv pread64 preadv "
	"write writev pwrite64 pwritev lseek _llseek flock fsync "
	"fdatasync ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 "
	"arm_fadvise64_64 dup dup2 dup3 pipe pipe2 umask",
	"stat stat64 lstat lstat64 fstat fstat64 newfstatat fstatat64 statx "
	"statfs statfs64 fstatfs fstatfs64 access faccessat faccessat2 "
	"readlink readlinkat getdents getdents64 getcwd",
	"rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir chmod "
	"fchmod fchmodat fchmodat2 fchown fchown32 utimes utimensat "
	"utimensat_time64",
	/* waiting */
	"poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 "
	"epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait "
	"epoll_pwait2 eventfd eventfd2",
	/* sockets, of which families: see below */
	"connect bind listen accept accept4 getsockname getpeername getsockopt "
	"setsockopt shutdown send sendto sendmsg sendmmsg recv recvfrom "
	"recvmsg recvmmsg recvmmsg_time64",
	/* threads */
	"futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue "
	"set_tid_address set_robust_list get_robust_list rseq set_thread_area "
	"get_thread_area set_tls arch_prctl sched_yield sched_getaffinity "
	"sched_getparam sched_getscheduler getcpu cacheflush "
	"riscv_flush_icache riscv_hwprobe",
	/* signals that come; those that go out: see below */
	"rt_sigaction rt_sigprocmask rt_sigreturn sigreturn rt_sigsuspend "
	"rt_sigpending rt_sigtimedwait rt_sigtimedwait_time64 sigaltstack "
	"restart_syscall",
	/* time */
	"time gettimeofday clock_gettime clock_gettime64 clock_getres "
	"clock_getres_time64 clock_nanosleep clock_nanosleep_time64 nanosleep",
	/* itself */
	"execve exit exit_group getpid gettid getppid getpgrp getpgid getsid "
	"getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 "
	"getresuid getresuid32 getresgid getresgid32 getgroups getgroups32 "
	"prctl getrlimit ugetrlimit setrlimit getrusage times uname sysinfo "
	"getrandom",
};

#ifdef __s390__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* An int of a call: the kernel does not look at the other half either. */
#define ARG(at, mask, wanted)                                             \
	{                                                                 \
		.arg = (at), .op = SCMP_CMP_MASKED_EQ, .datum_a = (mask), \
		.datum_b = (wanted),                                      \
	}
#define INT(at, wanted) ARG(at, 0xffffffff, wanted)
#define ARGS		2

/* Allowed with these arguments alone. */
static const struct {
	const char *name;
	unsigned count;
	struct scmp_arg_cmp arg[ARGS];
} choices[] = {
	{ "clone", 1, { ARG(CLONE_FLAGS, CLONE_THREAD, CLONE_THREAD) } },
	{ "socket", 1, { INT(0, AF_UNIX) } },
	{ "socket", 1, { INT(0, AF_INET) } },
	{ "socket", 1, { INT(0, AF_INET6) } },
	/* which addresses this machine has; 0: NETLINK_ROUTE */
	{ "socket", 2, { INT(0, AF_NETLINK), INT(2, 0) } },
	{ "socketpair", 1, { INT(0, AF_UNIX) } },
	/* not TIOCSTI, which types at the operator's terminal */
	{ "ioctl", 1, { INT(1, FIONREAD) } },
	{ "ioctl", 1, { INT(1, FIONBIO) } },
	{ "ioctl", 1, { INT(1, TCGETS) } },
	{ "ioctl", 1, { INT(1, TIOCGWINSZ) } },
	{ "kill", 1, { INT(1, 0) } }, /* is it there? */
	{ "prlimit64", 1, { INT(0, 0) } },
};

/* Commands of fcntl(): not F_SETOWN, by which another process is signalled. */
static const int commands[] = {
	F_DUPFD,     F_DUPFD_CLOEXEC, F_GETFD,	    F_SETFD,  F_GETFL,
	F_SETFL,     F_GETLK,	      F_SETLK,	    F_SETLKW,
#if defined(F_GETLK64) && F_GETLK64 != F_GETLK
	F_GETLK64,   F_SETLK64,	      F_SETLKW64,
#endif
	F_OFD_GETLK, F_OFD_SETLK,     F_OFD_SETLKW,
};

#define FUNCTIONS(F)            \
	F(syscall_resolve_name) \
	F(rule_add_array)       \
	F(init)                 \
	F(load)                 \
	F(release)

/* Loaded when it is needed, by agents alone. */
static struct {
#define MEMBER(name) __typeof__(seccomp_##name) *name;
	FUNCTIONS(MEMBER)
} seccomp;

/* What this architecture, or libseccomp, does not know is passed over. */
static int allow(scmp_filter_ctx filter, const char *name, unsigned count,
		 const struct scmp_arg_cmp *arg)
{
	int call = seccomp.syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR
		       ? 0
		       : seccomp.rule_add_array(filter, SCMP_ACT_ALLOW, call,
						count, arg);
}

static int allow_words(scmp_filter_ctx filter, const char *words)
{
	char name[32];
	int failed = 0;

	while (*words && failed == 0) {
		size_t len = strcspn(words, " ");

		str_copy(name, words, len + 1);
		failed = allow(filter, name, 0, NULL);
		words += len + (words[len] == ' ');
	}
	return failed;
}

/* raise(), as glibc and as musl do it. */
static int allow_own_signals(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp us = INT(0, (uint32_t)getpid());
	int failed = allow(filter, "tgkill", 1, &us);

	return failed ? failed : allow(filter, "tkill", 1, &us);
}

static int allow_commands(scmp_filter_ctx filter)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const struct scmp_arg_cmp command =
			INT(1, (uint32_t)commands[i]);

		if (failed == 0)
			failed = allow(filter, "fcntl", 1, &command);
		if (failed == 0)
			failed = allow(filter, "fcntl64", 1, &command);
	}
	return failed;
}

static int fill(scmp_filter_ctx filter)
{
	int failed = allow_own_signals(filter);

	if (failed == 0)
		failed = allow_commands(filter);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (failed == 0)
			failed = allow_words(filter, allowed[i]);
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (failed == 0)
			failed = allow(filter, choices[i].name,
				       choices[i].count, choices[i].arg);
	return failed;
}

/* Of a filter that is nowhere the kernel says so, if it knows what one is. */
bool calls_can_limit(void)
{
	return prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, NULL, 0, 0) !=
		       0 &&
	       errno == EFAULT;
}

int calls_load(struct err *err)
{
#define ROW(name) { "seccomp_" #name, &seccomp.name },
	static const struct lazy functions[] = { FUNCTIONS(ROW) };

	if (seccomp.release || !calls_can_limit())
		return 0;
	return lazy_load(LIBSECCOMP_FILE, functions,
			 sizeof(functions) / sizeof(*functions), err);
}

int calls_limit(struct err *err)
{
	if (!calls_can_limit())
		return 0;
	if (calls_load(err) != 0)
		return -1;

	scmp_filter_ctx filter = seccomp.init(SCMP_ACT_ERRNO(ENOSYS));

	if (!filter)
		return err_nomem(err);

	int failed = fill(filter);

	if (failed == 0)
		failed = seccomp.load(filter);
	seccomp.release(filter);
	if (failed == 0)
		return 0;
	errno = -failed;
	return err_sys(err, ERR_IO, "seccomp does not confine us");
}

#else

bool calls_can_limit(void)
{
	return false;
}

int calls_load(struct err *err)
{
	(void)err;
	return 0;
}

int calls_limit(struct err *err)
{
	(void)err;
	return 0;
}

#endif
