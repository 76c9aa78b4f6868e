/* check_calendar: dates and seconds since 1970, both ways, day by day. */
#include <check.h>
#include <string.h>

#include "calendar.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

struct date_case {
    int64_t seconds;
    struct local_time time;
};

/* clang-format off */
static const struct date_case dates[] = {
    {0, {1970, 1, 1, 0, 0, 0}},
    {68169600, {1972, 2, 29, 0, 0, 0}},
    {946684799, {1999, 12, 31, 23, 59, 59}},
    {951825600, {2000, 2, 29, 12, 0, 0}},
    {978307199, {2000, 12, 31, 23, 59, 59}},
    {978307200, {2001, 1, 1, 0, 0, 0}},
    {1311120000, {2011, 7, 20, 0, 0, 0}},
    {1456790399, {2016, 2, 29, 23, 59, 59}},
    {1556728394, {2019, 5, 1, 16, 33, 14}},
    {2147483648, {2038, 1, 19, 3, 14, 8}},
    {4107456000, {2100, 2, 28, 0, 0, 0}},
    {4107542400, {2100, 3, 1, 0, 0, 0}},
    {13574563200, {2400, 2, 29, 0, 0, 0}},
    {253402300799, {9999, 12, 31, 23, 59, 59}},
};

static const struct local_time valid[] = {
    {2000, 2, 29, 0, 0, 0}, {2400, 2, 29, 0, 0, 0}, {2024, 2, 29, 0, 0, 0},
    {2023, 2, 28, 0, 0, 0}, {2023, 4, 30, 0, 0, 0}, {2023, 12, 31, 23, 59, 60},
};

static const struct local_time invalid[] = {
    {0, 0, 0, 0, 0, 0},       {1969, 12, 31, 23, 59, 59}, {10000, 1, 1, 0, 0, 0},
    {2019, 0, 1, 0, 0, 0},    {2019, 13, 1, 0, 0, 0},     {2019, -1, 1, 0, 0, 0},
    {2019, 1, 0, 0, 0, 0},    {2019, 1, 32, 0, 0, 0},     {2019, 4, 31, 0, 0, 0},
    {2019, 2, 29, 0, 0, 0},   {2100, 2, 29, 0, 0, 0},     {2000, 2, 30, 0, 0, 0},
    {2019, 1, 1, 24, 0, 0},   {2019, 1, 1, -1, 0, 0},     {2019, 1, 1, 0, 60, 0},
    {2019, 1, 1, 0, -1, 0},   {2019, 1, 1, 0, 0, 61},     {2019, 1, 1, 0, 0, -1},
};
/* clang-format on */

static void same_time(struct local_time found, struct local_time expected)
{
    ck_assert_int_eq(found.year, expected.year);
    ck_assert_int_eq(found.month, expected.month);
    ck_assert_int_eq(found.day, expected.day);
    ck_assert_int_eq(found.hour, expected.hour);
    ck_assert_int_eq(found.minute, expected.minute);
    ck_assert_int_eq(found.second, expected.second);
}

START_TEST(both_ways)
{
    const struct date_case *c = &dates[_i];
    ck_assert(calendar_is_valid(c->time));
    ck_assert_int_eq(calendar_seconds(c->time), c->seconds);
    same_time(calendar_local(c->seconds), c->time);
}
END_TEST

START_TEST(valid_times)
{
    ck_assert(calendar_is_valid(valid[_i]));
}
END_TEST

START_TEST(invalid_times)
{
    ck_assert(!calendar_is_valid(invalid[_i]));
}
END_TEST

START_TEST(a_leap_second_is_the_next_minute)
{
    struct local_time leap = {2016, 12, 31, 23, 59, 60};
    struct local_time next = {2017, 1, 1, 0, 0, 0};
    ck_assert_int_eq(calendar_seconds(leap), calendar_seconds(next));
}
END_TEST

