#include "library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "library_entry.h"
#include "library_files.h"
#include "library_index.h"
#include "library_private.h"
#include "system.h"

#define ARCHIVE_SUFFIX ".tar.gz"

void library_remark(struct library *library, struct slice text)
{
    *ARENA_PUSH(library->arena, library->remarks, library->n_remarks) = text;
}

const char *library_folder(const struct library *library)
{
    return library->folder;
}

const struct slice *library_remarks(const struct library *library, size_t *ret_count)
{
    *ret_count = library->n_remarks;
    return library->remarks;
}

const struct library_entry *library_entries(const struct library *library, size_t *ret_count)
{
    *ret_count = library->n_entries;
    return library->entries;
}

static const char *snapshot_path(const struct library *library, struct slice id)
{
    return arena_format(library->arena, "%s/%.*s" SNAPSHOT_SUFFIX, library->snapshots,
                        SLICE_ARGS(id))
        .ptr;
}

static const char *capture_path(const struct library *library, struct slice id)
{
    return arena_format(library->arena, "%s/%.*s" ARCHIVE_SUFFIX, library->captures, SLICE_ARGS(id))
        .ptr;
}

static bool stamp_of(const char *path, struct index_stamp *ret)
{
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    struct timespec modified = system_modified(&status);
    ret->bytes = (uint64_t)status.st_size;
    ret->modified = (int64_t)modified.tv_sec * 1000000000 + modified.tv_nsec;
    return true;
}

/* Reads a file that the index does not know, or not as it is now. */
static bool index_file(struct library *library, struct slice id, const char *path,
                       struct index_stamp stamp, struct error *error)
{
    struct error unreadable = ERROR_NONE;
    struct snapshot *snapshot = snapshot_open(path, NULL, &unreadable);
    if (snapshot == NULL) {
        library_remark(library, arena_format(library->arena, "%s: %s", path, unreadable.reason));
        return index_remove(library->index, id, error);
    }
    struct library_entry entry = entry_of(snapshot);
    entry.id = id;
    bool ok = index_put(library->index, &entry, stamp, error);
    snapshot_free(snapshot);
    return ok;
}

static bool is_listed(const struct slice *names, size_t count, struct slice id)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i].len == id.len + sizeof(SNAPSHOT_SUFFIX) - 1 &&
            slice_equal(slice_first(names[i], id.len), id))
            return true;
    }
    return false;
}

static bool drop_vanished(struct library *library, const struct slice *names, size_t count,
                          struct error *error)
{
    struct slice *ids;
    size_t n_ids;
    if (!index_ids(library->index, library->arena, &ids, &n_ids, error))
        return false;
    for (size_t i = 0; i < n_ids; i++) {
        if (!is_listed(names, count, ids[i]) && !index_remove(library->index, ids[i], error))
            return false;
    }
    return true;
}

