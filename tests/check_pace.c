/* check_pace: how growth compares with the pace before and since boot, at every threshold. */
#include <check.h>

#include "pace.h"
#include "rates.h"
#include "run_suite.h"
#include "thresholds.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MB (INT64_C(1) << 20)

enum { HOUR = 3600, NO_UPTIME = -1 };

#define NO_SIZE INT64_MIN

struct pace_case {
    const char *what;
    int64_t base, base_uptime; /* bytes and seconds */
    int64_t later, later_uptime;
    enum component_kind kind;
    enum same_boot boot;
    enum onset onset;
};

/* clang-format off */
#define Z COMPONENT_ZONE
/* 100 MB an hour up to the base, which is an hour after boot. */
#define AFTER_HOUR(later, seconds, onset)                                                          \
    100 * MB, HOUR, (later), HOUR + (seconds), Z, BOOT_SAME, onset
/* Ten hours up to the base, another one up to the later capture. */
#define TEN_HOURS(base, growth, kind, onset)                                                       \
    (base), 10 * HOUR, (base) + (growth), 11 * HOUR, kind, BOOT_SAME, onset

static const struct pace_case cases[] = {
    {"the same pace", AFTER_HOUR(200 * MB, HOUR, ONSET_SINCE_BOOT)},
    {"twice the pace", AFTER_HOUR(300 * MB, HOUR, ONSET_SINCE_BOOT)},
    {"more than twice", AFTER_HOUR(300 * MB + 1, HOUR, ONSET_AFTER_BASE)},
    {"half the pace", AFTER_HOUR(150 * MB, HOUR, ONSET_SINCE_BOOT)},
    {"less than half, but the pace since boot is not twice as fast",
     AFTER_HOUR(150 * MB - 1, HOUR, ONSET_UNKNOWN)},
    {"out of nothing", 0, HOUR, 100 * MB, 2 * HOUR, Z, BOOT_SAME, ONSET_AFTER_BASE},
    {"never anything", 0, HOUR, 0, 2 * HOUR, Z, BOOT_SAME, ONSET_UNKNOWN},

    {"twice the pace within a quarter of an hour",
     AFTER_HOUR(150 * MB, BURST_SECONDS, ONSET_SINCE_BOOT)},
    {"more than that", AFTER_HOUR(150 * MB + 1, BURST_SECONDS, ONSET_BURST)},
    {"the longest burst", AFTER_HOUR(160 * MB, BURST_SECONDS, ONSET_BURST)},
    {"a stop within minutes", 1000 * MB, 10 * HOUR, 1000 * MB, 10 * HOUR + 60, Z, BOOT_SAME,
     ONSET_STOPPED},
    {"too long for a burst", AFTER_HOUR(160 * MB, BURST_SECONDS + 1, ONSET_AFTER_BASE)},

    {"half of the pace since boot", TEN_HOURS(1050 * MB, 50 * MB, Z, ONSET_UNKNOWN)},
    {"less than half of it", TEN_HOURS(1050 * MB, 50 * MB - 1, Z, ONSET_SLOWED)},
    {"a tenth of it", TEN_HOURS(1090 * MB, 10 * MB, Z, ONSET_SLOWED)},
    {"less than a tenth", TEN_HOURS(1090 * MB, 10 * MB - 1, Z, ONSET_STOPPED)},
    {"no growth", TEN_HOURS(1090 * MB, 0, Z, ONSET_STOPPED)},
    {"the smallest that counts as a stop", TEN_HOURS(SUSPECT_BYTES, 0, Z, ONSET_STOPPED)},
    {"too small for one", TEN_HOURS(SUSPECT_BYTES - 1, 0, Z, ONSET_UNKNOWN)},
    {"too small to be slow", TEN_HOURS(SUSPECT_BYTES - 1, MB, Z, ONSET_UNKNOWN)},
    {"the base was taken just after boot", 100 * MB, BASE_LATE_SECONDS, 100 * MB, 2 * HOUR, Z,
     BOOT_SAME, ONSET_UNKNOWN},
    {"and just late enough", 100 * MB, BASE_LATE_SECONDS + 1, 100 * MB, 2 * HOUR, Z, BOOT_SAME,
     ONSET_STOPPED},
    {"a base just after boot can be outpaced", 100 * MB, 60, 100000 * MB, 2 * HOUR, Z, BOOT_SAME,
     ONSET_AFTER_BASE},
    {"a tag", TEN_HOURS(1090 * MB, 0, COMPONENT_TAG, ONSET_STOPPED)},
    {"a kext", TEN_HOURS(1050 * MB, 50 * MB - 1, COMPONENT_KEXT, ONSET_SLOWED)},
    {"reserved at boot is no stop", TEN_HOURS(1090 * MB, 0, COMPONENT_RESERVED, ONSET_UNKNOWN)},
    {"nor is unattributed", TEN_HOURS(1090 * MB, 0, COMPONENT_UNATTRIBUTED, ONSET_UNKNOWN)},
    {"unattributed can be steady",
     TEN_HOURS(1000 * MB, 100 * MB, COMPONENT_UNATTRIBUTED, ONSET_SINCE_BOOT)},
    {"or begin", TEN_HOURS(1000 * MB, 201 * MB, COMPONENT_UNATTRIBUTED, ONSET_AFTER_BASE)},

    {"it shrank", TEN_HOURS(1000 * MB, -MB, Z, ONSET_UNKNOWN)},
    {"by less than a byte an hour it did not", TEN_HOURS(1000 * MB, 1, Z, ONSET_STOPPED)},
    {"reports that disagree", TEN_HOURS(-MB, 100 * MB, COMPONENT_UNATTRIBUTED, ONSET_UNKNOWN)},
    {"a row that the base has not", TEN_HOURS(NO_SIZE, 0, Z, ONSET_UNKNOWN)},
    {"another boot", 100 * MB, HOUR, 900 * MB, 2 * HOUR, Z, BOOT_DIFFERENT, ONSET_UNKNOWN},
    {"boots are not known", 100 * MB, HOUR, 900 * MB, 2 * HOUR, Z, BOOT_UNKNOWN, ONSET_UNKNOWN},
    {"the base's uptime is not known", 100 * MB, NO_UPTIME, 900 * MB, 2 * HOUR, Z, BOOT_SAME,
     ONSET_UNKNOWN},
    {"the later capture's is not known", 100 * MB, HOUR, 900 * MB, NO_UPTIME, Z, BOOT_SAME,
     ONSET_UNKNOWN},
    {"the base is of the moment of boot", 100 * MB, 0, 900 * MB, HOUR, Z, BOOT_SAME,
     ONSET_UNKNOWN},
    {"no time between them", 100 * MB, HOUR, 900 * MB, HOUR, Z, BOOT_SAME, ONSET_UNKNOWN},
    {"swapped", 900 * MB, 2 * HOUR, 100 * MB, HOUR, Z, BOOT_SAME, ONSET_UNKNOWN},
    {"more than a rate can say", 0, HOUR, INT64_MAX, HOUR + 1, Z, BOOT_SAME, ONSET_UNKNOWN},
};
/* clang-format on */

