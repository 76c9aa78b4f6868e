/* check_findings: rates and sums over two captures, kexts that came and went, figures of the VM. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "findings.h"
#include "pair.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB INT64_C(1024)
#define UNKNOWN INT64_MIN

static struct pair find_in_texts(const char *base_name, const struct report_text *base,
                                 const char *later_name, const struct report_text *later)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new()};
    if (base != NULL)
        pair.base = parse_texts(base_name, base);
    pair.later = parse_texts(later_name, later);
    ck_assert_msg(findings_of(pair.base, pair.later, NULL, pair.arena, &pair.findings, &error),
                  "%s", error.reason);
    return pair;
}

/* clang-format off */
#define BOOT "kern.boottime: { sec = 1556728394, usec = 0 } Wed May  1 18:33:14 2019\n"
#define BOOT_ALONE "kern.boottime: { sec = 1556728394, usec = 0 }\n"
#define OTHER_BOOT "kern.boottime: { sec = 1559406794, usec = 0 } Sat Jun  1 18:33:14 2019\n"
#define AT_BASE "sysdiagnose_2019.05.01_18-38-14"
#define AT_LATER "sysdiagnose_2019.05.01_20-38-14"
#define AT_OTHER_BOOT "sysdiagnose_2019.06.01_20-38-14"
#define ZPRINT(a, b, tag, kib)                                                                     \
    {"zprint", TEXT_ZONES "a  64  " a "K  -------  999  -------  10  4K  64\n" b                   \
     TEXT_WIRED "VM_KERN_MEMORY_BSD  2  " tag "K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  " kib "K\n"}
#define BASE_ZPRINT ZPRINT("100", "gone  64  40K  -------  9  -------  10  4K  64\n", "30", "300")
#define LATER_ZPRINT ZPRINT("160", "new  64  7K  -------  9  -------  10  4K  64\n", "20", "500")
/* clang-format on */

static void same_change(struct change found, int64_t expected, const char *what)
{
    ck_assert_msg(found.known == (expected != UNKNOWN), "%s: known %d", what, found.known);
    if (found.known)
        ck_assert_msg(found.value == expected, "%s: %lld", what, (long long)found.value);
}

START_TEST(rates_and_sums)
{
    static const struct report_text base[] = {BASE_ZPRINT, {"sysctl", BOOT}, {NULL, NULL}};
    static const struct report_text later[] = {LATER_ZPRINT, {"sysctl", BOOT}, {NULL, NULL}};
    struct pair pair = find_in_texts(AT_BASE, base, AT_LATER, later);
    const struct findings *f = &pair.findings;
    check_sums(f);
    same_change(f->joined.growth_bytes, 200 * KIB, "growth");
    same_change(f->seconds, 7200, "seconds");
    same_change(f->bytes_per_hour, 100 * KIB, "per hour");
    same_change(f->attributed_growth_bytes, (60 - 40 + 7 - 10) * KIB, "attributed");
    same_change(f->unattributed_growth_bytes, 183 * KIB, "unattributed");

    const struct component *a = find_component(f, "zone", "a", -1);
    ck_assert_uint_eq(a->rank, 2);
    same_change(a->share, 300000, "share");
    same_change(a->percent, 600, "percent");
    same_change(a->bytes_per_hour, 30 * KIB, "per hour of a");
    const struct component *new = find_component(f, "zone", "new", -1);
    same_change(new->percent, UNKNOWN, "percent of nothing");
    same_change(new->share, 35000, "share of new");
    const struct component *gone = find_component(f, "zone", "gone", -1);
    same_change(gone->percent, -1000, "percent of gone");
    ck_assert_uint_eq(gone->rank, 5);
    ck_assert_uint_eq(find_component(f, "unattributed", "unattributed", -1)->rank, 1);
    free_pair(&pair);
}
END_TEST

