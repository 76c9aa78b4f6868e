/*
 * check_robust_lines: reports of every fixture with whole lines missing, doubled, swapped or joined,
 * and with the ends of all lines changed.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "damage_oracle.h"
#include "parse_text.h"
#include "robust.h"

struct place {
    const struct robust_capture *capture;
    size_t kind;
    struct slice text;
    const struct line_starts *lines;
    size_t line; /* from 0 */
};

static void damage(const struct place *p, enum damage_kind kind, const char *what, size_t at,
                   size_t len, struct slice with)
{
    const struct robust_capture *capture = p->capture;
    struct damage_case c = {capture->name, capture->whole, p->kind, p->text, what, at};
    struct damaged damaged = damage_replace(kind, p->text, at, len, with);
    judge_damage(&c, &damaged);
    damaged_free(&damaged);
}

static void drop(const struct place *p)
{
    struct slice line = line_at(p->text, p->lines, p->line);
    damage(p, DAMAGE_DROP, "a line dropped", p->lines->starts[p->line], line.len, SLICE(""));
}

static void double_line(const struct place *p)
{
    struct slice line = line_at(p->text, p->lines, p->line);
    damage(p, DAMAGE_DOUBLE, "a line doubled", p->lines->starts[p->line], 0, line);
}

static void join(const struct place *p)
{
    size_t end = p->lines->starts[p->line + 1];
    if (end < p->text.len)
        damage(p, DAMAGE_JOIN, "two lines joined", end - 1, 1, SLICE(""));
}

static void swap(const struct place *p)
{
    if (p->line + 2 > p->lines->count)
        return;
    struct slice first = line_at(p->text, p->lines, p->line);
    struct slice second = line_at(p->text, p->lines, p->line + 1);
    char *both = malloc(first.len + second.len);
    if (both == NULL)
        abort();
    memcpy(both, second.ptr, second.len);
    memcpy(both + second.len, first.ptr, first.len);
    damage(p, DAMAGE_SWAP, "two lines swapped", p->lines->starts[p->line], first.len + second.len,
           (struct slice){both, first.len + second.len});
    free(both);
}

/* Ten lines are gone: more than come and go while a report is made. */
static void drop_ten(const struct place *p)
{
    size_t last = p->line + 10 < p->lines->count ? p->line + 10 : p->lines->count;
    size_t at = p->lines->starts[p->line];
    damage(p, DAMAGE_DROP, "ten lines dropped", at, p->lines->starts[last] - at, SLICE(""));
}

static void (*const line_damages[])(const struct place *p) = {drop, double_line, join, swap,
                                                              drop_ten};

enum { DAMAGES = sizeof(line_damages) / sizeof(*line_damages) };

START_TEST(lines)
{
    static struct robust_budget budgets[DAMAGES];
    const struct robust_capture *capture = robust_capture((size_t)_i / DAMAGES);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        struct line_starts starts = line_starts_of(text);
        size_t n = robust_cases(&budgets[_i % DAMAGES], kind, text, starts.count);
        for (size_t i = 0; i < n; i++) {
            struct place place = {capture, kind, text, &starts, 0};
            place.line = robust_place(i, n, starts.count);
            line_damages[_i % DAMAGES](&place);
        }
        line_starts_free(&starts);
    }
    check_no_complaints();
}
END_TEST

/* Large reports are read whole for some captures only. */
static bool is_left_out(struct slice text, size_t place)
{
    enum { LARGE = 64 * 1024, ONE_OF = 10 };
    return getenv("SYSDELTA_ROBUST") == NULL && text.len > LARGE && place % ONE_OF != 0;
}

/* The heads of tables: the first lines, which chance seldom meets. */
START_TEST(heads)
{
    enum { HEAD_LINES = 6 };
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        if (is_left_out(text, (size_t)_i))
            continue;
        struct line_starts starts = line_starts_of(text);
        for (size_t line = 0; line < HEAD_LINES && line < starts.count; line++) {
            struct place place = {capture, kind, text, &starts, line};
            drop(&place);
            double_line(&place);
            join(&place);
        }
        line_starts_free(&starts);
    }
    check_no_complaints();
}
END_TEST

