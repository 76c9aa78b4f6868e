#include "table.h"

#include <stdint.h>
#include <stdlib.h>

#include "escape.h"
#include "heap.h"
#include "words.h"

enum { COLUMNS_MAX = 16, FLEXIBLE_MIN = 18, GAP = 2, INDENT = 1 };

struct row {
    enum table_style style;
    size_t starts[COLUMNS_MAX + 1]; /* of its cells in the buffer, and the end of the last */
    size_t n_cells;
    enum table_style styles[COLUMNS_MAX]; /* of cells; STYLE_PLAIN: as the row */
    size_t note_start, note_end;          /* in the notes */
    size_t note_width;
};

struct table {
    const struct table_column *columns;
    size_t n_columns;
    struct row *rows;
    size_t n_rows;
    size_t room;
    struct text buffer;
    struct text notes;
};

/* A cell of the flexible column as it is cut. */
struct cut {
    bool wanted; /* it is wider than the column */
    struct slice head, tail;
};

struct layout {
    bool shown[COLUMNS_MAX];
    size_t widths[COLUMNS_MAX];
    struct cut *cuts; /* a row each; NULL where no cell is cut */
};

struct table *table_new(const struct table_column *columns, size_t n_columns)
{
    struct table *table = n_columns <= COLUMNS_MAX ? heap_new(1, sizeof(*table)) : NULL;
    if (table == NULL)
        return NULL;
    table->columns = columns;
    table->n_columns = n_columns;
    table_row(table, STYLE_HEAD);
    for (size_t i = 0; i < n_columns; i++) {
        text_add(table_cell(table), slice_of(columns[i].title));
    }
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    free(table->rows);
    text_free(&table->buffer);
    text_free(&table->notes);
    free(table);
}

static void end_row(struct table *table)
{
    if (table->n_rows == 0)
        return;
    struct row *row = &table->rows[table->n_rows - 1];
    for (size_t i = row->n_cells; i <= table->n_columns; i++)
        row->starts[i] = table->buffer.len;
}

void table_row(struct table *table, enum table_style style)
{
    end_row(table);
    if (table->n_rows == table->room) {
        size_t room = table->room == 0 ? 32 : table->room * 2;
        if (room > SIZE_MAX / 2 / sizeof(*table->rows))
            heap_exhausted();
        table->rows = heap_resize(table->rows, room * sizeof(*table->rows));
        table->room = room;
    }
    table->rows[table->n_rows++] = (struct row){.style = style};
}

struct text *table_cell(struct table *table)
{
    struct row *row = table->n_rows > 0 ? &table->rows[table->n_rows - 1] : NULL;
    if (row != NULL && row->n_cells < table->n_columns) {
        row->starts[row->n_cells++] = table->buffer.len;
    }
    return &table->buffer;
}

void table_cell_style(struct table *table, enum table_style style)
{
    struct row *row = table->n_rows > 0 ? &table->rows[table->n_rows - 1] : NULL;
    if (row != NULL && row->n_cells > 0)
        row->styles[row->n_cells - 1] = style;
}

void table_note(struct table *table, struct slice words, size_t width)
{
    struct row *row = table->n_rows > 0 ? &table->rows[table->n_rows - 1] : NULL;
    if (row == NULL)
        return;
    row->note_start = table->notes.len;
    text_add(&table->notes, words);
    row->note_end = table->notes.len;
    row->note_width = width;
}

static struct slice cell_of(const struct table *table, size_t row, size_t column)
{
    const struct row *r = &table->rows[row];
    bool last = row + 1 == table->n_rows;
    size_t start = column < r->n_cells ? r->starts[column] : table->buffer.len;
    size_t end = column + 1 < r->n_cells ? r->starts[column + 1]
                 : last                  ? table->buffer.len
                                         : r->starts[r->n_cells];
    if (column >= r->n_cells)
        return (struct slice){"", 0};
    return (struct slice){table->buffer.bytes + start, end - start};
}

static size_t total_width(const struct table *table, const struct layout *layout)
{
    size_t width = INDENT;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (layout->shown[i])
            width += layout->widths[i] + GAP;
    }
    return width - GAP;
}

