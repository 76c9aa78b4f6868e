#include "cause.h"

#include <stdlib.h>

#include "catalogue.h"
#include "human.h"
#include "rank.h"
#include "rates.h"

enum kinship kinship_of(const struct component *a, const struct component *b)
{
    if (a->cluster != 0 && a->cluster == b->cluster)
        return KIN_BY_ELEMENTS;
    return a->blamed != 0 && a->blamed == b->blamed ? KIN_BY_COUNT : KIN_NONE;
}

const struct component *cause_leader(const struct findings *findings, const struct component *c)
{
    const struct component *by_count = NULL;
    for (size_t i = 0; i < findings->n_suspects; i++) {
        const struct component *suspect = findings->suspects[i];
        if (suspect == c)
            return NULL;
        enum kinship kinship = kinship_of(c, suspect);
        if (kinship == KIN_BY_ELEMENTS)
            return suspect;
        if (kinship == KIN_BY_COUNT && by_count == NULL)
            by_count = suspect;
    }
    return by_count;
}

struct kin {
    const struct component **rows; /* the largest growth first */
    size_t count;
};

/* Rows that grew and go along with the suspect in this way. */
static struct kin kin_of(const struct findings *findings, const struct component *suspect,
                         enum kinship kinship, struct arena *arena)
{
    struct kin kin = {NULL, 0};
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (c != suspect && kinship_of(c, suspect) == kinship && c->growth_bytes.known &&
            c->growth_bytes.value > 0)
            *ARENA_PUSH(arena, kin.rows, kin.count) = c;
    }
    if (kin.count > 0)
        qsort(kin.rows, kin.count, sizeof(*kin.rows), rank_order);
    return kin;
}

/* False where the sum does not fit. */
static bool add_growth(int64_t *sum, struct kin kin)
{
    for (size_t i = 0; i < kin.count; i++) {
        if (!number_add_signed(*sum, kin.rows[i]->growth_bytes.value, sum))
            return false;
    }
    return true;
}

static void add_names(struct text *out, struct kin kin)
{
    enum { NAMED = 5 };
    for (size_t i = 0; i < kin.count && i < NAMED; i++) {
        text_add(out, i > 0 ? SLICE(", ") : SLICE("; "));
        text_add(out, kin.rows[i]->name);
    }
    if (kin.count > NAMED)
        text_printf(out, " and %zu more", kin.count - NAMED);
}

bool cause_sentence(const struct findings *findings, struct arena *arena, struct text *out)
{
    const struct component *suspect = findings->n_suspects > 0 ? findings->suspects[0] : NULL;
    if (suspect == NULL)
        return false;
    struct kin alike = kin_of(findings, suspect, KIN_BY_ELEMENTS, arena);
    struct kin counted = kin_of(findings, suspect, KIN_BY_COUNT, arena);
    struct change sum = suspect->growth_bytes;
    if (alike.count + counted.count == 0 || !sum.known || !add_growth(&sum.value, alike) ||
        !add_growth(&sum.value, counted))
        return false;
    text_add(out, SLICE("One cause, it seems, of "));
    human_growth(out, sum.value);
    struct change share = share_of(sum, findings->joined.growth_bytes);
    if (share.known && share.value <= SHARE_MOST && findings->joined.growth_bytes.value > 0) {
        text_add(out, SLICE(", "));
        human_share(out, share.value);
        text_add(out, SLICE(" of the total growth"));
    }
    text_add(out, SLICE(": "));
    text_add(out, suspect->name);
    add_names(out, alike);
    if (alike.count > 0) {
        text_add(out, SLICE(", by about as many elements ("));
        human_count_growth(out, suspect->element_growth.value);
        text_add(out, alike.count > 1 ? SLICE(" each)") : SLICE(")"));
    }
    add_names(out, counted);
    if (counted.count > 0)
        text_printf(out, ", by the same count (%s)", follows_name((enum follows)suspect->blamed));
    return true;
}
