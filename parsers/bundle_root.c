/*
 * bundle_root.c: the one folder inside the capture whose reports are used, where there are several.
 */
#include <string.h>

#include "bundle_walk.h"
#include "report.h"

struct slice path_folder(struct slice path)
{
    size_t slash = slice_find_last(path, '/');
    return slash == path.len ? slice_first(path, 0) : slice_first(path, slash);
}

size_t path_depth(struct slice path)
{
    size_t depth = 0;
    for (size_t i = 0; i < path.len; i++)
        depth += path.ptr[i] == '/';
    return depth;
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
    return moment ? path_folder(folder) : folder;
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

/* sysdiagnose writes it on this release, as far as the release is known. */
static bool is_written(const struct report_kind *kind, uint64_t darwin)
{
    return kind->darwin_from != NEVER_WRITTEN && (darwin == 0 || darwin >= kind->darwin_from);
}

bool walk_has_all(const struct walk *walk)
{
    const struct snapshot *snapshot = walk->snapshot;
    struct slice root = {NULL, 0};
    uint64_t darwin;
    if (!walk->quick || walk->part != NULL)
        return false;
    struct slice kernel = snapshot_sysctl(snapshot, "kern.osrelease");
    if (!number_u64(slice_first(kernel, slice_find(kernel, '.')), &darwin))
        darwin = 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        if (!is_written(report_kinds[i], darwin))
            continue;
        /* A better one may still come: whole, or by the name that counts more. */
        if (!is_usable(report) || report->cut_short ||
            !slice_equal_fold(slice_base_name(report->member), slice_of(report->kind->members[0])))
            return false;
        /* One in a folder further in may be of an older capture, and the capture's still to come. */
        struct slice folder = capture_folder(path_folder(report->member));
        if (root.ptr == NULL || folder.len < root.len)
            root = folder;
    }
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        struct slice folder = capture_folder(path_folder(report->member));
        if (is_written(report_kinds[i], darwin) && !slice_equal(folder, root) &&
            !(report_kinds[i]->in_folder && slice_equal(path_folder(folder), root)))
            return false;
    }
    return path_depth(root) == 0;
}

static size_t reports_in(const struct snapshot *snapshot, struct slice folder)
{
    size_t count = 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        count +=
            is_usable(report) && slice_equal(capture_folder(path_folder(report->member)), folder);
    }
    return count;
}

/* The folder with the most usable reports; of equals the shallowest, then the first by name. */
static bool is_better_root(const struct snapshot *snapshot, struct slice folder, struct slice root)
{
    size_t here = reports_in(snapshot, folder);
    size_t there = reports_in(snapshot, root);
    size_t depth = folder.len == 0 ? 0 : path_depth(folder) + 1;
    size_t root_depth = root.len == 0 ? 0 : path_depth(root) + 1;
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

bool walk_settle_root(struct walk *walk, struct error *error)
{
    struct snapshot *snapshot = walk->snapshot;
    bool found = false;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (snapshot->reports[i].status == REPORT_MISSING)
            continue;
        struct slice folder = capture_folder(path_folder(snapshot->reports[i].member));
        if (!found || is_better_root(snapshot, folder, snapshot->root))
            snapshot->root = folder;
        found = true;
    }
    if (!found && snapshot->damage.len > 0) {
        return error_set(error, "no report could be read: %.*s", SLICE_ARGS(snapshot->damage));
    }
    if (!found && walk->skipped.len > 0)
        return error_set(error, "no report could be read: %.*s", SLICE_ARGS(walk->skipped));
    if (!found) {
        return error_set(error,
                         "holds no report that is known here (%llu file%s): give it the archive or "
                         "the folder that sysdiagnose wrote",
                         (unsigned long long)snapshot->members, snapshot->members == 1 ? "" : "s");
    }
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (snapshot->reports[i].status == REPORT_MISSING)
            continue;
        struct slice folder = path_folder(snapshot->reports[i].member);
        if (!lies_below(folder, snapshot->root) || crosses_capture(folder, snapshot->root))
            drop_report(snapshot, i);
    }
    if (!slice_equal(walk->other_root, snapshot->root))
        snapshot->other_root = walk->other_root;
    return true;
}
