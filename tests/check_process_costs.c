/*
 * check_process_costs: the rows that follow a count are divided among the processes by that count,
 * whole, and Apple's table stands in where there is no zprint.
 */
#include <check.h>
#include <stdlib.h>

#include "columns.h"
#include "findings.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB UINT64_C(1024)

enum { ROWS = 4, PROCESSES = 4, NOT_THERE = -1, NOT_KNOWN = -2 };

struct scene {
    struct findings findings;
    struct snapshot base, later;
    struct component components[ROWS];
    struct account_row base_rows[ROWS], later_rows[ROWS];
    struct catalogue_entry entries[ROWS];
    struct process processes[PROCESSES];
    struct arena *arena;
    struct process_costs costs;
};

/* Every report came whole, so that all is counted. */
static void set_reports(struct snapshot *snapshot)
{
    static const struct report whole = {.status = REPORT_OK};
    snapshot->taskinfo.report = snapshot->top.report = snapshot->ps.report = &whole;
    snapshot->lsmp.report = snapshot->lsof.report = &whole;
    give_columns(snapshot);
}

static struct scene *new_scene(void)
{
    struct scene *s = calloc(1, sizeof(*s));
    ck_assert_ptr_nonnull(s);
    struct findings *f = &s->findings;
    s->arena = arena_new();
    set_reports(&s->base);
    set_reports(&s->later);
    f->base.snapshot = &s->base;
    f->later.snapshot = &s->later;
    f->base.account.has_zones = f->later.account.has_zones = true;
    f->joined.components = s->components;
    f->processes.processes = s->processes;
    return s;
}

/* Names in the port table count where no side has lsmp. */
static void drop_lsmp(struct scene *s, enum resource resource)
{
    if (resource == RESOURCE_PORTS)
        s->base.lsmp.report = s->later.lsmp.report = NULL;
}

static void free_scene(struct scene *s)
{
    arena_free(s->arena);
    free(s);
}

/* What is in use of a zone is what counts of it; a tag has its size alone. NOT_THERE: no row. */
static const struct account_row *fill_row(struct account_row *row, enum component_kind kind,
                                          int64_t bytes)
{
    if (bytes == NOT_THERE)
        return NULL;
    row->wired_bytes = (uint64_t)bytes + (kind == COMPONENT_ZONE ? 999 : 0);
    row->live_bytes = kind == COMPONENT_ZONE ? amount_of((uint64_t)bytes) : AMOUNT_UNKNOWN;
    return row;
}

static void add_row(struct scene *s, enum component_kind kind, enum follows follows, int64_t before,
                    int64_t after)
{
    size_t i = s->findings.joined.n_components++;
    s->entries[i].follows = follows;
    s->entries[i].nature = NATURE_PER_THREAD;
    s->components[i] = (struct component){.kind = kind,
                                          .entry = &s->entries[i],
                                          .base = fill_row(&s->base_rows[i], kind, before),
                                          .later = fill_row(&s->later_rows[i], kind, after)};
}

static struct process *add_process(struct scene *s, const char *name, unsigned before,
                                   unsigned after)
{
    struct process *process = &s->processes[s->findings.processes.count++];
    *process = (struct process){.name = slice_of(name)};
    process->base.instances = before;
    process->later.instances = after;
    return process;
}

static void set_count(struct process *process, enum resource resource, int64_t before,
                      int64_t after)
{
    if (before >= 0)
        process->base.of[resource] = amount_of((uint64_t)before);
    if (after >= 0)
        process->later.of[resource] = amount_of((uint64_t)after);
}

static void share_out(struct scene *s)
{
    s->costs = process_costs_of(&s->findings, s->arena);
}

static const struct process_cost *cost_of(const struct scene *s, const char *name)
{
    for (size_t i = 0; i < s->costs.count; i++) {
        if (slice_is(s->costs.list[i].process->name, name))
            return &s->costs.list[i];
    }
    ck_abort_msg("no %s", name);
    return NULL;
}

