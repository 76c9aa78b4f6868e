/* check_account: what a snapshot's wired memory adds up to, and which report its total is from. */
#include <check.h>

#include "account.h"
#include "parse_text.h"
#include "run_suite.h"
#include "text.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB INT64_C(1024)

struct accounted {
    struct snapshot *snapshot;
    struct arena *arena;
    struct account account;
};

static struct accounted account_for(const struct report_text *reports, const char *what)
{
    struct error error = ERROR_NONE;
    struct accounted a = {.snapshot = parse_texts(NULL, reports), .arena = arena_new()};
    ck_assert_msg(account_of(a.snapshot, a.arena, &a.account, &error), "%s: %s", what,
                  error.reason);
    return a;
}

static void free_accounted(struct accounted *a)
{
    arena_free(a->arena);
    snapshot_free(a->snapshot);
}

/* clang-format off */
#define ZONES TEXT_ZONES                                                                           \
    "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C\n"                                     \
    "beta.of.it  64  24K  -------  384  -------  384  4K  64\n"
#define ROWS                                                                                       \
    "VM_KERN_COUNT_BOOT_STOLEN        266          300K\n"                                         \
    "VM_KERN_MEMORY_OSFMK               1          500K\n"
#define TOTAL "zones  1024K\ntotal  1.78M of   2.00M\n"
#define COUNTER(kib) "VM_KERN_COUNT_WIRED   " kib "\n"
#define OTHER_COUNTERS                                                                             \
    "VM_KERN_COUNT_MANAGED   1K  2K  8000K\n"                                                      \
    "VM_KERN_COUNT_MAP_KERNEL  9999999K\n"                                                         \
    "VM_KERN_COUNT_MAP_ZONE  8888888K  7777777K  6666666K\n"                                       \
    "VM_KERN_COUNT_WIRED_BOOT  900K\n"                                                             \
    "VM_KERN_MEMORY_IOKIT  4444K\n"
#define WHOLE(counters) ZONES TEXT_WIRED ROWS TOTAL TEXT_MAPS counters
#define BANNER "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
#define VM_STAT BANNER "Pages free: 10.\nPages wired down: 450.\nSwapouts: 1.\n"
#define TOP "PhysMem: 9G used (2M wired), 7168M unused.\n"

struct total_case {
    const char *what;
    struct report_text reports[4];
    enum wired_source source;
    int64_t wired, attributed, unattributed;
    uint64_t step;
};

