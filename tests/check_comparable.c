/* check_comparable: which two captures may be set against each other, and what is said of it. */
#include <check.h>
#include <string.h>

#include "calendar.h"
#include "comparable.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { CODES_MAX = 8, NO_TIME = -1 };

/* What of a capture counts here; all zero but for the times is a Mac that says nothing of itself. */
struct side {
    uint64_t page, memory;            /* 0: not known */
    const char *model, *build, *host; /* NULL: not known */
    const char *session;              /* of the boot; NULL: not known */
    int64_t boot;                     /* seconds since 1970; NO_TIME: not known */
    uint64_t boot_wired;              /* 0: not known */
    int64_t uptime, taken;
    bool clock_unset, no_total, hidden, no_zones, no_wired_rows;
    const char *damage, *other_root;
};

struct comparable_case {
    const char *what;
    struct side base, later;
    enum same_boot boot;
    enum comparable_verdict verdict;
    bool swapped;
    const char *codes[CODES_MAX]; /* all of them, in order; NULL at the end */
};

/* clang-format off */
#define BOOT 1556728394
/* A usual pair: one boot, the base 4 minutes after it, the later capture two days. */
#define TIMES(at, up, when) .boot = (at), .uptime = (up), .taken = (when)
#define BASE TIMES(BOOT, 240, BOOT + 240)
#define LATER_BOOT(at) TIMES(at, 172800, BOOT + 172800)
#define LATER LATER_BOOT(BOOT)
#define OTHER_MAC(bytes, gib, name, of)                                                            \
    .page = (bytes), .memory = UINT64_C(gib) << 30, .model = (name), .build = (of)
#define MAC OTHER_MAC(16384, 24, "Mac16,8", "25F80")
#define SILENT TIMES(NO_TIME, NO_TIME, NO_TIME)

