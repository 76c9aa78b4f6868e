/* page_list.c: the snapshots of a library, for people. */
#include "escape.h"
#include "human.h"
#include "listing.h"
#include "table.h"

static void text_cell(struct table *table, struct slice text)
{
    struct text *cell = table_cell(table);
    if (text.len > 0) {
        escape_terminal(cell, text);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void amount_cell(struct table *table, struct amount amount,
                        void write(struct text *out, uint64_t value))
{
    struct text *cell = table_cell(table);
    if (amount.known) {
        write(cell, amount.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void system_cell(struct table *table, const struct library_entry *entry)
{
    struct text *cell = table_cell(table);
    escape_terminal(cell, entry->os_version);
    if (entry->os_build.len > 0) {
        text_add(cell, entry->os_version.len > 0 ? SLICE(" (") : SLICE("("));
        escape_terminal(cell, entry->os_build);
        text_add(cell, SLICE(")"));
    }
    if (cell->len == 0)
        text_add(cell, SLICE("-"));
}

static void list_row(struct table *table, const struct library_entry *entry)
{
    table_row(table, STYLE_PLAIN);
    text_cell(table, entry->label);
    struct text *taken = table_cell(table);
    if (entry->taken.known) {
        human_moment(taken, entry->taken);
    } else {
        text_add(taken, SLICE("-"));
    }
    amount_cell(table, entry->uptime_seconds, human_duration);
    amount_cell(table, entry->wired_bytes, human_bytes);
    amount_cell(table, entry->memory_bytes, human_bytes);
    text_cell(table, entry->host);
    text_cell(table, entry->model);
    system_cell(table, entry);
    text_add(table_cell(table), entry->capture_path.len > 0 ? SLICE("yes") : SLICE("no"));
    text_cell(table, entry->id);
}

void page_list(struct text *out, const struct library_entry *const *entries, size_t count,
               size_t width, bool color)
{
    static const struct table_column columns[] = {
        {"label", false, true, 0}, {"taken", false, false, 0},  {"up", true, false, 2},
        {"wired", true, false, 0}, {"RAM", true, false, 3},     {"host", false, false, 4},
        {"Mac", false, false, 5},  {"system", false, false, 6}, {"archive", false, false, 7},
        {"id", false, false, 1},
    };
    struct table *table = table_new(columns, sizeof(columns) / sizeof(*columns));
    if (table == NULL) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        list_row(table, entries[i]);
    table_print(table, out, width, color);
    table_free(table);
}
