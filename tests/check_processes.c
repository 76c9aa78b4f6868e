/* check_processes: each process once, whatever reports list it, and joined over two captures. */
#include <check.h>
#include <stdio.h>

#include "columns.h"
#include "parse_text.h"
#include "processes.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

/* clang-format off */
#define TOP_HEAD "PhysMem: 9G used (3G wired), 7168M unused.\n\n"                                  \
    "PID    COMMAND          %CPU TIME     #TH  #PORTS #MREGS MEM\n"
#define TOP_ROW(pid, name, threads, ports, regions, memory)                                        \
    pid "  " name "  0.0  00:01.00  " threads "  " ports "  " regions "  " memory "\n"
#define PS_HEAD "USER  PID  RSS  TIME COMMAND\n"
#define PS_ROW(pid, rss, command) "root  " pid "  " rss "  0:01.00 " command "\n"
#define TASK(pid, name, footprint, threads)                                                        \
    "process: \"" name "\" [" pid "]\n"                                                            \
    "virtual bytes: 4.00 MB; phys_footprint bytes: " footprint " MB\n" threads
#define THREAD "\tthread ID: 0x1\n\tuser/system time: 0.1 s / 0.2 s\n"
/* clang-format on */

static const struct process *find(const struct process_list *list, const char *name, int64_t pid)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct process *process = &list->processes[i];
        bool same_pid = process->pid.known ? (int64_t)process->pid.value == pid : pid < 0;
        if (slice_is(process->name, name) && same_pid)
            return process;
    }
    return NULL;
}

static void check_order(const struct process_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        const struct process *a = &list->processes[i - 1];
        const struct process *b = &list->processes[i];
        int order = slice_compare(a->name, b->name);
        ck_assert(order < 0 || (order == 0 && a->pid.value < b->pid.value));
    }
}

struct sides {
    struct snapshot *base, *later;
    struct arena *arena;
    struct process_list list;
};

static struct sides read_sides(const struct report_text *base, const struct report_text *later,
                               enum same_boot boot)
{
    struct sides s = {.arena = arena_new()};
    s.base = base != NULL ? parse_texts(NULL, base) : NULL;
    s.later = parse_texts(NULL, later);
    s.list = processes_of(s.base, s.later, boot, s.arena);
    check_order(&s.list);
    return s;
}

static void free_sides(struct sides *s)
{
    snapshot_free(s->base);
    snapshot_free(s->later);
    arena_free(s->arena);
}

/* What the three reports tell of one process is put together by its pid. */
START_TEST(one_process_in_three_reports)
{
    static const struct report_text reports[] = {
        {"top", TOP_HEAD TOP_ROW("7", "BrokerAgentWithL", "9", "200", "300", "12M")
                    TOP_ROW("8", "launchd", "3", "20", "30", "2M")},
        {"ps", PS_HEAD PS_ROW("7", "512", "/usr/libexec/BrokerAgentWithLongName -x /y")
                   PS_ROW("9", "64", "/sbin/other")},
        {"taskinfo", "num tasks: 1\n" TASK("7", "BrokerAgentWithLongName", "1.50", THREAD THREAD)},
        {NULL, NULL}};
    struct sides s = read_sides(NULL, reports, BOOT_UNKNOWN);
    ck_assert_uint_eq(s.list.count, 3);
    ck_assert_uint_eq(s.list.later_instances, 3);
    ck_assert(s.list.later_known && !s.list.base_known);
    const struct process *broker = find(&s.list, "BrokerAgentWithLongName", 7);
    ck_assert_ptr_nonnull(broker);
    ck_assert_uint_eq(broker->later.instances, 1);
    ck_assert_uint_eq(broker->base.instances, 0);
    ck_assert_uint_eq(broker->later.of[RESOURCE_THREADS].value, 2);
    ck_assert_uint_eq(broker->later.of[RESOURCE_PORTS].value, 200);
    ck_assert_uint_eq(broker->later.of[RESOURCE_REGIONS].value, 300);
    ck_assert_uint_eq(broker->later.of[RESOURCE_MEMORY].value, 12 * MIB);
    ck_assert_uint_eq(broker->later.of[RESOURCE_FOOTPRINT].value, 3 * MIB / 2);
    ck_assert_uint_eq(broker->later.of[RESOURCE_RESIDENT].value, 512 * KIB);
    const struct process *launchd = find(&s.list, "launchd", 8);
    ck_assert_uint_eq(launchd->later.of[RESOURCE_THREADS].value, 3);
    ck_assert(!launchd->later.of[RESOURCE_RESIDENT].known &&
              !launchd->later.of[RESOURCE_FOOTPRINT].known);
    ck_assert(!find(&s.list, "other", 9)->later.of[RESOURCE_THREADS].known);
    free_sides(&s);
}
END_TEST

