/* check_counts: what growth is held against, out of whole reports, and not out of parts of them. */
#include <check.h>

#include "counts.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB UINT64_C(1024)

/* What two captures say of the counts. */
struct sides {
    struct arena *arena;
    struct snapshot *base, *later;
    struct findings findings;
    struct count_pair counts[FOLLOWS_COUNTS];
};

static struct finding_side side_of(struct snapshot *snapshot, struct arena *arena)
{
    struct error error = ERROR_NONE;
    struct finding_side side = {.snapshot = snapshot};
    ck_assert_msg(account_of(snapshot, arena, &side.account, &error), "%s", error.reason);
    return side;
}

static struct sides count_texts(const struct report_text *base, const struct report_text *later)
{
    struct sides s = {
        .arena = arena_new(), .base = parse_texts(NULL, base), .later = parse_texts(NULL, later)};
    s.findings.base = side_of(s.base, s.arena);
    s.findings.later = side_of(s.later, s.arena);
    s.findings.processes = processes_of(s.base, s.later, BOOT_UNKNOWN, s.arena);
    counts_of(&s.findings, s.counts);
    return s;
}

static void free_sides(struct sides *s)
{
    snapshot_free(s->base);
    snapshot_free(s->later);
    arena_free(s->arena);
}

static void same_amount(struct amount found, struct amount expected, const char *what)
{
    ck_assert_msg(found.known == expected.known && found.value == expected.value,
                  "%s: %llu, known %d", what, (unsigned long long)found.value, found.known);
}

struct count_case {
    const char *what;
    struct report_text texts[3]; /* of one side; the other has no report */
    enum follows follows;
    struct amount count;
};

/* clang-format off */
#define KNOWN(n) {(n), true}
#define NOT {0, false}
#define LARGEST "18446744073709551615"
#define TOP_HEAD "PID    COMMAND          %CPU TIME     #TH  #PORTS #MREGS MEM\n"
#define TOP_ROW(pid, threads, ports) pid "  a" pid "  0.0  00:01.00  " threads "  " ports "  1  1M\n"
#define TOP(head, rows) {"top", head "\n" TOP_HEAD rows}
#define TWO TOP_ROW("1", "10", "200") TOP_ROW("2", "31", "4000")
#define REGIONS "MemRegions: 700123 total, 15M resident, 28M private, 37M shared.\n"
#define PS(rows) {"ps", "USER  PID  RSS  TIME COMMAND\n" rows}
#define PS_ROW(pid, rss) "root  " pid "  " rss "  0:01.00 /bin/a\n"
#define VNODES(name, elements) name "  240  64K  -------  99999  -------  " elements "  4K  16\n"
#define VM_STAT(row)                                                                               \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 10.\n"    \
     row "Swapouts: 1.\n"}

