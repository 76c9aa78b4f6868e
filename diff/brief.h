/* brief.h: one component's case, as verdict.c hands it to those who may explain its growth. */
#ifndef SYSDELTA_BRIEF_H
#define SYSDELTA_BRIEF_H

#include "counts.h"
#include "text.h"

struct court {
    struct findings *findings;
    struct arena *arena;
    struct count_pair counts[FOLLOWS_COUNTS];
    uint64_t early_bytes;     /* growth that was put down to a Mac at work, beside an early base */
    uint64_t largest_bytes;   /* of the candidates' growth */
    struct component **small; /* candidates that are no suspects for their size alone */
    size_t n_small;
};

struct brief {
    struct component *c;
    enum nature nature;
    enum follows follows;
    uint64_t growth; /* what is to be explained: 0 where it did not grow */
    uint64_t before, after;
};

/* Settles the case; `why` must live as long as the findings. */
void give(struct brief *b, enum verdict verdict, struct slice why);

/* The same with a sentence that was put together, which is freed. */
void give_text(const struct court *court, struct brief *b, enum verdict verdict, struct text *why);

/*
 * What the captures hold to explain the growth: memory not in use, caches, counts, the RAM, a Mac
 * at work. True where one of them settles the case. Where a count speaks against the component,
 * its `why` says so on return.
 */
bool is_explained(struct court *court, struct brief *b);

#endif
