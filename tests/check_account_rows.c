/* check_account_rows: what one row of an account is of: names, sizes, kexts, tags. */
#include <check.h>
#include <string.h>

#include "account.h"
#include "parse_text.h"
#include "run_suite.h"
#include "tags.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB UINT64_C(1024)

static const struct account_row *find_row(const struct account *account, enum component_kind kind,
                                          const char *name, struct amount kmod_id)
{
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        bool same_id = row->kmod_id.known == kmod_id.known && row->kmod_id.value == kmod_id.value;
        if (row->kind == kind && slice_is(row->name, name) && same_id)
            return row;
    }
    return NULL;
}

static void same_amount(struct amount found, struct amount expected, const char *what,
                        const char *figure)
{
    ck_assert_msg(found.known == expected.known && found.value == expected.value,
                  "%s: %s is %llu, known %d", what, figure, (unsigned long long)found.value,
                  found.known);
}

/* Sorted by kind and key, no two alike. */
static void check_order(const struct account *account)
{
    for (size_t i = 1; i < account->n_rows; i++)
        ck_assert_int_lt(account_row_order(&account->rows[i - 1], &account->rows[i], true), 0);
}

struct zone_case {
    const char *what;
    struct report_text reports[3];
    const char *name;
    uint64_t wired;
    unsigned printed_rows;
    bool estimated;
    struct amount element, elements, live, reclaimable, slack;
};

/* clang-format off */
#define KNOWN(n) {(n), true}
#define NOT {0, false}
#define FOOTER "ZONE TOTALS\nTOTAL SIZE        = 0\n"
#define NAME_24 "abcdefghijklmnopqrstuvwx$"
#define ALPHA(tail) "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C" tail "\n"