struct name_case {
    const char *top; /* NULL: ps alone has it */
    const char *ps;
    const char *name;
};

/* clang-format off */
static const struct name_case name_cases[] = {
    {"BrokerAgentWithL", "/usr/libexec/BrokerAgentWithLongName", "BrokerAgentWithLongName"},
    {"My App", "/Applications/My App.app/Contents/MacOS/My App --flag /a/b", "My App"},
    {"zsh", "-zsh", "zsh"},
    {"python3", "/usr/bin/perl script", "python3"},
    {"Broker", "/usr/libexec/BrokerAgent", "BrokerAgent"},
    {NULL, "/usr/libexec/BrokerAgentWithLongName -x", "BrokerAgentWithLongName"},
    {NULL, "/Applications/My App.app/Contents/MacOS/My App -flag", "My App"},
    {NULL, "relative/path/tool argument", "tool"},
    {NULL, "login argument /with/slash", "login"},
    {NULL, "(exited)", "(exited)"},
    {NULL, "-zsh", "-zsh"},
    {NULL, "/", "/"},
};
/* clang-format on */

START_TEST(names)
{
    const struct name_case *c = &name_cases[_i];
    char top[512];
    char ps[512];
    snprintf(top, sizeof(top), "%s%s %s  0.0  00:01.00  1  2  3  4M\n", TOP_HEAD,
             c->top == NULL ? "99" : "7", c->top == NULL ? "another" : c->top);
    snprintf(ps, sizeof(ps), PS_HEAD "root  7  64  0:01.00 %s\n", c->ps);
    struct report_text reports[] = {{"top", top}, {"ps", ps}, {NULL, NULL}};
    struct sides s = read_sides(NULL, reports, BOOT_UNKNOWN);
    ck_assert_msg(find(&s.list, c->name, 7) != NULL, "%s", c->name);
    free_sides(&s);
}
END_TEST

struct expected {
    const char *name; /* NULL at the end */
    int64_t pid;      /* NO_PID: summed or joined by name */
    unsigned base, later;
    int64_t base_ports, later_ports; /* UNKNOWN */
};

struct join_case {
    const char *what;
    struct report_text base[4], later[4];
    enum same_boot boot;
    size_t started, ended, base_instances, later_instances;
    struct expected rows[5];
};

enum { NO_PID = -1, UNKNOWN = -1, UNCOUNTED = 99 };

