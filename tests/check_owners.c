/*
 * check_owners: who is tied to what grew, and how firmly: at every threshold in findings made by
 * hand, out of whole reports, and in the printed pairs.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "catalogue_read.h"
#include "columns.h"
#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"
#include "thresholds.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MIB INT64_C(1048576)

enum { PATH_ROOM = 4096, ZONES = 3, PROCESSES = 7, KEXTS = 7, NOT_THERE = -1, NOBODY = -1 };
enum { WEAK = CONFIDENCE_WEAK, MODERATE = CONFIDENCE_MODERATE, STRONG = CONFIDENCE_STRONG };

struct scene {
    struct findings findings;
    struct snapshot base, later;
    struct report report;
    struct component components[ZONES];
    struct account_row rows[ZONES];
    struct catalogue_entry entries[ZONES];
    const struct component *suspects[ZONES];
    struct process processes[PROCESSES];
    struct kext_change kexts[KEXTS];
    struct arena *arena;
    struct owners found;
};

static struct scene *new_scene(void)
{
    struct scene *s = calloc(1, sizeof(*s));
    ck_assert_ptr_nonnull(s);
    struct findings *f = &s->findings;
    s->arena = arena_new();
    s->report.status = REPORT_OK;
    /* Every process is listed, with all columns; what is counted is up to the reports. */
    give_columns(&s->base);
    give_columns(&s->later);
    s->base.ps.report = s->later.ps.report = &s->report;
    f->kexts_known = true;
    f->base.snapshot = &s->base;
    f->later.snapshot = &s->later;
    f->base.account.has_zones = f->later.account.has_zones = true;
    f->comparable.boot = BOOT_SAME;
    f->joined.components = s->components;
    f->processes.processes = s->processes;
    f->suspects = s->suspects;
    f->kexts = s->kexts;
    return s;
}

static void free_scene(struct scene *s)
{
    arena_free(s->arena);
    free(s);
}

/* The report that counts the resource is there, and whole. */
static void count_in(struct snapshot *snapshot, const struct report *report, enum resource resource)
{
    switch (resource) {
    case RESOURCE_RECEIVE:
    case RESOURCE_MESSAGES:
        snapshot->lsmp.report = report;
        return;
    case RESOURCE_DESCRIPTORS:
    case RESOURCE_SOCKETS:
        snapshot->lsof.report = report;
        return;
    case RESOURCE_FOOTPRINT:
        snapshot->taskinfo.report = report;
        return;
    case RESOURCE_WIRED:
    case RESOURCE_GRAPHICS:
        snapshot->footprint.report = report;
        return;
    default:
        snapshot->top.report = report;
    }
}

static void count_on_both(struct scene *s, enum resource resource)
{
    count_in(&s->base, &s->report, resource);
    count_in(&s->later, &s->report, resource);
}

static struct component *add_row(struct scene *s, enum component_kind kind, const char *name,
                                 enum verdict verdict)
{
    size_t i = s->findings.joined.n_components++;
    s->entries[i].follows = FOLLOWS_NOTHING;
    s->components[i] = (struct component){
        .kind = kind, .name = slice_of(name), .verdict = verdict, .entry = &s->entries[i]};
    return &s->components[i];
}

static void suspect(struct scene *s, const struct component *c)
{
    s->suspects[s->findings.n_suspects++] = c;
}

static struct component *add_zone(struct scene *s, const char *name, enum follows follows,
                                  int64_t elements, uint64_t element_bytes)
{
    struct component *c = add_row(s, COMPONENT_ZONE, name, VERDICT_LEAK_SUSPECT);
    size_t i = s->findings.joined.n_components - 1;
    s->entries[i].follows = follows;
    s->rows[i].element_bytes = amount_of(element_bytes);
    c->later = &s->rows[i];
    c->element_growth = (struct change){elements, true};
    c->growth_bytes = (struct change){elements * (int64_t)element_bytes, true};
    return c;
}

static void set_side(struct process_counts *counts, enum resource resource, int64_t figure)
{
    counts->instances = figure != NOT_THERE;
    if (figure != NOT_THERE)
        counts->of[resource] = amount_of((uint64_t)figure);
}

static void add_process(struct scene *s, const char *name, uint64_t pid, enum resource resource,
                        int64_t before, int64_t after)
{
    struct process *process = &s->processes[s->findings.processes.count++];
    ck_assert_uint_le(s->findings.processes.count, PROCESSES);
    *process = (struct process){.name = slice_of(name), .pid = amount_of(pid)};
    set_side(&process->base, resource, before);
    set_side(&process->later, resource, after);
}

static const struct owners *search(struct scene *s)
{
    s->findings.clusters = clusters_of(&s->findings.joined, s->arena);
    s->found = owners_of(&s->findings, s->arena);
    return &s->found;
}

static void is_text(struct slice found, const char *expected, const char *what)
{
    ck_assert_msg(slice_is(found, expected), "%s: %.*s\nnot %s", what, SLICE_ARGS(found), expected);
}

static void is_owner(const struct scene *s, size_t i, const char *name, int confidence,
                     const char *what)
{
    ck_assert_msg(i < s->found.count, "%s: %zu owners, no %s", what, s->found.count, name);
    is_text(s->found.list[i].name, name, what);
    ck_assert_msg((int)s->found.list[i].confidence == confidence, "%s: %s is %s", what, name,
                  confidence_name(s->found.list[i].confidence));
}

/* One zone, one process, one count. */
struct evidence_case {
    const char *what;
    enum follows follows; /* of the zone */
    enum resource resource;
    int64_t elements, growth;
    int confidence; /* NOBODY */
};

/* clang-format off */
#define MESSAGES FOLLOWS_MESSAGES, RESOURCE_MESSAGES
#define NAMES FOLLOWS_PORTS, RESOURCE_PORTS
#define STRANGER FOLLOWS_NOTHING, RESOURCE_MESSAGES

