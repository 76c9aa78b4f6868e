#include "snapshot.h"

#include <stdarg.h>
#include <stdio.h>

#include "report.h"

struct snapshot *snapshot_new(void)
{
    struct arena *arena = arena_new();
    struct snapshot *snapshot = arena_alloc(arena, sizeof(*snapshot));
    snapshot->arena = arena;
    while (report_kinds[snapshot->n_reports] != NULL)
        snapshot->n_reports++;
    snapshot->reports = arena_alloc(arena, snapshot->n_reports * sizeof(*snapshot->reports));
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        snapshot->reports[i] = (struct report){.kind = report_kinds[i], .status = REPORT_MISSING};
    }
    return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot != NULL)
        arena_free(snapshot->arena);
}

const char *report_status_name(enum report_status status)
{
    static const char *const names[] = {
        [REPORT_MISSING] = "missing", [REPORT_OK] = "ok",
        [REPORT_PARTIAL] = "partial", [REPORT_EMPTY] = "empty",
        [REPORT_REFUSED] = "refused", [REPORT_NOT_UNDERSTOOD] = "not-understood",
    };
    return names[status];
}

const struct report *snapshot_report(const struct snapshot *snapshot, const char *kind)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (slice_is(slice_of(kind), snapshot->reports[i].kind->name))
            return &snapshot->reports[i];
    }
    return NULL;
}

bool snapshot_was_refused(const struct snapshot *snapshot, const char *kind)
{
    const struct report *report = snapshot_report(snapshot, kind);
    return report != NULL && report->status == REPORT_REFUSED;
}

const struct sysctl_entry *snapshot_sysctl_entry(const struct snapshot *snapshot, const char *name)
{
    const struct sysctl *sysctl = &snapshot->sysctl;
    for (size_t i = 0; i < sysctl->n_rows; i++) {
        if (slice_is(sysctl->rows[i].name, name))
            return &sysctl->rows[i];
    }
    return NULL;
}

struct slice snapshot_sysctl(const struct snapshot *snapshot, const char *name)
{
    const struct sysctl_entry *entry = snapshot_sysctl_entry(snapshot, name);
    return entry != NULL ? entry->value : (struct slice){NULL, 0};
}

struct amount snapshot_counter(const struct snapshot *snapshot, const char *name,
                               struct origin *ret_origin)
{
    const struct zprint *zprint = &snapshot->zprint;
    for (size_t i = 0; i < zprint->n_maps; i++) {
        if (slice_is(zprint->maps[i].name, name)) {
            *ret_origin = zprint->maps[i].origin;
            return amount_of(zprint->maps[i].size_bytes);
        }
    }
    return AMOUNT_UNKNOWN;
}

void snapshot_warn(struct snapshot *snapshot, const char *format, ...)
{
    enum { WARNINGS_MAX = 200 };
    char text[512];
    va_list args;
    if (snapshot->n_warnings >= WARNINGS_MAX)
        return; /* or a hostile folder could have more of them than figures */
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    *ARENA_PUSH(snapshot->arena, snapshot->warnings, snapshot->n_warnings) =
        (struct warning){.text = arena_copy(snapshot->arena, slice_of(text))};
}
