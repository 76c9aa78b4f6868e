#include "kext_rows.h"

#include <stdlib.h>

#include "findings.h"

struct gatherer {
    struct arena *arena;
    struct kext_rows rows;
};

static void gather(struct gatherer *g, struct kext_row row)
{
    row.is_apples = slice_starts(row.name, "com.apple.");
    *ARENA_PUSH(g->arena, g->rows.list, g->rows.count) = row;
}

static void gather_side(struct gatherer *g, const struct snapshot *snapshot, bool later)
{
    for (size_t i = 0; snapshot != NULL && i < snapshot->kexts.n_rows; i++) {
        const struct kext *kext = &snapshot->kexts.rows[i];
        struct kext_row row = {.name = kext->name};
        if (later) {
            row.later = kext;
        } else {
            row.base = kext;
        }
        gather(g, row);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct kext_row *left = a;
    const struct kext_row *right = b;
    return slice_compare(left->name, right->name);
}

static int64_t growth_of(const struct kext_row *row)
{
    const struct component *c = row->allocated;
    return c != NULL && c->growth_bytes.known ? c->growth_bytes.value : 0;
}

static int by_growth(const void *a, const void *b)
{
    int64_t x = growth_of(a);
    int64_t y = growth_of(b);
    if (x != y)
        return x > y ? -1 : 1;
    return by_name(a, b);
}

/* Of kexts that are listed twice the first stands. */
static void fold(struct kext_rows *rows)
{
    size_t kept = 0;
    if (rows->count == 0)
        return;
    qsort(rows->list, rows->count, sizeof(*rows->list), by_name);
    for (size_t i = 1; i < rows->count; i++) {
        struct kext_row *last = &rows->list[kept];
        const struct kext_row *next = &rows->list[i];
        if (by_name(last, next) != 0) {
            rows->list[++kept] = *next;
            continue;
        }
        if (last->base == NULL)
            last->base = next->base;
        if (last->later == NULL)
            last->later = next->later;
        if (last->allocated == NULL)
            last->allocated = next->allocated;
    }
    rows->count = kept + 1;
}

struct kext_rows kext_rows_of(const struct findings *findings, struct arena *arena)
{
    struct gatherer g = {.arena = arena};
    gather_side(&g, findings->base.snapshot, false);
    gather_side(&g, findings->later.snapshot, true);
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (c->kind == COMPONENT_KEXT && !slice_starts(c->name, "("))
            gather(&g, (struct kext_row){.name = c->name, .allocated = c});
    }
    fold(&g.rows);
    if (g.rows.count > 0)
        qsort(g.rows.list, g.rows.count, sizeof(*g.rows.list), by_growth);
    return g.rows;
}