/* clang-format off */
static const struct join_case joins[] = {
    {"one boot: by pid and name",
     {{"top", TOP_HEAD TOP_ROW("5", "both", "1", "10", "1", "1M")
       TOP_ROW("6", "ended", "1", "20", "1", "1M") TOP_ROW("7", "first", "1", "30", "1", "1M")}},
     {{"top", TOP_HEAD TOP_ROW("5", "both", "1", "11", "1", "1M")
       TOP_ROW("7", "second", "1", "31", "1", "1M") TOP_ROW("8", "started", "1", "40", "1", "1M")}},
     BOOT_SAME, 2, 2, 3, 3,
     {{"both", 5, 1, 1, 10, 11}, {"ended", 6, 1, 0, 20, UNKNOWN}, {"first", 7, 1, 0, 30, UNKNOWN},
      {"second", 7, 0, 1, UNKNOWN, 31}, {"started", 8, 0, 1, UNKNOWN, 40}}},
    {"one boot: instances stay apart",
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "10", "1", "1M")
       TOP_ROW("6", "helper", "1", "20", "1", "1M")}},
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "11", "1", "1M")
       TOP_ROW("7", "helper", "1", "21", "1", "1M")}},
     BOOT_SAME, 1, 1, 2, 2,
     {{"helper", 5, 1, 1, 10, 11}, {"helper", 6, 1, 0, 20, UNKNOWN},
      {"helper", 7, 0, 1, UNKNOWN, 21}}},
    {"one boot: top cut the name on one side",
     {{"top", TOP_HEAD TOP_ROW("5", "BrokerAgentWithL", "1", "10", "1", "1M")}},
     {{"top", TOP_HEAD TOP_ROW("5", "BrokerAgentWithL", "1", "11", "1", "1M")},
      {"taskinfo", "num tasks: 1\n" TASK("5", "BrokerAgentWithLongName", "1.50", THREAD)}},
     BOOT_SAME, 0, 0, 1, 1, {{"BrokerAgentWithLongName", 5, 1, 1, 10, 11}}},
    {"over boots: by name, whatever the pid, instances summed",
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "10", "1", "1M")
       TOP_ROW("6", "helper", "1", "20", "1", "1M") TOP_ROW("7", "lone", "1", "5", "1", "1M")
       TOP_ROW("8", "ended", "1", "6", "1", "1M")}},
     {{"top", TOP_HEAD TOP_ROW("105", "helper", "1", "100", "1", "1M")
       TOP_ROW("7", "other", "1", "7", "1", "1M") TOP_ROW("8", "lone", "1", "8", "1", "1M")
       TOP_ROW("9", "helper", "1", "200", "1", "1M") TOP_ROW("6", "helper", "1", "1", "1", "1M")}},
     BOOT_DIFFERENT, 1, 1, 4, 5,
     {{"helper", NO_PID, 2, 3, 30, 301}, {"lone", NO_PID, 1, 1, 5, 8}, {"ended", 8, 1, 0, 6, UNKNOWN},
      {"other", 7, 0, 1, UNKNOWN, 7}}},
    {"over boots: a sum with an unknown part is not known",
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "10", "1", "1M")},
      {"ps", PS_HEAD PS_ROW("6", "64", "/bin/helper")}},
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "11", "1", "1M")},
      {"ps", PS_HEAD PS_ROW("5", "64", "/bin/helper")}},
     BOOT_DIFFERENT, 0, 0, UNCOUNTED, 1, {{"helper", NO_PID, 2, 1, UNKNOWN, 11}}},
    {"one boot: ps only guesses at names, so another one is no other process",
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "10", "1", "1M")}},
     {{"ps", PS_HEAD PS_ROW("5", "64", "/usr/bin/python -m x")}},
     BOOT_SAME, 0, 0, 0, 0, {{"python", 5, 1, 1, 10, UNKNOWN}}},
    {"a boot that is not known is another one",
     {{"top", TOP_HEAD TOP_ROW("5", "helper", "1", "10", "1", "1M")}},
     {{"top", TOP_HEAD TOP_ROW("6", "helper", "1", "11", "1", "1M")}},
     BOOT_UNKNOWN, 0, 0, 1, 1, {{"helper", NO_PID, 1, 1, 10, 11}}},
};
/* clang-format on */

static void check_ports(const struct process_counts *counts, int64_t ports, const char *what)
{
    ck_assert_msg(counts->of[RESOURCE_PORTS].known == (ports != UNKNOWN), "%s: ports known", what);
    if (ports != UNKNOWN)
        ck_assert_msg(counts->of[RESOURCE_PORTS].value == (uint64_t)ports, "%s: %llu ports", what,
                      (unsigned long long)counts->of[RESOURCE_PORTS].value);
}

