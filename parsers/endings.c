#include "endings.h"

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
            report->reason = arena_format(snapshot->arena, "cut short: its program was %.*s",
                                          SLICE_ARGS(collector->end));
        }
    }
}

void mark_stopped_reports(struct snapshot *snapshot)
{
    const struct manifest *manifest = &snapshot->manifest;
    for (size_t i = 0; i < manifest->n_collectors; i++) {
        const struct manifest_collector *collector = &manifest->collectors[i];
        if (!collector->exit_status.known && collector->member.len > 0)
            mark_report(snapshot, collector);
    }
}
