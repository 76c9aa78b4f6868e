/* page_ranking.c: the components by rank, the others folded into one row, and the total. */
#include <string.h>

#include "catalogue.h"
#include "escape.h"
#include "page.h"

enum { SHARE_COLUMN = 6, BAR_CELLS = 10, BAR_CELLS_WIDE = 24, BAR_WIDE_FROM = 150 };

static const struct table_column diff_columns[] = {
    {"#", true, false, 0},        {"kind", false, false, 0},    {"component", false, true, 0},
    {"before", true, false, 0},   {"after", true, false, 0},    {"growth", true, false, 0},
    {"share", true, false, 0},    {"", false, false, 3},        {"live growth", true, false, 1},
    {"elements", true, false, 4}, {"per hour", true, false, 2}, {"verdict", false, false, 0},
};

static const struct table_column show_columns[] = {
    {"#", true, false, 0},       {"kind", false, false, 0},       {"component", false, true, 0},
    {"wired", true, false, 0},   {"share", true, false, 0},       {"", false, false, 3},
    {"live", true, false, 1},    {"reclaimable", true, false, 2}, {"elements", true, false, 4},
    {"element", true, false, 5},
};

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

static void kind_and_name(struct table *table, const struct component *c)
{
    struct text *kind = table_cell(table);
    if (c->kind != COMPONENT_UNATTRIBUTED)
        text_add(kind, slice_of(component_kind_name(c->kind)));
    page_component_name(table_cell(table), c);
}

static uint64_t size_of(struct change bytes)
{
    uint64_t size = bytes.value < 0 ? -(uint64_t)bytes.value : (uint64_t)bytes.value;
    return bytes.known ? size : 0;
}

static struct change drawn_bytes(const struct page *page, const struct component *c)
{
    return page->one_capture ? c->later_bytes : c->growth_bytes;
}

uint64_t page_longest(const struct page *page)
{
    const struct selection *selection = page->selection;
    uint64_t longest = 0;
    for (size_t i = 0; i < selection->n_shown; i++) {
        uint64_t size = size_of(drawn_bytes(page, selection->shown[i]));
        longest = size > longest ? size : longest;
    }
    return longest;
}

/* In eighths of a cell; what shrank is hatched. Files and pipes get no drawings. */
static void bar_cell(const struct page *page, struct table *table, const struct component *c)
{
    static const char *const eighths[] = {"",
                                          "\xE2\x96\x8F",
                                          "\xE2\x96\x8E",
                                          "\xE2\x96\x8D",
                                          "\xE2\x96\x8C",
                                          "\xE2\x96\x8B",
                                          "\xE2\x96\x8A",
                                          "\xE2\x96\x89"};
    struct text *cell = table_cell(table);
    struct change bytes = drawn_bytes(page, c);
    uint64_t longest = page->longest_bytes;
    if (page->layout.width == 0 || longest == 0)
        return;
    unsigned cells = page->layout.width < BAR_WIDE_FROM ? BAR_CELLS : BAR_CELLS_WIDE;
    double part = (double)size_of(bytes) / (double)longest * 8 * cells + 0.5;
    unsigned drawn = part < 8.0 * cells ? (unsigned)part : 8 * cells;
    bool shrank = bytes.value < 0;
    for (unsigned i = 0; i < drawn / 8; i++)
        text_add(cell, shrank ? SLICE("\xE2\x96\x91") : SLICE("\xE2\x96\x88"));
    if (!shrank)
        text_add(cell, slice_of(eighths[drawn % 8]));
    if (c->verdict == VERDICT_LEAK_SUSPECT && !page->one_capture && drawn > 0)
        table_cell_style(table, STYLE_ALARM);
}

/* With --explain: what the row is, and why its verdict, as far as that was asked for. */
static void explain_row(const struct page *page, struct table *table, const struct component *c)
{
    struct text note = {0};
    if (!page->layout.explain)
        return;
    if (c->entry != NULL)
        escape_terminal(&note, c->entry->what);
    if (!page->one_capture && c->why.len > 0) {
        text_printf(&note, "%sWhy %s: ", note.len > 0 ? " " : "", verdict_name(c->verdict));
        escape_terminal(&note, c->why);
        text_add(&note, SLICE("."));
    }
    if (note.len > 0)
        table_note(table, text_slice(&note), page_text_width(page));
    text_free(&note);
}

