#include "process_costs.h"

#include <stdlib.h>

#include "findings.h"

/* Which counts to go by: the same on both sides, or what is counted on one would pass for growth. */
struct basis {
    bool counts[FOLLOWS_COUNTS];
    enum resource ports;
};

/* The count of a process that stands for what its rows follow. */
static struct amount count_of(const struct process_counts *counts, const struct basis *basis,
                              enum follows follows)
{
    if (!basis->counts[follows])
        return AMOUNT_UNKNOWN;
    switch (follows) {
    case FOLLOWS_PROCESSES:
        return amount_of(counts->instances);
    case FOLLOWS_THREADS:
        return counts->of[RESOURCE_THREADS];
    case FOLLOWS_PORTS:
        return counts->of[basis->ports];
    case FOLLOWS_MESSAGES:
        return counts->of[RESOURCE_MESSAGES];
    case FOLLOWS_REGIONS:
        return counts->of[RESOURCE_REGIONS];
    case FOLLOWS_DESCRIPTORS:
        return counts->of[RESOURCE_DESCRIPTORS];
    case FOLLOWS_SOCKETS:
        return counts->of[RESOURCE_SOCKETS];
    case FOLLOWS_RESIDENT:
        return counts->of[RESOURCE_RESIDENT];
    default:
        return AMOUNT_UNKNOWN;
    }
}

static bool both_count(const struct findings *findings, enum resource resource)
{
    const struct snapshot *base = findings->base.snapshot;
    return (base == NULL || resource_is_counted(base, resource)) &&
           resource_is_counted(findings->later.snapshot, resource);
}

static struct basis basis_of(const struct findings *findings)
{
    struct basis basis = {.ports = both_count(findings, RESOURCE_RECEIVE) ? RESOURCE_RECEIVE
                                                                          : RESOURCE_PORTS};
    basis.counts[FOLLOWS_PROCESSES] = true;
    basis.counts[FOLLOWS_THREADS] = both_count(findings, RESOURCE_THREADS);
    basis.counts[FOLLOWS_PORTS] = both_count(findings, basis.ports);
    basis.counts[FOLLOWS_MESSAGES] = both_count(findings, RESOURCE_MESSAGES);
    basis.counts[FOLLOWS_REGIONS] = both_count(findings, RESOURCE_REGIONS);
    basis.counts[FOLLOWS_DESCRIPTORS] = both_count(findings, RESOURCE_DESCRIPTORS);
    basis.counts[FOLLOWS_SOCKETS] = both_count(findings, RESOURCE_SOCKETS);
    basis.counts[FOLLOWS_RESIDENT] = both_count(findings, RESOURCE_RESIDENT);
    return basis;
}

static const struct process_counts *side_of(const struct process *process, bool later)
{
    return later ? &process->later : &process->base;
}

static const struct account_row *row_of(const struct component *c, bool later)
{
    return later ? c->later : c->base;
}

/* Saturates, which only hostile figures do. */
static uint64_t plus(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return number_add(a, b, &sum) ? sum : UINT64_MAX;
}

static void count_all(const struct findings *findings, const struct basis *basis, bool later,
                      struct unit_costs *costs)
{
    for (size_t i = 0; i < findings->processes.count; i++) {
        const struct process_counts *counts = side_of(&findings->processes.processes[i], later);
        for (int f = 0; f < FOLLOWS_COUNTS && counts->instances > 0; f++) {
            struct amount count = count_of(counts, basis, (enum follows)f);
            if (count.known)
                costs->of[f].count = plus(costs->of[f].count, count.value);
        }
    }
}

/* One memory object a region at most: cached files have the others. */
static uint64_t bytes_of(const struct component *c, const struct account_row *row,
                         const struct unit_cost *cost)
{
    uint64_t bytes = row->live_bytes.known ? row->live_bytes.value : row->wired_bytes;
    uint64_t most;
    bool capped = c->entry->nature == NATURE_PER_REGION && row->element_bytes.known &&
                  row->elements.known && row->elements.value > cost->count;
    if (capped && number_multiply(cost->count, row->element_bytes.value, &most) && most < bytes)
        return most;
    return bytes;
}

/* Pools of packets, drivers and the like follow a count as a whole only, not one by one. */
static bool is_per_object(enum nature nature)
{
    return nature == NATURE_PER_PROCESS || nature == NATURE_PER_THREAD ||
           nature == NATURE_PER_PORT || nature == NATURE_PER_MESSAGE ||
           nature == NATURE_PER_REGION || nature == NATURE_PER_DESCRIPTOR ||
           nature == NATURE_PER_SOCKET || nature == NATURE_PAGE_TABLES;
}

static bool is_shared_out(const struct component *c)
{
    static const enum follows shared[] = {FOLLOWS_PROCESSES, FOLLOWS_THREADS, FOLLOWS_PORTS,
                                          FOLLOWS_MESSAGES,  FOLLOWS_REGIONS, FOLLOWS_DESCRIPTORS,
                                          FOLLOWS_SOCKETS,   FOLLOWS_RESIDENT};
    for (size_t i = 0; c->entry != NULL && i < sizeof(shared) / sizeof(*shared); i++) {
        if (c->entry->follows == shared[i] && is_per_object(c->entry->nature))
            return c->kind == COMPONENT_ZONE || c->kind == COMPONENT_TAG;
    }
    return false;
}

