/*
 * counts.h: how many processes, threads, ports and so on each capture has: what the growth of
 * components is held against.
 *
 * A count is known only where its report is whole: a part of it would pass for growth.
 */
#ifndef SYSDELTA_COUNTS_H
#define SYSDELTA_COUNTS_H

#include "catalogue.h"
#include "findings.h"

struct count_pair {
    struct amount base, later;
};

bool count_is_known(struct count_pair count); /* on both sides */

/* A report that tells this count is cut short, empty or not all understood: not merely absent. */
bool count_is_lost(const struct snapshot *snapshot, enum follows follows);

/* By enum follows; FOLLOWS_RESIDENT and FOLLOWS_COMPRESSED are in bytes. Needs the accounts and the processes. */
void counts_of(const struct findings *findings, struct count_pair counts[FOLLOWS_COUNTS]);

/* A sysctl that holds a plain number. */
struct amount sysctl_count(const struct snapshot *snapshot, const char *name);

#endif
