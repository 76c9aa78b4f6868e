/*
 * check_robust_cuts: every report of every fixture, cut at every length where it is small, else at
 * ends of lines, beside them and anywhere.
 */
#include <check.h>

#include "damage_oracle.h"
#include "robust.h"

static void cut(const struct robust_capture *capture, size_t kind, const char *what, size_t len)
{
    struct slice text = robust_text(capture, kind);
    struct damage_case c = {capture->name, capture->whole, kind, text, what, len};
    struct damaged damaged =
        damage_replace(DAMAGE_CUT, text, len, text.len - len, (struct slice){NULL, 0});
    judge_damage(&c, &damaged);
    damaged_free(&damaged);
}

START_TEST(anywhere)
{
    static struct robust_budget budget;
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        size_t n = robust_cases(&budget, kind, text, text.len);
        for (size_t i = 0; i < n; i++)
            cut(capture, kind, "cut", robust_place(i, n, text.len));
    }
    check_no_complaints();
}
END_TEST

/* Before a line feed, behind it, and a byte further. */
START_TEST(round_line_ends)
{
    static struct robust_budget budget;
    const struct robust_capture *capture = robust_capture((size_t)_i);
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        struct line_starts lines = line_starts_of(text);
        size_t places = 3 * lines.count;
        size_t n = robust_cases(&budget, kind, text, places);
        for (size_t i = 0; i < n; i++) {
            size_t place = robust_place(i, n, places);
            size_t len = lines.starts[place / 3 + 1] + place % 3 - 1;
            cut(capture, kind, "cut round a line's end", len < text.len ? len : text.len);
        }
        line_starts_free(&lines);
    }
    check_no_complaints();
}
END_TEST

int main(void)
{
    int captures = (int)robust_count();
    Suite *suite = suite_create("robust_cuts");
    TCase *tests = tcase_create("robust_cuts");
    tcase_add_loop_test(tests, anywhere, 0, captures);
    tcase_add_loop_test(tests, round_line_ends, 0, captures);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
