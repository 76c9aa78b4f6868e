/* html_ranking.c: every component by rank, with what may be unfolded below it, and the total. */
#include <inttypes.h>
#include <stdlib.h>

#include "html.h"
#include "human.h"

enum { ROWS = 25 };

static const struct html_column diff_columns[] = {
    {"#", true},        {"kind", false},    {"component", false}, {"before", true},
    {"after", true},    {"growth", true},   {"share", true},      {"live growth", true},
    {"elements", true}, {"per hour", true}, {"verdict", false},
};

static const struct html_column show_columns[] = {
    {"#", true},    {"kind", false},       {"component", false}, {"wired", true},   {"share", true},
    {"live", true}, {"reclaimable", true}, {"elements", true},   {"element", true},
};

enum {
    DIFF_COLUMNS = sizeof(diff_columns) / sizeof(*diff_columns),
    SHOW_COLUMNS = sizeof(show_columns) / sizeof(*show_columns),
};

/* A side without a row: "none" where its table is whole, so that there is no such memory. */
static void side_cell(const struct html *html, const struct component *c, struct change bytes,
                      const struct account_row *row)
{
    if (!bytes.known && c->growth_bytes.known) {
        html_add(html, "<td data-v=\"\">none</td>");
    } else if (bytes.known && row != NULL && row->estimated) {
        text_printf(html->out, "<td data-v=\"%lld\">~", (long long)bytes.value);
        html_change(html, bytes, human_signed_bytes);
        html_add(html, "</td>");
    } else {
        html_change_cell(html, bytes, human_signed_bytes);
    }
}

static void verdict_cell(const struct html *html, const struct component *c)
{
    const char *name = verdict_name(c->verdict);
    bool doubtful = c->care.len > 0 && c->verdict != VERDICT_STEADY;
    text_printf(html->out, "<td class=\"v-%s\">%s%s</td>", name, name, doubtful ? " *" : "");
}

static void name_cells(const struct html *html, const struct component *c)
{
    const char *kind = component_kind_name(c->kind);
    text_printf(html->out, "<tbody><tr><td data-v=\"%u\">%u</td><td>%s</td><th scope=\"row\">",
                c->rank, c->rank, kind);
    html_component(html, c);
    html_add(html, "</th>");
}

/* The figure is there to sort by, where it tells nothing too. */
static void share_cell(const struct html *html, struct change share)
{
    if (share.known && !share_tells(&html->findings->joined, share))
        text_printf(html->out, "<td data-v=\"%" PRId64 "\"></td>", share.value);
    else
        html_change_cell(html, share, human_share);
}

static void diff_row(const struct html *html, const struct component *c)
{
    name_cells(html, c);
    side_cell(html, c, c->base_bytes, c->base);
    side_cell(html, c, c->later_bytes, c->later);
    html_change_cell(html, c->growth_bytes, human_growth);
    share_cell(html, c->share);
    html_change_cell(html, c->live_growth_bytes, human_growth);
    html_change_cell(html, c->element_growth, human_count_growth);
    html_change_cell(html, c->bytes_per_hour, human_growth);
    verdict_cell(html, c);
    html_add(html, "</tr>\n");
}

static void show_row(const struct html *html, const struct component *c)
{
    const struct account_row *row = c->later;
    bool zone = row != NULL && row->kind == COMPONENT_ZONE;
    name_cells(html, c);
    side_cell(html, c, c->later_bytes, row);
    html_change_cell(html, c->share, human_share);
    html_amount_cell(html, zone ? row->live_bytes : AMOUNT_UNKNOWN, human_bytes);
    html_amount_cell(html, zone ? row->reclaimable_bytes : AMOUNT_UNKNOWN, human_bytes);
    html_amount_cell(html, zone ? row->elements : AMOUNT_UNKNOWN, human_count);
    html_amount_cell(html, zone ? row->element_bytes : AMOUNT_UNKNOWN, human_bytes);
    html_add(html, "</tr>\n");
}

static void component_rows(const struct html *html, const struct component *c)
{
    if (html->one_capture) {
        show_row(html, c);
    } else {
        diff_row(html, c);
    }
    text_printf(html->out, "<tr class=\"more\"><td colspan=\"%d\">",
                html->one_capture ? SHOW_COLUMNS : DIFF_COLUMNS);
    html_detail(html, c);
    html_add(html, "</td></tr></tbody>\n");
}

/* The rows stand in the table, without a growth: here is what they and no other can have grown. */
static void not_compared_row(const struct html *html, const struct not_compared *sum)
{
    html_add(html, "<tr><td></td><td></td><th scope=\"row\">");
    if (sum->rows > 0) {
        human_count(html->out, sum->rows);
        html_add(html, sum->rows == 1 ? " row" : " rows");
        html_add(html, sum->rest ? " and unattributed, not compared" : " not compared");
    } else {
        html_add(html, "not compared");
    }
    html_add(html, "</th>");
    html_change_cell(html, sum->base_bytes, human_signed_bytes);
    html_change_cell(html, sum->later_bytes, human_signed_bytes);
    html_change_cell(html, sum->growth_bytes, human_growth);
    html_add(html, "<td colspan=\"5\"></td></tr>");
}

static void total_row(const struct html *html)
{
    const struct joined *joined = &html->findings->joined;
    html_add(html, "<tfoot>");
    if (joined->not_compared.growth_bytes.known)
        not_compared_row(html, &joined->not_compared);
    html_add(html, "<tr><td></td><td></td><th scope=\"row\">total</th>");
    if (!html->one_capture)
        html_amount_cell(html, joined->base_wired.bytes, human_bytes);
    html_amount_cell(html, joined->later_wired.bytes, human_bytes);
    if (!html->one_capture)
        html_change_cell(html, joined->growth_bytes, human_growth);
    text_printf(html->out, "<td colspan=\"%d\"></td></tr></tfoot>", 5);
}

static void write_filters(const struct html *html)
{
    html_add(html, "<div class=\"filters\" role=\"search\" aria-label=\"Filter the components\" "
                   "hidden=\"\"><label>Name <input id=\"filter-name\" type=\"search\" "
                   "autocomplete=\"off\"/></label> <label>Kind <select id=\"filter-kind\">"
                   "<option value=\"\">all</option></select></label>");
    if (!html->one_capture)
        html_add(html, " <label>Verdict <select id=\"filter-verdict\">"
                       "<option value=\"\">all</option></select></label>");
    html_add(html, "</div>\n");
}

void html_ranking(const struct html *html)
{
    const struct joined *joined = &html->findings->joined;
    const struct component **ranked = components_in_order(joined);
    if (ranked == NULL) {
        html->out->failed = true;
        return;
    }
    html_section(html, "components", "Components");
    write_filters(html);
    html_table(html, "ranking", "All components", html->one_capture ? show_columns : diff_columns,
               html->one_capture ? SHOW_COLUMNS : DIFF_COLUMNS, ROWS, true);
    for (size_t i = 0; i < joined->n_components; i++)
        component_rows(html, ranked[i]);
    total_row(html);
    html_end_table(html);
    html_add(html, "<p class=\"note\">\"-\" means not known, \"none\" no such row, ~ estimated, "
                   "* less certain than other rows: the row's details say why.</p>\n");
    html_end_section(html);
    free(ranked);
}