START_TEST(seconds_out_of_range)
{
    static const int64_t seconds[] = {-1, INT64_MIN, INT64_C(253402300800), INT64_MAX};
    for (int i = 0; i < LEN(seconds); i++)
        same_time(calendar_local(seconds[i]), (struct local_time){0});
}
END_TEST

/* Every day has one date, the one behind the day before; checked against a count of its own. */
START_TEST(every_day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct local_time day = {1970, 1, 1, 12, 34, 56};
    int64_t seconds = 12 * 3600 + 34 * 60 + 56;
    while (day.year < 2801) {
        struct local_time found = calendar_local(seconds);
        /* Each ck_assert() writes to a file: only those that matter. */
        if (memcmp(&found, &day, sizeof(day)) != 0 || calendar_seconds(day) != seconds)
            ck_abort_msg("%d-%d-%d", day.year, day.month, day.day);
        bool leap = day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0);
        int last = days[day.month - 1] + (day.month == 2 && leap);
        day.day++;
        if (day.day > last) {
            day.day = 1;
            day.month++;
        }
        if (day.month > 12) {
            day.month = 1;
            day.year++;
        }
        seconds += 86400;
    }
}
END_TEST

struct difference_case {
    const char *what;
    struct moment later, earlier;
    int64_t seconds;
};

/* clang-format off */
static const struct difference_case differences[] = {
    {"one zone", {true, true, {2019, 5, 2, 10, 0, 0}, 7200},
     {true, true, {2019, 5, 2, 9, 0, 0}, 7200}, 3600},
    {"one moment in two zones", {true, true, {2019, 5, 2, 10, 0, 0}, 7200},
     {true, true, {2019, 5, 2, 13, 30, 0}, 19800}, 0},
    {"west of UTC", {true, true, {2019, 5, 2, 10, 0, 0}, -12600},
     {true, true, {2019, 5, 2, 10, 0, 0}, 0}, 12600},
    {"a zone unknown: by the clocks", {true, true, {2019, 5, 2, 10, 0, 0}, 7200},
     {true, false, {2019, 5, 2, 9, 0, 0}, 0}, 3600},
    {"both unknown", {true, false, {2019, 5, 2, 9, 0, 0}, 0},
     {true, false, {2019, 5, 2, 10, 0, 0}, 0}, -3600},
    {"a figure of a zone that is not known counts for nothing",
     {true, false, {2019, 5, 2, 9, 0, 0}, 7200}, {true, false, {2019, 5, 2, 9, 0, 0}, 0}, 0},
    {"before 1970, by UTC", {true, true, {1970, 1, 1, 0, 0, 0}, 3600},
     {true, true, {1970, 1, 1, 0, 0, 0}, 0}, -3600},
};
/* clang-format on */

START_TEST(moment_differences)
{
    const struct difference_case *c = &differences[_i];
    ck_assert_msg(moment_difference(c->later, c->earlier) == c->seconds, "%s", c->what);
    ck_assert_msg(moment_difference(c->earlier, c->later) == -c->seconds, "%s", c->what);
}
END_TEST

START_TEST(moment_in_seconds)
{
    struct moment moment = {true, true, {2019, 5, 1, 18, 33, 14}, 7200};
    ck_assert_int_eq(moment_seconds(moment), 1556728394);
    moment.zone_known = false;
    ck_assert_int_eq(moment_seconds(moment), 1556728394 + 7200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *tests = tcase_create("calendar");
    tcase_add_loop_test(tests, both_ways, 0, LEN(dates));
    tcase_add_loop_test(tests, valid_times, 0, LEN(valid));
    tcase_add_loop_test(tests, invalid_times, 0, LEN(invalid));
    tcase_add_test(tests, a_leap_second_is_the_next_minute);
    tcase_add_test(tests, seconds_out_of_range);
    tcase_add_test(tests, every_day);
    tcase_add_loop_test(tests, moment_differences, 0, LEN(differences));
    tcase_add_test(tests, moment_in_seconds);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