static void costs(const struct scene *s, const char *name, uint64_t before, uint64_t after,
                  const char *what)
{
    const struct process_cost *cost = cost_of(s, name);
    ck_assert_msg(cost->base_bytes.known && cost->base_bytes.value == before, "%s: %s had %llu",
                  what, name, (unsigned long long)cost->base_bytes.value);
    ck_assert_msg(cost->later_bytes.known && cost->later_bytes.value == after, "%s: %s has %llu",
                  what, name, (unsigned long long)cost->later_bytes.value);
    ck_assert(cost->growth_bytes.known);
    ck_assert_int_eq(cost->growth_bytes.value, (int64_t)after - (int64_t)before);
}

struct unit_case {
    const char *what;
    enum component_kind kind;
    enum follows follows;
    enum resource resource; /* RESOURCES: instances */
    int64_t before, after;  /* bytes of the row; NOT_THERE */
    struct {
        int64_t before, after; /* the count; NOT_KNOWN; of instances 0 is not there */
        uint64_t base_bytes, later_bytes;
    } of[2];
};

/* clang-format off */
static const struct unit_case units[] = {
    {"threads", COMPONENT_ZONE, FOLLOWS_THREADS, RESOURCE_THREADS, 4000, 12000,
     {{3, 5, 3000, 6000}, {1, 5, 1000, 6000}}},
    {"the STACK tag", COMPONENT_TAG, FOLLOWS_THREADS, RESOURCE_THREADS, 4000, 12000,
     {{3, 5, 3000, 6000}, {1, 5, 1000, 6000}}},
    {"processes", COMPONENT_ZONE, FOLLOWS_PROCESSES, RESOURCES, 3000, 4000,
     {{1, 3, 1000, 3000}, {2, 1, 2000, 1000}}},
    {"ports that they own", COMPONENT_ZONE, FOLLOWS_PORTS, RESOURCE_RECEIVE, 1000, 1000,
     {{60, 80, 600, 800}, {40, 20, 400, 200}}},
    {"names in their port tables", COMPONENT_ZONE, FOLLOWS_PORTS, RESOURCE_PORTS, 1000, 1000,
     {{60, 80, 600, 800}, {40, 20, 400, 200}}},
    {"messages", COMPONENT_ZONE, FOLLOWS_MESSAGES, RESOURCE_MESSAGES, 512, 512000,
     {{0, 999, 0, 511488}, {1, 1, 512, 512}}},
    {"regions", COMPONENT_ZONE, FOLLOWS_REGIONS, RESOURCE_REGIONS, 160, 320, {{1, 1, 80, 160}, {1, 1, 80, 160}}},
    {"descriptors", COMPONENT_ZONE, FOLLOWS_DESCRIPTORS, RESOURCE_DESCRIPTORS, 160, 320,
     {{1, 3, 80, 240}, {1, 1, 80, 80}}},
    {"sockets", COMPONENT_ZONE, FOLLOWS_SOCKETS, RESOURCE_SOCKETS, 160, 320,
     {{1, 3, 80, 240}, {1, 1, 80, 80}}},
    {"page tables", COMPONENT_TAG, FOLLOWS_RESIDENT, RESOURCE_RESIDENT, 1000, 2000,
     {{1 << 20, 3 << 20, 500, 1500}, {1 << 20, 1 << 20, 500, 500}}},
    {"the kernel's own are shared out too", COMPONENT_ZONE, FOLLOWS_THREADS, RESOURCE_THREADS,
     1 << 30, 1 << 30, {{1, 1, 1 << 30, 1 << 30}, {0, 0, 0, 0}}},
    {"a row that is new", COMPONENT_ZONE, FOLLOWS_THREADS, RESOURCE_THREADS, NOT_THERE, 200,
     {{1, 1, 0, 100}, {1, 1, 0, 100}}},
    {"a row that is gone", COMPONENT_ZONE, FOLLOWS_THREADS, RESOURCE_THREADS, 200, NOT_THERE,
     {{1, 1, 100, 0}, {1, 1, 100, 0}}},
    {"a process without a figure", COMPONENT_ZONE, FOLLOWS_THREADS, RESOURCE_THREADS, 200, 200,
     {{5, NOT_KNOWN, 100, 0}, {5, 5, 100, 200}}},
    {"a kext is nobody's", COMPONENT_KEXT, FOLLOWS_THREADS, RESOURCE_THREADS, 100, 200,
     {{1, 1, 0, 0}, {1, 1, 0, 0}}},
    {"files in memory are nobody's", COMPONENT_ZONE, FOLLOWS_VNODES, RESOURCE_DESCRIPTORS, 100, 200,
     {{1, 1, 0, 0}, {1, 1, 0, 0}}},
    {"nor is what follows nothing", COMPONENT_ZONE, FOLLOWS_NOTHING, RESOURCE_THREADS, 100, 200,
     {{1, 1, 0, 0}, {1, 1, 0, 0}}},
};
/* clang-format on */

