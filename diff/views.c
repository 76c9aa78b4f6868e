#include "views.h"

#include <stdlib.h>

#include "inference.h"
#include "thresholds.h"

/* A view of one side. */
struct side_view {
    struct component *zone;
    struct slice name;
    struct amount bytes;
    bool from_wired; /* a row of the wired section, which counts only where no view says it */
};

struct side_views {
    struct side_view *list;
    size_t count;
    bool known; /* zprint lists views on this side */
};

struct gatherer {
    struct findings *findings;
    struct arena *arena;
    bool base;
    size_t name_width; /* of this side's zone table */
    struct component **renamed;
    size_t n_renamed;
    struct side_views *views;
};

/* Components of zones come first, by the key that they were joined by. */
static struct component *zone_component(struct joined *joined, struct slice key)
{
    size_t low = 0;
    size_t high = joined->n_components;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct component *c = &joined->components[middle];
        const struct account_row *row = c->later != NULL ? c->later : c->base;
        int order = row != NULL && c->kind == COMPONENT_ZONE ? slice_compare(row->key, key) : 1;
        if (order == 0)
            return c;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static int by_old_name(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    return slice_compare((*left)->renamed_from, (*right)->renamed_from);
}

/* Zones that have another name by now, by the one that they had. */
static void list_renamed(struct gatherer *g)
{
    struct joined *joined = &g->findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        if (joined->components[i].renamed_from.len > 0)
            *ARENA_PUSH(g->arena, g->renamed, g->n_renamed) = &joined->components[i];
    }
    if (g->n_renamed > 0)
        qsort(g->renamed, g->n_renamed, sizeof(*g->renamed), by_old_name);
}

static struct component *renamed_zone(const struct gatherer *g, struct slice old)
{
    struct component wanted = {.renamed_from = old};
    struct component *key = &wanted;
    struct component **found =
        g->n_renamed > 0 ? bsearch(&key, g->renamed, g->n_renamed, sizeof(*g->renamed), by_old_name)
                         : NULL;
    return found != NULL ? *found : NULL;
}

static struct component *zone_of(const struct gatherer *g, struct slice name)
{
    struct component *c = g->base ? renamed_zone(g, name) : NULL;
    return c != NULL ? c : zone_component(&g->findings->joined, name);
}

/* As the zone table prints it: dots for blanks, cut at its width. */
static struct slice table_name(const struct gatherer *g, struct slice name)
{
    char *dotted = arena_string(g->arena, name);
    for (size_t i = 0; i < name.len; i++) {
        if (dotted[i] == ' ')
            dotted[i] = '.';
    }
    struct slice whole = {dotted, name.len};
    if (name.len <= g->name_width)
        return whole;
    return arena_format(g->arena, "%.*s$", SLICE_ARGS(slice_first(whole, g->name_width)));
}

/* zone[view] in the section of views, name[zone] or zone[view] in the wired section. */
static void gather(const struct gatherer *g, struct slice printed, struct amount bytes,
                   bool from_wired)
{
    struct slice outer;
    struct slice inner;
    if (!split_view(printed, &outer, &inner))
        return;
    struct side_view view = {.name = inner, .bytes = bytes, .from_wired = from_wired};
    view.zone = zone_of(g, table_name(g, outer));
    if (view.zone == NULL) {
        view.zone = zone_of(g, table_name(g, inner));
        view.name = outer;
    }
    if (view.zone != NULL)
        *ARENA_PUSH(g->arena, g->views->list, g->views->count) = view;
}

static int order_of(const struct side_view *a, const struct side_view *b)
{
    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return slice_compare(a->name, b->name);
}

static int by_zone_and_name(const void *a, const void *b)
{
    const struct side_view *left = a;
    const struct side_view *right = b;
    int order = order_of(left, right);
    return order != 0 ? order : left->from_wired - right->from_wired;
}

/* Rows of one name are one view; what the wired section says again is dropped. */
static void fold(struct side_views *views)
{
    size_t kept = 0;
    if (views->count == 0)
        return;
    qsort(views->list, views->count, sizeof(*views->list), by_zone_and_name);
    for (size_t i = 1; i < views->count; i++) {
        struct side_view *last = &views->list[kept];
        const struct side_view *next = &views->list[i];
        if (order_of(last, next) != 0) {
            views->list[++kept] = *next;
        } else if (last->from_wired == next->from_wired &&
                   (!last->bytes.known || !next->bytes.known ||
                    !number_add(last->bytes.value, next->bytes.value, &last->bytes.value))) {
            last->bytes = AMOUNT_UNKNOWN;
        }
    }
    views->count = kept + 1;
}

