/*
 * comparable.h: may these two captures be set against each other, and what has to be borne in mind?
 *
 * A baseline from the next boot is normal, and so is a clock that runs backwards between the two:
 * order is judged by uptime. Another machine, another page size or another amount of memory makes
 * figures that mean different things.
 */
#ifndef SYSDELTA_COMPARABLE_H
#define SYSDELTA_COMPARABLE_H

#include "account.h"

/* A baseline that was taken later than this after boot has seen more than the boot. */
enum { BASE_LATE_SECONDS = 15 * 60 };

enum comparable_verdict { COMPARABLE_YES, COMPARABLE_WITH_CARE, COMPARABLE_NO };

enum same_boot { BOOT_UNKNOWN, BOOT_SAME, BOOT_DIFFERENT };

struct comparable_reason {
    const char *code; /* "different-boot", stable */
    enum comparable_verdict weight;
    struct slice message; /* a sentence without its dot; may quote the captures */
};

struct comparable {
    enum comparable_verdict verdict;
    enum same_boot boot;
    bool swapped;     /* the base was up longer than the later capture */
    bool same_moment; /* it looks like one capture, given twice */
    struct comparable_reason *reasons;
    size_t n_reasons;
};

struct capture_view {
    const struct snapshot *snapshot;
    const struct account *account;
};

const char *comparable_verdict_name(enum comparable_verdict verdict); /* "yes", "with-care", "no" */
const char *same_boot_name(enum same_boot boot); /* "unknown", "same", "different" */

/*
 * The reasons live in the arena. base.snapshot NULL: what is doubtful about `later` alone; its
 * verdict then says no more than that.
 */
struct comparable comparable_of(struct capture_view base, struct capture_view later,
                                struct arena *arena);

/* One more reason; the verdict becomes what it weighs where that is worse. */
void comparable_add(struct comparable *comparable, struct arena *arena,
                    enum comparable_verdict weight, const char *code, struct slice message);

#endif
