/* check_summary: what grew, by whom and what next, at the head of a report. */
#include <check.h>

#include "catalogue.h"
#include "run_suite.h"
#include "summary_scene.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

static void expect_detail(const struct summary_scene *s, size_t line, const char *expected)
{
    ck_assert_msg(line < s->findings.n_details, "%s: there are %zu", expected,
                  s->findings.n_details);
    struct slice found = s->findings.details[line];
    ck_assert_msg(slice_is(found, expected), "%.*s\nnot %s", SLICE_ARGS(found), expected);
}

struct growth_case {
    uint64_t before, after; /* MiB; both 0: not known */
    int64_t seconds;        /* 0: not known */
    uint64_t step;
    enum same_boot boot;
    enum comparable_verdict comparable;
    const char *expected;
    bool reboot; /* there is a sentence on it */
};

/* clang-format off */
static const struct growth_case growth_cases[] = {
    {1024, 1536, 7200, 1, BOOT_SAME, COMPARABLE_YES,
     "Wired memory grew by 512 MB in 2 h (256 MB per hour): 1.00 GB" ARROW "1.50 GB of 8.00 GB.",
     true},
    {1024, 1536, 7200, 1, BOOT_DIFFERENT, COMPARABLE_WITH_CARE,
     "Wired memory grew by 512 MB in 2 h of uptime (256 MB per hour): 1.00 GB" ARROW
     "1.50 GB of 8.00 GB.", true},
    {1024, 1536, 0, 1, BOOT_UNKNOWN, COMPARABLE_WITH_CARE,
     "Wired memory grew by 512 MB: 1.00 GB" ARROW "1.50 GB of 8.00 GB.", true},
    {1024, 1536, 7200, 1048576, BOOT_SAME, COMPARABLE_YES,
     "Wired memory grew by about 512 MB in 2 h (256 MB per hour): 1.00 GB" ARROW
     "1.50 GB of 8.00 GB.", true},
    {1536, 1024, 7200, 1, BOOT_SAME, COMPARABLE_YES,
     "Wired memory shrank by 512 MB in 2 h (256 MB per hour): 1.50 GB" ARROW
     "1.00 GB of 8.00 GB.", false},
    {1024, 1024, 7200, 1, BOOT_SAME, COMPARABLE_YES,
     "Wired memory did not grow: 1.00 GB" ARROW "1.00 GB of 8.00 GB.", false},
    {1024, 1024, 7200, 1048576, BOOT_SAME, COMPARABLE_YES,
     "Wired memory did not grow: 1.00 GB" ARROW "1.00 GB of 8.00 GB.", false},
    {0, 0, 7200, 1, BOOT_SAME, COMPARABLE_YES, "How much wired memory grew is not known.", false},
};
/* clang-format on */

static void set_case(struct summary_scene *s, const struct growth_case *c)
{
    struct findings *f = &s->findings;
    set_scene_growth(s, c->before * MIB, c->after * MIB);
    f->joined.base_wired.step = c->step;
    f->comparable.boot = c->boot;
    f->comparable.verdict = c->comparable;
    if (c->before == 0) {
        f->joined.base_wired.bytes = f->joined.later_wired.bytes = AMOUNT_UNKNOWN;
        f->joined.growth_bytes = CHANGE_UNKNOWN;
    }
    if (c->seconds > 0) {
        f->seconds = known_change(c->seconds);
        if (f->joined.growth_bytes.known)
            f->bytes_per_hour = known_change(f->joined.growth_bytes.value * 3600 / c->seconds);
    }
}

START_TEST(growth)
{
    struct summary_scene *s = new_summary_scene();
    set_case(s, &growth_cases[_i]);
    summarise(&s->findings, s->arena);
    expect_line(s, 0, growth_cases[_i].expected);
    ck_assert_int_eq(has_line_of(s, "A reboot"), growth_cases[_i].reboot);
    free_summary_scene(s);
}
END_TEST

