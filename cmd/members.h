/*
 * members.h: `show --members`: every file of a capture, which parser it belongs to, and what became
 * of it. Rows are written while the capture is walked, so that memory does not grow with them.
 */
#ifndef SYSDELTA_MEMBERS_H
#define SYSDELTA_MEMBERS_H

#include "options.h"
#include "snapshot.h"

/* As text, and as sysdelta.members/1 where --json asks for it; false (and said so) on failure. */
bool show_members(const struct options *options, const struct snapshot *snapshot);

#endif
