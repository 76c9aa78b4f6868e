/* page_kexts.c: the kexts that came and went, those that are not Apple's, and all of them. */
#include "escape.h"
#include "human.h"
#include "page.h"

/* Where the system itself was updated, Apple's kexts come and go with it. */
static bool goes_with_update(const struct findings *findings, const struct kext_change *change)
{
    struct slice base = findings->base.snapshot->machine.os_build;
    struct slice later = findings->later.snapshot->machine.os_build;
    return base.len > 0 && later.len > 0 && !slice_equal(base, later) &&
           slice_starts(change->name, "com.apple.") && !change->left_bytes.known;
}

static void add_kext_change(struct text *line, const struct kext_change *change)
{
    escape_terminal(line, change->name);
    if (change->kind == KEXT_OTHER_VERSION) {
        text_add(line, SLICE(" ("));
        escape_terminal(line, change->base_version);
        text_add(line, SLICE(" \xE2\x86\x92 "));
        escape_terminal(line, change->later_version);
        text_add(line, SLICE(")"));
    }
    if (change->left_bytes.known) {
        text_add(line, SLICE(" (left "));
        human_bytes(line, change->left_bytes.value);
        text_add(line, SLICE(" wired behind)"));
    }
}

void page_kext_changes(const struct page *page, enum kext_change_kind kind, const char *title)
{
    const struct findings *findings = page->findings;
    struct name_list list = {.count = 0};
    size_t apples = 0;
    text_add(&list.line, slice_of(title));
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind != kind)
            continue;
        if (goes_with_update(findings, change)) {
            apples++;
        } else if (page_next_name(&list)) {
            add_kext_change(&list.line, change);
        }
    }
    if (apples > 0) {
        text_printf(&list.line, "%s %zu of Apple's, with the update", list.count > 0 ? " and" : "",
                    apples);
        list.count += list.count == 0;
    }
    page_names(page, &list);
}

/* Of all kexts the first that people ask about. */
void page_foreign_kexts(const struct page *page)
{
    const struct findings *findings = page->findings;
    struct name_list list = {.count = 0};
    text_add(&list.line, SLICE("not Apple's:"));
    for (size_t i = 0; i < findings->n_foreign_kexts; i++) {
        if (page_next_name(&list))
            escape_terminal(&list.line, findings->foreign_kexts[i]);
    }
    page_names(page, &list);
}

void page_kexts(const struct page *page)
{
    static const struct table_column columns[] = {
        {"kext", false, true, 0},
        {"version", false, false, 1},
        {"index", true, false, 2},
        {"image", true, false, 0},
    };
    const struct kexts *kexts = &page->findings->later.snapshot->kexts;
    struct table *table = kexts->report != NULL ? table_new(columns, 4) : NULL;
    if (table == NULL)
        return;
    for (size_t i = 0; i < kexts->n_rows; i++) {
        table_row(table, STYLE_PLAIN);
        escape_terminal(table_cell(table), kexts->rows[i].name);
        escape_terminal(table_cell(table), kexts->rows[i].version);
        page_count_cell(table, kexts->rows[i].index);
        page_amount_cell(table, kexts->rows[i].wired_bytes);
    }
    page_table(page, table);
    table_free(table);
}
