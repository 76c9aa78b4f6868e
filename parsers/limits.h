/*
 * limits.h: what a capture may cost at most, and the names under which a user raises that.
 *
 * The defaults lie far beyond any sysdiagnose: its archives have 100 to 600 MB, inflate to 0.5 to
 * 4 GB and hold some thousand files. What goes beyond one is an error with the limit's name, and
 * what was read before it is used and marked as damaged.
 */
#ifndef SYSDELTA_LIMITS_H
#define SYSDELTA_LIMITS_H

#include "error.h"
#include "number.h"

struct limits {
    uint64_t file;     /* bytes of the capture's file */
    uint64_t inflated; /* bytes that it inflates to */
    uint64_t ratio;    /* bytes for each byte of the file, once it inflates to LIMITS_RATIO_FROM */
    uint64_t members;  /* files in it */
    uint64_t member;   /* bytes of a report in it */
    uint64_t path;     /* bytes of a member's path */
    uint64_t depth;    /* folders in folders */
    uint64_t lines;    /* of a report */
    uint64_t rows;     /* of a report; 0: the report kind's own limit */
    uint64_t steps;    /* of matching one pattern against one line */
};

#define LIMITS_RATIO_FROM (UINT64_C(64) << 20)

extern const struct limits limits_default;

/* "members=5000000", "inflated=128GB" (powers of 1024); false with *error set otherwise. */
bool limits_set(struct limits *limits, struct slice setting, struct error *error);

/* The name at that place, from 0; NULL behind the last. */
const char *limits_name(size_t place);

/* Sets the error "WHAT more than N UNITS (--limit NAME=N raises it)"; always returns false. */
bool limits_passed(struct error *error, const char *what, const char *units, const char *name,
                   uint64_t limit);

#endif
