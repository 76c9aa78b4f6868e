/* html_table.c: tables, which the script makes sortable and folds to their first rows. */
#include <inttypes.h>

#include "html.h"

void html_table(const struct html *html, const char *id, const char *title,
                const struct html_column *columns, size_t n_columns, size_t limit, bool units)
{
    text_printf(html->out,
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">"
                "<table id=\"%s\"",
                title, id);
    if (limit > 0)
        text_printf(html->out, " data-limit=\"%zu\"", limit);
    text_printf(html->out, "%s><caption>%s</caption><thead><tr>", units ? " class=\"units\"" : "",
                title);
    for (size_t i = 0; i < n_columns; i++)
        text_printf(html->out, "<th scope=\"col\"%s>%s</th>",
                    columns[i].figures ? " class=\"n\"" : "", columns[i].title);
    text_printf(html->out, "</tr></thead>%s\n", units ? "" : "<tbody>");
}

void html_end_table(const struct html *html)
{
    html_add(html, "</table></div>\n");
}

void html_cell(const struct html *html, const char *text)
{
    text_printf(html->out, "<td>%s</td>", text);
}

void html_change_cell(const struct html *html, struct change change, human_signed *human)
{
    html_add(html, "<td data-v=\"");
    if (change.known)
        text_printf(html->out, "%" PRId64, change.value);
    html_add(html, "\">");
    html_change(html, change, human);
    html_add(html, "</td>");
}

void html_amount_cell(const struct html *html, struct amount amount, human_unsigned *human)
{
    html_add(html, "<td data-v=\"");
    if (amount.known)
        text_printf(html->out, "%" PRIu64, amount.value);
    html_add(html, "\">");
    html_amount(html, amount, human);
    html_add(html, "</td>");
}

void html_id_cell(const struct html *html, struct amount id)
{
    html_add(html, "<td data-v=\"");
    if (id.known)
        text_printf(html->out, "%" PRIu64 "\">%" PRIu64, id.value, id.value);
    html_add(html, id.known ? "</td>" : "\"></td>");
}

void html_row_name(const struct html *html, struct slice untrusted)
{
    html_add(html, "<tr><th scope=\"row\">");
    html_name(html, untrusted);
    html_add(html, "</th>");
}
