/*
 * human.h: figures as people read them, in integer arithmetic, the same everywhere.
 *
 * KB, MB, GB are powers of 1024, as Activity Monitor and top use them; three digits are
 * shown: from 1000 on the next unit, 0.98 MB. Bytes alone are exact, up to 1023 B.
 */
#ifndef SYSDELTA_HUMAN_H
#define SYSDELTA_HUMAN_H

#include "join.h"
#include "text.h"

void human_bytes(struct text *out, uint64_t bytes);        /* 1.90 GB, 512 B */
void human_growth(struct text *out, int64_t bytes);        /* +16.2 GB, -8.00 KB, 0 B */
void human_signed_bytes(struct text *out, int64_t bytes);  /* -5.00 MB, 5.00 MB */
void human_count(struct text *out, uint64_t count);        /* 1,234,567 */
void human_count_growth(struct text *out, int64_t count);  /* +1,234,567 */
void human_percent(struct text *out, int64_t tenths);      /* 90.6% */
void human_share(struct text *out, int64_t millionths);    /* 90.6% */
void human_duration(struct text *out, uint64_t seconds);   /* 54 h 23 min, 4 min, 35 s, 9 d 3 h */
bool human_is_unit(struct slice word);                     /* of a figure: "MB", "h" */
struct slice without_dot(struct slice sentence);           /* as it is, if there is none */
void human_moment(struct text *out, struct moment moment); /* 2026-11-02 09:14 +01:00 */
void iso_moment(struct text *out, struct moment moment);   /* 2026-11-02T09:14:07+01:00 */

#endif