static const struct evidence_case evidence[] = {
    {"ports that it owns", FOLLOWS_PORTS, RESOURCE_RECEIVE, 10000, 10000, STRONG},
    {"names in its port table", NAMES, 10000, 10000, MODERATE},
    {"messages", MESSAGES, 10000, 10000, STRONG},
    {"threads", FOLLOWS_THREADS, RESOURCE_THREADS, 10000, 10000, STRONG},
    {"regions", FOLLOWS_REGIONS, RESOURCE_REGIONS, 10000, 10000, STRONG},
    {"descriptors", FOLLOWS_DESCRIPTORS, RESOURCE_DESCRIPTORS, 10000, 10000, STRONG},
    {"descriptors of vnodes", FOLLOWS_VNODES, RESOURCE_DESCRIPTORS, 10000, 10000, STRONG},
    {"sockets", FOLLOWS_SOCKETS, RESOURCE_SOCKETS, 10000, 10000, STRONG},

    {"less than a fifth", MESSAGES, 10000, 1900, NOBODY},
    {"a fifth", MESSAGES, 10000, 2000, WEAK},
    {"less than two fifths", MESSAGES, 10000, 3900, WEAK},
    {"two fifths", MESSAGES, 10000, 4000, MODERATE},
    {"less than four fifths", MESSAGES, 10000, 7900, MODERATE},
    {"four fifths", MESSAGES, 10000, 8000, STRONG},
    {"a quarter more", MESSAGES, 10000, 12500, STRONG},
    {"more than that: others have fewer", MESSAGES, 10000, 20000, STRONG},
    {"a fifth by names", NAMES, 10000, 2000, WEAK},
    {"less than two fifths by names", NAMES, 10000, 3900, WEAK},
    {"four fifths by names", NAMES, 10000, 8000, MODERATE},
    {"a quarter more by names", NAMES, 10000, 12500, MODERATE},
    {"more names than that", NAMES, 10000, 12501, NOBODY},
    {"the smallest cluster", MESSAGES, CLUSTER_ELEMENTS, CLUSTER_ELEMENTS, STRONG},
    {"too small for one", MESSAGES, CLUSTER_ELEMENTS - 1, CLUSTER_ELEMENTS - 1, NOBODY},
    {"no growth", MESSAGES, 10000, 0, NOBODY},
    {"it has fewer", MESSAGES, 10000, -5000, NOBODY},

    {"a stranger", STRANGER, 10000, 10000, MODERATE},
    {"2 % more", STRANGER, 10000, 10200, MODERATE},
    {"more than that", STRANGER, 10000, 10201, NOBODY},
    {"2 % less", STRANGER, 10000, 9800, MODERATE},
    {"less than that", STRANGER, 10000, 9799, NOBODY},
    {"a small stranger", STRANGER, OWNER_STRANGER_ELEMENTS - 1, OWNER_STRANGER_ELEMENTS - 1, NOBODY},
    {"a large one", STRANGER, 1000000000, 1020000000, MODERATE},
    {"strangers by ports", FOLLOWS_NOTHING, RESOURCE_RECEIVE, 10000, 10000, MODERATE},
    {"by threads", FOLLOWS_NOTHING, RESOURCE_THREADS, 10000, 10000, MODERATE},
    {"by descriptors", FOLLOWS_NOTHING, RESOURCE_DESCRIPTORS, 10000, 10000, MODERATE},
    {"by sockets", FOLLOWS_NOTHING, RESOURCE_SOCKETS, 10000, 10000, MODERATE},
    {"by regions", FOLLOWS_NOTHING, RESOURCE_REGIONS, 10000, 10000, MODERATE},
    {"not by names, which come with everything", FOLLOWS_NOTHING, RESOURCE_PORTS, 10000, 10000, NOBODY},
    {"a count of another kind", FOLLOWS_PORTS, RESOURCE_DESCRIPTORS, 10000, 10000, MODERATE},
    {"which hardly agrees", FOLLOWS_PORTS, RESOURCE_DESCRIPTORS, 10000, 5000, NOBODY},
    {"nor where its own is counted", FOLLOWS_PORTS, RESOURCE_MESSAGES, 10000, 10000, NOBODY},
    {"bytes are no elements", FOLLOWS_PORTS, RESOURCE_FOOTPRINT, 10000, 10000, NOBODY},
    {"nor what no zone follows", FOLLOWS_RAM, RESOURCE_CLIENTS, 10000, 10000, NOBODY},
};
/* clang-format on */

START_TEST(evidence_of_a_process)
{
    enum { BEFORE = 6000 };
    const struct evidence_case *c = &evidence[_i];
    struct scene *s = new_scene();
    suspect(s, add_zone(s, "zone", c->follows, c->elements, 64));
    add_process(s, "quiet", 7, c->resource, BEFORE, BEFORE + 1);
    add_process(s, "grower", 8, c->resource, BEFORE, BEFORE + c->growth);
    count_on_both(s, c->resource);
    search(s);
    ck_assert_msg(s->found.count == (c->confidence != NOBODY), "%s: %zu owners", c->what,
                  s->found.count);
    if (c->confidence != NOBODY) {
        const struct owner *owner = &s->found.list[0];
        int64_t explained = c->growth < c->elements ? c->growth : c->elements;
        is_owner(s, 0, "grower", c->confidence, c->what);
        ck_assert_ptr_eq(owner->process, &s->processes[1]);
        ck_assert_uint_eq(owner->id.value, 8);
        ck_assert(!owner->is_kext && owner->id.known && owner->n_of == 1);
        ck_assert_ptr_eq(owner->of[0], &s->components[0]);
        ck_assert_uint_eq(owner->explains_bytes, (uint64_t)explained * 64);
    }
    free_scene(s);
}
END_TEST

/* Several processes beside a zone of 10,000 messages. */
struct crowd_case {
    const char *what;
    struct {
        const char *name;
        uint64_t pid;
        int64_t before, after; /* NOT_THERE */
    } processes[PROCESSES];
    struct {
        const char *name;
        uint64_t pid;
        int confidence;
    } owners[OWNERS_MAX + 1]; /* in this order, and no others */
};