/* Beside a zone of 2 bytes a process, without which there would be no cost at all. */
START_TEST(unit_costs)
{
    static const char *const names[] = {"a", "b"};
    const struct unit_case *c = &units[_i];
    struct scene *s = new_scene();
    int64_t before = 0;
    int64_t after = 0;
    drop_lsmp(s, c->resource);
    add_row(s, c->kind, c->follows, c->before, c->after);
    if (c->resource != RESOURCES)
        add_row(s, COMPONENT_ZONE, FOLLOWS_PROCESSES, 4, 4);
    uint64_t each = c->resource != RESOURCES ? 2 : 0;
    for (int i = 0; i < 2; i++) {
        bool instances = c->resource == RESOURCES;
        struct process *process =
            add_process(s, names[i], instances ? (unsigned)c->of[i].before : 1,
                        instances ? (unsigned)c->of[i].after : 1);
        if (!instances)
            set_count(process, c->resource, c->of[i].before, c->of[i].after);
        before += (int64_t)(c->of[i].base_bytes + each);
        after += (int64_t)(c->of[i].later_bytes + each);
    }
    share_out(s);
    ck_assert_uint_eq(s->costs.count, 2);
    for (int i = 0; i < 2; i++)
        costs(s, names[i], c->of[i].base_bytes + each, c->of[i].later_bytes + each, c->what);
    ck_assert(s->costs.growth_bytes.known && s->costs.rows_growth_bytes.known);
    ck_assert_int_eq(s->costs.growth_bytes.value, after - before);
    ck_assert_msg(s->costs.rows_growth_bytes.value == after - before, "%s: rows %lld", c->what,
                  (long long)s->costs.rows_growth_bytes.value);
    ck_assert(!s->costs.base_by_table && !s->costs.later_by_table);
    free_scene(s);
}
END_TEST

/* Rows of one count are one pot; a process pays into all that it has a part of. */
START_TEST(several_rows)
{
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, 100, 1000);
    add_row(s, COMPONENT_TAG, FOLLOWS_THREADS, 300, 3000);
    add_row(s, COMPONENT_ZONE, FOLLOWS_REGIONS, 800, 8000);
    add_row(s, COMPONENT_ZONE, FOLLOWS_PROCESSES, 60, 60);
    struct process *a = add_process(s, "a", 1, 1);
    struct process *b = add_process(s, "b", 2, 2);
    set_count(a, RESOURCE_THREADS, 1, 3);
    set_count(b, RESOURCE_THREADS, 3, 1);
    set_count(a, RESOURCE_REGIONS, 1, 1);
    set_count(b, RESOURCE_REGIONS, 1, 3);
    share_out(s);
    costs(s, "a", 100 + 400 + 20, 3000 + 2000 + 20, "both");
    costs(s, "b", 300 + 400 + 40, 1000 + 6000 + 40, "both");
    ck_assert_int_eq(s->costs.growth_bytes.value, 12060 - 1260);
    ck_assert_int_eq(s->costs.rows_growth_bytes.value, 12060 - 1260);
    free_scene(s);
}
END_TEST

/* Where a division leaves a rest, it is less than a byte for each process and count. */
START_TEST(rounding)
{
    struct scene *s = new_scene();
    uint64_t sum = 0;
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, 1000, 1000000007);
    for (int i = 0; i < 3; i++)
        set_count(add_process(s, i == 0 ? "a" : i == 1 ? "b" : "c", 1, 1), RESOURCE_THREADS, 1, 1);
    share_out(s);
    ck_assert_uint_eq(s->costs.count, 3);
    for (size_t i = 0; i < 3; i++)
        sum += s->costs.list[i].later_bytes.value;
    ck_assert_uint_le(sum, 1000000007);
    ck_assert_uint_gt(sum, 1000000007 - 3);
    ck_assert_int_eq(s->costs.rows_growth_bytes.value, 1000000007 - 1000);
    free_scene(s);
}
END_TEST

