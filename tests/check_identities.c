/* check_identities: figures of one capture that ought to agree, and by how much they may not. */
#include <check.h>

#include "account.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

struct identity_case {
    const char *what;
    struct report_text reports[4];
    const char *code; /* NULL: that identity is not checked: see absent */
    const char *absent;
    uint64_t left, right, tolerance;
    bool holds;
};

/* clang-format off */
#define ZONES TEXT_ZONES                                                                           \
    "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C\n"                                     \
    "beta.of.it  64  24K  -------  384  -------  384  4K  64\n"
#define ROWS                                                                                       \
    "VM_KERN_COUNT_BOOT_STOLEN        266          300K\n"                                         \
    "VM_KERN_COUNT_RESERVED           257           48K\n"                                         \
    "VM_KERN_MEMORY_OSFMK               1          500K\n"
#define COUNTERS(wired, managed)                                                                   \
    TEXT_MAPS "VM_KERN_COUNT_WIRED  " wired "\nVM_KERN_COUNT_WIRED_MANAGED  " managed "\n"
#define ZPRINT(zones, x, counters)                                                                 \
    {"zprint", ZONES TEXT_WIRED ROWS "zones  " zones "\ntotal  " x " of  2.00M\n" counters}
#define VM_STAT(pages)                                                                             \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"                      \
     "Pages free: 10.\nPages wired down: " pages ".\nSwapouts: 1.\n"}
#define TOP(wired) {"top", "PhysMem: 99G used (" wired " wired), 7168M unused.\n"}

/* The -w head of 10.13, whose TOTAL SIZE also holds the wired rows. */
#define ZONES_10_13                                                                                \
    "zone name           size        size        size      #elts       #elts       inuse   size  " \
    "count   wasted\n"                                                                             \
    "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C  4K\n"
#define FOOTER(size) "ZONE TOTALS\nTOTAL SIZE        = " size "\n"
#define ROWS_10_13 TEXT_WIRED ROWS "zones  1000K\ntotal  1.80M of  2.00M\n"
#define HIDDEN "alpha  128  0K  0K  0  0  7000  0K  0\n"

/* Counters of 10 GB, where 2 % is more than 64 MiB. */
#define LARGE ZPRINT("1024K", "1.83M", COUNTERS("10485760K", "10485412K"))

