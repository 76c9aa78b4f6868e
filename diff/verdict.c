#include "verdict.h"

#include <stdlib.h>

#include "counts.h"
#include "human.h"
#include "ordinary.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"
#include "why.h"

struct court {
    struct findings *findings;
    struct arena *arena;
    struct count_pair counts[FOLLOWS_COUNTS];
    uint64_t unexplained_bytes; /* growth of all candidates */
};

/* The evidence that is weighed in one component's case. */
struct brief {
    struct component *c;
    enum nature nature;
    enum follows follows;
    uint64_t growth; /* positive here */
    uint64_t before, after;
};

static struct slice say(const struct court *court, const struct text *text)
{
    return arena_copy(court->arena, text_slice(text));
}

/* value x later / base of a count; value itself where the count is not known or shrank. */
static uint64_t scaled_by(uint64_t value, struct count_pair count)
{
    uint64_t scaled;
    if (!count.base.known || !count.later.known || count.base.value == 0 ||
        count.later.value < count.base.value)
        return value;
    return number_scale(value, count.later.value, count.base.value, &scaled) ? scaled : UINT64_MAX;
}

/* The count that the component follows; none where the component is that count itself. */
static struct count_pair own_count(const struct court *court, const struct brief *b)
{
    bool is_the_count = b->follows == FOLLOWS_VNODES && b->c->kind == COMPONENT_ZONE &&
                        slice_is(b->c->name, "vnodes");
    if (b->follows == FOLLOWS_NOTHING || is_the_count)
        return (struct count_pair){AMOUNT_UNKNOWN, AMOUNT_UNKNOWN};
    return court->counts[b->follows];
}

/* Verdicts, each with its sentence. */

static void give(struct brief *b, enum verdict verdict, struct slice why)
{
    b->c->verdict = verdict;
    b->c->why = why;
}

static bool is_not_in_use(const struct court *court, struct brief *b)
{
    struct change live = b->c->live_growth_bytes;
    struct change free = b->c->reclaimable_growth_bytes;
    uint64_t in_use = live.value > 0 ? (uint64_t)live.value : 0;
    if (!live.known || exceeds(in_use, b->growth, LIVE_PERCENT))
        return false;
    struct text why = {0};
    text_add(&why, SLICE("of "));
    human_bytes(&why, b->growth);
    text_add(&why, SLICE(" only "));
    human_bytes(&why, in_use);
    text_add(&why, SLICE(" is in elements in use; "));
    if (free.known && free.value > 0) {
        human_bytes(&why, (uint64_t)free.value);
        text_add(&why,
                 SLICE(" is whole free pages, which the kernel takes back when it needs them"));
    } else {
        text_add(&why, SLICE("the rest is free elements (how many of its pages are wholly free is "
                             "not in the report)"));
    }
    give(b, VERDICT_RECLAIMABLE, say(court, &why));
    text_free(&why);
    return true;
}

static bool judge_cache(const struct court *court, struct brief *b)
{
    const struct catalogue_entry *entry = b->c->entry;
    struct amount bound = AMOUNT_UNKNOWN;
    struct amount elements = b->c->later != NULL ? b->c->later->elements : AMOUNT_UNKNOWN;
    if (entry->bound.len > 0) {
        char *name = arena_string(court->arena, entry->bound);
        bound = sysctl_count(court->findings->later.snapshot, name);
    }
    if (bound.known && elements.known && exceeds(elements.value, bound.value, BOUND_PERCENT))
        return false;
    if (bound.known && elements.known) {
        struct text why = {0};
        text_add(&why, SLICE("it is a cache, which fills after boot: "));
        human_count(&why, elements.value);
        text_add(&why, SLICE(" elements, of at most about "));
        human_count(&why, bound.value);
        text_add(&why, SLICE(" by "));
        text_add(&why, entry->bound);
        give(b, VERDICT_CACHE, say(court, &why));
        text_free(&why);
    } else {
        give(b, VERDICT_CACHE, SLICE("it is a cache, which fills after boot with what was used"));
    }
    return true;
}

/* Elements that the growth of its count accounts for, and of files for what files make too. */
static bool count_explains_elements(const struct court *court, const struct brief *b)
{
    const struct account_row *base = b->c->base;
    struct count_pair count = own_count(court, b);
    struct count_pair vnodes = court->counts[FOLLOWS_VNODES];
    if (!b->c->element_growth.known || !count_is_known(count))
        return false;
    uint64_t allowed = base != NULL && base->elements.known ? base->elements.value / 10 : 0;
    bool fits = true;
    if (count.later.value > count.base.value)
        fits = number_add(allowed, count.later.value - count.base.value, &allowed);
    if (b->follows == FOLLOWS_REGIONS && count_is_known(vnodes) &&
        vnodes.later.value > vnodes.base.value)
        fits = fits && number_add(allowed, vnodes.later.value - vnodes.base.value, &allowed);
    if (!fits)
        return false;
    int64_t grew = b->c->element_growth.value;
    return grew <= 0 || !exceeds((uint64_t)grew, allowed, FOLLOWS_PERCENT);
}

