/* duration.h: times as people type them: 90s, 10m, 2h, 1d, 1w; a bare number is seconds. */
#ifndef SYSDELTA_DURATION_H
#define SYSDELTA_DURATION_H

#include <stdint.h>

#include "error.h"
#include "slice.h"

/* False with *error set where it is no time, is 0, or is more than a year. */
bool duration_parse(struct slice text, uint64_t *ret_ms, struct error *error);

#endif