/* clang-format off */
static const struct crowd_case crowds[] = {
    {"two that fit equally well", {{"b", 1, 0, 5000}, {"a", 2, 100, 5100}},
     {{"a", 2, MODERATE}, {"b", 1, MODERATE}}},
    {"two of one name", {{"a", 9, 0, 5000}, {"a", 2, 100, 5100}},
     {{"a", 0, STRONG}}},
    {"of which one has most of it", {{"a", 9, 0, 5000}, {"a", 2, 100, 1100}}, {{"a", 9, MODERATE}}},
    {"one that took over from another", {{"a", 2, 9000, NOT_THERE}, {"a", 9, NOT_THERE, 10000}},
     {{0}}},
    {"the larger first", {{"a", 1, 0, 2000}, {"b", 2, 0, 8000}},
     {{"b", 2, STRONG}, {"a", 1, WEAK}}},
    {"beyond the zone, both explain all of it", {{"b", 1, 0, 12000}, {"a", 2, 0, 10000}},
     {{"a", 2, STRONG}, {"b", 1, STRONG}}},
    {"at most five", {{"a", 1, 0, 2000}, {"b", 2, 0, 2100}, {"c", 3, 0, 2200}, {"d", 4, 0, 2300},
                      {"e", 5, 0, 2400}, {"f", 6, 0, 2500}},
     {{"f", 6, WEAK}, {"e", 5, WEAK}, {"d", 4, WEAK}, {"c", 3, WEAK}, {"b", 2, WEAK}}},
    {"many small ones are nobody", {{"a", 1, 0, 1500}, {"b", 2, 0, 1500}, {"c", 3, 0, 1500},
                                    {"d", 4, 0, 1500}, {"e", 5, 0, 1500}, {"f", 6, 0, 1500}}, {{0}}},
    {"it came since the base", {{"new", 1, NOT_THERE, 9000}}, {{"new", 1, STRONG}}},
    {"it is gone", {{"gone", 1, 9000, NOT_THERE}}, {{0}}},
    {"a large process that did not grow", {{"large", 1, 90000, 90000}, {"small", 2, 1, 4001}},
     {{"small", 2, MODERATE}}},
    {"the kernel itself", {{"kernel_task", 0, 0, 10000}}, {{0}}},
    {"by its pid", {{"(kernel)", 0, 0, 10000}}, {{0}}},
    {"what sysdiagnose runs", {{"sysdiagnose", 7, NOT_THERE, 10000}, {"spindump", 8, 0, 10000},
                               {"sysdiagnosed", 9, 0, 10000}, {"lsmp", 10, 0, 9000},
                               {"zprint", 11, 0, 9000}, {"top", 12, 0, 9000}}, {{0}}},
    {"and yet the other one", {{"kernel_task", 0, 0, 10000}, {"sysdiagnose", 7, 0, 9000},
                               {"a", 9, 0, 3000}}, {{"a", 9, WEAK}}},
    {"names that only begin like these", {{"topper", 7, 0, 5000}, {"sysdiagnose2", 8, 0, 5000}},
     {{"sysdiagnose2", 8, MODERATE}, {"topper", 7, MODERATE}}},
};
/* clang-format on */

START_TEST(several_processes)
{
    const struct crowd_case *c = &crowds[_i];
    struct scene *s = new_scene();
    size_t expected = 0;
    suspect(s, add_zone(s, "zone", FOLLOWS_MESSAGES, 10000, 64));
    count_on_both(s, RESOURCE_MESSAGES);
    for (int i = 0; i < PROCESSES && c->processes[i].name != NULL; i++)
        add_process(s, c->processes[i].name, c->processes[i].pid, RESOURCE_MESSAGES,
                    c->processes[i].before, c->processes[i].after);
    search(s);
    for (; expected < OWNERS_MAX && c->owners[expected].name != NULL; expected++) {
        is_owner(s, expected, c->owners[expected].name, c->owners[expected].confidence, c->what);
        ck_assert_msg(s->found.list[expected].id.value == c->owners[expected].pid, "%s", c->what);
    }
    ck_assert_msg(s->found.count == expected, "%s: %zu owners", c->what, s->found.count);
    ck_assert_msg(s->found.n_remarks == (expected == 0), "%s: %zu remarks", c->what,
                  s->found.n_remarks);
    free_scene(s);
}
END_TEST

/* Ports that it owns tell more than names: these count where nobody's ports tell more than a word. */
START_TEST(the_better_count_first)
{
    static const struct {
        int64_t receive, names;
        const char *owner;
        int confidence;
    } cases[] = {{10000, 10000, "receiver", STRONG}, {2000, 10000, "holder", MODERATE},
                 {2000, 1900, "receiver", WEAK},     {4000, 10000, "receiver", MODERATE},
                 {1900, 10000, "holder", MODERATE},  {1900, 1900, NULL, NOBODY}};
    for (int i = 0; i < LEN(cases); i++) {
        struct scene *s = new_scene();
        suspect(s, add_zone(s, "ipc.ports", FOLLOWS_PORTS, 10000, 64));
        add_process(s, "receiver", 1, RESOURCE_RECEIVE, 0, cases[i].receive);
        add_process(s, "holder", 2, RESOURCE_PORTS, 0, cases[i].names);
        count_on_both(s, RESOURCE_RECEIVE);
        count_on_both(s, RESOURCE_PORTS);
        search(s);
        ck_assert_uint_eq(s->found.count, cases[i].owner != NULL);
        if (cases[i].owner != NULL)
            is_owner(s, 0, cases[i].owner, cases[i].confidence, "ports");
        free_scene(s);
    }
}
END_TEST

#define OF_KEXTS "; what kexts take from zones no report tells"

/* A side without the report, or with a part of it, counts nothing. */
START_TEST(counted_on_one_side)
{
    static const char *const remarks[] = {
        "zone: no process's counts grew along with it, as far as the captures count them" OF_KEXTS,
        "zone: no process's counts grew along with it" OF_KEXTS};
    for (int side = 0; side < 4; side++) {
        struct scene *s = new_scene();
        struct report part = {.status = REPORT_PARTIAL};
        suspect(s, add_zone(s, "zone", FOLLOWS_MESSAGES, 20000, 64));
        add_process(s, "a", 1, RESOURCE_MESSAGES, side == 3 ? 0 : NOT_THERE, side == 3 ? 1 : 20000);
        if (side != 0)
            s->base.lsmp.report = side == 2 ? &part : &s->report;
        if (side != 1)
            s->later.lsmp.report = &s->report;
        search(s);
        ck_assert_uint_eq(s->found.count, 0);
        ck_assert_uint_eq(s->found.n_remarks, 1);
        is_text(s->found.remarks[0], remarks[side == 3], "remark");
        free_scene(s);
    }
}
END_TEST

