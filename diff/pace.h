/*
 * pace.h: how growth between the captures compares with the pace before and since boot.
 *
 * Three points are known of a component in one boot: nothing at boot, its size in the base, its
 * size in the later capture. What was wired while the Mac booted is in the base too, so the pace
 * before the base is at most its size over its uptime, and the pace since boot at most the later
 * size over that uptime.
 */
#ifndef SYSDELTA_PACE_H
#define SYSDELTA_PACE_H

#include "findings.h"

/* ONSET_UNKNOWN where the captures are not of one boot, or what booting took hides the answer. */
enum onset onset_of(const struct findings *findings, const struct component *component);

/* What it means, as the end of a sentence on the growth; empty for unknown. */
struct slice onset_words(enum onset onset);

/* The same as the end of a sentence on two rates. */
struct slice pace_meaning(enum onset onset);

/*
 * The largest row that holds much of all wired memory and has all but stopped growing, which no
 * ranking by growth shows; caches and what follows a count left out. NULL where there is none.
 */
const struct component *held_and_stopped(const struct findings *findings);

#endif
