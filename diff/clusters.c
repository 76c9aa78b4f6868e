#include "clusters.h"

#include <stdlib.h>

#include "thresholds.h"

static uint64_t elements_of(const struct component *c)
{
    return (uint64_t)c->element_growth.value;
}

static uint64_t bytes_of(const struct component *c)
{
    struct change growth = c->live_growth_bytes.known ? c->live_growth_bytes : c->growth_bytes;
    return growth.known && growth.value > 0 ? (uint64_t)growth.value : 0;
}

static int by_elements(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    uint64_t x = elements_of(*left);
    uint64_t y = elements_of(*right);
    if (x != y)
        return x > y ? -1 : 1;
    return slice_compare((*left)->name, (*right)->name);
}

static int by_bytes(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    uint64_t x = bytes_of(*left);
    uint64_t y = bytes_of(*right);
    if (x != y)
        return x > y ? -1 : 1;
    return slice_compare((*left)->name, (*right)->name);
}

/* Do they differ by no more than what else the Mac does meanwhile? */
static bool agree(uint64_t most, uint64_t less)
{
    uint64_t permille = most < CLUSTER_TELLING ? CLUSTER_CLOSE_PERMILLE : CLUSTER_PERMILLE;
    uint64_t most_apart;
    return number_scale(most, permille, 1000, &most_apart) && most - less <= most_apart;
}

static void add_cluster(struct clusters *clusters, const struct component **zones, size_t count,
                        struct arena *arena)
{
    struct cluster cluster = {.zones = zones, .n_zones = count};
    qsort(zones, count, sizeof(*zones), by_bytes);
    cluster.elements = elements_of(zones[0]);
    for (size_t i = 0; i < count; i++) {
        if (!number_add(cluster.growth_bytes, bytes_of(zones[i]), &cluster.growth_bytes))
            cluster.growth_bytes = UINT64_MAX;
    }
    cluster.is_told = count > 1 && cluster.growth_bytes >= NOTICED_BYTES;
    *ARENA_PUSH(arena, clusters->list, clusters->count) = cluster;
}

/* Components note their place in the list, counted from 1. */
static void note_members(const struct clusters *clusters, struct joined *joined)
{
    for (size_t i = 0; i < clusters->count; i++) {
        for (size_t z = 0; z < clusters->list[i].n_zones; z++) {
            size_t index = (size_t)(clusters->list[i].zones[z] - joined->components);
            joined->components[index].cluster = i + 1;
        }
    }
}

struct clusters clusters_of(struct joined *joined, struct arena *arena)
{
    struct clusters clusters = {NULL, 0};
    const struct component **zones = NULL;
    size_t count = 0;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->element_growth.known && c->element_growth.value >= CLUSTER_ELEMENTS)
            *ARENA_PUSH(arena, zones, count) = c;
    }
    if (count > 0)
        qsort(zones, count, sizeof(*zones), by_elements);
    for (size_t first = 0; first < count;) {
        size_t end = first + 1;
        while (end < count && agree(elements_of(zones[first]), elements_of(zones[end])))
            end++;
        add_cluster(&clusters, zones + first, end - first, arena);
        first = end;
    }
    note_members(&clusters, joined);
    return clusters;
}

const struct cluster *cluster_with(const struct clusters *clusters, const struct component *c)
{
    return c->cluster > 0 ? &clusters->list[c->cluster - 1] : NULL;
}
