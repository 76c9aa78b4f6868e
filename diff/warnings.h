/*
 * warnings.h: fills findings->warnings: what is missing, doubtful or not understood, in words.
 *
 * First what concerns the comparison, then each side: damage, reports that are missing (and what
 * sysdiagnose.log says of them), reports that are not whole, lines that were not understood, rows
 * that had to be summed, figures that disagree.
 */
#ifndef SYSDELTA_WARNINGS_H
#define SYSDELTA_WARNINGS_H

#include "findings.h"

/* All else in findings must be there. */
void add_warnings(struct findings *findings, struct arena *arena);

/* The warning's member, without the folder that all reports of the capture are in. */
struct slice warning_member(const struct findings *findings, const struct finding_warning *warning);

/* The same warning on the other side; NULL where there is none. */
const struct finding_warning *warning_twin(const struct findings *findings,
                                           const struct finding_warning *warning);

#endif
