/*
 * sandbox_seccomp.c: which calls the kernel still answers.
 *
 * It is a list of what is allowed, not of what is not: a call that is unheard of today is shut out
 * too. What such a list risks is another C library, or a later version of this one, that makes the
 * same thing with other calls. So the list holds all ways that glibc and musl have of doing what the
 * program does, and the answer to every other call is not death but ENOSYS, upon which libraries
 * fall back to the call that they used before there was the newer one: clone3 to clone, openat2 to
 * openat. The second comes to be decided by its arguments, which the first hides behind a pointer.
 *
 * Executable memory is not forbidden: the patterns are compiled to machine code.
 */
#define _GNU_SOURCE /* the CLONE_ flags */

#include "sandbox_layers.h"

#if defined(SYSDELTA_HAVE_SECCOMP) && !SANDBOX_SANITIZED

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

/* Whatever the arguments. Names that a processor or this libseccomp does not have are left out. */
static const char *const plain[] = {
    /* files that are open */
    "read",
    "readv",
    "pread64",
    "preadv",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "close",
    "lseek",
    "_llseek",
    "fsync",
    "fdatasync",
    "ftruncate",
    "ftruncate64",
    "dup",
    "getdents",
    "getdents64",
    "fadvise64",
    "fadvise64_64",
    "arm_fadvise64_64",
    "poll",
    "ppoll",
    "ppoll_time64",
    /* names */
    "stat",
    "stat64",
    "lstat",
    "lstat64",
    "fstat",
    "fstat64",
    "newfstatat",
    "fstatat64",
    "statx",
    "fstatfs",
    "fstatfs64",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getcwd",
    /* memory */
    "brk",
    "mmap",
    "mmap2",
    "munmap",
    "mremap",
    "mprotect",
    "madvise",
    "cacheflush",
    "riscv_flush_icache",
    /* threads */
    "futex",
    "futex_time64",
    "set_robust_list",
    "rseq",
    "set_tid_address",
    "gettid",
    "sched_yield",
    "sched_getaffinity",
    "membarrier",
    "exit",
    "exit_group",
    /* signals of one's own */
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigreturn",
    "sigaltstack",
    "restart_syscall",
    /* time, chance, oneself */
    "clock_gettime",
    "clock_gettime64",
    "clock_getres",
    "clock_getres_time64",
    "gettimeofday",
    "time",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "nanosleep",
    "getrandom",
    "getpid",
    "getuid",
    "getuid32",
    "geteuid",
    "geteuid32",
    "getgid",
    "getgid32",
    "getegid",
    "getegid32",
    "getrlimit",
    "ugetrlimit",
    "uname",
    "sysinfo",
};

/* Where there are outputs; Landlock, if the kernel has it, says in which folders. */
static const char *const writing[] = {
    "open",      "openat", "creat",  "rename", "renameat",
    "renameat2", "link",   "linkat", "unlink", "unlinkat",
};

/* A call that passes if the bits of an argument that the mask leaves are these. */
struct argument {
    const char *call;
    unsigned place;
    uint64_t mask, bits;
};

#define NEW_NAMESPACES                                                                             \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |  \
     CLONE_NEWNET)
/* What newer C libraries ask a terminal with; the header that has its name and struct cannot stand
 * beside <termios.h>. */
#define TERMIOS2_GET _IOR('T', 0x2A, char[44])
#define FOR_WRITING (O_ACCMODE | O_CREAT | O_TRUNC)

