#include "verdict.h"

#include <stdlib.h>

#include "brief.h"
#include "human.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"
#include "why.h"

static bool judge_unattributed(struct court *court, struct brief *b)
{
    struct change total = court->findings->joined.growth_bytes;
    if (b->c->kind != COMPONENT_UNATTRIBUTED || b->growth < NOTICED_BYTES)
        return false;
    uint64_t whole = total.known && total.value > 0 ? (uint64_t)total.value : 0;
    if (b->growth < SUSPECT_BYTES) {
        give(b, VERDICT_STEADY,
             SLICE("its growth is within what rounding and the time between the reports make"));
    } else if (!exceeds(b->growth, whole, UNATTRIBUTED_SHARE_PERCENT)) {
        give(b, VERDICT_STEADY, SLICE("its growth is small beside the growth of the total"));
    } else if (findings_lack_tables(court->findings)) {
        give(
            b, VERDICT_UNATTRIBUTED,
            SLICE("no row of the reports holds it, and a table that may hold it is missing on both "
                  "sides"));
    } else {
        give(b, VERDICT_UNATTRIBUTED,
             SLICE("no row of the reports holds it: memory that is wired without a tag, often for "
                   "a device or on behalf of a process"));
    }
    return true;
}

/* What firmware and early boot took, or is wired once while booting. */
static void judge_fixed(const struct court *court, struct brief *b)
{
    struct amount memory = court->findings->later.snapshot->machine.memory_bytes;
    struct change part = CHANGE_UNKNOWN;
    struct text why = {0};
    bool noticed = b->growth >= NOTICED_BYTES || b->c->growth_bytes.value <= -NOTICED_BYTES;
    if (memory.known && memory.value <= INT64_MAX)
        part = share_of(b->c->later_bytes, change_of(amount_of(0), memory));
    text_add(&why, SLICE("it is set at boot"));
    if (b->c->kind == COMPONENT_RESERVED && part.known) {
        text_add(&why, SLICE(" by the size of the RAM: "));
        human_share(&why, part.value);
        text_add(&why, SLICE(" of "));
        human_bytes(&why, memory.value);
    }
    if (noticed)
        text_add(&why, SLICE("; that it changed means another boot or another system"));
    give_text(court, b, VERDICT_FIXED, &why);
}

/* What is wired once while booting cannot grow within the boot. */
static bool is_fixed(const struct court *court, const struct brief *b)
{
    bool same_boot = court->findings->comparable.boot == BOOT_SAME;
    return b->c->kind == COMPONENT_RESERVED ||
           (b->nature == NATURE_BOOT && !(same_boot && b->growth >= SUSPECT_BYTES));
}

/* Small, shrunk or set at boot: no case at all. */
static bool is_dismissed(struct court *court, struct brief *b)
{
    struct change growth = b->c->growth_bytes;
    if (!growth.known) {
        give(b, VERDICT_UNKNOWN,
             b->c->kind == COMPONENT_UNATTRIBUTED
                 ? SLICE("it cannot be compared: where a side's tables are missing or not whole, "
                         "what has a row on the other side is in its rest or in no row at all")
                 : SLICE("it cannot be compared"));
    } else if (is_fixed(court, b)) {
        judge_fixed(court, b);
    } else if (growth.value <= -(int64_t)NOTICED_BYTES) {
        give(b, VERDICT_SHRANK, SLICE("it is smaller than it was"));
    } else if (growth.value < (int64_t)NOTICED_BYTES) {
        struct text why = {0};
        text_add(&why, SLICE("it changed by less than "));
        human_bytes(&why, NOTICED_BYTES);
        give_text(court, b, VERDICT_STEADY, &why);
    } else {
        return false;
    }
    return true;
}

/* Over boots the types of a size class are dealt to its zones anew: their sum is what compares. */
static bool is_dealt_anew(const struct court *court, struct brief *b)
{
    const struct size_class *class = size_class_of(&court->findings->size_classes, b->c);
    if (class == NULL || court->findings->comparable.boot == BOOT_SAME)
        return false;
    uint64_t growth = class->growth_bytes.known && class->growth_bytes.value > 0
                          ? (uint64_t) class->growth_bytes.value
                          : 0;
    b->before = class->base_bytes;
    b->after = class->later_bytes;
    if (growth < b->growth)
        b->growth = growth;
    if (b->growth >= NOTICED_BYTES)
        return false;
    struct text why = {0};
    text_printf(&why, "all %s zones of this size together changed by ", class->family);
    human_growth(&why, class->growth_bytes.value);
    text_add(&why, SLICE("; which types share one is settled anew by each boot"));
    give_text(court, b, VERDICT_STEADY, &why);
    return true;
}

/* A row without a name may hold no more than its kext, loaded in the base, held already. */
static bool is_moved(const struct court *court, struct brief *b)
{
    const struct component *before = row_left_behind(court->findings, b->c);
    uint64_t held = before != NULL ? before->base->wired_bytes : 0;
    if (held == 0)
        return false;
    b->growth = b->growth > held ? b->growth - held : 0;
    b->before = held;
    if (b->growth >= NOTICED_BYTES)
        return false;
    struct text why = {0};
    text_add(&why, SLICE("it is what "));
    text_add(&why, before->name);
    text_add(&why, SLICE(" held in the base already, and left behind"));
    give_text(court, b, VERDICT_STEADY, &why);
    return true;
}

/* Another build may count the same memory under other names. */
static bool may_be_renamed(const struct court *court, struct brief *b)
{
    struct change total = court->findings->joined.growth_bytes;
    bool covered = total.known && total.value > 0 && b->growth <= (uint64_t)total.value;
    if (b->c->state != STATE_NEW || b->c->care.len == 0 || covered)
        return false;
    give(b, VERDICT_UNKNOWN,
         SLICE("the builds differ and the total grew by less: the base may count it under another "
               "name"));
    return true;
}

