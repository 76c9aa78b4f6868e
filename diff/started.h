/*
 * started.h: when a process started, as far as ps tells: to the minute within a day, to the hour
 * within a week, to the day before that.
 *
 * STARTED of ps is one token: 7:27PM, Tue09PM, 14Jan19; 19:27 and Tue21 in other locales. Source: adv_cmds, ps/print.c of 10.7 to 15.
 */
#ifndef SYSDELTA_STARTED_H
#define SYSDELTA_STARTED_H

#include "snapshot.h"

/* From and to in seconds of the Mac's own clock, as calendar_seconds(); both ends count. */
struct started {
    int64_t from, to;
    bool known;
};

/*
 * `taken` is when the capture was begun, up to half an hour before ps ran; `boot` when the Mac was
 * booted, by the same clock, or unknown. The start is unknown where `taken` is, where the token says
 * nothing, or where it may be of two days.
 */
struct started started_of(struct slice token, struct moment taken, struct moment boot);

/* Can both be the same moment? Unknown ones can. An hour apart may be a change of the clock. */
bool may_be_same_start(struct started a, struct started b);

/* Are both known to be the same minute? */
bool is_same_minute(struct started a, struct started b);

#endif