static const struct total_case totals[] = {
    {"the counter, more than the rows",
     {{"zprint", WHOLE(COUNTER("2048K") OTHER_COUNTERS)}, {"vm_stat", VM_STAT}, {"top", TOP}},
     WIRED_FROM_COUNTER, 2048 * KIB, 1824 * KIB, 224 * KIB, 1},
    {"the counter, just the rows",
     {{"zprint", WHOLE(COUNTER("1824K") OTHER_COUNTERS)}},
     WIRED_FROM_COUNTER, 1824 * KIB, 1824 * KIB, 0, 1},
    {"the counter, less than the rows",
     {{"zprint", WHOLE(COUNTER("1000K") OTHER_COUNTERS)}},
     WIRED_FROM_COUNTER, 1000 * KIB, 1824 * KIB, -824 * KIB, 1},
    {"no counter: Y of the total line",
     {{"zprint", WHOLE(OTHER_COUNTERS)}, {"vm_stat", VM_STAT}, {"top", TOP}},
     WIRED_FROM_ZPRINT_TOTAL, 2048 * KIB, 1824 * KIB, 224 * KIB, 10485},
    {"nor that: vm_stat and what the firmware took",
     {{"zprint", ZONES TEXT_WIRED ROWS TEXT_MAPS OTHER_COUNTERS}, {"vm_stat", VM_STAT},
      {"top", TOP}},
     WIRED_FROM_VM_STAT_AND_STOLEN, 2100 * KIB, 1824 * KIB, 276 * KIB, 1},
    {"zones alone: vm_stat",
     {{"zprint", ZONES}, {"vm_stat", VM_STAT}, {"top", TOP}},
     WIRED_FROM_VM_STAT, 1800 * KIB, 1024 * KIB, 776 * KIB, 1},
    {"zones alone: top",
     {{"zprint", ZONES}, {"top", TOP}},
     WIRED_FROM_TOP, 2048 * KIB, 1024 * KIB, 1024 * KIB, 1 << 20},
    {"zones alone",
     {{"zprint", ZONES}}, WIRED_SOURCES, 0, 1024 * KIB, 0, 0},
    {"vm_stat alone",
     {{"vm_stat", VM_STAT}}, WIRED_FROM_VM_STAT, 1800 * KIB, 0, 1800 * KIB, 1},
    {"vm_stat in thousands of pages",
     {{"vm_stat", BANNER "free active specul wired faults\n1 2 3 98K 5\n"}},
     WIRED_FROM_VM_STAT, INT64_C(98000) * 4096, 0, INT64_C(98000) * 4096, 1000 * 4096},
    {"pages of unknown size say nothing",
     {{"vm_stat", "Pages free: 10.\nPages wired down: 450.\nSwapouts: 1.\n"}, {"top", TOP}},
     WIRED_FROM_TOP, 2048 * KIB, 0, 2048 * KIB, 1 << 20},
    {"pages of a size that sysctl knows",
     {{"vm_stat", "Pages free: 10.\nPages wired down: 450.\nSwapouts: 1.\n"}, {"top", TOP},
      {"sysctl", "hw.pagesize: 16384\n"}},
     WIRED_FROM_VM_STAT, 7200 * KIB, 0, 7200 * KIB, 1},
    {"no report at all", {{NULL, NULL}}, WIRED_SOURCES, 0, 0, 0, 0},

    {"10.11: the counter",
     {{"zprint", ZONES TEXT_WIRED_10_11 "VM_KERN_MEMORY_BSD  2  500K\n"
       "zones  1024K\ntotal  1.49M of   0.49M\n" TEXT_MAPS COUNTER("2048K")},
      {"vm_stat", VM_STAT}},
     WIRED_FROM_COUNTER, 2048 * KIB, 1524 * KIB, 524 * KIB, 1},
    {"10.11: never the wrong Y; the firmware took nothing that is counted",
     {{"zprint", ZONES TEXT_WIRED_10_11 "VM_KERN_MEMORY_BSD  2  500K\n"
       "zones  1024K\ntotal  1.49M of   0.49M\n" TEXT_MAPS OTHER_COUNTERS},
      {"vm_stat", VM_STAT}, {"top", TOP}},
     WIRED_FROM_VM_STAT_AND_STOLEN, 1800 * KIB, 1524 * KIB, 276 * KIB, 1},
    {"10.11: rather none than the wrong Y",
     {{"zprint", ZONES TEXT_WIRED_10_11 "VM_KERN_MEMORY_BSD  2  500K\n"
       "zones  1024K\ntotal  1.49M of   0.49M\n" TEXT_MAPS OTHER_COUNTERS}},
     WIRED_SOURCES, 0, 1524 * KIB, 0, 0},

    {"shares of zones, maps and views are never added",
     {{"zprint", ZONES TEXT_WIRED ROWS
       "alpha[kalloc.128]                 0    77K   50K\n"
       "com.example.thing[size.64]        0          60K\n"
       TOTAL TEXT_MAPS COUNTER("2048K") OTHER_COUNTERS TEXT_VIEWS
       "alpha[raw]   800K\nbeta of it[one two]   10K\n"}},
     WIRED_FROM_COUNTER, 2048 * KIB, 1824 * KIB, 224 * KIB, 1},
    {"zones that lie outside the zone map are rows like any other",
     {{"zprint", ZONES
       "kernel_stacks  16384  3200K  3200K  200  200  190  16K  1  C\n"
       "page_tables  4096  5000K  5000K  1250  1250  1250  4K  1  C\n"
       "kalloc.large  90000  1000K  1000K  11  11  11  88K  1\n"},
      {"vm_stat", VM_STAT}},
     WIRED_FROM_VM_STAT, 1800 * KIB, 10224 * KIB, -8424 * KIB, 1},
};
/* clang-format on */

