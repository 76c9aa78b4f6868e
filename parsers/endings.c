#include "endings.h"

/* Its end is told in words that stand alone: "signal 9", "stopped after 60 s", "interrupted". */
static const char *reason(struct arena *arena, const struct manifest_collector *collector)
{
    if (collector->exit_status.known)
        return "cut short: a process that its program left behind was still writing";
    if (collector->end.len == 0)
        return "perhaps cut short: how its program ended is not known";
    bool stopped =
        slice_starts(collector->end, "stopped ") || slice_is(collector->end, "interrupted");
    const char *verb = stopped ? "was" : "did not end well:";
    if (slice_starts(collector->end, "signal "))
        verb = "was ended by";
    return arena_format(arena, "cut short: its program %s %.*s", verb, SLICE_ARGS(collector->end))
        .ptr;
}

static void mark_report(struct snapshot *snapshot, const struct manifest_collector *collector)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        struct report *report = &snapshot->reports[i];
        bool usable = report->status == REPORT_OK || report->status == REPORT_PARTIAL;
        if (!usable || !slice_equal(slice_base_name(report->member), collector->member))
            continue;
        report->cut_short = true;
        if (report->status == REPORT_OK) {
            report->status = REPORT_PARTIAL;
            report->reason = slice_of(reason(snapshot->arena, collector));
        }
    }
}

void mark_stopped_reports(struct snapshot *snapshot)
{
    const struct manifest *manifest = &snapshot->manifest;
    for (size_t i = 0; i < manifest->n_collectors; i++) {
        const struct manifest_collector *collector = &manifest->collectors[i];
        bool outlived = collector->left_behind.len > 0;
        if ((!collector->exit_status.known || outlived) && collector->member.len > 0)
            mark_report(snapshot, collector);
    }
}
