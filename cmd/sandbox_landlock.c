/*
 * sandbox_landlock.c: which files can still be opened.
 *
 * Everything that this version of the kernel can forbid is forbidden, but for what the paths allow.
 * A rule holds for a folder with all below it: the kernel knows no narrower one. Looking at names,
 * sizes and links is not restricted, so that what is said of a file that cannot be opened is what
 * it would be without the sandbox.
 */
#define _GNU_SOURCE /* O_PATH, syscall() */

#include "sandbox_layers.h"

#ifdef SYSDELTA_HAVE_LANDLOCK

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What came with later versions of the interface: headers may be older than the kernel. */
#define RIGHT_REFER (UINT64_C(1) << 13)
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)
#define RIGHT_IOCTL_DEVICE (UINT64_C(1) << 15)
#define NETWORK_TCP UINT64_C(3)           /* bind and connect */
#define SCOPE_SOCKETS_SIGNALS UINT64_C(3) /* abstract Unix sockets, signals */

enum { VERSION_REFER = 2, VERSION_TRUNCATE, VERSION_NETWORK, VERSION_IOCTL, VERSION_SCOPES };

/* As the kernel has it: longer with some versions, which is why its size goes along. */
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

#define RIGHTS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_STREAM (LANDLOCK_ACCESS_FS_WRITE_FILE | RIGHT_TRUNCATE)
#define RIGHTS_MAKE                                                                                \
    (RIGHTS_READ | RIGHTS_STREAM | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* The only ones that mean something for what is no folder. */
#define RIGHTS_OF_FILES                                                                            \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |   \
     RIGHT_TRUNCATE | RIGHT_IOCTL_DEVICE)

static size_t ruleset_for(long version, struct ruleset *ret)
{
    *ret = (struct ruleset){.files = RIGHT_REFER - 1}; /* all of the first version */
    if (version >= VERSION_REFER)
        ret->files |= RIGHT_REFER;
    if (version >= VERSION_TRUNCATE)
        ret->files |= RIGHT_TRUNCATE;
    if (version >= VERSION_NETWORK)
        ret->network = NETWORK_TCP;
    if (version >= VERSION_IOCTL)
        ret->files |= RIGHT_IOCTL_DEVICE;
    if (version >= VERSION_SCOPES)
        ret->scopes = SCOPE_SOCKETS_SIGNALS;
    if (version < VERSION_NETWORK)
        return offsetof(struct ruleset, network);
    return version < VERSION_SCOPES ? offsetof(struct ruleset, scopes) : sizeof(*ret);
}

static bool refused(struct error *error, int reason)
{
    return error_set(error, "Landlock: %s", strerror(reason));
}

static bool add_rule(int rules, int fd, uint64_t rights, struct error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return refused(error, errno);
    struct landlock_path_beneath_attr rule = {
        .allowed_access = S_ISDIR(status.st_mode) ? rights : rights & RIGHTS_OF_FILES,
        .parent_fd = fd,
    };
    /* EBADFD: it lies in no file system, as pipes do, and is never forbidden. */
    if (rule.allowed_access == 0 ||
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0U) == 0 ||
        errno == EBADFD)
        return true;
    return refused(error, errno);
}

/* What cannot be opened here cannot be opened later either, and then says why. */
static bool allow(int rules, const char *path, uint64_t rights, int flags, struct error *error)
{
    int fd = open(path, O_PATH | O_CLOEXEC | flags);
    if (fd < 0)
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM ? true : refused(error, errno);
    bool ok = add_rule(rules, fd, rights, error);
    close(fd);
    return ok;
}

static bool allow_path(int rules, const struct sandbox_path *path, uint64_t handled,
                       struct error *error)
{
    static const uint64_t rights[] = {
        [SANDBOX_READ] = RIGHTS_READ,
        [SANDBOX_STREAM] = RIGHTS_STREAM,
        [SANDBOX_MAKE] = RIGHTS_MAKE,
    };
    return allow(rules, path->path, rights[path->use] & handled,
                 path->use == SANDBOX_MAKE ? O_DIRECTORY : 0, error);
}

/* SQLite and C libraries take random numbers from there where the kernel's call is not to be had. */
static bool allow_system(int rules, struct error *error)
{
    if (SANDBOX_SANITIZED)
        return allow(rules, "/", RIGHTS_READ | LANDLOCK_ACCESS_FS_EXECUTE, O_DIRECTORY, error);
    return allow(rules, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE, 0, error);
}

static bool restrict_process(int rules, const struct sandbox_path *paths, size_t count,
                             uint64_t handled, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!allow_path(rules, &paths[i], handled, error))
            return false;
    }
    return allow_system(rules, error) &&
           (syscall(SYS_landlock_restrict_self, rules, 0U) == 0 || refused(error, errno));
}

bool sandbox_landlock(const struct sandbox_path *paths, size_t count, bool *ret_entered,
                      struct error *error)
{
    struct ruleset ruleset;
    *ret_entered = false;
    /* A kernel without it, or a container that keeps it away, has no version to tell. */
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return true;
    size_t size = ruleset_for(version, &ruleset);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0U);
    if (rules < 0)
        return refused(error, errno);
    *ret_entered = restrict_process(rules, paths, count, ruleset.files, error);
    close(rules);
    return *ret_entered;
}

#else

bool sandbox_landlock(const struct sandbox_path *paths, size_t count, bool *ret_entered,
                      struct error *error)
{
    (void)paths;
    (void)count;
    (void)error;
    *ret_entered = false;
    return true;
}

#endif
