/* html_lines.c: which lines of which reports figures were read from. */
#include <inttypes.h>

#include "html.h"

/* The member without the folder that all reports of the capture are in. */
void html_line(const struct html *html, struct origin origin)
{
    html_add(html, "<bdi>");
    html_data(html, slice_base_name(origin.report->member));
    text_printf(html->out, ":%" PRIu64 "</bdi>", origin.line);
}

/* Of two captures, whose reports mostly have one name: "zprint.txt:57 in both". */
static void write_both(const struct html *html, struct origin base, struct origin later)
{
    struct slice name = slice_base_name(later.report->member);
    html_line(html, base);
    if (!slice_equal(name, slice_base_name(base.report->member))) {
        html_add(html, " \xE2\x86\x92 ");
        html_line(html, later);
    } else if (base.line == later.line) {
        html_add(html, " in both");
    } else {
        text_printf(html->out, " \xE2\x86\x92 %" PRIu64, later.line);
    }
}

void html_lines(const struct html *html, struct origin base, struct origin later)
{
    if (base.report != NULL && later.report != NULL) {
        write_both(html, base, later);
    } else if (base.report != NULL) {
        html_add(html, "base ");
        html_line(html, base);
    } else if (later.report != NULL) {
        html_add(html, html->one_capture ? "" : "later ");
        html_line(html, later);
    }
}

void html_lines_cell(const struct html *html, struct origin base, struct origin later)
{
    html_add(html, "<td class=\"lines\">");
    html_lines(html, base, later);
    html_add(html, "</td>");
}

static bool is_cited(const struct process_counts *counts, const struct counted_row *row)
{
    bool cited = false;
    for (int r = 0; r < RESOURCES; r++)
        cited = cited || row_is_counted(counts, row, (enum resource)r);
    return cited && row->origin.report != NULL;
}

static uint64_t count_rows(const struct process_counts *counts)
{
    uint64_t count = 0;
    for (const struct counted_row *row = counts->first_row; row != NULL; row = row->next)
        count += is_cited(counts, row);
    return count;
}

/* Of a sum over many instances the first ones; the JSON report has all. */
static void write_rows(const struct html *html, const char *side,
                       const struct process_counts *counts)
{
    enum { SHOWN = 12 };
    uint64_t count = count_rows(counts);
    uint64_t written = 0;
    if (count == 0)
        return;
    text_printf(html->out, "<p>%s", side);
    for (const struct counted_row *row = counts->first_row; row != NULL && written < SHOWN;
         row = row->next) {
        if (!is_cited(counts, row))
            continue;
        html_add(html, written++ > 0 ? ", " : "");
        html_line(html, row->origin);
    }
    if (written < count)
        text_printf(html->out, " and %" PRIu64 " more, which the JSON report cites",
                    count - written);
    html_add(html, "</p>");
}

void html_process_lines_cell(const struct html *html, const struct process *process)
{
    uint64_t count = count_rows(&process->base) + count_rows(&process->later);
    html_add(html, "<td class=\"lines\">");
    if (count > 0) {
        text_printf(html->out, "<details><summary>%" PRIu64 " %s</summary>", count,
                    count == 1 ? "line" : "lines");
        write_rows(html, "base ", &process->base);
        write_rows(html, html->one_capture ? "" : "later ", &process->later);
        html_add(html, "</details>");
    }
    html_add(html, "</td>");
}