START_TEST(over_two_captures)
{
    const struct join_case *c = &joins[_i];
    struct sides s = read_sides(c->base, c->later, c->boot);
    size_t count = 0;
    for (; count < LEN(c->rows) && c->rows[count].name != NULL; count++) {
        const struct expected *e = &c->rows[count];
        const struct process *found = find(&s.list, e->name, e->pid);
        ck_assert_msg(found != NULL, "%s: no %s", c->what, e->name);
        ck_assert_msg(found->base.instances == e->base, "%s: %s", c->what, e->name);
        ck_assert_msg(found->later.instances == e->later, "%s: %s", c->what, e->name);
        check_ports(&found->base, e->base_ports, e->name);
        check_ports(&found->later, e->later_ports, e->name);
    }
    ck_assert_msg(s.list.count == count, "%s: %zu processes", c->what, s.list.count);
    ck_assert_msg(s.list.started == c->started, "%s: %zu started", c->what, s.list.started);
    ck_assert_msg(s.list.ended == c->ended, "%s: %zu ended", c->what, s.list.ended);
    if (c->base_instances != UNCOUNTED)
        ck_assert_uint_eq(s.list.base_instances, c->base_instances);
    ck_assert_uint_eq(s.list.later_instances, c->later_instances);
    ck_assert(s.list.base_known && s.list.later_known);
    free_sides(&s);
}
END_TEST

struct count_case {
    const char *what;
    struct report_text base[3], later[3];
    bool counted;
    size_t base_instances, later_instances, started, ended;
};

/* clang-format off */
#define TOP_OF(rows) {"top", TOP_HEAD rows}
#define PS_OF(rows) {"ps", PS_HEAD rows}
#define TOP_A TOP_ROW("5", "a", "1", "10", "1", "1M")
#define TOP_B TOP_ROW("6", "b", "1", "10", "1", "1M")
#define PS_A PS_ROW("5", "64", "/bin/a")
#define PS_B PS_ROW("6", "64", "/bin/b")
#define PS_C PS_ROW("7", "64", "/bin/c")

/* By the one report that both sides have whole: the three do not list the same processes. */
static const struct count_case counts[] = {
    {"ps is what both have", {TOP_OF(TOP_A TOP_B), PS_OF(PS_A PS_C)}, {PS_OF(PS_A PS_B PS_C)},
     true, 2, 3, 0, 0},
    {"top counts more than ps", {TOP_OF(TOP_A), PS_OF(PS_A PS_C)}, {TOP_OF(TOP_A TOP_B), PS_OF(PS_A)},
     true, 1, 2, 1, 0},
    {"a report that is not whole does not count",
     {{"top", "Processes: 50 total, 2 threads\n" TOP_HEAD TOP_A}, PS_OF(PS_A PS_B)},
     {TOP_OF(TOP_A), PS_OF(PS_A)}, true, 2, 1, 0, 1},
    {"no report in common", {TOP_OF(TOP_A)}, {PS_OF(PS_A PS_B)}, false, 0, 0, 0, 0},
    {"no reports", {{NULL, NULL}}, {{NULL, NULL}}, false, 0, 0, 0, 0},
};
/* clang-format on */

START_TEST(counted_by_one_report)
{
    const struct count_case *c = &counts[_i];
    for (int boot = BOOT_UNKNOWN; boot <= BOOT_DIFFERENT; boot++) {
        struct sides s = read_sides(c->base, c->later, (enum same_boot)boot);
        ck_assert_msg(s.list.counted == c->counted, "%s", c->what);
        ck_assert_msg(s.list.base_instances == c->base_instances, "%s: %zu in the base", c->what,
                      s.list.base_instances);
        ck_assert_msg(s.list.later_instances == c->later_instances, "%s: %zu later", c->what,
                      s.list.later_instances);
        ck_assert_msg(s.list.started == c->started, "%s: %zu started", c->what, s.list.started);
        ck_assert_msg(s.list.ended == c->ended, "%s: %zu ended", c->what, s.list.ended);
        free_sides(&s);
    }
}
END_TEST

/* Of two instances top lists one: by top there is one, though their figures are summed. */
START_TEST(instances_that_the_counting_report_lacks)
{
    static const struct report_text base[] = {
        TOP_OF(TOP_A), PS_OF(PS_A PS_ROW("9", "64", "/bin/a")), {NULL, NULL}};
    static const struct report_text later[] = {TOP_OF(TOP_A), {NULL, NULL}};
    struct sides s = read_sides(base, later, BOOT_DIFFERENT);
    ck_assert_uint_eq(find(&s.list, "a", NO_PID)->base.instances, 2);
    ck_assert_uint_eq(s.list.base_instances, 1);
    free_sides(&s);
}
END_TEST

