/*
 * endings.h: reports whose program was stopped, which the reports themselves need not show.
 *
 * A list that was cut between two rows looks whole. Where the capture says that its program did not
 * end by itself, what the report does not list may exist all the same.
 */
#ifndef SYSDELTA_ENDINGS_H
#define SYSDELTA_ENDINGS_H

#include "snapshot.h"

/* Marks such reports as cut short, by the manifest of a capture that sysdelta took. */
void mark_stopped_reports(struct snapshot *snapshot);

#endif
