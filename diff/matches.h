/*
 * matches.h: processes whose count grew along with a target: a zone's elements, or bytes of memory.
 * What owners.c builds on.
 */
#ifndef SYSDELTA_MATCHES_H
#define SYSDELTA_MATCHES_H

#include "findings.h"

/* A search for owners, and where they go. */
struct search {
    const struct findings *findings;
    struct arena *arena;
    struct owners *owners;
};

/* What a process's count is set against. */
struct target {
    const struct component **of;
    size_t n_of;
    uint64_t amount;     /* elements, or bytes of memory */
    bool is_stranger;    /* no zone of it is known to follow the count */
    bool is_rough;       /* the count is of all memory: it must agree as a whole */
    uint64_t unit_bytes; /* that one of them costs; 0: the elements of the zones say */
};

/*
 * Names the processes whose count grew along, the most first; those of one name together. False
 * where none did, or the first of them less surely than `least`.
 */
bool match_processes(const struct search *s, const struct target *target, enum resource resource,
                     enum confidence least);

/* Do both sides count it? */
bool search_counts(const struct search *s, enum resource resource);

/* Counts that agree with a whole row only when they are nearly all of it. */
bool resource_tells_less(enum resource resource);

#endif