/* Ports that it owns count before names, for each process that lsmp lists. */
START_TEST(ports_by_lsmp)
{
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_PORTS, 1000, 1000);
    struct process *a = add_process(s, "a", 1, 1);
    struct process *b = add_process(s, "b", 1, 1);
    set_count(a, RESOURCE_RECEIVE, 10, 30);
    set_count(a, RESOURCE_PORTS, 500, 500);
    set_count(b, RESOURCE_RECEIVE, 10, 10);
    set_count(b, RESOURCE_PORTS, 1, 1);
    share_out(s);
    costs(s, "a", 500, 750, "ports");
    costs(s, "b", 500, 250, "ports");
    free_scene(s);
}
END_TEST

/* Memory objects beyond one a region are the files that the kernel keeps. */
struct region_case {
    enum nature nature;
    uint64_t elements; /* of 100 bytes, in use, beside 10 regions */
    bool size_known;
    uint64_t bytes; /* shared out */
};

static const struct region_case region_cases[] = {
    {NATURE_PER_REGION, 10, true, 1000},       {NATURE_PER_REGION, 11, true, 1000},
    {NATURE_PER_REGION, 9, true, 900},         {NATURE_PER_REGION, 100000, true, 1000},
    {NATURE_PER_PORT, 100000, true, 10000000}, {NATURE_PER_REGION, 1000, false, 100000},
};

START_TEST(regions)
{
    const struct region_case *c = &region_cases[_i];
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_REGIONS, 1000, (int64_t)c->elements * 100);
    s->entries[0].nature = c->nature;
    s->later_rows[0].elements = amount_of(c->elements);
    s->later_rows[0].element_bytes = c->size_known ? amount_of(100) : AMOUNT_UNKNOWN;
    set_count(add_process(s, "a", 1, 1), RESOURCE_REGIONS, 5, 2);
    set_count(add_process(s, "b", 1, 1), RESOURCE_REGIONS, 5, 8);
    share_out(s);
    costs(s, "a", 500, c->bytes / 5, "regions");
    costs(s, "b", 500, c->bytes - c->bytes / 5, "regions");
    ck_assert_int_eq(s->costs.rows_growth_bytes.value, (int64_t)c->bytes - 1000);
    free_scene(s);
}
END_TEST

/* Objects one by one are shared out, and what merely grows with them as a whole is not. */
START_TEST(natures)
{
    static const bool shared[NATURES] = {
        [NATURE_PER_PROCESS] = true, [NATURE_PER_THREAD] = true,  [NATURE_PER_PORT] = true,
        [NATURE_PER_MESSAGE] = true, [NATURE_PER_REGION] = true,  [NATURE_PER_DESCRIPTOR] = true,
        [NATURE_PER_SOCKET] = true,  [NATURE_PAGE_TABLES] = true,
    };
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_PROCESSES, 100, 200);
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, 1000, 4000);
    s->entries[1].nature = (enum nature)_i;
    set_count(add_process(s, "a", 1, 1), RESOURCE_THREADS, 1, 1);
    share_out(s);
    costs(s, "a", shared[_i] ? 1100 : 100, shared[_i] ? 4200 : 200, "nature");
    ck_assert_int_eq(s->costs.rows_growth_bytes.value, shared[_i] ? 3100 : 100);
    free_scene(s);
}
END_TEST

struct table_case {
    enum resource resource;
    int64_t count;
    uint64_t bytes; /* beside the 16 KiB of a process */
};