/* Blank where it is known and would tell nothing. */
static void share_cell(const struct page *page, struct table *table, struct change share)
{
    if (share.known && !share_tells(&page->findings->joined, share))
        table_cell(table);
    else
        page_share_cell(table, share);
}

static void diff_row(const struct page *page, struct table *table, const struct component *c)
{
    bool strong = c->share.known && c->share.value >= SHARE_PARTS / 20 && c->growth_bytes.value > 0;
    table_row(table, strong ? STYLE_STRONG : STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    side_cell(table, c, c->base_bytes, c->base);
    side_cell(table, c, c->later_bytes, c->later);
    page_growth_cell(table, c->growth_bytes);
    if (page->selection->by_percent) {
        page_percent_cell(table, c->percent);
    } else {
        share_cell(page, table, c->share);
    }
    bar_cell(page, table, c);
    page_growth_cell(table, c->live_growth_bytes);
    page_count_growth_cell(table, c->element_growth);
    page_growth_cell(table, c->bytes_per_hour);
    struct text *verdict = table_cell(table);
    text_add(verdict, slice_of(verdict_name(c->verdict)));
    if (page_care(c).len > 0)
        text_add(verdict, SLICE(" *"));
    if (c->verdict == VERDICT_LEAK_SUSPECT)
        table_cell_style(table, STYLE_ALARM);
    explain_row(page, table, c);
}

static void show_row(const struct page *page, struct table *table, const struct component *c)
{
    const struct account_row *row = c->later;
    bool zone = row != NULL && row->kind == COMPONENT_ZONE;
    table_row(table, STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    page_size_cell(table, c->later_bytes, c->estimated && c->kind != COMPONENT_UNATTRIBUTED);
    page_share_cell(table, c->share);
    bar_cell(page, table, c);
    page_amount_cell(table, zone ? row->live_bytes : AMOUNT_UNKNOWN);
    page_amount_cell(table, zone ? row->reclaimable_bytes : AMOUNT_UNKNOWN);
    page_count_cell(table, zone ? row->elements : AMOUNT_UNKNOWN);
    page_amount_cell(table, zone ? row->element_bytes : AMOUNT_UNKNOWN);
    explain_row(page, table, c);
}

static void component_row(const struct page *page, struct table *table, const struct component *c)
{
    if (page->one_capture) {
        show_row(page, table, c);
    } else {
        diff_row(page, table, c);
    }
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
        share_cell(page, table, share);
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

/* Without a row of its own unattributed alone may be what is not compared. */
static void not_compared_row(const struct page *page, struct table *table)
{
    const struct others *rows = &page->selection->not_compared;
    if (rows->count > 0)
        others_row(page, table, rows, "row not compared", "rows not compared");
    else if (rows->growth_bytes.known)
        sum_row(page, table, SLICE("not compared"), rows->base_bytes, rows->later_bytes,
                rows->growth_bytes, rows->share, STYLE_DIM);
}

static void total_row(const struct page *page, struct table *table)
{
    const struct joined *joined = &page->findings->joined;
    struct change before = change_of(amount_of(0), joined->base_wired.bytes);
    struct change after = change_of(amount_of(0), joined->later_wired.bytes);
    struct change all = {SHARE_PARTS, joined->totals_known &&
                                          (page->one_capture || joined->growth_bytes.value != 0)};
    sum_row(page, table, SLICE("total"), before, after, joined->growth_bytes, all, STYLE_STRONG);
}

static bool leads(const struct selection *selection, const struct component *c)
{
    bool first = selection->n_shown > 0 && selection->shown[0] == c;
    return selection->shrunk_first ? first : c->rank == 1;
}

/* Suspects that the ranking by growth does not lead with, in front of it. */
void page_suspects(const struct page *page)
{
    const struct findings *findings = page->findings;
    if (findings->n_suspects == 0 || leads(page->selection, findings->suspects[0]))
        return;
    struct table *table = table_new(diff_columns, sizeof(diff_columns) / sizeof(*diff_columns));
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < findings->n_suspects; i++)
        diff_row(page, table, findings->suspects[i]);
    page_table(page, table);
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
        component_row(page, table, selection->shown[i]);
    }
    if (selection->unattributed != NULL) {
        component_row(page, table, selection->unattributed);
    }
    others_row(page, table, &selection->others, "other", "others");
    not_compared_row(page, table);
    total_row(page, table);
    page_table(page, table);
    table_free(table);
}
