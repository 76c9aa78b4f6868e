#include "bundle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle_walk.h"
#include "endings.h"
#include "heap.h"
#include "machine.h"

/* "." and "capture/" have names too: the capture's date may stand in them. */
static struct slice own_name(struct arena *arena, const char *path)
{
    errno = 0;
    char *resolved = realpath(path, NULL);
    if (resolved == NULL)
        heap_check();
    struct slice name = slice_base_name(slice_of(resolved != NULL ? resolved : path));
    name = arena_copy(arena, name);
    free(resolved);
    return name;
}

static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

static bool walk_path(struct walk *walk, const char *path, struct error *error)
{
    struct stat status;
    bool folder = !is_standard_input(path) && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    walk->reads = arena_alloc(walk->snapshot->arena, walk->snapshot->n_reports * sizeof(unsigned));
    return folder ? folder_walk(walk, path, error) : archive_walk(walk, path, error);
}

/* A snapshot file and the notes of a part hold all that was ever said of their capture. */
static bool settle_machine(struct walk *walk, struct error *error)
{
    struct snapshot *snapshot = walk->snapshot;
    struct warning *warnings = snapshot->warnings;
    size_t n_warnings = snapshot->n_warnings;
    bool all_said = walk->is_guest || walk->part != NULL;
    if (all_said) {
        snapshot->warnings = NULL;
        snapshot->n_warnings = 0;
    }
    bool ok = machine_read(snapshot, error);
    if (all_said) {
        snapshot->warnings = warnings;
        snapshot->n_warnings = n_warnings;
    }
    return ok;
}

static bool settle(struct walk *walk, struct error *error)
{
    if (walk->guest_damage.len > 0)
        return error_set(error, "the snapshot file cannot be trusted: %.*s",
                         SLICE_ARGS(walk->guest_damage));
    if (walk->part != NULL && walk->notes.len == 0)
        return error_set(error, "is no evidence bundle: it has no %s/" NOTES_MEMBER, walk->part);
    if (walk->parts_mixed)
        return error_set(error, "holds more than one evidence bundle: give it one of them");
    if (!walk->is_guest && !walk_settle_root(walk, error))
        return false;
    if (walk->part != NULL && !walk_settle_notes(walk, error))
        return false;
    mark_stopped_reports(walk->snapshot);
    return settle_machine(walk, error);
}

struct snapshot *bundle_open(const char *path, const struct bundle_options *options,
                             struct error *error)
{
    struct snapshot *snapshot = snapshot_new();
    struct walk walk = {.snapshot = snapshot, .limits = &limits_default};
    if (options != NULL) {
        walk.guest = options->guest;
        walk.part = options->part;
        walk.no_hash = options->no_hash;
        walk.quick = options->quick;
        walk.watcher = options->watcher;
        if (options->limits != NULL)
            walk.limits = options->limits;
    }
    snapshot->path = arena_copy(snapshot->arena, slice_of(path));
    snapshot->name =
        is_standard_input(path) ? SLICE("standard input") : own_name(snapshot->arena, path);
    if (!walk_path(&walk, path, error) || !settle(&walk, error)) {
        snapshot_free(snapshot);
        return NULL;
    }
    return snapshot;
}

struct snapshot *bundle_read(const char *path, struct error *error)
{
    return bundle_open(path, NULL, error);
}

/* A snapshot file stands for a capture, and standard input is gone once it was read. */
static bool can_be_walked(const struct snapshot *snapshot, const char *holds, struct error *error)
{
    if (snapshot->extracted)
        return error_set(error,
                         "is a snapshot file, which holds no %s: give the capture "
                         "that it was made of",
                         holds);
    return !slice_is(snapshot->path, "-") ||
           error_set(error, "standard input cannot be read twice");
}

static bool all_copied(const struct walk *walk, struct error *error)
{
    for (size_t i = 0; i < walk->copied->n_reports; i++) {
        const struct report *report = &walk->copied->reports[i];
        if (report->place > 0 && walk->reads[i] == 0)
            return error_set(error, "%.*s is not there any more", SLICE_ARGS(report->member));
    }
    return true;
}

bool bundle_copy(const struct snapshot *snapshot, const struct bundle_options *options,
                 const struct bundle_sink *sink, struct error *error)
{
    if (!can_be_walked(snapshot, "reports", error))
        return false;
    struct snapshot *scratch = snapshot_new();
    struct walk walk = {
        .snapshot = scratch, .limits = &limits_default, .copied = snapshot, .sink = sink};
    char *path = arena_string(scratch->arena, snapshot->path);
    walk.no_hash = true;
    if (options != NULL) {
        walk.part = options->part;
        if (options->limits != NULL)
            walk.limits = options->limits;
    }
    bool ok = walk_path(&walk, path, error) && all_copied(&walk, error);
    snapshot_free(scratch);
    return ok;
}

bool bundle_list(const struct snapshot *snapshot, const struct bundle_options *options,
                 const struct bundle_lister *lister, struct error *error)
{
    if (!can_be_walked(snapshot, "members", error))
        return false;
    struct snapshot *scratch = snapshot_new();
    struct walk walk = {.snapshot = scratch,
                        .limits = &limits_default,
                        .no_hash = true,
                        .copied = snapshot,
                        .lister = lister};
    if (options != NULL && options->limits != NULL)
        walk.limits = options->limits;
    bool ok = walk_path(&walk, arena_string(scratch->arena, snapshot->path), error);
    snapshot_free(scratch);
    return ok;
}
