/* html_changes.c: what else changed between the captures: processes, kexts, system extensions. */
#include "html.h"
#include "human.h"

static void write_processes(const struct html *html)
{
    const struct process_list *list = &html->findings->processes;
    if (!list->counted) {
        html_add(html, "<p>How many processes there were is not known for both captures.</p>\n");
        return;
    }
    text_printf(html->out, "<p>Processes: %zu before, %zu after", list->base_instances,
                list->later_instances);
    if (html->findings->comparable.boot == BOOT_SAME)
        text_printf(html->out, " (%zu ended, %zu started)", list->ended, list->started);
    html_add(html, ".</p>\n");
}

static void version_cell(const struct html *html, struct slice version)
{
    html_add(html, "<td>");
    html_name(html, version.len > 0 ? version : SLICE("-"));
    html_add(html, "</td>");
}

static void write_kext(const struct html *html, const struct kext_change *change)
{
    static const char *const kinds[] = {
        [KEXT_LOADED] = "loaded since the base",
        [KEXT_UNLOADED] = "not loaded any more",
        [KEXT_OTHER_VERSION] = "another version",
    };
    html_row_name(html, change->name);
    html_cell(html, kinds[change->kind]);
    version_cell(html, change->base_version);
    version_cell(html, change->later_version);
    html_amount_cell(html, change->left_bytes, human_bytes);
    html_lines_cell(html, change->base_origin, change->later_origin);
    html_add(html, "</tr>\n");
}

static void write_kexts(const struct html *html)
{
    static const struct html_column columns[] = {
        {"kext", false},          {"change", false},           {"version before", false},
        {"version after", false}, {"left wired behind", true}, {"read from", false},
    };
    const struct findings *findings = html->findings;
    if (!findings->kexts_known) {
        html_add(html, "<p>Kexts: not known, the list is missing or cut short on a side.</p>\n");
    } else if (findings->n_kexts == 0) {
        html_add(html, "<p>The same kexts are loaded.</p>\n");
    } else {
        html_table(html, "kext-changes", "Kexts that came, went or changed", columns, 6, 10, false);
        for (size_t i = 0; i < findings->n_kexts; i++)
            write_kext(html, &findings->kexts[i]);
        html_add(html, "</tbody>");
        html_end_table(html);
    }
}

void html_changes(const struct html *html)
{
    const struct findings *findings = html->findings;
    html_section(html, "changes", "What else changed");
    write_processes(html);
    write_kexts(html);
    for (size_t i = 0; i < findings->n_extensions; i++) {
        html_add(html, "<p>System extension ");
        html_name(html, findings->extensions[i].name);
        html_add(html, findings->extensions[i].started ? ": running since the base.</p>\n"
                                                       : ": not running any more.</p>\n");
    }
    html_end_section(html);
}
