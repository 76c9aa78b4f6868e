/* check_care: which rows are to be taken with care, and for which reasons. */
#include <check.h>

#include "care.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

struct care_case {
    const char *what;
    enum same_boot boot;
    const char *base_build, *later_build;
    struct component component;
    const char *care; /* all of it; "": none */
};

static const struct report whole = {.status = REPORT_OK};
static const struct report cut = {.status = REPORT_PARTIAL, .cut_short = true};
static const struct report odd = {.status = REPORT_PARTIAL};

/* clang-format off */
#define ROW(...) &(const struct account_row){.printed_rows = 1, .origin = {&whole, 1, 0}, __VA_ARGS__}
#define SUM(rows) &(const struct account_row){.printed_rows = (rows)}
#define IN(report) &(const struct account_row){.printed_rows = 1, .origin = {&(report), 1, 0}}
#define OF_BYTES(n) ROW(.element_bytes = {(n), true})
#define NAMED(k, text) .kind = COMPONENT_##k, .name = {text, sizeof(text) - 1}
#define BOTH .state = STATE_BOTH, .base = ROW(), .later = ROW()
#define NEW .state = STATE_NEW, .later = ROW()
#define GONE .state = STATE_GONE, .base = ROW()
#define WAS(text) .renamed_from = {text, sizeof(text) - 1}
#define ONE_BUILD "25F80", "25F80"
#define TWO_BUILDS "25F80", "25G72"

#define ESTIMATED "zprint ran without root on a side: its size there is an estimate"
#define SUMMED "several rows are printed under this name and are summed"
#define CUT "the report that it stands in is cut short on a side"
#define BUILDS "the builds differ: the other side may count it under another name"
#define SHARED "other kinds of structure may share this zone in another boot"
#define NAMELESS "over boots it need not stand for the same kexts"

static const struct care_case cases[] = {
    {"nothing to say", BOOT_SAME, ONE_BUILD, {NAMED(ZONE, "a"), BOTH}, ""},
    {"nor over boots and builds", BOOT_DIFFERENT, TWO_BUILDS, {NAMED(ZONE, "a"), BOTH}, ""},
    {"new within one build", BOOT_SAME, ONE_BUILD, {NAMED(ZONE, "a"), NEW}, ""},

    {"estimated", BOOT_SAME, ONE_BUILD, {NAMED(ZONE, "a"), BOTH, .estimated = true}, ESTIMATED},
    {"summed in the base", BOOT_SAME, ONE_BUILD,
     {NAMED(ZONE, "a"), .base = SUM(2), .later = SUM(1)}, SUMMED},
    {"summed in the later capture", BOOT_SAME, ONE_BUILD,
     {NAMED(ZONE, "a"), .base = SUM(1), .later = SUM(3)}, SUMMED},
    {"summed, and gone", BOOT_SAME, ONE_BUILD,
     {NAMED(ZONE, "a"), .state = STATE_GONE, .base = SUM(2)}, SUMMED},
    {"cut short in the base", BOOT_SAME, ONE_BUILD,
     {NAMED(TAG, "a"), .base = IN(cut), .later = IN(whole)}, CUT},
    {"cut short in the later capture", BOOT_SAME, ONE_BUILD,
     {NAMED(TAG, "a"), .base = IN(whole), .later = IN(cut)}, CUT},
    {"odd lines cut nothing short", BOOT_SAME, ONE_BUILD,
     {NAMED(TAG, "a"), .base = IN(odd), .later = IN(odd)}, ""},

    {"renamed", BOOT_SAME, TWO_BUILDS, {NAMED(ZONE, "a"), BOTH, WAS("was.a")},
     "it was was.a in the base"},
    {"new in another build", BOOT_SAME, TWO_BUILDS, {NAMED(ZONE, "a"), NEW}, BUILDS},
    {"gone from it", BOOT_SAME, TWO_BUILDS, {NAMED(KEXT, "a"), GONE}, BUILDS},
    {"a build that is not known does not differ", BOOT_SAME, "", "25G72", {NAMED(ZONE, "a"), NEW}, ""},
    {"nor from one that is not known", BOOT_SAME, "25F80", "", {NAMED(ZONE, "a"), GONE}, ""},
    {"unattributed has no other name", BOOT_SAME, TWO_BUILDS,
     {NAMED(UNATTRIBUTED, "unattributed"), .state = STATE_NEW}, ""},

    {"element sizes", BOOT_SAME, TWO_BUILDS,
     {NAMED(ZONE, "a"), .base = OF_BYTES(64), .later = OF_BYTES(72)},
     "its elements are of another size (64 and 72 bytes)"},
    {"the same size", BOOT_SAME, TWO_BUILDS,
     {NAMED(ZONE, "a"), .base = OF_BYTES(64), .later = OF_BYTES(64)}, ""},
    {"a size that is not known", BOOT_SAME, TWO_BUILDS,
     {NAMED(ZONE, "a"), .base = OF_BYTES(64), .later = ROW()}, ""},
    {"no other side", BOOT_SAME, ONE_BUILD,
     {NAMED(ZONE, "a"), .state = STATE_NEW, .later = OF_BYTES(72)}, ""},

    {"shuffled by each boot", BOOT_DIFFERENT, ONE_BUILD, {NAMED(ZONE, "kalloc.type3.256"), BOTH},
     SHARED},
    {"it may be another boot", BOOT_UNKNOWN, ONE_BUILD, {NAMED(ZONE, "kalloc.type0.16"), BOTH},
     SHARED},
    {"but within one it holds", BOOT_SAME, ONE_BUILD, {NAMED(ZONE, "kalloc.type3.256"), BOTH}, ""},
    {"of variable size", BOOT_DIFFERENT, ONE_BUILD, {NAMED(ZONE, "kalloc.type.var3.256"), BOTH}, ""},
    {"other kallocs", BOOT_DIFFERENT, ONE_BUILD, {NAMED(ZONE, "data.kalloc.256"), BOTH}, ""},
    {"a site of such a name", BOOT_DIFFERENT, ONE_BUILD, {NAMED(SITE, "kalloc.type3.256"), BOTH}, ""},

    {"nameless kexts over boots", BOOT_DIFFERENT, ONE_BUILD, {NAMED(KEXT, "(unloaded kmod)"), BOTH},
     NAMELESS},
    {"boots not known", BOOT_UNKNOWN, ONE_BUILD, {NAMED(KEXT, "(unknown kmod)"), BOTH}, NAMELESS},
    {"in one boot", BOOT_SAME, ONE_BUILD, {NAMED(KEXT, "(unloaded kmod)"), BOTH}, ""},
    {"kexts with a name", BOOT_DIFFERENT, ONE_BUILD, {NAMED(KEXT, "com.example.a"), BOTH}, ""},

    {"unattributed beside estimates", BOOT_DIFFERENT, TWO_BUILDS,
     {NAMED(UNATTRIBUTED, "unattributed"), .estimated = true},
     "it holds what the estimated rows are off by"},
    {"unattributed by itself", BOOT_DIFFERENT, TWO_BUILDS,
     {NAMED(UNATTRIBUTED, "unattributed")}, ""},

    {"all that a row can have", BOOT_DIFFERENT, TWO_BUILDS,
     {NAMED(ZONE, "kalloc.type3.256"), .estimated = true, WAS("old"),
      .base = &(const struct account_row){.printed_rows = 2, .element_bytes = {64, true}},
      .later = &(const struct account_row){.origin = {&cut, 1, 0}, .element_bytes = {256, true}}},
     ESTIMATED "; " SUMMED "; " CUT "; it was old in the base; its elements are of another size "
     "(64 and 256 bytes); " SHARED},
    {"a renamed row is not said to have another name", BOOT_SAME, TWO_BUILDS,
     {NAMED(ZONE, "a"), NEW, WAS("old")}, "it was old in the base"},
    {"a kext with two", BOOT_DIFFERENT, TWO_BUILDS, {NAMED(KEXT, "(unknown kmod)"), GONE},
     BUILDS "; " NAMELESS},
    {"estimated and new", BOOT_SAME, TWO_BUILDS, {NAMED(ZONE, "a"), NEW, .estimated = true},
     ESTIMATED "; " BUILDS},
};
/* clang-format on */

