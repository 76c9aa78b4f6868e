/* check_machine_time: when a capture was taken and its Mac booted, whichever reports say so. */
#include <check.h>
#include <stdio.h>

#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

/* 1556728394 is 2019-05-01 16:33:14 UTC. */
#define BOOT_SECONDS "{ sec = 1556728394, usec = 0 }"
#define BOOT(rest) "kern.boottime: " BOOT_SECONDS rest "\n"
#define BOOT_EAST BOOT(" Wed May  1 18:33:14 2019")
#define TOP(clock)                                                                                 \
    "Processes: 2 total, 2 threads\n" clock "\nPhysMem: 1G used (1G wired), 1G unused.\n"
#define LOG(clock) clock ": sysdiagnose version 3.0\n"

enum { UNKNOWN = -1, NO_ZONE = 1 << 30 };

struct time_case {
    const char *what;
    const char *name;
    const char *sysctl, *top, *log; /* texts; NULL: no such report */
    const char *source;             /* NULL: not known when it was taken */
    struct local_time taken;
    int zone;
    int64_t uptime;
    bool warned;
};

/* clang-format off */
static const struct time_case cases[] = {
    {"a name with its zone", "sysdiagnose_2026.03.18_18-09-08+0300_macOS_Mac_25D2128",
     NULL, NULL, NULL, "name", {2026, 3, 18, 18, 9, 8}, 3 * 3600, UNKNOWN, false},
    {"a name with its zone, and the boot", "sysdiagnose_2019.05.02_10-00-00+0200.tar.gz",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"the zone of kern.boottime", "sysdiagnose_2019.05.02_10-00-00",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"the zone of a boot that was long ago", "sysdiagnose_2019.05.03_10-00-00",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 3, 10, 0, 0}, 7200, 55606 + 86400, true},
    {"a zone of its own", "sysdiagnose_2019.05.03_10-00-00+0200",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 3, 10, 0, 0}, 7200, 55606 + 86400, false},
    {"boottime twice, first without its seconds", "sysdiagnose_2019.05.02_10-00-00",
     "kern.boottime = Wed May  1 18:33:14 2019\n" BOOT_EAST, NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"half an hour's zone", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" Wed May  1 22:03:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, 19800, 43006, false},
    {"half an hour's zone in the west", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" Wed May  1 13:03:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, -12600, 75406, false},
    {"half an hour's zone in the name", "sysdiagnose_2019.05.02_10-00-00-0330_1",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, -12600, 75406, false},
    {"boottime without a date", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(""), NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"boottime without a date, the name with a zone", "sysdiagnose_2019.05.02_10-00-00+0200",
     BOOT(""), NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"boottime in another language", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" mer. 1 mai 18:33:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"a printed date that is no zone away", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" Wed May  1 18:40:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"a printed date days away", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" Thu May  9 18:33:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"a printed date that is none", "sysdiagnose_2019.05.02_10-00-00",
     BOOT(" Wed Mai 31 18:33:14 2019"), NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"equals sign and no blanks", "sysdiagnose_2019.05.02_10-00-00",
     "kern.boottime = {sec=1556728394,usec=12} Wed May  1 18:33:14 2019\n", NULL, NULL,
     "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"top's clock in the zone of kern.boottime", "capture",
     BOOT_EAST, TOP("2019/05/02 10:00:00"), NULL,
     "top", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"top's clock without a zone", NULL,
     NULL, TOP("2019/05/02 10:00:00"), NULL,
     "top", {2019, 5, 2, 10, 0, 0}, NO_ZONE, UNKNOWN, false},
    {"the log's clock", NULL, BOOT_EAST, NULL, LOG("2019-05-02 10:00:00"),
     "sysdiagnose.log", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"top's clock before the log's", NULL,
     BOOT_EAST, TOP("2019/05/02 10:00:00"), LOG("2019-05-02 09:59:00"),
     "top", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"a clock of top that is no date", NULL,
     BOOT_EAST, TOP("2019/02/31 10:00:00"), LOG("2019-05-02 10:00:00"),
     "sysdiagnose.log", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"name and clock agree", "sysdiagnose_2019.05.02_10-00-00+0200",
     BOOT_EAST, TOP("2019/05/02 10:30:00"), NULL,
     "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"name and clock disagree", "sysdiagnose_2019.05.02_10-00-00+0200",
     BOOT_EAST, TOP("2019/05/02 10:30:01"), NULL,
     "top", {2019, 5, 2, 10, 30, 1}, 7200, 55606 + 1801, true},
    {"the clock is earlier", "sysdiagnose_2019.05.02_10-00-00",
     NULL, NULL, LOG("2019-05-02 09:29:59"),
     "sysdiagnose.log", {2019, 5, 2, 9, 29, 59}, NO_ZONE, UNKNOWN, true},
    {"taken before the boot", "sysdiagnose_2019.05.01_18-33-13+0200",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 1, 18, 33, 13}, 7200, UNKNOWN, false},
    {"taken at the boot", "sysdiagnose_2019.05.01_18-33-14+0200",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 1, 18, 33, 14}, 7200, 0, false},
    {"a folder that was still written", "IN_PROGRESS_sysdiagnose_2019.05.02_10-00-00+0200.tmp",
     NULL, NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, 7200, UNKNOWN, false},
    {"a zone that there is not", "sysdiagnose_2019.05.02_10-00-00+9900",
     BOOT_EAST, NULL, NULL, "name", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"a name with no such day", "sysdiagnose_2019.02.29_10-00-00+0200",
     NULL, NULL, NULL, NULL, {0}, NO_ZONE, UNKNOWN, false},
    {"a name with no such hour", "sysdiagnose_2019.02.28_24-00-00+0200",
     BOOT_EAST, TOP("2019/05/02 10:00:00"), NULL,
     "top", {2019, 5, 2, 10, 0, 0}, 7200, 55606, false},
    {"nothing", "capture", NULL, NULL, NULL, NULL, {0}, NO_ZONE, UNKNOWN, false},
};
/* clang-format on */

