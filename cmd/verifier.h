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
    json_t *manifest;  /* of the bundle, where it is a part; or NULL */
    uint64_t redacted; /* reports whose hash is that of the original, by the manifest */
};

struct verifier {
    struct arena *arena;
    struct verification *result;
    const json_t *report, *again;
    struct side_pair sides[2];
    size_t n_sides;
    bool form_told[2]; /* of a side, that its form was not verified */
    bool same_version; /* of sysdelta: judgement and words may change from one to the next */
};

/* Where a value stands, as a chain through the calls. */
struct spot {
    const struct spot *above; /* NULL: the report */
    const char *key;          /* NULL: an element */
    size_t index;
    struct slice label;   /* of an element that has a name: "zone:ipc.ports" */
    const char *section;  /* the key that stands below the report, or below "base" and "later" */
    size_t side;          /* of verifier.sides, as far as the spot tells */
    enum check check;     /* that its values count to, where no rule says more */
    const json_t *holder; /* the object of the captures' report that it is in; or NULL */
};

/* A value that is not simply compared, or that counts to another check than what is around it. */
struct rule {
    const char *section; /* NULL: any */
    const char *key;     /* NULL: the section itself */
    enum check check;
    void (*verify)(struct verifier *v, const struct spot *spot, const json_t *report,
                   const json_t *again); /* NULL: it is compared; either value may be NULL */
};

/* verification.c */
struct slice verifier_text(const json_t *value); /* empty where it is no string */
bool verifier_is_unknown(const json_t *value);   /* not there, or null */
/* NULL: of a show, which is the side itself. */
const json_t *verifier_side(const json_t *report, const char *side);
/* Counts a check, and notes a difference. */
void verifier_settle(struct verifier *v, enum check check, bool agrees, struct slice what,
                     const json_t *report, const json_t *again);
void verifier_cannot(struct verifier *v, struct slice sentence); /* says why not */

/* verification_walk.c */
void verify_values(struct verifier *v);
struct slice spot_words(struct verifier *v, const struct spot *spot); /* in the arena */
void verifier_compare(struct verifier *v, const struct spot *spot, const json_t *report,
                      const json_t *again); /* what neither knows is not counted */

/* verification_rules.c */
const struct rule *rule_of(const struct spot *spot); /* NULL: none */

#endif