START_TEST(totals_and_sums)
{
    const struct total_case *c = &totals[_i];
    struct accounted a = account_for(c->reports, c->what);
    const struct account *account = &a.account;
    ck_assert_msg(account->wired_source == c->source, "%s: from %s", c->what,
                  wired_source_name(account->wired_source));
    ck_assert_msg(account->wired.bytes.known == (c->source != WIRED_SOURCES), "%s", c->what);
    ck_assert_msg(account->wired.bytes.value == (uint64_t)c->wired, "%s: total %llu", c->what,
                  (unsigned long long)account->wired.bytes.value);
    ck_assert_msg(account->wired.step == c->step, "%s: step %llu", c->what,
                  (unsigned long long)account->wired.step);
    ck_assert_msg(account->attributed_bytes == (uint64_t)c->attributed, "%s: rows %llu", c->what,
                  (unsigned long long)account->attributed_bytes);
    ck_assert_msg(account->unattributed_bytes == c->unattributed, "%s: unattributed %lld", c->what,
                  (long long)account->unattributed_bytes);
    uint64_t sum = 0;
    for (size_t i = 0; i < account->n_rows; i++)
        sum += account->rows[i].wired_bytes;
    ck_assert_uint_eq(sum, account->attributed_bytes);
    free_accounted(&a);
}
END_TEST

START_TEST(figures_have_an_origin)
{
    const struct total_case *c = &totals[0];
    struct accounted a = account_for(c->reports, c->what);
    const struct account *account = &a.account;
    ck_assert_ptr_eq(account->wired.origin.report, snapshot_report(a.snapshot, "zprint"));
    ck_assert_uint_eq(account->wired.origin.line, 10);
    ck_assert_ptr_eq(account->totals[WIRED_FROM_VM_STAT].origin.report,
                     snapshot_report(a.snapshot, "vm_stat"));
    ck_assert_uint_eq(account->totals[WIRED_FROM_TOP].origin.line, 1);
    ck_assert_uint_eq(account->stolen_bytes.value, 300 * KIB);
    ck_assert_uint_eq(account->boot_wired_bytes.value, 900 * KIB);
    for (size_t i = 0; i < account->n_rows; i++)
        ck_assert_uint_gt(account->rows[i].origin.line, 0);
    free_accounted(&a);
}
END_TEST

/*
 * The firmware's share is in no total of vm_stat: where its row is known, the rest of a wired
 * section that was cut must not be set against a total without it.
 */
START_TEST(stolen_row_of_a_cut_table)
{
    static const struct report_text reports[] = {
        {"zprint", ZONES TEXT_WIRED ROWS}, {"vm_stat", VM_STAT}, {NULL, NULL}};
    struct accounted a = account_for(reports, "cut");
    ck_assert(!a.account.wired_rows_complete);
    ck_assert_uint_eq(a.account.stolen_bytes.value, 300 * KIB);
    ck_assert_int_eq(a.account.unattributed_bytes, (1800 + 300 - 1824) * KIB);
    free_accounted(&a);
}
END_TEST

struct complete_case {
    const char *what;
    struct report_text reports[3];
    bool has_zones, has_wired, zones, wired; /* there; and read whole */
};

/* clang-format off */
#define WASTE_ROW "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C  0B  0B\n"

static const struct complete_case complete_cases[] = {
    {"whole", {{"zprint", WHOLE(COUNTER("2048K"))}}, true, true, true, true},
    {"no report", {{NULL, NULL}}, false, false, false, false},
    {"10.9: zones alone, up to the last of its rows", {{"zprint", ZONES
      "kalloc.large  90000  1000K  1000K  11  11  11  88K  1\n"}}, true, false, true, false},
    {"cut in the wired section", {{"zprint", ZONES TEXT_WIRED ROWS}}, true, true, true, false},
    {"cut in zones that -w ends with a footer", {{"zprint", TEXT_ZONES_WASTE WASTE_ROW}},
     true, false, false, false},
    {"with that footer",
     {{"zprint", TEXT_ZONES_WASTE WASTE_ROW "ZONE TOTALS\nTOTAL SIZE        = 1024000\n"},
      {"sysctl", "kern.osrelease: 13.4.0\n"}}, true, false, true, false},
    {"a line not understood hides a row of any table",
     {{"zprint", ZONES "what is this\n" TEXT_WIRED ROWS TOTAL TEXT_MAPS COUNTER("2048K")}},
     true, true, false, false},
    {"wired section alone", {{"zprint", TEXT_WIRED ROWS TOTAL TEXT_MAPS COUNTER("2048K")}},
     false, true, false, true},
};

