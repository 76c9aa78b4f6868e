/*
 * library_staging.c: where captures are taken, and what dead processes left there.
 *
 *     staging/NAME.lock   held by the process that the folder belongs to, as long as it lives
 *     staging/NAME/       what it is making
 *     staging/NAME.label  the label that was asked for
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "library_files.h"
#include "library_private.h"
#include "outfile.h"

enum { LABEL_BYTES_MAX = 4096, NAMES_TRIED = 100000, UNNAMED_SECONDS = 3600 };

#define LOCK_SUFFIX ".lock"
#define LABEL_SUFFIX ".label"

static const char *with_suffix(struct arena *arena, const char *folder, const char *suffix)
{
    return arena_format(arena, "%s%s", folder, suffix).ptr;
}

static const char *read_label(const char *path, struct arena *arena)
{
    char *label = arena_alloc(arena, LABEL_BYTES_MAX + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = fd >= 0 ? read(fd, label, LABEL_BYTES_MAX) : 0;
    if (fd >= 0)
        close(fd);
    label[got > 0 ? got : 0] = '\0';
    return *label != '\0' ? label : NULL;
}

/*
 * A whole capture that was not brought in any more. One that is cut short is none, and goes; one
 * that is whole and cannot be brought in now waits for better days.
 */
static bool rescue(struct library *library, const char *path, const char *label)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_open(path, NULL, &error);
    bool whole = snapshot != NULL && snapshot->damage.len == 0 && !snapshot->extracted;
    snapshot_free(snapshot);
    if (!whole)
        return access(path, R_OK) == 0;
    struct library_entry entry;
    bool known;
    struct library_intake intake = {.path = path, .label = label, .keep_archive = true};
    bool kept = library_keep(library, &intake, &entry, &known, &error);
    library_remark(library,
                   kept ? arena_format(library->arena, "%.*s was left unfinished and is kept",
                                       SLICE_ARGS(entry.id))
                        : arena_format(library->arena, "%s was left unfinished and stays: %s", path,
                                       error.reason));
    return kept;
}

/* False where something has to stay. */
static bool rescue_archives(struct library *library, const char *folder, const char *label)
{
    size_t count;
    bool all = true;
    struct slice *names = list_names(folder, library->arena, &count);
    for (size_t i = 0; i < count; i++) {
        const char *path = path_in(library->arena, folder, names[i]);
        if (is_file(path) && !rescue(library, path, label))
            all = false;
    }
    return all;
}

void library_unstage(struct library *library, const char *folder)
{
    remove_tree(folder);
    if (is_folder(folder))
        return; /* what could not be removed is seen again under its lock */
    (void)unlink(with_suffix(library->arena, folder, LABEL_SUFFIX));
    (void)unlink(with_suffix(library->arena, folder, LOCK_SUFFIX));
}

/* Whoever gets the lock of a folder owns it: its process is dead. */
static void clear_stale(struct library *library)
{
    size_t count;
    struct slice *names = list_names(library->staging, library->arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (!slice_ends(names[i], LOCK_SUFFIX))
            continue;
        struct slice name = slice_first(names[i], names[i].len - (sizeof(LOCK_SUFFIX) - 1));
        const char *folder = path_in(library->arena, library->staging, name);
        bool ours = false;
        for (size_t k = 0; k < library->n_staged; k++)
            ours = ours || strcmp(library->staged[k], folder) == 0;
        int lock = ours ? -1 : lock_file(with_suffix(library->arena, folder, LOCK_SUFFIX));
        if (lock < 0)
            continue;
        const char *label =
            read_label(with_suffix(library->arena, folder, LABEL_SUFFIX), library->arena);
        if (rescue_archives(library, folder, label))
            library_unstage(library, folder);
        close(lock);
    }
}

/* Files that outfile.h had not given their names when a process died, once they are old. */
static void sweep(const char *folder)
{
    DIR *open_folder = opendir(folder);
    time_t now = time(NULL);
    if (open_folder == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(open_folder)) != NULL;) {
        struct stat status;
        struct slice name = slice_of(entry->d_name);
        bool unnamed = slice_starts(name, ".") && name.len > 8 && name.ptr[name.len - 7] == '.';
        if (unnamed &&
            fstatat(dirfd(open_folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode) && now - status.st_mtime > UNNAMED_SECONDS)
            (void)unlinkat(dirfd(open_folder), entry->d_name, 0);
    }
    closedir(open_folder);
}

/* The lock before the folder: a folder is never seen without its lock. */
static const char *new_folder(struct library *library, int *ret_lock, struct error *error)
{
    for (int i = 1; i < NAMES_TRIED; i++) {
        const char *folder =
            arena_format(library->arena, "%s/%ld-%d", library->staging, (long)getpid(), i).ptr;
        *ret_lock = lock_file(with_suffix(library->arena, folder, LOCK_SUFFIX));
        if (*ret_lock < 0)
            continue;
        if (mkdir(folder, 0700) == 0)
            return folder;
        int reason = errno;
        close(*ret_lock);
        if (reason != EEXIST) {
            error_set(error, "%s cannot be made: %s", folder, strerror(reason));
            return NULL;
        }
    }
    error_set(error, "%s cannot be used", library->staging);
    return NULL;
}

const char *library_stage(struct library *library, const char *label, struct arena *arena,
                          struct error *error)
{
    int lock = -1;
    clear_stale(library);
    sweep(library->snapshots);
    sweep(library->captures);
    const char *folder = new_folder(library, &lock, error);
    if (folder == NULL)
        return NULL;
    *ARENA_PUSH(library->arena, library->locks, library->n_locks) = lock;
    *ARENA_PUSH(library->arena, library->staged, library->n_staged) = folder;
    if (label != NULL &&
        !outfile_put(with_suffix(library->arena, folder, LABEL_SUFFIX), slice_of(label), error)) {
        library_unstage(library, folder);
        return NULL;
    }
    give_to(folder, library->owner);
    return arena_string(arena, slice_of(folder));
}