/* Neither a rate nor a share of one Mac's memory means anything then, nor is anybody named. */
START_TEST(not_comparable)
{
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, COMPONENT_ZONE, "kalloc.48", VERDICT_LEAK_SUSPECT);
    s->suspects[0] = &s->components[0];
    s->findings.n_suspects = 1;
    s->findings.comparable.verdict = COMPARABLE_NO;
    s->findings.bytes_per_hour = known_change(5 * (int64_t)MIB);
    summarise(&s->findings, s->arena);
    ck_assert_uint_eq(s->findings.n_summary, 2);
    ck_assert(slice_starts(s->findings.summary[0], "These captures cannot be compared"));
    expect_line(s, 1,
                "Wired are 1.00 GB in the base and 1.50 GB in the later capture; the "
                "difference of 512 MB says nothing of either.");
    free_summary_scene(s);
}
END_TEST

struct apart_case {
    uint64_t before, after; /* MiB; 0: not known */
    const char *expected;
};

/* clang-format off */
static const struct apart_case apart_cases[] = {
    {1536, 1024, "Wired are 1.50 GB in the base and 1.00 GB in the later capture; the difference of "
                 "512 MB says nothing of either."},
    {1024, 1024, "Wired are 1.00 GB in the base and 1.00 GB in the later capture."},
    {0, 1024, "Wired are an unknown amount in the base and 1.00 GB in the later capture."},
    {1024, 0, "Wired are 1.00 GB in the base and an unknown amount in the later capture."},
    {0, 0, "Wired are an unknown amount in the base and an unknown amount in the later capture."},
};
/* clang-format on */

START_TEST(side_by_side)
{
    const struct apart_case *c = &apart_cases[_i];
    struct summary_scene *s = new_summary_scene();
    struct joined *joined = &s->findings.joined;
    set_scene_growth(s, c->before * MIB, c->after * MIB);
    if (c->before == 0)
        joined->base_wired.bytes = AMOUNT_UNKNOWN;
    if (c->after == 0)
        joined->later_wired.bytes = AMOUNT_UNKNOWN;
    joined->growth_bytes.known = c->before > 0 && c->after > 0;
    s->findings.comparable.verdict = COMPARABLE_NO;
    summarise(&s->findings, s->arena);
    expect_line(s, 1, c->expected);
    free_summary_scene(s);
}
END_TEST

START_TEST(one_capture)
{
    struct summary_scene *s = new_summary_scene();
    s->findings.base.snapshot = NULL;
    summarise(&s->findings, s->arena);
    ck_assert_uint_eq(s->findings.n_summary, 1);
    expect_line(s, 0, "Worry: not now. Wired memory is 19% of RAM.");
    free_summary_scene(s);
}
END_TEST

struct suspect_case {
    enum component_kind kind;
    const char *name;
    uint64_t kmod_id; /* 0: none */
    size_t suspects;
    const char *expected;
    const char *next;
};

/* clang-format off */
#define NEXT_ZPRINT "Next: Run sudo zprint every few minutes to see when it grows."
static const struct suspect_case suspect_cases[] = {
    {COMPONENT_ZONE, "kalloc.48", 0, 1,
     "Likely a leak: the zone kalloc.48, +256 MB, 50.0% of the total growth.", NEXT_ZPRINT},
    {COMPONENT_ZONE, "kalloc.48", 0, 2,
     "Likely a leak: the zone kalloc.48, +256 MB, 50.0% of the total growth (and 1 more suspect).",
     NEXT_ZPRINT},
    {COMPONENT_TAG, "VM_KERN_MEMORY_BSD", 0, 3, "Likely a leak: the tag VM_KERN_MEMORY_BSD, "
     "+256 MB, 50.0% of the total growth (and 2 more suspects).", NEXT_ZPRINT},
    {COMPONENT_KEXT, "(unloaded kmod)", 203, 1, "Likely a leak: the kext (unloaded kmod) 203, "
     "+256 MB, 50.0% of the total growth.", "Next: Look which kext had id 203 in a kextstat.txt of "
     "this boot from when it was loaded."},
    {COMPONENT_KEXT, "com.example.driver", 203, 1, "Likely a leak: the kext com.example.driver, "
     "+256 MB, 50.0% of the total growth.", "Next: Update or remove the kext, then compare two "
     "captures again."},
};
/* clang-format on */

