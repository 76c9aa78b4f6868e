#include "size_classes.h"

#include <stdlib.h>
#include <string.h>

static bool class_of_name(const struct component *c, struct size_class *ret)
{
    static const char *const families[] = {"kalloc.type.var", "kalloc.type"};
    uint64_t bucket;
    if (c->kind != COMPONENT_ZONE)
        return false;
    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
        if (!slice_starts(c->name, families[i]))
            continue;
        struct slice rest = slice_from(c->name, slice_of(families[i]).len);
        size_t dot = slice_find(rest, '.');
        *ret = (struct size_class){.family = families[i]};
        return dot < rest.len && number_u64(slice_first(rest, dot), &bucket) &&
               number_u64(slice_from(rest, dot + 1), &ret->element_bytes);
    }
    return false;
}

static int by_class(const void *a, const void *b)
{
    const struct size_class *left = a;
    const struct size_class *right = b;
    int order = strcmp(left->family, right->family);
    if (order != 0)
        return order;
    return (left->element_bytes > right->element_bytes) -
           (left->element_bytes < right->element_bytes);
}

static void add_changes(struct change *sum, struct change more)
{
    if (!sum->known || !more.known || !number_add_signed(sum->value, more.value, &sum->value))
        *sum = CHANGE_UNKNOWN;
}

/* Saturates: such sums fail the account before. */
static uint64_t sum_of(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return number_add(a, b, &sum) ? sum : UINT64_MAX;
}

struct size_classes size_classes_of(const struct joined *joined, struct arena *arena)
{
    struct size_classes classes = {NULL, 0};
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        struct size_class one;
        if (!c->growth_bytes.known || !class_of_name(c, &one))
            continue;
        one.zones = 1;
        one.base_bytes = c->base != NULL ? c->base->wired_bytes : 0;
        one.later_bytes = c->later != NULL ? c->later->wired_bytes : 0;
        one.growth_bytes = c->growth_bytes;
        one.element_growth = c->element_growth;
        *ARENA_PUSH(arena, classes.list, classes.count) = one;
    }
    if (classes.count == 0)
        return classes;
    qsort(classes.list, classes.count, sizeof(*classes.list), by_class);
    size_t kept = 0;
    for (size_t i = 1; i < classes.count; i++) {
        struct size_class *last = &classes.list[kept];
        const struct size_class *next = &classes.list[i];
        if (by_class(last, next) != 0) {
            classes.list[++kept] = *next;
            continue;
        }
        last->zones += next->zones;
        last->base_bytes = sum_of(last->base_bytes, next->base_bytes);
        last->later_bytes = sum_of(last->later_bytes, next->later_bytes);
        add_changes(&last->growth_bytes, next->growth_bytes);
        add_changes(&last->element_growth, next->element_growth);
    }
    classes.count = kept + 1;
    return classes;
}

const struct size_class *size_class_of(const struct size_classes *classes,
                                       const struct component *c)
{
    struct size_class wanted;
    if (classes->count == 0 || !class_of_name(c, &wanted))
        return NULL;
    return bsearch(&wanted, classes->list, classes->count, sizeof(*classes->list), by_class);
}
