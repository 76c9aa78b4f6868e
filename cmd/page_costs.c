/* page_costs.c: wired memory by process. */
#include "escape.h"
#include "human.h"
#include "page.h"

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
    page_pid_cell(table, process->pid);
    page_amount_cell(table, cost->base_bytes);
    page_amount_cell(table, cost->later_bytes);
    page_growth_cell(table, cost->growth_bytes);
    page_count_growth_cell(table, growth_of(page, process, RESOURCE_THREADS));
    page_count_growth_cell(table, growth_of(page, process, ports));
    page_count_growth_cell(table, growth_of(page, process, RESOURCE_MESSAGES));
    page_count_growth_cell(table, growth_of(page, process, RESOURCE_REGIONS));
    page_count_growth_cell(table, growth_of(page, process, RESOURCE_DESCRIPTORS));
}

static void explain_costs(const struct page *page)
{
    const struct process_costs *costs = &page->findings->process_costs;
    struct text *out = page->out;
    if (costs->base_by_table || costs->later_by_table) {
        text_add(out, SLICE(" (estimated by Apple's old table of costs, as zprint is missing; a "
                            "program's\n own wired pages are not in it)\n"));
    } else if (costs->growth_bytes.known && costs->rows_growth_bytes.known) {
        text_add(out, SLICE(" (estimated by counts; a program's own wired pages are not in it)\n"
                            " (all processes "));
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
        page_table(page, table);
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
        page_pid_cell(table, process->pid);
        page_count_cell(table, process->later.of[RESOURCE_THREADS]);
        page_count_cell(table, process->later.of[RESOURCE_PORTS]);
        page_count_cell(table, process->later.of[RESOURCE_REGIONS]);
        page_amount_cell(table, process->later.of[RESOURCE_MEMORY]);
        page_amount_cell(table, process->later.of[RESOURCE_FOOTPRINT]);
        page_amount_cell(table, process->later.of[RESOURCE_RESIDENT]);
        page_amount_cell(table, list->list[i].later_bytes);
    }
    page_table(page, table);
    explain_costs(page);
    table_free(table);
}
