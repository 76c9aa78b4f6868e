/*
 * verdict.h: what the growth of each component looks like: a leak, a cache that fills, load, memory
 * that the kernel will give back, or something that the captures cannot explain.
 *
 * A verdict is never proof. It says which figures it stands on (`why`), and its thresholds stand
 * in thresholds.h, each with its reason. False alarms are as bad as misses: growth that a
 * count of the captures explains is no suspect, however large.
 */
#ifndef SYSDELTA_VERDICT_H
#define SYSDELTA_VERDICT_H

#include "catalogue.h"
#include "findings.h"

/*
 * Sets verdict, why, onset and entry of every component, and findings->suspects. All else in
 * findings but the warnings must be there. `catalogue` NULL: nothing is known of any name.
 */
void judge(struct findings *findings, const struct catalogue *catalogue, struct arena *arena);

#endif