static const struct zone_case zones[] = {
    {"plain", {{"zprint", TEXT_ZONES ALPHA("")}}, "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7000), KNOWN(896000), NOT, NOT},
    {"slack is what live and free leave", {{"zprint", TEXT_ZONES_WASTE ALPHA("  0B  100K") FOOTER}},
     "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7000), KNOWN(896000), KNOWN(102400), KNOWN(25600)},
    {"nothing free", {{"zprint", TEXT_ZONES_WASTE ALPHA("  125K  0B") FOOTER}},
     "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7000), KNOWN(896000), KNOWN(0), KNOWN(128000)},
    {"nothing but free and live", {{"zprint", TEXT_ZONES_WASTE
     "alpha  128  1000K  2000K  8000  16000  7200  4K  32  C  0B  100K\n" FOOTER}},
     "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7200), KNOWN(921600), KNOWN(102400), KNOWN(0)},
    {"live and free are more than all", {{"zprint", TEXT_ZONES_WASTE ALPHA("  0B  200K") FOOTER}},
     "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7000), KNOWN(896000), KNOWN(204800), NOT},
    {"free alone is more than all", {{"zprint", TEXT_ZONES_WASTE ALPHA("  0B  1001K") FOOTER}},
     "alpha", 1000 * KIB, 1, false,
     KNOWN(128), KNOWN(7000), KNOWN(896000), NOT, NOT},
    {"an average as element size may say too much",
     {{"zprint", TEXT_ZONES "kalloc.large  169166  100K  200K  1  1  700  4K  1\n"}},
     "kalloc.large", 100 * KIB, 1, false, KNOWN(169166), KNOWN(700), NOT, NOT, NOT},
    {"no elements and no size of them",
     {{"zprint", TEXT_ZONES "kalloc.large  0  100K  200K  1  1  0  4K  1\n"}},
     "kalloc.large", 100 * KIB, 1, false, KNOWN(0), KNOWN(0), KNOWN(0), NOT, NOT},
    {"elements beyond 64 bits",
     {{"zprint", TEXT_ZONES
       "alpha  2  100K  200K  1  1  18446744073709551615  4K  1\n"}},
     "alpha", 100 * KIB, 1, false, KNOWN(2), KNOWN(UINT64_MAX), NOT, NOT, NOT},

    {"cut names that collide are summed",
     {{"zprint", TEXT_ZONES NAME_24 "  64  100K  200K  1600  3200  1000  4K  64\n"
       NAME_24 "  64  24K  200K  384  3200  100  4K  64\n"}},
     NAME_24, 124 * KIB, 2, false, KNOWN(64), KNOWN(1100), KNOWN(70400), NOT, NOT},
    {"of different element sizes",
     {{"zprint", TEXT_ZONES_WASTE NAME_24 "  64  100K  200K  1600  3200  1000  4K  64  0B  4K\n"
       NAME_24 "  128  24K  200K  192  3200  100  4K  64  0B  8K\n" FOOTER}},
     NAME_24, 124 * KIB, 2, false, NOT, KNOWN(1100), KNOWN(76800), KNOWN(12 * KIB),
     KNOWN(102400 - 64000 - 4096 + 24576 - 12800 - 8192)},
    {"one of them with a figure that is not known",
     {{"zprint", TEXT_ZONES_WASTE NAME_24 "  64  100K  200K  1600  3200  1000  4K  64  0B  4K\n"
       NAME_24 "  64  24K  200K  192  3200  100  4K  64  0B  99K\n" FOOTER}},
     NAME_24, 124 * KIB, 2, false, KNOWN(64), KNOWN(1100), KNOWN(70400), NOT, NOT},
    {"three whole names that are alike",
     {{"zprint", TEXT_ZONES "x  8  4K  4K  512  512  1  4K  64\nx  8  8K  8K  512  512  2  4K  64\n"
       "x  8  12K  12K  512  512  3  4K  64\n"}},
     "x", 24 * KIB, 3, false, KNOWN(8), KNOWN(6), KNOWN(48), NOT, NOT},

    {"sizes hidden: elements stand in",
     {{"zprint", TEXT_ZONES "data.kalloc.1024  1024  0K  0K  0  0  3416  0K  0\n"
       "empty  64  0K  0K  0  0  0  0K  0\n"}},
     "data.kalloc.1024", 3416 * KIB, 1, true, KNOWN(1024), KNOWN(3416), KNOWN(3416 * KIB), NOT,
     NOT},
    {"sizes hidden: an empty zone",
     {{"zprint", TEXT_ZONES "data.kalloc.1024  1024  0K  0K  0  0  3416  0K  0\n"
       "empty  64  0K  0K  0  0  0  0K  0\n"}},
     "empty", 0, 1, true, KNOWN(64), KNOWN(0), KNOWN(0), NOT, NOT},
    {"a zone of no size among others has none",
     {{"zprint", TEXT_ZONES ALPHA("") "tiny  64  0K  0K  0  0  5  0K  0\n"}},
     "tiny", 0, 1, false, KNOWN(64), KNOWN(5), NOT, NOT, NOT},
};
/* clang-format on */

START_TEST(zone_rows)
{
    const struct zone_case *c = &zones[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->reports);
    struct arena *arena = arena_new();
    struct account account;
    struct error error = ERROR_NONE;
    ck_assert_msg(account_of(snapshot, arena, &account, &error), "%s: %s", c->what, error.reason);
    const struct account_row *row = find_row(&account, COMPONENT_ZONE, c->name, AMOUNT_UNKNOWN);
    ck_assert_msg(row != NULL, "%s: no row", c->what);
    ck_assert_msg(row->wired_bytes == c->wired, "%s: %llu wired", c->what,
                  (unsigned long long)row->wired_bytes);
    ck_assert_msg(row->printed_rows == c->printed_rows, "%s: %u rows", c->what, row->printed_rows);
    ck_assert_msg(row->estimated == c->estimated, "%s: estimated", c->what);
    same_amount(row->element_bytes, c->element, c->what, "element size");
    same_amount(row->elements, c->elements, c->what, "elements");
    same_amount(row->live_bytes, c->live, c->what, "live");
    same_amount(row->reclaimable_bytes, c->reclaimable, c->what, "reclaimable");
    same_amount(row->slack_bytes, c->slack, c->what, "slack");
    check_order(&account);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

/* What zprint hides of zones it prints of tags, and its counter is real. */
START_TEST(hidden_sizes_against_the_real_total)
{
    static const struct report_text reports[] = {
        {"zprint",
         TEXT_ZONES "data.kalloc.1024  1024  0K  0K  0  0  3000  0K  0\n" TEXT_WIRED
                    "VM_KERN_MEMORY_OSFMK  1  500K\nzones  0K\ntotal  0.49M of   4.88M\n" TEXT_MAPS
                    "VM_KERN_COUNT_WIRED  5000K\n"},
        {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct account account;
    struct error error = ERROR_NONE;
    ck_assert(account_of(snapshot, arena, &account, &error));
    ck_assert(account.zones_estimated);
    ck_assert_uint_eq(account.attributed_bytes, 3500 * KIB);
    ck_assert_uint_eq(account.wired.bytes.value, 5000 * KIB);
    ck_assert_int_eq(account.unattributed_bytes, 1500 * 1024);
    ck_assert(
        !find_row(&account, COMPONENT_TAG, "VM_KERN_MEMORY_OSFMK", AMOUNT_UNKNOWN)->estimated);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

struct wired_expected {
    enum component_kind kind;
    const char *name;
    struct amount kmod_id;
    uint64_t wired;
    unsigned printed_rows;
};

struct wired_case {
    const char *what;
    struct report_text reports[4];
    struct wired_expected rows[5]; /* all of them; name NULL at the end */
};

/* clang-format off */
/* A name padded to the column in which a kmod id of two digits starts. */
#define UNLOADED "(unloaded kmod)                                                  "
#define UNKNOWN "(unknown kmod)                                                   "
#define KEXT_A "com.example.a                                                    "
/* A bundle id of 64 letters, which leaves no blank before an id of three digits. */
#define LONG "com.example.endpoint-security.filter.extension.of.64.letters.aab"
#define KEXTSTAT_HEAD                                                                              \
    "Index Refs Address            Size       Wired      Name (Version) UUID <Linked Against>\n"
#define LOADED(id, name)                                                                           \
    "  " id "    0 0xffffff7f83795000 0x65000    0x65000    " name                                 \
    " (1.0) 7E0A3D5C-8A0F-3B0D-9E0B-0123456789AB <6 5 3>\n"
#define AGAINST(rows, kextstat) {{"zprint", TEXT_WIRED rows}, {"kextstat", KEXTSTAT_HEAD kextstat}}

static const struct wired_case wired_cases[] = {
    {"each kind of row",
     {{"zprint", TEXT_WIRED
       "VM_KERN_COUNT_LOPAGE  261  1K\n" "VM_KERN_MEMORY_OSFMK  1  2K\n"
       KEXT_A "12  71  3K\n" "IOMMU mapper of a name  99  4K\n" "site 0xffffff8000aa  72  5K\n"}},
     {{COMPONENT_RESERVED, "VM_KERN_COUNT_LOPAGE", NOT, KIB, 1},
      {COMPONENT_TAG, "VM_KERN_MEMORY_OSFMK", NOT, 2 * KIB, 1},
      {COMPONENT_KEXT, "com.example.a", KNOWN(12), 3 * KIB, 1},
      {COMPONENT_SITE, "IOMMU mapper of a name", NOT, 4 * KIB, 1},
      {COMPONENT_SITE, "site 0xffffff8000aa", NOT, 5 * KIB, 1}}},
    {"unloaded kexts are told apart by their id",
     {{"zprint", TEXT_WIRED UNLOADED "77  71  3K\n" UNLOADED "78  72  4K\n" UNLOADED "77  73  5K\n"
       UNKNOWN "77  74  6K\n"}},
     {{COMPONENT_KEXT, "(unloaded kmod)", KNOWN(77), 8 * KIB, 2},
      {COMPONENT_KEXT, "(unloaded kmod)", KNOWN(78), 4 * KIB, 1},
      {COMPONENT_KEXT, "(unknown kmod)", KNOWN(77), 6 * KIB, 1}}},
    {"named kexts are one, whatever their ids",
     {{"zprint", TEXT_WIRED KEXT_A "12  71  3K\n" KEXT_A "13  72  4K\n" KEXT_A "13  73  5K\n"}},
     {{COMPONENT_KEXT, "com.example.a", NOT, 12 * KIB, 3}}},
    {"a glued id, the name is loaded",
     AGAINST(LONG "204  71  160K\n", LOADED("204", LONG)),
     {{COMPONENT_KEXT, LONG, KNOWN(204), 160 * KIB, 1}}},
    {"a glued id, the name with its digits is loaded",
     AGAINST(LONG "204  71  160K\n", LOADED(" 17", LONG "204")),
     {{COMPONENT_KEXT, LONG "204", NOT, 160 * KIB, 1}}},
    {"a glued id, both are loaded: the shorter has ids",
     AGAINST(LONG "204  71  160K\n", LOADED(" 17", LONG "204") LOADED("204", LONG)),
     {{COMPONENT_KEXT, LONG, KNOWN(204), 160 * KIB, 1}}},
    {"a glued id of four digits",
     AGAINST(LONG "1204  71  160K\n", LOADED("1204", LONG)),
     {{COMPONENT_KEXT, LONG, KNOWN(1204), 160 * KIB, 1}}},
    {"a glued id, neither is loaded: the name of an allocation, which has no id",
     AGAINST(LONG "204  71  160K\n", LOADED("204", "com.example.other")),
     {{COMPONENT_SITE, LONG "204", NOT, 160 * KIB, 1}}},
    {"a glued id and no list of loaded kexts: the guess stays",
     {{"zprint", TEXT_WIRED LONG "204  71  160K\n"}},
     {{COMPONENT_KEXT, LONG, KNOWN(204), 160 * KIB, 1}}},
    {"a loaded kext without its id is that kext all the same",
     AGAINST(KEXT_A "12  71  3K\n" "com.example.a  72  4K\n" "com.example.dext  73  5K\n",
             LOADED(" 12", "com.example.a")),
     {{COMPONENT_KEXT, "com.example.a", NOT, 7 * KIB, 2},
      {COMPONENT_SITE, "com.example.dext", NOT, 5 * KIB, 1}}},
    {"tags of one name are one",
     {{"zprint", TEXT_WIRED "VM_KERN_MEMORY_29  29  3K\nVM_KERN_MEMORY_KALLOC_DATA  29  4K\n"},
      {"sysctl", "kern.osrelease: 21.1.0\n"}},
     {{COMPONENT_TAG, "VM_KERN_MEMORY_29", NOT, 7 * KIB, 2}}},
    {"without the kernel's version they are two",
     {{"zprint", TEXT_WIRED "VM_KERN_MEMORY_29  29  3K\nVM_KERN_MEMORY_KALLOC_DATA  29  4K\n"}},
     {{COMPONENT_TAG, "VM_KERN_MEMORY_29", NOT, 3 * KIB, 1},
      {COMPONENT_TAG, "VM_KERN_MEMORY_KALLOC_DATA", NOT, 4 * KIB, 1}}},
};
/* clang-format on */

START_TEST(wired_rows)
{
    const struct wired_case *c = &wired_cases[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->reports);
    struct arena *arena = arena_new();
    struct account account;
    struct error error = ERROR_NONE;
    size_t count = 0;
    ck_assert_msg(account_of(snapshot, arena, &account, &error), "%s: %s", c->what, error.reason);
    for (; count < LEN(c->rows) && c->rows[count].name != NULL; count++) {
        const struct wired_expected *e = &c->rows[count];
        const struct account_row *row = find_row(&account, e->kind, e->name, e->kmod_id);
        ck_assert_msg(row != NULL, "%s: no row %s", c->what, e->name);
        ck_assert_msg(row->wired_bytes == e->wired, "%s: %s has %llu", c->what, e->name,
                      (unsigned long long)row->wired_bytes);
        ck_assert_msg(row->printed_rows == e->printed_rows, "%s: %s of %u", c->what, e->name,
                      row->printed_rows);
    }
    ck_assert_msg(account.n_rows == count, "%s: %zu rows", c->what, account.n_rows);
    check_order(&account);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

struct tag_case {
    const char *printed;
    unsigned darwin;
    const char *name; /* behind VM_KERN_MEMORY_; NULL: the text as it is */
};

static const struct tag_case tags[] = {
    {"VM_KERN_MEMORY_29", 20, "RETIRED"},
    {"VM_KERN_MEMORY_29", 21, "KALLOC_DATA"},
    {"VM_KERN_MEMORY_29", 26, "KALLOC_DATA"},
    {"VM_KERN_MEMORY_29", 19, NULL},
    {"VM_KERN_MEMORY_29", 0, NULL},
    {"VM_KERN_MEMORY_30", 20, NULL},
    {"VM_KERN_MEMORY_30", 21, "RETIRED"},
    {"VM_KERN_MEMORY_28", 19, NULL},
    {"VM_KERN_MEMORY_28", 20, "HV"},
    {"VM_KERN_MEMORY_25", 15, NULL},
    {"VM_KERN_MEMORY_25", 16, "REASON"},
    {"VM_KERN_MEMORY_33", 22, "RECOUNT"},
    {"VM_KERN_MEMORY_34", 24, NULL},
    {"VM_KERN_MEMORY_34", 25, "MTAG"},
    {"VM_KERN_MEMORY_35", 23, "EXCLAVES"},
    {"VM_KERN_MEMORY_36", 24, "EXCLAVES_SHARED"},
    {"VM_KERN_MEMORY_37", 24, "KALLOC_SHARED"},
    {"VM_KERN_MEMORY_38", 25, "CPUTRACE"},
    {"VM_KERN_MEMORY_38", 24, NULL},
    {"VM_KERN_MEMORY_38", 4000000000U, "CPUTRACE"},
    {"VM_KERN_MEMORY_029", 21, "KALLOC_DATA"},
    {"VM_KERN_MEMORY_99", 25, NULL},
    {"VM_KERN_MEMORY_18446744073709551645", 25, NULL},
    {"VM_KERN_MEMORY_", 25, NULL},
    {"VM_KERN_MEMORY_29 ", 25, NULL},
    {"VM_KERN_MEMORY_IOKIT", 25, NULL},
    {"VM_KERN_COUNT_29", 25, NULL},
    {"29", 25, NULL},
    {"", 25, NULL},
};

START_TEST(tag_numbers)
{
    static const char prefix[] = "VM_KERN_MEMORY_";
    const struct tag_case *c = &tags[_i];
    struct slice found = tag_name(slice_of(c->printed), c->darwin);
    if (c->name == NULL) {
        ck_assert_msg(slice_is(found, c->printed), "%s on %u", c->printed, c->darwin);
    } else {
        ck_assert_msg(slice_starts(found, prefix) &&
                          slice_is(slice_from(found, strlen(prefix)), c->name),
                      "%s on %u: %.*s", c->printed, c->darwin, SLICE_ARGS(found));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("account_rows");
    TCase *tests = tcase_create("account_rows");
    tcase_add_loop_test(tests, zone_rows, 0, LEN(zones));
    tcase_add_test(tests, hidden_sizes_against_the_real_total);
    tcase_add_loop_test(tests, wired_rows, 0, LEN(wired_cases));
    tcase_add_loop_test(tests, tag_numbers, 0, LEN(tags));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