START_TEST(suspects)
{
    const struct suspect_case *c = &suspect_cases[_i];
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, c->kind, c->name, VERDICT_LEAK_SUSPECT);
    if (c->kmod_id > 0)
        s->components[0].kmod_id = amount_of(c->kmod_id);
    for (size_t i = 0; i < c->suspects; i++)
        s->suspects[i] = &s->components[0];
    s->findings.n_suspects = c->suspects;
    summarise(&s->findings, s->arena);
    expect_line(s, 1, c->expected);
    expect_line(s, 2, "Why: because of figures.");
    expect_line(s, s->findings.n_summary - 1, c->next);
    ck_assert(!has_line_of(s, "What it is"));
    free_summary_scene(s);
}
END_TEST

/* Beside a total that shrank there is no share to speak of. */
START_TEST(suspect_of_a_smaller_total)
{
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, COMPONENT_ZONE, "a", VERDICT_LEAK_SUSPECT);
    s->suspects[0] = &s->components[0];
    s->findings.n_suspects = 1;
    set_scene_growth(s, 2 * GIB, GIB);
    summarise(&s->findings, s->arena);
    expect_line(s, 1, "Likely a leak: the zone a, +256 MB.");
    free_summary_scene(s);
}
END_TEST

/* Nor beside one that hardly changed, as something else shrank. */
START_TEST(suspect_of_a_total_that_hardly_grew)
{
    for (int beyond = 0; beyond < 2; beyond++) {
        struct summary_scene *s = new_summary_scene();
        add_scene_largest(s, COMPONENT_ZONE, "a", VERDICT_LEAK_SUSPECT);
        s->suspects[0] = &s->components[0];
        s->findings.n_suspects = 1;
        s->components[0].share = known_change(SHARE_MOST + beyond);
        summarise(&s->findings, s->arena);
        expect_line(s, 1,
                    beyond ? "Likely a leak: the zone a, +256 MB."
                           : "Likely a leak: the zone a, +256 MB, 1000.0% of the total growth.");
        free_summary_scene(s);
    }
}
END_TEST

START_TEST(what_is_known_of_the_suspect)
{
    struct summary_scene *s = new_summary_scene();
    add_scene_suspect(s);
    s->entry.next = SLICE("Look at it.");
    s->components[0].entry = &s->entry;
    summarise(&s->findings, s->arena);
    expect_detail(s, 0, "The growth by verdict: leak-suspect +256 MB.");
    expect_line(s, s->findings.n_summary - 1, "Next: Look at it.");
    s->known = (struct known_leak){.os = SLICE("15.6"),
                                   .text = SLICE("It grew."),
                                   .source = SLICE("somebody"),
                                   .confidence = SLICE("reported"),
                                   .is_leak = true};
    s->entry.known = &s->known;
    s->entry.n_known = 1;
    s->findings.n_details = 0;
    s->findings.details = NULL;
    summarise(&s->findings, s->arena);
    expect_detail(s, 0, "Leaks of it were reported on 15.6: sysdelta explain a.");
    static const struct slice build = {"25F80", 5};
    s->known.builds = (struct slice *)&build;
    s->known.n_builds = 1;
    s->later.machine.os_build = build;
    s->findings.n_details = 0;
    s->findings.details = NULL;
    summarise(&s->findings, s->arena);
    expect_detail(s, 0,
                  "Known on this build (25F80, reported): It grew [somebody]. More: sysdelta "
                  "explain a.");
    s->known.is_leak = false;
    s->findings.n_details = 0;
    s->findings.details = NULL;
    summarise(&s->findings, s->arena);
    expect_detail(s, 0, "The growth by verdict: leak-suspect +256 MB.");
    free_summary_scene(s);
}
END_TEST