static bool index_files(struct library *library, struct error *error)
{
    size_t count;
    struct slice *names = list_names(library->snapshots, library->arena, &count);
    if (!drop_vanished(library, names, count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct index_stamp stamp;
        if (!slice_ends(names[i], SNAPSHOT_SUFFIX))
            continue;
        struct slice id = slice_first(names[i], names[i].len - (sizeof(SNAPSHOT_SUFFIX) - 1));
        const char *path = snapshot_path(library, id);
        if (stamp_of(path, &stamp) && !index_has(library->index, id, stamp) &&
            !index_file(library, id, path, stamp, error))
            return false;
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    return entry_order(a, b);
}

static bool load_entries(struct library *library, struct error *error)
{
    if (!index_entries(library->index, library->arena, &library->entries, &library->n_entries,
                       error))
        return false;
    for (size_t i = 0; i < library->n_entries; i++) {
        struct library_entry *entry = &library->entries[i];
        struct index_stamp stamp = {.bytes = 0};
        const char *snapshot = snapshot_path(library, entry->id);
        const char *capture = capture_path(library, entry->id);
        entry->snapshot_path = slice_of(snapshot);
        entry->capture_path = is_file(capture) ? slice_of(capture) : (struct slice){"", 0};
        if (stamp_of(snapshot, &stamp))
            entry->snapshot_bytes = stamp.bytes;
    }
    if (library->n_entries > 1)
        qsort(library->entries, library->n_entries, sizeof(*library->entries), by_time);
    return true;
}

bool library_refresh(struct library *library, struct error *error)
{
    return index_begin(library->index, error) && index_files(library, error) &&
           index_commit(library->index, error) && load_entries(library, error);
}

static bool open_folders(struct library *library, bool create, struct error *error)
{
    library->snapshots = path_in(library->arena, library->folder, SLICE("snapshots"));
    library->captures = path_in(library->arena, library->folder, SLICE("captures"));
    library->staging = path_in(library->arena, library->folder, SLICE("staging"));
    if (!create)
        return is_folder(library->folder) || access(library->folder, F_OK) != 0 ||
               error_set(error, "%s is no folder", library->folder);
    return make_folder(library->snapshots, library->owner, error) &&
           make_folder(library->captures, library->owner, error) &&
           make_folder(library->staging, library->owner, error);
}

static bool open_index(struct library *library, struct error *error)
{
    bool renewed = false;
    bool there = is_folder(library->folder);
    const char *path = path_in(library->arena, library->folder, SLICE("index.sqlite3"));
    if (there)
        make_private(path); /* SQLite would let others read it */
    library->index = index_open(there ? path : ":memory:", &renewed, error);
    if (library->index == NULL)
        return false;
    if (there)
        give_to(path, library->owner);
    if (renewed)
        library_remark(library, SLICE("the index was damaged and was made anew from the files"));
    return true;
}

struct library *library_open(const char *folder, bool create, struct library_owner owner,
                             struct error *error)
{
    struct arena *arena = arena_new();
    struct library *library = arena_alloc(arena, sizeof(*library));
    library->arena = arena;
    library->folder = arena_string(arena, slice_of(folder));
    library->owner = owner;
    if (!open_folders(library, create, error) || !open_index(library, error) ||
        !library_refresh(library, error)) {
        library_close(library);
        return NULL;
    }
    return library;
}

void library_close(struct library *library)
{
    if (library == NULL)
        return;
    for (size_t i = 0; i < library->n_locks; i++)
        close(library->locks[i]);
    index_close(library->index);
    arena_free(library->arena);
}

/* An older snapshot of the same capture, under whatever id. */
static const struct library_entry *known(const struct library *library, struct slice id)
{
    for (size_t i = 0; i < library->n_entries; i++) {
        if (slice_equal(library->entries[i].id, id))
            return &library->entries[i];
    }
    return NULL;
}

static bool put_archive(struct library *library, const struct library_intake *intake,
                        struct slice id, struct slice format, struct error *error)
{
    const char *place = capture_path(library, id);
    struct slice below = slice_from(slice_of(intake->path), strlen(library->staging));
    bool staged =
        slice_starts(slice_of(intake->path), library->staging) && slice_starts(below, "/");
    if (!is_file(intake->path) || !slice_is(format, "tar.gz"))
        return error_set(error, "is no .tar.gz: its archive cannot be kept, its figures can");
    bool ok =
        staged ? move_file(intake->path, place, error) : copy_file(intake->path, place, error);
    if (ok) {
        (void)chmod(place, 0600);
        give_to(place, library->owner);
    }
    return ok;
}

/* The snapshot first: without it an archive is no part of the library. */
static bool put_snapshot(struct library *library, const struct snapshot *snapshot, struct slice id,
                         struct error *error)
{
    const char *place = snapshot_path(library, id);
    if (!snapshot_file_put(place, snapshot, error))
        return false;
    give_to(place, library->owner);
    return true;
}

static bool keep_snapshot(struct library *library, struct snapshot *snapshot,
                          const struct library_intake *intake, struct library_entry *ret,
                          bool *ret_known, struct error *error)
{
    struct slice id = entry_id(snapshot, library->arena);
    const struct library_entry *before = known(library, id);
    *ret_known = before != NULL;
    if (intake->label != NULL) {
        snapshot->label = slice_of(intake->label);
    } else if (before != NULL) {
        snapshot->label = before->label;
    }
    bool changed = before == NULL || !slice_equal(before->label, snapshot->label);
    if (changed && !put_snapshot(library, snapshot, id, error))
        return false;
    if (intake->keep_archive && (before == NULL || before->capture_path.len == 0) &&
        !put_archive(library, intake, id, snapshot->format, error)) {
        if (before == NULL)
            (void)unlink(snapshot_path(library, id));
        return false;
    }
    if (!library_refresh(library, error))
        return false;
    before = known(library, id);
    if (before == NULL)
        return error_set(error, "it was removed again by somebody else");
    *ret = *before;
    return true;
}

bool library_keep(struct library *library, const struct library_intake *intake,
                  struct library_entry *ret, bool *ret_known, struct error *error)
{
    struct snapshot *snapshot = snapshot_open(intake->path, NULL, error);
    if (snapshot == NULL)
        return false;
    bool ok = keep_snapshot(library, snapshot, intake, ret, ret_known, error);
    snapshot_free(snapshot);
    return ok;
}

/* The archive goes first: an archive without a snapshot would be lost to sight. */
bool library_remove(struct library *library, const struct library_entry *entry, struct error *error)
{
    const char *paths[] = {capture_path(library, entry->id), snapshot_path(library, entry->id)};
    for (size_t i = 0; i < 2; i++) {
        if (unlink(paths[i]) != 0 && errno != ENOENT)
            return error_set(error, "cannot be removed: %s", strerror(errno));
    }
    return library_refresh(library, error);
}