START_TEST(sides_without_processes)
{
    static const struct report_text none[] = {{NULL, NULL}};
    static const struct report_text some[] = {{"ps", PS_HEAD PS_ROW("6", "64", "/bin/helper")},
                                              {NULL, NULL}};
    struct sides s = read_sides(none, some, BOOT_SAME);
    ck_assert(!s.list.base_known && s.list.later_known);
    ck_assert_uint_eq(s.list.count, 1);
    free_sides(&s);
    s = read_sides(some, none, BOOT_DIFFERENT);
    ck_assert(s.list.base_known && !s.list.later_known);
    ck_assert_uint_eq(find(&s.list, "helper", 6)->base.instances, 1);
    free_sides(&s);
    s = read_sides(none, none, BOOT_UNKNOWN);
    ck_assert_uint_eq(s.list.count, 0);
    free_sides(&s);
}
END_TEST

/* Within a boot: is the process of the later capture that of the base? */
struct start_case {
    const char *what;
    const char *base_name, *later_name; /* of the captures, with the time */
    const char *base, *later;           /* ps rows: pid 7 */
    enum same_boot boot;
    bool same;
};

/* clang-format off */
#define PS_STARTED "USER  PID  RSS  STARTED  TIME COMMAND\n"
#define STARTED(token) "root  7  64  " token "  0:01.00 /bin/helper\n"
#define AT_WEDNESDAY "sysdiagnose_2024.03.06_19-30-00"
#define AT_EVENING "sysdiagnose_2024.03.06_23-30-00"
#define AT_FRIDAY "sysdiagnose_2024.03.08_09-00-00"
#define AT_APRIL "sysdiagnose_2024.04.01_09-00-00"

static const struct start_case starts[] = {
    {"the same minute", AT_WEDNESDAY, AT_EVENING, STARTED("7:27PM"), STARTED("7:27PM"), BOOT_SAME, true},
    {"another one", AT_WEDNESDAY, AT_EVENING, STARTED("7:27PM"), STARTED("11:27PM"), BOOT_SAME, false},
    {"the same hour", AT_WEDNESDAY, AT_FRIDAY, STARTED("7:27PM"), STARTED("Wed07PM"), BOOT_SAME, true},
    {"another day", AT_WEDNESDAY, AT_FRIDAY, STARTED("7:27PM"), STARTED("Thu07PM"), BOOT_SAME, false},
    {"the same day", AT_WEDNESDAY, AT_APRIL, STARTED("7:27PM"), STARTED("06Mar24"), BOOT_SAME, true},
    {"weeks later", AT_WEDNESDAY, AT_APRIL, STARTED("7:27PM"), STARTED("21Mar24"), BOOT_SAME, false},
    {"a token that says nothing", AT_WEDNESDAY, AT_APRIL, STARTED("7:27PM"), STARTED("-"), BOOT_SAME, true},
    {"when ps ran is not known", NULL, AT_EVENING, STARTED("7:27PM"), STARTED("11:27PM"), BOOT_SAME, true},
    {"over boots starts do not matter", AT_WEDNESDAY, AT_APRIL, STARTED("7:27PM"), STARTED("21Mar24"),
     BOOT_DIFFERENT, true},
    {"nor where boots are not known", AT_WEDNESDAY, AT_APRIL, STARTED("7:27PM"), STARTED("21Mar24"),
     BOOT_UNKNOWN, true},
};
/* clang-format on */

static struct snapshot *ps_at(const char *capture, const char *rows)
{
    char text[512];
    snprintf(text, sizeof(text), PS_STARTED "%s", rows);
    const struct report_text texts[] = {{"ps", text}, {NULL, NULL}};
    return parse_texts(capture, texts);
}