/* Three zones of one cause: the one that follows the count leads, all of them are explained. */
START_TEST(zones_of_one_cause)
{
    struct scene *s = new_scene();
    struct component *objects = add_zone(s, "vm.objects", FOLLOWS_NOTHING, 20100, 300);
    struct component *kmsgs = add_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 20000, 200);
    struct component *copies = add_zone(s, "VM.map.copies", FOLLOWS_NOTHING, 19900, 100);
    suspect(s, objects);
    suspect(s, kmsgs);
    suspect(s, copies);
    add_process(s, "reader", 5, RESOURCE_MESSAGES, 17, 19967);
    count_on_both(s, RESOURCE_MESSAGES);
    search(s);
    ck_assert_uint_eq(s->found.count, 1);
    ck_assert_uint_eq(s->found.n_remarks, 0);
    const struct owner *owner = &s->found.list[0];
    is_owner(s, 0, "reader", STRONG, "cluster");
    ck_assert_uint_eq(owner->n_of, 3);
    ck_assert_ptr_eq(owner->of[0], kmsgs);
    ck_assert(owner->of[1] != owner->of[2] && owner->of[1] != kmsgs && owner->of[2] != kmsgs);
    ck_assert_uint_eq(owner->explains_bytes, 19950 * 300 + 19950 * 200 + 19900 * 100);
    is_text(owner->why, "messages that it has not read +19,950 against ipc.kmsgs +20,000: 99.8%",
            "why");
    free_scene(s);
}
END_TEST

/* Two causes, two owners: the one that explains more stands first. */
START_TEST(two_causes)
{
    struct scene *s = new_scene();
    suspect(s, add_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 10000, 64));
    suspect(s, add_zone(s, "sockets", FOLLOWS_SOCKETS, 5000, 1024));
    add_process(s, "reader", 5, RESOURCE_MESSAGES, 0, 10000);
    add_process(s, "server", 6, RESOURCE_SOCKETS, 0, 5000);
    count_on_both(s, RESOURCE_MESSAGES);
    count_on_both(s, RESOURCE_SOCKETS);
    search(s);
    ck_assert_uint_eq(s->found.count, 2);
    is_owner(s, 0, "server", STRONG, "first");
    is_owner(s, 1, "reader", STRONG, "second");
    ck_assert_uint_eq(s->found.list[0].explains_bytes, 5000 * 1024);
    ck_assert_uint_eq(s->found.list[1].explains_bytes, 10000 * 64);
    is_text(s->found.list[0].why, "sockets +5,000 against sockets +5,000: 100.0%", "why");
    free_scene(s);
}
END_TEST

/* Of owners that explain as much, the surer one stands first, whatever the names. */
START_TEST(the_surer_first)
{
    struct scene *s = new_scene();
    suspect(s, add_zone(s, "ipc.ports", FOLLOWS_PORTS, 20000, 32));
    suspect(s, add_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 10000, 64));
    add_process(s, "a", 5, RESOURCE_PORTS, 0, 20000);
    add_process(s, "b", 6, RESOURCE_MESSAGES, 0, 10000);
    count_on_both(s, RESOURCE_PORTS);
    count_on_both(s, RESOURCE_MESSAGES);
    search(s);
    ck_assert_uint_eq(s->found.count, 2);
    is_owner(s, 0, "b", STRONG, "first");
    is_owner(s, 1, "a", MODERATE, "second");
    free_scene(s);
}
END_TEST

/* Zones that grew, but are none of the suspects, are nobody's. */
START_TEST(nothing_to_search)
{
    for (int i = 0; i < 5; i++) {
        struct scene *s = new_scene();
        const struct component *zone = add_zone(s, "zone", FOLLOWS_MESSAGES, 10000, 64);
        struct component *rest =
            add_row(s, COMPONENT_UNATTRIBUTED, "unattributed", VERDICT_UNATTRIBUTED);
        rest->growth_bytes = (struct change){SUSPECT_BYTES, true};
        add_process(s, "a", 1, RESOURCE_MESSAGES, 0, 10000);
        s->processes[0].base.of[RESOURCE_WIRED] = amount_of(0);
        s->processes[0].later.of[RESOURCE_WIRED] = amount_of(SUSPECT_BYTES);
        count_on_both(s, RESOURCE_MESSAGES);
        count_on_both(s, RESOURCE_WIRED);
        if (i != 1)
            suspect(s, zone);
        if (i == 1)
            rest->verdict = VERDICT_STEADY;
        if (i == 2)
            s->findings.comparable.swapped = true;
        if (i == 3)
            s->findings.comparable.verdict = COMPARABLE_NO;
        if (i == 4)
            s->findings.base.snapshot = NULL;
        search(s);
        ck_assert_msg(s->found.count == (i == 0 ? 2 : 0), "%d: %zu", i, s->found.count);
        ck_assert_uint_eq(s->found.n_remarks, 0);
        free_scene(s);
    }
}
END_TEST

/* 16 KiB a thread. */
START_TEST(kernel_stacks)
{
    static const struct {
        int64_t threads;
        int confidence;
        int64_t explained; /* MiB */
    } cases[] = {{10240, STRONG, 160}, {12000, STRONG, 160}, {8192, STRONG, 128},
                 {5120, MODERATE, 80}, {2560, WEAK, 40},     {1900, NOBODY, 0},
                 {12801, STRONG, 160}};
    for (int i = 0; i < LEN(cases); i++) {
        struct scene *s = new_scene();
        struct component *c =
            add_row(s, COMPONENT_TAG, "VM_KERN_MEMORY_STACK", VERDICT_LEAK_SUSPECT);
        s->entries[0].follows = FOLLOWS_THREADS;
        c->growth_bytes = (struct change){160 * MIB, true};
        suspect(s, c);
        add_process(s, "threader", 5, RESOURCE_THREADS, 10, 10 + cases[i].threads);
        count_on_both(s, RESOURCE_THREADS);
        search(s);
        ck_assert_uint_eq(s->found.count, cases[i].confidence != NOBODY);
        if (cases[i].confidence != NOBODY) {
            is_owner(s, 0, "threader", cases[i].confidence, "stacks");
            ck_assert_uint_eq(s->found.list[0].explains_bytes,
                              (uint64_t)(cases[i].explained * MIB));
        }
        free_scene(s);
    }
}
END_TEST

struct memory_case {
    const char *what;
    enum verdict verdict;
    enum nature nature;
    unsigned rank;
    int64_t row, growth;    /* bytes, of the row and of the process */
    enum resource resource; /* RESOURCES: nothing is counted */
    int confidence;         /* NOBODY */
    const char *says;       /* the sentence, or the remark; NULL: none */
};

/* clang-format off */
#define REST_ROW VERDICT_UNATTRIBUTED, NATURE_UNKNOWN, 1
#define GPU_ROW VERDICT_UNKNOWN, NATURE_GRAPHICS, 2
#define E9 INT64_C(1000000000)
#define NO_OWNER "row: wired with no living owner"
#define NO_OWNER_TOLD NO_OWNER ", as far as top and taskinfo tell"

