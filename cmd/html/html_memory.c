/* html_memory.c: figures of the VM system; size classes and zones of one cause. */
#include "html.h"
#include "human.h"

static void vm_cell(const struct html *html, const struct vm_row *row, struct amount value)
{
    html_amount_cell(html, value, row->unit == VM_BYTES ? human_bytes : human_count);
}

static void vm_lines_cell(const struct html *html, const struct vm_row *row)
{
    html_add(html, "<td class=\"lines\">");
    html_lines(html, row->base_origin, row->later_origin);
    html_add(html, row->step > 1 ? " (rounded there)</td>" : "</td>");
}

static void vm_row(const struct html *html, const struct vm_row *row)
{
    html_row_name(html, slice_of(row->title));
    if (!html->one_capture)
        vm_cell(html, row, row->base);
    vm_cell(html, row, row->later);
    if (!html->one_capture)
        html_change_cell(html, row->change,
                         row->unit == VM_BYTES ? human_growth : human_count_growth);
    vm_lines_cell(html, row);
    html_add(html, "</tr>\n");
}

void html_memory(const struct html *html)
{
    static const struct html_column two[] = {{"memory", false},
                                             {"before", true},
                                             {"after", true},
                                             {"change", true},
                                             {"read from", false}};
    static const struct html_column one[] = {
        {"memory", false}, {"now", true}, {"read from", false}};
    const struct findings *findings = html->findings;
    size_t n_main = 0;
    for (size_t i = 0; i < findings->n_vm; i++)
        n_main += findings->vm[i].main;
    html_section(html, "memory", "Memory");
    if (findings->n_vm == 0) {
        html_add(html, "<p>vm_stat and sysctl are missing.</p>\n");
        html_end_section(html);
        return;
    }
    html_table(html, "vm", "Figures of the VM system", html->one_capture ? one : two,
               html->one_capture ? 3 : 5, n_main, false);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < findings->n_vm; i++) {
            if (findings->vm[i].main == (turn == 0))
                vm_row(html, &findings->vm[i]);
        }
    }
    html_add(html, "</tbody>");
    html_end_table(html);
    const struct account *account = &findings->later.account;
    if (account->stolen_bytes.known && findings->later.snapshot->vm_stat.report != NULL) {
        html_add(html, "<p class=\"note\">vm_stat leaves out what the firmware took, ");
        html_amount_text(html, account->stolen_bytes, human_bytes);
        html_add(html, ".</p>\n");
    }
    html_end_section(html);
}

static struct change growth_of(uint64_t figure)
{
    return figure <= INT64_MAX ? (struct change){(int64_t)figure, true} : CHANGE_UNKNOWN;
}

static void write_clusters(const struct html *html)
{
    static const struct html_column columns[] = {
        {"zones", false}, {"more elements each", true}, {"growth", true}};
    const struct clusters *clusters = &html->findings->clusters;
    size_t told = 0;
    for (size_t i = 0; i < clusters->count; i++)
        told += clusters->list[i].is_told;
    if (told == 0)
        return;
    html_table(html, "clusters", "Zones that grew by the same number of elements", columns, 3, 0,
               false);
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->list[i];
        if (!cluster->is_told)
            continue;
        html_add(html, "<tr><th scope=\"row\">");
        for (size_t k = 0; k < cluster->n_zones; k++) {
            html_add(html, k > 0 ? ", " : "");
            html_component(html, cluster->zones[k]);
        }
        html_add(html, "</th>");
        html_change_cell(html, growth_of(cluster->elements), human_count_growth);
        html_change_cell(html, growth_of(cluster->growth_bytes), human_growth);
        html_add(html, "</tr>\n");
    }
    html_add(html, "</tbody>");
    html_end_table(html);
    html_add(html, "<p class=\"note\">Zones whose elements grow alike point to one cause.</p>\n");
}

static void write_classes(const struct html *html)
{
    static const struct html_column columns[] = {
        {"family", false}, {"element", true}, {"zones", true},         {"before", true},
        {"after", true},   {"growth", true},  {"more elements", true},
    };
    const struct size_classes *classes = &html->findings->size_classes;
    if (classes->count == 0)
        return;
    html_table(html, "classes", "Typed zones by the size of their elements", columns, 7, 10, false);
    for (size_t i = 0; i < classes->count; i++) {
        const struct size_class *one = &classes->list[i];
        html_row_name(html, slice_of(one->family));
        html_amount_cell(html, amount_of(one->element_bytes), human_bytes);
        html_amount_cell(html, amount_of(one->zones), human_count);
        html_amount_cell(html, amount_of(one->base_bytes), human_bytes);
        html_amount_cell(html, amount_of(one->later_bytes), human_bytes);
        html_change_cell(html, one->growth_bytes, human_growth);
        html_change_cell(html, one->element_growth, human_count_growth);
        html_add(html, "</tr>\n");
    }
    html_add(html, "</tbody>");
    html_end_table(html);
    html_add(html, "<p class=\"note\">Over boots typed zones compare by these sums only.</p>\n");
}

void html_classes(const struct html *html)
{
    const struct findings *findings = html->findings;
    bool told = findings->size_classes.count > 0;
    for (size_t i = 0; i < findings->clusters.count && !told; i++)
        told = findings->clusters.list[i].is_told;
    if (!told)
        return;
    html_section(html, "zones", "Zones together");
    write_clusters(html);
    write_classes(html);
    html_end_section(html);
}