/* What may want an answer comes first, whatever grew most; what is not compared ends it. */
START_TEST(growth_by_verdict)
{
    static const struct {
        enum verdict other;
        int64_t not_compared; /* MiB; 0: all is compared */
        const char *expected;
    } cases[] = {
        {VERDICT_UNKNOWN, 0, "The growth by verdict: leak-suspect +256 MB, unknown +300 MB."},
        {VERDICT_CACHE, 50,
         "The growth by verdict: leak-suspect +256 MB, cache +300 MB, not compared +50.0 MB."},
    };
    for (int i = 0; i < LEN(cases); i++) {
        struct summary_scene *s = new_summary_scene();
        add_scene_suspect(s);
        s->components[1] = (struct component){.kind = COMPONENT_ZONE,
                                              .name = SLICE("b"),
                                              .growth_bytes = known_change(300 * MIB),
                                              .rank = 2,
                                              .verdict = cases[i].other};
        s->findings.joined.n_components = 2;
        s->findings.joined.not_compared.growth_bytes =
            (struct change){cases[i].not_compared * (int64_t)MIB, cases[i].not_compared != 0};
        summarise(&s->findings, s->arena);
        expect_detail(s, 0, cases[i].expected);
        free_summary_scene(s);
    }
}
END_TEST

struct pace_case {
    enum same_boot boot;
    enum onset onset;
    int64_t since_boot; /* MiB an hour; 0: not known */
    const char *expected;
};

/* clang-format off */
static const struct pace_case pace_cases[] = {
    {BOOT_SAME, ONSET_SINCE_BOOT, 9,
     "Pace: +10.0 MB per hour since the base, +9.00 MB per hour since boot: that fits "
     "steady growth since boot."},
    {BOOT_SAME, ONSET_AFTER_BASE, 2, "Pace: +10.0 MB per hour since the base, +2.00 MB per hour "
     "since boot: it began, or sped up, after the base."},
    {BOOT_SAME, ONSET_SLOWED, 30, "Pace: +10.0 MB per hour since the base, +30.0 MB per hour since "
     "boot: slower than before the base."},
    {BOOT_SAME, ONSET_BURST, 2, "Pace: +10.0 MB per hour since the base, +2.00 MB per hour since "
     "boot: a burst; whether it goes on is not known."},
    {BOOT_SAME, ONSET_UNKNOWN, 15, "Pace: +10.0 MB per hour since the base, +15.0 MB per hour since "
     "boot (which counts what booting took)."},
    {BOOT_DIFFERENT, ONSET_UNKNOWN, 15,
     "Pace: +10.0 MB per hour of uptime between the captures."},
};
/* clang-format on */

START_TEST(paces)
{
    const struct pace_case *c = &pace_cases[_i];
    struct summary_scene *s = new_summary_scene();
    add_scene_suspect(s);
    s->findings.comparable.boot = c->boot;
    s->components[0].onset = c->onset;
    s->base.machine.uptime_seconds = amount_of(7200);
    s->components[0].bytes_per_hour = known_change(10 * (int64_t)MIB);
    s->components[0].bytes_per_hour_since_boot = known_change(c->since_boot * (int64_t)MIB);
    summarise(&s->findings, s->arena);
    expect_detail(s, 0, c->expected);
    free_summary_scene(s);
}
END_TEST