START_TEST(one_capture)
{
    static const struct report_text later[] = {LATER_ZPRINT, {"sysctl", BOOT}, {NULL, NULL}};
    struct pair pair = find_in_texts(NULL, NULL, AT_LATER, later);
    const struct findings *f = &pair.findings;
    ck_assert_ptr_null(f->base.snapshot);
    same_change(f->seconds, UNKNOWN, "seconds");
    same_change(f->bytes_per_hour, UNKNOWN, "per hour");
    same_change(f->attributed_growth_bytes, UNKNOWN, "attributed");
    same_change(f->unattributed_growth_bytes, UNKNOWN, "unattributed");
    ck_assert_uint_eq(f->n_kexts, 0);
    const struct component *a = find_component(f, "zone", "a", -1);
    ck_assert_uint_eq(a->rank, 2);
    same_change(a->share, 320000, "share of the total");
    same_change(a->percent, UNKNOWN, "percent");
    same_change(a->growth_bytes, UNKNOWN, "growth");
    free_pair(&pair);
}
END_TEST

struct seconds_case {
    const char *what;
    const char *base_name, *base, *later_name, *later; /* texts of sysctl */
    int64_t seconds;
};

/* clang-format off */
static const struct seconds_case seconds_cases[] = {
    {"uptimes of one boot", AT_BASE, BOOT, AT_LATER, BOOT, 7200},
    {"uptimes of two boots, the base from the next one", "sysdiagnose_2019.06.01_18-38-14",
     OTHER_BOOT, AT_LATER, BOOT, 7200},
    {"swapped", AT_LATER, BOOT, AT_BASE, BOOT, -7200},
    {"one boot, no uptimes: the clocks", AT_BASE, BOOT_ALONE, AT_LATER, BOOT_ALONE, 7200},
    {"clocks of boots that are not known say nothing", AT_BASE, "hw.model: x\n", AT_LATER,
     "hw.model: x\n", UNKNOWN},
    {"nor where one of them is", AT_BASE "+0200", BOOT, AT_LATER "+0200", "hw.model: x\n", UNKNOWN},
    {"no clock on one side", AT_BASE, BOOT, "capture", BOOT, UNKNOWN},
};
/* clang-format on */

START_TEST(seconds_between)
{
    const struct seconds_case *c = &seconds_cases[_i];
    struct report_text base[] = {BASE_ZPRINT, {"sysctl", c->base}, {NULL, NULL}};
    struct report_text later[] = {LATER_ZPRINT, {"sysctl", c->later}, {NULL, NULL}};
    struct pair pair = find_in_texts(c->base_name, base, c->later_name, later);
    same_change(pair.findings.seconds, c->seconds, c->what);
    ck_assert_msg(pair.findings.bytes_per_hour.known == (c->seconds != UNKNOWN && c->seconds > 0),
                  "%s", c->what);
    free_pair(&pair);
}
END_TEST

/* clang-format off */
#define KEXTSTAT_HEAD                                                                              \
    "Index Refs Address            Size       Wired      Name (Version) UUID <Linked Against>\n"
#define KEXT(id, name, version)                                                                    \
    "  " id "    0 0xffffff7f83795000 0x65000    0x65000    " name " (" version ")"                \
    " 7E0A3D5C-8A0F-3B0D-9E0B-0123456789AB <6 5 3>\n"
#define UNLOADED(id_and_size)                                                                      \
    "(unloaded kmod)                                                  " id_and_size "\n"
#define WIRED(rows) {"zprint", TEXT_WIRED rows TEXT_MAPS "VM_KERN_COUNT_WIRED  500K\n"}

struct kext_case {
    const char *what;
    const char *later_boot; /* sysctl of the later capture; the base's is BOOT */
    const char *base, *later; /* kextstat; NULL: no such report */
    bool known;
    size_t count;
    enum kext_change_kind kind; /* of com.example.b, where count > 0 */
    const char *base_version, *later_version;
    int64_t left;
};

#define A KEXT("11", "com.example.a", "1.0")
#define B KEXT("77", "com.example.b", "2.0")
#define C KEXT("12", "com.example.c", "1.0")

