/* check_doubts: what is doubtful about reports: refused, hidden, damaged, apart, other options. */
#include <check.h>
#include <string.h>

#include "doubts.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { REASONS_MAX = 4 };

/* A reason that is expected; code NULL at the end of a list. */
struct reason {
    const char *code;
    enum comparable_verdict weight;
    const char *words; /* a part of its message */
};

static void check_reasons(const struct comparable *found, const struct reason *expected,
                          const char *what)
{
    enum comparable_verdict worst = COMPARABLE_YES;
    size_t count = 0;
    for (; count < found->n_reasons; count++) {
        const struct comparable_reason *reason = &found->reasons[count];
        const struct reason *e = &expected[count];
        bool more = count < REASONS_MAX && e->code != NULL;
        ck_assert_msg(more && strcmp(reason->code, e->code) == 0, "%s: %s", what, reason->code);
        ck_assert_msg(reason->weight == e->weight, "%s: weight of %s", what, e->code);
        ck_assert_msg(slice_find_text(reason->message, e->words) < reason->message.len, "%s: %.*s",
                      what, SLICE_ARGS(reason->message));
        ck_assert(!slice_ends(reason->message, "."));
        worst = reason->weight > worst ? reason->weight : worst;
    }
    ck_assert_msg(count == REASONS_MAX || expected[count].code == NULL, "%s: no %s", what,
                  expected[count].code);
    ck_assert_msg(found->verdict == worst, "%s: verdict", what);
}

struct side {
    struct snapshot *snapshot;
    struct account account;
};

/* A single capture has no other. */
static const struct capture_view none;

static struct side read_side(const struct report_text *texts, struct arena *arena)
{
    struct error error = ERROR_NONE;
    struct side side = {.snapshot = parse_texts(NULL, texts)};
    ck_assert_msg(account_of(side.snapshot, arena, &side.account, &error), "%s", error.reason);
    return side;
}

struct capture_case {
    const char *what;
    struct report_text texts[3];
    const char *root, *other_root, *damage;
    struct reason reasons[REASONS_MAX];
};

/* clang-format off */
#define CARE COMPARABLE_WITH_CARE
#define ZONE "alpha  128  1000K  2000K  8000  16000  7000  4K  32"
#define WHOLE TEXT_ZONES ZONE "\n" TEXT_WIRED "VM_KERN_MEMORY_BSD  2  10K\n" TEXT_MAPS             \
    "VM_KERN_COUNT_WIRED  9000K\n"
#define REFUSED(why) {{"zprint", "zprint: mach_memory_info: (os/kern) " why "\n"}}
#define HIDDEN TEXT_ZONES "alpha  128  0K  0K  0  0  7000  0K  0\n"
#define NOT_GIVEN NULL, NULL, NULL

static const struct capture_case captures[] = {
    {"nothing doubtful", {{"zprint", WHOLE}}, NOT_GIVEN, {{0}}},
    {"no report at all", {{NULL, NULL}}, NOT_GIVEN, {{0}}},
    {"refused for its rate",
     REFUSED("not found (entitlement required or rate-limit exceeded)"), NOT_GIVEN,
     {{"zprint-refused", CARE, "take the capture again as root; if it was taken as root, a day later"}}},
    {"refused without root", REFUSED("no access (try running as root)"), NOT_GIVEN,
     {{"zprint-refused", CARE, "zprint of the base was refused: zones, tags and kexts cannot be compared; "
       "take the capture again as root"}}},
    {"refused for another reason", REFUSED("bad request message ID"), NOT_GIVEN,
     {{"zprint-refused", CARE, "cannot be compared; take the capture again"}}},
    {"a complaint in front of a whole report", {{"zprint", "zprint: this is slow\n" WHOLE}},
     NOT_GIVEN, {{0}}},
    {"what another report says", {{"vm_stat", "zprint: (try running as root)\n"}}, NOT_GIVEN, {{0}}},
    {"sizes hidden", {{"zprint", HIDDEN}}, NOT_GIVEN,
     {{"sizes-hidden", CARE, "zprint of the base ran without root, which hides the sizes"}}},
    {"several captures", {{"zprint", WHOLE}}, "one/a", "two/b", NULL,
     {{"several-captures", CARE, "those in one/a were read, those in two/b were not"}}},
    {"damage", {{"zprint", WHOLE}}, NULL, NULL, "the archive ends too early",
     {{"damaged", CARE, "the base is not whole: the archive ends too early; what could be read"}}},
    {"several at once", {{"zprint", HIDDEN}}, "a", "b", "a gap",
     {{"sizes-hidden", CARE, "root"}, {"several-captures", CARE, "in b were not"},
      {"damaged", CARE, "a gap"}}},
};
/* clang-format on */