static const struct memory_case memory_cases[] = {
    {"wired for it", REST_ROW, 1024 * MIB, 1024 * MIB, RESOURCE_WIRED, STRONG,
     "memory that is wired for it +1.00 GB against row +1.00 GB: 100.0%"},
    {"four fifths", REST_ROW, E9, E9 / 10 * 8, RESOURCE_WIRED, STRONG,
     "memory that is wired for it +763 MB against row +954 MB: 80.0%"},
    {"less", REST_ROW, E9, E9 / 100 * 79, RESOURCE_WIRED, MODERATE,
     "memory that is wired for it +753 MB against row +954 MB: 79.0%"},
    {"two fifths", REST_ROW, E9, E9 / 10 * 4, RESOURCE_WIRED, MODERATE,
     "memory that is wired for it +381 MB against row +954 MB: 40.0%"},
    {"a fifth", REST_ROW, E9, E9 / 10 * 2, RESOURCE_WIRED, WEAK,
     "memory that is wired for it +191 MB against row +954 MB: 20.0%"},
    {"hardly any", REST_ROW, E9, E9 / 100 * 19, RESOURCE_WIRED, NOBODY, NO_OWNER},
    {"more than the row", REST_ROW, E9, E9 / 100 * 125 + 1, RESOURCE_WIRED, NOBODY, NO_OWNER},
    {"on the GPU", REST_ROW, 1024 * MIB, 1024 * MIB, RESOURCE_GRAPHICS, STRONG,
     "memory on the GPU +1.00 GB against row +1.00 GB: 100.0%"},
    {"footprint", REST_ROW, 1024 * MIB, 1024 * MIB, RESOURCE_FOOTPRINT, MODERATE,
     "footprint +1.00 GB against row +1.00 GB: 100.0%"},
    {"nearly all of it", REST_ROW, E9, E9 / 100 * 95, RESOURCE_FOOTPRINT, MODERATE,
     "footprint +906 MB against row +954 MB: 95.0%"},
    {"less than that", REST_ROW, E9, E9 / 1000 * 949, RESOURCE_FOOTPRINT, WEAK,
     "footprint +905 MB against row +954 MB: 94.9%"},
    {"four fifths of it", REST_ROW, E9, E9 / 10 * 8, RESOURCE_FOOTPRINT, WEAK,
     "footprint +763 MB against row +954 MB: 80.0%"},
    {"all memory must agree as a whole", REST_ROW, E9, E9 / 100 * 79, RESOURCE_FOOTPRINT, NOBODY,
     NO_OWNER_TOLD},
    {"and a quarter more at most", REST_ROW, E9, E9 / 100 * 125, RESOURCE_FOOTPRINT, WEAK,
     "footprint +1.16 GB against row +954 MB: 125.0%"},
    {"no more than that", REST_ROW, E9, E9 / 100 * 125 + 1, RESOURCE_FOOTPRINT, NOBODY,
     NO_OWNER_TOLD},
    {"top MEM", REST_ROW, 1024 * MIB, 1024 * MIB, RESOURCE_MEMORY, MODERATE,
     "memory (top) +1.00 GB against row +1.00 GB: 100.0%"},
    {"as a whole, too", REST_ROW, E9, E9 / 100 * 79, RESOURCE_MEMORY, NOBODY, NO_OWNER_TOLD},
    {"resident memory says nothing of it", REST_ROW, E9, E9, RESOURCE_RESIDENT, NOBODY,
     NO_OWNER_TOLD},
    {"nothing is counted", REST_ROW, E9, E9, RESOURCES, NOBODY,
     "row: who holds it cannot be told without footprint, top or taskinfo on both sides"},
    {"large enough", REST_ROW, SUSPECT_BYTES, SUSPECT_BYTES, RESOURCE_WIRED, STRONG,
     "memory that is wired for it +32.0 MB against row +32.0 MB: 100.0%"},
    {"too small", REST_ROW, SUSPECT_BYTES - 1, SUSPECT_BYTES - 1, RESOURCE_WIRED, NOBODY, NULL},
    {"the GPU's row", GPU_ROW, 1024 * MIB, 1024 * MIB, RESOURCE_GRAPHICS, STRONG,
     "memory on the GPU +1.00 GB against row +1.00 GB: 100.0%"},
    {"in vain", GPU_ROW, E9, 1, RESOURCE_GRAPHICS, NOBODY, NO_OWNER},
    {"usual, but the largest", VERDICT_LOAD, NATURE_GRAPHICS, 1, 1024 * MIB, 1024 * MIB,
     RESOURCE_GRAPHICS, STRONG, "memory on the GPU +1.00 GB against row +1.00 GB: 100.0%"},
    {"usual", VERDICT_LOAD, NATURE_GRAPHICS, 2, E9, E9, RESOURCE_GRAPHICS, NOBODY, NULL},
    {"of another nature", VERDICT_UNKNOWN, NATURE_DRIVER, 1, E9, E9, RESOURCE_GRAPHICS, NOBODY, NULL},
};
/* clang-format on */

START_TEST(memory_of_programs)
{
    const struct memory_case *c = &memory_cases[_i];
    struct scene *s = new_scene();
    bool unattributed = c->verdict == VERDICT_UNATTRIBUTED;
    struct component *row =
        add_row(s, unattributed ? COMPONENT_UNATTRIBUTED : COMPONENT_TAG, "row", c->verdict);
    enum resource resource = c->resource != RESOURCES ? c->resource : RESOURCE_WIRED;
    s->entries[0].nature = c->nature;
    row->rank = c->rank;
    row->growth_bytes = (struct change){c->row, true};
    add_process(s, "a", 1, resource, 9, 9 + c->growth);
    if (c->resource != RESOURCES)
        count_on_both(s, c->resource);
    search(s);
    ck_assert_msg(s->found.count == (c->confidence != NOBODY), "%s: %zu", c->what, s->found.count);
    ck_assert_msg(s->found.n_remarks == (c->confidence == NOBODY && c->says != NULL), "%s: %zu",
                  c->what, s->found.n_remarks);
    if (c->confidence != NOBODY) {
        is_owner(s, 0, "a", c->confidence, c->what);
        is_text(s->found.list[0].why, c->says, c->what);
        ck_assert_ptr_eq(s->found.list[0].of[0], row);
        ck_assert_uint_eq(s->found.list[0].explains_bytes,
                          (uint64_t)(c->growth < c->row ? c->growth : c->row));
    } else if (c->says != NULL) {
        is_text(s->found.remarks[0], c->says, c->what);
    }
    free_scene(s);
}
END_TEST

