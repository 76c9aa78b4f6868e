/* check_join: two accounts row by row, out of the texts of two captures. */
#include <check.h>

#include "join.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB INT64_C(1024)

struct sides {
    struct snapshot *base, *later; /* base NULL: one capture */
    struct arena *arena;
    struct account base_account, later_account;
    struct joined joined;
};

static struct sides join_texts(const struct report_text *base, const struct report_text *later,
                               enum same_boot boot, const char *what)
{
    struct error error = ERROR_NONE;
    struct sides s = {.arena = arena_new()};
    if (base != NULL) {
        s.base = parse_texts(NULL, base);
        ck_assert_msg(account_of(s.base, s.arena, &s.base_account, &error), "%s", what);
    }
    s.later = parse_texts(NULL, later);
    ck_assert_msg(account_of(s.later, s.arena, &s.later_account, &error), "%s", what);
    struct join_options options = {.boot = boot};
    ck_assert_msg(join_accounts(base != NULL ? &s.base_account : NULL, &s.later_account, options,
                                s.arena, &s.joined, &error),
                  "%s: %s", what, error.reason);
    return s;
}

static void free_sides(struct sides *s)
{
    snapshot_free(s->base);
    snapshot_free(s->later);
    arena_free(s->arena);
}

/* The growth of all compared rows and of what is not compared is the growth of the total. */
static void check_growth_adds_up(const struct joined *joined, const char *what)
{
    int64_t sum = joined->not_compared.growth_bytes.value;
    for (size_t i = 0; i < joined->n_components; i++) {
        if (joined->components[i].growth_bytes.known)
            sum += joined->components[i].growth_bytes.value;
    }
    if (joined->growth_bytes.known)
        ck_assert_msg(sum == joined->growth_bytes.value, "%s: rows grew by %lld of %lld", what,
                      (long long)sum, (long long)joined->growth_bytes.value);
}

static const struct component *find(const struct joined *joined, enum component_kind kind,
                                    const char *name, int64_t id)
{
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        bool same_id = c->kmod_id.known ? (int64_t)c->kmod_id.value == id : id < 0;
        if (c->kind == kind && slice_is(c->name, name) && same_id)
            return c;
    }
    return NULL;
}

#define UNKNOWN INT64_MIN

enum { NO_ID = -1 };

struct row_expected {
    enum component_kind kind;
    const char *name;
    int64_t id;
    enum component_state state;
    int64_t base, later, growth; /* KiB; UNKNOWN: not known */
};

struct join_case {
    const char *what;
    struct report_text base[4], later[4];
    enum same_boot boot;
    int64_t growth; /* of the total, KiB; UNKNOWN: the totals are not compared */
    size_t n_components;
    struct row_expected rows[6]; /* name NULL at the end */
};

/* clang-format off */
#define UNLOADED "(unloaded kmod)                                                  "
#define KEXT_A "com.example.a                                                    "
/* The head of -w up to 10.13, where names are cut at 17. */
#define ZONES_17                                                                                   \
    "zone name           size        size        size      #elts       #elts       inuse   size  " \
    "count   wasted\n"
#define ZONE(name, kib) name "  64  " kib "K  -------  999  -------  10  4K  64\n"
#define COUNTER(kib) TEXT_MAPS "VM_KERN_COUNT_WIRED   " kib "K\n"
#define DARWIN(version) {"sysctl", "kern.osrelease: " version "\n"}
#define WHOLE(zones, rows, kib) {"zprint", TEXT_ZONES zones TEXT_WIRED rows "zones 1K\n" COUNTER(kib)}
#define VM_STAT(pages)                                                                             \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"                      \
     "Pages free: 10.\nPages wired down: " pages ".\nSwapouts: 1.\n"}
#define TOP(wired) {"top", "PhysMem: 99G used (" wired " wired), 7168M unused.\n"}
#define TAG(name, kib) "VM_KERN_MEMORY_" name "  1  " kib "K\n"
#define STOLEN(kib) "VM_KERN_COUNT_BOOT_STOLEN  266  " kib "K\n"
#define REST(base, later, growth)                                                                  \
    {COMPONENT_UNATTRIBUTED, "unattributed", NO_ID, STATE_BOTH, base, later, growth}
#define NO_REST(base, later)                                                                       \
    {COMPONENT_UNATTRIBUTED, "unattributed", NO_ID, STATE_UNKNOWN, base, later, UNKNOWN}