static const struct comparable_case cases[] = {
    {"one Mac, one boot", {MAC, BASE}, {MAC, LATER}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"nothing is known of either", {SILENT}, {SILENT}, BOOT_UNKNOWN, COMPARABLE_YES, false,
     {"unknown-boot"}},
    {"nothing is known of one", {MAC, BASE}, {SILENT}, BOOT_UNKNOWN, COMPARABLE_YES, false,
     {"unknown-boot"}},

    {"boot times drift", {BASE}, {LATER_BOOT(BOOT + 60)}, BOOT_SAME, COMPARABLE_YES, false,
     {NULL}},
    {"backwards too", {BASE}, {LATER_BOOT(BOOT - 60)}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"more than they drift", {BASE}, {LATER_BOOT(BOOT + 61)}, BOOT_DIFFERENT, COMPARABLE_YES,
     false, {"different-boot"}},
    {"a clock that was set, the boot's own constant is the same",
     {BASE, .boot_wired = 123456}, {LATER_BOOT(BOOT + 61), .boot_wired = 123456}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"by a day", {BASE, .boot_wired = 123456}, {LATER_BOOT(BOOT - 86400), .boot_wired = 123456},
     BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"by more than a day",
     {BASE, .boot_wired = 123456}, {LATER_BOOT(BOOT + 86401), .boot_wired = 123456},
     BOOT_DIFFERENT, COMPARABLE_YES, false, {"different-boot"}},
    {"another constant", {BASE, .boot_wired = 123456},
     {LATER_BOOT(BOOT + 61), .boot_wired = 123457}, BOOT_DIFFERENT, COMPARABLE_YES, false,
     {"different-boot"}},
    {"boot times alike count more than the constant", {BASE, .boot_wired = 123456},
     {LATER, .boot_wired = 99}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"the constant alone does not tell", {SILENT, .boot_wired = 123456},
     {SILENT, .boot_wired = 123456}, BOOT_UNKNOWN, COMPARABLE_YES, false, {"unknown-boot"}},

    {"one boot session", {BASE, .session = "A-1"}, {LATER, .session = "A-1"}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"though the clock was set by years", {BASE, .session = "A-1"},
     {LATER_BOOT(BOOT + 99999999), .session = "A-1"}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"and no boot time is known", {BASE, .session = "A-1"}, {SILENT, .session = "A-1"}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"and the constant is another", {BASE, .session = "A-1", .boot_wired = 123456},
     {LATER, .session = "A-1", .boot_wired = 99}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},
    {"two boot sessions", {BASE, .session = "A-1"}, {LATER, .session = "A-2"}, BOOT_DIFFERENT,
     COMPARABLE_YES, false, {"different-boot"}},
    {"though boot time and constant are the same",
     {BASE, .session = "A-1", .boot_wired = 123456}, {LATER, .session = "A-12", .boot_wired = 123456},
     BOOT_DIFFERENT, COMPARABLE_YES, false, {"different-boot"}},
    {"a session of the base alone: boot times count", {BASE, .session = "A-1"}, {LATER}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"of the later capture alone", {BASE}, {LATER, .session = "A-1"}, BOOT_SAME, COMPARABLE_YES, false,
     {NULL}},
    {"and they may differ", {BASE}, {LATER_BOOT(BOOT + 61), .session = "A-1"}, BOOT_DIFFERENT,
     COMPARABLE_YES, false, {"different-boot"}},
    {"one session alone tells nothing", {SILENT, .session = "A-1"}, {SILENT}, BOOT_UNKNOWN,
     COMPARABLE_YES, false, {"unknown-boot"}},

    {"swapped", {LATER}, {BASE}, BOOT_SAME, COMPARABLE_WITH_CARE, true, {"swapped"}},
    {"swapped over boots, by uptime",
     {.boot = 100000, .uptime = 1001, .taken = 101001}, {.boot = 900000, .uptime = 1000,
     .taken = 901000}, BOOT_DIFFERENT, COMPARABLE_WITH_CARE, true, {"different-boot", "swapped"}},
    {"alike uptimes are in order", {BASE}, {TIMES(BOOT, 240, BOOT + 241)}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"one capture, given twice", {MAC, BASE}, {MAC, BASE}, BOOT_SAME, COMPARABLE_WITH_CARE, false,
     {"same-capture"}},
    {"one moment in two boots is a matter of clocks", {BASE}, {TIMES(BOOT - 999, 1239, BOOT + 240)},
     BOOT_DIFFERENT, COMPARABLE_YES, false, {"different-boot"}},
    {"an uptime that is not known is not swapped", {LATER}, {TIMES(BOOT, NO_TIME, BOOT + 172801)},
     BOOT_SAME, COMPARABLE_YES, false, {"base-late"}},
    {"a quarter of an hour", {TIMES(BOOT, 900, BOOT + 900)}, {LATER}, BOOT_SAME, COMPARABLE_YES, false,
     {NULL}},
    {"base late", {TIMES(BOOT, 901, BOOT + 901)}, {LATER}, BOOT_SAME, COMPARABLE_YES, false,
     {"base-late"}},
    {"a base from the next boot",
     {.boot = BOOT + 200000, .uptime = 240, .taken = BOOT + 200240}, {LATER}, BOOT_DIFFERENT,
     COMPARABLE_YES, false, {"different-boot", "base-after-later"}},
    {"a clock that was not set", {BASE, .clock_unset = true}, {LATER}, BOOT_SAME, COMPARABLE_YES,
     false, {"clock-unset"}},
    {"neither", {BASE}, {LATER, .clock_unset = true}, BOOT_SAME, COMPARABLE_YES, false,
     {"clock-unset"}},

    {"page size", {MAC, BASE}, {OTHER_MAC(4096, 24, "Mac16,8", "25F80"), LATER}, BOOT_SAME, COMPARABLE_NO, false,
     {"different-page-size"}},
    {"memory", {MAC, BASE}, {OTHER_MAC(16384, 16, "Mac16,8", "25F80"), LATER}, BOOT_SAME, COMPARABLE_NO,
     false, {"different-memory"}},
    {"model", {MAC, BASE}, {OTHER_MAC(16384, 24, "Mac14,2", "25F80"), LATER}, BOOT_SAME, COMPARABLE_NO, false,
     {"different-model"}},
    {"build", {MAC, BASE}, {OTHER_MAC(16384, 24, "Mac16,8", "25G72"), LATER}, BOOT_SAME, COMPARABLE_WITH_CARE, false,
     {"different-build"}},
    {"host name", {BASE, .host = "a.local"}, {LATER, .host = "b.local"}, BOOT_SAME,
     COMPARABLE_WITH_CARE, false, {"different-host-name"}},
    {"what one side does not say does not differ",
     {MAC, BASE}, {LATER}, BOOT_SAME, COMPARABLE_YES, false, {NULL}},

    {"no total of the base", {BASE, .no_total = true}, {LATER}, BOOT_SAME, COMPARABLE_NO, false,
     {"no-wired-total"}},
    {"no total of the later capture", {BASE}, {LATER, .no_total = true}, BOOT_SAME, COMPARABLE_NO,
     false, {"no-wired-total"}},
    {"sizes hidden", {BASE}, {LATER, .hidden = true}, BOOT_SAME, COMPARABLE_WITH_CARE, false,
     {"sizes-hidden"}},
    {"no zones", {BASE, .no_zones = true}, {LATER}, BOOT_SAME, COMPARABLE_WITH_CARE, false,
     {"zones-missing"}},
    {"no zones on either side", {BASE, .no_zones = true}, {LATER, .no_zones = true}, BOOT_SAME,
     COMPARABLE_YES, false, {NULL}},
    {"no wired section", {BASE}, {LATER, .no_wired_rows = true}, BOOT_SAME, COMPARABLE_WITH_CARE,
     false, {"wired-section-missing"}},
    {"damaged", {BASE, .damage = "a gap"}, {LATER}, BOOT_SAME, COMPARABLE_WITH_CARE, false,
     {"damaged"}},
    {"damaged on both sides", {BASE, .damage = "a gap"}, {LATER, .damage = "an end"}, BOOT_SAME,
     COMPARABLE_WITH_CARE, false, {"damaged", "damaged"}},
    {"two sets of reports in one", {BASE}, {LATER, .other_root = "b"}, BOOT_SAME,
     COMPARABLE_WITH_CARE, false, {"several-captures"}},
    {"all at once: the worst counts",
     {MAC, LATER_BOOT(BOOT + 999), .clock_unset = true, .hidden = true, .damage = "a gap"},
     {OTHER_MAC(4096, 24, "Mac16,8", "25G72"), BASE, .no_zones = true}, BOOT_DIFFERENT, COMPARABLE_NO,
     true, {"different-page-size", "different-build", "different-boot", "swapped", "clock-unset",
     "zones-missing", "sizes-hidden", "damaged"}},
};
/* clang-format on */

