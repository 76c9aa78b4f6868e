#include "renames.h"

#include <stdlib.h>

#include "catalogue.h"

/* A zone that has other names in other releases. */
struct stray {
    struct catalogue_lineage lineage;
    struct account_row *row;
    bool base;
    bool paired; /* the other side has a row of that name */
};

struct strays {
    const struct catalogue *catalogue;
    struct arena *arena;
    bool by_kmod_id;
    struct stray *list;
    size_t count;
};

static void note_stray(struct strays *strays, struct account_row *row, bool base, bool paired)
{
    struct stray stray = {.row = row, .base = base, .paired = paired};
    if (row->kind == COMPONENT_ZONE &&
        catalogue_lineage(strays->catalogue, row->key, &stray.lineage))
        *ARENA_PUSH(strays->arena, strays->list, strays->count) = stray;
}

/* Rows of both sides in step, pairs of them once. */
static void find_strays(struct strays *strays, struct account_rows base, struct account_rows later)
{
    size_t b = 0;
    size_t l = 0;
    while (b < base.count || l < later.count) {
        int order = b == base.count ? 1
                    : l == later.count
                        ? -1
                        : account_row_order(&base.rows[b], &later.rows[l], strays->by_kmod_id);
        if (order <= 0)
            note_stray(strays, &base.rows[b], true, order == 0);
        if (order > 0)
            note_stray(strays, &later.rows[l], false, false);
        b += order <= 0;
        l += order >= 0;
    }
}

static bool same_lineage(const struct stray *a, const struct stray *b)
{
    return a->lineage.entry == b->lineage.entry && slice_equal(a->lineage.part, b->lineage.part);
}

static int by_lineage(const void *a, const void *b)
{
    const struct stray *left = a;
    const struct stray *right = b;
    if (left->lineage.entry != right->lineage.entry)
        return left->lineage.entry < right->lineage.entry ? -1 : 1;
    int order = slice_compare(left->lineage.part, right->lineage.part);
    return order != 0 ? order : slice_compare(left->row->key, right->row->key);
}

bool follow_renames(struct account_rows *base, struct account_rows later, bool by_kmod_id,
                    const struct catalogue *catalogue, struct arena *arena)
{
    struct strays strays = {.catalogue = catalogue, .arena = arena, .by_kmod_id = by_kmod_id};
    find_strays(&strays, *base, later);
    if (strays.count > 0)
        qsort(strays.list, strays.count, sizeof(*strays.list), by_lineage);
    for (size_t i = 0; i < strays.count;) {
        size_t end = i + 1;
        while (end < strays.count && same_lineage(&strays.list[i], &strays.list[end]))
            end++;
        struct stray *one = &strays.list[i];
        if (end - i == 2 && one[0].base != one[1].base && !one[0].paired && !one[1].paired) {
            struct account_row *before = one[0].base ? one[0].row : one[1].row;
            before->key = one[0].base ? one[1].row->key : one[0].row->key;
        }
        i = end;
    }
    return account_merge(base->rows, &base->count, by_kmod_id);
}
