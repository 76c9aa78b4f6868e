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
    uint64_t amount;  /* elements, or bytes of memory */
    bool is_stranger; /* no zone of it is known to follow the count */
    bool is_rough;    /* the count is of all memory: it must agree as a whole */
};

/* Names the processes whose count grew along, the most first; false where none did. */
bool match_processes(const struct search *s, const struct target *target, enum resource resource);

/* Do both sides count it? */
bool search_counts(const struct search *s, enum resource resource);

/* Growth of what the process has; 0 where it is not known, or none. */
uint64_t search_growth(const struct search *s, const struct process *process,
                       enum resource resource);

/* Counts that agree with a whole row only when they are nearly all of it. */
bool resource_tells_less(enum resource resource);

#endif