START_TEST(start_times)
{
    const struct start_case *c = &starts[_i];
    struct sides s = {.base = ps_at(c->base_name, c->base),
                      .later = ps_at(c->later_name, c->later),
                      .arena = arena_new()};
    s.list = processes_of(s.base, s.later, c->boot, s.arena);
    ck_assert_msg(s.list.count == (c->same ? 1 : 2), "%s: %zu", c->what, s.list.count);
    ck_assert_msg(s.list.started == (c->same ? 0 : 1), "%s: %zu", c->what, s.list.started);
    ck_assert_msg(s.list.ended == (c->same ? 0 : 1), "%s: %zu", c->what, s.list.ended);
    ck_assert_uint_eq(s.list.base_instances + s.list.later_instances, 2);
    for (size_t i = 0; i < s.list.count; i++)
        ck_assert(slice_is(s.list.processes[i].name, "helper"));
    free_sides(&s);
}
END_TEST

/* A pid that is used again, with the counts of each: none is taken for the other's. */
START_TEST(start_times_of_other_reports)
{
    static const struct report_text base[] = {TOP_OF(TOP_ROW("7", "helper", "1", "10", "1", "1M")),
                                              {"ps", PS_STARTED STARTED("6:00PM")},
                                              {NULL, NULL}};
    static const struct report_text later[] = {TOP_OF(TOP_ROW("7", "helper", "1", "90", "1", "1M")),
                                               {"ps", PS_STARTED STARTED("11:27PM")},
                                               {NULL, NULL}};
    struct sides s = {.base = parse_texts(AT_WEDNESDAY, base),
                      .later = parse_texts(AT_EVENING, later),
                      .arena = arena_new()};
    s.list = processes_of(s.base, s.later, BOOT_SAME, s.arena);
    ck_assert_uint_eq(s.list.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct process *process = &s.list.processes[i];
        struct change growth = resource_growth(process, RESOURCE_PORTS, s.base, s.later);
        ck_assert_uint_eq(process->base.instances + process->later.instances, 1);
        ck_assert_int_eq(growth.value, process->later.instances == 1 ? 90 : -10);
    }
    free_sides(&s);
}
END_TEST

/* A program that becomes another by exec keeps its pid and its start: it is one process. */
START_TEST(other_name)
{
    static const struct {
        const char *began; /* NULL: ps is not there */
        bool same;
    } cases[] = {{STARTED("6:00PM"), true}, {STARTED("6:01PM"), false}, {NULL, false}};
    for (int i = 0; i < LEN(cases); i++) {
        char text[256];
        snprintf(text, sizeof(text), PS_STARTED "%s", cases[i].began != NULL ? cases[i].began : "");
        const struct report_text base[] = {TOP_OF(TOP_ROW("7", "launcher", "1", "10", "1", "1M")),
                                           {"ps", PS_STARTED STARTED("6:00PM")},
                                           {NULL, NULL}};
        const struct report_text later[] = {TOP_OF(TOP_ROW("7", "server", "1", "90", "1", "1M")),
                                            {cases[i].began != NULL ? "ps" : NULL, text},
                                            {NULL, NULL}};
        struct sides s = {.base = parse_texts(AT_WEDNESDAY, base),
                          .later = parse_texts(AT_EVENING, later),
                          .arena = arena_new()};
        s.list = processes_of(s.base, s.later, BOOT_SAME, s.arena);
        ck_assert_msg(s.list.count == (cases[i].same ? 1 : 2), "%d: %zu", i, s.list.count);
        if (cases[i].same)
            ck_assert(slice_is(s.list.processes[0].name, "server"));
        free_sides(&s);
    }
}
END_TEST

/* Which report counts what: one bit for each of process_source. */
static const unsigned counted_by[RESOURCES] = {
    [RESOURCE_THREADS] = 1U << FROM_TASKINFO | 1U << FROM_TOP | 1U << FROM_PS_THREAD,
    [RESOURCE_PORTS] = 1U << FROM_TOP,
    [RESOURCE_RECEIVE] = 1U << FROM_LSMP,
    [RESOURCE_MESSAGES] = 1U << FROM_LSMP,
    [RESOURCE_REGIONS] = 1U << FROM_TOP,
    [RESOURCE_DESCRIPTORS] = 1U << FROM_LSOF,
    [RESOURCE_SOCKETS] = 1U << FROM_LSOF,
    [RESOURCE_CLIENTS] = 1U << FROM_IOREG,
    [RESOURCE_MEMORY] = 1U << FROM_TOP,
    [RESOURCE_FOOTPRINT] = 1U << FROM_TASKINFO | 1U << FROM_FOOTPRINT,
    [RESOURCE_RESIDENT] = 1U << FROM_PS,
    [RESOURCE_WIRED] = 1U << FROM_FOOTPRINT,
    [RESOURCE_GRAPHICS] = 1U << FROM_FOOTPRINT,
    [RESOURCE_KERNEL] = 1U << FROM_TOP,
};

