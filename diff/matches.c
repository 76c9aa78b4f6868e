#include "matches.h"

#include <stdlib.h>

#include "human.h"
#include "rates.h"
#include "thresholds.h"

/* Processes of one name, which take over from each other and share their work. */
struct match {
    const struct process *process; /* the one that grew most */
    size_t members;                /* 1: it has most of the growth by itself */
    enum resource resource;
    uint64_t growth; /* of all of them: what one lost another may have gained */
};

bool resource_tells_less(enum resource resource)
{
    return resource == RESOURCE_PORTS || resource == RESOURCE_FOOTPRINT ||
           resource == RESOURCE_MEMORY;
}

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Is a at least that many hundredths of b? */
static bool reaches(uint64_t a, uint64_t b, uint64_t percent)
{
    uint64_t part;
    return number_scale(b, percent, 100, &part) && a >= part;
}

static bool is_candidate(const struct target *target, enum resource resource, uint64_t growth)
{
    if (growth == 0 || !reaches(growth, target->amount, OWNER_PERCENT))
        return false;
    /* Of the very things that the zone counts a process may have gained more than others lost. */
    bool capped =
        target->is_stranger || resource_is_bytes(resource) || resource_tells_less(resource);
    if (capped && exceeds(growth, target->amount, OWNER_MOST_PERCENT))
        return false;
    if (target->is_rough && !reaches(growth, target->amount, OWNER_STRONG_PERCENT))
        return false;
    return !target->is_stranger ||
           (target->amount >= OWNER_STRANGER_ELEMENTS &&
            !exceeds(apart(growth, target->amount), target->amount, OWNER_STRANGER_PERCENT));
}

static enum confidence confidence_of(const struct target *target, const struct match *match)
{
    bool strong = reaches(match->growth, target->amount, OWNER_STRONG_PERCENT);
    bool moderate = reaches(match->growth, target->amount, OWNER_MODERATE_PERCENT);
    bool indirect = target->is_stranger || resource_tells_less(match->resource);
    /* All memory of a process is mostly not wired: only a close match is worth more than a word. */
    if (target->is_rough &&
        exceeds(apart(match->growth, target->amount), target->amount, OWNER_ROUGH_PERCENT))
        return CONFIDENCE_WEAK;
    if (strong)
        return indirect ? CONFIDENCE_MODERATE : CONFIDENCE_STRONG;
    return moderate && !indirect ? CONFIDENCE_MODERATE : CONFIDENCE_WEAK;
}

/* elements x element size over all zones; of bytes, themselves. */
static uint64_t explained_bytes(const struct target *target, const struct match *match)
{
    uint64_t sum = 0;
    if (target->unit_bytes > 0)
        return (match->growth < target->amount ? match->growth : target->amount) *
               target->unit_bytes;
    if (resource_is_bytes(match->resource))
        return match->growth < target->amount ? match->growth : target->amount;
    for (size_t i = 0; i < target->n_of; i++) {
        const struct component *c = target->of[i];
        uint64_t grew = c->element_growth.known && c->element_growth.value > 0
                            ? (uint64_t)c->element_growth.value
                            : 0;
        uint64_t elements = match->growth < grew ? match->growth : grew;
        uint64_t size = c->later != NULL ? c->later->element_bytes.value : 0;
        uint64_t bytes;
        if (!number_multiply(elements, size, &bytes) || !number_add(sum, bytes, &sum))
            return UINT64_MAX;
    }
    return sum;
}

static struct slice why_owner(const struct search *s, const struct target *target,
                              const struct match *match)
{
    bool bytes = resource_is_bytes(match->resource);
    void (*add)(struct text *, uint64_t) = bytes ? human_bytes : human_count;
    struct text why = {0};
    struct change share = change_scale(change_of(amount_of(0), amount_of(match->growth)),
                                       SHARE_PARTS, (int64_t)target->amount);
    if (match->members > 1)
        text_printf(&why, "%zu processes of that name, ", match->members);
    text_printf(&why, "%s +", resource_words(match->resource));
    add(&why, match->growth);
    text_add(&why, SLICE(" against "));
    text_add(&why, target->of[0]->name);
    text_add(&why, SLICE(" +"));
    add(&why, target->amount);
    if (share.known) {
        text_add(&why, SLICE(": "));
        human_share(&why, share.value);
    }
    struct slice sentence = arena_copy(s->arena, text_slice(&why));
    text_free(&why);
    return sentence;
}

static int by_growth(const void *a, const void *b)
{
    const struct match *left = a;
    const struct match *right = b;
    if (left->growth != right->growth)
        return left->growth > right->growth ? -1 : 1;
    int order = slice_compare(left->process->name, right->process->name);
    if (order != 0)
        return order;
    return (left->process->pid.value > right->process->pid.value) -
           (left->process->pid.value < right->process->pid.value);
}

static void add_owner(const struct search *s, const struct target *target,
                      const struct match *match)
{
    *ARENA_PUSH(s->arena, s->owners->list, s->owners->count) = (struct owner){
        .process = match->process,
        .name = match->process->name,
        .id = match->members == 1 ? match->process->pid : AMOUNT_UNKNOWN,
        .explains_bytes = explained_bytes(target, match),
        .confidence = confidence_of(target, match),
        .of = target->of,
        .n_of = target->n_of,
        .why = why_owner(s, target, match),
    };
}

/* The growth of `count` processes of one name, which stand together. False where they did not grow. */
static bool match_group(const struct search *s, const struct process *first, size_t count,
                        enum resource resource, struct match *ret)
{
    int64_t sum = 0;
    int64_t most = 0;
    *ret = (struct match){.process = first, .resource = resource};
    for (size_t i = 0; i < count; i++) {
        struct change growth = resource_growth(&first[i], resource, s->findings->base.snapshot,
                                               s->findings->later.snapshot);
        if (!growth.known || !number_add_signed(sum, growth.value, &sum))
            continue;
        ret->members += growth.value > 0;
        if (growth.value > most) {
            most = growth.value;
            ret->process = &first[i];
        }
    }
    ret->growth = sum > 0 ? (uint64_t)sum : 0;
    if (reaches((uint64_t)most, ret->growth, OWNER_STRONG_PERCENT))
        ret->members = 1;
    return ret->growth > 0;
}

static size_t same_names(const struct process_list *list, size_t first)
{
    size_t end = first + 1;
    while (end < list->count && slice_equal(list->processes[first].name, list->processes[end].name))
        end++;
    return end - first;
}

bool match_processes(const struct search *s, const struct target *target, enum resource resource,
                     enum confidence least)
{
    const struct process_list *list = &s->findings->processes;
    struct match *matches = NULL;
    size_t count = 0;
    if (target->amount == 0 || target->amount > INT64_MAX)
        return false;
    for (size_t i = 0, members; i < list->count; i += members) {
        struct match match;
        members = same_names(list, i);
        if (!process_is_exempt(&list->processes[i]) &&
            match_group(s, &list->processes[i], members, resource, &match) &&
            is_candidate(target, resource, match.growth))
            *ARENA_PUSH(s->arena, matches, count) = match;
    }
    if (count == 0)
        return false;
    qsort(matches, count, sizeof(*matches), by_growth);
    if (confidence_of(target, &matches[0]) < least)
        return false;
    for (size_t i = 0; i < count && i < OWNERS_MAX; i++)
        add_owner(s, target, &matches[i]);
    return true;
}

bool search_counts(const struct search *s, enum resource resource)
{
    return resource_is_counted(s->findings->base.snapshot, resource) &&
           resource_is_counted(s->findings->later.snapshot, resource);
}