/* The shown column that may go first; n_columns where none may. */
static size_t next_to_drop(const struct table *table, const struct layout *layout)
{
    size_t found = table->n_columns;
    unsigned priority = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (layout->shown[i] && table->columns[i].priority > priority) {
            priority = table->columns[i].priority;
            found = i;
        }
    }
    return found;
}

/* The first or last characters of the text that take at most `width` cells. */
static struct slice head_of(struct slice text, size_t width)
{
    size_t len = 0;
    size_t total = 0;
    while (len < text.len) {
        unsigned code;
        size_t next = utf8_character(slice_from(text, len), &code);
        if (next == 0)
            next = 1;
        total += escape_width(slice_first(slice_from(text, len), next));
        if (total > width)
            break;
        len += next;
    }
    return slice_first(text, len);
}

static struct slice tail_of(struct slice text, size_t width)
{
    size_t total = escape_width(text);
    size_t from = 0;
    while (from < text.len && total > width) {
        unsigned code;
        size_t next = utf8_character(slice_from(text, from), &code);
        if (next == 0)
            next = 1;
        total -= escape_width(slice_first(slice_from(text, from), next));
        from += next;
    }
    return slice_from(text, from);
}

static void cut_parts(struct slice text, size_t width, struct slice *head, struct slice *tail)
{
    /* No terminal is wider than this; measuring more of a hostile name costs its square. */
    enum { MEASURED_MAX = 4096 };
    struct slice end = text.len > MEASURED_MAX ? slice_from(text, text.len - MEASURED_MAX) : text;
    text = slice_first(text, MEASURED_MAX);
    *head = head_of(text, (width - 1) / 2);
    *tail = tail_of(end, width - 1 - escape_width(*head));
}

/* What each cell would be cut to, so that they can be told from each other. */
static struct cut *cut_cells(const struct table *table, size_t column, size_t width)
{
    struct cut *cuts = heap_new(table->n_rows, sizeof(*cuts));
    for (size_t row = 0; row < table->n_rows; row++) {
        struct slice cell = cell_of(table, row, column);
        cuts[row].wanted = escape_width(cell) > width && width > 2;
        if (cuts[row].wanted)
            cut_parts(cell, width, &cuts[row].head, &cuts[row].tail);
    }
    return cuts;
}

/* Would another row's cell of this column be cut to the same text? In a huge table: perhaps. */
static bool cut_is_ambiguous(const struct table *table, const struct cut *cuts, size_t row,
                             size_t column)
{
    enum { ROWS_COMPARED_MAX = 5000 };
    if (table->n_rows > ROWS_COMPARED_MAX)
        return true;
    for (size_t i = 0; i < table->n_rows; i++) {
        if (i != row && cuts[i].wanted && slice_equal(cuts[row].head, cuts[i].head) &&
            slice_equal(cuts[row].tail, cuts[i].tail) &&
            !slice_equal(cell_of(table, i, column), cell_of(table, row, column)))
            return true;
    }
    return false;
}

static struct layout lay_out(const struct table *table, size_t width)
{
    struct layout layout = {0};
    size_t flexible = table->n_columns;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->columns[i].flexible)
            flexible = i;
        for (size_t row = 0; row < table->n_rows; row++) {
            size_t cell = escape_width(cell_of(table, row, i));
            if (cell > layout.widths[i])
                layout.widths[i] = cell;
        }
        layout.shown[i] = layout.widths[i] > 0; /* bars where none are drawn */
    }
    if (width == 0)
        return layout;
    size_t natural = flexible < table->n_columns ? layout.widths[flexible] : 0;
    if (natural > FLEXIBLE_MIN)
        layout.widths[flexible] = FLEXIBLE_MIN;
    while (total_width(table, &layout) > width) {
        size_t column = next_to_drop(table, &layout);
        if (column == table->n_columns)
            break;
        layout.shown[column] = false;
    }
    if (natural > FLEXIBLE_MIN) {
        size_t used = total_width(table, &layout);
        size_t spare = width > used ? width - used : 0;
        size_t wish = natural - FLEXIBLE_MIN;
        layout.widths[flexible] += spare < wish ? spare : wish;
        if (spare < wish)
            layout.cuts = cut_cells(table, flexible, layout.widths[flexible]);
    }
    return layout;
}

