#include "bundle.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle_walk.h"
#include "machine.h"
#include "report.h"

enum { WARNINGS_MAX = 50 };

static struct slice folder_of(struct slice path)
{
    size_t slash = slice_find_last(path, '/');
    return slash == path.len ? slice_first(path, 0) : slice_first(path, slash);
}

static size_t depth_of(struct slice path)
{
    size_t depth = 0;
    for (size_t i = 0; i < path.len; i++)
        depth += path.ptr[i] == '/';
    return depth;
}

static bool kind_of_member(struct slice member, size_t *ret_kind, size_t *ret_rank)
{
    struct slice base = slice_base_name(member);
    for (size_t kind = 0; report_kinds[kind] != NULL; kind++) {
        const char *const *names = report_kinds[kind]->members;
        for (size_t rank = 0; names[rank] != NULL; rank++) {
            if (slice_equal_fold(base, slice_of(names[rank]))) {
                *ret_kind = kind;
                *ret_rank = rank;
                return true;
            }
        }
    }
    return false;
}

bool walk_claims(struct walk *walk, struct slice member, size_t *ret_kind)
{
    size_t kind;
    size_t rank;
    walk->snapshot->members++;
    if (!kind_of_member(member, &kind, &rank))
        return false;
    *ret_kind = kind;
    if (walk->reads[kind] >= READS_MAX) {
        walk->snapshot->damage = SLICE("more members of one name than any capture holds");
        return false;
    }

    struct slice held = walk->snapshot->reports[kind].member;
    if (held.len == 0)
        return true;
    size_t held_kind;
    size_t held_rank;
    if (!kind_of_member(held, &held_kind, &held_rank))
        return true;

    size_t depth = depth_of(member);
    if (depth != depth_of(held))
        return depth < depth_of(held);
    bool same_folder = slice_equal(folder_of(member), folder_of(held));
    bool better =
        same_folder && rank != held_rank ? rank < held_rank : slice_compare(member, held) <= 0;
    if (!same_folder) {
        struct slice other = folder_of(better ? held : member);
        walk->other_root = arena_copy(walk->snapshot->arena, other);
    }
    return better;
}

void walk_skips(struct walk *walk, struct slice member, const char *why)
{
    size_t kind;
    size_t rank;
    if (kind_of_member(member, &kind, &rank) && walk->snapshot->n_warnings < WARNINGS_MAX)
        snapshot_warn(walk->snapshot, "%.*s %s and was not read", SLICE_ARGS(member), why);
}

bool walk_read(struct walk *walk, size_t kind, struct slice member, struct byte_reader reader,
               struct error *error)
{
    struct lines *lines = lines_new(reader);
    if (lines == NULL)
        return error_set(error, "out of memory");
    walk->reads[kind]++;
    report_parse(walk->snapshot, kind, member, lines);
    lines_free(lines);
    return true;
}

bool walk_read_single(struct walk *walk, struct byte_reader reader, struct error *error)
{
    struct lines *lines = lines_new(reader);
    if (lines == NULL)
        return error_set(error, "out of memory");
    struct slice head = lines_peek(lines);
    int kind = report_recognise(head);
    bool ok = kind >= 0;
    if (ok) {
        report_parse(walk->snapshot, (size_t)kind, walk->snapshot->name, lines);
    } else if (lines_error(lines)->set) {
        error_set(error, "%s", lines_error(lines)->reason);
    } else if (head.len == 0) {
        error_set(error, "is empty");
    } else {
        error_set(error,
                  "is neither an archive of a known format nor a report that is known here: give "
                  "it what sysdiagnose wrote");
    }
    lines_free(lines);
    return ok;
}

static bool lies_below(struct slice folder, struct slice root)
{
    if (root.len == 0)
        return true;
    return slice_equal(slice_first(folder, root.len), root) &&
           (folder.len == root.len || folder.ptr[root.len] == '/');
}

/* Old sysdiagnoses keep the reports of a moment in a sub-folder and the others above it. */
static struct slice capture_folder(struct slice folder)
{
    struct slice base = slice_base_name(folder);
    bool moment = slice_starts(base, "System State ") || slice_starts(base, "system_state_");
    return moment ? folder_of(folder) : folder;
}

