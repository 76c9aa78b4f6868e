/* check_owners: who is tied to what grew, and how firmly: at every threshold. */
#include <check.h>

#include "owner_scene.h"
#include "run_suite.h"
#include "thresholds.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MIB INT64_C(1048576)

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
    struct owner_scene *s = new_owner_scene();
    suspect_component(s, add_scene_zone(s, "zone", c->follows, c->elements, 64));
    add_scene_process(s, "quiet", 7, c->resource, BEFORE, BEFORE + 1);
    add_scene_process(s, "grower", 8, c->resource, BEFORE, BEFORE + c->growth);
    count_on_both(s, c->resource);
    search_owners(s);
    ck_assert_msg(s->found.count == (c->confidence != NOBODY), "%s: %zu owners", c->what,
                  s->found.count);
    if (c->confidence != NOBODY) {
        const struct owner *owner = &s->found.list[0];
        int64_t explained = c->growth < c->elements ? c->growth : c->elements;
        expect_owner(s, 0, "grower", c->confidence, c->what);
        ck_assert_ptr_eq(owner->process, &s->processes[1]);
        ck_assert_uint_eq(owner->id.value, 8);
        ck_assert(!owner->is_kext && owner->id.known && owner->n_of == 1);
        ck_assert_ptr_eq(owner->of[0], &s->components[0]);
        ck_assert_uint_eq(owner->explains_bytes, (uint64_t)explained * 64);
    }
    free_owner_scene(s);
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
    struct owner_scene *s = new_owner_scene();
    size_t expected = 0;
    suspect_component(s, add_scene_zone(s, "zone", FOLLOWS_MESSAGES, 10000, 64));
    count_on_both(s, RESOURCE_MESSAGES);
    for (int i = 0; i < PROCESSES && c->processes[i].name != NULL; i++)
        add_scene_process(s, c->processes[i].name, c->processes[i].pid, RESOURCE_MESSAGES,
                          c->processes[i].before, c->processes[i].after);
    search_owners(s);
    for (; expected < OWNERS_MAX && c->owners[expected].name != NULL; expected++) {
        expect_owner(s, expected, c->owners[expected].name, c->owners[expected].confidence,
                     c->what);
        ck_assert_msg(s->found.list[expected].id.value == c->owners[expected].pid, "%s", c->what);
    }
    ck_assert_msg(s->found.count == expected, "%s: %zu owners", c->what, s->found.count);
    ck_assert_msg(s->found.n_remarks == (expected == 0), "%s: %zu remarks", c->what,
                  s->found.n_remarks);
    free_owner_scene(s);
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
        struct owner_scene *s = new_owner_scene();
        suspect_component(s, add_scene_zone(s, "ipc.ports", FOLLOWS_PORTS, 10000, 64));
        add_scene_process(s, "receiver", 1, RESOURCE_RECEIVE, 0, cases[i].receive);
        add_scene_process(s, "holder", 2, RESOURCE_PORTS, 0, cases[i].names);
        count_on_both(s, RESOURCE_RECEIVE);
        count_on_both(s, RESOURCE_PORTS);
        search_owners(s);
        ck_assert_uint_eq(s->found.count, cases[i].owner != NULL);
        if (cases[i].owner != NULL)
            expect_owner(s, 0, cases[i].owner, cases[i].confidence, "ports");
        free_owner_scene(s);
    }
}
END_TEST

/* A side without the report, or with a part of it, counts nothing. */
START_TEST(counted_on_one_side)
{
    static const char *const remarks[] = {
        "zone: no process's counts grew along with it, as far as the captures count them" OF_KEXTS,
        "zone: no process's counts grew along with it" OF_KEXTS};
    for (int side = 0; side < 4; side++) {
        struct owner_scene *s = new_owner_scene();
        struct report part = {.status = REPORT_PARTIAL};
        suspect_component(s, add_scene_zone(s, "zone", FOLLOWS_MESSAGES, 20000, 64));
        add_scene_process(s, "a", 1, RESOURCE_MESSAGES, side == 3 ? 0 : NOT_THERE,
                          side == 3 ? 1 : 20000);
        if (side != 0)
            s->base.lsmp.report = side == 2 ? &part : &s->report;
        if (side != 1)
            s->later.lsmp.report = &s->report;
        search_owners(s);
        ck_assert_uint_eq(s->found.count, 0);
        ck_assert_uint_eq(s->found.n_remarks, 1);
        expect_text(s->found.remarks[0], remarks[side == 3], "remark");
        free_owner_scene(s);
    }
}
END_TEST

