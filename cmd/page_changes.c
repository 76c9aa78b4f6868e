/* page_changes.c: processes and kexts: what changed between two captures, or what is in one. */
#include "page.h"

static void print_process_counts(const struct page *page)
{
    const struct process_list *list = &page->findings->processes;
    struct text line = {0};
    if (!list->counted)
        return;
    text_printf(&line, "processes: %zu before, %zu after", list->base_instances,
                list->later_instances);
    if (page->findings->comparable.boot == BOOT_SAME) {
        text_printf(&line, " (%zu ended, %zu started)", list->ended, list->started);
    }
    page_item(page, text_slice(&line));
    text_free(&line);
}

void page_changes(const struct page *page)
{
    const struct findings *findings = page->findings;
    page_heading(page, "What else changed");
    print_process_counts(page);
    if (!findings->kexts_known) {
        page_item(page, SLICE("kexts: not known, the list is missing or cut short on a side"));
        return;
    }
    if (findings->n_kexts == 0) {
        page_item(page, SLICE("the same kexts are loaded"));
    }
    page_kext_changes(page, KEXT_LOADED, "kexts loaded since the base:");
    page_kext_changes(page, KEXT_UNLOADED, "kexts of the base that are not loaded any more:");
    page_kext_changes(page, KEXT_OTHER_VERSION, "kexts of another version:");
}

void page_contents(const struct page *page)
{
    const struct findings *findings = page->findings;
    const struct kexts *kexts = &findings->later.snapshot->kexts;
    bool processes = findings->processes.later_known;
    struct text line = {0};
    if (processes)
        text_printf(&line, "%zu processes", findings->processes.later_instances);
    if (kexts->report != NULL)
        text_printf(&line, "%s%zu kexts loaded", line.len > 0 ? ", " : "", kexts->n_rows);
    if (line.len > 0) {
        page_heading(page, "In this capture");
        page_item(page, text_slice(&line));
        page_foreign_kexts(page);
    }
    text_free(&line);
}