#define Z COMPONENT_ZONE
#define T COMPONENT_TAG
#define K COMPONENT_KEXT

static const struct join_case cases[] = {
    {"both, new and gone",
     {WHOLE(ZONE("a", "100") ZONE("b", "40"), TAG("BSD", "30") TAG("IOKIT", "7"), "300")},
     {WHOLE(ZONE("a", "150") ZONE("c", "60"), TAG("BSD", "20") TAG("KEXT", "9"), "500")},
     BOOT_SAME, 200, 7,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50}, {Z, "b", NO_ID, STATE_GONE, 40, UNKNOWN, -40},
      {Z, "c", NO_ID, STATE_NEW, UNKNOWN, 60, 60},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 30, 20, -10},
      {T, "VM_KERN_MEMORY_KEXT", NO_ID, STATE_NEW, UNKNOWN, 9, 9}, REST(123, 261, 138)}},
    {"no wired section on one side: tags are not compared",
     {WHOLE(ZONE("a", "100"), TAG("BSD", "30"), "300"), VM_STAT("75")},
     {{"zprint", TEXT_ZONES ZONE("a", "150") ZONE("c", "60")}, VM_STAT("125")},
     BOOT_SAME, 200, 4,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50},
      {Z, "c", NO_ID, STATE_NEW, UNKNOWN, 60, 60},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 30, UNKNOWN, UNKNOWN}, REST(170, 290, UNKNOWN)}},
    {"a wired section that was cut: what it has is compared, what it has not is not",
     {WHOLE("", TAG("BSD", "30") TAG("IOKIT", "7"), "300"), VM_STAT("75")},
     {{"zprint", TEXT_ZONES ZONE("a", "50") TEXT_WIRED TAG("BSD", "20") TAG("DIAG", "9")},
      VM_STAT("125")},
     BOOT_SAME, 200, 5,
     {{T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 30, 20, -10},
      {T, "VM_KERN_MEMORY_DIAG", NO_ID, STATE_NEW, UNKNOWN, 9, 9},
      {T, "VM_KERN_MEMORY_IOKIT", NO_ID, STATE_UNKNOWN, 7, UNKNOWN, UNKNOWN},
      {Z, "a", NO_ID, STATE_UNKNOWN, UNKNOWN, 50, UNKNOWN}, REST(263, 421, UNKNOWN)}},
    {"a line not understood may be the row that is not there",
     {WHOLE(ZONE("a", "100") ZONE("b", "40"), TAG("BSD", "30"), "300")},
     {WHOLE(ZONE("a", "150") "b  64  fourty\n", TAG("IOKIT", "5"), "500")},
     BOOT_SAME, 200, 5,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50}, {Z, "b", NO_ID, STATE_UNKNOWN, 40, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 30, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_IOKIT", NO_ID, STATE_NEW, UNKNOWN, 5, 5}, REST(130, 345, UNKNOWN)}},
    {"what lies outside of the zones has tags from 10.11 on",
     {{"zprint", TEXT_ZONES ZONE("a", "10") ZONE("page_tables", "20") ZONE("kalloc.large", "5")},
      VM_STAT("75"), DARWIN("14.0.0")},
     {WHOLE(ZONE("a", "11"), TAG("PTE", "21"), "300"), VM_STAT("75")},
     BOOT_DIFFERENT, 0, 5,
     {{Z, "a", NO_ID, STATE_BOTH, 10, 11, 1},
      {Z, "page_tables", NO_ID, STATE_UNKNOWN, 20, UNKNOWN, UNKNOWN},
      {Z, "kalloc.large", NO_ID, STATE_UNKNOWN, 5, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_PTE", NO_ID, STATE_UNKNOWN, UNKNOWN, 21, UNKNOWN}, REST(265, 268, UNKNOWN)}},
    {"within 10.10 it is like any other zone",
     {{"zprint", TEXT_ZONES ZONE("a", "10") ZONE("page_tables", "20") ZONE("kalloc.large", "5")},
      VM_STAT("75")},
     {{"zprint", TEXT_ZONES ZONE("a", "10") ZONE("kalloc.large", "6")}, VM_STAT("75")},
     BOOT_DIFFERENT, 0, 4,
     {{Z, "page_tables", NO_ID, STATE_GONE, 20, UNKNOWN, -20},
      {Z, "kalloc.large", NO_ID, STATE_BOTH, 5, 6, 1}, REST(265, 284, 19)}},
    {"without root zones go by other names",
     {WHOLE(ZONE("kalloc.type1.64", "10") ZONE("a", "20"), TAG("BSD", "30"), "300")},
     {WHOLE("kalloc.64  64  0K  0K  0  0  160  0K  0\na  64  0K  0K  0  0  336  0K  0\n",
            TAG("BSD", "31"), "400")},
     BOOT_SAME, 100, 5,
     {{Z, "a", NO_ID, STATE_BOTH, 20, 21, 1}, {Z, "kalloc.64", NO_ID, STATE_UNKNOWN, UNKNOWN, 10, UNKNOWN},
      {Z, "kalloc.type1.64", NO_ID, STATE_UNKNOWN, 10, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 30, 31, 1}, REST(240, 338, 98)}},
    {"no zprint on one side",
     {VM_STAT("75")}, {WHOLE(ZONE("a", "100"), TAG("BSD", "30"), "500"), VM_STAT("125")},
     BOOT_DIFFERENT, 200, 3,
     {{Z, "a", NO_ID, STATE_UNKNOWN, UNKNOWN, 100, UNKNOWN},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, UNKNOWN, 30, UNKNOWN}, NO_REST(UNKNOWN, 370)}},

    {"names cut at 24 and at 17 are one",
     {{"zprint", TEXT_ZONES ZONE("a.name.of.18.chars", "10") ZONE("abcdefghijklmnopqrstuvwx$", "20")
       ZONE("abcdefghijklmnopqz", "30") ZONE("seventeen.letters", "40")}, VM_STAT("75")},
     {{"zprint", ZONES_17 "a.name.of.18.char$  64  11K  -------  999  -------  10  4K  64  1K\n"
       "abcdefghijklmnopq$  64  55K  -------  999  -------  10  4K  64  1K\n"
       "seventeen.letters  64  44K  -------  999  -------  10  4K  64  1K\n"
       "TOTAL SIZE   = 1\n"}, VM_STAT("125")},
     BOOT_SAME, 200, 4,
     {{Z, "a.name.of.18.char$", NO_ID, STATE_BOTH, 10, 11, 1},
      {Z, "abcdefghijklmnopq$", NO_ID, STATE_BOTH, 50, 55, 5},
      {Z, "seventeen.letters", NO_ID, STATE_BOTH, 40, 44, 4}, REST(200, 390, 190)}},
    {"and the other way round",
     {{"zprint", ZONES_17 "a.name.of.18.char$  64  11K  -------  999  -------  10  4K  64  1K\n"
       "TOTAL SIZE   = 1\n"}, VM_STAT("75")},
     {{"zprint", TEXT_ZONES ZONE("a.name.of.18.chars", "10") ZONE("a.name.of.18.charm", "5")},
      VM_STAT("75")},
     BOOT_SAME, 0, 2, {{Z, "a.name.of.18.char$", NO_ID, STATE_BOTH, 11, 15, 4}, REST(289, 285, -4)}},

    {"tags go by the name that their kernel gives them",
     {WHOLE("", TAG("28", "10") TAG("29", "20"), "300"), DARWIN("20.6.0")},
     {WHOLE("", TAG("HV", "11") TAG("29", "50") TAG("RETIRED", "22"), "300"), DARWIN("21.1.0")},
     BOOT_DIFFERENT, 0, 4,
     {{T, "VM_KERN_MEMORY_HV", NO_ID, STATE_BOTH, 10, 11, 1},
      {T, "VM_KERN_MEMORY_29", NO_ID, STATE_NEW, UNKNOWN, 50, 50},
      {T, "VM_KERN_MEMORY_RETIRED", NO_ID, STATE_BOTH, 20, 22, 2}, REST(270, 217, -53)}},
    {"a kernel that is not known is taken for the other side's",
     {WHOLE("", TAG("29", "20"), "300"), DARWIN("21.6.0")},
     {WHOLE("", TAG("KALLOC_DATA", "22") TAG("31", "5"), "300")},
     BOOT_DIFFERENT, 0, 3,
     {{T, "VM_KERN_MEMORY_KALLOC_DATA", NO_ID, STATE_BOTH, 20, 22, 2},
      {T, "VM_KERN_MEMORY_31", NO_ID, STATE_NEW, UNKNOWN, 5, 5}, REST(280, 273, -7)}},
    {"unloaded kexts by id within a boot",
     {WHOLE("", UNLOADED "77  71  10K\n" UNLOADED "78  72  20K\n" KEXT_A "12  73  5K\n", "300")},
     {WHOLE("", UNLOADED "77  71  11K\n" UNLOADED "79  72  30K\n" KEXT_A "12  73  6K\n", "300")},
     BOOT_SAME, 0, 5,
     {{K, "(unloaded kmod)", 77, STATE_BOTH, 10, 11, 1},
      {K, "(unloaded kmod)", 78, STATE_GONE, 20, UNKNOWN, -20},
      {K, "(unloaded kmod)", 79, STATE_NEW, UNKNOWN, 30, 30},
      {K, "com.example.a", 12, STATE_BOTH, 5, 6, 1}, REST(265, 253, -12)}},
    {"and summed over boots, where kexts go by their names",
     {WHOLE("", UNLOADED "77  71  10K\n" UNLOADED "78  72  20K\n" KEXT_A "12  73  5K\n", "300")},
     {WHOLE("", UNLOADED "77  71  11K\n" UNLOADED "79  72  30K\n" KEXT_A "99  73  6K\n", "300")},
     BOOT_DIFFERENT, 0, 3,
     {{K, "(unloaded kmod)", NO_ID, STATE_BOTH, 30, 41, 11},
      {K, "com.example.a", 99, STATE_BOTH, 5, 6, 1}, REST(265, 253, -12)}},
    {"and where the boot is not known",
     {WHOLE("", UNLOADED "77  71  10K\n" UNLOADED "78  72  20K\n", "300")},
     {WHOLE("", UNLOADED "78  71  11K\n", "300")},
     BOOT_UNKNOWN, 0, 2,
     {{K, "(unloaded kmod)", NO_ID, STATE_BOTH, 30, 11, -19}, REST(270, 289, 19)}},

    {"a counter and vm_stat of one side: like with like",
     {WHOLE("", STOLEN("40") TAG("BSD", "10"), "300"), VM_STAT("50")}, {VM_STAT("60")},
     BOOT_SAME, 40, 3,
     {{T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 10, UNKNOWN, UNKNOWN},
      {COMPONENT_RESERVED, "VM_KERN_COUNT_BOOT_STOLEN", NO_ID, STATE_UNKNOWN, 40, UNKNOWN, UNKNOWN},
      NO_REST(190, UNKNOWN)}},
    {"what the firmware took is no part of managed pages",
     {{"zprint", TEXT_WIRED STOLEN("40") TAG("BSD", "10")}, TOP("2048K")},
     {{"zprint", TEXT_WIRED STOLEN("44") TAG("BSD", "11")}, TOP("3072K")},
     BOOT_SAME, 1024, 3,
     {{T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 10, 11, 1},
      {COMPONENT_RESERVED, "VM_KERN_COUNT_BOOT_STOLEN", NO_ID, STATE_BOTH, 40, 44, UNKNOWN},
      REST(2038, 3061, 1023)}},
    {"a counter against vm_stat and what the firmware took",
     {WHOLE("", STOLEN("40") TAG("BSD", "10"), "300")},
     {{"zprint", TEXT_WIRED STOLEN("40") TAG("BSD", "11") TEXT_MAPS "VM_KERN_COUNT_X  1K\n"},
      VM_STAT("75")},
     BOOT_SAME, 40, 3,
     {{T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 10, 11, 1},
      {COMPONENT_RESERVED, "VM_KERN_COUNT_BOOT_STOLEN", NO_ID, STATE_BOTH, 40, 40, 0},
      REST(250, 289, 39)}},
    {"vm_stat against top: both count managed pages",
     {VM_STAT("256")}, {TOP("2048K")}, BOOT_SAME, 1024, 1, {NO_REST(UNKNOWN, UNKNOWN)}},
    {"a counter against top: not at all",
     {WHOLE(ZONE("a", "10"), TAG("BSD", "10"), "300")},
     {{"zprint", TEXT_ZONES ZONE("a", "12")}, TOP("2M")}, BOOT_SAME, UNKNOWN, 2,
     {{Z, "a", NO_ID, STATE_BOTH, 10, 12, 2},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 10, UNKNOWN, UNKNOWN}}},
    {"a total on one side only",
     {WHOLE(ZONE("a", "10"), TAG("BSD", "10"), "300")},
     {{"zprint", TEXT_ZONES ZONE("a", "12")}}, BOOT_SAME, UNKNOWN, 2,
     {{Z, "a", NO_ID, STATE_BOTH, 10, 12, 2}}},
    {"nothing at all", {{NULL, NULL}}, {{NULL, NULL}}, BOOT_UNKNOWN, UNKNOWN, 0, {{0}}},
};

/* A table that only looks whole hides rows; absent is then not zero. */
static const struct join_case hidden_rows[] = {
    {"rows that somebody picked out",
     {WHOLE(ZONE("a", "100") ZONE("b", "40"), TAG("BSD", "30"), "300"), VM_STAT("75")},
     {{"zprint", ZONE("a", "150")}, VM_STAT("125")}, BOOT_SAME, 200, 4,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50}, {Z, "b", NO_ID, STATE_UNKNOWN, 40, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 30, UNKNOWN, UNKNOWN}, REST(130, 350, UNKNOWN)}},
    {"a zone whose size makes no sense",
     {WHOLE(ZONE("a", "100") ZONE("b", "40"), TAG("BSD", "30"), "300")},
     {WHOLE(ZONE("a", "150") ZONE("b", "18014398509481904"), TAG("BSD", "30"), "500")},
     BOOT_SAME, 200, 4,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50}, {Z, "b", NO_ID, STATE_UNKNOWN, 40, UNKNOWN, UNKNOWN},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_BOTH, 30, 30, 0}, REST(130, 320, UNKNOWN)}},
    {"a tag whose size makes no sense",
     {WHOLE(ZONE("a", "100"), TAG("BSD", "30"), "300")},
     {WHOLE(ZONE("a", "150"), TAG("BSD", "18014398509481904"), "500")}, BOOT_SAME, 200, 3,
     {{Z, "a", NO_ID, STATE_BOTH, 100, 150, 50},
      {T, "VM_KERN_MEMORY_BSD", NO_ID, STATE_UNKNOWN, 30, UNKNOWN, UNKNOWN}, REST(170, 350, UNKNOWN)}},
};
/* clang-format on */

