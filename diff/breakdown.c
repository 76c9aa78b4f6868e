#include "breakdown.h"

#include <stdlib.h>

enum { STEPS_MAX = 12, AREAS_MAX = 40 };

static bool counts(const struct component *c, bool one_capture)
{
    return one_capture ? c->later_bytes.known : c->growth_bytes.known;
}

/* An unknown part counts as nothing. */
static bool add(struct change *sum, struct change part)
{
    sum->known = true;
    return number_add_signed(sum->value, part.known ? part.value : 0, &sum->value);
}

static bool add_kind(struct kind_sum *sum, const struct component *c)
{
    sum->components++;
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        sum->base_bytes = c->base_bytes;
        sum->later_bytes = c->later_bytes;
        sum->growth_bytes = c->growth_bytes;
        return true;
    }
    return add(&sum->base_bytes, c->base_bytes) && add(&sum->later_bytes, c->later_bytes) &&
           add(&sum->growth_bytes, c->growth_bytes);
}

static void add_kinds(struct breakdown *ret, const struct joined *joined, bool one_capture)
{
    struct kind_sum sums[COMPONENT_KINDS] = {0};
    bool fits = true;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (counts(c, one_capture) || c->kind == COMPONENT_UNATTRIBUTED)
            fits = add_kind(&sums[c->kind], c) && fits;
    }
    for (int kind = 0; kind < COMPONENT_KINDS && fits; kind++) {
        sums[kind].kind = (enum component_kind)kind;
        if (sums[kind].components > 0)
            ret->kinds[ret->n_kinds++] = sums[kind];
    }
}

/* Larger first; equals by rank, which no two share. */
static int descending(int64_t a, int64_t b, const struct component *left,
                      const struct component *right)
{
    if (a != b)
        return a < b ? 1 : -1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

/* Both are far from the least figure there is: its size could not be told. */
static int64_t size_of(int64_t bytes)
{
    return bytes < 0 ? (bytes == INT64_MIN ? INT64_MAX : -bytes) : bytes;
}

static int by_size_of_growth(const void *a, const void *b)
{
    const struct component *left = *(const struct component *const *)a;
    const struct component *right = *(const struct component *const *)b;
    return descending(size_of(left->growth_bytes.value), size_of(right->growth_bytes.value), left,
                      right);
}

static int by_growth(const void *a, const void *b)
{
    const struct component *left = *(const struct component *const *)a;
    const struct component *right = *(const struct component *const *)b;
    return descending(left->growth_bytes.value, right->growth_bytes.value, left, right);
}

static int by_size_now(const void *a, const void *b)
{
    const struct component *left = *(const struct component *const *)a;
    const struct component *right = *(const struct component *const *)b;
    return descending(left->later_bytes.value, right->later_bytes.value, left, right);
}

static bool add_step(struct breakdown *ret, const struct component *component, size_t components,
                     int64_t growth, int64_t *at)
{
    struct step *step = &ret->steps[ret->n_steps];
    *step = (struct step){
        .component = component, .components = components, .from_bytes = *at, .to_bytes = *at};
    ret->n_steps++;
    bool fits = number_add_signed(*at, growth, &step->to_bytes);
    *at = step->to_bytes;
    return fits;
}

/* The largest changes get a step each, in the order of their growth; the rest is one step. */
static void add_steps(struct breakdown *ret, const struct joined *joined, struct arena *arena)
{
    const struct component **list = arena_alloc(arena, joined->n_components * sizeof(*list));
    const struct component *unattributed = NULL;
    size_t count = 0;
    int64_t at = (int64_t)joined->base_wired.bytes.value;
    int64_t others = 0;
    bool fits = joined->base_wired.bytes.value <= INT64_MAX;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->kind == COMPONENT_UNATTRIBUTED)
            unattributed = c;
        else if (c->growth_bytes.known)
            list[count++] = c;
    }
    qsort(list, count, sizeof(*list), by_size_of_growth);
    size_t own = count < STEPS_MAX ? count : STEPS_MAX;
    qsort(list, own, sizeof(*list), by_growth);
    ret->steps = arena_alloc(arena, (own + 3) * sizeof(*ret->steps));
    for (size_t i = 0; i < own; i++)
        fits = add_step(ret, list[i], 1, list[i]->growth_bytes.value, &at) && fits;
    for (size_t i = own; i < count; i++)
        fits = number_add_signed(others, list[i]->growth_bytes.value, &others) && fits;
    if (count > own)
        fits = add_step(ret, NULL, count - own, others, &at) && fits;
    if (unattributed != NULL && unattributed->growth_bytes.known)
        fits = add_step(ret, unattributed, 1, unattributed->growth_bytes.value, &at) && fits;
    if (joined->not_compared.growth_bytes.known) {
        fits = add_step(ret, NULL, joined->not_compared.rows,
                        joined->not_compared.growth_bytes.value, &at) &&
               fits;
        ret->steps[ret->n_steps - 1].not_compared = true;
    }
    if (!fits)
        ret->n_steps = 0;
}

