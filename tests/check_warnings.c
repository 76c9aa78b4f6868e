/* check_warnings: what is said of reports that are missing, cut, refused, or at odds. */
#include <check.h>
#include <stdio.h>

#include "findings.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { PARTS_MAX = 4 };

struct warning_case {
    const char *what;
    struct report_text reports[4];
    const char *member; /* "": about the capture */
    uint64_t line;
    const char *parts[PARTS_MAX]; /* all of them in one warning; NULL at the end */
    size_t times;                 /* warnings that hold them */
};

/* clang-format off */
#define ZONES TEXT_ZONES                                                                           \
    "alpha  128  1000K  2000K  8000  16000  7000  4K  32  C\n"                                     \
    "beta.of.it  64  24K  -------  384  -------  384  4K  64\n"
#define WHOLE ZONES TEXT_WIRED "VM_KERN_MEMORY_BSD  2  30K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"
#define VM_STAT                                                                                    \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"                      \
     "Pages free: 10.\nPages wired down: 450.\nSwapouts: 1.\n"}
#define LOG(lines) {"sysdiagnose_log", "2021-03-04 05:06:07: Sysdiagnose version 2.0\n" lines}
#define SKIPPED(command)                                                                           \
    "2021-03-04 05:06:07: x (" command "): Req - 0011 State - 00B8. Did conditions pass: 0\n"
#define STARTED(command) "2021-03-04 05:06:08: Executing '" command "'\n"
#define ENDED(command) "2021-03-04 05:06:09: Child process '" command "' exited with status 0\n"
#define MANIFEST(root, lines)                                                                      \
    {"manifest", "sysdelta manifest 1\nroot: " root "\n" lines "end of manifest\n"}
#define LSMP(end, member)                                                                          \
    "collector: lsmp\ntells: ports of processes\nend: " end "\nmember: " member "\n"
#define KEXTSTAT                                                                                   \
    "Index Refs Address            Size       Wired      Name (Version) UUID <Linked Against>\n"   \
    "   12    0 0xffffff7f83795000 0x65000    0x65000    com.example.kext (1.0) <6 5 3>\n"
#define FIVE(row) row row row row row