static bool is_outgrown(const struct court *court, struct count_pair count)
{
    return count.later.value > scaled_by(count.base.value, court->counts[FOLLOWS_PROCESSES]) &&
           exceeds(count.later.value, scaled_by(count.base.value, court->counts[FOLLOWS_PROCESSES]),
                   COUNT_OUTGROWN_PERCENT);
}

static void add_count(struct text *out, enum follows follows, uint64_t value)
{
    if (follows == FOLLOWS_RESIDENT) {
        human_bytes(out, value);
    } else {
        human_count(out, value);
    }
}

static void add_count_pair(const struct court *court, struct text *out, enum follows follows)
{
    struct count_pair count = court->counts[follows];
    text_printf(out, "%s went from ",
                follows == FOLLOWS_RESIDENT ? "memory that processes use" : follows_name(follows));
    add_count(out, follows, count.base.value);
    text_add(out, SLICE(" to "));
    add_count(out, follows, count.later.value);
}

static struct slice compared_counts(const struct court *court, enum follows follows,
                                    const char *lead)
{
    struct text out = {0};
    struct count_pair processes = court->counts[FOLLOWS_PROCESSES];
    text_printf(&out, "%s: ", lead);
    add_count_pair(court, &out, follows);
    if (follows != FOLLOWS_PROCESSES && count_is_known(processes)) {
        text_add(&out, SLICE(", "));
        add_count_pair(court, &out, FOLLOWS_PROCESSES);
    }
    struct slice sentence = say(court, &out);
    text_free(&out);
    return sentence;
}

/* True where the component's own count settles the case. */
static bool judge_by_count(const struct court *court, struct brief *b)
{
    struct count_pair count = own_count(court, b);
    if (!count_is_known(count))
        return false;
    /* Elements are set against a count one by one; bytes, in proportion. */
    bool one_by_one = b->c->kind == COMPONENT_ZONE && b->follows != FOLLOWS_RESIDENT;
    bool explained = one_by_one ? count_explains_elements(court, b)
                                : !exceeds(b->after, scaled_by(b->before, count), FOLLOWS_PERCENT);
    if (!explained) {
        b->c->why = compared_counts(court, b->follows, "it outgrew what it follows");
        return false;
    }
    if (b->follows != FOLLOWS_PROCESSES && is_outgrown(court, count)) {
        b->c->why =
            compared_counts(court, b->follows, "the count that it follows is out of hand itself");
        return false;
    }
    give(b, VERDICT_LOAD, compared_counts(court, b->follows, "it grew with what it follows"));
    return true;
}

/* Page tables and pictures grow with what the Mac is used for, up to what is usual for its RAM. */
static bool judge_by_memory(const struct court *court, struct brief *b)
{
    struct amount memory = court->findings->later.snapshot->machine.memory_bytes;
    bool tables = b->nature == NATURE_PAGE_TABLES;
    int percent = tables ? PAGE_TABLES_PERCENT : GRAPHICS_PERCENT;
    struct text why = {0};
    if ((!tables && b->nature != NATURE_GRAPHICS) || !memory.known ||
        exceeds(b->after, memory.value, (uint64_t)percent))
        return false;
    human_bytes(&why, b->after);
    text_add(&why, tables ? SLICE(" of page tables") : SLICE(" for what programs have on the GPU"));
    text_add(&why, SLICE(" is usual for a Mac with "));
    human_bytes(&why, memory.value);
    text_printf(&why, " of RAM (up to %d %%)", percent);
    give(b, VERDICT_LOAD, say(court, &why));
    text_free(&why);
    return true;
}

/* Soon after boot a Mac has not been at work yet. */
static bool is_early_growth(const struct court *court, const struct brief *b)
{
    struct amount uptime = court->findings->base.snapshot->machine.uptime_seconds;
    bool early = uptime.known && uptime.value <= BASE_LATE_SECONDS;
    return early && b->growth <= EARLY_BYTES && !exceeds(b->after, b->before, EARLY_PERCENT);
}

/* What the number of processes, or that the Mac is at work by now, may account for. */
static bool judge_by_processes(const struct court *court, struct brief *b)
{
    bool has_own_count = count_is_known(own_count(court, b));
    struct count_pair processes = court->counts[FOLLOWS_PROCESSES];
    uint64_t percent = b->follows == FOLLOWS_NOTHING ? FOLLOWS_PERCENT : LOOSE_PERCENT;
    if (has_own_count)
        return false;
    if (exceeds(b->after, scaled_by(b->before, processes), percent)) {
        if (!is_early_growth(court, b))
            return false;
        give(b, VERDICT_LOAD,
             SLICE("it grew no more than is usual once a Mac is at work, beside a base from just "
                   "after boot"));
    } else if (count_is_known(processes)) {
        struct text why = {0};
        text_add(&why, SLICE("it grew no more than is usual where "));
        add_count_pair(court, &why, FOLLOWS_PROCESSES);
        give(b, VERDICT_LOAD, say(court, &why));
        text_free(&why);
    } else {
        give(b, VERDICT_LOAD, SLICE("it grew by less than half of what it was"));
    }
    return true;
}

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
    text_add(&why, noticed ? SLICE("it is set at boot: a change means another boot or machine")
                           : SLICE("it is set at boot"));
    if (b->c->kind == COMPONENT_RESERVED && part.known) {
        text_add(&why, SLICE(", by the size of the RAM: "));
        human_permyriad(&why, part.value);
        text_add(&why, SLICE(" of "));
        human_bytes(&why, memory.value);
    }
    give(b, VERDICT_FIXED, say(court, &why));
    text_free(&why);
}

