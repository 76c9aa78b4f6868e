/*
 * kext_rows.h: each kext with its image and what it allocated page by page, on both sides.
 *
 * The image is the kext's own code and data (kextstat; its Wired column is part of that, and says
 * nothing of allocations). Allocations are the kext's row of zprint's wired section: whole pages
 * only. What a kext takes from the zones is not attributed to it by any report.
 */
#ifndef SYSDELTA_KEXT_ROWS_H
#define SYSDELTA_KEXT_ROWS_H

#include "join.h"
#include "snapshot.h"

struct kext_row {
    struct slice name; /* bundle id */
    bool is_apples;
    const struct kext *base, *later;   /* NULL: not loaded, or the list is missing */
    const struct component *allocated; /* NULL: no row of its own */
};

struct kext_rows {
    struct kext_row *list; /* by growth of what was allocated, largest first; then by name */
    size_t count;
};

struct findings;

/* Kexts of the base, the later capture, and the rows of zprint. Lives in the arena. */
struct kext_rows kext_rows_of(const struct findings *findings, struct arena *arena);

#endif
