/* check_started: what ps prints of a start, as a span of time, and whether two spans can be one. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "run_suite.h"
#include "started.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR, WEEK = 7 * DAY };

static struct moment moment_of(struct local_time time)
{
    return (struct moment){.known = true, .local = time};
}

struct token_case {
    const char *token;
    struct local_time taken; /* when ps ran */
    struct local_time from;  /* year 0: the token says nothing */
    int seconds;             /* the span has */
};

/* clang-format off */
#define AT(...) {__VA_ARGS__}
#define NOTHING {0}, 0
#define WEDNESDAY 2024, 3, 6
#define TAKEN AT(WEDNESDAY, 19, 27, 30)

static const struct token_case tokens[] = {
    {"7:27PM", TAKEN, AT(WEDNESDAY, 19, 27, 0), MINUTE},
    {"7:27AM", TAKEN, AT(WEDNESDAY, 7, 27, 0), MINUTE},
    {"19:27", TAKEN, AT(WEDNESDAY, 19, 27, 0), MINUTE},
    {"7:27", TAKEN, AT(WEDNESDAY, 7, 27, 0), MINUTE},
    {"07:27", TAKEN, AT(WEDNESDAY, 7, 27, 0), MINUTE},
    {"11:59AM", TAKEN, AT(WEDNESDAY, 11, 59, 0), MINUTE},
    {"12:00PM", TAKEN, AT(WEDNESDAY, 12, 0, 0), MINUTE},
    {"12:00AM", TAKEN, AT(WEDNESDAY, 0, 0, 0), MINUTE},
    {"12:59AM", TAKEN, AT(WEDNESDAY, 0, 59, 0), MINUTE},
    {"0:00", TAKEN, AT(WEDNESDAY, 0, 0, 0), MINUTE},
    /* the day before: later on the clock than ps */
    {"11:59PM", TAKEN, AT(2024, 3, 5, 23, 59, 0), MINUTE},
    {"23:59", TAKEN, AT(2024, 3, 5, 23, 59, 0), MINUTE},
    {"7:29PM", TAKEN, NOTHING}, /* or of the same day, as ps runs later */
    {"7:58PM", TAKEN, AT(2024, 3, 5, 19, 58, 0), MINUTE},
    {"11:59PM", AT(2024, 3, 1, 0, 0, 30), AT(2024, 2, 29, 23, 59, 0), MINUTE},
    {"11:59PM", AT(2025, 1, 1, 0, 0, 30), AT(2024, 12, 31, 23, 59, 0), MINUTE},
    {"12:00AM", AT(2024, 3, 1, 0, 0, 0), AT(2024, 3, 1, 0, 0, 0), MINUTE},
    {"7:28PM", TAKEN, AT(WEDNESDAY, 19, 28, 0), MINUTE}, /* ps ran on after the capture's name */
    {"12:05AM", AT(2024, 3, 6, 0, 4, 30), AT(2024, 3, 6, 0, 5, 0), MINUTE},

    {"Tue09PM", TAKEN, AT(2024, 3, 5, 21, 0, 0), HOUR},
    {"Sun12AM", TAKEN, AT(2024, 3, 3, 0, 0, 0), HOUR},
    {"Sun12PM", TAKEN, AT(2024, 3, 3, 12, 0, 0), HOUR},
    {"Mon01AM", TAKEN, AT(2024, 3, 4, 1, 0, 0), HOUR},
    {"Sat11PM", TAKEN, AT(2024, 3, 2, 23, 0, 0), HOUR},
    {"Fri11PM", TAKEN, AT(2024, 3, 1, 23, 0, 0), HOUR},
    {"Thu11PM", TAKEN, AT(2024, 2, 29, 23, 0, 0), HOUR},
    {"Wed08PM", TAKEN, AT(2024, 2, 28, 20, 0, 0), HOUR}, /* across the week */
    {"Wed11PM", TAKEN, AT(2024, 2, 28, 23, 0, 0), HOUR},
    {"Sun09PM", AT(2024, 3, 3, 0, 10, 0), AT(2024, 2, 25, 21, 0, 0), HOUR},
    {"Sat09PM", AT(2024, 3, 3, 0, 10, 0), AT(2024, 3, 2, 21, 0, 0), HOUR},
    {"Wed09PM", AT(2025, 1, 3, 8, 0, 0), AT(2025, 1, 1, 21, 0, 0), HOUR},
    {"Tue09PM", AT(2025, 1, 3, 8, 0, 0), AT(2024, 12, 31, 21, 0, 0), HOUR},
    {"Thu09PM", AT(1970, 1, 2, 8, 0, 0), AT(1970, 1, 1, 21, 0, 0), HOUR},

    {"14Jan19", TAKEN, AT(2019, 1, 14, 0, 0, 0), DAY},
    {"29Feb24", TAKEN, AT(2024, 2, 29, 0, 0, 0), DAY},
    {"31Dec23", TAKEN, AT(2023, 12, 31, 0, 0, 0), DAY},
    {"01May00", TAKEN, AT(2000, 5, 1, 0, 0, 0), DAY},

    {"29Feb23", TAKEN, NOTHING},
    {"31Apr23", TAKEN, NOTHING},
    {"00Jan19", TAKEN, NOTHING},
    {"32Jan19", TAKEN, NOTHING},
    {"14Foo19", TAKEN, NOTHING},
    {"14jan19", TAKEN, NOTHING},
    {"14Jan1x", TAKEN, NOTHING},
    {"14Jan019", TAKEN, NOTHING},
    {"Tue13PM", TAKEN, NOTHING},
    {"Tue09XM", TAKEN, NOTHING},
    {"Tue9PM", TAKEN, NOTHING},
    {"Tux09PM", TAKEN, NOTHING},
    {"tue09PM", TAKEN, NOTHING},
    {"7:60PM", TAKEN, NOTHING},
    {"13:27PM", TAKEN, NOTHING},
    {"24:00", TAKEN, NOTHING},
    {"7:2PM", TAKEN, NOTHING},
    {"7:27pm", TAKEN, NOTHING},
    {"7:27P", TAKEN, NOTHING},
    {":27PM", TAKEN, NOTHING},
    {"7:", TAKEN, NOTHING},
    {"777:", TAKEN, NOTHING},
    {"-1:27", TAKEN, NOTHING},
    {"1:27:30", TAKEN, NOTHING},
    {"01:27:30PM", TAKEN, NOTHING},
    {"", TAKEN, NOTHING},
    {"-", TAKEN, NOTHING},
    {"????", TAKEN, NOTHING},
    {"\xff\xff\xff\xff\xff\xff\xff", TAKEN, NOTHING},
    {"JanJanJan", TAKEN, NOTHING},
};
/* clang-format on */

