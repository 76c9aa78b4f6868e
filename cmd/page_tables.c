/* page_tables.c: the tables of the report for a terminal. */
#include <inttypes.h>
#include <string.h>

#include "escape.h"
#include "human.h"
#include "page.h"

void page_growth_cell(struct table *table, struct change change)
{
    struct text *cell = table_cell(table);
    if (change.known) {
        human_growth(cell, change.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

/* A side without a row: "none" where its table is whole, so that there is no such memory. */
static void side_cell(struct table *table, const struct component *c, struct change bytes,
                      const struct account_row *row)
{
    bool none = !bytes.known && c->growth_bytes.known;
    if (none) {
        text_add(table_cell(table), SLICE("none"));
    } else {
        page_size_cell(table, bytes, row != NULL && row->estimated);
    }
}

void page_size_cell(struct table *table, struct change bytes, bool estimated)
{
    struct text *cell = table_cell(table);
    if (!bytes.known) {
        text_add(cell, SLICE("-"));
        return;
    }
    if (estimated)
        text_add(cell, SLICE("~"));
    human_signed_bytes(cell, bytes.value);
}

void page_amount_cell(struct table *table, struct amount bytes)
{
    struct text *cell = table_cell(table);
    if (bytes.known) {
        human_bytes(cell, bytes.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

void page_count_cell(struct table *table, struct amount count)
{
    struct text *cell = table_cell(table);
    if (count.known) {
        human_count(cell, count.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void share_cell(struct table *table, struct change share)
{
    struct text *cell = table_cell(table);
    if (share.known) {
        human_permyriad(cell, share.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void count_growth_cell(struct table *table, struct change count)
{
    struct text *cell = table_cell(table);
    if (count.known) {
        human_count_growth(cell, count.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

enum { SHARE_COLUMN = 6 };

static const struct table_column diff_columns[] = {
    {"#", true, false, 0},        {"kind", false, false, 0},       {"component", false, true, 0},
    {"before", true, false, 0},   {"after", true, false, 0},       {"growth", true, false, 0},
    {"share", true, false, 0},    {"live growth", true, false, 1}, {"elements", true, false, 3},
    {"per hour", true, false, 2}, {"verdict", false, false, 0},
};

static const struct table_column show_columns[] = {
    {"#", true, false, 0},           {"kind", false, false, 0},    {"component", false, true, 0},
    {"wired", true, false, 0},       {"share", true, false, 0},    {"live", true, false, 1},
    {"reclaimable", true, false, 2}, {"elements", true, false, 3}, {"element", true, false, 4},
};

static void kind_and_name(struct table *table, const struct component *c)
{
    struct text *kind = table_cell(table);
    if (c->kind != COMPONENT_UNATTRIBUTED)
        text_add(kind, slice_of(component_kind_name(c->kind)));
    page_component_name(table_cell(table), c);
}

static void percent_cell(struct table *table, struct change percent)
{
    struct text *cell = table_cell(table);
    if (percent.known) {
        human_permyriad(cell, percent.value * 10);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void diff_row(const struct page *page, struct table *table, const struct component *c)
{
    bool strong = c->share.known && c->share.value >= 1000 && c->growth_bytes.value > 0;
    table_row(table, strong ? STYLE_STRONG : STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    side_cell(table, c, c->base_bytes, c->base);
    side_cell(table, c, c->later_bytes, c->later);
    page_growth_cell(table, c->growth_bytes);
    if (page->selection->by_percent) {
        percent_cell(table, c->percent);
    } else {
        share_cell(table, c->share);
    }
    page_growth_cell(table, c->live_growth_bytes);
    count_growth_cell(table, c->element_growth);
    page_growth_cell(table, c->bytes_per_hour);
    struct text *verdict = table_cell(table);
    text_add(verdict, slice_of(verdict_name(c->verdict)));
    if (page_care(c).len > 0)
        text_add(verdict, SLICE(" *"));
}

static void show_row(struct table *table, const struct component *c)
{
    const struct account_row *row = c->later;
    bool zone = row != NULL && row->kind == COMPONENT_ZONE;
    table_row(table, STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    page_size_cell(table, c->later_bytes, c->estimated && c->kind != COMPONENT_UNATTRIBUTED);
    share_cell(table, c->share);
    page_amount_cell(table, zone ? row->live_bytes : AMOUNT_UNKNOWN);
    page_amount_cell(table, zone ? row->reclaimable_bytes : AMOUNT_UNKNOWN);
    page_count_cell(table, zone ? row->elements : AMOUNT_UNKNOWN);
    page_amount_cell(table, zone ? row->element_bytes : AMOUNT_UNKNOWN);
}

static void sum_row(const struct page *page, struct table *table, struct slice name,
                    struct change before, struct change after, struct change growth,
                    struct change share, enum table_style style)
{
    table_row(table, style);
    table_cell(table);
    table_cell(table);
    text_add(table_cell(table), name);
    if (!page->one_capture)
        page_size_cell(table, before, false);
    page_size_cell(table, after, false);
    if (!page->one_capture)
        page_growth_cell(table, growth);
    if (!page->selection->by_percent)
        share_cell(table, share);
}

static void others_row(const struct page *page, struct table *table, const struct others *others,
                       const char *one, const char *many)
{
    struct text name = {0};
    if (others->count == 0)
        return;
    text_printf(&name, "%zu %s", others->count, others->count == 1 ? one : many);
    sum_row(page, table, text_slice(&name), others->base_bytes, others->later_bytes,
            others->growth_bytes, others->share, STYLE_DIM);
    text_free(&name);
}

static void total_row(const struct page *page, struct table *table)
{
    const struct joined *joined = &page->findings->joined;
    struct change before = change_of(amount_of(0), joined->base_wired.bytes);
    struct change after = change_of(amount_of(0), joined->later_wired.bytes);
    struct change all = {10000, joined->totals_known &&
                                    (page->one_capture || joined->growth_bytes.value != 0)};
    sum_row(page, table, SLICE("total"), before, after, joined->growth_bytes, all, STYLE_STRONG);
}

/* Suspects that the ranking by growth does not lead with, in front of it. */
void page_suspects(const struct page *page)
{
    const struct findings *findings = page->findings;
    if (findings->n_suspects == 0 || findings->suspects[0]->rank == 1)
        return;
    struct table *table = table_new(diff_columns, sizeof(diff_columns) / sizeof(*diff_columns));
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < findings->n_suspects; i++)
        diff_row(page, table, findings->suspects[i]);
    text_add(page->out, SLICE("\n"));
    table_print(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

void page_ranking(const struct page *page)
{
    const struct selection *selection = page->selection;
    struct table_column percent_columns[sizeof(diff_columns) / sizeof(*diff_columns)];
    const struct table_column *columns = page->one_capture ? show_columns : diff_columns;
    size_t count = page->one_capture ? sizeof(show_columns) / sizeof(*show_columns)
                                     : sizeof(diff_columns) / sizeof(*diff_columns);
    if (!page->one_capture && selection->by_percent) {
        memcpy(percent_columns, diff_columns, sizeof(diff_columns));
        percent_columns[SHARE_COLUMN].title = "percent";
        columns = percent_columns;
    }
    struct table *table = table_new(columns, count);
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < selection->n_shown; i++) {
        if (page->one_capture) {
            show_row(table, selection->shown[i]);
        } else {
            diff_row(page, table, selection->shown[i]);
        }
    }
    if (selection->unattributed != NULL) {
        if (page->one_capture) {
            show_row(table, selection->unattributed);
        } else {
            diff_row(page, table, selection->unattributed);
        }
    }
    others_row(page, table, &selection->others, "other", "others");
    total_row(page, table);
    others_row(page, table, &selection->not_compared, "row not compared", "rows not compared");
    text_add(page->out, SLICE("\n"));
    table_print(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

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
        text_add(page->out, SLICE("\n"));
        table_print(table, page->out, page->layout.width, page->layout.color);
        explain_vm_wired(page);
    }
    table_free(table);
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
    text_add(page->out, SLICE("\n"));
    table_print(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

static struct change growth_of(const struct page *page, const struct process *process,
                               enum resource resource)
{
    return resource_growth(process, resource, page->findings->base.snapshot,
                           page->findings->later.snapshot);
}

static void cost_row(const struct page *page, struct table *table, const struct process_cost *cost)
{
    const struct process *process = cost->process;
    bool exempt = process_is_exempt(process);
    enum resource ports =
        growth_of(page, process, RESOURCE_RECEIVE).known ? RESOURCE_RECEIVE : RESOURCE_PORTS;
    table_row(table, STYLE_PLAIN);
    struct text *name = table_cell(table);
    escape_terminal(name, process->name);
    if (exempt)
        text_add(name, SLICE(" (never to blame)"));
    struct text *pid = table_cell(table);
    if (process->pid.known)
        text_printf(pid, "%" PRIu64, process->pid.value);
    page_amount_cell(table, cost->base_bytes);
    page_amount_cell(table, cost->later_bytes);
    page_growth_cell(table, cost->growth_bytes);
    count_growth_cell(table, growth_of(page, process, RESOURCE_THREADS));
    count_growth_cell(table, growth_of(page, process, ports));
    count_growth_cell(table, growth_of(page, process, RESOURCE_MESSAGES));
    count_growth_cell(table, growth_of(page, process, RESOURCE_REGIONS));
    count_growth_cell(table, growth_of(page, process, RESOURCE_DESCRIPTORS));
}

static void explain_costs(const struct page *page)
{
    const struct process_costs *costs = &page->findings->process_costs;
    struct text *out = page->out;
    if (costs->base_by_table || costs->later_by_table) {
        text_add(out, SLICE(" (wired memory estimated by Apple's old table of costs, as zprint is "
                            "missing)\n"));
    } else if (costs->growth_bytes.known && costs->rows_growth_bytes.known) {
        text_add(out, SLICE(" (estimated by counts; all processes "));
        human_growth(out, costs->growth_bytes.value);
        text_add(out, SLICE(", the zones and tags that follow these counts "));
        human_growth(out, costs->rows_growth_bytes.value);
        text_add(out, SLICE(")\n"));
    }
}

void page_costs(const struct page *page)
{
    static const struct table_column columns[] = {
        {"wired for process", false, true, 0},
        {"pid", true, false, 1},
        {"before", true, false, 0},
        {"after", true, false, 0},
        {"growth", true, false, 0},
        {"threads", true, false, 2},
        {"ports", true, false, 2},
        {"messages", true, false, 3},
        {"regions", true, false, 4},
        {"descriptors", true, false, 5},
    };
    enum { ROWS = 5, LEAST_BYTES = 1 << 20 };
    const struct process_costs *costs = &page->findings->process_costs;
    struct table *table = costs->count > 0 ? table_new(columns, 10) : NULL;
    size_t shown = 0;
    for (size_t i = 0; table != NULL && i < costs->count; i++) {
        const struct process_cost *cost = &costs->list[i];
        bool grew = cost->growth_bytes.known && cost->growth_bytes.value >= LEAST_BYTES;
        if (!page->selection->all && (shown == ROWS || !grew))
            break;
        cost_row(page, table, cost);
        shown++;
    }
    if (shown > 0) {
        text_add(page->out, SLICE("\n"));
        table_print(table, page->out, page->layout.width, page->layout.color);
        explain_costs(page);
    }
    table_free(table);
}

void page_processes(const struct page *page)
{
    static const struct table_column columns[] = {
        {"process", false, true, 0},      {"pid", true, false, 0},
        {"threads", true, false, 0},      {"ports", true, false, 1},
        {"regions", true, false, 2},      {"memory", true, false, 3},
        {"footprint", true, false, 4},    {"resident", true, false, 5},
        {"wired for it", true, false, 0},
    };
    const struct process_costs *list = &page->findings->process_costs;
    struct table *table = list->count > 0 ? table_new(columns, 9) : NULL;
    if (table == NULL)
        return;
    for (size_t i = 0; i < list->count; i++) {
        const struct process *process = list->list[i].process;
        table_row(table, STYLE_PLAIN);
        escape_terminal(table_cell(table), process->name);
        struct text *pid = table_cell(table);
        if (process->pid.known)
            text_printf(pid, "%" PRIu64, process->pid.value);
        page_count_cell(table, process->later.of[RESOURCE_THREADS]);
        page_count_cell(table, process->later.of[RESOURCE_PORTS]);
        page_count_cell(table, process->later.of[RESOURCE_REGIONS]);
        page_amount_cell(table, process->later.of[RESOURCE_MEMORY]);
        page_amount_cell(table, process->later.of[RESOURCE_FOOTPRINT]);
        page_amount_cell(table, process->later.of[RESOURCE_RESIDENT]);
        page_amount_cell(table, list->list[i].later_bytes);
    }
    text_add(page->out, SLICE("\n"));
    table_print(table, page->out, page->layout.width, page->layout.color);
    explain_costs(page);
    table_free(table);
}
