/* renames.h: zones that another release of the system calls by another name. */
#ifndef SYSDELTA_RENAMES_H
#define SYSDELTA_RENAMES_H

#include "account.h"

struct catalogue;

struct account_rows {
    struct account_row *rows; /* sorted as account_merge() does */
    size_t count;
};

/*
 * Gives zones that only the base has the keys of those that only the later side has, where both
 * are of one lineage (catalogue.h) and no third row is: where there is no doubt. Rows stay sorted;
 * false when a sum overflows.
 */
bool follow_renames(struct account_rows *base, struct account_rows later, bool by_kmod_id,
                    const struct catalogue *catalogue, struct arena *arena);

#endif
