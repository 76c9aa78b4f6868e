/*
 * rank.h: which components a table shows, in which order, and what the rest adds up to.
 *
 * Renderers print a selection as it is: shown rows, then "others", and all of them together are the
 * total. Unattributed is ranked like any other row.
 */
#ifndef SYSDELTA_RANK_H
#define SYSDELTA_RANK_H

#include "join.h"

enum sort_order { SORT_GROWTH, SORT_LIVE, SORT_PERCENT, SORT_AFTER, SORT_NAME };

struct selection_options {
    enum sort_order sort;
    size_t top;     /* rows to show; SIZE_MAX: all */
    unsigned kinds; /* bit 1 << kind; 0: all */
};

/* Rows that are not shown one by one. */
struct others {
    size_t count;
    struct change base_bytes, later_bytes, growth_bytes; /* of those where it is known */
    struct change share;                                 /* as of a component */
};

struct selection {
    bool all;          /* everything was asked for: options.top was SIZE_MAX */
    unsigned kinds;    /* what was asked for; 0: all kinds */
    bool by_percent;   /* sorted by growth in percent: worth a column */
    bool shrunk_first; /* by growth where the total shrank: what shrank most is first */
    const struct component **shown;
    size_t n_shown;
    const struct component *unattributed; /* when it is not among the shown; NULL otherwise */
    struct others others;                 /* compared rows */
    /* All rows without a growth, where there are two sides: their count, and what the total grew by
     * beyond all that is compared (join.h); the sizes are of those that are not shown. */
    struct others not_compared;
};

/* Sets component.rank, 1 for the largest growth (size, for one capture); not compared rows last. */
void rank_components(struct joined *joined, bool one_capture, struct arena *arena);

/* For qsort() of pointers to components. */
int rank_order(const void *a, const void *b);

/* All of them in the order of their rank; freed with free(). */
const struct component **components_by_rank(const struct joined *joined);

/*
 * The same, but where the total shrank with what shrank most first, before what is not compared: as
 * a table of all of them shows them. Freed with free().
 */
const struct component **components_in_order(const struct joined *joined);

/*
 * Can a reader make anything of a share of the total's change? Not of a row that grew where the
 * total shrank, and not where the total is next to nothing beside the row.
 */
bool share_tells(const struct joined *joined, struct change share);

struct selection select_components(const struct joined *joined, bool one_capture,
                                   struct selection_options options, struct arena *arena);

#endif