static const struct argument decided[] = {
    {"clone", 0, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD},
    {"prlimit64", 2, UINT64_MAX, 0}, /* a limit is asked for, none is set */
    {"ioctl", 1, UINT32_MAX, TIOCGWINSZ},
    {"ioctl", 1, UINT32_MAX, TCGETS},
    {"ioctl", 1, UINT32_MAX, TERMIOS2_GET},
    /* Not among them are those by which a file sends signals to whatever process. */
    {"fcntl", 1, UINT32_MAX, F_DUPFD},
    {"fcntl", 1, UINT32_MAX, F_DUPFD_CLOEXEC},
    {"fcntl", 1, UINT32_MAX, F_GETFD},
    {"fcntl", 1, UINT32_MAX, F_SETFD},
    {"fcntl", 1, UINT32_MAX, F_GETFL},
    {"fcntl", 1, UINT32_MAX, F_GETLK},
    {"fcntl", 1, UINT32_MAX, F_SETLK},
    {"fcntl", 1, UINT32_MAX, F_SETLKW},
    {"fcntl64", 1, UINT32_MAX, F_DUPFD},
    {"fcntl64", 1, UINT32_MAX, F_DUPFD_CLOEXEC},
    {"fcntl64", 1, UINT32_MAX, F_GETFD},
    {"fcntl64", 1, UINT32_MAX, F_SETFD},
    {"fcntl64", 1, UINT32_MAX, F_GETFL},
    {"fcntl64", 1, UINT32_MAX, F_GETLK},
    {"fcntl64", 1, UINT32_MAX, F_SETLK},
    {"fcntl64", 1, UINT32_MAX, F_SETLKW},
};

static const struct argument reading[] = {
    {"open", 1, FOR_WRITING, O_RDONLY},
    {"openat", 2, FOR_WRITING, O_RDONLY},
};

#define LEN(array) (sizeof(array) / sizeof(*(array)))

/* 0, or a negative errno as libseccomp returns it. */
static int allow(scmp_filter_ctx filter, const char *call, const struct scmp_arg_cmp *condition)
{
    int number = seccomp_syscall_resolve_name(call);
    if (number < 0)
        return 0;
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, condition != NULL ? 1 : 0,
                                  condition);
}

static int allow_all(scmp_filter_ctx filter, const char *const *calls, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++)
        result = allow(filter, calls[i], NULL);
    return result;
}

static int allow_some(scmp_filter_ctx filter, const struct argument *rows, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        struct scmp_arg_cmp condition = {rows[i].place, SCMP_CMP_MASKED_EQ, rows[i].mask,
                                         rows[i].bits};
        result = allow(filter, rows[i].call, &condition);
    }
    return result;
}

static int fill(scmp_filter_ctx filter, bool writes)
{
    /* abort() sends itself a signal; with musl by the number of the thread, here the first one's. */
    const struct argument to_itself[] = {
        {"tgkill", 0, UINT32_MAX, (uint64_t)getpid()},
        {"tkill", 0, UINT32_MAX, (uint64_t)getpid()},
    };
    int result = allow_all(filter, plain, LEN(plain));
    if (result == 0)
        result = allow_some(filter, decided, LEN(decided));
    if (result == 0)
        result = allow_some(filter, to_itself, LEN(to_itself));
    if (result == 0 && writes)
        result = allow_all(filter, writing, LEN(writing));
    if (result == 0 && !writes)
        result = allow_some(filter, reading, LEN(reading));
    return result;
}

bool sandbox_seccomp(bool writes, bool *ret_entered, struct error *error)
{
    *ret_entered = false;
    /* A kernel that knows filters looks for this one, at no address. */
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) == 0 || errno != EFAULT)
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (filter == NULL)
        return error_set(error, "seccomp: out of memory");
    /* Older kernels would slow the process down for as long as it has a filter. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    (void)seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1); /* the kernel's own reason */
    int result = fill(filter, writes);
    if (result == 0)
        result = seccomp_load(filter);
    seccomp_release(filter);
    *ret_entered = result == 0;
    return *ret_entered || error_set(error, "seccomp: %s", strerror(-result));
}

#else

bool sandbox_seccomp(bool writes, bool *ret_entered, struct error *error)
{
    (void)writes;
    (void)error;
    *ret_entered = false;
    return true;
}

#endif
