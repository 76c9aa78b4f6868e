/* rates.h: signed figures set against others: per hour, as a share, in percent. */
#ifndef SYSDELTA_RATES_H
#define SYSDELTA_RATES_H

#include "join.h"

/*
 * figure x numerator / denominator, to the nearest whole number, halves away from zero; numerator
 * is at most 2^32. Unknown where the result does not fit and for a denominator of 0 or less.
 */
struct change change_scale(struct change figure, uint64_t numerator, int64_t denominator);

/* Per hour of `seconds`. */
struct change rate_per_hour(struct change growth, struct change seconds);

/* In millionths of the total; where the total shrank, rows that shrank have a positive share. */
struct change share_of(struct change part, struct change total);

/* Is a more than percent/100 of b? Saturates, which makes it false for absurd figures. */
bool exceeds(uint64_t a, uint64_t b, uint64_t percent);

#endif