/* What minutes after boot was not there yet tells nothing of the pace before. */
START_TEST(paces_beside_an_early_base)
{
    static const struct {
        enum onset onset;
        const char *expected;
    } cases[] = {
        {ONSET_SINCE_BOOT, "Pace: +10.0 MB per hour since the base, which was taken 5 min after "
                           "boot: that fits steady growth since boot."},
        {ONSET_AFTER_BASE,
         "Pace: +10.0 MB per hour since the base, which was taken 5 min after boot."},
        {ONSET_UNKNOWN,
         "Pace: +10.0 MB per hour since the base, which was taken 5 min after boot."},
    };
    for (int i = 0; i < LEN(cases); i++) {
        struct summary_scene *s = new_summary_scene();
        add_scene_suspect(s);
        s->components[0].onset = cases[i].onset;
        s->components[0].bytes_per_hour = known_change(10 * (int64_t)MIB);
        s->components[0].bytes_per_hour_since_boot = known_change(9 * (int64_t)MIB);
        summarise(&s->findings, s->arena);
        expect_detail(s, 0, cases[i].expected);
        free_summary_scene(s);
    }
}
END_TEST

START_TEST(what_grew_more_than_the_suspect)
{
    struct summary_scene *s = new_summary_scene();
    add_scene_suspect(s);
    s->components[0].rank = 2;
    s->components[1] = s->components[0];
    s->components[1].rank = 1;
    s->components[1].name = SLICE("vnodes");
    s->components[1].verdict = VERDICT_CACHE;
    s->findings.joined.n_components = 2;
    summarise(&s->findings, s->arena);
    expect_detail(s, 0, "What grew more is no leak: the zone vnodes (+256 MB, cache).");
    free_summary_scene(s);
}
END_TEST

/* From a quarter of all wired memory on, and only what no count explains. */
START_TEST(what_is_held_and_stopped)
{
    static const struct {
        uint64_t held_mib;
        enum nature nature;
        bool told;
    } cases[] = {
        {385, NATURE_GENERAL, true},
        {384, NATURE_GENERAL, false},
        {385, NATURE_CACHE, false},
    };
    struct zone_share shares[] = {{.name = SLICE("raw"), .later_bytes = amount_of(300 * MIB)},
                                  {.name = SLICE("x"), .later_bytes = amount_of(193 * MIB)}};
    for (int i = 0; i < LEN(cases); i++) {
        struct summary_scene *s = new_summary_scene();
        add_scene_largest(s, COMPONENT_ZONE, "a", VERDICT_STEADY);
        s->entry.nature = cases[i].nature;
        s->components[0].entry = &s->entry;
        s->components[0].shares = shares;
        s->components[0].n_shares = LEN(shares);
        s->components[0].onset = ONSET_STOPPED;
        s->components[0].later_bytes = known_change((int64_t)(cases[i].held_mib * MIB));
        summarise(&s->findings, s->arena);
        ck_assert_int_eq(has_line_of(s,
                                     "385 MB is held by the zone a (193 MB of it for x), most of "
                                     "it from before the base; since then it grew by 256 MB."),
                         cases[i].told);
        ck_assert_int_eq(has_line_of(s, "Next: Reboot"), cases[i].told);
        free_summary_scene(s);
    }
}
END_TEST

/* Page tables count up to 5 % of the RAM: 409 MB of 8 GB. */
START_TEST(what_is_ordinary)
{
    struct summary_scene *s = new_summary_scene();
    static const struct account_row reserved = {.wired_bytes = 100 << 20};
    static const struct account_row tables = {.wired_bytes = 300 << 20};
    s->components[0] = (struct component){.kind = COMPONENT_RESERVED, .later = &reserved};
    s->components[1] = (struct component){.kind = COMPONENT_TAG, .later = &tables};
    s->entry.nature = NATURE_PAGE_TABLES;
    s->components[1].entry = &s->entry;
    s->findings.joined.n_components = 2;
    summarise(&s->findings, s->arena);
    expect_detail(
        s, 0,
        "Ordinary for a Mac with 8.00 GB of RAM: 400 MB of the 1.50 GB wired (what firmware "
        "and early boot took, page records, page tables).");
    free_summary_scene(s);
}
END_TEST

struct next_case {
    enum component_kind kind;
    enum verdict verdict;
    bool swapped, no_zones;
    const char *start;
};