static struct amount amount_for(uint64_t value)
{
    return value == 0 ? AMOUNT_UNKNOWN : amount_of(value);
}

static struct moment moment_for(int64_t seconds)
{
    if (seconds == NO_TIME)
        return (struct moment){.known = false};
    return (struct moment){.known = true, .zone_known = true, .local = calendar_local(seconds)};
}

static struct slice text_for(const char *text)
{
    return text == NULL ? (struct slice){NULL, 0} : slice_of(text);
}

static void fill(const struct side *side, struct snapshot *snapshot, struct account *account)
{
    snapshot->damage = text_for(side->damage);
    snapshot->other_root = text_for(side->other_root);
    snapshot->machine = (struct machine){
        .model = text_for(side->model),
        .os_build = text_for(side->build),
        .host_name = text_for(side->host),
        .boot_session = text_for(side->session),
        .page_size = amount_for(side->page),
        .memory_bytes = amount_for(side->memory),
        .boot = moment_for(side->boot),
        .taken = moment_for(side->taken),
        .uptime_seconds =
            side->uptime == NO_TIME ? AMOUNT_UNKNOWN : amount_of((uint64_t)side->uptime),
        .clock_unset = side->clock_unset,
    };
    *account = (struct account){
        .boot_wired_bytes = amount_for(side->boot_wired),
        .wired_source = side->no_total ? WIRED_SOURCES : WIRED_FROM_COUNTER,
        .zones_estimated = side->hidden,
        .has_zones = !side->no_zones,
        .has_wired_rows = !side->no_wired_rows,
    };
}