/* By the kernel's name where zprint printed the number of a tag. */
static const struct catalogue_entry *entry_of(const struct catalogue *catalogue,
                                              const struct component *c)
{
    const struct account_row *row = c->later != NULL ? c->later : c->base;
    return catalogue_find(catalogue, c->kind, row != NULL ? row->key : c->name);
}

static void hear(struct court *court, struct component *c)
{
    struct brief b = {.c = c};
    b.nature = c->entry != NULL ? c->entry->nature : NATURE_UNKNOWN;
    b.follows = c->entry != NULL ? c->entry->follows : FOLLOWS_NOTHING;
    b.before = c->base_bytes.known && c->base_bytes.value > 0 ? (uint64_t)c->base_bytes.value : 0;
    b.after = c->later_bytes.known && c->later_bytes.value > 0 ? (uint64_t)c->later_bytes.value : 0;
    if (c->growth_bytes.known && c->growth_bytes.value > 0)
        b.growth = (uint64_t)c->growth_bytes.value;

    if (judge_unattributed(court, &b) || is_dismissed(court, &b) || is_moved(court, &b) ||
        is_dealt_anew(court, &b) || may_be_renamed(court, &b) || is_explained(court, &b))
        return;
    c->verdict = VERDICT_LEAK_SUSPECT; /* a candidate; the others' size decides */
    c->unexplained_bytes = b.growth;
    if (b.growth > court->largest_bytes)
        court->largest_bytes = b.growth;
}

static bool is_candidate(const struct component *c)
{
    return c->verdict == VERDICT_LEAK_SUSPECT;
}

static bool is_count_lost(const struct court *court, enum follows follows)
{
    const struct findings *findings = court->findings;
    bool lost = count_is_lost(findings->base.snapshot, follows) ||
                count_is_lost(findings->later.snapshot, follows);
    bool known = follows == FOLLOWS_RAM ? findings->later.snapshot->machine.memory_bytes.known
                                        : count_is_known(court->counts[follows]);
    return lost && !known;
}

/* Damage takes reasons away, and does not make a suspect of what they would have explained. */
static bool lacks_evidence(const struct court *court, const struct component *c)
{
    enum follows follows = c->entry != NULL ? c->entry->follows : FOLLOWS_NOTHING;
    enum nature nature = c->entry != NULL ? c->entry->nature : NATURE_UNKNOWN;
    bool goes_by_ram = nature == NATURE_PAGE_TABLES || nature == NATURE_GRAPHICS;
    /* Files have regions too. */
    return is_count_lost(court, follows) || (goes_by_ram && is_count_lost(court, FOLLOWS_RAM)) ||
           (follows == FOLLOWS_REGIONS && is_count_lost(court, FOLLOWS_VNODES));
}

/* Whom to accuse cannot be told then, however much is larger. */
static struct slice why_nobody(const struct findings *findings)
{
    return findings->comparable.verdict == COMPARABLE_NO
               ? SLICE("the captures cannot be compared")
               : SLICE("the later capture was up for less time than the base: what is larger in it "
                       "did not grow");
}

/* Candidates that are large, by themselves and beside the largest. */
static void convict(struct court *court)
{
    struct findings *findings = court->findings;
    struct joined *joined = &findings->joined;
    bool judged = !findings->comparable.swapped && findings->comparable.verdict != COMPARABLE_NO;
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        if (!is_candidate(c))
            continue;
        bool leads =
            judged && c->unexplained_bytes >= SUSPECT_BYTES &&
            !exceeds(court->largest_bytes, c->unexplained_bytes, 100 * 100 / SUSPECT_SHARE_PERCENT);
        bool blind = leads && lacks_evidence(court, c);
        c->verdict = leads && !blind ? VERDICT_LEAK_SUSPECT : VERDICT_UNKNOWN;
        if (blind) {
            c->why = SLICE("what it follows is not known, and a report that tells it is damaged");
        } else if (leads) {
            c->why = why_suspect(findings, c, court->arena);
        } else if (judged) {
            *ARENA_PUSH(court->arena, court->small, court->n_small) = c;
        } else {
            c->why = why_nobody(findings);
        }
    }
}

static void list_suspects(struct court *court)
{
    struct findings *findings = court->findings;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (c->verdict == VERDICT_LEAK_SUSPECT)
            *ARENA_PUSH(court->arena, findings->suspects, findings->n_suspects) = c;
    }
    if (findings->n_suspects > 0)
        qsort(findings->suspects, findings->n_suspects, sizeof(*findings->suspects), rank_order);
}

/* Once the suspects are known: what is too small for one, and what goes along with one. */
static void relate(const struct court *court)
{
    struct joined *joined = &court->findings->joined;
    for (size_t i = 0; i < court->n_small; i++)
        court->small[i]->why = why_small(court->findings, court->small[i], court->arena);
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        if (c->verdict == VERDICT_LOAD || c->verdict == VERDICT_CACHE)
            c->why = why_beside(court->findings, c, court->arena);
        c->why = why_packed(c, court->arena);
    }
}

void judge(struct findings *findings, const struct catalogue *catalogue, struct arena *arena)
{
    struct court court = {.findings = findings, .arena = arena};
    struct joined *joined = &findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        c->entry = entry_of(catalogue, c);
    }
    if (findings->base.snapshot == NULL)
        return;
    counts_of(findings, court.counts);
    for (size_t i = 0; i < joined->n_components; i++) {
        joined->components[i].onset = onset_of(findings, &joined->components[i]);
        hear(&court, &joined->components[i]);
    }
    convict(&court);
    list_suspects(&court);
    relate(&court);
}