static const struct next_case next_cases[] = {
    {COMPONENT_ZONE, VERDICT_CACHE, false, false, "Next: Nothing to mend; if"},
    {COMPONENT_ZONE, VERDICT_RECLAIMABLE, false, false, "Next: Nothing to mend; a capture taken"},
    {COMPONENT_UNATTRIBUTED, VERDICT_UNATTRIBUTED, false, false, "Next: Run sudo footprint -w -a"},
    {COMPONENT_UNATTRIBUTED, VERDICT_UNATTRIBUTED, false, true,
     "Next: Take the base anew, and look"},
    {COMPONENT_ZONE, VERDICT_CACHE, true, false, "Next: Give the captures the other way round"},
};

START_TEST(what_to_do_without_a_suspect)
{
    const struct next_case *c = &next_cases[_i];
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, c->kind, "a", c->verdict);
    s->findings.comparable.swapped = c->swapped;
    s->findings.base.account.has_zones = !c->no_zones;
    summarise(&s->findings, s->arena);
    ck_assert(slice_starts(s->findings.summary[s->findings.n_summary - 1], c->start));
    free_summary_scene(s);
}
END_TEST

START_TEST(no_suspect)
{
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, COMPONENT_ZONE, "vnodes", VERDICT_CACHE);
    summarise(&s->findings, s->arena);
    expect_line(s, 1,
                "No component looks like a leak; the largest growth is the zone vnodes, +256 MB, "
                "50.0% of the total growth (cache).");
    expect_line(s, 2, "Why: because of figures.");
    free_summary_scene(s);
}
END_TEST

struct rest_case {
    bool base_zones, later_zones, base_rows, later_rows;
    const char *expected;
};

/* clang-format off */
static const struct rest_case rest_cases[] = {
    {true, true, true, true, "The largest part of it is in no row of the reports: +256 MB, "
     "50.0% of the total growth."},
    {true, true, false, false, "The largest part of it is in no row of the reports: +256 MB, "
     "50.0% of the total growth."},
    {false, true, false, true, "Which components grew is not known without zprint's tables on "
     "both sides: unattributed +256 MB, 50.0% of the total growth."},
    {false, false, false, false, "Which components grew is not known without zprint's tables on "
     "both sides: unattributed +256 MB, 50.0% of the total growth."},
};
/* clang-format on */

START_TEST(unattributed)
{
    const struct rest_case *c = &rest_cases[_i];
    struct summary_scene *s = new_summary_scene();
    add_scene_largest(s, COMPONENT_UNATTRIBUTED, "unattributed", VERDICT_UNATTRIBUTED);
    s->findings.base.account.has_zones = c->base_zones;
    s->findings.later.account.has_zones = c->later_zones;
    s->findings.base.account.has_wired_rows = c->base_rows;
    s->findings.later.account.has_wired_rows = c->later_rows;
    summarise(&s->findings, s->arena);
    expect_line(s, 1, c->expected);
    free_summary_scene(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");
    tcase_add_loop_test(tests, growth, 0, LEN(growth_cases));
    tcase_add_test(tests, not_comparable);
    tcase_add_loop_test(tests, side_by_side, 0, LEN(apart_cases));
    tcase_add_test(tests, one_capture);
    tcase_add_loop_test(tests, suspects, 0, LEN(suspect_cases));
    tcase_add_test(tests, suspect_of_a_smaller_total);
    tcase_add_test(tests, suspect_of_a_total_that_hardly_grew);
    tcase_add_test(tests, what_is_known_of_the_suspect);
    tcase_add_test(tests, growth_by_verdict);
    tcase_add_loop_test(tests, paces, 0, LEN(pace_cases));
    tcase_add_test(tests, paces_beside_an_early_base);
    tcase_add_test(tests, what_grew_more_than_the_suspect);
    tcase_add_test(tests, what_is_held_and_stopped);
    tcase_add_test(tests, what_is_ordinary);
    tcase_add_loop_test(tests, what_to_do_without_a_suspect, 0, LEN(next_cases));
    tcase_add_test(tests, no_suspect);
    tcase_add_loop_test(tests, unattributed, 0, LEN(rest_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