static void measure(const struct findings *findings, bool later, struct unit_costs *costs)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        const struct account_row *row = row_of(c, later);
        if (row == NULL || !is_shared_out(c))
            continue;
        struct unit_cost *cost = &costs->of[c->entry->follows];
        if (cost->count == 0)
            continue;
        cost->bytes = plus(cost->bytes, bytes_of(c, row, cost));
        costs->known = true;
    }
}

static void take_table(struct unit_costs *costs)
{
    static const uint64_t table[FOLLOWS_COUNTS] = {
        [FOLLOWS_PROCESSES] = 16 * 1024,
        [FOLLOWS_THREADS] = 21 * 1024,
        [FOLLOWS_PORTS] = 116,
        [FOLLOWS_REGIONS] = 160,
    };
    costs->by_table = true;
    for (int f = 0; f < FOLLOWS_COUNTS; f++) {
        costs->of[f].by_table = true;
        costs->of[f].bytes = table[f];
        costs->known = costs->known || (table[f] > 0 && costs->of[f].count > 0);
    }
}

static struct unit_costs unit_costs_of(const struct findings *findings, const struct basis *basis,
                                       bool later)
{
    const struct finding_side *side = later ? &findings->later : &findings->base;
    struct unit_costs costs = {.by_table = false};
    if (side->snapshot == NULL)
        return costs;
    count_all(findings, basis, later, &costs);
    if (side->account.has_zones) {
        measure(findings, later, &costs);
    } else {
        take_table(&costs);
    }
    return costs;
}

static struct amount cost_of(const struct process_counts *counts, const struct basis *basis,
                             const struct unit_costs *costs)
{
    uint64_t sum = 0;
    if (!costs->known || counts->instances == 0)
        return costs->known ? amount_of(0) : AMOUNT_UNKNOWN;
    for (int f = 0; f < FOLLOWS_COUNTS; f++) {
        const struct unit_cost *cost = &costs->of[f];
        struct amount count = count_of(counts, basis, (enum follows)f);
        uint64_t bytes;
        if (!count.known || cost->count == 0 || cost->bytes == 0)
            continue;
        bool fits = cost->by_table ? number_multiply(count.value, cost->bytes, &bytes)
                                   : number_scale(count.value, cost->bytes, cost->count, &bytes);
        if (!fits || !number_add(sum, bytes, &sum))
            return AMOUNT_UNKNOWN;
    }
    return amount_of(sum);
}

static int by_growth(const void *a, const void *b)
{
    const struct process_cost *left = a;
    const struct process_cost *right = b;
    bool grew = left->growth_bytes.known && right->growth_bytes.known;
    if (left->growth_bytes.known != right->growth_bytes.known)
        return left->growth_bytes.known ? -1 : 1;
    if (grew && left->growth_bytes.value != right->growth_bytes.value)
        return left->growth_bytes.value > right->growth_bytes.value ? -1 : 1;
    if (!grew && left->later_bytes.value != right->later_bytes.value)
        return left->later_bytes.value > right->later_bytes.value ? -1 : 1;
    int order = slice_compare(left->process->name, right->process->name);
    if (order != 0)
        return order;
    return (left->process->pid.value > right->process->pid.value) -
           (left->process->pid.value < right->process->pid.value);
}

static void add_to(struct change *sum, struct change more)
{
    if (!sum->known || !more.known || !number_add_signed(sum->value, more.value, &sum->value))
        sum->known = false;
}

/* What the shared-out rows grew by; by the table there are none. */
static struct change rows_growth(const struct unit_costs *base, const struct unit_costs *later)
{
    uint64_t before = 0;
    uint64_t after = 0;
    if (base->by_table || later->by_table || !base->known || !later->known)
        return CHANGE_UNKNOWN;
    for (int f = 0; f < FOLLOWS_COUNTS; f++) {
        before = plus(before, base->of[f].bytes);
        after = plus(after, later->of[f].bytes);
    }
    return change_of(amount_of(before), amount_of(after));
}

struct process_costs process_costs_of(const struct findings *findings, struct arena *arena)
{
    const struct basis basis = basis_of(findings);
    struct unit_costs base = unit_costs_of(findings, &basis, false);
    struct unit_costs later = unit_costs_of(findings, &basis, true);
    struct process_costs costs = {.base_by_table = base.by_table,
                                  .later_by_table = later.by_table,
                                  .growth_bytes = {0, true},
                                  .rows_growth_bytes = rows_growth(&base, &later)};
    if (!later.known)
        return (struct process_costs){.growth_bytes = CHANGE_UNKNOWN};
    for (size_t i = 0; i < findings->processes.count; i++) {
        const struct process *process = &findings->processes.processes[i];
        struct process_cost cost = {.process = process};
        cost.base_bytes = cost_of(&process->base, &basis, &base);
        cost.later_bytes = cost_of(&process->later, &basis, &later);
        /* A measured cost and one by the table differ by more than what grew. */
        if (base.by_table == later.by_table)
            cost.growth_bytes = change_of(cost.base_bytes, cost.later_bytes);
        add_to(&costs.growth_bytes, cost.growth_bytes);
        *ARENA_PUSH(arena, costs.list, costs.count) = cost;
    }
    if (costs.count > 0)
        qsort(costs.list, costs.count, sizeof(*costs.list), by_growth);
    return costs;
}
