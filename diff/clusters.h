/*
 * clusters.h: zones that grew by the same number of elements, which points to one cause.
 *
 * A message that nobody reads leaves one element in three zones, a thread in two or three: their
 * counts go along to within what else the Mac does.
 */
#ifndef SYSDELTA_CLUSTERS_H
#define SYSDELTA_CLUSTERS_H

#include "join.h"

struct cluster {
    const struct component **zones; /* the most bytes grown first */
    size_t n_zones;                 /* 1: a zone that goes along with no other */
    uint64_t elements;              /* by which the first grew */
    uint64_t growth_bytes;          /* of all of them, live where that is known */
    bool is_told;                   /* several zones, and enough growth to be worth a word */
};

struct clusters {
    struct cluster *list; /* the most elements first */
    size_t count;
};

/* Zones that grew by a noticeable number of elements, each in one cluster. Lives in the arena. */
struct clusters clusters_of(struct joined *joined, struct arena *arena);

/* The cluster that a zone is in, by what clusters_of() noted in it; NULL for none. */
const struct cluster *cluster_with(const struct clusters *clusters,
                                   const struct component *component);

#endif
