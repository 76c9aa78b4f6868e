/*
 * error.h: what went wrong, as a value.
 *
 * Functions that can fail return bool and take a struct error last. The first error wins: once
 * set, error_set() leaves it alone, so a chain of calls can be checked at its end.
 */
#ifndef SYSDELTA_ERROR_H
#define SYSDELTA_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

struct error {
    bool set;
    char reason[256]; /* one sentence, no final dot; untrusted bytes already replaced by '?' */
};

#define ERROR_NONE ((struct error){.set = false})

/* printf-like; truncates. Bytes outside printable ASCII become '?'. Always returns false. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool error_set(struct error *error, const char *format, ...);

#endif
