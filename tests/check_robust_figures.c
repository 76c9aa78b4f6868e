/*
 * check_robust_figures: reports of every fixture with figures that no Mac prints, with cells and
 * whole columns left blank, and with a line that does not end.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "damage_oracle.h"
#include "parse_text.h"
#include "report.h"
#include "robust.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void replace(const struct robust_capture *capture, size_t kind, enum damage_kind damage,
                    const char *what, size_t at, size_t len, struct slice with)
{
    struct slice text = robust_text(capture, kind);
    struct damage_case c = {capture->name, capture->whole, kind, text, what, at};
    struct damaged damaged = damage_replace(damage, text, at, len, with);
    judge_damage(&c, &damaged);
    damaged_free(&damaged);
}

static const struct value {
    const char *text;
    enum damage_kind kind;
} values[] = {
    {"9223372036854775808", DAMAGE_FIGURE},
    {"9223372036854775807", DAMAGE_FIGURE},
    {"18446744073709551615", DAMAGE_FIGURE},
    {"18446744073709551616", DAMAGE_BEYOND},
    {"99999999999999999999999", DAMAGE_BEYOND},
    {"-1", DAMAGE_FIGURE},
    {"0", DAMAGE_FIGURE},
    {"", DAMAGE_FIGURE}, /* what is left of its cell may be one */
};

enum { VALUES = sizeof(values) / sizeof(*values) };

/* The first figure from there on; false where none follows. */
static bool find_figure(struct slice text, size_t *at, size_t *ret_len)
{
    while (*at > 0 && is_digit(text.ptr[*at - 1]))
        --*at;
    while (*at < text.len && !is_digit(text.ptr[*at]))
        ++*at;
    size_t end = *at;
    while (end < text.len && is_digit(text.ptr[end]))
        end++;
    *ret_len = end - *at;
    return end > *at;
}

START_TEST(figures)
{
    static struct robust_budget budgets[VALUES];
    const struct robust_capture *capture = robust_capture((size_t)_i / VALUES);
    const struct value *value = &values[_i % VALUES];
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        size_t n = robust_cases(&budgets[_i % VALUES], kind, text, text.len);
        for (size_t i = 0; i < n; i++) {
            size_t at = robust_place(i, n, text.len);
            size_t len;
            if (find_figure(text, &at, &len))
                replace(capture, kind, value->kind, value->text, at, len, slice_of(value->text));
        }
    }
    check_no_complaints();
}
END_TEST

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* The cell there, or the first one from there on. */
static bool find_cell(struct slice text, size_t *at, size_t *ret_len)
{
    while (*at > 0 && *at < text.len && !is_blank(text.ptr[*at]) && !is_blank(text.ptr[*at - 1]))
        --*at;
    while (*at < text.len && is_blank(text.ptr[*at]))
        ++*at;
    size_t end = *at;
    while (end < text.len && !is_blank(text.ptr[end]))
        end++;
    *ret_len = end - *at;
    return end > *at;
}

START_TEST(blank_cells)
{
    static struct robust_budget budget;
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        size_t n = robust_cases(&budget, kind, text, text.len);
        for (size_t i = 0; i < n; i++) {
            size_t at = robust_place(i, n, text.len);
            size_t len;
            if (!find_cell(text, &at, &len))
                continue;
            char *blanks = malloc(len);
            if (blanks == NULL)
                abort();
            memset(blanks, ' ', len);
            replace(capture, kind, DAMAGE_BLANK, "a cell left blank", at, len,
                    (struct slice){blanks, len});
            free(blanks);
        }
    }
    check_no_complaints();
}
END_TEST

static void blank(struct damaged *damaged, size_t at, size_t len)
{
    memset(damaged->bytes + at, ' ', len);
}

/* The cells of every line that reach into its columns from `from` to `to`. */
static void blank_column(struct damaged *damaged, const struct line_starts *lines, size_t from,
                         size_t to)
{
    struct slice text = damaged_text(damaged);
    for (size_t line = 0; line < lines->count; line++) {
        struct slice bytes = line_at(text, lines, line);
        size_t at = 0;
        for (size_t len; at < to && find_cell(bytes, &at, &len); at += len) {
            if (at < to && at + len > from)
                blank(damaged, lines->starts[line] + at, len);
        }
    }
}

START_TEST(blank_columns)
{
    static struct robust_budget budget;
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        struct line_starts lines = line_starts_of(text);
        size_t n = robust_cases(&budget, kind, text, text.len);
        for (size_t i = 0; i < n; i++) {
            size_t at = robust_place(i, n, text.len);
            size_t line = 0;
            size_t len;
            if (!find_cell(text, &at, &len))
                continue;
            while (lines.starts[line + 1] <= at)
                line++;
            struct damage_case c = {capture->name, capture->whole,   kind,
                                    text,          "a column blank", at};
            struct damaged damaged = damage_replace(DAMAGE_BLANK, text, 0, 0, SLICE(""));
            damaged.first = 1;
            damaged.removed = damaged.inserted = lines.count;
            damaged.throughout = true;
            blank_column(&damaged, &lines, at - lines.starts[line], at - lines.starts[line] + len);
            judge_damage(&c, &damaged);
            damaged_free(&damaged);
        }
        line_starts_free(&lines);
    }
    check_no_complaints();
}
END_TEST

/* Each kind of report once, of the first capture that has it. */
static const struct robust_capture *first_with(size_t kind)
{
    for (size_t i = 0; i < robust_count(); i++) {
        if (robust_text(robust_capture(i), kind).len > 0)
            return robust_capture(i);
    }
    return NULL;
}

START_TEST(endless_lines)
{
    static const char bytes[] = {'x', '7', ' ', '\0', ':'};
    size_t len = (size_t)(getenv("SYSDELTA_ROBUST") != NULL ? 100 : 2) << 20;
    size_t kind = (size_t)_i / sizeof(bytes);
    const struct robust_capture *capture = first_with(kind);
    if (capture == NULL)
        return;
    struct slice text = robust_text(capture, kind);
    struct line_starts lines = line_starts_of(text);
    char *line = malloc(len);
    if (line == NULL)
        abort();
    memset(line, bytes[(size_t)_i % sizeof(bytes)], len);
    line[len - 1] = '\n';
    replace(capture, kind, DAMAGE_DOUBLE, "an endless line", lines.starts[lines.count / 2], 0,
            (struct slice){line, len});
    free(line);
    line_starts_free(&lines);
    check_no_complaints();
}
END_TEST

int main(void)
{
    int captures = (int)robust_count();
    int kinds = 0;
    while (report_kinds[kinds] != NULL)
        kinds++;
    Suite *suite = suite_create("robust_figures");
    TCase *tests = tcase_create("robust_figures");
    tcase_add_loop_test(tests, figures, 0, captures * VALUES);
    tcase_add_loop_test(tests, blank_cells, 0, captures);
    tcase_add_loop_test(tests, blank_columns, 0, captures);
    tcase_add_loop_test(tests, endless_lines, 0, kinds * 5);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
