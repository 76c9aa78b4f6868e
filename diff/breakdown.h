/*
 * breakdown.h: wired memory taken apart for pictures: sums by kind, the way from the base's total
 * to the later one, and areas that stand for components.
 *
 * Two captures: the growth of rows that cannot be compared is one sum (join.h: not_compared), beside
 * the kinds and as a step of its own, so that both lead from total to total, to the byte. Areas of
 * the sizes now are of all rows. One capture: all rows, no steps.
 */
#ifndef SYSDELTA_BREAKDOWN_H
#define SYSDELTA_BREAKDOWN_H

#include "join.h"

/*
 * All components of one kind, of two captures those that are compared. A side without a row counts
 * as nothing. Of unattributed what is not known stays unknown.
 */
struct kind_sum {
    enum component_kind kind;
    size_t components;
    struct change base_bytes, later_bytes; /* below 0 for unattributed, when reports disagree */
    struct change growth_bytes;
};

/* A component's growth, laid on top of what the base had and the steps before it. */
struct step {
    const struct component *component; /* NULL: several that have no step of their own */
    size_t components;                 /* how many this is */
    bool not_compared;                 /* they are what is not compared */
    int64_t from_bytes, to_bytes;
};

/* What is above 0 of a component, or of several that have no area of their own. */
struct area {
    const struct component *component; /* NULL: several */
    size_t components;
    uint64_t bytes;
};

struct area_group {
    enum component_kind kind;
    uint64_t bytes;     /* of its areas */
    struct area *areas; /* the largest first, several together last */
    size_t n_areas;
};

struct areas {
    uint64_t bytes;                            /* of all groups */
    struct area_group groups[COMPONENT_KINDS]; /* the largest first, none is empty */
    size_t n_groups;
};

struct breakdown {
    struct kind_sum kinds[COMPONENT_KINDS]; /* in the order of the enum, without those of no row */
    size_t n_kinds;
    struct step *steps; /* from the base's total to the later one: what grew, then what shrank, the
                           others, unattributed, what is not compared; none where a total is not known */
    size_t n_steps;
    struct areas now, growth; /* growth: two captures only */
};

/*
 * The ranks must be there. Lives in the arena, points into `joined`. A sum that does not fit leaves
 * its picture empty: no account of a Mac comes near.
 */
struct breakdown breakdown_of(const struct joined *joined, bool one_capture, struct arena *arena);

#endif