/* Tables that look whole and are not. */
static const struct complete_case incomplete_cases[] = {
    {"rows that somebody picked out, without a head",
     {{"zprint", "kalloc.1024  1024  1000K  2000K  1000  2000  999  4K  4  C\n"}},
     true, false, false, false},
    {"10.9: zones alone, without the last of its rows",
     {{"zprint", ZONES}, {"sysctl", "kern.osrelease: 13.4.0\n"}}, true, false, false, false},
    {"a release that prints a wired section behind its zones",
     {{"zprint", ZONES}, {"sysctl", "kern.osrelease: 18.6.0\n"}}, true, false, false, false},
    {"a zone whose size makes no sense",
     {{"zprint", TEXT_ZONES "alpha  128  18014398509481904K  2000K  8000  16000  7000  4K  32  C\n"
       "beta  64  24K  -------  384  -------  384  4K  64\n"
       TEXT_WIRED ROWS TOTAL TEXT_MAPS COUNTER("2048K")}},
     true, true, false, true},
    {"a wired row whose size makes no sense",
     {{"zprint", ZONES TEXT_WIRED ROWS "VM_KERN_MEMORY_BSD  2  18014398509481904K\n"
       TOTAL TEXT_MAPS COUNTER("2048K")}},
     true, true, true, false},
};
/* clang-format on */

START_TEST(completeness)
{
    const struct complete_case *c = &complete_cases[_i];
    struct accounted a = account_for(c->reports, c->what);
    ck_assert_msg(a.account.has_zones == c->has_zones, "%s: zones there", c->what);
    ck_assert_msg(a.account.has_wired_rows == c->has_wired, "%s: wired rows there", c->what);
    ck_assert_msg(a.account.zones_complete == c->zones, "%s: zones complete", c->what);
    ck_assert_msg(a.account.wired_rows_complete == c->wired, "%s: wired rows complete", c->what);
    free_accounted(&a);
}
END_TEST

/* The table in question must not pass for whole; what is thought of the other does not matter. */
START_TEST(incompleteness)
{
    const struct complete_case *c = &incomplete_cases[_i];
    struct accounted a = account_for(c->reports, c->what);
    ck_assert_msg(c->zones || !a.account.zones_complete, "%s: zones complete", c->what);
    ck_assert_msg(c->wired || !a.account.wired_rows_complete, "%s: wired rows complete", c->what);
    free_accounted(&a);
}
END_TEST

struct overflow_case {
    const char *what;
    unsigned rows;
    bool one_name;
    const char *behind; /* the rows of the largest size that counts as one, 2^53 bytes */
    bool ok;
};

/* clang-format off */
static const struct overflow_case overflows[] = {
    {"the largest sum without a total", 2047, false, "", true},
    {"the largest sum of one name", 2047, true, "", true},
    {"one row more", 2048, false, "", false},
    {"one row more of one name", 2048, true, "", false},
    {"many more", 5000, false, "", false},
    {"a total that is more than 63 bits below its rows", 1025, false,
     TEXT_WIRED TOTAL TEXT_MAPS COUNTER("4K"), false},
    {"just not", 1023, false, TEXT_WIRED TOTAL TEXT_MAPS COUNTER("4K"), true},
};
/* clang-format on */

START_TEST(sums_do_not_wrap)
{
    const struct overflow_case *c = &overflows[_i];
    struct text text = {0};
    text_add(&text, SLICE(TEXT_ZONES));
    for (unsigned i = 0; i < c->rows; i++)
        text_printf(&text, "z%u  1  8796093022208K  1K  1  1  0  4K  1\n", c->one_name ? 0 : i);
    text_printf(&text, "%s%c", c->behind, '\0');

    const struct report_text reports[] = {{"zprint", text.bytes}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct account account = {.n_rows = 0};
    struct error error = ERROR_NONE;
    bool ok = account_of(snapshot, arena, &account, &error);
    ck_assert_msg(ok == c->ok, "%s: %s", c->what, error.reason);
    ck_assert_int_eq(error.set, !c->ok);
    if (ok)
        ck_assert_uint_eq(account.attributed_bytes, (uint64_t)c->rows << 53);
    arena_free(arena);
    snapshot_free(snapshot);
    text_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("account");
    TCase *tests = tcase_create("account");
    tcase_add_loop_test(tests, totals_and_sums, 0, LEN(totals));
    tcase_add_test(tests, figures_have_an_origin);
    tcase_add_test(tests, stolen_row_of_a_cut_table);
    tcase_add_loop_test(tests, completeness, 0, LEN(complete_cases));
    tcase_add_loop_test(tests, incompleteness, 0, LEN(incomplete_cases));
    tcase_add_loop_test(tests, sums_do_not_wrap, 0, LEN(overflows));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