/* What is wired for a process tells all of it: where that grew nowhere, a footprint says nothing. */
START_TEST(wired_before_footprint)
{
    for (int grown = 0; grown < 2; grown++) {
        struct scene *s = new_scene();
        struct component *row =
            add_row(s, COMPONENT_UNATTRIBUTED, "unattributed", VERDICT_UNATTRIBUTED);
        row->growth_bytes = (struct change){1024 * MIB, true};
        add_process(s, "large", 1, RESOURCE_FOOTPRINT, 0, 1024 * MIB);
        add_process(s, "wiring", 2, RESOURCE_WIRED, 0, grown * 256 * MIB);
        count_on_both(s, RESOURCE_FOOTPRINT);
        count_on_both(s, RESOURCE_WIRED);
        search(s);
        ck_assert_int_eq((int)s->found.count, grown);
        if (grown)
            is_owner(s, 0, "wiring", WEAK, "unattributed");
        else
            is_text(s->found.remarks[0], "unattributed: wired with no living owner", "remark");
        s->findings.later.account.has_zones = false;
        search(s);
        ck_assert_uint_eq(s->found.count + s->found.n_remarks, 0);
        free_scene(s);
    }
}
END_TEST

enum kext_lists { WITHIN, OVER, UNLISTED }; /* one boot, two boots, two and a side has no list */

struct kext_case {
    const char *what;
    enum kext_lists lists;
    const char *row;
    uint64_t id; /* of the row; 0: none */
    struct {
        enum kext_change_kind kind;
        const char *name;
        uint64_t id;
        bool left; /* the nameless row of its id is its own */
    } kexts[KEXTS];
    struct {
        const char *name;
        uint64_t id; /* 0: none */
        int confidence;
    } owners[OWNERS_MAX + 1];
    const char *says; /* of the first owner, or the remark */
};

/* clang-format off */
#define UNLOADED "(unloaded kmod)"
#define WAS_LOADED "it was loaded in the base and is not any more"
#define NONE_GONE                                                                                  \
    "which kext left memory behind cannot be told: none of the base's is gone that it could be"
#define NOT_LISTED                                                                                 \
    "which kext left memory behind cannot be told: the list of kexts is missing or not whole on a " \
    "side"

static const struct kext_case kext_cases[] = {
    {"its own row", WITHIN, "org.example.a", 55, {{KEXT_UNLOADED, "org.example.b", 56, false}},
     {{"org.example.a", 55, STRONG}}, "the row is its own: memory that it took page by page"},
    {"Apple's own", WITHIN, "com.apple.a", 0, {{0}}, {{"com.apple.a", 0, STRONG}},
     "the row is its own: memory that it took page by page"},
    {"unloaded in this boot", WITHIN, UNLOADED, 55,
     {{KEXT_UNLOADED, "org.example.a", 54, false}, {KEXT_UNLOADED, "org.example.b", 55, true}},
     {{"org.example.b", 55, STRONG}}, "it had id 55 in the base and is not loaded any more"},
    {"Apple's", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "com.apple.b", 55, true}},
     {{"com.apple.b", 55, STRONG}}, "it had id 55 in the base and is not loaded any more"},
    {"another id of this boot", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "org.example.b", 56, true}}, {{0}},
     NONE_GONE},
    {"another id", OVER, UNLOADED, 55, {{KEXT_UNLOADED, "org.example.b", 56, true}},
     {{"org.example.b", 56, WEAK}}, WAS_LOADED},
    {"a side without a list", UNLISTED, UNLOADED, 55, {{0}}, {{0}}, NOT_LISTED},
    {"over boots", OVER, UNLOADED, 55,
     {{KEXT_UNLOADED, "com.apple.z", 7, false}, {KEXT_LOADED, "org.example.new", 8, false},
      {KEXT_UNLOADED, "org.example.b", 55, false}, {KEXT_OTHER_VERSION, "org.example.c", 9, false},
      {KEXT_UNLOADED, "org.example.a", 5, false}},
     {{"org.example.a", 5, WEAK}, {"org.example.b", 55, WEAK}}, WAS_LOADED},
    {"at most five", OVER, UNLOADED, 55,
     {{KEXT_UNLOADED, "org.a", 1, false}, {KEXT_UNLOADED, "org.b", 2, false},
      {KEXT_UNLOADED, "org.c", 3, false}, {KEXT_UNLOADED, "org.d", 4, false},
      {KEXT_UNLOADED, "org.e", 5, false}, {KEXT_UNLOADED, "org.f", 6, false}},
     {{"org.a", 1, WEAK}, {"org.b", 2, WEAK}, {"org.c", 3, WEAK}, {"org.d", 4, WEAK},
      {"org.e", 5, WEAK}}, WAS_LOADED},
    {"none is gone", WITHIN, UNLOADED, 55, {{KEXT_LOADED, "org.example.b", 55, false}}, {{0}}, NONE_GONE},
    {"Apple's alone", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "com.apple.b", 54, false}}, {{0}}, NONE_GONE},
    {"a row without an id", WITHIN, "(unknown kmod)", 0, {{KEXT_UNLOADED, "org.example.b", 55, true}},
     {{"org.example.b", 55, WEAK}}, WAS_LOADED},
};
/* clang-format on */

static void set_kexts(struct scene *s, const struct kext_case *c)
{
    for (int i = 0; i < KEXTS && c->kexts[i].name != NULL; i++) {
        s->kexts[s->findings.n_kexts++] =
            (struct kext_change){.kind = c->kexts[i].kind,
                                 .name = slice_of(c->kexts[i].name),
                                 .kmod_id = amount_of(c->kexts[i].id),
                                 .left_bytes = c->kexts[i].left ? amount_of(9) : AMOUNT_UNKNOWN};
    }
}