/* Three zones of one cause: the one that follows the count leads, all of them are explained. */
START_TEST(zones_of_one_cause)
{
    struct owner_scene *s = new_owner_scene();
    struct component *objects = add_scene_zone(s, "vm.objects", FOLLOWS_NOTHING, 20100, 300);
    struct component *kmsgs = add_scene_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 20000, 200);
    struct component *copies = add_scene_zone(s, "VM.map.copies", FOLLOWS_NOTHING, 19900, 100);
    suspect_component(s, objects);
    suspect_component(s, kmsgs);
    suspect_component(s, copies);
    add_scene_process(s, "reader", 5, RESOURCE_MESSAGES, 17, 19967);
    count_on_both(s, RESOURCE_MESSAGES);
    search_owners(s);
    ck_assert_uint_eq(s->found.count, 1);
    ck_assert_uint_eq(s->found.n_remarks, 0);
    const struct owner *owner = &s->found.list[0];
    expect_owner(s, 0, "reader", STRONG, "cluster");
    ck_assert_uint_eq(owner->n_of, 3);
    ck_assert_ptr_eq(owner->of[0], kmsgs);
    ck_assert(owner->of[1] != owner->of[2] && owner->of[1] != kmsgs && owner->of[2] != kmsgs);
    ck_assert_uint_eq(owner->explains_bytes, 19950 * 300 + 19950 * 200 + 19900 * 100);
    expect_text(owner->why,
                "messages that it has not read +19,950 against ipc.kmsgs +20,000: 99.8%", "why");
    free_owner_scene(s);
}
END_TEST

/* Two causes, two owners: the one that explains more stands first. */
START_TEST(two_causes)
{
    struct owner_scene *s = new_owner_scene();
    suspect_component(s, add_scene_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 10000, 64));
    suspect_component(s, add_scene_zone(s, "sockets", FOLLOWS_SOCKETS, 5000, 1024));
    add_scene_process(s, "reader", 5, RESOURCE_MESSAGES, 0, 10000);
    add_scene_process(s, "server", 6, RESOURCE_SOCKETS, 0, 5000);
    count_on_both(s, RESOURCE_MESSAGES);
    count_on_both(s, RESOURCE_SOCKETS);
    search_owners(s);
    ck_assert_uint_eq(s->found.count, 2);
    expect_owner(s, 0, "server", STRONG, "first");
    expect_owner(s, 1, "reader", STRONG, "second");
    ck_assert_uint_eq(s->found.list[0].explains_bytes, 5000 * 1024);
    ck_assert_uint_eq(s->found.list[1].explains_bytes, 10000 * 64);
    expect_text(s->found.list[0].why, "sockets +5,000 against sockets +5,000: 100.0%", "why");
    free_owner_scene(s);
}
END_TEST

/* Of owners that explain as much, the surer one stands first, whatever the names. */
START_TEST(the_surer_first)
{
    struct owner_scene *s = new_owner_scene();
    suspect_component(s, add_scene_zone(s, "ipc.ports", FOLLOWS_PORTS, 20000, 32));
    suspect_component(s, add_scene_zone(s, "ipc.kmsgs", FOLLOWS_MESSAGES, 10000, 64));
    add_scene_process(s, "a", 5, RESOURCE_PORTS, 0, 20000);
    add_scene_process(s, "b", 6, RESOURCE_MESSAGES, 0, 10000);
    count_on_both(s, RESOURCE_PORTS);
    count_on_both(s, RESOURCE_MESSAGES);
    search_owners(s);
    ck_assert_uint_eq(s->found.count, 2);
    expect_owner(s, 0, "b", STRONG, "first");
    expect_owner(s, 1, "a", MODERATE, "second");
    free_owner_scene(s);
}
END_TEST

