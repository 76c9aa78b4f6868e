/* check_rates: figures set against others, rounded to the nearest, at their limits. */
#include <check.h>

#include "rates.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define UNKNOWN INT64_MIN

static struct change change_for(int64_t value)
{
    return value == UNKNOWN ? CHANGE_UNKNOWN : (struct change){value, true};
}

static void same_change(struct change found, int64_t expected, int at)
{
    ck_assert_msg(found.known == (expected != UNKNOWN), "case %d: known %d", at, found.known);
    if (found.known)
        ck_assert_msg(found.value == expected, "case %d: %lld", at, (long long)found.value);
}

struct scale_case {
    int64_t figure;
    uint64_t numerator;
    int64_t denominator;
    int64_t expected;
};

static const struct scale_case scales[] = {
    {0, 1, 1, 0},
    {7, 1, 1, 7},
    /* Halves go away from zero. */
    {1, 1, 2, 1},
    {-1, 1, 2, -1},
    {7, 1, 2, 4},
    {-7, 1, 2, -4},
    {1, 1, 3, 0},
    {-1, 1, 3, 0},
    {2, 1, 3, 1},
    {-2, 1, 3, -1},
    {249, 1, 100, 2},
    {250, 1, 100, 3},
    {-249, 1, 100, -2},
    {-250, 1, 100, -3},
    {5, 0, 7, 0},
    {1, 0, INT64_MAX, 0},
    /* What is divided by nothing, or by less, is not known. */
    {5, 1, 0, UNKNOWN},
    {0, 1, 0, UNKNOWN},
    {5, 1, -1, UNKNOWN},
    {5, 1, INT64_MIN, UNKNOWN},
    {UNKNOWN, 1, 1, UNKNOWN},
    /* The product may be longer than 64 bits, the result not. */
    {INT64_MAX, 1, 1, INT64_MAX},
    {-INT64_MAX, 1, 1, -INT64_MAX},
    {INT64_MAX, 10000, INT64_MAX, 10000},
    {INT64_MAX, UINT64_C(1) << 32, INT64_C(1) << 32, INT64_MAX},
    {-INT64_MAX, UINT64_C(1) << 32, INT64_C(1) << 32, -INT64_MAX},
    {INT64_MAX, 2, 1, UNKNOWN},
    {-INT64_MAX, 3, 2, UNKNOWN},
    {INT64_C(1) << 62, 2, 1, UNKNOWN},
    {(INT64_C(1) << 62) - 1, 2, 1, INT64_MAX - 1},
    {INT64_MAX, UINT64_C(1) << 32, 1, UNKNOWN},
};

START_TEST(scaled)
{
    const struct scale_case *c = &scales[_i];
    same_change(change_scale(change_for(c->figure), c->numerator, c->denominator), c->expected, _i);
}
END_TEST

/* The least of all figures has no opposite: it is known, and cannot be scaled. */
START_TEST(the_least_of_all_figures)
{
    struct change least = {INT64_MIN, true};
    ck_assert(!change_scale(least, 1, 1).known);
    ck_assert(!share_of(least, change_for(5)).known);
    ck_assert(!share_of(change_for(5), least).known);
    ck_assert(!rate_per_hour(least, change_for(3600)).known);
}
END_TEST

struct ratio_case {
    int64_t figure, against, expected;
};

static const struct ratio_case per_hour[] = {
    {0, 3600, 0},
    {1000, 3600, 1000},
    {1000, 1800, 2000},
    {1000, 7200, 500},
    {1, 7200, 1},
    {-1, 7200, -1},
    {1, 7201, 0},
    {-1000, 7200, -500},
    {INT64_C(19241453486), 195780, INT64_C(353811587)},
    {1, 1, 3600},
    {INT64_MAX, 1, UNKNOWN},
    {INT64_MAX, 3600, INT64_MAX},
    {1000, 0, UNKNOWN},
    {1000, -3600, UNKNOWN},
    {1000, UNKNOWN, UNKNOWN},
    {UNKNOWN, 3600, UNKNOWN},
};

START_TEST(rates)
{
    const struct ratio_case *c = &per_hour[_i];
    same_change(rate_per_hour(change_for(c->figure), change_for(c->against)), c->expected, _i);
}
END_TEST

static const struct ratio_case shares[] = {
    {0, 100, 0},
    {50, 100, 500000},
    {100, 100, SHARE_PARTS},
    {300, 100, 3000000},
    {-50, 100, -500000},
    {1, 3, 333333},
    {2, 3, 666667},
    {-2, 3, -666667},
    {1, 2000000, 1},
    {1, 2000001, 0},
    /* Where the total shrank, what shrank has a part in it. */
    {-50, -100, 500000},
    {50, -100, -500000},
    {0, -100, 0},
    {-1, -3, 333333},
    {INT64_MAX, INT64_MAX, SHARE_PARTS},
    {-INT64_MAX, -INT64_MAX, SHARE_PARTS},
    {INT64_MAX, 1, UNKNOWN},
    {INT64_MAX, -1, UNKNOWN},
    {5, 0, UNKNOWN},
    {0, 0, UNKNOWN},
    {5, UNKNOWN, UNKNOWN},
    {UNKNOWN, 5, UNKNOWN},
    {UNKNOWN, -5, UNKNOWN},
};

START_TEST(shares_of_a_total)
{
    const struct ratio_case *c = &shares[_i];
    same_change(share_of(change_for(c->figure), change_for(c->against)), c->expected, _i);
}
END_TEST

START_TEST(changes)
{
    struct amount five = amount_of(5);
    ck_assert_int_eq(change_of(five, amount_of(9)).value, 4);
    ck_assert_int_eq(change_of(amount_of(9), five).value, -4);
    ck_assert(!change_of(AMOUNT_UNKNOWN, five).known);
    ck_assert(!change_of(five, AMOUNT_UNKNOWN).known);
    ck_assert(!change_of(amount_of(0), amount_of(UINT64_MAX)).known);
    ck_assert(change_of(amount_of(UINT64_MAX), amount_of(UINT64_MAX - 1)).known);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rates");
    TCase *tests = tcase_create("rates");
    tcase_add_loop_test(tests, scaled, 0, LEN(scales));
    tcase_add_test(tests, the_least_of_all_figures);
    tcase_add_loop_test(tests, rates, 0, LEN(per_hour));
    tcase_add_loop_test(tests, shares_of_a_total, 0, LEN(shares));
    tcase_add_test(tests, changes);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
