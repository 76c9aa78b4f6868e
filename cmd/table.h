/*
 * table.h: rows of cells, lined up, as wide as the terminal allows.
 *
 * Cells are built by appending to the text that table_cell() hands out. Where the table is wider
 * than it may be, columns of the highest priority number are left out first; then cells of the
 * flexible column are cut in the middle, but never so that two of them look alike.
 */
#ifndef SYSDELTA_TABLE_H
#define SYSDELTA_TABLE_H

#include "text.h"

enum table_style { STYLE_PLAIN, STYLE_HEAD, STYLE_STRONG, STYLE_DIM, STYLE_ALARM };

struct table_column {
    const char *title;
    bool right;        /* figures */
    bool flexible;     /* may be cut in the middle; one at most */
    unsigned priority; /* 0: never left out */
};

struct table;

/*
 * The columns must live as long as the table. Freed with table_free(). NULL where there are more
 * than a table can have.
 */
struct table *table_new(const struct table_column *columns, size_t n_columns);
void table_free(struct table *table);

void table_row(struct table *table, enum table_style style); /* then one table_cell() a column */
struct text *table_cell(struct table *table);

/* Of the cell that was begun last, in place of its row's. */
void table_cell_style(struct table *table, enum table_style style);

/*
 * Words below the row that was begun last, as far as the table may be wide; `width` where nothing
 * limits it. They are escaped already.
 */
void table_note(struct table *table, struct slice words, size_t width);

/* With its head, or the rows alone. width 0: as wide as it gets. */
void table_print(const struct table *table, struct text *out, size_t width, bool color);
void table_print_body(const struct table *table, struct text *out, size_t width, bool color);

/* Escape sequences round a text, where colour is on. */
void style_begin(struct text *out, enum table_style style, bool color);
void style_end(struct text *out, enum table_style style, bool color);

#endif
