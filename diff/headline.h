/* headline.h: the first sentence of every report. */
#ifndef SYSDELTA_HEADLINE_H
#define SYSDELTA_HEADLINE_H

#include "findings.h"

/*
 * One capture: how much is wired, of how much. Two: the first sentence of the summary, which must
 * be there. Lives in the arena.
 */
struct slice headline_of(const struct findings *findings, struct arena *arena);

#endif
