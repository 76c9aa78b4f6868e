/* check_robust_suites: a suite on damage that meets no case fails, as it has shown nothing. */
#include <check.h>
#include <stdlib.h>

#include "robust.h"
#include "run_suite.h"

START_TEST(meets_none)
{
}
END_TEST

START_TEST(meets_one)
{
    robust_case();
}
END_TEST

static int run(const TTest *test)
{
    Suite *suite = suite_create("inner");
    TCase *tests = tcase_create("inner");
    tcase_add_test(tests, test);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}

START_TEST(cases_are_needed)
{
    ck_assert_int_eq(robust_run(suite_create("empty")), EXIT_FAILURE);
    ck_assert_int_eq(run(meets_none), EXIT_FAILURE);
    ck_assert_int_eq(run(meets_one), EXIT_SUCCESS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robust_suites");
    TCase *tests = tcase_create("robust_suites");
    tcase_add_test(tests, cases_are_needed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
