/* verifier.h: what the parts of verification.c share. */
#ifndef SYSDELTA_VERIFIER_H
#define SYSDELTA_VERIFIER_H

#include "verification.h"

/* One side of the report, and the same of the captures. */
struct side_pair {
    const char *name; /* "base", "later"; NULL: of a show */
    const json_t *report, *again;
    const struct snapshot *snapshot;
    bool part;
};

struct verifier {
    struct arena *arena;
    struct verification *result;
    const json_t *report, *again;
    struct side_pair sides[2];
    size_t n_sides;
    bool same_version; /* of sysdelta: judgement and words may change from one to the next */
};

struct slice verifier_text(const json_t *value); /* empty where it is no string */
/* NULL: of a show, which is the side itself. */
const json_t *verifier_side(const json_t *report, const char *side);

/* "WHAT SIDE.KEY", without what is empty or NULL; in the arena. */
struct slice verifier_place(struct verifier *v, const char *side, struct slice what,
                            const char *key);

/* Counts a check, and notes a difference. */
void verifier_settle(struct verifier *v, enum check check, bool agrees, struct slice what,
                     const json_t *report, const json_t *again);

/* What neither knows is no figure, and not counted. */
void verifier_compare(struct verifier *v, enum check check, struct slice what, const json_t *report,
                      const json_t *again);
void verifier_compare_keys(struct verifier *v, enum check check, const char *side,
                           struct slice what, const json_t *report, const json_t *again,
                           const char *const *keys);
void verifier_compare_place(struct verifier *v, const struct side_pair *side, struct slice what,
                            const json_t *report, const json_t *again);

/* verification_rows.c */
void verify_total(struct verifier *v);
void verify_components(struct verifier *v);
void verify_lists(struct verifier *v);

#endif