static const struct warning_case cases[] = {
    {"no zprint, the total from vm_stat", {VM_STAT}, "", 0,
     {"zprint.txt: not in this capture", "known only in total (vm_stat)"}, 1},
    {"no zprint and no total", {{"sysctl", "hw.model: x\n"}}, "", 0,
     {"zprint.txt: not in this capture", "not even in total"}, 1},
    {"skipped by its conditions", {VM_STAT, LOG(SKIPPED("/usr/bin/zprint-t -w"))}, "", 0,
     {"zprint.txt: not in this capture", "conditions were not met"}, 1},
    {"started, with no end", {VM_STAT, LOG(STARTED("/usr/bin/zprint -t -w"))}, "", 0,
     {"zprint.txt: not in this capture", "recorded no end"}, 1},
    {"run to its end", {VM_STAT, LOG(STARTED("/usr/bin/zprint -t -w")
                                     ENDED("/usr/bin/zprint -t -w"))}, "", 0,
     {"zprint.txt: not in this capture", "its output is not here"}, 1},
    {"another report that was skipped",
     {{"zprint", WHOLE}, LOG(SKIPPED("/usr/sbin/kextstat"))}, "", 0,
     {"kextstat.txt: not in this capture", "conditions were not met"}, 1},
    {"a report that is there is not missing, whatever the log says",
     {{"zprint", WHOLE}, LOG(SKIPPED("/usr/bin/zprint-t -w"))}, "", 0, {"zprint.txt"}, 0},
    {"reports missing without a word of why", {{"zprint", WHOLE}, LOG("")}, "", 0,
     {"not in this capture:", "vm_stat.txt", "kextstat.txt", "top.txt"}, 1},
    {"reports that nobody misses", {{"zprint", WHOLE}, LOG("")}, "", 0, {"lsmp.txt"}, 0},
    {"and that were skipped", {{"zprint", WHOLE}, LOG(SKIPPED("/usr/bin/lsmp -a"))}, "", 0, {"lsmp"}, 0},

    {"a program that failed and left nothing", {{"zprint", WHOLE}, VM_STAT, MANIFEST("yes", LSMP("not found", "none"))},
     "", 0, {"lsmp: not found: ports of processes are not known"}, 1},
    {"with its complaint", {{"zprint", WHOLE}, MANIFEST("yes", LSMP("exit status 3", "none") "stderr: no right\n")},
     "", 0, {"lsmp: exit status 3 (no right): ports of processes are not known"}, 1},
    {"one that was stopped", {{"zprint", WHOLE}, MANIFEST("yes", LSMP("stopped after 60 s", "lsmp.txt"))},
     "", 0, {"lsmp: stopped after 60 s: ports of processes may not all be known"}, 1},
    {"one that printed nothing", {{"zprint", WHOLE}, MANIFEST("yes", LSMP("exit status 0", "none"))},
     "", 0, {"lsmp: printed nothing: ports of processes are not known"}, 1},
    {"one that ended well", {{"zprint", WHOLE}, MANIFEST("yes", LSMP("exit status 0", "lsmp.txt"))},
     "", 0, {"lsmp"}, 0},
    {"run without root", {{"zprint", WHOLE}, MANIFEST("no", LSMP("exit status 0", "lsmp.txt") "hidden: ports\n")},
     "", 0, {"taken without root, which hides: lsmp: ports"}, 1},
    {"run as root", {{"zprint", WHOLE}, MANIFEST("yes", LSMP("exit status 0", "lsmp.txt"))},
     "", 0, {"without root"}, 0},
    {"a capture without sysdiagnose has no log of it", {{"zprint", WHOLE}, MANIFEST("yes", "")},
     "", 0, {"sysdiagnose.log"}, 0},
    {"what the manifest explains is not missed twice", {{"zprint", WHOLE}, MANIFEST("yes", "collector: ps\nend: not found\n")},
     "", 0, {"not in this capture", "ps.txt"}, 0},

    {"empty", {{"zprint", ""}, VM_STAT}, "capture/zprint.txt", 0,
     {"the file is empty", "known only in total (vm_stat)"}, 1},
    {"refused", {{"zprint", "zprint: mach_memory_info: (os/kern) no access (try running as root)\n"},
                 VM_STAT}, "capture/zprint.txt", 0,
     {"no access (try running as root)", "known only in total (vm_stat)"}, 1},
    {"not understood at all", {{"zprint", "what is this\n"}, VM_STAT}, "capture/zprint.txt", 0,
     {"known only in total (vm_stat)"}, 1},
    {"cut short", {{"zprint", ZONES TEXT_WIRED "VM_KERN_MEMORY_BSD  2  30K\n"}},
     "capture/zprint.txt", 0, {"cut short"}, 1},
    {"a report cut short that is not zprint",
     {{"zprint", WHOLE},
      {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages free: 1.\n"}},
     "capture/vm_stat.txt", 0, {"ends before the last of its figures"}, 1},
    {"a line not understood", {{"zprint", ZONES "what is this\n" TEXT_WIRED TEXT_MAPS
                                "VM_KERN_COUNT_WIRED  2000K\n"}},
     "capture/zprint.txt", 4, {"what is this"}, 1},
    {"its report", {{"zprint", ZONES "what is this\n" TEXT_WIRED TEXT_MAPS
                     "VM_KERN_COUNT_WIRED  2000K\n"}},
     "capture/zprint.txt", 0, {"1 line of it not understood"}, 1},
    {"twenty lines not understood are told one by one",
     {{"zprint", ZONES FIVE(FIVE("no row\n")) TEXT_WIRED TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}},
     "capture/zprint.txt", 23, {"no row"}, 1},
    {"and no more than that",
     {{"zprint", ZONES FIVE(FIVE("no row\n")) TEXT_WIRED TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}},
     "capture/zprint.txt", 24, {"no row"}, 0},
    {"but counted",
     {{"zprint", ZONES FIVE(FIVE("no row\n")) TEXT_WIRED TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}},
     "capture/zprint.txt", 0, {"25 lines were not understood in all"}, 1},

    {"a kext without its id",
     {{"zprint", ZONES TEXT_WIRED "com.example.kext  72  4K\n" TEXT_MAPS
       "VM_KERN_COUNT_WIRED  2000K\n"}, {"kextstat", KEXTSTAT}}, "", 0,
     {"com.example.kext: zprint prints it without a kmod id"}, 1},
    {"what no list of kexts names has none",
     {{"zprint", ZONES TEXT_WIRED "com.example.dext  72  4K\n" TEXT_MAPS
       "VM_KERN_COUNT_WIRED  2000K\n"}, {"kextstat", KEXTSTAT}}, "", 0,
     {"without a kmod id"}, 0},
    {"no wired section, though the release prints one",
     {{"zprint", ZONES}, {"sysctl", "kern.osrelease: 15.0.0\n"}}, "", 0,
     {"no wired memory section"}, 1},
    {"a release that prints none", {{"zprint", ZONES}, {"sysctl", "kern.osrelease: 14.0.0\n"}},
     "", 0, {"no wired memory section"}, 0},
    {"no zones", {{"zprint", TEXT_WIRED "VM_KERN_MEMORY_BSD  2  30K\n" TEXT_MAPS
                   "VM_KERN_COUNT_WIRED  2000K\n"}}, "", 0, {"no zone table"}, 1},
    {"rows of one name", {{"zprint", ZONES "alpha  64  8K  -------  9  -------  9  4K  64\n"
                           TEXT_WIRED TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}}, "", 0,
     {"printed under one name", "alpha (2 rows)"}, 1},
    {"no rows of one name", {{"zprint", WHOLE}}, "", 0, {"printed under one name"}, 0},
    {"sizes hidden", {{"zprint", TEXT_ZONES "data.kalloc.1024  1024  0K  0K  0  0  3416  0K  0\n"
                       TEXT_WIRED TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}}, "", 0,
     {"ran without root", "estimate"}, 1},
    {"figures that disagree",
     {{"zprint", ZONES TEXT_WIRED "zones  2048K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  2000K\n"}},
     "", 0, {"disagree", "`zones`", "2097152", "1048576"}, 1},
    {"figures that agree", {{"zprint", WHOLE}, VM_STAT}, "", 0, {"disagree"}, 0},
    {"a clock that was never set",
     {{"zprint", WHOLE}, {"sysctl", "kern.boottime: { sec = 12, usec = 0 }\n"}}, "", 0,
     {"clock stood before 2011"}, 1},
};
/* clang-format on */

static bool holds_all(struct slice text, const char *const *parts)
{
    for (int i = 0; i < PARTS_MAX && parts[i] != NULL; i++) {
        if (slice_find_text(text, parts[i]) == text.len)
            return false;
    }
    return true;
}

static size_t count_warnings(const struct findings *findings, const struct warning_case *c)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        bool same_place = slice_is(warning->member, c->member) && warning->line == c->line;
        count += same_place && holds_all(warning->text, c->parts);
    }
    return count;
}

