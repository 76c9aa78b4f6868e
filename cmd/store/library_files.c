#include "library_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap.h"
#include "outfile.h"

enum { NAMES_MAX = 1000000, OPEN_FOLDERS = 16, COPY_BYTES = 256 * 1024 };

const char *path_in(struct arena *arena, const char *folder, struct slice name)
{
    return arena_format(arena, "%s/%.*s", folder, SLICE_ARGS(name)).ptr;
}

bool is_file(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

struct amount file_size(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return (struct amount){.known = false};
    return (struct amount){.known = true, .value = (uint64_t)status.st_size};
}

void make_private(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

void give_to(const char *path, struct library_owner owner)
{
    if (owner.uid != (uid_t)-1 && lchown(path, owner.uid, owner.gid) != 0)
        return; /* it stays root's, who can read it too */
}

bool make_folder(const char *path, struct library_owner owner, struct error *error)
{
    char *copy = strdup(path);
    bool ok = copy != NULL || error_set(error, "out of memory");
    for (char *slash = copy; ok && slash != NULL;) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL)
            *slash = '\0';
        int reason = mkdir(copy, 0700) == 0 ? 0 : errno;
        if (reason == 0) {
            give_to(copy, owner);
        } else if (!is_folder(copy)) {
            ok = error_set(error, "%s cannot be made: %s", copy, strerror(reason));
        }
        if (slash != NULL)
            *slash = '/';
    }
    free(copy);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

struct slice *list_names(const char *folder, struct arena *arena, size_t *ret_count)
{
    struct slice *names = NULL;
    errno = 0;
    DIR *open_folder = opendir(folder);
    *ret_count = 0;
    if (open_folder == NULL) {
        heap_check(); /* a library that cannot be looked into is not an empty one */
        return NULL;
    }
    for (const struct dirent *entry; (entry = readdir(open_folder)) != NULL;) {
        if (entry->d_name[0] != '.' && *ret_count < NAMES_MAX)
            *ARENA_PUSH(arena, names, *ret_count) = arena_copy(arena, slice_of(entry->d_name));
    }
    closedir(open_folder);
    if (*ret_count > 1)
        qsort(names, *ret_count, sizeof(*names), by_bytes);
    return names;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    (void)remove(path);
    return 0;
}

void remove_tree(const char *folder)
{
    (void)nftw(folder, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static bool copy_bytes(int from, struct outfile *to, struct error *error)
{
    char *buffer = malloc(COPY_BYTES);
    ssize_t got = buffer != NULL ? 1 : -1;
    while (got > 0 || (got < 0 && errno == EINTR)) {
        got = read(from, buffer, COPY_BYTES);
        if (got > 0 && !outfile_write(to, (struct slice){buffer, (size_t)got}))
            break;
    }
    free(buffer);
    return got >= 0 || error_set(error, "cannot be read: %s", strerror(errno));
}

bool copy_file(const char *from, const char *to, struct error *error)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(error, "%s cannot be opened: %s", from, strerror(errno));
    struct outfile *outfile = outfile_open(to, error);
    bool ok = outfile != NULL && copy_bytes(fd, outfile, error);
    close(fd);
    if (ok)
        return outfile_commit(outfile, error);
    outfile_abandon(outfile);
    return false;
}

bool move_file(const char *from, const char *to, struct error *error)
{
    if (rename(from, to) == 0)
        return true;
    if (errno != EXDEV)
        return error_set(error, "%s cannot be moved: %s", from, strerror(errno));
    if (!copy_file(from, to, error))
        return false;
    (void)unlink(from);
    return true;
}

int lock_file(const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && fcntl(fd, F_SETLK, &lock) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}
