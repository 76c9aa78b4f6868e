/*
 * number.h: figures out of report text, and sums that cannot wrap.
 *
 * A figure may be missing (a dash, a column that this release does not print, a report that was
 * not taken). Missing is not zero, so figures travel as struct amount. No function here depends on
 * the locale, accepts blanks or signs it was not asked for, or reads past a slice.
 */
#ifndef SYSDELTA_NUMBER_H
#define SYSDELTA_NUMBER_H

#include <stdint.h>

#include "slice.h"

/* A count or a number of bytes, where it is known. */
struct amount {
    uint64_t value;
    bool known;
};

#define AMOUNT_UNKNOWN ((struct amount){0, false})

static inline struct amount amount_of(uint64_t value)
{
    return (struct amount){value, true};
}

/* Digits only, the whole slice, no overflow; otherwise false and *ret untouched. */
bool number_u64(struct slice text, uint64_t *ret);

/* Hexadecimal digits with an optional 0x in front (kextstat prints zero as plain 0). */
bool number_hex(struct slice text, uint64_t *ret);

/* Checked arithmetic: false and *ret untouched where the result does not fit. */
bool number_add(uint64_t a, uint64_t b, uint64_t *ret);
bool number_multiply(uint64_t a, uint64_t b, uint64_t *ret);

/* later - base, signed; false where that does not fit into 64 bits. */
bool number_difference(uint64_t later, uint64_t base, int64_t *ret);

/* a + b, signed; false on overflow. */
bool number_add_signed(int64_t a, int64_t b, int64_t *ret);

/*
 * a * b / c of unsigned figures, rounded down, with a product that may exceed 64 bits.
 * False for c = 0 and where the quotient does not fit.
 */
bool number_scale(uint64_t a, uint64_t b, uint64_t c, uint64_t *ret);

/*
 * A decimal figure with an optional fraction ("64.00", "1,5"), times `unit`, rounded down.
 * Point and comma both separate the fraction: some reports print the user's own.
 */
bool number_decimal(struct slice text, uint64_t unit, uint64_t *ret);

#endif