START_TEST(one_capture)
{
    const struct capture_case *c = &captures[_i];
    struct arena *arena = arena_new();
    struct side side = read_side(c->texts, arena);
    struct comparable found = {.verdict = COMPARABLE_YES};
    if (c->root != NULL)
        side.snapshot->root = slice_of(c->root);
    if (c->other_root != NULL)
        side.snapshot->other_root = slice_of(c->other_root);
    if (c->damage != NULL)
        side.snapshot->damage = slice_of(c->damage);
    doubt_capture(&found, arena, "base", (struct capture_view){side.snapshot, &side.account}, none);
    check_reasons(&found, c->reasons, c->what);
    snapshot_free(side.snapshot);
    arena_free(arena);
}
END_TEST

/* A mere "take the capture again" goes on in no other way. */
START_TEST(plain_advice)
{
    static const struct report_text texts[] = {{"zprint", "zprint: mach_zone_info: failed\n"},
                                               {NULL, NULL}};
    struct arena *arena = arena_new();
    struct side side = read_side(texts, arena);
    struct comparable found = {.verdict = COMPARABLE_YES};
    doubt_capture(&found, arena, "later capture",
                  (struct capture_view){side.snapshot, &side.account}, none);
    ck_assert_uint_eq(found.n_reasons, 1);
    ck_assert(slice_starts(found.reasons[0].message, "zprint of the later capture was refused"));
    ck_assert(slice_ends(found.reasons[0].message, "; take the capture again"));
    snapshot_free(side.snapshot);
    arena_free(arena);
}
END_TEST

struct times_case {
    const char *what;
    const char *log;
    enum wired_source source; /* of the total */
    struct reason reasons[REASONS_MAX];
};

/* clang-format off */
#define RAN(when, command) when ": Executing '/usr/bin/" command "'\n"
#define AT_NOON RAN("2021-03-04 12:00:00", "zprint -t -w")
#define SKIPPED "2021-03-04 12:00:00: memory (/usr/bin/zprint-t -w): Req - 0011 State - 00B8. "     \
    "Did conditions pass: 0\n"
#define APART(weight, words) {{"reports-apart", weight, words}}
#define YES COMPARABLE_YES

