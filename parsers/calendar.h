/*
 * calendar.h: dates as reports print them, in seconds since 1970-01-01, without any time zone data.
 *
 * Proleptic Gregorian, no leap seconds. Nothing here asks the system for its zone or locale.
 */
#ifndef SYSDELTA_CALENDAR_H
#define SYSDELTA_CALENDAR_H

#include "snapshot.h"

/* Is every field in its range (year 1970 to 9999)? */
bool calendar_is_valid(struct local_time time);

/* Seconds from 1970-01-01 00:00:00 to that time on the same clock; the time must be valid. */
int64_t calendar_seconds(struct local_time time);

/* The other way; seconds before 1970 or after 9999 give year 0. */
struct local_time calendar_local(int64_t seconds);

/* A known moment on the clock of UTC where its zone is known, otherwise on its own clock. */
int64_t moment_seconds(struct moment moment);

/* later - earlier in seconds: by UTC where both zones are known, otherwise by the clocks. */
int64_t moment_difference(struct moment later, struct moment earlier);

#endif
