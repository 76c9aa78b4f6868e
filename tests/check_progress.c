/* check_progress: the line that says how far the reading is. */
#include <check.h>
#include <stdlib.h>

#include "progress.h"
#include "run_suite.h"

struct line_case {
    struct progress_side sides[PROGRESS_SIDES];
    uint64_t elapsed_ms;
    const char *line;
};

/* clang-format off */
static const struct line_case cases[] = {
    {{{"base", 104857600, 209715200}, {"later", 52428800, 524288000}}, 1000,
     "reading  base  50% of 200 MB  later  10% of 500 MB  150 MB/s"},
    {{{"capture", 1048576, 0}, {NULL, 0, 0}}, 500, "reading  capture 1.00 MB  2.00 MB/s"},
    {{{"capture", 300, 200}, {NULL, 0, 0}}, 0, "reading  capture 100% of 200 B"},
    {{{"base", 0, UINT64_MAX}, {"later", UINT64_MAX, UINT64_MAX}}, 0,
     "reading  base   0% of 16384 PB  later 100% of 16384 PB"},
};
/* clang-format on */

START_TEST(lines)
{
    struct text line = {0};
    progress_line(&line, cases[_i].sides, cases[_i].elapsed_ms);
    ck_assert_msg(slice_is(text_slice(&line), cases[_i].line), "%.*s",
                  SLICE_ARGS(text_slice(&line)));
    text_free(&line);
}
END_TEST

/* Tests have no terminal: nothing is drawn, and nobody is told. */
START_TEST(without_a_terminal)
{
    setenv("TERM", "dumb", 1);
    struct progress *progress = progress_begin();
    ck_assert_ptr_null(progress);
    ck_assert_ptr_null(progress_of(progress, 0, "base", "-"));
    progress_end(progress);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, lines, 0, (int)(sizeof(cases) / sizeof(*cases)));
    tcase_add_test(tests, without_a_terminal);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