/* A capture inside of a capture is another one. */
static bool crosses_capture(struct slice folder, struct slice root)
{
    struct slice rest = slice_from(folder, root.len);
    while (rest.len > 0) {
        if (rest.ptr[0] == '/')
            rest = slice_from(rest, 1);
        if (slice_starts(rest, "sysdiagnose_") || slice_starts(rest, "IN_PROGRESS_sysdiagnose_"))
            return true;
        rest = slice_from(rest, slice_find(rest, '/'));
    }
    return false;
}

static bool is_usable(const struct report *report)
{
    return report->status == REPORT_OK || report->status == REPORT_PARTIAL;
}

static size_t reports_in(const struct snapshot *snapshot, struct slice folder)
{
    size_t count = 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        count +=
            is_usable(report) && slice_equal(capture_folder(folder_of(report->member)), folder);
    }
    return count;
}

/* The folder with the most usable reports; of equals the shallowest, then the first by name. */
static bool is_better_root(const struct snapshot *snapshot, struct slice folder, struct slice root)
{
    size_t here = reports_in(snapshot, folder);
    size_t there = reports_in(snapshot, root);
    size_t depth = folder.len == 0 ? 0 : depth_of(folder) + 1;
    size_t root_depth = root.len == 0 ? 0 : depth_of(root) + 1;
    if (here != there)
        return here > there;
    return depth != root_depth ? depth < root_depth : slice_compare(folder, root) < 0;
}

static void drop_report(struct snapshot *snapshot, size_t kind)
{
    struct report *report = &snapshot->reports[kind];
    snapshot_warn(snapshot, "%.*s lies outside of the capture's folder and was not used",
                  SLICE_ARGS(report->member));
    *report = (struct report){.kind = report->kind, .status = REPORT_MISSING};
    memset((char *)snapshot + report->kind->offset, 0, report->kind->size);
}

static bool settle_root(struct walk *walk, struct error *error)
{
    struct snapshot *snapshot = walk->snapshot;
    bool found = false;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (snapshot->reports[i].status == REPORT_MISSING)
            continue;
        struct slice folder = capture_folder(folder_of(snapshot->reports[i].member));
        if (!found || is_better_root(snapshot, folder, snapshot->root))
            snapshot->root = folder;
        found = true;
    }
    if (!found && snapshot->damage.len > 0) {
        return error_set(error, "no report could be read: %.*s", SLICE_ARGS(snapshot->damage));
    }
    if (!found) {
        return error_set(error,
                         "holds no report that is known here (%llu file%s): give it the archive or "
                         "the folder that sysdiagnose wrote",
                         (unsigned long long)snapshot->members, snapshot->members == 1 ? "" : "s");
    }
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (snapshot->reports[i].status == REPORT_MISSING)
            continue;
        struct slice folder = folder_of(snapshot->reports[i].member);
        if (!lies_below(folder, snapshot->root) || crosses_capture(folder, snapshot->root))
            drop_report(snapshot, i);
    }
    if (!slice_equal(walk->other_root, snapshot->root))
        snapshot->other_root = walk->other_root;
    return true;
}

/* "." and "capture/" have names too: the capture's date may stand in them. */
static struct slice own_name(struct arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    struct slice name = slice_base_name(slice_of(resolved != NULL ? resolved : path));
    name = arena_copy(arena, name);
    free(resolved);
    return name;
}

struct snapshot *bundle_read(const char *path, struct error *error)
{
    struct stat status;
    bool standard_input = strcmp(path, "-") == 0;
    bool folder = !standard_input && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    struct snapshot *snapshot = snapshot_new();
    struct walk walk = {.snapshot = snapshot};
    walk.reads = arena_alloc(snapshot->arena, snapshot->n_reports * sizeof(*walk.reads));

    snapshot->path = arena_copy(snapshot->arena, slice_of(path));
    snapshot->name = standard_input ? SLICE("standard input") : own_name(snapshot->arena, path);
    bool ok = folder ? folder_walk(&walk, path, error) : archive_walk(&walk, path, error);
    if (ok)
        ok = settle_root(&walk, error);
    if (ok)
        ok = machine_read(snapshot, error);
    if (!ok) {
        snapshot_free(snapshot);
        return NULL;
    }
    return snapshot;
}
