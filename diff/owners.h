/*
 * owners.h: the processes and kexts that the evidence ties to what grew.
 *
 * A zone's elements are set against the counts of every process: where those of one grew along, it
 * is consistent with being the owner, never proof. Confidence of a process:
 *
 *   strong    its own count, of the kind that the zone follows, grew by four fifths or more of the
 *             zone's elements (or wired memory of its own by as much of unattributed memory)
 *   moderate  by two fifths or more; or by four fifths by a count that tells less (names in a port
 *             table, footprint), or of a zone whose kind of count is not known
 *   weak      by one fifth or more
 *
 * A kext is tied strongly to its own rows and to the row without a name that has its kmod id of
 * this boot; weakly to such a row over boots, where it was unloaded meanwhile. The kernel itself
 * and what sysdiagnose runs are never named.
 */
#ifndef SYSDELTA_OWNERS_H
#define SYSDELTA_OWNERS_H

#include "clusters.h"
#include "processes.h"

enum confidence { CONFIDENCE_WEAK, CONFIDENCE_MODERATE, CONFIDENCE_STRONG };

const char *confidence_name(enum confidence confidence); /* "weak", "moderate", "strong" */

struct owner {
    bool is_kext;
    const struct process *process; /* NULL for a kext */
    struct slice name;
    struct amount id; /* pid, or kmod id */
    uint64_t explains_bytes;
    enum confidence confidence;
    const struct component **of; /* what it is tied to */
    size_t n_of;
    struct slice why; /* one sentence with the figures */
};

struct owners {
    struct owner *list; /* the most bytes explained first; those that fit equally well, all */
    size_t count;
    struct slice *remarks; /* what was looked for and not found; sentences without a dot */
    size_t n_remarks;
};

struct findings;

/* For two captures with suspects, or with memory in no row. Needs the verdicts. */
struct owners owners_of(const struct findings *findings, struct arena *arena);

/* Is it tied to the component? */
bool owner_is_tied(const struct owner *owner, const struct component *component);

#endif