static const struct moment no_boot = {.known = false};

START_TEST(tokens_of_ps)
{
    const struct token_case *c = &tokens[_i];
    struct started found = started_of(slice_of(c->token), moment_of(c->taken), no_boot);
    ck_assert_msg(found.known == (c->from.year != 0), "%s: known %d", c->token, found.known);
    if (found.known) {
        struct local_time from = calendar_local(found.from);
        ck_assert_msg(found.from == calendar_seconds(c->from), "%s: %d-%d-%d %d:%d", c->token,
                      from.year, from.month, from.day, from.hour, from.minute);
        ck_assert_msg(found.to == found.from + c->seconds - 1, "%s: %lld s", c->token,
                      (long long)(found.to - found.from));
    }
    struct moment unknown = {.known = false, .local = c->taken};
    ck_assert(!started_of(slice_of(c->token), unknown, no_boot).known);
}
END_TEST

/* Of a capture that was begun at 9:05 AM, ps runs some minutes later. */
struct after_case {
    const char *token;
    struct local_time boot; /* year 0: not known */
    struct local_time from; /* year 0: unknown */
};

/* clang-format off */
#define NO_TIME {0}
#define BEGUN AT(2024, 3, 6, 9, 5, 22)
static const struct after_case after_cases[] = {
    {"9:06AM", AT(2024, 3, 1, 8, 0, 0), AT(2024, 3, 6, 9, 6, 0)},
    {"9:07AM", AT(2024, 3, 6, 9, 1, 0), AT(2024, 3, 6, 9, 7, 0)},
    {"9:35AM", AT(2024, 3, 6, 9, 1, 0), AT(2024, 3, 6, 9, 35, 0)},
    {"9:07AM", AT(2024, 3, 5, 9, 8, 0), AT(2024, 3, 6, 9, 7, 0)},
    {"9:07AM", AT(2024, 3, 5, 9, 7, 30), NO_TIME}, /* that minute was not over at boot */
    {"9:07AM", AT(2024, 3, 1, 8, 0, 0), NO_TIME},
    {"9:07AM", NO_TIME, NO_TIME},
    {"9:36AM", NO_TIME, AT(2024, 3, 5, 9, 36, 0)},
    {"9:36AM", AT(2024, 3, 5, 9, 0, 0), AT(2024, 3, 5, 9, 36, 0)},
    {"9:36AM", AT(2024, 3, 6, 9, 1, 0), NO_TIME}, /* neither is possible */
};
/* clang-format on */