static struct side_views views_of(struct findings *findings, bool base, struct arena *arena)
{
    const struct finding_side *side = base ? &findings->base : &findings->later;
    struct side_views views = {NULL, 0, false};
    struct gatherer g = {.findings = findings,
                         .arena = arena,
                         .base = base,
                         .name_width = side->account.name_width,
                         .views = &views};
    if (side->snapshot == NULL)
        return views;
    const struct zprint *zprint = &side->snapshot->zprint;
    list_renamed(&g);
    for (size_t i = 0; i < zprint->n_views; i++)
        gather(&g, zprint->views[i].name, zprint->views[i].used_bytes, false);
    for (size_t i = 0; i < zprint->n_wired; i++) {
        const struct wired_row *row = &zprint->wired[i];
        if (row->kind == WIRED_ZONE_SHARE)
            gather(&g, row->name, amount_of(row->size_bytes), true);
    }
    views.known = zprint->report != NULL && (zprint->has_views || views.count > 0);
    fold(&views);
    return views;
}

/* A view that a side does not list has nothing, where that side lists any. */
static struct amount bytes_of(const struct side_view *view, const struct side_views *side)
{
    if (view != NULL)
        return view->bytes;
    return side->known ? amount_of(0) : AMOUNT_UNKNOWN;
}

static int by_growth(const void *a, const void *b)
{
    const struct zone_share *left = a;
    const struct zone_share *right = b;
    int64_t x = left->growth_bytes.known  ? left->growth_bytes.value
                : left->later_bytes.known ? 0
                                          : INT64_MIN;
    int64_t y = right->growth_bytes.known  ? right->growth_bytes.value
                : right->later_bytes.known ? 0
                                           : INT64_MIN;
    if (x != y)
        return x > y ? -1 : 1;
    if (left->later_bytes.value != right->later_bytes.value)
        return left->later_bytes.value > right->later_bytes.value ? -1 : 1;
    return slice_compare(left->name, right->name);
}

struct merger {
    struct arena *arena;
    struct component *zone; /* whose shares are being gathered */
    struct zone_share *shares;
    size_t n_shares;
};

static void settle(struct merger *m)
{
    if (m->n_shares > 0) {
        qsort(m->shares, m->n_shares, sizeof(*m->shares), by_growth);
        m->zone->shares = m->shares;
        m->zone->n_shares = m->n_shares;
    }
    m->shares = NULL;
    m->n_shares = 0;
}

static void add_share(struct merger *m, struct component *zone, struct zone_share share)
{
    if (zone != m->zone)
        settle(m);
    m->zone = zone;
    *ARENA_PUSH(m->arena, m->shares, m->n_shares) = share;
}

void add_views(struct findings *findings, struct arena *arena)
{
    struct side_views base = views_of(findings, true, arena);
    struct side_views later = views_of(findings, false, arena);
    struct merger merger = {.arena = arena};
    size_t b = 0;
    size_t l = 0;
    while (b < base.count || l < later.count) {
        int order = b == base.count    ? 1
                    : l == later.count ? -1
                                       : order_of(&base.list[b], &later.list[l]);
        const struct side_view *left = order <= 0 ? &base.list[b++] : NULL;
        const struct side_view *right = order >= 0 ? &later.list[l++] : NULL;
        const struct side_view *shown = right != NULL ? right : left;
        struct zone_share share = {.name = shown->name,
                                   .base_bytes = bytes_of(left, &base),
                                   .later_bytes = bytes_of(right, &later)};
        share.growth_bytes = change_of(share.base_bytes, share.later_bytes);
        add_share(&merger, shown->zone, share);
    }
    settle(&merger);
}

bool share_is_noticed(const struct zone_share *share, bool one_capture)
{
    if (one_capture)
        return share->later_bytes.known && share->later_bytes.value >= SUSPECT_BYTES;
    return share->growth_bytes.known && share->growth_bytes.value >= NOTICED_BYTES;
}
