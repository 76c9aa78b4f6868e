#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap.h"
#include "text.h"

struct outfile {
    int fd;
    int failed; /* errno of the first write that failed */
    char *path;
    char *temporary;
    struct outfile *next; /* of those under way */
};

/* For whoever ends the program at once: what has no name yet. */
static struct outfile *under_way;

static void list(struct outfile *outfile)
{
    outfile->next = under_way;
    under_way = outfile;
}

static void unlist(const struct outfile *outfile)
{
    struct outfile **link = &under_way;
    while (*link != NULL && *link != outfile)
        link = &(*link)->next;
    if (*link != NULL)
        *link = outfile->next;
}

static bool is_link(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

static bool may_write_to(const char *path, struct error *error)
{
    struct stat status;
    if (is_link(path))
        return error_set(error, "is a symbolic link, which is not written through");
    if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return error_set(error, "is there already and no regular file");
    return true;
}

static char *temporary_name(const char *path)
{
    struct text name = {0};
    struct slice whole = slice_of(path);
    struct slice base = slice_base_name(whole);
    text_add(&name, slice_first(whole, whole.len - base.len));
    /* Names may be as long as a file system allows: this one is not made longer by much. */
    size_t len = base.len > 100 ? 100 : base.len;
    while (len < base.len && len > 0 && ((unsigned char)base.ptr[len] & 0xc0) == 0x80)
        len--; /* not within a character: some file systems refuse half of one */
    text_printf(&name, ".%.*s.XXXXXX", (int)len, base.ptr);
    text_add(&name, (struct slice){"", 1});
    return name.bytes;
}

static void free_outfile(struct outfile *outfile)
{
    unlist(outfile);
    if (outfile->fd >= 0)
        close(outfile->fd);
    free(outfile->path);
    free(outfile->temporary);
    free(outfile);
}

struct outfile *outfile_open(const char *path, struct error *error)
{
    if (!may_write_to(path, error))
        return NULL;
    struct outfile *outfile = heap_new(1, sizeof(*outfile));
    outfile->path = heap_string(path);
    outfile->temporary = temporary_name(path);
    outfile->fd = mkstemp(outfile->temporary); /* mode 0600 */
    if (outfile->fd < 0) {
        error_set(error, "cannot be written: %s", strerror(errno));
        free_outfile(outfile);
        return NULL;
    }
    (void)fcntl(outfile->fd, F_SETFD, FD_CLOEXEC);
    list(outfile);
    return outfile;
}

bool outfile_write(struct outfile *outfile, struct slice bytes)
{
    while (bytes.len > 0 && outfile->failed == 0) {
        ssize_t put = write(outfile->fd, bytes.ptr, bytes.len);
        if (put < 0 && errno != EINTR)
            outfile->failed = errno;
        if (put > 0)
            bytes = slice_from(bytes, (size_t)put);
    }
    return outfile->failed == 0;
}

int outfile_descriptor(const struct outfile *outfile)
{
    return outfile->fd;
}

const char *outfile_temporary(const struct outfile *outfile)
{
    return outfile->temporary;
}

/* On the disk before it gets its name: or a crash could leave the name with an empty file. */
static bool finish(struct outfile *outfile, struct error *error)
{
    if (outfile->failed == 0 && fsync(outfile->fd) != 0 && errno != EINVAL && errno != ENOTSUP)
        outfile->failed = errno;
    int fd = outfile->fd;
    outfile->fd = -1;
    if (close(fd) != 0 && outfile->failed == 0)
        outfile->failed = errno;
    if (outfile->failed != 0)
        return error_set(error, "cannot be written: %s", strerror(outfile->failed));
    return true;
}

/* Makes the new name last. Not every file system can sync a folder; then it comes in its time. */
static void sync_folder(const char *path)
{
    char *copy = heap_string(path);
    int fd = open(dirname(copy), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(copy);
}

bool outfile_commit(struct outfile *outfile, struct error *error)
{
    bool ok = finish(outfile, error) && may_write_to(outfile->path, error);
    if (ok && rename(outfile->temporary, outfile->path) != 0)
        ok = error_set(error, "cannot be written: %s", strerror(errno));
    if (!ok) {
        outfile_abandon(outfile);
        return false;
    }
    unlist(outfile);
    sync_folder(outfile->path);
    free_outfile(outfile);
    return true;
}

bool outfile_commit_new(struct outfile *outfile, bool *ret_taken, struct error *error)
{
    bool ok = finish(outfile, error);
    *ret_taken = false;
    if (ok && link(outfile->temporary, outfile->path) != 0) {
        *ret_taken = errno == EEXIST;
        ok = error_set(error, "cannot be written: %s", strerror(errno));
    }
    if (ok)
        sync_folder(outfile->path);
    outfile_abandon(outfile);
    return ok;
}

void outfile_abandon(struct outfile *outfile)
{
    if (outfile == NULL)
        return;
    (void)unlink(outfile->temporary);
    free_outfile(outfile);
}

void outfile_abandon_all(void)
{
    for (const struct outfile *outfile = under_way; outfile != NULL; outfile = outfile->next)
        (void)unlink(outfile->temporary);
}

bool outfile_put(const char *path, struct slice bytes, struct error *error)
{
    struct outfile *outfile = outfile_open(path, error);
    if (outfile == NULL)
        return false;
    outfile_write(outfile, bytes);
    return outfile_commit(outfile, error);
}