/* Zones that grew, but are none of the suspects, are nobody's. */
START_TEST(nothing_to_search)
{
    for (int i = 0; i < 5; i++) {
        struct owner_scene *s = new_owner_scene();
        const struct component *zone = add_scene_zone(s, "zone", FOLLOWS_MESSAGES, 10000, 64);
        struct component *rest =
            add_scene_row(s, COMPONENT_UNATTRIBUTED, "unattributed", VERDICT_UNATTRIBUTED);
        rest->growth_bytes = (struct change){SUSPECT_BYTES, true};
        add_scene_process(s, "a", 1, RESOURCE_MESSAGES, 0, 10000);
        s->processes[0].base.of[RESOURCE_WIRED] = amount_of(0);
        s->processes[0].later.of[RESOURCE_WIRED] = amount_of(SUSPECT_BYTES);
        count_on_both(s, RESOURCE_MESSAGES);
        count_on_both(s, RESOURCE_WIRED);
        if (i != 1)
            suspect_component(s, zone);
        if (i == 1)
            rest->verdict = VERDICT_STEADY;
        if (i == 2)
            s->findings.comparable.swapped = true;
        if (i == 3)
            s->findings.comparable.verdict = COMPARABLE_NO;
        if (i == 4)
            s->findings.base.snapshot = NULL;
        search_owners(s);
        ck_assert_msg(s->found.count == (i == 0 ? 2 : 0), "%d: %zu", i, s->found.count);
        ck_assert_uint_eq(s->found.n_remarks, 0);
        free_owner_scene(s);
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
        struct owner_scene *s = new_owner_scene();
        struct component *c =
            add_scene_row(s, COMPONENT_TAG, "VM_KERN_MEMORY_STACK", VERDICT_LEAK_SUSPECT);
        s->entries[0].follows = FOLLOWS_THREADS;
        c->growth_bytes = (struct change){160 * MIB, true};
        suspect_component(s, c);
        add_scene_process(s, "threader", 5, RESOURCE_THREADS, 10, 10 + cases[i].threads);
        count_on_both(s, RESOURCE_THREADS);
        search_owners(s);
        ck_assert_uint_eq(s->found.count, cases[i].confidence != NOBODY);
        if (cases[i].confidence != NOBODY) {
            expect_owner(s, 0, "threader", cases[i].confidence, "stacks");
            ck_assert_uint_eq(s->found.list[0].explains_bytes,
                              (uint64_t)(cases[i].explained * MIB));
        }
        free_owner_scene(s);
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
    struct owner_scene *s = new_owner_scene();
    bool unattributed = c->verdict == VERDICT_UNATTRIBUTED;
    struct component *row =
        add_scene_row(s, unattributed ? COMPONENT_UNATTRIBUTED : COMPONENT_TAG, "row", c->verdict);
    enum resource resource = c->resource != RESOURCES ? c->resource : RESOURCE_WIRED;
    s->entries[0].nature = c->nature;
    row->rank = c->rank;
    row->growth_bytes = (struct change){c->row, true};
    add_scene_process(s, "a", 1, resource, 9, 9 + c->growth);
    if (c->resource != RESOURCES)
        count_on_both(s, c->resource);
    search_owners(s);
    ck_assert_msg(s->found.count == (c->confidence != NOBODY), "%s: %zu", c->what, s->found.count);
    ck_assert_msg(s->found.n_remarks == (c->confidence == NOBODY && c->says != NULL), "%s: %zu",
                  c->what, s->found.n_remarks);
    if (c->confidence != NOBODY) {
        expect_owner(s, 0, "a", c->confidence, c->what);
        expect_text(s->found.list[0].why, c->says, c->what);
        ck_assert_ptr_eq(s->found.list[0].of[0], row);
        ck_assert_uint_eq(s->found.list[0].explains_bytes,
                          (uint64_t)(c->growth < c->row ? c->growth : c->row));
    } else if (c->says != NULL) {
        expect_text(s->found.remarks[0], c->says, c->what);
    }
    free_owner_scene(s);
}
END_TEST

/* What is wired for a process tells all of it: where that grew nowhere, a footprint says nothing. */
START_TEST(wired_before_footprint)
{
    for (int grown = 0; grown < 2; grown++) {
        struct owner_scene *s = new_owner_scene();
        struct component *row =
            add_scene_row(s, COMPONENT_UNATTRIBUTED, "unattributed", VERDICT_UNATTRIBUTED);
        row->growth_bytes = (struct change){1024 * MIB, true};
        add_scene_process(s, "large", 1, RESOURCE_FOOTPRINT, 0, 1024 * MIB);
        add_scene_process(s, "wiring", 2, RESOURCE_WIRED, 0, grown * 256 * MIB);
        count_on_both(s, RESOURCE_FOOTPRINT);
        count_on_both(s, RESOURCE_WIRED);
        search_owners(s);
        ck_assert_int_eq((int)s->found.count, grown);
        if (grown)
            expect_owner(s, 0, "wiring", WEAK, "unattributed");
        else
            expect_text(s->found.remarks[0], "unattributed: wired with no living owner", "remark");
        s->findings.later.account.has_zones = false;
        search_owners(s);
        ck_assert_uint_eq(s->found.count + s->found.n_remarks, 0);
        free_owner_scene(s);
    }
}
END_TEST

START_TEST(names_of_confidence)
{
    ck_assert_str_eq(confidence_name(CONFIDENCE_WEAK), "weak");
    ck_assert_str_eq(confidence_name(CONFIDENCE_MODERATE), "moderate");
    ck_assert_str_eq(confidence_name(CONFIDENCE_STRONG), "strong");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("owners");
    TCase *tests = tcase_create("owners");
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
    tcase_add_test(tests, names_of_confidence);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
