/*
 * care.h: marks the rows whose comparison is less certain than that of the others, and says why.
 *
 * What is doubtful about a capture as a whole stands in comparable.h; here is what concerns single
 * rows.
 */
#ifndef SYSDELTA_CARE_H
#define SYSDELTA_CARE_H

#include "findings.h"

/* Sets `care` of every component that has a reason for it. Does nothing for one capture. */
void mark_care(struct findings *findings, struct arena *arena);

#endif