START_TEST(kexts)
{
    const struct kext_case *c = &kext_cases[_i];
    struct scene *s = new_scene();
    struct component *row = add_row(s, COMPONENT_KEXT, c->row, VERDICT_LEAK_SUSPECT);
    size_t expected = 0;
    s->findings.comparable.boot = c->lists == WITHIN ? BOOT_SAME : BOOT_DIFFERENT;
    s->findings.kexts_known = c->lists != UNLISTED;
    row->kmod_id = c->id > 0 ? amount_of(c->id) : AMOUNT_UNKNOWN;
    row->growth_bytes = (struct change){100 * MIB, true};
    row->unexplained_bytes = (uint64_t)(90 * MIB);
    set_kexts(s, c);
    suspect(s, row);
    search(s);
    for (; expected < OWNERS_MAX && c->owners[expected].name != NULL; expected++) {
        is_owner(s, expected, c->owners[expected].name, c->owners[expected].confidence, c->what);
        const struct owner *owner = &s->found.list[expected];
        ck_assert(owner->is_kext && owner->process == NULL && owner->n_of == 1);
        ck_assert_ptr_eq(owner->of[0], row);
        ck_assert_uint_eq(owner->explains_bytes, (uint64_t)(90 * MIB));
        ck_assert_msg(owner->id.known == (c->owners[expected].id > 0), "%s", c->what);
        ck_assert_uint_eq(owner->id.value, c->owners[expected].id);
    }
    ck_assert_msg(s->found.count == expected, "%s: %zu", c->what, s->found.count);
    ck_assert_uint_eq(s->found.n_remarks, expected == 0);
    is_text(expected > 0 ? s->found.list[0].why : s->found.remarks[0], c->says, c->what);
    free_scene(s);
}
END_TEST

/* Out of whole reports: processes as they are joined within a boot and over boots. */
struct report_case {
    const char *what;
    struct report_text base[3], later[3];
    enum same_boot boot;
    enum follows follows;
    struct {
        const char *name;
        bool has_pid;
        int confidence;
    } owners[3];
    const char *why;
};

/* clang-format off */
#define TOP_HEAD "PID    COMMAND          %CPU TIME     #TH  #PORTS #MREGS MEM\n"
#define TOP_ROW(pid, name, threads, ports, regions)                                                \
    pid "  " name "  0.0  00:01.00  " threads "  " ports "  " regions "  1M\n"
#define TOP(rows) {"top", TOP_HEAD rows}
#define LSMP(rows) {"lsmp", rows}
#define LSMP_OF(pid, name, receive, messages)                                                      \
    "Process (" pid ") : " name "\n"                                                               \
    "  name      ipc-object    rights     flags   boost  reqs  recv  send sonce oref  qlimit  msgcount  context            identifier  type\n" \
    "---------   ----------  ----------  -------- -----  ---- ----- ----- ----- ----  ------  --------  ------------------ ----------- ------------\n" \
    "0x00001a03  0x5c3e11d7  recv        --T-----     3  D--      1         4     N        5  " messages "  0x0000000000000000 \n\n" \
    "total     = " receive "\nSEND      = 0\nRECEIVE   = " receive "\nSEND_ONCE = 0\nPORT_SET  = 0\nDEAD_NAME = 0\nDNREQUEST = 0\nVOUCHERS  = 0\n\n\n"

static const struct report_case report_cases[] = {
    {"ports that it owns, by lsmp",
     {LSMP(LSMP_OF("71", "broker", "100", "       0") LSMP_OF("72", "other", "50", "       0"))},
     {LSMP(LSMP_OF("71", "broker", "9100", "       0") LSMP_OF("72", "other", "51", "       0"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, STRONG}},
     "ports that it owns +9,000 against zone +10,000: 90.0%"},
    {"messages, by lsmp",
     {LSMP(LSMP_OF("71", "broker", "1", "       3") LSMP_OF("72", "other", "9", "       5"))},
     {LSMP(LSMP_OF("71", "broker", "1", "   10003") LSMP_OF("72", "other", "9", "       4"))},
     BOOT_SAME, FOLLOWS_MESSAGES, {{"broker", true, STRONG}},
     "messages that it has not read +10,000 against zone +10,000: 100.0%"},
    {"names, by top alone", {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "9100", "9"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, MODERATE}},
     "names in its port table +9,000 against zone +10,000: 90.0%"},
    {"top, where lsmp is of one side",
     {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "9100", "9")), LSMP(LSMP_OF("71", "broker", "9999", "       0"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, MODERATE}},
     "names in its port table +9,000 against zone +10,000: 90.0%"},
    {"regions, by top", {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "100", "10009"))},
     BOOT_SAME, FOLLOWS_REGIONS, {{"broker", true, STRONG}},
     "memory regions +10,000 against zone +10,000: 100.0%"},
    {"within a boot instances of one name stand together",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "helper", "5010", "1", "1") TOP_ROW("72", "helper", "1510", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"helper", false, MODERATE}},
     "2 processes of that name, threads +6,500 against zone +10,000: 65.0%"},
    {"but for one that has nearly all of it",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "helper", "5010", "1", "1") TOP_ROW("72", "helper", "110", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"helper", true, MODERATE}},
     "threads +5,100 against zone +10,000: 51.0%"},
    {"over boots instances are summed",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("91", "helper", "1510", "1", "1") TOP_ROW("71", "helper", "1510", "1", "1")
          TOP_ROW("72", "other", "5", "1", "1"))},
     BOOT_DIFFERENT, FOLLOWS_THREADS, {{"helper", false, WEAK}},
     "threads +3,000 against zone +10,000: 30.0%"},
    {"one that the base has not", {TOP(TOP_ROW("71", "old", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "old", "10", "1", "1") TOP_ROW("99", "young", "8000", "1", "1"))},
     BOOT_DIFFERENT, FOLLOWS_THREADS, {{"young", true, STRONG}},
     "threads +8,000 against zone +10,000: 80.0%"},
    {"a pid that another program has by now grew from nothing",
     {TOP(TOP_ROW("71", "old", "7000", "1", "1"))}, {TOP(TOP_ROW("71", "young", "10000", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"young", true, STRONG}},
     "threads +10,000 against zone +10,000: 100.0%"},
    {"a cell without a figure is no zero", {TOP(TOP_ROW("71", "broker", "1", "N/A", "1") TOP_ROW("72", "other", "1", "9", "1"))},
     {TOP(TOP_ROW("71", "broker", "1", "10000", "1") TOP_ROW("72", "other", "1", "9", "1"))}, BOOT_SAME, FOLLOWS_PORTS, {{0}},
     "zone: no process's counts grew along with it" OF_KEXTS},
    {"nor is a column without any", {TOP(TOP_ROW("71", "broker", "1", "N/A", "1"))},
     {TOP(TOP_ROW("71", "broker", "1", "10000", "1"))}, BOOT_SAME, FOLLOWS_PORTS, {{0}},
     "zone: no process's counts grew along with it, as far as the captures count them" OF_KEXTS},
    {"the kernel's threads", {TOP(TOP_ROW("0", "kernel_task", "100", "0", "1"))},
     {TOP(TOP_ROW("0", "kernel_task", "10100", "0", "1"))}, BOOT_DIFFERENT, FOLLOWS_THREADS, {{0}},
     "zone: no process's counts grew along with it" OF_KEXTS},
};
/* clang-format on */

