/*
 * bundle_folder.c: walks an unpacked capture. Links are not followed, only regular files are
 * opened, and names are taken in byte order, so that the same folder reads the same everywhere.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle_walk.h"

struct file_reader {
    int fd;
    uint64_t bytes;
    const struct limits *limits;
};

static long read_file(void *context, char *buffer, size_t room, struct error *error)
{
    struct file_reader *reader = context;
    if (reader->bytes > reader->limits->member) {
        limits_passed(error, "the report has", "bytes", "member", reader->limits->member);
        return -1;
    }
    for (;;) {
        ssize_t got = read(reader->fd, buffer, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_set(error, "cannot be read: %s", strerror(errno));
            return -1;
        }
        reader->bytes += (uint64_t)got;
        return (long)got;
    }
}

static int by_bytes(const void *a, const void *b)
{
    const struct slice *left = a;
    const struct slice *right = b;
    return slice_compare(*left, *right);
}

/* The names in a folder, sorted, in the walk's arena. */
static bool list_folder(struct walk *walk, DIR *folder, struct slice **ret_names, size_t *ret_count)
{
    struct arena *arena = walk->snapshot->arena;
    struct slice *names = NULL;
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (count >= walk->limits->members)
            return false;
        *ARENA_PUSH(arena, names, count) = arena_copy(arena, slice_of(entry->d_name));
    }
    if (count > 0)
        qsort(names, count, sizeof(*names), by_bytes);
    *ret_names = names;
    *ret_count = count;
    return true;
}

static void warn_unreadable(struct walk *walk, struct slice member)
{
    snapshot_warn(walk->snapshot, "%.*s cannot be read: %s", SLICE_ARGS(member), strerror(errno));
}

static bool list_file(struct walk *walk, int folder, struct slice name, struct slice member,
                      off_t size, struct error *error)
{
    bool is_readable = faccessat(folder, name.ptr, R_OK, 0) == 0;
    return walk_lists(walk, member, amount_of(size < 0 ? 0 : (uint64_t)size), is_readable, error);
}

static bool read_report(struct walk *walk, int folder, struct slice name, struct slice member,
                        struct error *error)
{
    size_t kind = 0;
    bool manifest = walk_is_manifest(walk, member);
    if (!manifest && !walk_enters(walk, &member))
        return true;
    bool notes = !manifest && walk_is_notes(walk, member);
    if (!manifest && !notes && !walk_claims(walk, member, &kind))
        return true;
    struct file_reader reader = {
        .limits = walk->limits,
        .fd = openat(folder, name.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (reader.fd < 0) {
        warn_unreadable(walk, member);
        return true;
    }
    struct byte_reader bytes = {read_file, &reader};
    bool ok = manifest ? walk_read_manifest(walk, bytes, error)
              : notes  ? walk_read_notes(walk, bytes, error)
                       : walk_read(walk, kind, member, bytes, error);
    close(reader.fd);
    return ok;
}

static bool walk_folder(struct walk *walk, int fd, struct slice path, size_t depth,
                        struct error *error);

static bool walk_name(struct walk *walk, int folder, struct slice path, struct slice name,
                      size_t depth, struct error *error)
{
    struct arena *arena = walk->snapshot->arena;
    struct stat status;
    struct slice member =
        path.len == 0 ? name : arena_format(arena, "%.*s/%.*s", SLICE_ARGS(path), SLICE_ARGS(name));
    if (fstatat(folder, name.ptr, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        warn_unreadable(walk, member);
        return true;
    }
    if (S_ISREG(status.st_mode) && walk->lister != NULL)
        return list_file(walk, folder, name, member, status.st_size, error);
    if (S_ISREG(status.st_mode))
        return read_report(walk, folder, name, member, error);
    if (S_ISLNK(status.st_mode)) {
        walk_skips(walk, member, "is a link");
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_LINK, error);
    }
    if (!S_ISDIR(status.st_mode)) {
        walk_skips(walk, member, "is no file");
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_NO_FILE, error);
    }
    if (depth >= walk->limits->depth) {
        snapshot_warn(walk->snapshot,
                      "%.*s lies deeper than --limit depth=N allows and was not looked into",
                      SLICE_ARGS(member));
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_TOO_DEEP, error);
    }

    int fd = openat(folder, name.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
    if (fd < 0) {
        warn_unreadable(walk, member);
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_UNREADABLE, error);
    }
    return walk_folder(walk, fd, member, depth + 1, error);
}

/* Takes fd over. */
static bool walk_folder(struct walk *walk, int fd, struct slice path, size_t depth,
                        struct error *error)
{
    struct slice *names;
    size_t count;
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        close(fd);
        return error_set(error, "cannot be read: %s", strerror(errno));
    }
    bool ok = list_folder(walk, folder, &names, &count) &&
              walk->snapshot->members < walk->limits->members;
    if (!ok)
        limits_passed(error, "the folder holds", "files", "members", walk->limits->members);
    for (size_t i = 0; ok && i < count; i++) {
        ok = walk_name(walk, dirfd(folder), path, names[i], depth, error);
    }
    closedir(folder);
    return ok;
}

bool folder_walk(struct walk *walk, const char *path, struct error *error)
{
    walk->snapshot->format = SLICE("folder");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return error_set(error, "cannot be opened: %s", strerror(errno));
    return walk_folder(walk, fd, (struct slice){"", 0}, 0, error);
}