static const struct table_case table_cases[] = {
    {RESOURCE_THREADS, 1, 21 * KIB},  {RESOURCE_THREADS, 100, 2100 * KIB},
    {RESOURCE_PORTS, 1000, 116000},   {RESOURCE_RECEIVE, 1000, 116000},
    {RESOURCE_REGIONS, 1000, 160000}, {RESOURCE_MESSAGES, 1000, 0},
    {RESOURCE_DESCRIPTORS, 1000, 0},  {RESOURCE_RESIDENT, 1 << 30, 0},
};

START_TEST(by_the_table)
{
    const struct table_case *c = &table_cases[_i];
    struct scene *s = new_scene();
    s->findings.base.account.has_zones = s->findings.later.account.has_zones = false;
    drop_lsmp(s, c->resource);
    add_row(s, COMPONENT_TAG, FOLLOWS_THREADS, 1 << 20, 1 << 30);
    set_count(add_process(s, "a", 1, 1), c->resource, 0, c->count);
    add_process(s, "b", 1, 3);
    add_process(s, "gone", 1, 0);
    share_out(s);
    costs(s, "a", 16 * KIB, 16 * KIB + c->bytes, "table");
    costs(s, "b", 16 * KIB, 48 * KIB, "table");
    costs(s, "gone", 16 * KIB, 0, "table");
    ck_assert(s->costs.base_by_table && s->costs.later_by_table);
    ck_assert(!s->costs.rows_growth_bytes.known);
    ck_assert(s->costs.growth_bytes.known);
    ck_assert_int_eq(s->costs.growth_bytes.value, (int64_t)(c->bytes + 16 * KIB));
    free_scene(s);
}
END_TEST

/* Both have a cost; their difference is one of method and no growth. */
START_TEST(table_on_one_side)
{
    struct scene *s = new_scene();
    s->findings.base.account.has_zones = false;
    add_row(s, COMPONENT_ZONE, FOLLOWS_PROCESSES, NOT_THERE, 50000);
    add_process(s, "a", 1, 1);
    share_out(s);
    const struct process_cost *cost = cost_of(s, "a");
    ck_assert(cost->base_bytes.known && cost->later_bytes.known && !cost->growth_bytes.known);
    ck_assert_uint_eq(cost->base_bytes.value, 16 * KIB);
    ck_assert_uint_eq(cost->later_bytes.value, 50000);
    ck_assert(!s->costs.growth_bytes.known);
    ck_assert(s->costs.base_by_table && !s->costs.later_by_table);
    ck_assert(!s->costs.rows_growth_bytes.known);
    free_scene(s);
}
END_TEST

/* One capture: by size, without any growth. */
START_TEST(one_capture)
{
    static const char *const order[] = {"c", "b", "a", "d"};
    static const int64_t threads[] = {10, 20, 40, 10};
    struct scene *s = new_scene();
    s->findings.base.snapshot = NULL;
    s->findings.base.account.has_zones = false;
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, NOT_THERE, 80000);
    for (int i = 0; i < PROCESSES; i++) {
        static const char *const names[] = {"a", "b", "c", "d"};
        set_count(add_process(s, names[i], 0, 1), RESOURCE_THREADS, NOT_KNOWN, threads[i]);
    }
    share_out(s);
    ck_assert_uint_eq(s->costs.count, PROCESSES);
    for (int i = 0; i < PROCESSES; i++) {
        const struct process_cost *cost = &s->costs.list[i];
        ck_assert(slice_is(cost->process->name, order[i]));
        ck_assert(cost->later_bytes.known && !cost->base_bytes.known && !cost->growth_bytes.known);
    }
    ck_assert_uint_eq(s->costs.list[0].later_bytes.value, 40000);
    ck_assert_uint_eq(s->costs.list[1].later_bytes.value, 20000);
    ck_assert_uint_eq(s->costs.list[3].later_bytes.value, 10000);
    ck_assert(!s->costs.growth_bytes.known && !s->costs.rows_growth_bytes.known);
    ck_assert(!s->costs.base_by_table && !s->costs.later_by_table);
    free_scene(s);
}
END_TEST