START_TEST(out_of_reports)
{
    const struct report_case *c = &report_cases[_i];
    struct scene *s = new_scene();
    struct snapshot *base = parse_texts(NULL, c->base);
    struct snapshot *later = parse_texts(NULL, c->later);
    int expected = 0;
    suspect(s, add_zone(s, "zone", c->follows, 10000, 64));
    s->findings.base.snapshot = base;
    s->findings.later.snapshot = later;
    s->findings.processes = processes_of(base, later, c->boot, s->arena);
    search(s);
    for (; expected < LEN(c->owners) && c->owners[expected].name != NULL; expected++) {
        is_owner(s, (size_t)expected, c->owners[expected].name, c->owners[expected].confidence,
                 c->what);
        ck_assert_msg(s->found.list[expected].id.known == c->owners[expected].has_pid, "%s",
                      c->what);
    }
    ck_assert_msg(s->found.count == (size_t)expected, "%s: %zu owners", c->what, s->found.count);
    is_text(expected > 0 ? s->found.list[0].why : s->found.remarks[0], c->why, c->what);
    snapshot_free(base);
    snapshot_free(later);
    free_scene(s);
}
END_TEST

START_TEST(names_of_confidence)
{
    ck_assert_str_eq(confidence_name(CONFIDENCE_WEAK), "weak");
    ck_assert_str_eq(confidence_name(CONFIDENCE_MODERATE), "moderate");
    ck_assert_str_eq(confidence_name(CONFIDENCE_STRONG), "strong");
}
END_TEST

static const struct owner *owner_named(const struct owners *owners, const char *name, bool is_kext)
{
    for (size_t i = 0; i < owners->count; i++) {
        if (owners->list[i].is_kext == is_kext && slice_is(owners->list[i].name, name))
            return &owners->list[i];
    }
    return NULL;
}

/* As much as top prints of the name will do: some pairs have no other report of processes. */
static void check_culprit(const struct owners *owners, const json_t *culprit)
{
    const char *name = json_string_value(json_object_get(culprit, "name"));
    const char *printed = json_string_value(json_object_get(culprit, "printed_in_top"));
    const struct owner *owner = owner_named(owners, name, false);
    if (owner == NULL)
        owner = owner_named(owners, printed, false);
    ck_assert_msg(owner != NULL, "%s is not among the %zu named", name, owners->count);
    ck_assert_msg(owner->confidence >= CONFIDENCE_MODERATE, "%s is tied weakly", name);
    ck_assert(!owner->id.known || (json_int_t)owner->id.value == number_at(culprit, "pid"));
    ck_assert_uint_gt(owner->explains_bytes, 0);
}

/* Nobody is named beside the culprits. */
static void check_truth(const struct owners *owners, const json_t *expected)
{
    const json_t *one = json_object_get(expected, "culprit_process");
    const json_t *several = json_object_get(expected, "culprit_processes");
    const char *kext = json_string_value(json_object_get(expected, "culprit_kext"));
    size_t culprits = json_array_size(several) + json_is_object(one);
    size_t processes = 0;
    size_t i;
    const json_t *culprit;
    if (json_is_object(one))
        check_culprit(owners, one);
    json_array_foreach(several, i, culprit) check_culprit(owners, culprit);
    for (i = 0; i < owners->count; i++) {
        ck_assert(owners->list[i].is_kext || !process_is_exempt(owners->list[i].process));
        processes += !owners->list[i].is_kext;
    }
    ck_assert_msg(processes == culprits, "%zu processes are named, not %zu", processes, culprits);
    if (json_is_true(json_object_get(expected, "no_process_may_be_blamed")))
        ck_assert_uint_eq(processes, 0);
    if (kext == NULL)
        return;
    const struct owner *owner = owner_named(owners, kext, true);
    ck_assert_msg(owner != NULL, "%s is not named", kext);
    ck_assert_int_eq(owner->confidence, CONFIDENCE_STRONG);
    ck_assert_ptr_eq(owner, &owners->list[0]);
}

START_TEST(printed_pairs)
{
    char path[PATH_ROOM];
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    struct pair pair = {.arena = arena_new()};
    ck_assert(catalogue_load(&catalogue, NULL, pair.arena, &error));
    snprintf(path, sizeof(path), "%s/base", place);
    pair.base = bundle_read(path, &error);
    snprintf(path, sizeof(path), "%s/later", place);
    pair.later = bundle_read(path, &error);
    ck_assert_msg(pair.base != NULL && pair.later != NULL, "%s", error.reason);
    ck_assert(findings_of(pair.base, pair.later, &catalogue, pair.arena, &pair.findings, &error));
    snprintf(path, sizeof(path), "%s/truth.json", place);
    json_t *truth = read_json(path);
    check_truth(&pair.findings.owners, json_object_get(truth, "expected"));
    json_decref(truth);
    free_pair(&pair);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("owners");
    TCase *tests = tcase_create("owners");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, evidence_of_a_process, 0, LEN(evidence));
    tcase_add_loop_test(tests, several_processes, 0, LEN(crowds));
    tcase_add_test(tests, the_better_count_first);
    tcase_add_test(tests, counted_on_one_side);
    tcase_add_test(tests, zones_of_one_cause);
    tcase_add_test(tests, two_causes);
    tcase_add_test(tests, the_surer_first);
    tcase_add_test(tests, nothing_to_search);
    tcase_add_test(tests, kernel_stacks);
    tcase_add_loop_test(tests, memory_of_programs, 0, LEN(memory_cases));
    tcase_add_test(tests, wired_before_footprint);
    tcase_add_loop_test(tests, kexts, 0, LEN(kext_cases));
    tcase_add_loop_test(tests, out_of_reports, 0, LEN(report_cases));
    tcase_add_test(tests, names_of_confidence);
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
