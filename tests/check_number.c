/* check_number: figures out of text, and arithmetic at its edges. */
#include <check.h>

#include "number.h"
#include "run_suite.h"

struct decimal_case {
    const char *text;
    uint64_t unit;
    bool ok;
    uint64_t value;
};

static const struct decimal_case decimal_cases[] = {
    {"64.00", 1024, true, 65536},
    {"1,5", 1024, true, 1536},
    {"12.23", 1048576, true, 12824084},
    {"7", 1, true, 7},
    {"", 1, false, 0},
    {".5", 1024, false, 0},
    {"1.", 1024, false, 0},
    {"-1", 1, false, 0},
    {"1.2.3", 1, false, 0},
    {"18446744073709551615", 1, true, UINT64_MAX},
    {"18446744073709551615", 2, false, 0},
    {"18446744073709551616", 1, false, 0},
};

START_TEST(decimals)
{
    const struct decimal_case *c = &decimal_cases[_i];
    uint64_t value = 42;
    ck_assert_int_eq(number_decimal(slice_of(c->text), c->unit, &value), c->ok);
    ck_assert_uint_eq(value, c->ok ? c->value : 42);
}
END_TEST

START_TEST(whole_numbers)
{
    uint64_t value = 42;
    ck_assert(!number_u64(SLICE(""), &value));
    ck_assert(!number_u64(SLICE(" 1"), &value));
    ck_assert(!number_u64(SLICE("+1"), &value));
    ck_assert(!number_u64(SLICE("1K"), &value));
    ck_assert_uint_eq(value, 42);
    ck_assert(number_u64(SLICE("007"), &value));
    ck_assert_uint_eq(value, 7);
    ck_assert(number_hex(SLICE("0xffffff7f80c00000"), &value));
    ck_assert_uint_eq(value, 0xffffff7f80c00000);
    ck_assert(number_hex(SLICE("0"), &value));
    ck_assert_uint_eq(value, 0);
    ck_assert(!number_hex(SLICE("0x"), &value));
    ck_assert(!number_hex(SLICE("0x1ffffffffffffffff"), &value));
}
END_TEST

START_TEST(arithmetic)
{
    uint64_t value = 0;
    int64_t difference = 0;
    ck_assert(!number_add(UINT64_MAX, 1, &value));
    ck_assert(!number_multiply(UINT64_MAX, 2, &value));
    ck_assert(number_multiply(UINT64_MAX, 0, &value));
    ck_assert_uint_eq(value, 0);
    ck_assert(number_difference(5, 9, &difference));
    ck_assert_int_eq(difference, -4);
    ck_assert(!number_difference(UINT64_MAX, 0, &difference));
    ck_assert(!number_add_signed(INT64_MAX, 1, &difference));
    ck_assert(!number_add_signed(INT64_MIN, -1, &difference));
    ck_assert(number_add_signed(INT64_MIN, INT64_MAX, &difference));
    ck_assert_int_eq(difference, -1);
}
END_TEST

struct scale_case {
    uint64_t a, b, c;
    bool ok;
    uint64_t value;
};

static const struct scale_case scale_cases[] = {
    {715272192, 3600, 98074, true, 26255479},
    {UINT64_MAX, UINT64_MAX, UINT64_MAX, true, UINT64_MAX},
    {UINT64_MAX, 3, 3, true, UINT64_MAX},
    {UINT64_MAX, 3, 2, false, 0},
    {UINT64_MAX - 1, UINT64_MAX, UINT64_MAX, true, UINT64_MAX - 1},
    {7, 5, 10, true, 3},
    {0, 5, 10, true, 0},
    {1, 1, 0, false, 0},
};

START_TEST(scaling)
{
    const struct scale_case *c = &scale_cases[_i];
    uint64_t value = 42;
    ck_assert_int_eq(number_scale(c->a, c->b, c->c, &value), c->ok);
    ck_assert_uint_eq(value, c->ok ? c->value : 42);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *tests = tcase_create("number");
    tcase_add_loop_test(tests, decimals, 0, sizeof(decimal_cases) / sizeof(*decimal_cases));
    tcase_add_test(tests, whole_numbers);
    tcase_add_test(tests, arithmetic);
    tcase_add_loop_test(tests, scaling, 0, sizeof(scale_cases) / sizeof(*scale_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