static void set_report(struct snapshot *snapshot, int source, const struct report *report)
{
    const struct report **const reports[PROCESS_SOURCES] = {
        [FROM_TASKINFO] = &snapshot->taskinfo.report,
        [FROM_TOP] = &snapshot->top.report,
        [FROM_PS] = &snapshot->ps.report,
        [FROM_LSMP] = &snapshot->lsmp.report,
        [FROM_FOOTPRINT] = &snapshot->footprint.report,
        [FROM_PS_THREAD] = &snapshot->ps_thread.report,
        [FROM_LSOF] = &snapshot->lsof.report,
        [FROM_IOREG] = &snapshot->ioreg.report,
    };
    *reports[source] = report;
}

START_TEST(reports_that_count)
{
    static const enum report_status parts[] = {REPORT_PARTIAL, REPORT_EMPTY, REPORT_REFUSED,
                                               REPORT_NOT_UNDERSTOOD};
    for (int source = 0; source < PROCESS_SOURCES; source++) {
        struct report report = {.status = REPORT_OK};
        struct snapshot snapshot = {.arena = NULL};
        give_columns(&snapshot);
        ck_assert(!resource_is_counted(&snapshot, (enum resource)_i));
        set_report(&snapshot, source, &report);
        bool expected = (counted_by[_i] & 1U << source) != 0;
        ck_assert_msg(resource_is_counted(&snapshot, (enum resource)_i) == expected, "%s by %d",
                      resource_name((enum resource)_i), source);
        for (int i = 0; i < LEN(parts); i++) {
            report.status = parts[i];
            ck_assert(!resource_is_counted(&snapshot, (enum resource)_i));
        }
        report.status = REPORT_OK;
        snapshot.top.n_rows = snapshot.footprint.n_rows = 0;
        bool has_columns = source == FROM_TOP || source == FROM_FOOTPRINT;
        ck_assert_msg(resource_is_counted(&snapshot, (enum resource)_i) ==
                          (expected && !has_columns),
                      "%s by %d without the column", resource_name((enum resource)_i), source);
    }
}
END_TEST

struct growth_case {
    const char *what;
    unsigned base_instances, later_instances;
    int64_t base, later; /* UNKNOWN */
    bool base_counted, later_counted;
    int64_t growth;
    bool known;
};

static const struct growth_case growth_cases[] = {
    {"grew", 1, 1, 10, 25, true, true, 15, true},
    {"shrank", 1, 1, 25, 10, true, true, -15, true},
    {"instances", 3, 2, 10, 25, true, true, 15, true},
    {"what it has is known without a whole report", 1, 1, 10, 25, false, false, 15, true},
    {"it came since", 0, 1, UNKNOWN, 25, true, true, 25, true},
    {"since a base that does not count it", 0, 1, UNKNOWN, 25, false, true, 0, false},
    {"it is gone", 1, 0, 25, UNKNOWN, true, true, -25, true},
    {"gone, as far as a later capture that does not count tells", 1, 0, 25, UNKNOWN, true, false, 0,
     false},
    {"no figure in the base", 1, 1, UNKNOWN, 25, true, true, 0, false},
    {"nor later", 1, 1, 25, UNKNOWN, true, true, 0, false},
    {"on no side", 1, 1, UNKNOWN, UNKNOWN, true, true, 0, false},
};

