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

/* As snapshot->format has them. */
static const char *const archive_formats[] = {"tar.gz",  "tar",      "tar.xz", "tar.zst", "tar.bz2",
                                              "tar.lz4", "tar.lzma", "tar.Z",  "zip",     NULL};

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

static const char *capture_place(const struct library *library, struct slice id, const char *format)
{
    return arena_format(library->arena, "%s/%.*s.%s", library->captures, SLICE_ARGS(id), format)
        .ptr;
}

/* The archive that is kept, in whichever format; NULL where there is none. */
static const char *capture_path(const struct library *library, struct slice id)
{
    for (size_t i = 0; archive_formats[i] != NULL; i++) {
        const char *path = capture_place(library, id, archive_formats[i]);
        if (is_file(path))
            return path;
    }
    return NULL;
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
        entry->capture_path = slice_of(capture != NULL ? capture : "");
        if (stamp_of(snapshot, &stamp))
            entry->snapshot_bytes = stamp.bytes;
    }
    if (library->n_entries > 1)
        qsort(library->entries, library->n_entries, sizeof(*library->entries), by_time);
    return true;
}

static bool refresh_once(struct library *library, struct error *error)
{
    return index_begin(library->index, error) && index_files(library, error) &&
           index_commit(library->index, error) && load_entries(library, error);
}

/* The files are the library: where its index fails, another one is made of them. */
bool library_refresh(struct library *library, struct error *error)
{
    struct error trouble = ERROR_NONE;
    if (refresh_once(library, &trouble))
        return true;
    bool renewed = false;
    bool damaged = index_is_damaged(library->index);
    const char *path = library->index_path;
    index_close(library->index);
    if (damaged) {
        index_discard(path);
        make_private(path);
        give_to(path, library->owner);
    }
    library->index = index_open(damaged ? path : ":memory:", &renewed, error);
    if (library->index == NULL)
        return false;
    if (damaged)
        library_remark(library, SLICE("the index was damaged and was made anew from the files"));
    if (refresh_once(library, &trouble))
        return true;
    index_close(library->index);
    library->index = index_open(":memory:", &renewed, error);
    return library->index != NULL && refresh_once(library, error);
}

static bool open_folders(struct library *library, bool create, struct error *error)
{
    library->snapshots = path_in(library->arena, library->folder, SLICE("snapshots"));
    library->captures = path_in(library->arena, library->folder, SLICE("captures"));
    library->staging = path_in(library->arena, library->folder, SLICE("staging"));
    if (!create)
        return is_folder(library->folder) || access(library->folder, F_OK) != 0 ||
               error_set(error, "is no folder");
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
    library->index_path = there ? path : ":memory:";
    library->index = index_open(library->index_path, &renewed, error);
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

static bool may_keep_archive(const struct library_intake *intake, const struct snapshot *snapshot,
                             struct error *error)
{
    bool known = false;
    for (size_t i = 0; archive_formats[i] != NULL; i++)
        known = known || slice_is(snapshot->format, archive_formats[i]);
    if (!known || snapshot->extracted || !is_file(intake->path))
        return error_set(error, "is no archive: it cannot be kept as one, its figures can");
    return true;
}

static bool put_archive(struct library *library, const struct library_intake *intake,
                        struct slice id, struct slice format, struct error *error)
{
    const char *place = capture_place(library, id, arena_string(library->arena, format));
    struct slice below = slice_from(slice_of(intake->path), strlen(library->staging));
    bool staged =
        slice_starts(slice_of(intake->path), library->staging) && slice_starts(below, "/");
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
    struct error reason = ERROR_NONE;
    if (!snapshot_file_put(place, snapshot, &reason))
        return error_set(error, "not kept: %s %s", place, reason.reason);
    give_to(place, library->owner);
    return true;
}

/* What is kept of a capture stays as it is, whatever form the capture comes in again. */
static bool relabel(struct library *library, const struct library_entry *entry, const char *label,
                    struct error *error)
{
    struct snapshot *kept = snapshot_open(entry->snapshot_path.ptr, NULL, error);
    if (kept == NULL)
        return false;
    kept->label = slice_of(label);
    bool ok = put_snapshot(library, kept, entry->id, error);
    snapshot_free(kept);
    return ok;
}

static bool keep_new(struct library *library, struct snapshot *snapshot,
                     const struct library_intake *intake, struct slice id, struct error *error)
{
    if (intake->label != NULL)
        snapshot->label = slice_of(intake->label);
    if (!put_snapshot(library, snapshot, id, error))
        return false;
    if (!intake->keep_archive || put_archive(library, intake, id, snapshot->format, error))
        return true;
    (void)unlink(snapshot_path(library, id));
    return false;
}

static bool keep_again(struct library *library, const struct snapshot *snapshot,
                       const struct library_intake *intake, const struct library_entry *before,
                       struct error *error)
{
    bool add = intake->keep_archive && before->capture_path.len == 0;
    if (add && !put_archive(library, intake, before->id, snapshot->format, error))
        return false;
    bool rename = intake->label != NULL && !slice_is(before->label, intake->label);
    return !rename || relabel(library, before, intake->label, error);
}

static bool keep_snapshot(struct library *library, struct snapshot *snapshot,
                          const struct library_intake *intake, struct library_entry *ret,
                          bool *ret_known, struct error *error)
{
    struct slice id = entry_id(snapshot, library->arena);
    const struct library_entry *before = known(library, id);
    *ret_known = before != NULL;
    if (intake->keep_archive && !may_keep_archive(intake, snapshot, error))
        return false;
    bool ok = before != NULL ? keep_again(library, snapshot, intake, before, error)
                             : keep_new(library, snapshot, intake, id, error);
    if (!ok || !library_refresh(library, error))
        return false;
    const struct library_entry *kept = known(library, id);
    if (kept == NULL)
        return error_set(error, "cannot be read again from the library, or was removed from it");
    *ret = *kept;
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

static bool remove_file(const char *path, struct error *error)
{
    if (path != NULL && unlink(path) != 0 && errno != ENOENT)
        return error_set(error, "cannot be removed: %s", strerror(errno));
    return true;
}

/* The archive goes first: an archive without a snapshot would be lost to sight. */
bool library_remove(struct library *library, const struct library_entry *entry,
                    struct amount *ret_archive_bytes, struct error *error)
{
    const char *archive = capture_path(library, entry->id);
    struct amount bytes = archive != NULL ? file_size(archive) : (struct amount){.known = false};
    if (!remove_file(archive, error) || !remove_file(snapshot_path(library, entry->id), error) ||
        !library_refresh(library, error))
        return false;
    *ret_archive_bytes = bytes;
    return true;
}

/* Of a snapshot that cannot be read the archive may be all there is of the capture. */
bool library_discard(struct library *library, const char *id, const char **ret_archive,
                     struct error *error)
{
    const char *path = snapshot_path(library, slice_of(id));
    if (strchr(id, '/') != NULL || *id == '\0' || !is_file(path))
        return false;
    if (!remove_file(path, error) || !library_refresh(library, error))
        return false;
    *ret_archive = capture_path(library, slice_of(id));
    return true;
}