START_TEST(after_the_capture_was_begun)
{
    const struct after_case *c = &after_cases[_i];
    struct moment boot = moment_of(c->boot);
    boot.known = c->boot.year != 0;
    struct started found =
        started_of(slice_of(c->token), moment_of((struct local_time)BEGUN), boot);
    ck_assert_msg(found.known == (c->from.year != 0), "%d: %s", _i, c->token);
    ck_assert(!found.known || found.from == calendar_seconds(c->from));
}
END_TEST

/* Cut at every length, out of a block of just its size. */
START_TEST(cut_short)
{
    static const char *const whole[] = {"12:27PM", "Tue09PM", "14Jan19", "19:27"};
    const struct moment taken = moment_of((struct local_time)TAKEN);
    for (int i = 0; i < LEN(whole); i++) {
        for (size_t len = 0; len <= strlen(whole[i]); len++) {
            char *copy = strndup(whole[i], len);
            struct started found = started_of((struct slice){copy, len}, taken, no_boot);
            ck_assert(!found.known || found.from <= found.to);
            free(copy);
        }
    }
}
END_TEST

/* What ps prints of one start as time goes by, and of another one, by minutes from the first. */
struct same_case {
    const char *a;
    struct local_time a_taken;
    const char *b;
    struct local_time b_taken;
    bool same;
};

/* clang-format off */
static const struct same_case same_cases[] = {
    {"7:27PM", TAKEN, "7:27PM", AT(WEDNESDAY, 23, 0, 0), true},
    {"7:27PM", TAKEN, "7:27PM", AT(2024, 3, 7, 19, 0, 0), true},
    {"7:27PM", TAKEN, "Wed07PM", AT(2024, 3, 8, 9, 0, 0), true},
    {"7:27PM", TAKEN, "Wed07PM", AT(2024, 3, 13, 18, 30, 0), true},
    {"7:27PM", TAKEN, "06Mar24", AT(2024, 3, 14, 9, 0, 0), true},
    {"Wed07PM", AT(2024, 3, 8, 9, 0, 0), "06Mar24", AT(2024, 4, 1, 9, 0, 0), true},
    {"06Mar24", AT(2024, 4, 1, 9, 0, 0), "06Mar24", AT(2024, 5, 1, 9, 0, 0), true},
    {"6:00AM", TAKEN, "9:00PM", AT(WEDNESDAY, 23, 0, 0), false},
    {"7:27PM", TAKEN, "7:27PM", AT(2024, 3, 7, 20, 0, 0), false},
    {"7:27PM", TAKEN, "Thu07PM", AT(2024, 3, 9, 9, 0, 0), false},
    {"7:27PM", TAKEN, "Wed10PM", AT(2024, 3, 9, 9, 0, 0), false},
    {"7:27PM", TAKEN, "08Mar24", AT(2024, 4, 1, 9, 0, 0), false},
    {"06Mar24", AT(2024, 4, 1, 9, 0, 0), "08Mar24", AT(2024, 5, 1, 9, 0, 0), false},
    {"7:27PM", TAKEN, "????", AT(2024, 4, 1, 9, 0, 0), true},
    {"????", TAKEN, "7:27PM", AT(2024, 4, 1, 9, 0, 0), true},
    {"????", TAKEN, "-", TAKEN, true},
};
/* clang-format on */