/* The text with each line feed replaced, and something in front. */
static struct slice with_ends(struct slice text, struct slice front, struct slice end, char *room)
{
    size_t len = 0;
    memcpy(room, front.ptr, front.len);
    len += front.len;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\n') {
            room[len++] = text.ptr[i];
            continue;
        }
        memcpy(room + len, end.ptr, end.len);
        len += end.len;
    }
    return (struct slice){room, len};
}

START_TEST(other_line_ends)
{
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        if (text.len == 0 || is_left_out(text, (size_t)_i))
            continue;
        char *room = malloc(2 * text.len + 3);
        if (room == NULL)
            abort();
        struct damage_case c = {capture->name, capture->whole, kind, text, "CR LF", 0};
        judge_same(&c, with_ends(text, SLICE(""), SLICE("\r\n"), room));
        c.what = "a byte order mark";
        judge_same(&c, with_ends(text, SLICE("\xEF\xBB\xBF"), SLICE("\n"), room));
        c.what = "CR";
        struct slice one_line = with_ends(text, SLICE(""), SLICE("\r"), room);
        struct snapshot *read = parse_in_place(capture->whole, kind, one_line);
        const struct report *report = &read->reports[kind];
        ck_assert_msg(report->status != REPORT_OK || report->rows <= 1, "%s %s with CR is ok",
                      capture->name, report->kind->name);
        snapshot_free(read);
        robust_case();
        free(room);
    }
    check_no_complaints();
}
END_TEST

/* Tables are read by their heads: upside down, no figure may be another's. */
START_TEST(upside_down)
{
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        if (text.len == 0 || is_left_out(text, (size_t)_i))
            continue;
        struct line_starts starts = line_starts_of(text);
        struct damaged turned = {.kind = DAMAGE_SWAP, .first = 1, .removed = starts.count};
        turned.inserted = starts.count;
        turned.throughout = true;
        turned.bytes = malloc(text.len);
        for (size_t line = starts.count; line-- > 0;) {
            struct slice bytes = line_at(text, &starts, line);
            memcpy(turned.bytes + turned.len, bytes.ptr, bytes.len);
            turned.len += bytes.len;
        }
        struct damage_case c = {capture->name, capture->whole, kind, text, "upside down", 0};
        judge_damage(&c, &turned);
        damaged_free(&turned);
        line_starts_free(&starts);
    }
    check_no_complaints();
}
END_TEST

START_TEST(a_thousand_equal_rows)
{
    static struct robust_budget budget;
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        struct line_starts starts = line_starts_of(text);
        if (robust_cases(&budget, kind, text, 1) > 0) {
            struct place place = {capture, kind, text, &starts, starts.count / 2};
            struct slice line = line_at(text, &starts, place.line);
            char *room = malloc(1000 * line.len + 1);
            if (room == NULL)
                abort();
            for (size_t k = 0; k < 1000; k++)
                memcpy(room + k * line.len, line.ptr, line.len);
            damage(&place, DAMAGE_DOUBLE, "a line a thousand times", starts.starts[place.line], 0,
                   (struct slice){room, 1000 * line.len});
            free(room);
        }
        line_starts_free(&starts);
    }
    check_no_complaints();
}
END_TEST

int main(void)
{
    int captures = (int)robust_count();
    Suite *suite = suite_create("robust_lines");
    TCase *tests = tcase_create("robust_lines");
    tcase_add_loop_test(tests, lines, 0, captures * DAMAGES);
    tcase_add_loop_test(tests, heads, 0, captures);
    tcase_add_loop_test(tests, other_line_ends, 0, captures);
    tcase_add_loop_test(tests, upside_down, 0, captures);
    tcase_add_loop_test(tests, a_thousand_equal_rows, 0, captures);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
