#include "why.h"

#include "cause.h"
#include "human.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"

const struct kext_change *kext_left_behind(const struct findings *findings,
                                           const struct component *c)
{
    for (size_t i = 0; i < findings->n_kexts && c->kmod_id.known; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->left_bytes.known && change->kmod_id.value == c->kmod_id.value)
            return change;
    }
    return NULL;
}

const struct component *row_left_behind(const struct findings *findings, const struct component *c)
{
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(") && c->kmod_id.known;
    if (!nameless || findings->comparable.boot != BOOT_SAME)
        return NULL;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *gone = &findings->joined.components[i];
        if (gone->kind == COMPONENT_KEXT && gone->state == STATE_GONE && gone->base != NULL &&
            gone->kmod_id.known && gone->kmod_id.value == c->kmod_id.value)
            return gone;
    }
    return NULL;
}

/* `raw` is whatever was allocated without a view of its own. */
const struct zone_share *telling_share(const struct component *c)
{
    if (c->n_shares == 0 || !c->growth_bytes.known || c->growth_bytes.value <= 0)
        return NULL;
    const struct zone_share *first = &c->shares[0];
    bool much = first->growth_bytes.known && first->growth_bytes.value > 0 &&
                exceeds((uint64_t)first->growth_bytes.value, (uint64_t)c->growth_bytes.value,
                        VIEW_SHARE_PERCENT);
    return much && !slice_is(first->name, "raw") ? first : NULL;
}

static void add_cause(const struct findings *findings, const struct component *c, struct text *why)
{
    if (c->kind == COMPONENT_KEXT && slice_starts(c->name, "(")) {
        const struct kext_change *kext = kext_left_behind(findings, c);
        text_add(why, SLICE("left wired by "));
        text_add(why, kext != NULL ? kext->name : SLICE("a kext"));
        text_add(why, kext != NULL ? SLICE(", which is not loaded any more")
                                   : SLICE(" that is not loaded any more"));
    } else if (c->why.len > 0) {
        text_add(why, c->why);
    } else {
        text_add(why, SLICE("no count in the captures explains it"));
    }
}

/* Where the row itself grew by more: whose the rest is, that the base held already. */
static void add_held_before(const struct findings *findings, const struct component *c,
                            struct text *why)
{
    const struct component *before = row_left_behind(findings, c);
    if (c->growth_bytes.value <= 0 || (uint64_t)c->growth_bytes.value <= c->unexplained_bytes)
        return;
    text_add(why, SLICE(" beyond the "));
    human_bytes(why, (uint64_t)c->growth_bytes.value - c->unexplained_bytes);
    if (before != NULL && kext_left_behind(findings, c) != NULL) {
        text_add(why, SLICE(" that the base has in that kext's row"));
    } else if (before != NULL) {
        text_add(why, SLICE(" that the base has in the row of "));
        text_add(why, before->name);
    } else {
        text_add(why, SLICE(" that the base has in other rows of its size"));
    }
}

static void add_growth(const struct findings *findings, const struct component *c, struct text *why)
{
    if (c->live_growth_bytes.known && c->element_growth.known && c->element_growth.value > 0 &&
        c->live_growth_bytes.value > 0) {
        human_count(why, (uint64_t)c->element_growth.value);
        text_add(why, SLICE(" more elements are in use, "));
        human_bytes(why, (uint64_t)c->live_growth_bytes.value);
    } else {
        text_add(why, SLICE("it grew by "));
        human_bytes(why, c->unexplained_bytes);
        add_held_before(findings, c, why);
    }
    const struct zone_share *share = telling_share(c);
    if (share != NULL) {
        text_add(why, SLICE(" (for "));
        text_add(why, share->name);
        text_add(why, SLICE(": "));
        human_bytes(why, (uint64_t)share->growth_bytes.value);
        text_add(why, SLICE(")"));
    }
}

/* Beside a base from minutes after boot, everything that grows has begun after it. */
static bool onset_tells(const struct findings *findings, enum onset onset)
{
    return onset != ONSET_UNKNOWN &&
           !(findings_base_is_early(findings) && onset == ONSET_AFTER_BASE);
}

struct slice why_suspect(const struct findings *findings, const struct component *c,
                         struct arena *arena)
{
    struct text why = {0};
    add_cause(findings, c, &why);
    text_add(&why, SLICE("; "));
    add_growth(findings, c, &why);
    if (onset_tells(findings, c->onset)) {
        text_add(&why, SLICE(", "));
        text_add(&why, onset_words(c->onset));
    }
    struct slice sentence = arena_copy(arena, text_slice(&why));
    text_free(&why);
    return sentence;
}

/* The zone that grew by about as many elements, with both figures. */
static void add_alike(const struct component *c, const struct component *leader, struct text *why)
{
    text_printf(why, "it grew by about as many elements as the %s ",
                component_kind_name(leader->kind));
    text_add(why, leader->name);
    text_add(why, SLICE(" ("));
    human_count_growth(why, c->element_growth.value);
    text_add(why, SLICE(" and "));
    human_count_growth(why, leader->element_growth.value);
    text_add(why, SLICE("), which points to one cause"));
}

struct slice why_small(const struct findings *findings, const struct component *c,
                       struct arena *arena)
{
    const struct component *leader = cause_leader(findings, c);
    enum kinship kinship = leader != NULL ? kinship_of(c, leader) : KIN_NONE;
    struct text why = {0};
    text_add(&why, c->why);
    if (kinship == KIN_BY_ELEMENTS) {
        text_add(&why, c->why.len > 0 ? SLICE("; ") : SLICE(""));
        add_alike(c, leader, &why);
    } else if (kinship == KIN_BY_COUNT) {
        text_printf(&why, ", as with the %s ", component_kind_name(leader->kind));
        text_add(&why, leader->name);
    } else if (c->why.len == 0) {
        text_add(&why, SLICE("it grew and nothing in the captures explains it"));
    }
    text_add(&why, leader != NULL ? SLICE("; beside it too small for a suspect")
                                  : SLICE(", but it is small, by itself or beside what leads"));
    struct slice sentence = arena_copy(arena, text_slice(&why));
    text_free(&why);
    return sentence;
}

struct slice why_beside(const struct findings *findings, const struct component *c,
                        struct arena *arena)
{
    const struct component *leader = cause_leader(findings, c);
    struct text why = {0};
    if (leader == NULL || kinship_of(c, leader) != KIN_BY_ELEMENTS)
        return c->why;
    text_add(&why, c->why);
    text_add(&why, SLICE("; but "));
    add_alike(c, leader, &why);
    struct slice sentence = arena_copy(arena, text_slice(&why));
    text_free(&why);
    return sentence;
}

struct slice why_packed(const struct component *c, struct arena *arena)
{
    struct change live = c->live_growth_bytes;
    int64_t packed;
    if (!live.known || live.value <= 0 || c->estimated || !c->growth_bytes.known ||
        c->growth_bytes.value == INT64_MIN ||
        !number_add_signed(live.value, -c->growth_bytes.value, &packed) || packed < PACKED_BYTES)
        return c->why;
    struct text why = {0};
    text_add(&why, c->why);
    text_add(&why, SLICE("; live growth is larger, as "));
    human_bytes(&why, (uint64_t)packed);
    text_add(&why, SLICE(" of new elements took space that the zone had free in the base"));
    struct slice sentence = arena_copy(arena, text_slice(&why));
    text_free(&why);
    return sentence;
}
