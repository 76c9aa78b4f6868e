/* capture_report.c: what was taken, what it lacks, what is known already, and the next step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "capture_run.h"
#include "catalogue.h"
#include "commands.h"
#include "deliver.h"
#include "escape.h"
#include "findings.h"
#include "human.h"

enum { REMARKS_MAX = 20 };

struct report_page {
    const struct capture_run *run;
    const struct library_entry *entry;
    struct text out;
    bool compared;   /* with a snapshot of the library */
    bool base_early; /* which was taken soon after boot */
};

static void add_taken(struct report_page *page)
{
    const struct library_entry *entry = page->entry;
    struct text *out = &page->out;
    text_add(out, SLICE("Captured: "));
    escape_terminal(out, entry->id);
    if (entry->label.len > 0) {
        text_add(out, SLICE(" (label "));
        escape_terminal(out, entry->label);
        text_add(out, SLICE(")"));
    }
    text_add(out, SLICE("\n  "));
    escape_terminal(out, entry->capture_path.len > 0 ? entry->capture_path : entry->snapshot_path);
    text_add(out, SLICE("\n"));
}

static void add_wired(struct report_page *page, const struct findings *findings)
{
    const struct machine *machine = &findings->later.snapshot->machine;
    const struct wired_total *wired = &findings->later.account.wired;
    struct text *out = &page->out;
    if (!wired->bytes.known) {
        text_add(out, SLICE("The total of wired memory is not known.\n"));
        return;
    }
    human_bytes(out, wired->bytes.value);
    if (machine->memory_bytes.known) {
        text_add(out, SLICE(" of "));
        human_bytes(out, machine->memory_bytes.value);
    }
    text_add(out, SLICE(" is wired"));
    if (machine->uptime_seconds.known) {
        text_add(out, SLICE(", up "));
        human_duration(out, machine->uptime_seconds.value);
    }
    text_add(out, SLICE(".\n"));
}

/* zprint is what a capture is taken for: what it lacks is said first. */
static void add_zprint(struct report_page *page, const struct snapshot *snapshot)
{
    struct text *out = &page->out;
    if (snapshot->zprint.report == NULL)
        text_add(out, SLICE("Care: zprint is not in it, or cannot be used: it tells no zone, tag "
                            "or kext apart.\n"));
    else if (snapshot->zprint.sizes_hidden)
        text_add(out,
                 SLICE("Care: zprint hides the sizes of zones, as it was run without root.\n"));
    else if (!snapshot->zprint.zones_whole || snapshot->zprint.report->cut_short)
        text_add(out, SLICE("Care: zprint's tables are not whole.\n"));
}

static void add_remarks(struct report_page *page, const struct findings *findings)
{
    struct text *out = &page->out;
    size_t told = findings->n_warnings < REMARKS_MAX ? findings->n_warnings : REMARKS_MAX;
    for (size_t i = 0; i < told; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        text_add(out, SLICE("- "));
        if (warning->member.len > 0) {
            escape_terminal(out, slice_base_name(warning->member));
            text_add(out, SLICE(": "));
        }
        escape_terminal(out, warning->text);
        text_add(out, SLICE("\n"));
    }
    if (told < findings->n_warnings)
        text_printf(out, "- and %zu more: sysdelta show tells them\n", findings->n_warnings - told);
}

static void add_sentences(struct report_page *page, const struct findings *findings)
{
    for (size_t i = 0; i < findings->n_summary; i++) {
        escape_terminal(&page->out, findings->summary[i]);
        text_add(&page->out, SLICE("\n"));
    }
}

/* What has grown since the best baseline of the library, where there is one. */
static void add_growth(struct report_page *page, const struct snapshot *later,
                       const struct catalogue *catalogue)
{
    const struct library_entry *base_entry;
    const struct library_entry *later_entry;
    const char *why = NULL;
    struct error error = ERROR_NONE;
    struct findings findings;
    struct arena *arena = page->run->arena;
    if (!library_pair(page->run->library, &base_entry, &later_entry, &why, &error) ||
        !slice_equal(later_entry->id, page->entry->id))
        return;
    const char *path = arena_string(arena, base_entry->snapshot_path);
    struct snapshot *base = snapshot_open(path, NULL, &error);
    bool ok = base != NULL && findings_of(base, later, catalogue, arena, &findings, &error);
    if (ok) {
        text_add(&page->out, SLICE("Compared with "));
        escape_terminal(&page->out, base_entry->id);
        text_printf(&page->out, " (%s):\n", why);
        add_sentences(page, &findings);
        page->base_early = findings_base_is_early(&findings);
        page->compared = true;
    }
    snapshot_free(base);
}

static void add_command(struct report_page *page, const char *lead, const char *command)
{
    const struct options *options = page->run->options;
    text_printf(&page->out, "%s%s", lead, command);
    if (options->library != NULL) {
        text_add(&page->out, SLICE(" --library "));
        escape_terminal(&page->out, slice_of(options->library));
    }
}

static void add_capture(struct report_page *page, const char *lead, const char *label)
{
    add_command(page, lead, "sudo sysdelta capture");
    text_printf(&page->out, "%s --label %s\n", page->run->options->quick ? " --quick" : "", label);
}

static void add_next(struct report_page *page, const struct machine *machine)
{
    struct amount uptime = machine->uptime_seconds;
    bool early = uptime.known && uptime.value <= BASE_LATE_SECONDS;
    if (page->compared) {
        add_command(page, "All of it: ", "sysdelta diff");
        text_add(&page->out, SLICE("\n"));
    }
    if (early)
        add_capture(page, "Next: use the Mac until memory is bad, then run: ", "heavy");
    else if (!page->compared || !page->base_early)
        add_capture(page, "Next: reboot, then before opening anything run: ", "baseline");
}

static bool fill(struct report_page *page, const struct snapshot *snapshot,
                 const struct catalogue *catalogue)
{
    struct findings findings;
    struct error error = ERROR_NONE;
    if (!findings_of(NULL, snapshot, catalogue, page->run->arena, &findings, &error)) {
        complain(NULL, error.reason);
        return false;
    }
    add_taken(page);
    add_wired(page, &findings);
    add_zprint(page, snapshot);
    add_remarks(page, &findings);
    add_growth(page, snapshot, catalogue);
    add_next(page, &snapshot->machine);
    return true;
}

int capture_report(const struct capture_run *run, const struct library_entry *entry)
{
    struct report_page page = {.run = run, .entry = entry};
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    const char *path = arena_string(run->arena, entry->snapshot_path);
    struct snapshot *snapshot = snapshot_open(path, NULL, &error);
    bool ok = snapshot != NULL;
    if (!ok)
        complain(path, error.reason);
    ok = ok && open_catalogue(&catalogue, run->options, run->arena);
    ok = ok && fill(&page, snapshot, &catalogue);
    if (ok && !text_write(&page.out, stdout)) {
        complain("standard output", strerror(errno));
        ok = false;
    }
    text_free(&page.out);
    snapshot_free(snapshot);
    return ok ? EXIT_DONE : EXIT_USAGE;
}
