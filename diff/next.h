/* next.h: what to do next, by what the findings say. */
#ifndef SYSDELTA_NEXT_H
#define SYSDELTA_NEXT_H

#include "findings.h"

/* One sentence without its dot, for two captures that can be compared. Lives in the arena. */
struct slice next_step(const struct findings *findings, struct arena *arena);

#endif
