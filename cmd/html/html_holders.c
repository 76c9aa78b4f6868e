/* html_holders.c: the processes with what the kernel holds for each, and the kexts. */
#include "html.h"
#include "human.h"

enum { ROWS = 10 };

static struct change growth_of(const struct html *html, const struct process *process,
                               enum resource resource)
{
    return resource_growth(process, resource, html->findings->base.snapshot,
                           html->findings->later.snapshot);
}

static void diff_row(const struct html *html, const struct process_cost *cost)
{
    const struct process *process = cost->process;
    enum resource ports =
        growth_of(html, process, RESOURCE_RECEIVE).known ? RESOURCE_RECEIVE : RESOURCE_PORTS;
    const enum resource resources[] = {RESOURCE_THREADS, ports, RESOURCE_MESSAGES, RESOURCE_REGIONS,
                                       RESOURCE_DESCRIPTORS};
    html_add(html, "<tr><th scope=\"row\">");
    html_name(html, process->name);
    html_add(html, process_is_exempt(process) ? " (never to blame)</th>" : "</th>");
    html_id_cell(html, process->pid);
    html_amount_cell(html, cost->base_bytes, human_bytes);
    html_amount_cell(html, cost->later_bytes, human_bytes);
    html_change_cell(html, cost->growth_bytes, human_growth);
    for (size_t i = 0; i < sizeof(resources) / sizeof(*resources); i++)
        html_change_cell(html, growth_of(html, process, resources[i]), human_count_growth);
    html_process_lines_cell(html, process);
    html_add(html, "</tr>\n");
}

static void show_row(const struct html *html, const struct process_cost *cost)
{
    static const enum resource counts[] = {RESOURCE_THREADS, RESOURCE_PORTS, RESOURCE_REGIONS};
    static const enum resource sizes[] = {RESOURCE_MEMORY, RESOURCE_FOOTPRINT, RESOURCE_RESIDENT};
    const struct process_counts *later = &cost->process->later;
    html_row_name(html, cost->process->name);
    html_id_cell(html, cost->process->pid);
    html_amount_cell(html, cost->later_bytes, human_bytes);
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        html_amount_cell(html, later->of[counts[i]], human_count);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
        html_amount_cell(html, later->of[sizes[i]], human_bytes);
    html_process_lines_cell(html, cost->process);
    html_add(html, "</tr>\n");
}

static void explain_costs(const struct html *html)
{
    const struct process_costs *costs = &html->findings->process_costs;
    if (costs->base_by_table || costs->later_by_table) {
        html_add(html, "<p class=\"note\">Estimated by Apple's old table of costs, as zprint is "
                       "missing; a program's own wired pages are not in it.</p>\n");
        return;
    }
    html_add(html, "<p class=\"note\">Estimated by counts; a program's own wired pages are not in "
                   "it.");
    if (costs->growth_bytes.known && costs->rows_growth_bytes.known) {
        html_add(html, " All processes ");
        html_change_text(html, costs->growth_bytes, human_growth);
        html_add(html, ", the zones and tags that follow these counts ");
        html_change_text(html, costs->rows_growth_bytes, human_growth);
        html_add(html, ".");
    }
    html_add(html, "</p>\n");
}

static void write_costs(const struct html *html)
{
    static const struct html_column two[] = {
        {"process", false}, {"pid", true},         {"before", true},     {"after", true},
        {"growth", true},   {"threads", true},     {"ports", true},      {"messages", true},
        {"regions", true},  {"descriptors", true}, {"read from", false},
    };
    static const struct html_column one[] = {
        {"process", false}, {"pid", true},        {"wired for it", true}, {"threads", true},
        {"ports", true},    {"regions", true},    {"memory", true},       {"footprint", true},
        {"resident", true}, {"read from", false},
    };
    const struct process_costs *costs = &html->findings->process_costs;
    html_table(html, "process-costs", "Wired memory for each process",
               html->one_capture ? one : two, html->one_capture ? 10 : 11, ROWS, false);
    for (size_t i = 0; i < costs->count; i++) {
        if (html->one_capture) {
            show_row(html, &costs->list[i]);
        } else {
            diff_row(html, &costs->list[i]);
        }
    }
    html_add(html, "</tbody>");
    html_end_table(html);
    explain_costs(html);
}

void html_processes(const struct html *html)
{
    html_section(html, "processes", "Processes");
    if (html->findings->process_costs.count > 0) {
        write_costs(html);
    } else {
        html_add(html, "<p>What processes account for is not known: the reports that count it are "
                       "missing.</p>\n");
    }
    html_end_section(html);
}

static void kext_version(const struct html *html, const struct kext *kext)
{
    html_add(html, "<td>");
    if (kext != NULL) {
        html_name(html, kext->version);
    } else {
        html_add(html, "-");
    }
    html_add(html, "</td>");
}

static void kext_row(const struct html *html, const struct kext_row *row)
{
    const struct component *c = row->allocated;
    const struct kext *image = row->later != NULL ? row->later : row->base;
    html_row_name(html, row->name);
    html_cell(html, row->is_apples ? "yes" : "no");
    if (!html->one_capture)
        kext_version(html, row->base);
    kext_version(html, row->later);
    html_amount_cell(html, image != NULL ? image->size_bytes : AMOUNT_UNKNOWN, human_bytes);
    if (!html->one_capture)
        html_change_cell(html, c != NULL ? c->base_bytes : CHANGE_UNKNOWN, human_signed_bytes);
    html_change_cell(html, c != NULL ? c->later_bytes : CHANGE_UNKNOWN, human_signed_bytes);
    if (!html->one_capture)
        html_change_cell(html, c != NULL ? c->growth_bytes : CHANGE_UNKNOWN, human_growth);
    html_lines_cell(html, row->base != NULL ? row->base->origin : (struct origin){NULL, 0, 0},
                    row->later != NULL ? row->later->origin : (struct origin){NULL, 0, 0});
    html_add(html, "</tr>\n");
}

void html_kexts(const struct html *html)
{
    static const struct html_column two[] = {
        {"kext", false},           {"Apple's", false}, {"version before", false},
        {"version after", false},  {"image", true},    {"allocated before", true},
        {"allocated after", true}, {"growth", true},   {"read from", false},
    };
    static const struct html_column one[] = {
        {"kext", false}, {"Apple's", false},  {"version", false},
        {"image", true}, {"allocated", true}, {"read from", false},
    };
    const struct kext_rows *rows = &html->findings->kext_rows;
    html_section(html, "kexts", "Kexts");
    if (rows->count == 0) {
        html_add(html, "<p>Which kexts are loaded is not known.</p>\n");
        html_end_section(html);
        return;
    }
    html_table(html, "kext-rows", "Kexts, by what they allocated page by page",
               html->one_capture ? one : two, html->one_capture ? 6 : 9, ROWS, false);
    for (size_t i = 0; i < rows->count; i++)
        kext_row(html, &rows->list[i]);
    html_add(html, "</tbody>");
    html_end_table(html);
    html_add(html, "<p class=\"note\">Allocated: whole pages. What a kext takes from the zones no "
                   "report tells. \"-\" in a version: not loaded, or the list is missing.</p>\n");
    html_end_section(html);
}