/* By growth; one that came since grew by all it has, one that is gone shrank by it; then by name. */
START_TEST(order)
{
    static const char *const names[] = {"new", "same", "also", "gone"};
    static const char *const expected[] = {"new", "also", "same", "gone"};
    static const int64_t growth[] = {700, 0, 0, -500};
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, 1000, 1200);
    set_count(add_process(s, names[0], 0, 1), RESOURCE_THREADS, NOT_KNOWN, 7);
    set_count(add_process(s, names[1], 1, 1), RESOURCE_THREADS, 2, 2);
    set_count(add_process(s, names[2], 1, 1), RESOURCE_THREADS, 3, 3);
    set_count(add_process(s, names[3], 1, 0), RESOURCE_THREADS, 5, NOT_KNOWN);
    share_out(s);
    ck_assert_uint_eq(s->costs.count, PROCESSES);
    for (int i = 0; i < PROCESSES; i++) {
        ck_assert(slice_is(s->costs.list[i].process->name, expected[i]));
        ck_assert_int_eq(s->costs.list[i].growth_bytes.value, growth[i]);
    }
    ck_assert_int_eq(s->costs.growth_bytes.value, 200);
    free_scene(s);
}
END_TEST

/* Without processes, or without a row that follows them, nothing is known. */
START_TEST(nothing_to_share_out)
{
    for (int i = 0; i < 4; i++) {
        struct scene *s = new_scene();
        if (i != 1)
            add_row(s, COMPONENT_ZONE, i == 2 ? FOLLOWS_RAM : FOLLOWS_THREADS, 100, 200);
        if (i == 3)
            s->components[0].entry = NULL;
        if (i > 0)
            set_count(add_process(s, "a", 1, 1), RESOURCE_THREADS, 1, 1);
        share_out(s);
        ck_assert_msg(s->costs.count == 0, "%d: %zu", i, s->costs.count);
        ck_assert(!s->costs.growth_bytes.known && !s->costs.rows_growth_bytes.known);
        free_scene(s);
    }
}
END_TEST

/* The base has no processes: what they had there is not known, and is not nothing. */
START_TEST(base_without_processes)
{
    struct scene *s = new_scene();
    add_row(s, COMPONENT_ZONE, FOLLOWS_THREADS, 1000, 1200);
    set_count(add_process(s, "a", 0, 1), RESOURCE_THREADS, NOT_KNOWN, 7);
    share_out(s);
    ck_assert_uint_eq(s->costs.count, 1);
    ck_assert_uint_eq(s->costs.list[0].later_bytes.value, 1200);
    ck_assert(!s->costs.list[0].base_bytes.known && !s->costs.list[0].growth_bytes.known);
    ck_assert(!s->costs.growth_bytes.known && !s->costs.rows_growth_bytes.known);
    free_scene(s);
}
END_TEST

/* Figures that no Mac has: no sum wraps. */
START_TEST(absurd_figures)
{
    struct scene *s = new_scene();
    add_row(s, COMPONENT_TAG, FOLLOWS_THREADS, 1, INT64_MAX);
    add_row(s, COMPONENT_TAG, FOLLOWS_THREADS, 1, INT64_MAX);
    add_row(s, COMPONENT_TAG, FOLLOWS_THREADS, 1, INT64_MAX);
    add_row(s, COMPONENT_TAG, FOLLOWS_PROCESSES, 1, INT64_MAX);
    set_count(add_process(s, "a", 1, 1), RESOURCE_THREADS, 1, INT64_MAX);
    share_out(s);
    ck_assert_uint_eq(s->costs.count, 1);
    ck_assert(!s->costs.list[0].later_bytes.known && !s->costs.growth_bytes.known);
    free_scene(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process_costs");
    TCase *tests = tcase_create("process_costs");
    tcase_add_loop_test(tests, unit_costs, 0, LEN(units));
    tcase_add_test(tests, several_rows);
    tcase_add_test(tests, rounding);
    tcase_add_test(tests, ports_by_lsmp);
    tcase_add_loop_test(tests, regions, 0, LEN(region_cases));
    tcase_add_loop_test(tests, natures, 0, NATURES);
    tcase_add_loop_test(tests, by_the_table, 0, LEN(table_cases));
    tcase_add_test(tests, table_on_one_side);
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, order);
    tcase_add_test(tests, nothing_to_share_out);
    tcase_add_test(tests, base_without_processes);
    tcase_add_test(tests, absurd_figures);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