START_TEST(of_one_capture)
{
    const struct warning_case *c = &cases[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->reports);
    struct arena *arena = arena_new();
    struct findings findings;
    struct error error = ERROR_NONE;
    ck_assert(findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    size_t found = count_warnings(&findings, c);
    for (size_t i = 0; found != c->times && i < findings.n_warnings; i++)
        printf("%.*s: %.*s\n", SLICE_ARGS(findings.warnings[i].member),
               SLICE_ARGS(findings.warnings[i].text));
    ck_assert_msg(found == c->times, "%s: %zu warnings", c->what, found);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

/* A refusal is one thing to say, and is said once. */
START_TEST(refusal_is_told_once)
{
    static const struct report_text reports[] = {
        {"zprint", "zprint: mach_memory_info: (os/kern) no access (try running as root)\n"},
        VM_STAT,
        {NULL, NULL}};
    static const char *const parts[PARTS_MAX] = {"no access"};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct findings findings;
    struct error error = ERROR_NONE;
    size_t count = 0;
    ck_assert(findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    for (size_t i = 0; i < findings.n_warnings; i++)
        count += holds_all(findings.warnings[i].text, parts);
    ck_assert_uint_eq(count, 1);
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

/* Of a single report nobody expects the others. */
START_TEST(one_report_alone)
{
    static const struct report_text reports[] = {VM_STAT, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    struct arena *arena = arena_new();
    struct findings findings;
    struct error error = ERROR_NONE;
    snapshot->format = SLICE("report");
    ck_assert(findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    for (size_t i = 0; i < findings.n_warnings; i++) {
        struct slice text = findings.warnings[i].text;
        ck_assert(slice_starts(text, "zprint.txt"));
    }
    arena_free(arena);
    snapshot_free(snapshot);
}
END_TEST

struct pair_case {
    const char *what;
    struct report_text base[3], later[3];
    const char *side; /* NULL: about both */
    const char *parts[PARTS_MAX];
    size_t times;
};

/* clang-format off */
#define TOP {"top", "PhysMem: 99G used (2M wired), 7168M unused.\n"}
#define OTHER_VM_STAT                                                                              \
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"                     \
     "Pages free: 10.\nPages wired down: 450.\nSwapouts: 1.\n"}
#define COUNTER_ONLY {"zprint", WHOLE}

static const struct pair_case pairs[] = {
    {"each side by its name: the base", {VM_STAT}, {COUNTER_ONLY, VM_STAT}, "base",
     {"zprint.txt: not in this capture"}, 1},
    {"each side by its name: the later capture", {VM_STAT}, {COUNTER_ONLY, VM_STAT}, "later",
     {"zprint.txt: not in this capture"}, 0},
    {"totals of another kind than each side's best", {VM_STAT}, {COUNTER_ONLY, VM_STAT}, NULL,
     {"compared by vm_stat (base) and vm_stat (later)", "the base has no better figure"}, 1},
    {"totals that are not counted alike", {COUNTER_ONLY}, {TOP}, NULL,
     {"counted differently", "not subtracted"}, 1},
    {"totals that are", {COUNTER_ONLY}, {COUNTER_ONLY}, NULL, {"counted"}, 0},
    {"a total that is rounded", {VM_STAT}, {TOP}, NULL, {"good to about 1 MB"}, 1},
    {"a total that is not", {VM_STAT}, {VM_STAT}, NULL, {"good to about"}, 0},
    {"reasons of the comparison are told", {VM_STAT}, {OTHER_VM_STAT}, NULL,
     {"page sizes differ (4096 and 16384 bytes)"}, 1},
};
/* clang-format on */

START_TEST(of_two_captures)
{
    const struct pair_case *c = &pairs[_i];
    struct snapshot *base = parse_texts(NULL, c->base);
    struct snapshot *later = parse_texts(NULL, c->later);
    struct arena *arena = arena_new();
    struct findings findings;
    struct error error = ERROR_NONE;
    size_t count = 0;
    ck_assert(findings_of(base, later, NULL, arena, &findings, &error));
    for (size_t i = 0; i < findings.n_warnings; i++) {
        const struct finding_warning *warning = &findings.warnings[i];
        bool same_side = c->side == NULL
                             ? warning->side == NULL
                             : warning->side != NULL && slice_is(slice_of(warning->side), c->side);
        count += same_side && holds_all(warning->text, c->parts);
    }
    ck_assert_msg(count == c->times, "%s: %zu warnings", c->what, count);
    arena_free(arena);
    snapshot_free(base);
    snapshot_free(later);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("warnings");
    TCase *tests = tcase_create("warnings");
    tcase_add_loop_test(tests, of_one_capture, 0, LEN(cases));
    tcase_add_test(tests, refusal_is_told_once);
    tcase_add_test(tests, one_report_alone);
    tcase_add_loop_test(tests, of_two_captures, 0, LEN(pairs));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