static const struct kext_case kext_cases[] = {
    {"all alike", BOOT, KEXTSTAT_HEAD A B, KEXTSTAT_HEAD B A, true, 0, 0, "", "", UNKNOWN},
    {"loaded", BOOT, KEXTSTAT_HEAD A C, KEXTSTAT_HEAD A B C, true, 1, KEXT_LOADED, "", "2.0",
     UNKNOWN},
    {"unloaded, and what it left", BOOT, KEXTSTAT_HEAD A B C, KEXTSTAT_HEAD A C, true, 1,
     KEXT_UNLOADED, "2.0", "", 30 * KIB},
    {"unloaded, and left nothing", BOOT, KEXTSTAT_HEAD A KEXT("78", "com.example.b", "2.0"),
     KEXTSTAT_HEAD A, true, 1, KEXT_UNLOADED, "2.0", "", UNKNOWN},
    {"ids of another boot tell nothing", OTHER_BOOT, KEXTSTAT_HEAD A B, KEXTSTAT_HEAD A, true, 1,
     KEXT_UNLOADED, "2.0", "", UNKNOWN},
    {"ids of an unknown boot neither", "hw.model: x\n", KEXTSTAT_HEAD A B, KEXTSTAT_HEAD A, true,
     1, KEXT_UNLOADED, "2.0", "", UNKNOWN},
    {"another version", BOOT, KEXTSTAT_HEAD A B, KEXTSTAT_HEAD A
     KEXT("80", "com.example.b", "2.1"), true, 1, KEXT_OTHER_VERSION, "2.0", "2.1", UNKNOWN},
    {"another id is no change", BOOT, KEXTSTAT_HEAD B, KEXTSTAT_HEAD
     KEXT("80", "com.example.b", "2.0"), true, 0, 0, "", "", UNKNOWN},
    {"no list on one side", BOOT, KEXTSTAT_HEAD A B, NULL, false, 0, 0, "", "", UNKNOWN},
    {"an empty list is none", BOOT, KEXTSTAT_HEAD A B, "", false, 0, 0, "", "", UNKNOWN},
};

/* Lists that are not whole do not say what was unloaded. */
static const struct kext_case part_lists[] = {
    {"cut inside a row", BOOT, KEXTSTAT_HEAD A B, KEXTSTAT_HEAD A "   77    0 0xffff",
     false, 0, 0, "", "", UNKNOWN},
    {"a row that is not understood", BOOT, KEXTSTAT_HEAD A B C,
     KEXTSTAT_HEAD A "   77    0 what com.example.b (2.0)\n" C, false, 0, 0, "", "", UNKNOWN},
};
/* clang-format on */

static void check_kexts(const struct kext_case *c)
{
    struct report_text base[] = {WIRED("VM_KERN_MEMORY_BSD  2  20K\n"),
                                 {"sysctl", BOOT},
                                 {"kextstat", c->base},
                                 {NULL, NULL}};
    struct report_text later[] = {WIRED(UNLOADED("77  71  30K") UNLOADED("99  72  40K")),
                                  {"sysctl", c->later_boot},
                                  {c->later != NULL ? "kextstat" : NULL, c->later},
                                  {NULL, NULL}};
    struct pair pair = find_in_texts(AT_BASE, base, AT_LATER, later);
    const struct findings *f = &pair.findings;
    ck_assert_msg(f->kexts_known == c->known, "%s: known %d", c->what, f->kexts_known);
    ck_assert_msg(f->n_kexts == c->count, "%s: %zu changes", c->what, f->n_kexts);
    if (c->count > 0) {
        const struct kext_change *change = &f->kexts[0];
        ck_assert_msg(slice_is(change->name, "com.example.b"), "%s", c->what);
        ck_assert_msg(change->kind == c->kind, "%s: kind %d", c->what, (int)change->kind);
        ck_assert_msg(slice_is(change->base_version, c->base_version), "%s", c->what);
        ck_assert_msg(slice_is(change->later_version, c->later_version), "%s", c->what);
        ck_assert_msg(change->left_bytes.known == (c->left != UNKNOWN), "%s: left", c->what);
        if (c->left != UNKNOWN)
            ck_assert_int_eq((int64_t)change->left_bytes.value, c->left);
    }
    free_pair(&pair);
}