static const struct identity_case cases[] = {
    {"managed and reserved are all", {ZPRINT("1024K", "1.83M", COUNTERS("2048K", "1700K"))},
     "wired-counters", NULL, 2048 * KIB, 2048 * KIB, 4 * KIB, true},
    {"as far apart as rounding takes them", {ZPRINT("1024K", "1.83M", COUNTERS("2048K", "1704K"))},
     "wired-counters", NULL, 2048 * KIB, 2052 * KIB, 4 * KIB, true},
    {"one step more", {ZPRINT("1024K", "1.83M", COUNTERS("2048K", "1705K"))},
     "wired-counters", NULL, 2048 * KIB, 2053 * KIB, 4 * KIB, false},
    {"less than managed", {ZPRINT("1024K", "1.83M", COUNTERS("1000K", "1700K"))},
     "wired-counters", NULL, 1000 * KIB, 2048 * KIB, 4 * KIB, false},
    {"no managed counter",
     {ZPRINT("1024K", "1.83M", TEXT_MAPS "VM_KERN_COUNT_WIRED  2048K\n")},
     NULL, "wired-counters", 0, 0, 0, false},

    {"zones line: whole pages are not rounded", {ZPRINT("1025K", "1.83M", "")},
     "zones-line", NULL, 1025 * KIB, 1024 * KIB, KIB, true},
    {"zones line, a zone of a page short", {ZPRINT("1028K", "1.83M", "")},
     "zones-line", NULL, 1028 * KIB, 1024 * KIB, KIB, false},
    {"zones line: other sizes are rounded",
     {{"zprint", ZONES "gamma  8  2K  8K  1  1  1  4K  32\n" TEXT_WIRED ROWS "zones  1030K\n"}},
     "zones-line", NULL, 1030 * KIB, 1026 * KIB, 4 * KIB, true},
    {"zones line, more than that rounding",
     {{"zprint", ZONES "gamma  8  2K  8K  1  1  1  4K  32\n" TEXT_WIRED ROWS "zones  1031K\n"}},
     "zones-line", NULL, 1031 * KIB, 1026 * KIB, 4 * KIB, false},
    {"total line", {ZPRINT("1024K", "1.83M", "")},
     "rows-total", NULL, 1918894, 1872 * KIB, 6 * KIB + 10485, true},
    {"total line, a row short", {ZPRINT("1024K", "1.85M", "")},
     "rows-total", NULL, 1939865, 1872 * KIB, 6 * KIB + 10485, false},
    {"no total line", {{"zprint", ZONES TEXT_WIRED ROWS}}, NULL, "rows-total", 0, 0, 0, false},

    {"footer of 10.14: zones only",
     {{"zprint", TEXT_ZONES_WASTE
       "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C  0B  0B\n" ROWS_10_13
       COUNTERS("2048K", "1700K") FOOTER("1024000")}},
     "footer-size", NULL, 1000 * KIB, 1000 * KIB, KIB, true},
    {"footer of 10.14 with the wired rows would be wrong",
     {{"zprint", TEXT_ZONES_WASTE
       "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C  0B  0B\n" ROWS_10_13
       COUNTERS("2048K", "1700K") FOOTER("1892352")}},
     "footer-size", NULL, 1848 * KIB, 1000 * KIB, KIB, false},
    {"footer of 10.13: with the wired rows",
     {{"zprint", ZONES_10_13 ROWS_10_13 COUNTERS("2048K", "1700K") FOOTER("1892352")}},
     "footer-size", NULL, 1848 * KIB, 1848 * KIB, 5 * KIB, true},
    {"footer of 10.10: there are no wired rows",
     {{"zprint", ZONES_10_13 FOOTER("1024000")}},
     "footer-size", NULL, 1000 * KIB, 1000 * KIB, KIB, true},

    {"vm_stat a little apart", {LARGE, VM_STAT("2580000")},
     "vm-stat", NULL, 10 * GIB, UINT64_C(2580000) * 4096 + 300 * KIB, 10 * GIB / 50 + 1, true},
    {"vm_stat far apart", {LARGE, VM_STAT("2500000")},
     "vm-stat", NULL, 10 * GIB, UINT64_C(2500000) * 4096 + 300 * KIB, 10 * GIB / 50 + 1, false},
    {"vm_stat, where little is wired: 64 MiB",
     {ZPRINT("1024K", "1.83M", COUNTERS("2048K", "1700K")), VM_STAT("16000")},
     "vm-stat", NULL, 2048 * KIB, 16000 * 4 * KIB + 300 * KIB, 64 * MIB + 1, true},
    {"vm_stat is the total itself", {{"zprint", ZONES}, VM_STAT("2500")},
     NULL, "vm-stat", 0, 0, 0, false},
    {"top does not know what the firmware took", {LARGE, TOP("10G")},
     "top", NULL, 10 * GIB - 300 * KIB, 10 * GIB, 10 * GIB / 50 + GIB, true},
    {"top far apart", {LARGE, TOP("8192M")},
     "top", NULL, 10 * GIB - 300 * KIB, 8 * GIB, 10 * GIB / 50 + MIB, false},
    {"top against vm_stat, which does not know it either",
     {{"zprint", ZONES}, VM_STAT("2621440"), TOP("10G")},
     "top", NULL, 10 * GIB, 10 * GIB, 10 * GIB / 50 + GIB, true},
    {"top is the total itself", {{"zprint", ZONES}, TOP("10G")}, NULL, "top", 0, 0, 0, false},

    {"where sizes of zones are hidden, of all other rows",
     {{"zprint", TEXT_ZONES HIDDEN TEXT_WIRED ROWS "zones  0K\ntotal  0.83M of  2.00M\n"}},
     "rows-total", NULL, 870318, 848 * KIB, 5 * KIB + 10485, true},
    {"a row of them is lost",
     {{"zprint", TEXT_ZONES HIDDEN TEXT_WIRED ROWS "zones  0K\ntotal  0.93M of  2.00M\n"}},
     "rows-total", NULL, 975175, 848 * KIB, 5 * KIB + 10485, false},
    {"no sum of zones that are hidden",
     {{"zprint", TEXT_ZONES HIDDEN TEXT_WIRED ROWS "zones  0K\ntotal  0.83M of  2.00M\n"}},
     NULL, "zones-line", 0, 0, 0, false},
    {"no report, no identity", {{NULL, NULL}}, NULL, "top", 0, 0, 0, false},
};
/* clang-format on */

static const struct identity *find_identity(const struct account *account, const char *code)
{
    for (size_t i = 0; i < account->n_identities; i++) {
        if (slice_is(slice_of(account->identities[i].code), code))
            return &account->identities[i];
    }
    return NULL;
}

START_TEST(identities)
{
    const struct identity_case *c = &cases[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->reports);
    struct arena *arena = arena_new();
    struct account account;
    struct error error = ERROR_NONE;
    ck_assert_msg(account_of(snapshot, arena, &account, &error), "%s: %s", c->what, error.reason);
    if (c->code == NULL) {
        ck_assert_msg(find_identity(&account, c->absent) == NULL, "%s", c->what);
    } else {
        const struct identity *found = find_identity(&account, c->code);
        ck_assert_msg(found != NULL, "%s: not checked", c->what);
        ck_assert_msg(found->left_bytes == c->left, "%s: left %llu", c->what,
                      (unsigned long long)found->left_bytes);
        ck_assert_msg(found->right_bytes == c->right, "%s: right %llu", c->what,
                      (unsigned long long)found->right_bytes);
        ck_assert_msg(found->tolerance_bytes == c->tolerance, "%s: tolerance %llu", c->what,
                      (unsigned long long)found->tolerance_bytes);
        ck_assert_msg(found->holds == c->holds, "%s: holds", c->what);
        ck_assert_uint_gt(slice_of(found->meaning).len, 0);
    }
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

/* A capture that is all right breaks none, and has all of them. */
START_TEST(all_hold)
{
    static const struct report_text reports[] = {
        ZPRINT("1024K", "1.83M", COUNTERS("2048K", "1700K") FOOTER("1048576")),
        VM_STAT("437"),
        TOP("2M"),
        {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct account account;
    struct error error = ERROR_NONE;
    ck_assert(account_of(snapshot, arena, &account, &error));
    ck_assert_uint_eq(account.n_identities, 6);
    for (size_t i = 0; i < account.n_identities; i++)
        ck_assert_msg(account.identities[i].holds, "%s", account.identities[i].code);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("identities");
    TCase *tests = tcase_create("identities");
    tcase_add_loop_test(tests, identities, 0, LEN(cases));
    tcase_add_test(tests, all_hold);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
