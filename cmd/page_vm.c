/* page_vm.c: the figures of the VM system. */
#include "human.h"
#include "page.h"

static void vm_cell(struct table *table, const struct vm_row *row, struct amount value)
{
    struct text *cell = table_cell(table);
    if (!value.known) {
        text_add(cell, SLICE("-"));
        return;
    }
    if (row->step > 1)
        text_add(cell, SLICE("~"));
    human_bytes(cell, value.value);
}

/* Two figures for wired memory stand on the page: say why they differ. */
static void explain_vm_wired(const struct page *page)
{
    const struct account *account = &page->findings->later.account;
    if (!account->stolen_bytes.known || page->findings->later.snapshot->vm_stat.report == NULL)
        return;
    text_add(page->out, SLICE(" (vm_stat leaves out what the firmware took, "));
    human_bytes(page->out, account->stolen_bytes.value);
    text_add(page->out, SLICE(")\n"));
}

void page_vm(const struct page *page)
{
    static const struct table_column two_sides[] = {
        {"memory", false, true, 0},
        {"before", true, false, 0},
        {"after", true, false, 0},
        {"change", true, false, 0},
    };
    static const struct table_column one_side[] = {
        {"memory", false, true, 0},
        {"now", true, false, 0},
    };
    const struct findings *findings = page->findings;
    struct table *table = page->one_capture ? table_new(one_side, 2) : table_new(two_sides, 4);
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    bool any = false;
    for (size_t i = 0; i < findings->n_vm; i++) {
        const struct vm_row *row = &findings->vm[i];
        if (!row->main)
            continue;
        any = true;
        table_row(table, STYLE_PLAIN);
        text_add(table_cell(table), slice_of(row->title));
        if (!page->one_capture)
            vm_cell(table, row, row->base);
        vm_cell(table, row, row->later);
        if (!page->one_capture)
            page_growth_cell(table, row->change);
    }
    if (any) {
        page_table(page, table);
        explain_vm_wired(page);
    }
    table_free(table);
}