static void mark(const struct care_case *c, struct component *components, size_t count,
                 bool one_capture, struct arena *arena)
{
    struct snapshot base = {.machine.os_build = slice_of(c->base_build)};
    struct snapshot later = {.machine.os_build = slice_of(c->later_build)};
    struct findings findings = {
        .base.snapshot = one_capture ? NULL : &base,
        .later.snapshot = &later,
        .comparable.boot = c->boot,
        .joined = {.components = components, .n_components = count},
    };
    mark_care(&findings, arena);
}

START_TEST(reasons)
{
    const struct care_case *c = &cases[_i];
    struct component component = c->component;
    struct arena *arena = arena_new();
    mark(c, &component, 1, false, arena);
    ck_assert_msg(slice_is(component.care, c->care), "%s: \"%.*s\"", c->what,
                  SLICE_ARGS(component.care));
    arena_free(arena);
}
END_TEST

START_TEST(one_capture)
{
    const struct care_case *c = &cases[_i];
    struct component component = c->component;
    struct arena *arena = arena_new();
    mark(c, &component, 1, true, arena);
    ck_assert_msg(component.care.len == 0, "%s: \"%.*s\"", c->what, SLICE_ARGS(component.care));
    arena_free(arena);
}
END_TEST

/* What is said of one row is not said of the next. */
START_TEST(rows_by_themselves)
{
    const struct care_case c = {"", BOOT_SAME, ONE_BUILD, {0}, ""};
    struct component components[] = {
        {NAMED(ZONE, "a"), BOTH, .estimated = true},
        {NAMED(ZONE, "b"), BOTH},
        {NAMED(ZONE, "c"), .base = SUM(2), .later = SUM(2)},
        {NAMED(UNATTRIBUTED, "unattributed"), .estimated = true},
    };
    struct arena *arena = arena_new();
    mark(&c, components, LEN(components), false, arena);
    ck_assert(slice_is(components[0].care, ESTIMATED));
    ck_assert(slice_is(components[1].care, ""));
    ck_assert(slice_is(components[2].care, SUMMED));
    ck_assert_uint_gt(components[3].care.len, 0);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("care");
    TCase *tests = tcase_create("care");
    tcase_add_loop_test(tests, reasons, 0, LEN(cases));
    tcase_add_loop_test(tests, one_capture, 0, LEN(cases));
    tcase_add_test(tests, rows_by_themselves);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