static struct amount seconds_of(int64_t uptime)
{
    return uptime == NO_UPTIME ? AMOUNT_UNKNOWN : amount_of((uint64_t)uptime);
}

static struct change size_of(int64_t bytes)
{
    return bytes == NO_SIZE ? CHANGE_UNKNOWN : (struct change){bytes, true};
}

START_TEST(paces)
{
    const struct pace_case *c = &cases[_i];
    struct snapshot base = {.machine.uptime_seconds = seconds_of(c->base_uptime)};
    struct snapshot later = {.machine.uptime_seconds = seconds_of(c->later_uptime)};
    struct change uptime = change_of(amount_of(0), later.machine.uptime_seconds);
    struct findings findings = {
        .base.snapshot = &base,
        .later.snapshot = &later,
        .comparable.boot = c->boot,
        .seconds = change_of(base.machine.uptime_seconds, later.machine.uptime_seconds),
    };
    struct component row = {
        .kind = c->kind, .base_bytes = size_of(c->base), .later_bytes = size_of(c->later)};
    if (row.base_bytes.known)
        row.growth_bytes = (struct change){c->later - c->base, true};
    row.bytes_per_hour = rate_per_hour(row.growth_bytes, findings.seconds);
    row.bytes_per_hour_since_boot = rate_per_hour(row.later_bytes, uptime);

    enum onset found = onset_of(&findings, &row);
    const char *name = onset_name(found);
    ck_assert_msg(found == c->onset, "%s: %s", c->what, name != NULL ? name : "unknown");
}
END_TEST

/* The clocks may tell the time between the captures where the uptimes do not. */
START_TEST(seconds_by_the_clock)
{
    struct snapshot base = {.machine.uptime_seconds = AMOUNT_UNKNOWN};
    struct snapshot later = {.machine.uptime_seconds = amount_of(2 * HOUR)};
    struct findings findings = {.base.snapshot = &base,
                                .later.snapshot = &later,
                                .comparable.boot = BOOT_SAME,
                                .seconds = {HOUR, true}};
    struct component row = {.base_bytes = {100 * MB, true},
                            .later_bytes = {900 * MB, true},
                            .bytes_per_hour = {800 * MB, true},
                            .bytes_per_hour_since_boot = {450 * MB, true}};
    ck_assert_int_eq(onset_of(&findings, &row), ONSET_UNKNOWN);
    base.machine.uptime_seconds = amount_of(HOUR);
    ck_assert_int_eq(onset_of(&findings, &row), ONSET_AFTER_BASE);
    row.bytes_per_hour_since_boot = CHANGE_UNKNOWN;
    ck_assert_int_eq(onset_of(&findings, &row), ONSET_UNKNOWN);
}
END_TEST

static const enum onset onsets[] = {ONSET_SINCE_BOOT, ONSET_AFTER_BASE, ONSET_SLOWED, ONSET_STOPPED,
                                    ONSET_BURST};

/* Each has words of its own. */
START_TEST(words)
{
    for (int i = 0; i < LEN(onsets); i++) {
        ck_assert_ptr_nonnull(onset_name(onsets[i]));
        ck_assert_uint_gt(onset_words(onsets[i]).len, 0);
        ck_assert(slice_starts(pace_meaning(onsets[i]), ": "));
        ck_assert(!slice_ends(onset_words(onsets[i]), "."));
        ck_assert(!slice_ends(pace_meaning(onsets[i]), "."));
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(onset_name(onsets[i]), onset_name(onsets[k]));
            ck_assert(!slice_equal(onset_words(onsets[i]), onset_words(onsets[k])));
            ck_assert(!slice_equal(pace_meaning(onsets[i]), pace_meaning(onsets[k])));
        }
    }
    ck_assert_ptr_null(onset_name(ONSET_UNKNOWN));
    ck_assert_uint_eq(onset_words(ONSET_UNKNOWN).len, 0);
    ck_assert_uint_gt(pace_meaning(ONSET_UNKNOWN).len, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pace");
    TCase *tests = tcase_create("pace");
    tcase_add_loop_test(tests, paces, 0, LEN(cases));
    tcase_add_test(tests, seconds_by_the_clock);
    tcase_add_test(tests, words);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