static void add_report(struct report_text *reports, size_t *count, const char *kind,
                       const char *text)
{
    if (text != NULL)
        reports[(*count)++] = (struct report_text){kind, text};
}

static void same_time(struct local_time found, struct local_time expected, const char *what)
{
    ck_assert_msg(found.year == expected.year && found.month == expected.month &&
                      found.day == expected.day && found.hour == expected.hour &&
                      found.minute == expected.minute && found.second == expected.second,
                  "%s: %d-%d-%d %d:%d:%d", what, found.year, found.month, found.day, found.hour,
                  found.minute, found.second);
}

START_TEST(times)
{
    const struct time_case *c = &cases[_i];
    struct report_text reports[4] = {{NULL, NULL}};
    size_t count = 0;
    add_report(reports, &count, "sysctl", c->sysctl);
    add_report(reports, &count, "top", c->top);
    add_report(reports, &count, "sysdiagnose_log", c->log);
    struct snapshot *snapshot = parse_texts(c->name, reports);
    const struct machine *machine = &snapshot->machine;
    const char *source = machine->taken_source;

    ck_assert_msg(machine->taken.known == (c->source != NULL), "%s: known", c->what);
    ck_assert_msg(c->source == NULL ? source == NULL
                                    : source != NULL && slice_is(slice_of(source), c->source),
                  "%s: from %s", c->what, source == NULL ? "nothing" : source);
    if (c->source != NULL) {
        same_time(machine->taken.local, c->taken, c->what);
        ck_assert_msg(machine->taken.zone_known == (c->zone != NO_ZONE), "%s: zone", c->what);
        if (c->zone != NO_ZONE)
            ck_assert_msg(machine->taken.zone_seconds == c->zone, "%s: zone %d", c->what,
                          machine->taken.zone_seconds);
    }
    ck_assert_msg(machine->uptime_seconds.known == (c->uptime != UNKNOWN), "%s: uptime", c->what);
    if (c->uptime != UNKNOWN)
        ck_assert_msg(machine->uptime_seconds.value == (uint64_t)c->uptime, "%s: up %llu", c->what,
                      (unsigned long long)machine->uptime_seconds.value);
    ck_assert_msg(snapshot->n_warnings == (c->warned ? 1 : 0), "%s: warned", c->what);
    ck_assert_msg(!machine->clock_unset, "%s: clock", c->what);
    snapshot_free(snapshot);
}
END_TEST

struct boot_case {
    const char *what;
    const char *value;
    bool known;
    struct local_time local;
    int zone;
};

