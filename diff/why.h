/* why.h: the sentences behind suspects, and behind what stands beside them. */
#ifndef SYSDELTA_WHY_H
#define SYSDELTA_WHY_H

#include "findings.h"

/*
 * Why the component is a suspect, without the dot at the end; names the figures. What the judge has
 * said of its count stands in `why` already. Lives in the arena.
 */
struct slice why_suspect(const struct findings *findings, const struct component *component,
                         struct arena *arena);

/*
 * Why a component that nothing explains is too small for a suspect: with what the judge has said of
 * its count, and the suspect that it seems to have its cause in common with. Needs the suspects.
 */
struct slice why_small(const struct findings *findings, const struct component *component,
                       struct arena *arena);

/* What explains the component, and the suspect that grew by about as many elements, if any. */
struct slice why_beside(const struct findings *findings, const struct component *component,
                        struct arena *arena);

/*
 * The same with a word on live growth that is larger than the growth, where it is: elements took
 * space that was free in the base.
 */
struct slice why_packed(const struct component *component, struct arena *arena);

/* The kext of the base that had the kmod id of a row without a name; NULL where nobody did. */
const struct kext_change *kext_left_behind(const struct findings *findings,
                                           const struct component *component);

/* The base's row of that kext, which has no row any more; NULL where there is none. */
const struct component *row_left_behind(const struct findings *findings,
                                        const struct component *component);

/* The share of the zone that took most of its growth and says what it is; NULL where none does. */
const struct zone_share *telling_share(const struct component *component);

#endif
