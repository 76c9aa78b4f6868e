/* check_table: columns that line up, and what goes first where there is no room. */
#include <check.h>
#include <string.h>

#include "escape.h"
#include "run_suite.h"
#include "table.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

static void same_text(struct text *found, const char *expected, const char *what)
{
    struct slice text = text_slice(found);
    ck_assert_msg(slice_is(text, expected), "%s:\n%.*s\nis not\n%s", what, SLICE_ARGS(text),
                  expected);
    text_free(found);
}

/* rows: a cell for each column, row by row; NULL at the end. */
static struct table *build(const struct table_column *columns, size_t n_columns,
                           const char *const *cells)
{
    struct table *table = table_new(columns, n_columns);
    ck_assert_ptr_nonnull(table);
    for (size_t i = 0; cells[i] != NULL; i++) {
        if (i % n_columns == 0)
            table_row(table, STYLE_PLAIN);
        text_add(table_cell(table), slice_of(cells[i]));
    }
    return table;
}

static const struct table_column columns[] = {
    {"#", true, false, 0},      {"component", false, true, 0}, {"before", true, false, 1},
    {"growth", true, false, 0}, {"share", true, false, 2},     {"note", false, false, 3},
};

enum { N_COLUMNS = LEN(columns) };

/* clang-format off */
static const char *const cells[] = {
    "1", "data.kalloc.1024", "12.3 MB", "+16.2 GB", "90.6%", "leak",
    "10", "com.example.driver.of.a.very.long.name", "-", "-1 B", "0.0%", "",
    NULL,
};

struct width_case {
    const char *what;
    size_t width;
    const char *text;
};

static const struct width_case width_cases[] = {
    {"as wide as it gets", 0,
     "  #  component                                before    growth  share  note\n"
     "  1  data.kalloc.1024                        12.3 MB  +16.2 GB  90.6%  leak\n"
     " 10  com.example.driver.of.a.very.long.name        -      -1 B   0.0%\n"},
    {"more room than it takes", 200,
     "  #  component                                before    growth  share  note\n"
     "  1  data.kalloc.1024                        12.3 MB  +16.2 GB  90.6%  leak\n"
     " 10  com.example.driver.of.a.very.long.name        -      -1 B   0.0%\n"},
    {"just as wide", 75,
     "  #  component                                before    growth  share  note\n"
     "  1  data.kalloc.1024                        12.3 MB  +16.2 GB  90.6%  leak\n"
     " 10  com.example.driver.of.a.very.long.name        -      -1 B   0.0%\n"},
    {"one too few", 74,
     "  #  component                               before    growth  share  note\n"
     "  1  data.kalloc.1024                       12.3 MB  +16.2 GB  90.6%  leak\n"
     " 10  com.example.driver\xe2\x80\xa6" "f.a.very.long.name        -      -1 B   0.0%\n"},
    {"the name at its narrowest", 55,
     "  #  component            before    growth  share  note\n"
     "  1  data.kalloc.1024    12.3 MB  +16.2 GB  90.6%  leak\n"
     " 10  com.exam\xe2\x80\xa6long.name        -      -1 B   0.0%\n"},
    {"without the note, and the name takes its room", 54,
     "  #  component                 before    growth  share\n"
     "  1  data.kalloc.1024         12.3 MB  +16.2 GB  90.6%\n"
     " 10  com.example\xe2\x80\xa6y.long.name        -      -1 B   0.0%\n"},
    {"without the share", 48,
     "  #  component                  before    growth\n"
     "  1  data.kalloc.1024          12.3 MB  +16.2 GB\n"
     " 10  com.example\xe2\x80\xa6ry.long.name        -      -1 B\n"},
    {"half a terminal", 40,
     "  #  component                    growth\n"
     "  1  data.kalloc.1024           +16.2 GB\n"
     " 10  com.example.\xe2\x80\xa6ry.long.name      -1 B\n"},
    {"what may not go stays, though there is no room", 10,
     "  #  component             growth\n"
     "  1  data.kalloc.1024    +16.2 GB\n"
     " 10  com.exam\xe2\x80\xa6long.name      -1 B\n"},
};
/* clang-format on */

START_TEST(widths)
{
    const struct width_case *c = &width_cases[_i];
    struct table *table = build(columns, N_COLUMNS, cells);
    struct text out = {0};
    table_print(table, &out, c->width, false);
    same_text(&out, c->text, c->what);
    table_free(table);
}
END_TEST

/* No line is wider than asked for, as soon as the columns that must stay fit. */
START_TEST(no_line_is_too_wide)
{
    struct table *table = build(columns, N_COLUMNS, cells);
    for (size_t width = 36; width < 220; width++) {
        struct text out = {0};
        table_print(table, &out, width, false);
        struct slice rest = text_slice(&out);
        while (rest.len > 0) {
            struct slice line = slice_first(rest, slice_find(rest, '\n'));
            ck_assert_uint_le(escape_width(line), width);
            ck_assert(!slice_ends(line, " "));
            rest = slice_from(rest, line.len + 1);
        }
        text_free(&out);
    }
    table_free(table);
}
END_TEST

START_TEST(head_and_body)
{
    struct table *table = build(columns, N_COLUMNS, cells);
    struct text whole = {0};
    struct text body = {0};
    table_print(table, &whole, 80, false);
    table_print_body(table, &body, 80, false);
    struct slice head = slice_first(text_slice(&whole), slice_find(text_slice(&whole), '\n') + 1);
    ck_assert(slice_equal(slice_from(text_slice(&whole), head.len), text_slice(&body)));
    text_free(&whole);
    text_free(&body);
    table_free(table);
}
END_TEST