static int by_bytes(const void *a, const void *b)
{
    const struct area_group *left = a;
    const struct area_group *right = b;
    if (left->bytes != right->bytes)
        return left->bytes < right->bytes ? 1 : -1;
    return (left->kind > right->kind) - (left->kind < right->kind);
}

static bool add_area(struct area_group *group, const struct component *c, uint64_t bytes, bool own,
                     struct arena *arena)
{
    struct area *last = group->n_areas > 0 ? &group->areas[group->n_areas - 1] : NULL;
    bool together = !own && last != NULL && last->component == NULL;
    if (!together) {
        last = ARENA_PUSH(arena, group->areas, group->n_areas);
        last->component = own ? c : NULL;
    }
    last->components++;
    return number_add(last->bytes, bytes, &last->bytes) &&
           number_add(group->bytes, bytes, &group->bytes);
}

/* `list` is ordered by `growth` or size; what is not above 0 has no area. */
static struct areas areas_of(const struct component *const *list, size_t count, bool growth,
                             struct arena *arena)
{
    struct area_group groups[COMPONENT_KINDS] = {0};
    struct areas areas = {0};
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        const struct component *c = list[i];
        int64_t bytes = growth ? c->growth_bytes.value : c->later_bytes.value;
        if (bytes <= 0)
            break;
        fits = add_area(&groups[c->kind], c, (uint64_t)bytes, i < AREAS_MAX, arena) && fits;
    }
    for (int kind = 0; kind < COMPONENT_KINDS; kind++) {
        groups[kind].kind = (enum component_kind)kind;
        fits = number_add(areas.bytes, groups[kind].bytes, &areas.bytes) && fits;
        if (groups[kind].n_areas > 0)
            areas.groups[areas.n_groups++] = groups[kind];
    }
    qsort(areas.groups, areas.n_groups, sizeof(*areas.groups), by_bytes);
    return fits ? areas : (struct areas){0};
}

struct breakdown breakdown_of(const struct joined *joined, bool one_capture, struct arena *arena)
{
    struct breakdown ret = {0};
    const struct component **list = arena_alloc(arena, joined->n_components * sizeof(*list));
    size_t count = 0;
    add_kinds(&ret, joined, one_capture);
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->later_bytes.known && !c->outside_of_total)
            list[count++] = c;
    }
    qsort(list, count, sizeof(*list), by_size_now);
    ret.now = areas_of(list, count, false, arena);
    if (one_capture)
        return ret;
    count = 0;
    for (size_t i = 0; i < joined->n_components; i++) {
        if (joined->components[i].growth_bytes.known)
            list[count++] = &joined->components[i];
    }
    qsort(list, count, sizeof(*list), by_growth);
    ret.growth = areas_of(list, count, true, arena);
    if (joined->totals_known && joined->growth_bytes.known)
        add_steps(&ret, joined, arena);
    return ret;
}