static const struct times_case times[] = {
    {"less than two minutes", AT_NOON RAN("2021-03-04 12:01:59", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"two minutes", AT_NOON RAN("2021-03-04 12:02:00", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"more than two minutes", AT_NOON RAN("2021-03-04 12:02:01", "vm_stat"), WIRED_FROM_VM_STAT,
     APART(CARE, "of the base ran 2 minutes apart: what changed between them shows as a difference, "
           "in unattributed above all")},
    {"the other way round", AT_NOON RAN("2021-03-04 11:57:59", "vm_stat"), WIRED_FROM_VM_STAT,
     APART(CARE, "ran 2 minutes apart")},
    {"by two minutes", AT_NOON RAN("2021-03-04 11:58:00", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"over midnight", RAN("2020-12-31 23:59:00", "zprint") RAN("2021-01-01 00:04:00", "vm_stat"),
     WIRED_FROM_VM_STAT, APART(CARE, "ran 5 minutes apart")},
    {"with options", AT_NOON RAN("2021-03-04 12:10:00", "vm_stat -c 25 0.2"), WIRED_FROM_VM_STAT,
     APART(CARE, "ran 10 minutes apart")},

    {"the total is zprint's own counter", AT_NOON RAN("2021-03-04 12:02:01", "vm_stat"),
     WIRED_FROM_COUNTER, APART(YES, "shows as a difference")},
    {"or its total", AT_NOON RAN("2021-03-04 12:02:01", "vm_stat"), WIRED_FROM_ZPRINT_TOTAL,
     APART(YES, "shows as a difference")},
    {"vm_stat with what firmware took", AT_NOON RAN("2021-03-04 12:02:01", "vm_stat"),
     WIRED_FROM_VM_STAT_AND_STOLEN, APART(CARE, "unattributed")},
    {"top", AT_NOON RAN("2021-03-04 12:02:01", "vm_stat"), WIRED_FROM_TOP,
     APART(CARE, "unattributed")},

    {"no vm_stat", AT_NOON, WIRED_FROM_TOP, {{0}}},
    {"no zprint", RAN("2021-03-04 12:02:01", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"a zprint that was skipped", SKIPPED RAN("2021-03-04 12:20:00", "vm_stat"), WIRED_FROM_VM_STAT,
     {{0}}},
    {"the last run counts", AT_NOON AT_NOON RAN("2021-03-04 12:05:00", "zprint -t -w")
     RAN("2021-03-04 12:06:00", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"a day that there is not", RAN("2021-02-30 12:00:00", "zprint")
     RAN("2021-03-04 12:20:00", "vm_stat"), WIRED_FROM_VM_STAT, {{0}}},
    {"another program", RAN("2021-03-04 12:00:00", "zprint.old") RAN("2021-03-04 12:20:00", "vm_stat"),
     WIRED_FROM_VM_STAT, {{0}}},
};
/* clang-format on */

START_TEST(reports_apart)
{
    const struct times_case *c = &times[_i];
    const struct report_text texts[] = {{"sysdiagnose_log", c->log}, {NULL, NULL}};
    const struct account account = {.wired_source = c->source};
    struct snapshot *snapshot = parse_texts(NULL, texts);
    struct arena *arena = arena_new();
    struct comparable found = {.verdict = COMPARABLE_YES};
    doubt_capture(&found, arena, "base", (struct capture_view){snapshot, &account}, none);
    check_reasons(&found, c->reasons, c->what);
    if (found.n_reasons > 0 && c->source <= WIRED_FROM_ZPRINT_TOTAL)
        ck_assert(slice_ends(found.reasons[0].message, "as a difference"));
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

struct tables_case {
    const char *what;
    struct report_text base[3], later[3];
    struct reason reasons[REASONS_MAX];
};

/* clang-format off */
#define VM_STAT                                                                                    \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"                      \
     "Pages free: 10.\nPages wired down: 75.\nSwapouts: 1.\n"}
#define FOOTER "ZONE TOTALS\nTOTAL SIZE        = 1024000\n"
#define WITH_WASTE TEXT_ZONES_WASTE ZONE "  0B  0B\n" TEXT_WIRED "VM_KERN_MEMORY_BSD  2  10K\n"     \
    TEXT_MAPS "VM_KERN_COUNT_WIRED  9000K\n" FOOTER
#define NO_ZONES {"zprint", TEXT_WIRED "VM_KERN_MEMORY_BSD  2  10K\n" TEXT_MAPS                     \
    "VM_KERN_COUNT_WIRED  9000K\n"}
#define ZONES_ONLY {"zprint", TEXT_ZONES ZONE "\n"}
#define TOTAL_OF(whose) {"no-wired-total", COMPARABLE_NO, "no report of the " whose " tells its total"}

static const struct tables_case tables[] = {
    {"the same tables", {{"zprint", WHOLE}}, {{"zprint", WHOLE}}, {{0}}},
    {"no total in the base", {ZONES_ONLY}, {ZONES_ONLY, VM_STAT}, {TOTAL_OF("base")}},
    {"none in the later capture", {ZONES_ONLY, VM_STAT}, {ZONES_ONLY}, {TOTAL_OF("later capture")}},
    {"in neither", {ZONES_ONLY}, {ZONES_ONLY}, {{"no-wired-total", COMPARABLE_NO, "total of wired"}}},
    {"no zones in the base", {NO_ZONES}, {{"zprint", WHOLE}},
     {{"zones-missing", CARE, "the base has no zone table: zones cannot be compared"}}},
    {"none in the later capture", {{"zprint", WHOLE}}, {NO_ZONES},
     {{"zones-missing", CARE, "the later capture has no zone table"}}},
    {"no zones in either", {NO_ZONES}, {NO_ZONES}, {{0}}},
    {"no wired section in the base", {ZONES_ONLY, VM_STAT}, {{"zprint", WHOLE}},
     {{"wired-section-missing", CARE, "the base has no wired memory section: tags, kexts and unattributed cannot be compared"}}},
    {"none in the later capture", {{"zprint", WHOLE}}, {ZONES_ONLY, VM_STAT},
     {{"wired-section-missing", CARE, "the later capture has no wired memory section"}}},
    {"none in either", {ZONES_ONLY, VM_STAT}, {ZONES_ONLY, VM_STAT}, {{0}}},
    {"no zprint in the base", {VM_STAT}, {{"zprint", WHOLE}},
     {{"zones-missing", CARE, "the base has"}, {"wired-section-missing", CARE, "the base has"}}},
    {"no -w in the base", {{"zprint", WHOLE}}, {{"zprint", WITH_WASTE}},
     {{"zprint-options", COMPARABLE_YES, "zprint of the base ran without -w: how much"}}},
    {"no -w in the later capture", {{"zprint", WITH_WASTE}}, {{"zprint", WHOLE}},
     {{"zprint-options", COMPARABLE_YES, "zprint of the later capture ran without -w"}}},
    {"-w in both", {{"zprint", WITH_WASTE}}, {{"zprint", WITH_WASTE}}, {{0}}},
    {"a zprint that is not there has no options", {VM_STAT}, {{"zprint", WITH_WASTE}},
     {{"zones-missing", CARE, ""}, {"wired-section-missing", CARE, ""}}},
    {"a base that was refused: that it has no tables is said already",
     {VM_STAT, {"zprint", "zprint: mach_zone_info: failed\n"}}, {{"zprint", WITH_WASTE}}, {{0}}},
    {"a later capture that was", {{"zprint", WITH_WASTE}},
     {VM_STAT, {"zprint", "zprint: mach_zone_info: failed\n"}}, {{0}}},
    {"but not that it has no total", {{"zprint", "zprint: mach_zone_info: failed\n"}},
     {{"zprint", WHOLE}}, {TOTAL_OF("base")}},
};
/* clang-format on */

START_TEST(two_sides)
{
    const struct tables_case *c = &tables[_i];
    struct arena *arena = arena_new();
    struct side base = read_side(c->base, arena);
    struct side later = read_side(c->later, arena);
    struct comparable found = {.verdict = COMPARABLE_YES};
    doubt_tables(&found, arena, (struct capture_view){base.snapshot, &base.account},
                 (struct capture_view){later.snapshot, &later.account});
    check_reasons(&found, c->reasons, c->what);
    snapshot_free(base.snapshot);
    snapshot_free(later.snapshot);
    arena_free(arena);
}
END_TEST

struct renames_case {
    size_t count;
    const char *list; /* NULL: nothing is said */
};

static const struct renames_case renames[] = {
    {0, NULL},
    {1, "a1 is b1"},
    {2, "a1 is b1, a2 is b2"},
    {3, "a1 is b1, a2 is b2, a3 is b3"},
    {4, "a1 is b1, a2 is b2, a3 is b3 and 1 more"},
    {6, "a1 is b1, a2 is b2, a3 is b3 and 3 more"},
};

/* Rows that kept their name stand between the others. */
START_TEST(other_names)
{
    const struct renames_case *c = &renames[_i];
    struct arena *arena = arena_new();
    struct component components[14];
    struct joined joined = {.components = components, .totals_known = true};
    struct comparable found = {.verdict = COMPARABLE_YES};
    for (size_t i = 1; i <= c->count; i++) {
        components[joined.n_components++] = (struct component){.name = SLICE("kept")};
        components[joined.n_components++] = (struct component){
            .name = arena_format(arena, "b%zu", i), .renamed_from = arena_format(arena, "a%zu", i)};
    }
    components[joined.n_components++] = (struct component){.name = SLICE("kept")};
    doubt_join(&found, arena, &joined);
    ck_assert_uint_eq(found.n_reasons, c->list != NULL);
    ck_assert_int_eq(found.verdict, COMPARABLE_YES);
    if (c->list != NULL) {
        struct slice expected = arena_format(
            arena, "zones that have another name by now are joined with what they were: %s",
            c->list);
        ck_assert_str_eq(found.reasons[0].code, "zones-renamed");
        ck_assert_msg(slice_equal(found.reasons[0].message, expected), "%.*s",
                      SLICE_ARGS(found.reasons[0].message));
    }
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("doubts");
    TCase *tests = tcase_create("doubts");
    tcase_add_loop_test(tests, one_capture, 0, LEN(captures));
    tcase_add_test(tests, plain_advice);
    tcase_add_loop_test(tests, reports_apart, 0, LEN(times));
    tcase_add_loop_test(tests, two_sides, 0, LEN(tables));
    tcase_add_loop_test(tests, other_names, 0, LEN(renames));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
