/*
 * doubts.h: reasons to take a comparison with care that lie in the reports, not in the Mac: tables
 * that are missing, refused, incomplete, printed with other options or minutes after the others.
 */
#ifndef SYSDELTA_DOUBTS_H
#define SYSDELTA_DOUBTS_H

#include "join.h"

/* Of one capture beside the other (NULLs: none); `whose` names it in the sentences ("base"). */
void doubt_capture(struct comparable *comparable, struct arena *arena, const char *whose,
                   struct capture_view view, struct capture_view other);

/* Of the two against each other. */
void doubt_tables(struct comparable *comparable, struct arena *arena, struct capture_view base,
                  struct capture_view later);

/* Of totals that cannot be subtracted, and of rows that were joined though their names differ. */
void doubt_join(struct comparable *comparable, struct arena *arena, const struct joined *joined);

#endif