/* Small, shrunk or set at boot: no case at all. */
static bool is_dismissed(struct court *court, struct brief *b)
{
    struct change growth = b->c->growth_bytes;
    if (!growth.known) {
        give(b, VERDICT_UNKNOWN, SLICE("it cannot be compared"));
    } else if (b->c->kind == COMPONENT_RESERVED || b->nature == NATURE_BOOT) {
        judge_fixed(court, b);
    } else if (growth.value <= -(int64_t)NOTICED_BYTES) {
        give(b, VERDICT_SHRANK, SLICE("it is smaller than it was"));
    } else if (growth.value < (int64_t)NOTICED_BYTES) {
        struct text why = {0};
        text_add(&why, SLICE("it changed by less than "));
        human_bytes(&why, NOTICED_BYTES);
        give(b, VERDICT_STEADY, say(court, &why));
        text_free(&why);
    } else {
        return false;
    }
    return true;
}

/* By the kernel's name where zprint printed the number of a tag. */
static const struct catalogue_entry *entry_of(const struct catalogue *catalogue,
                                              const struct component *c)
{
    const struct account_row *row = c->later != NULL ? c->later : c->base;
    return catalogue_find(catalogue, c->kind, row != NULL ? row->key : c->name);
}

static void hear(struct court *court, struct component *c, const struct catalogue *catalogue)
{
    struct brief b = {.c = c};
    c->entry = entry_of(catalogue, c);
    b.nature = c->entry != NULL ? c->entry->nature : NATURE_UNKNOWN;
    b.follows = c->entry != NULL ? c->entry->follows : FOLLOWS_NOTHING;
    b.before = c->base_bytes.known && c->base_bytes.value > 0 ? (uint64_t)c->base_bytes.value : 0;
    b.after = c->later_bytes.known && c->later_bytes.value > 0 ? (uint64_t)c->later_bytes.value : 0;
    if (c->growth_bytes.known && c->growth_bytes.value > 0)
        b.growth = (uint64_t)c->growth_bytes.value;

    if (judge_unattributed(court, &b) || is_dismissed(court, &b) || is_not_in_use(court, &b))
        return;
    if (b.nature == NATURE_CACHE && judge_cache(court, &b))
        return;
    if (judge_by_memory(court, &b) || judge_by_count(court, &b) || judge_by_processes(court, &b))
        return;
    c->verdict = VERDICT_LEAK_SUSPECT; /* a candidate; the others' size decides */
    if (!number_add(court->unexplained_bytes, b.growth, &court->unexplained_bytes))
        court->unexplained_bytes = UINT64_MAX;
}

static bool is_candidate(const struct component *c)
{
    return c->verdict == VERDICT_LEAK_SUSPECT;
}

/* Candidates that are large, by themselves and beside the others. */
static void convict(struct court *court)
{
    struct findings *findings = court->findings;
    struct joined *joined = &findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        if (!is_candidate(c))
            continue;
        uint64_t growth = (uint64_t)c->growth_bytes.value;
        bool leads = !findings->comparable.swapped && growth >= SUSPECT_BYTES &&
                     !exceeds(court->unexplained_bytes, growth, 100 * 100 / SUSPECT_SHARE_PERCENT);
        if (leads) {
            c->why = why_suspect(findings, c, court->arena);
        } else if (findings->comparable.swapped) {
            c->verdict = VERDICT_UNKNOWN;
            c->why = SLICE("the later capture was up for less time than the base: what is larger "
                           "in it did not grow");
        } else {
            c->verdict = VERDICT_UNKNOWN;
            c->why = SLICE("it grew and nothing in the captures explains it, but it is small, by "
                           "itself or beside what leads");
        }
    }
}

static int by_rank(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    return ((*left)->rank > (*right)->rank) - ((*left)->rank < (*right)->rank);
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
        qsort(findings->suspects, findings->n_suspects, sizeof(*findings->suspects), by_rank);
}

void judge(struct findings *findings, const struct catalogue *catalogue, struct arena *arena)
{
    struct court court = {.findings = findings, .arena = arena};
    struct joined *joined = &findings->joined;
    if (findings->base.snapshot == NULL) {
        for (size_t i = 0; i < joined->n_components; i++) {
            struct component *c = &joined->components[i];
            c->entry = entry_of(catalogue, c);
        }
        return;
    }
    counts_of(findings, court.counts);
    for (size_t i = 0; i < joined->n_components; i++) {
        joined->components[i].onset = onset_of(findings, &joined->components[i]);
        hear(&court, &joined->components[i], catalogue);
    }
    convict(&court);
    list_suspects(&court);
}