START_TEST(kexts)
{
    check_kexts(&kext_cases[_i]);
}
END_TEST

START_TEST(kexts_of_part_lists)
{
    check_kexts(&part_lists[_i]);
}
END_TEST

/* clang-format off */
#define BANNER "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
#define VM_STAT(free, wired, faults)                                                               \
    "Pages free: " free ".\nPages wired down: " wired ".\n\"Translation faults\": " faults ".\n"   \
    "Bytes of compressed tags: 9000000.\nSwapouts: 1.\n"
#define SWAP(used) "vm.swapusage: total = 64.00M  used = " used "  free = 1.00M  (encrypted)\n"

struct vm_case {
    const char *what;
    const char *base, *later; /* vm_stat */
    const char *later_boot;
    const char *row;
    enum vm_unit unit;
    int64_t before, after, change; /* before UNKNOWN and after UNKNOWN: no such row */
};

static const struct vm_case vm_cases[] = {
    {"pages become bytes", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "free", VM_BYTES, 409600, 245760, -163840},
    {"wired", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "wired", VM_BYTES, 20480, 24576, 4096},
    {"bytes stay bytes", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "compressed_tags", VM_BYTES, 9000000, 9000000, 0},
    {"events of one boot are subtracted", BANNER VM_STAT("100", "5", "7"),
     BANNER VM_STAT("60", "6", "9"), BOOT, "faults", VM_EVENTS, 7, 9, 2},
    {"events of two boots are not", BANNER VM_STAT("100", "5", "7"),
     BANNER VM_STAT("60", "6", "9"), OTHER_BOOT, "faults", VM_EVENTS, 7, 9, UNKNOWN},
    {"nor where the boot is not known", BANNER VM_STAT("100", "5", "7"),
     BANNER VM_STAT("60", "6", "9"), "hw.model: x\n", "faults", VM_EVENTS, 7, 9, UNKNOWN},
    {"bytes of two boots are", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"),
     OTHER_BOOT, "free", VM_BYTES, 409600, 245760, -163840},
    {"no figure on one side", BANNER VM_STAT("100", "5", "7"),
     BANNER "Pages wired down: 6.\nSwapouts: 1.\n", BOOT, "free", VM_BYTES, 409600, UNKNOWN,
     UNKNOWN},
    {"no figure on either side", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"),
     BOOT, "throttled", VM_BYTES, UNKNOWN, UNKNOWN, UNKNOWN},
    {"pages of unknown size", VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "free", VM_BYTES, UNKNOWN, 245760, UNKNOWN},
    {"events need no size", VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "faults", VM_EVENTS, 7, 9, 2},
    {"pages that are more bytes than there are",
     BANNER VM_STAT("18446744073709551615", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "free", VM_BYTES, UNKNOWN, 245760, UNKNOWN},
    {"swap", BANNER VM_STAT("100", "5", "7"), BANNER VM_STAT("60", "6", "9"), BOOT,
     "swap_used", VM_BYTES, 2 << 20, 3 << 20, 1 << 20},
};
/* clang-format on */

static const struct vm_row *find_vm_row(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->n_vm; i++) {
        if (strcmp(findings->vm[i].name, name) == 0)
            return &findings->vm[i];
    }
    return NULL;
}

static struct pair find_in_vm_stats(const char *base_vm, const char *later_vm, const char *boot)
{
    char sysctl[512];
    snprintf(sysctl, sizeof(sysctl), "%s%s", boot, SWAP("3.00M"));
    struct report_text base[] = {
        {"vm_stat", base_vm}, {"sysctl", BOOT SWAP("2.00M")}, {NULL, NULL}};
    struct report_text later[] = {{"vm_stat", later_vm}, {"sysctl", sysctl}, {NULL, NULL}};
    return find_in_texts(AT_BASE, base, AT_LATER, later);
}