static void print_cell(const struct table *table, const struct layout *layout, size_t row,
                       size_t column, struct text *out, bool pad_right)
{
    struct slice cell = cell_of(table, row, column);
    size_t width = layout->widths[column];
    size_t used = escape_width(cell);
    bool right = table->columns[column].right;
    if (right && used < width)
        text_repeat(out, ' ', width - used);
    const struct cut *cut =
        table->columns[column].flexible && layout->cuts != NULL ? &layout->cuts[row] : NULL;
    if (cut != NULL && cut->wanted && !cut_is_ambiguous(table, layout->cuts, row, column)) {
        text_add(out, cut->head);
        text_add(out, SLICE("\xE2\x80\xA6"));
        text_add(out, cut->tail);
        used = escape_width(cut->head) + 1 + escape_width(cut->tail);
    } else {
        text_add(out, cell);
    }
    if (!right && pad_right && used < width)
        text_repeat(out, ' ', width - used);
}

static const char *sequence_of(enum table_style style)
{
    static const char *const sequences[] = {
        [STYLE_PLAIN] = NULL,    [STYLE_HEAD] = "\x1b[4m",     [STYLE_STRONG] = "\x1b[1m",
        [STYLE_DIM] = "\x1b[2m", [STYLE_ALARM] = "\x1b[1;31m",
    };
    return sequences[style];
}

void style_begin(struct text *out, enum table_style style, bool color)
{
    const char *sequence = sequence_of(style);
    if (color && sequence != NULL)
        text_add(out, slice_of(sequence));
}

void style_end(struct text *out, enum table_style style, bool color)
{
    if (color && sequence_of(style) != NULL)
        text_add(out, SLICE("\x1b[0m"));
}

static void print_styled_cell(const struct table *table, const struct layout *layout, size_t row,
                              size_t column, struct text *out, bool pad_right, bool color)
{
    enum table_style style = table->rows[row].styles[column];
    if (style == STYLE_PLAIN) {
        print_cell(table, layout, row, column, out, pad_right);
        return;
    }
    style_end(out, table->rows[row].style, color);
    style_begin(out, style, color);
    print_cell(table, layout, row, column, out, pad_right);
    style_end(out, style, color);
    style_begin(out, table->rows[row].style, color);
}

/* Below the flexible column, which is the one of names. */
static void print_note(const struct table *table, const struct layout *layout,
                       const struct row *row, struct text *out, size_t width)
{
    size_t indent = INDENT;
    if (row->note_start == row->note_end)
        return;
    for (size_t i = 0; i < table->n_columns && !table->columns[i].flexible; i++) {
        if (layout->shown[i])
            indent += layout->widths[i] + GAP;
    }
    struct slice words =
        slice_from(slice_first(text_slice(&table->notes), row->note_end), row->note_start);
    words_indented(out, indent, words, width == 0 ? row->note_width : width);
}

static void print_rows(const struct table *table, size_t first, struct text *out, size_t width,
                       bool color)
{
    struct layout layout = lay_out(table, width);
    size_t last = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (layout.shown[i])
            last = i;
    }
    if (table->buffer.failed)
        out->failed = true;
    for (size_t row = first; row < table->n_rows; row++) {
        text_repeat(out, ' ', INDENT);
        const struct row *r = &table->rows[row];
        style_begin(out, r->style, color);
        for (size_t i = 0; i < table->n_columns; i++) {
            if (!layout.shown[i])
                continue;
            print_styled_cell(table, &layout, row, i, out, i < last, color);
            if (i < last)
                text_repeat(out, ' ', GAP);
        }
        while (out->len > 0 && out->bytes[out->len - 1] == ' ')
            out->len--;
        style_end(out, r->style, color);
        text_add(out, SLICE("\n"));
        print_note(table, &layout, r, out, width);
    }
    free(layout.cuts);
}

void table_print(const struct table *table, struct text *out, size_t width, bool color)
{
    print_rows(table, 0, out, width, color);
}

void table_print_body(const struct table *table, struct text *out, size_t width, bool color)
{
    print_rows(table, 1, out, width, color);
}