static const struct count_case cases[] = {
    {"threads", {TOP("", TWO)}, FOLLOWS_THREADS, KNOWN(41)},
    {"ports", {TOP("", TWO)}, FOLLOWS_PORTS, KNOWN(4200)},
    {"regions", {TOP(REGIONS, TWO)}, FOLLOWS_REGIONS, KNOWN(700123)},
    {"regions that top does not count", {TOP("", TWO)}, FOLLOWS_REGIONS, NOT},
    {"no threads for one process", {TOP("", TWO TOP_ROW("3", "N/A", "7"))}, FOLLOWS_THREADS, NOT},
    {"which does not spoil its ports", {TOP("", TWO TOP_ROW("3", "N/A", "7"))}, FOLLOWS_PORTS,
     KNOWN(4207)},
    {"no ports for one process", {TOP("", TOP_ROW("3", "7", "N/A") TWO)}, FOLLOWS_PORTS, NOT},
    {"a row of top that is not understood", {TOP("", TWO "3  x\n")}, FOLLOWS_PORTS, NOT},
    {"and its threads", {TOP("", TWO "3  x\n")}, FOLLOWS_THREADS, NOT},
    {"less rows than top counted",
     {TOP("Processes: 99 total, 2 running, 97 sleeping, 4000 threads\n", TWO)}, FOLLOWS_THREADS,
     NOT},
    {"regions are top's own sum, whatever rows are missing", {TOP(REGIONS, TWO "3  x\n")},
     FOLLOWS_REGIONS, KNOWN(700123)},
    {"a top without rows", {TOP("PhysMem: 9G used (3G wired), 7168M unused.\n", "")},
     FOLLOWS_PORTS, NOT},
    {"threads that are too many",
     {TOP("", TOP_ROW("1", LARGEST, "1") TOP_ROW("2", "1", "1"))}, FOLLOWS_THREADS, NOT},
    {"as many as fit", {TOP("", TOP_ROW("1", LARGEST, "1") TOP_ROW("2", "0", "1"))}, FOLLOWS_THREADS,
     KNOWN(UINT64_MAX)},

    {"resident memory", {PS(PS_ROW("1", "100") PS_ROW("2", "28"))}, FOLLOWS_RESIDENT,
     KNOWN(128 * KIB)},
    {"ps without RSS", {{"ps", "USER  PID  TIME COMMAND\nroot  1  0:01.00 /bin/a\n"}},
     FOLLOWS_RESIDENT, NOT},
    {"a row of ps that is not understood", {PS(PS_ROW("1", "100") "root 2 ?\n")}, FOLLOWS_RESIDENT,
     NOT},
    {"a ps without rows", {PS("")}, FOLLOWS_RESIDENT, NOT},
    {"more memory than there is",
     {PS(PS_ROW("1", "18014398509481983") PS_ROW("2", "1"))}, FOLLOWS_RESIDENT, NOT},
    {"and as much as fits", {PS(PS_ROW("1", "18014398509481983") PS_ROW("2", "0"))},
     FOLLOWS_RESIDENT, KNOWN(UINT64_MAX - 1023)},
    {"top does not stand in for ps", {TOP("", TWO)}, FOLLOWS_RESIDENT, NOT},

    {"descriptors", {{"sysctl", "kern.maxfiles: 9\nkern.num_files: 4242\n"}}, FOLLOWS_DESCRIPTORS,
     KNOWN(4242)},
    {"descriptors that are no number", {{"sysctl", "kern.num_files: 4242 of 9\n"}},
     FOLLOWS_DESCRIPTORS, NOT},
    {"too many of them", {{"sysctl", "kern.num_files: 18446744073709551616\n"}},
     FOLLOWS_DESCRIPTORS, NOT},
    {"the limit is not the count", {{"sysctl", "kern.maxfiles: 9\n"}}, FOLLOWS_DESCRIPTORS, NOT},

    {"vnodes", {{"zprint", TEXT_ZONES VNODES("vnodes", "1234")}}, FOLLOWS_VNODES, KNOWN(1234)},
    {"vnodes in two rows", {{"zprint", TEXT_ZONES VNODES("vnodes", "1234") VNODES("vnodes", "6")}},
     FOLLOWS_VNODES, KNOWN(1240)},
    {"a zone that is called alike", {{"zprint", TEXT_ZONES VNODES("vnodes.x", "1234")}},
     FOLLOWS_VNODES, NOT},
    {"what is no zone", {{"zprint", TEXT_WIRED "vnodes  0xffffff8000000000  3  8K\n"}},
     FOLLOWS_VNODES, NOT},

    {"compressed memory", {VM_STAT("Pages stored in compressor: 505050.\n")}, FOLLOWS_COMPRESSED,
     KNOWN(UINT64_C(505050) * 16384)},
    {"no compressor", {VM_STAT("")}, FOLLOWS_COMPRESSED, NOT},

    {"processes need both sides", {TOP("", TWO), PS(PS_ROW("1", "1"))}, FOLLOWS_PROCESSES, NOT},
    {"nothing follows nothing", {TOP("", TWO), PS(PS_ROW("1", "1"))}, FOLLOWS_NOTHING, NOT},
    {"nobody counts messages", {TOP("", TWO), PS(PS_ROW("1", "1"))}, FOLLOWS_MESSAGES, NOT},
    {"nor sockets", {TOP("", TWO), PS(PS_ROW("1", "1"))}, FOLLOWS_SOCKETS, NOT},
    {"RAM is not a count", {{"sysctl", "hw.memsize: 8589934592\n"}}, FOLLOWS_RAM, NOT},
};
/* clang-format on */

static const struct report_text no_texts[] = {{NULL, NULL}};

START_TEST(one_side)
{
    const struct count_case *c = &cases[_i];
    struct sides s = count_texts(c->texts, no_texts);
    same_amount(s.counts[c->follows].base, c->count, c->what);
    same_amount(s.counts[c->follows].later, AMOUNT_UNKNOWN, c->what);
    ck_assert(!count_is_known(s.counts[c->follows]));
    free_sides(&s);

    s = count_texts(no_texts, c->texts);
    same_amount(s.counts[c->follows].base, AMOUNT_UNKNOWN, c->what);
    same_amount(s.counts[c->follows].later, c->count, c->what);
    ck_assert(!count_is_known(s.counts[c->follows]));
    free_sides(&s);
}
END_TEST