START_TEST(starts_as_printed)
{
    const struct same_case *c = &same_cases[_i];
    struct started a = started_of(slice_of(c->a), moment_of(c->a_taken), no_boot);
    struct started b = started_of(slice_of(c->b), moment_of(c->b_taken), no_boot);
    ck_assert_msg(may_be_same_start(a, b) == c->same, "%s, %s", c->a, c->b);
    ck_assert_msg(may_be_same_start(b, a) == c->same, "%s, %s", c->b, c->a);
}
END_TEST

/* Hours and days say too little for that. */
START_TEST(same_minutes)
{
    const struct started hour = {1020, 1020 + HOUR - 1, true};
    const struct started minute = {1020, 1079, true};
    const struct started next = {1080, 1139, true};
    const struct started unknown = {1020, 1079, false};
    ck_assert(is_same_minute(minute, minute));
    ck_assert(!is_same_minute(minute, next) && !is_same_minute(next, minute));
    ck_assert(!is_same_minute(hour, hour) && !is_same_minute(minute, hour));
    ck_assert(!is_same_minute(unknown, minute) && !is_same_minute(minute, unknown));
}
END_TEST

/* An hour apart may be a change of the clock; two cannot be. */
START_TEST(slack)
{
    static const struct {
        int64_t from, to;
        bool same;
    } cases[] = {
        {1000, 1059, true},
        {1059, 1059, true},
        {900, 2000, true},
        {1059 + HOUR, 1059 + HOUR + 59, true},
        {1000 - HOUR - 59, 1000 - HOUR, true},
        {1059 + HOUR + 10 * MINUTE, 9999, false},
        {-9999, 1000 - HOUR - 10 * MINUTE, false},
        {1000 + 2 * HOUR, 1059 + 2 * HOUR, false},
        {1000 + DAY, 1059 + DAY, false},
        {1000 - DAY, 1059 - DAY, false},
    };
    const struct started one = {1000, 1059, true};
    const struct started nothing = {5000000, 5000000, false};
    for (int i = 0; i < LEN(cases); i++) {
        struct started other = {cases[i].from, cases[i].to, true};
        ck_assert_msg(may_be_same_start(one, other) == cases[i].same, "%d", i);
        ck_assert_msg(may_be_same_start(other, one) == cases[i].same, "%d", i);
        ck_assert(may_be_same_start(other, nothing) && may_be_same_start(nothing, other));
    }
    ck_assert(may_be_same_start(nothing, nothing));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("started");
    TCase *tests = tcase_create("started");
    tcase_add_loop_test(tests, after_the_capture_was_begun, 0, LEN(after_cases));
    tcase_add_loop_test(tests, tokens_of_ps, 0, LEN(tokens));
    tcase_add_test(tests, cut_short);
    tcase_add_loop_test(tests, starts_as_printed, 0, LEN(same_cases));
    tcase_add_test(tests, same_minutes);
    tcase_add_test(tests, slack);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