static const struct table_column names[] = {{"name", false, true, 0}, {"size", true, false, 0}};

/* clang-format off */
struct cut_case {
    const char *what;
    const char *cells[9];
    const char *text;
};

static const struct cut_case cut_cases[] = {
    {"two that would look alike stay whole",
     {"aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz", "1", "aaaaaaaaaaaaaaaa_2_zzzzzzzzzzzzzzzz", "2", NULL},
     " name                    size\n"
     " aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz     1\n"
     " aaaaaaaaaaaaaaaa_2_zzzzzzzzzzzzzzzz     2\n"},
    {"the same name twice is no danger",
     {"aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz", "1", "aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz", "2", NULL},
     " name                    size\n"
     " aaaaaaaaaa\xe2\x80\xa6zzzzzzzzzzz     1\n"
     " aaaaaaaaaa\xe2\x80\xa6zzzzzzzzzzz     2\n"},
    {"only those two",
     {"aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz", "1", "aaaaaaaaaaaaaaaa_2_zzzzzzzzzzzzzzzz", "2",
      "bbbbbbbbbbbbbbbb_3_zzzzzzzzzzzzzzzz", "3", "short", "4", NULL},
     " name                    size\n"
     " aaaaaaaaaaaaaaaa_1_zzzzzzzzzzzzzzzz     1\n"
     " aaaaaaaaaaaaaaaa_2_zzzzzzzzzzzzzzzz     2\n"
     " bbbbbbbbbb\xe2\x80\xa6zzzzzzzzzzz     3\n"
     " short                      4\n"},
    {"wide characters line up and are not cut in two",
     {"\xe6\xbc\xa2\xe5\xad\x97", "1",
      "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
      "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", "2", NULL},
     " name                    size\n"
     " \xe6\xbc\xa2\xe5\xad\x97                       1\n"
     " \xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe2\x80\xa6\xe6\xbc\xa2\xe6\xbc\xa2"
     "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2      2\n"},
    {"a mark stays with its letter",
     {"o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88"
      "o\xcc\x88............", "1", NULL},
     " name                    size\n"
     " o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88o\xcc\x88"
     "\xe2\x80\xa6...........     1\n"},
};
/* clang-format on */

START_TEST(cut_names)
{
    const struct cut_case *c = &cut_cases[_i];
    struct table *table = build(names, LEN(names), c->cells);
    struct text out = {0};
    table_print(table, &out, 29, false);
    same_text(&out, c->text, c->what);
    table_free(table);
}
END_TEST

START_TEST(rows_with_too_few_cells)
{
    struct table *table = table_new(names, LEN(names));
    struct text out = {0};
    table_row(table, STYLE_PLAIN);
    table_row(table, STYLE_PLAIN);
    text_add(table_cell(table), SLICE("a"));
    table_row(table, STYLE_PLAIN);
    table_cell(table);
    text_add(table_cell(table), SLICE("22"));
    table_row(table, STYLE_PLAIN);
    text_add(table_cell(table), SLICE("b"));
    text_add(table_cell(table), SLICE("3"));
    text_add(table_cell(table), SLICE("4")); /* one cell too many: it joins the last */
    table_row(table, STYLE_PLAIN);
    table_print(table, &out, 80, false);
    same_text(&out,
              " name  size\n"
              "\n"
              " a\n"
              "         22\n"
              " b       34\n"
              "\n",
              "few cells");
    table_free(table);
}
END_TEST

START_TEST(many_rows)
{
    struct table *table = table_new(names, LEN(names));
    struct text out = {0};
    for (unsigned i = 0; i < 5000; i++) {
        table_row(table, STYLE_PLAIN);
        text_printf(table_cell(table), "row %u", i);
        text_printf(table_cell(table), "%u B", i);
    }
    table_print_body(table, &out, 0, false);
    struct slice text = text_slice(&out);
    ck_assert(slice_starts(text, " row 0        0 B\n"));
    ck_assert(slice_ends(text, "\n row 4999  4999 B\n"));
    text_free(&out);
    table_free(table);
}
END_TEST

START_TEST(styles)
{
    struct table *table = table_new(names, LEN(names));
    struct text out = {0};
    static const enum table_style order[] = {STYLE_PLAIN, STYLE_STRONG, STYLE_DIM};
    for (int i = 0; i < LEN(order); i++) {
        table_row(table, order[i]);
        text_add(table_cell(table), SLICE("a"));
        text_add(table_cell(table), SLICE(""));
    }
    table_print(table, &out, 0, true);
    same_text(&out,
              " \x1b[4mname  size\x1b[0m\n"
              " a\n"
              " \x1b[1ma\x1b[0m\n"
              " \x1b[2ma\x1b[0m\n",
              "styles");
    table_free(table);
}
END_TEST

START_TEST(limits)
{
    struct table_column wide[17] = {{"x", false, false, 0}};
    ck_assert_ptr_null(table_new(wide, 17));
    table_free(NULL);
    struct table *table = table_new(names, LEN(names));
    struct text out = {0};
    table_print_body(table, &out, 80, false);
    ck_assert_uint_eq(out.len, 0);
    table_print(table, &out, 80, false);
    same_text(&out, " name  size\n", "no rows");
    table_free(table);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");
    tcase_add_loop_test(tests, widths, 0, LEN(width_cases));
    tcase_add_test(tests, no_line_is_too_wide);
    tcase_add_test(tests, head_and_body);
    tcase_add_loop_test(tests, cut_names, 0, LEN(cut_cases));
    tcase_add_test(tests, rows_with_too_few_cells);
    tcase_add_test(tests, many_rows);
    tcase_add_test(tests, styles);
    tcase_add_test(tests, limits);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