START_TEST(both_sides)
{
    static const struct report_text base[] = {
        TOP(REGIONS, TWO), PS(PS_ROW("1", "100")), {NULL, NULL}};
    static const struct report_text later[] = {
        TOP("", TWO TOP_ROW("3", "9", "5")), PS(PS_ROW("1", "100") PS_ROW("2", "1")), {NULL, NULL}};
    struct sides s = count_texts(base, later);
    const struct count_pair *ports = &s.counts[FOLLOWS_PORTS];
    const struct count_pair *processes = &s.counts[FOLLOWS_PROCESSES];
    ck_assert(count_is_known(*ports) && count_is_known(*processes));
    ck_assert(!count_is_known(s.counts[FOLLOWS_REGIONS]));
    ck_assert_uint_eq(ports->base.value, 4200);
    ck_assert_uint_eq(ports->later.value, 4205);
    ck_assert_uint_eq(processes->base.value, 2); /* by top, the better of the two reports */
    ck_assert_uint_eq(processes->later.value, 3);
    free_sides(&s);
}
END_TEST

/* No report is whole on both sides: processes are not counted. */
START_TEST(reports_in_parts)
{
    static const struct report_text base[] = {TOP("", TWO), {NULL, NULL}};
    static const struct report_text later[] = {
        TOP("", TWO "3  x\n"), PS(PS_ROW("1", "100")), {NULL, NULL}};
    struct sides s = count_texts(base, later);
    ck_assert(!count_is_known(s.counts[FOLLOWS_PROCESSES]));
    same_amount(s.counts[FOLLOWS_PROCESSES].base, AMOUNT_UNKNOWN, "base");
    same_amount(s.counts[FOLLOWS_PROCESSES].later, AMOUNT_UNKNOWN, "later");
    free_sides(&s);
}
END_TEST

START_TEST(plain_sysctls)
{
    static const struct report_text texts[] = {
        {"sysctl", "kern.maxvnodes: 263168\nkern.empty: \nkern.maxvnodes: 1\nkern.minus: -1\n"},
        {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, texts);
    same_amount(sysctl_count(snapshot, "kern.maxvnodes"), amount_of(263168), "maxvnodes");
    same_amount(sysctl_count(snapshot, "kern.empty"), AMOUNT_UNKNOWN, "empty");
    same_amount(sysctl_count(snapshot, "kern.minus"), AMOUNT_UNKNOWN, "minus");
    same_amount(sysctl_count(snapshot, "kern.max"), AMOUNT_UNKNOWN, "absent");
    snapshot_free(snapshot);
}
END_TEST

struct lost_case {
    const char *what;
    struct report_text texts[2];
    enum follows follows;
    bool lost;
};

/* clang-format off */
static const struct lost_case lost_cases[] = {
    {"absent", {{NULL, NULL}}, FOLLOWS_VNODES, false},
    {"whole", {PS(PS_ROW("1", "100"))}, FOLLOWS_RESIDENT, false},
    {"a row that is damaged", {PS(PS_ROW("1", "100") "root 2 x\n")}, FOLLOWS_RESIDENT, true},
    {"another report is", {PS(PS_ROW("1", "100") "root 2 x\n")}, FOLLOWS_VNODES, false},
    {"empty", {{"sysctl", ""}}, FOLLOWS_RAM, true},
    {"noise", {{"zprint", "\x1f\x8b what is this\n"}}, FOLLOWS_VNODES, true},
};
/* clang-format on */

START_TEST(lost)
{
    const struct lost_case *c = &lost_cases[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->texts);
    ck_assert_msg(count_is_lost(snapshot, c->follows) == c->lost, "%s", c->what);
    ck_assert(!count_is_lost(snapshot, FOLLOWS_NOTHING));
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts");
    TCase *tests = tcase_create("counts");
    tcase_add_loop_test(tests, one_side, 0, LEN(cases));
    tcase_add_test(tests, both_sides);
    tcase_add_test(tests, reports_in_parts);
    tcase_add_test(tests, plain_sysctls);
    tcase_add_loop_test(tests, lost, 0, LEN(lost_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
