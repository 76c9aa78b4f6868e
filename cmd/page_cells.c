/* page_cells.c: figures as cells of a table; "-" where one is not known. */
#include <inttypes.h>

#include "human.h"
#include "page.h"

static void change_cell(struct table *table, struct change change,
                        void (*human)(struct text *, int64_t))
{
    struct text *cell = table_cell(table);
    if (change.known) {
        human(cell, change.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void amount_cell(struct table *table, struct amount amount,
                        void (*human)(struct text *, uint64_t))
{
    struct text *cell = table_cell(table);
    if (amount.known) {
        human(cell, amount.value);
    } else {
        text_add(cell, SLICE("-"));
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

void page_growth_cell(struct table *table, struct change bytes)
{
    change_cell(table, bytes, human_growth);
}

void page_count_growth_cell(struct table *table, struct change count)
{
    change_cell(table, count, human_count_growth);
}

void page_share_cell(struct table *table, struct change share)
{
    change_cell(table, share, human_share);
}

void page_percent_cell(struct table *table, struct change tenths)
{
    change_cell(table, tenths, human_percent);
}

void page_amount_cell(struct table *table, struct amount bytes)
{
    amount_cell(table, bytes, human_bytes);
}

void page_count_cell(struct table *table, struct amount count)
{
    amount_cell(table, count, human_count);
}

void page_pid_cell(struct table *table, struct amount pid)
{
    struct text *cell = table_cell(table);
    if (pid.known)
        text_printf(cell, "%" PRIu64, pid.value);
}

void page_table(const struct page *page, const struct table *table)
{
    text_add(page->out, SLICE("\n"));
    table_print(table, page->out, page->layout.width, page->layout.color);
}