/* clang-format off */
static const struct boot_case boots[] = {
    {"with a date", BOOT_SECONDS " Wed May  1 18:33:14 2019", true, {2019, 5, 1, 18, 33, 14}, 7200},
    {"without", BOOT_SECONDS, true, {2019, 5, 1, 16, 33, 14}, 0},
    {"day of two digits", "{ sec = 1557786794, usec = 5 } Mon May 13 22:33:14 2019", true,
     {2019, 5, 13, 22, 33, 14}, 0},
    {"a zone of three quarters", BOOT_SECONDS " Wed May  1 22:18:14 2019", true,
     {2019, 5, 1, 22, 18, 14}, 20700},
    {"across midnight", BOOT_SECONDS " Thu May  2 06:33:14 2019", true,
     {2019, 5, 2, 6, 33, 14}, 14 * 3600},
    {"the last second of all", "{ sec = 253402300799, usec = 0 }", true,
     {9999, 12, 31, 23, 59, 59}, 0},
    {"one more", "{ sec = 253402300800, usec = 0 }", false, {0}, 0},
    {"out of range", "{ sec = 99999999999999999999, usec = 0 }", false, {0}, 0},
    {"negative", "{ sec = -5, usec = 0 }", false, {0}, 0},
    {"cut", "{ sec = 1556728394, us", false, {0}, 0},
    {"empty", "", false, {0}, 0},
    {"something else", "Wed May  1 18:33:14 2019", false, {0}, 0},
};
/* clang-format on */

START_TEST(boot_times)
{
    const struct boot_case *c = &boots[_i];
    char text[256];
    snprintf(text, sizeof(text), "kern.boottime: %s\n", c->value);
    struct report_text reports[] = {{"sysctl", text}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct moment boot = snapshot->machine.boot;
    ck_assert_msg(boot.known == c->known, "%s", c->what);
    if (c->known) {
        same_time(boot.local, c->local, c->what);
        ck_assert(boot.zone_known);
        ck_assert_msg(boot.zone_seconds == c->zone, "%s: %d", c->what, boot.zone_seconds);
    }
    snapshot_free(snapshot);
}
END_TEST

struct unset_case {
    const char *name;
    const char *sysctl;
    bool unset;
    int64_t uptime;
};

/* clang-format off */
static const struct unset_case unset_cases[] = {
    {"sysdiagnose_2000.12.31_16-05-00-0800",
     "kern.boottime: { sec = 978307200, usec = 0 } Sun Dec 31 16:00:00 2000\n", true, 300},
    {"sysdiagnose_1970.01.01_01-05-12+0100",
     "kern.boottime: { sec = 12, usec = 0 } Thu Jan  1 01:00:12 1970\n", true, 300},
    {"sysdiagnose_2011.07.19_23-59-59+0000", "hw.model: x\n", true, UNKNOWN},
    {"sysdiagnose_2011.07.20_00-00-00+0000", "hw.model: x\n", false, UNKNOWN},
};
/* clang-format on */

START_TEST(unset_clocks)
{
    const struct unset_case *c = &unset_cases[_i];
    struct report_text reports[] = {{"sysctl", c->sysctl}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(c->name, reports);
    struct amount uptime = snapshot->machine.uptime_seconds;
    ck_assert_int_eq(snapshot->machine.clock_unset, c->unset);
    ck_assert_int_eq(uptime.known, c->uptime != UNKNOWN);
    if (uptime.known)
        ck_assert_int_eq((int64_t)uptime.value, c->uptime);
    snapshot_free(snapshot);
}
END_TEST

/* Where the clock was set between the two, their difference is no uptime. */
START_TEST(clock_set_since_the_boot)
{
    static const struct report_text reports[] = {
        {"sysctl", "kern.boottime: { sec = 12, usec = 0 } Thu Jan  1 01:00:12 1970\n"},
        {NULL, NULL}};
    struct snapshot *snapshot = parse_texts("sysdiagnose_2019.05.02_10-00-00+0200", reports);
    ck_assert(snapshot->machine.clock_unset);
    ck_assert(!snapshot->machine.uptime_seconds.known);
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine_time");
    TCase *tests = tcase_create("machine_time");
    tcase_add_loop_test(tests, times, 0, LEN(cases));
    tcase_add_loop_test(tests, boot_times, 0, LEN(boots));
    tcase_add_loop_test(tests, unset_clocks, 0, LEN(unset_cases));
    tcase_add_test(tests, clock_set_since_the_boot);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