START_TEST(growth)
{
    const struct growth_case *c = &growth_cases[_i];
    struct report report = {.status = REPORT_OK};
    struct snapshot base = {.arena = NULL};
    struct snapshot later = {.arena = NULL};
    struct process process = {.base.instances = c->base_instances,
                              .later.instances = c->later_instances};
    set_report(&base, FROM_LSMP, c->base_counted ? &report : NULL);
    set_report(&later, FROM_LSMP, c->later_counted ? &report : NULL);
    set_report(&base, FROM_PS, &report);
    set_report(&later, FROM_PS, &report);
    if (c->base != UNKNOWN)
        process.base.of[RESOURCE_MESSAGES] = amount_of((uint64_t)c->base);
    if (c->later != UNKNOWN)
        process.later.of[RESOURCE_MESSAGES] = amount_of((uint64_t)c->later);
    struct change found = resource_growth(&process, RESOURCE_MESSAGES, &base, &later);
    ck_assert_msg(found.known == c->known, "%s: known %d", c->what, found.known);
    ck_assert_msg(!found.known || found.value == c->growth, "%s: %lld", c->what,
                  (long long)found.value);
    /* lsmp leaves processes out: without a list of all, one that it has not may be there. */
    set_report(&base, FROM_PS, NULL);
    set_report(&later, FROM_PS, NULL);
    bool on_both = c->base_instances > 0 && c->later_instances > 0;
    struct change unlisted = resource_growth(&process, RESOURCE_MESSAGES, &base, &later);
    ck_assert_msg(unlisted.known == (c->known && on_both), "%s: unlisted", c->what);
    found = resource_growth(&process, RESOURCE_SOCKETS, &base, &later);
    ck_assert_msg(!found.known, "%s: sockets", c->what);
}
END_TEST

struct exempt_case {
    const char *name;
    int64_t pid;
    bool exempt;
};

static const struct exempt_case exempts[] = {
    {"kernel_task", 0, true},
    {"kernel_task", NO_PID, true},
    {"sysdiagnose", 77, true},
    {"sysdiagnosed", 77, true},
    {"spindump", NO_PID, true},
    {"zprint", 77, true},
    {"footprint", 77, true},
    {"lsmp", 77, true},
    {"anything", 0, true},
    {"anything", 1, false},
    {"anything", NO_PID, false},
    {"launchd", 1, false},
    {"kernel_tasks", 77, false},
    {"Sysdiagnose", 77, false},
    {"to", 77, false},
    {"WindowServer", 88, false},
    {"", 77, false},
};

START_TEST(exempt)
{
    const struct exempt_case *c = &exempts[_i];
    struct process process = {.name = slice_of(c->name)};
    if (c->pid != NO_PID)
        process.pid = amount_of((uint64_t)c->pid);
    ck_assert_msg(process_is_exempt(&process) == c->exempt, "%s", c->name);
}
END_TEST

/* Each has a name and words of its own; bytes are told from counts. */
START_TEST(names_of_resources)
{
    enum resource resource = (enum resource)_i;
    bool bytes = slice_ends(slice_of(resource_name(resource)), "_bytes");
    ck_assert_int_eq(resource_is_bytes(resource), bytes);
    ck_assert_uint_gt(slice_of(resource_words(resource)).len, 0);
    for (int other = 0; other < _i; other++) {
        ck_assert_str_ne(resource_name(resource), resource_name((enum resource)other));
        ck_assert_str_ne(resource_words(resource), resource_words((enum resource)other));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("processes");
    TCase *tests = tcase_create("processes");
    tcase_add_test(tests, one_process_in_three_reports);
    tcase_add_loop_test(tests, names, 0, LEN(name_cases));
    tcase_add_loop_test(tests, over_two_captures, 0, LEN(joins));
    tcase_add_loop_test(tests, counted_by_one_report, 0, LEN(counts));
    tcase_add_test(tests, instances_that_the_counting_report_lacks);
    tcase_add_test(tests, sides_without_processes);
    tcase_add_loop_test(tests, start_times, 0, LEN(starts));
    tcase_add_test(tests, start_times_of_other_reports);
    tcase_add_test(tests, other_name);
    tcase_add_loop_test(tests, reports_that_count, 0, RESOURCES);
    tcase_add_loop_test(tests, growth, 0, LEN(growth_cases));
    tcase_add_loop_test(tests, exempt, 0, LEN(exempts));
    tcase_add_loop_test(tests, names_of_resources, 0, RESOURCES);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
