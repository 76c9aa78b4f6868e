/*
 * cause.h: the rows that seem to have grown for the reason that a suspect did, and what all of them
 * cost together.
 *
 * Two things point to one cause: zones that grew by the same number of elements (clusters.h), and
 * rows that follow one count which is out of hand itself. Neither is proof.
 */
#ifndef SYSDELTA_CAUSE_H
#define SYSDELTA_CAUSE_H

#include "findings.h"
#include "text.h"

enum kinship {
    KIN_NONE,
    KIN_BY_ELEMENTS, /* they are in one cluster */
    KIN_BY_COUNT,    /* one count is to blame for both */
};

enum kinship kinship_of(const struct component *a, const struct component *b);

/*
 * The first suspect that the component seems to have its cause in common with; NULL where there is
 * none, and for a suspect itself.
 */
const struct component *cause_leader(const struct findings *findings,
                                     const struct component *component);

/*
 * One sentence without its dot on the rows that go along with the first suspect; nothing and false
 * where it stands alone. The arena is for what it needs meanwhile.
 */
bool cause_sentence(const struct findings *findings, struct arena *arena, struct text *out);

#endif