START_TEST(pairs)
{
    const struct comparable_case *c = &cases[_i];
    struct snapshot *base = snapshot_new();
    struct snapshot *later = snapshot_new();
    struct account base_account;
    struct account later_account;
    struct arena *arena = arena_new();
    fill(&c->base, base, &base_account);
    fill(&c->later, later, &later_account);

    struct comparable found = comparable_of((struct capture_view){base, &base_account},
                                            (struct capture_view){later, &later_account}, arena);
    size_t count = 0;
    enum comparable_verdict worst = COMPARABLE_YES;
    for (size_t i = 0; i < found.n_reasons; i++) {
        const struct comparable_reason *reason = &found.reasons[i];
        bool more = count < CODES_MAX && c->codes[count] != NULL;
        ck_assert_msg(more && strcmp(reason->code, c->codes[count]) == 0, "%s: %s is not %s",
                      c->what, reason->code, more ? c->codes[count] : "expected");
        ck_assert_uint_gt(reason->message.len, 0);
        ck_assert(!slice_ends(reason->message, "."));
        worst = reason->weight > worst ? reason->weight : worst;
        count++;
    }
    ck_assert_msg(count == CODES_MAX || c->codes[count] == NULL, "%s: not %s", c->what,
                  c->codes[count]);
    ck_assert_msg(found.boot == c->boot, "%s: boot %s", c->what, same_boot_name(found.boot));
    ck_assert_msg(found.swapped == c->swapped, "%s: swapped", c->what);
    ck_assert_msg(found.verdict == c->verdict, "%s: %s", c->what,
                  comparable_verdict_name(found.verdict));
    ck_assert_int_eq(found.verdict, worst);
    arena_free(arena);
    snapshot_free(base);
    snapshot_free(later);
}
END_TEST

/* Of one capture only what is doubtful about it by itself. */
START_TEST(one_capture)
{
    static const struct side side = {SILENT,           .hidden = true,    .no_total = true,
                                     .no_zones = true, .damage = "a gap", .other_root = "b"};
    static const char *const codes[] = {"sizes-hidden", "several-captures", "damaged"};
    struct snapshot *snapshot = snapshot_new();
    struct account account;
    struct arena *arena = arena_new();
    fill(&side, snapshot, &account);
    struct comparable found = comparable_of((struct capture_view){NULL, NULL},
                                            (struct capture_view){snapshot, &account}, arena);
    ck_assert_uint_eq(found.n_reasons, LEN(codes));
    for (size_t i = 0; i < found.n_reasons; i++)
        ck_assert_str_eq(found.reasons[i].code, codes[i]);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(names)
{
    ck_assert_str_eq(comparable_verdict_name(COMPARABLE_YES), "yes");
    ck_assert_str_eq(comparable_verdict_name(COMPARABLE_WITH_CARE), "with-care");
    ck_assert_str_eq(comparable_verdict_name(COMPARABLE_NO), "no");
    ck_assert_str_eq(same_boot_name(BOOT_UNKNOWN), "unknown");
    ck_assert_str_eq(same_boot_name(BOOT_SAME), "same");
    ck_assert_str_eq(same_boot_name(BOOT_DIFFERENT), "different");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparable");
    TCase *tests = tcase_create("comparable");
    tcase_add_loop_test(tests, pairs, 0, LEN(cases));
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, names);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
