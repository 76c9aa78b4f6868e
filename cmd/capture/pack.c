#include "pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "tar_writer.h"

struct packer {
    int folder;
    const char *root;
    int64_t seconds;
    struct tar_writer *writer;
    struct arena *arena;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Unfinished members have names with a dot in front. */
static char **names_in(int folder, struct arena *arena, size_t *ret_count, struct error *error)
{
    char **names = NULL;
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    *ret_count = 0;
    if (dir == NULL) {
        error_set(error, "the folder of reports cannot be read: %s", strerror(errno));
        if (copy >= 0)
            close(copy);
        return NULL;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] != '.')
            *ARENA_PUSH(arena, names, *ret_count) = arena_string(arena, slice_of(entry->d_name));
    }
    closedir(dir);
    if (*ret_count > 1)
        qsort(names, *ret_count, sizeof(*names), compare_names);
    return names;
}

static long read_file_bytes(void *context, char *buffer, size_t room, struct error *error)
{
    for (;;) {
        ssize_t got = read(*(const int *)context, buffer, room);
        if (got >= 0)
            return (long)got;
        if (errno != EINTR) {
            error_set(error, "%s", strerror(errno));
            return -1;
        }
    }
}

static bool add_member(const struct packer *packer, const char *name, struct error *error)
{
    struct stat status;
    int fd = openat(packer->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return error_set(error, "%s: %s", name, strerror(errno));
    bool ok = fstat(fd, &status) == 0 || error_set(error, "%s: %s", name, strerror(errno));
    if (ok && S_ISREG(status.st_mode)) {
        struct slice path = arena_format(packer->arena, "%s/%s", packer->root, name);
        struct byte_reader bytes = {read_file_bytes, &fd};
        ok = tar_writer_add(packer->writer, path, (uint64_t)status.st_size, packer->seconds, bytes,
                            error);
    }
    close(fd);
    return ok;
}

static bool add_all(const struct packer *packer, struct error *error)
{
    size_t n_names;
    char **names = names_in(packer->folder, packer->arena, &n_names, error);
    bool ok = !error->set;
    for (size_t i = 0; ok && i < n_names; i++)
        ok = add_member(packer, names[i], error);
    return ok;
}

static bool pack_into(struct outfile *file, struct packer *packer, struct error *error)
{
    packer->writer = tar_writer_new(file, error);
    if (packer->writer == NULL)
        return false;
    if (!add_all(packer, error)) {
        tar_writer_abandon(packer->writer);
        return false;
    }
    return tar_writer_close(packer->writer, error);
}

bool pack_folder(const char *folder, const char *root, const char *archive, int64_t seconds,
                 struct error *error)
{
    struct packer packer = {.root = root, .seconds = seconds};
    packer.folder = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (packer.folder < 0)
        return error_set(error, "%s: %s", folder, strerror(errno));
    struct outfile *file = outfile_open(archive, error);
    packer.arena = arena_new();
    bool ok = file != NULL && pack_into(file, &packer, error);
    if (ok)
        ok = outfile_commit(file, error);
    else
        outfile_abandon(file);
    arena_free(packer.arena);
    close(packer.folder);
    return ok;
}