START_TEST(vm_figures)
{
    const struct vm_case *c = &vm_cases[_i];
    struct pair pair = find_in_vm_stats(c->base, c->later, c->later_boot);
    const struct vm_row *row = find_vm_row(&pair.findings, c->row);
    bool expected = c->before != UNKNOWN || c->after != UNKNOWN;
    ck_assert_msg((row != NULL) == expected, "%s: there", c->what);
    if (expected) {
        ck_assert_int_eq(row->unit, c->unit);
        ck_assert_msg(row->base.known == (c->before != UNKNOWN), "%s: base", c->what);
        ck_assert_msg(row->later.known == (c->after != UNKNOWN), "%s: later", c->what);
        ck_assert_msg(!row->base.known || (int64_t)row->base.value == c->before, "%s: base %llu",
                      c->what, (unsigned long long)row->base.value);
        ck_assert_msg(!row->later.known || (int64_t)row->later.value == c->after, "%s: later %llu",
                      c->what, (unsigned long long)row->later.value);
        same_change(row->change, c->change, c->what);
        ck_assert_uint_eq(row->step, 1);
    }
    free_pair(&pair);
}
END_TEST

#define COLUMNS(row) BANNER "free active specul wired faults\n" row "\n"

/* A cell in thousands makes the row as coarse, whichever side it is on. */
START_TEST(rounded_events)
{
    struct pair pair = find_in_vm_stats(COLUMNS("1 2 3 4 5"), COLUMNS("1 2 3 4 98K"), BOOT);
    const struct vm_row *faults = find_vm_row(&pair.findings, "faults");
    ck_assert_uint_eq(faults->step, 1000);
    same_change(faults->change, 97995, "faults");
    ck_assert_uint_eq(find_vm_row(&pair.findings, "wired")->step, 1);
    free_pair(&pair);
}
END_TEST

/* The row is in bytes, and so is what it is a multiple of. */
START_TEST(rounded_pages)
{
    struct pair pair = find_in_vm_stats(COLUMNS("1 2 3 98K 5"), COLUMNS("1 2 3 99 5"), BOOT);
    const struct vm_row *wired = find_vm_row(&pair.findings, "wired");
    ck_assert_uint_eq(wired->base.value, UINT64_C(98000) * 4096);
    ck_assert_uint_eq(wired->step, 1000 * 4096);
    free_pair(&pair);
}
END_TEST

START_TEST(figures_beyond_64_bits)
{
    /* Elements of two rows of one name: their sum does not fit, and there is no account of them. */
    static const struct report_text reports[] = {
        {"zprint", TEXT_ZONES "x  1  4K  4K  1  1  18446744073709551615  4K  1\n"
                              "x  1  4K  4K  1  1  18446744073709551615  4K  1\n"},
        {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct findings findings = {.n_vm = 42};
    struct error error = ERROR_NONE;
    ck_assert(!findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    ck_assert(error.set);
    ck_assert_uint_eq(findings.n_vm, 42);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("findings");
    TCase *tests = tcase_create("findings");
    tcase_add_test(tests, rates_and_sums);
    tcase_add_test(tests, one_capture);
    tcase_add_loop_test(tests, seconds_between, 0, LEN(seconds_cases));
    tcase_add_loop_test(tests, kexts, 0, LEN(kext_cases));
    tcase_add_loop_test(tests, kexts_of_part_lists, 0, LEN(part_lists));
    tcase_add_loop_test(tests, vm_figures, 0, LEN(vm_cases));
    tcase_add_test(tests, rounded_events);
    tcase_add_test(tests, rounded_pages);
    tcase_add_test(tests, figures_beyond_64_bits);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
