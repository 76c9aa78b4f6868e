/*
 * doubts.h: reasons to take a comparison with care that lie in the reports, not in the Mac: tables
 * that are missing, refused, incomplete, printed with other options or minutes after the others.
 */
#ifndef SYSDELTA_DOUBTS_H
#define SYSDELTA_DOUBTS_H

#include "join.h"

/* Of one capture; `whose` names it in the sentences ("base"). */
void doubt_capture(struct comparable *comparable, struct arena *arena, const char *whose,
                   struct capture_view view);

/* Of the two against each other. */
void doubt_tables(struct comparable *comparable, struct arena *arena, struct capture_view base,
                  struct capture_view later);

/* Of rows that were joined though their names differ. */
void doubt_renames(struct comparable *comparable, struct arena *arena, const struct joined *joined);

#endif
