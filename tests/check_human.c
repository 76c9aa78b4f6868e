/* check_human: figures as people read them, at every border of their units. */
#include <check.h>

#include "human.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KB UINT64_C(1024)
#define MB (1024 * KB)
#define GB (1024 * MB)
#define TB (1024 * GB)
#define PB (1024 * TB)

static void same_text(struct text *found, const char *expected)
{
    struct slice text = text_slice(found);
    ck_assert_msg(slice_is(text, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(text), expected);
    text_free(found);
}

struct bytes_case {
    uint64_t bytes;
    const char *text;
};

static const struct bytes_case bytes_cases[] = {
    {0, "0 B"},
    {1, "1 B"},
    {1023, "1023 B"},
    {KB, "1.00 KB"},
    {KB + 5, "1.00 KB"},
    {KB + 6, "1.01 KB"},
    {2 * KB - 1, "2.00 KB"},
    /* 9.994 and 9.995 KB: the digit behind the point goes when it rounds up to 10. */
    {10234, "9.99 KB"},
    {10235, "10.0 KB"},
    {10 * KB, "10.0 KB"},
    {10 * KB + 51, "10.0 KB"},
    {10 * KB + 52, "10.1 KB"},
    {100 * KB - 52, "99.9 KB"},
    {100 * KB - 51, "100 KB"},
    {100 * KB, "100 KB"},
    {100 * KB + 511, "100 KB"},
    {100 * KB + 512, "101 KB"},
    {999 * KB + 511, "999 KB"},
    {999 * KB + 512, "0.98 MB"},
    {1000 * KB, "0.98 MB"},
    {1008 * KB, "0.98 MB"},
    {1009 * KB, "0.99 MB"},
    {1018 * KB, "0.99 MB"},
    {1019 * KB, "1.00 MB"},
    {MB - 1, "1.00 MB"},
    {MB, "1.00 MB"},
    {999 * MB, "999 MB"},
    {1000 * MB, "0.98 GB"},
    {1018 * MB, "0.99 GB"},
    {1019 * MB, "1.00 GB"},
    {GB - 1, "1.00 GB"},
    {GB, "1.00 GB"},
    {19 * GB + 820 * MB, "19.8 GB"},
    {TB - 1, "1.00 TB"},
    {TB, "1.00 TB"},
    {PB - 1, "1.00 PB"},
    {PB, "1.00 PB"},
    {1023 * PB, "1023 PB"},
};

START_TEST(bytes)
{
    const struct bytes_case *c = &bytes_cases[_i];
    struct text out = {0};
    human_bytes(&out, c->bytes);
    same_text(&out, c->text);
}
END_TEST

/* There is no unit beyond PB, so its figure has as many digits as it takes. */
static const struct bytes_case beyond_units[] = {
    {1023 * PB + PB / 2, "1024 PB"},
    {1024 * PB, "1024 PB"},
    {UINT64_C(1) << 63, "8192 PB"},
    {UINT64_MAX, "16384 PB"},
};

START_TEST(bytes_beyond_the_last_unit)
{
    const struct bytes_case *c = &beyond_units[_i];
    struct text out = {0};
    human_bytes(&out, c->bytes);
    same_text(&out, c->text);
}
END_TEST

/* Round every power of two: a figure of at most four places, a blank and a unit. */
START_TEST(three_digits_and_a_unit)
{
    for (unsigned shift = 0; shift < 60; shift++) {
        for (int64_t off = -2; off <= 2; off++) {
            uint64_t bytes_off = (UINT64_C(1) << shift) + (uint64_t)off;
            struct text out = {0};
            if (shift < 2 || bytes_off >= 1023 * PB)
                continue;
            human_bytes(&out, bytes_off);
            struct slice text = text_slice(&out);
            size_t blank = slice_find(text, ' ');
            ck_assert_uint_ge(blank, 1);
            ck_assert_uint_le(blank, 4);
            ck_assert_msg(text.len == blank + 2 || text.len == blank + 3, "\"%.*s\"",
                          SLICE_ARGS(text));
            text_free(&out);
        }
    }
}
END_TEST

struct signed_case {
    void (*print)(struct text *out, int64_t value);
    int64_t value;
    const char *text;
};

static const struct signed_case signed_cases[] = {
    {human_growth, 0, "0 B"},
    {human_growth, 1, "+1 B"},
    {human_growth, -1, "-1 B"},
    {human_growth, -8192, "-8.00 KB"},
    {human_growth, (int64_t)(16 * GB + 205 * MB), "+16.2 GB"},
    {human_signed_bytes, 0, "0 B"},
    {human_signed_bytes, (int64_t)(5 * MB), "5.00 MB"},
    {human_signed_bytes, -(int64_t)(5 * MB), "-5.00 MB"},
    {human_count_growth, 0, "0"},
    {human_count_growth, 1234567, "+1,234,567"},
    {human_count_growth, -999, "-999"},
    {human_count_growth, INT64_MAX, "+9,223,372,036,854,775,807"},
    {human_count_growth, INT64_MIN, "-9,223,372,036,854,775,808"},
    {human_percent, 0, "0.0%"},
    {human_percent, 5, "0.5%"},
    {human_percent, -5, "-0.5%"},
    {human_percent, 906, "90.6%"},
    {human_percent, INT64_MAX, "922337203685477580.7%"},
    {human_percent, INT64_MIN, "-922337203685477580.8%"},
    {human_share, 0, "0.0%"},
    {human_share, 499, "0.0%"},
    {human_share, 500, "0.1%"},
    {human_share, -499, "0.0%"},
    {human_share, -500, "-0.1%"},
    {human_share, 175480, "17.5%"},
    {human_share, 906400, "90.6%"},
    {human_share, 999499, "99.9%"},
    {human_share, 999500, "100.0%"},
    {human_share, 1000000, "100.0%"},
    {human_share, -12345600, "-1234.6%"},
    {human_share, INT64_MAX, "922337203685477.6%"},
    {human_share, INT64_MIN, "-922337203685477.6%"},
};

START_TEST(signed_figures)
{
    const struct signed_case *c = &signed_cases[_i];
    struct text out = {0};
    c->print(&out, c->value);
    same_text(&out, c->text);
}
END_TEST

static const struct signed_case signed_beyond_units[] = {
    {human_growth, INT64_MAX, "+8192 PB"},
    {human_growth, INT64_MIN, "-8192 PB"},
    {human_signed_bytes, INT64_MIN, "-8192 PB"},
};

START_TEST(growth_beyond_the_last_unit)
{
    const struct signed_case *c = &signed_beyond_units[_i];
    struct text out = {0};
    c->print(&out, c->value);
    same_text(&out, c->text);
}
END_TEST

struct unsigned_case {
    void (*print)(struct text *out, uint64_t value);
    uint64_t value;
    const char *text;
};

static const struct unsigned_case unsigned_cases[] = {
    {human_count, 0, "0"},
    {human_count, 999, "999"},
    {human_count, 1000, "1,000"},
    {human_count, 12345, "12,345"},
    {human_count, 123456, "123,456"},
    {human_count, 1000000, "1,000,000"},
    {human_count, UINT64_MAX, "18,446,744,073,709,551,615"},
    {human_duration, 0, "0 s"},
    {human_duration, 59, "59 s"},
    {human_duration, 60, "1 min"},
    {human_duration, 119, "1 min"},
    {human_duration, 3599, "59 min"},
    {human_duration, 3600, "1 h"},
    {human_duration, 3659, "1 h"},
    {human_duration, 3660, "1 h 1 min"},
    {human_duration, 54 * 3600 + 23 * 60 + 59, "54 h 23 min"},
    {human_duration, 100 * 3600 - 1, "99 h 59 min"},
    {human_duration, 100 * 3600, "4 d 4 h"},
    {human_duration, 9 * 86400 + 3 * 3600, "9 d 3 h"},
    {human_duration, 10 * 86400 + 3599, "10 d"},
    {human_duration, UINT64_MAX, "213503982334601 d 7 h"},
};

START_TEST(unsigned_figures)
{
    const struct unsigned_case *c = &unsigned_cases[_i];
    struct text out = {0};
    c->print(&out, c->value);
    same_text(&out, c->text);
}
END_TEST

struct moment_case {
    struct moment moment;
    const char *human, *iso;
};

/* clang-format off */
static const struct moment_case moment_cases[] = {
    {{true, true, {2026, 11, 2, 9, 14, 7}, 3600},
     "2026-11-02 09:14 +01:00", "2026-11-02T09:14:07+01:00"},
    {{true, false, {2026, 11, 2, 9, 14, 7}, 0}, "2026-11-02 09:14", "2026-11-02T09:14:07"},
    {{true, true, {1970, 1, 1, 0, 0, 0}, 0},
     "1970-01-01 00:00 +00:00", "1970-01-01T00:00:00+00:00"},
    {{true, true, {2019, 12, 31, 23, 59, 60}, 19800},
     "2019-12-31 23:59 +05:30", "2019-12-31T23:59:60+05:30"},
    {{true, true, {2019, 7, 4, 5, 6, 7}, -12600},
     "2019-07-04 05:06 -03:30", "2019-07-04T05:06:07-03:30"},
    {{true, true, {2019, 7, 4, 5, 6, 7}, -1800},
     "2019-07-04 05:06 -00:30", "2019-07-04T05:06:07-00:30"},
    {{true, true, {9999, 7, 4, 5, 6, 7}, 45900},
     "9999-07-04 05:06 +12:45", "9999-07-04T05:06:07+12:45"},
};
/* clang-format on */

START_TEST(moments)
{
    const struct moment_case *c = &moment_cases[_i];
    struct text human = {0};
    struct text iso = {0};
    human_moment(&human, c->moment);
    same_text(&human, c->human);
    iso_moment(&iso, c->moment);
    same_text(&iso, c->iso);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("human");
    TCase *tests = tcase_create("human");
    tcase_add_loop_test(tests, bytes, 0, LEN(bytes_cases));
    tcase_add_loop_test(tests, bytes_beyond_the_last_unit, 0, LEN(beyond_units));
    tcase_add_test(tests, three_digits_and_a_unit);
    tcase_add_loop_test(tests, signed_figures, 0, LEN(signed_cases));
    tcase_add_loop_test(tests, growth_beyond_the_last_unit, 0, LEN(signed_beyond_units));
    tcase_add_loop_test(tests, unsigned_figures, 0, LEN(unsigned_cases));
    tcase_add_loop_test(tests, moments, 0, LEN(moment_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
