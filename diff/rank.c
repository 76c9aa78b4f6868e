#include "rank.h"

#include <stdlib.h>

#include "heap.h"
#include "rates.h"

/* Larger first; unknown last. */
static int descending(struct change a, struct change b)
{
    if (a.known != b.known)
        return a.known ? -1 : 1;
    if (!a.known)
        return 0;
    return (a.value < b.value) - (a.value > b.value);
}

static int by_kind_and_name(const struct component *a, const struct component *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = slice_compare(a->name, b->name);
    if (order != 0)
        return order;
    return (a->kmod_id.value > b->kmod_id.value) - (a->kmod_id.value < b->kmod_id.value);
}

static struct change size_now(const struct component *c)
{
    return c->later_bytes.known ? c->later_bytes : c->base_bytes;
}

static int compare_growth(const struct component *a, const struct component *b)
{
    int order = descending(a->growth_bytes, b->growth_bytes);
    if (order == 0)
        order = descending(size_now(a), size_now(b));
    return order != 0 ? order : by_kind_and_name(a, b);
}

static int compare_live(const struct component *a, const struct component *b)
{
    int order = descending(a->live_growth_bytes, b->live_growth_bytes);
    return order != 0 ? order : compare_growth(a, b);
}

static int compare_percent(const struct component *a, const struct component *b)
{
    /* What came from nothing grew beyond any percentage. */
    bool a_is_new = a->state == STATE_NEW && a->growth_bytes.known;
    bool b_is_new = b->state == STATE_NEW && b->growth_bytes.known;
    if (a_is_new != b_is_new)
        return a_is_new ? -1 : 1;
    int order = descending(a->percent, b->percent);
    return order != 0 ? order : compare_growth(a, b);
}

static int compare_after(const struct component *a, const struct component *b)
{
    int order = descending(a->later_bytes, b->later_bytes);
    return order != 0 ? order : compare_growth(a, b);
}

static int compare_name(const struct component *a, const struct component *b)
{
    int order = slice_compare(a->name, b->name);
    return order != 0 ? order : by_kind_and_name(a, b);
}

typedef int component_order(const struct component *a, const struct component *b);

/* qsort() takes no context, so each order has its own function. */
#define QSORT_ORDER(name)                                                                          \
    static int qsort_##name(const void *a, const void *b)                                          \
    {                                                                                              \
        const struct component *const *left = a;                                                   \
        const struct component *const *right = b;                                                  \
        return compare_##name(*left, *right);                                                      \
    }

QSORT_ORDER(growth)
QSORT_ORDER(live)
QSORT_ORDER(percent)
QSORT_ORDER(after)
QSORT_ORDER(name)

static const struct component **sorted(const struct joined *joined, enum sort_order sort,
                                       struct arena *arena)
{
    static int (*const orders[])(const void *, const void *) = {
        [SORT_GROWTH] = qsort_growth, [SORT_LIVE] = qsort_live, [SORT_PERCENT] = qsort_percent,
        [SORT_AFTER] = qsort_after,   [SORT_NAME] = qsort_name,
    };
    size_t count = joined->n_components;
    const struct component **list = arena_alloc(arena, count * sizeof(*list));
    for (size_t i = 0; i < count; i++)
        list[i] = &joined->components[i];
    if (count > 0)
        qsort(list, count, sizeof(*list), orders[sort]);
    return list;
}

void rank_components(struct joined *joined, bool one_capture, struct arena *arena)
{
    const struct component **list = sorted(joined, one_capture ? SORT_AFTER : SORT_GROWTH, arena);
    for (size_t i = 0; i < joined->n_components; i++) {
        joined->components[list[i] - joined->components].rank = (unsigned)(i + 1);
    }
}

/* Unknown adds nothing, but what is known makes the sum known. */
static void add(struct change *sum, struct change more)
{
    if (!more.known)
        return;
    if (!number_add_signed(sum->value, more.value, &sum->value))
        return;
    sum->known = true;
}

static void fold(struct others *others, const struct component *c)
{
    others->count++;
    add(&others->base_bytes, c->base_bytes);
    add(&others->later_bytes, c->later_bytes);
    add(&others->growth_bytes, c->growth_bytes);
}

static bool is_wanted(const struct component *c, unsigned kinds)
{
    return kinds == 0 || (kinds & (1U << c->kind)) != 0;
}

/* The list, in which rows with a growth are first, with these the other way round. */
static void put_shrunk_first(const struct component **list, size_t n_compared)
{
    for (size_t i = 0; i < n_compared / 2; i++) {
        const struct component *first = list[i];
        list[i] = list[n_compared - 1 - i];
        list[n_compared - 1 - i] = first;
    }
}

static unsigned count_compared(const struct joined *joined)
{
    unsigned count = 0;
    for (size_t i = 0; i < joined->n_components; i++)
        count += joined->components[i].growth_bytes.known;
    return count;
}

static bool total_shrank(const struct joined *joined)
{
    return joined->growth_bytes.known && joined->growth_bytes.value < 0;
}

bool share_tells(const struct joined *joined, struct change share)
{
    bool against = total_shrank(joined) && share.value < 0;
    return share.known && !against && share.value <= SHARE_MOST && share.value >= -SHARE_MOST;
}

const struct component **components_in_order(const struct joined *joined)
{
    const struct component **list = components_by_rank(joined);
    if (list != NULL && total_shrank(joined))
        put_shrunk_first(list, count_compared(joined));
    return list;
}

struct selection select_components(const struct joined *joined, bool one_capture,
                                   struct selection_options options, struct arena *arena)
{
    struct selection selection = {.all = options.top == SIZE_MAX,
                                  .kinds = options.kinds,
                                  .by_percent = options.sort == SORT_PERCENT};
    const struct component **list = sorted(joined, options.sort, arena);
    selection.shrunk_first = !one_capture && total_shrank(joined) && options.sort == SORT_GROWTH;
    if (selection.shrunk_first)
        put_shrunk_first(list, count_compared(joined));
    selection.shown = arena_alloc(arena, joined->n_components * sizeof(*selection.shown));
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = list[i];
        bool compared = one_capture || c->growth_bytes.known;
        bool room = selection.n_shown < options.top && (compared || selection.all);
        if (room && is_wanted(c, options.kinds)) {
            selection.shown[selection.n_shown++] = c;
        } else if (c->kind == COMPONENT_UNATTRIBUTED) {
            selection.unattributed = c;
        } else if (compared) {
            fold(&selection.others, c);
        } else if (!c->outside_of_total) {
            fold(&selection.not_compared, c);
        }
    }
    if (!one_capture) {
        selection.not_compared.count = joined->not_compared.rows;
        selection.not_compared.growth_bytes = joined->not_compared.growth_bytes;
        selection.not_compared.share =
            share_of(joined->not_compared.growth_bytes, joined->growth_bytes);
    }
    selection.others.share = one_capture
                                 ? share_of(selection.others.later_bytes,
                                            change_of(amount_of(0), joined->later_wired.bytes))
                                 : share_of(selection.others.growth_bytes, joined->growth_bytes);
    return selection;
}

int rank_order(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    return ((*left)->rank > (*right)->rank) - ((*left)->rank < (*right)->rank);
}

const struct component **components_by_rank(const struct joined *joined)
{
    const struct component **list = heap_new(joined->n_components, sizeof(*list));
    for (size_t i = 0; i < joined->n_components; i++) {
        list[joined->components[i].rank - 1] = &joined->components[i];
    }
    return list;
}