static void same_change(struct change found, int64_t kib, const char *what, const char *row,
                        const char *figure)
{
    ck_assert_msg(found.known == (kib != UNKNOWN), "%s: %s of %s known: %d", what, figure, row,
                  found.known);
    if (found.known)
        ck_assert_msg(found.value == kib * KIB, "%s: %s of %s is %lld", what, figure, row,
                      (long long)found.value);
}

static void check_case(const struct join_case *c)
{
    struct sides s = join_texts(c->base, c->later, c->boot, c->what);
    same_change(s.joined.growth_bytes, c->growth, c->what, "total", "growth");
    ck_assert_msg(s.joined.totals_known == (c->growth != UNKNOWN), "%s: totals", c->what);
    for (int i = 0; i < LEN(c->rows) && c->rows[i].name != NULL; i++) {
        const struct row_expected *e = &c->rows[i];
        const struct component *found = find(&s.joined, e->kind, e->name, e->id);
        ck_assert_msg(found != NULL, "%s: no %s", c->what, e->name);
        ck_assert_msg(found->state == e->state, "%s: %s is %s", c->what, e->name,
                      component_state_name(found->state));
        same_change(found->base_bytes, e->base, c->what, e->name, "base");
        same_change(found->later_bytes, e->later, c->what, e->name, "later");
        same_change(found->growth_bytes, e->growth, c->what, e->name, "growth");
    }
    ck_assert_msg(s.joined.n_components == c->n_components, "%s: %zu components", c->what,
                  s.joined.n_components);
    check_growth_adds_up(&s.joined, c->what);
    free_sides(&s);
}

START_TEST(pairs)
{
    check_case(&cases[_i]);
}
END_TEST

START_TEST(rows_that_are_hidden)
{
    check_case(&hidden_rows[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("join");
    TCase *tests = tcase_create("join");
    tcase_add_loop_test(tests, pairs, 0, LEN(cases));
    tcase_add_loop_test(tests, rows_that_are_hidden, 0, LEN(hidden_rows));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
