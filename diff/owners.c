#include "owners.h"

#include <inttypes.h>
#include <stdlib.h>

#include "catalogue.h"
#include "findings.h"
#include "human.h"
#include "rates.h"
#include "thresholds.h"
#include "why.h"

struct search {
    const struct findings *findings;
    struct arena *arena;
    struct owners *owners;
};

/* What a process's count is set against. */
struct target {
    const struct component **of;
    size_t n_of;
    uint64_t amount;  /* elements, or bytes of memory */
    bool is_stranger; /* no zone of it is known to follow the count */
    bool is_rough;    /* the count is of all memory: it must agree as a whole */
};

struct match {
    const struct process *process;
    enum resource resource;
    uint64_t growth;
};

const char *confidence_name(enum confidence confidence)
{
    static const char *const names[] = {"weak", "moderate", "strong"};
    return names[confidence];
}

static void remark(const struct search *s, struct slice sentence)
{
    *ARENA_PUSH(s->arena, s->owners->remarks, s->owners->n_remarks) = sentence;
}

/* Counts that show who has the elements of a zone, the one that tells best first. */
static size_t resources_of(enum follows follows, enum resource ret[2])
{
    switch (follows) {
    case FOLLOWS_PORTS:
        ret[0] = RESOURCE_RECEIVE;
        ret[1] = RESOURCE_PORTS;
        return 2;
    case FOLLOWS_MESSAGES:
        ret[0] = RESOURCE_MESSAGES;
        return 1;
    case FOLLOWS_THREADS:
        ret[0] = RESOURCE_THREADS;
        return 1;
    case FOLLOWS_REGIONS:
        ret[0] = RESOURCE_REGIONS;
        return 1;
    case FOLLOWS_DESCRIPTORS:
    case FOLLOWS_VNODES:
        ret[0] = RESOURCE_DESCRIPTORS;
        return 1;
    case FOLLOWS_SOCKETS:
        ret[0] = RESOURCE_SOCKETS;
        return 1;
    default:
        return 0;
    }
}

static bool tells_less(enum resource resource)
{
    return resource == RESOURCE_PORTS || resource == RESOURCE_FOOTPRINT ||
           resource == RESOURCE_MEMORY;
}

static uint64_t growth_of(const struct search *s, const struct process *process,
                          enum resource resource)
{
    struct change growth =
        resource_growth(process, resource, s->findings->base.snapshot, s->findings->later.snapshot);
    return growth.known && growth.value > 0 ? (uint64_t)growth.value : 0;
}

static bool is_candidate(const struct target *target, uint64_t growth)
{
    if (growth == 0 || !exceeds(growth, target->amount, OWNER_PERCENT - 1) ||
        exceeds(growth, target->amount, OWNER_MOST_PERCENT))
        return false;
    if (target->is_rough && !exceeds(growth, target->amount, OWNER_STRONG_PERCENT - 1))
        return false;
    uint64_t apart = growth > target->amount ? growth - target->amount : target->amount - growth;
    return !target->is_stranger || (target->amount >= OWNER_STRANGER_ELEMENTS &&
                                    !exceeds(apart, target->amount, OWNER_STRANGER_PERCENT));
}

static enum confidence confidence_of(const struct target *target, const struct match *match)
{
    bool strong = exceeds(match->growth, target->amount, OWNER_STRONG_PERCENT - 1);
    bool moderate = exceeds(match->growth, target->amount, OWNER_MODERATE_PERCENT - 1);
    if (strong && !target->is_stranger && !tells_less(match->resource))
        return CONFIDENCE_STRONG;
    return strong || moderate ? CONFIDENCE_MODERATE : CONFIDENCE_WEAK;
}

/* elements x element size over all zones; of bytes, themselves. */
static uint64_t explained_bytes(const struct target *target, const struct match *match)
{
    uint64_t sum = 0;
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
    struct change share = change_scale(change_of(amount_of(0), amount_of(match->growth)), 10000,
                                       (int64_t)target->amount);
    text_printf(&why, "%s +", resource_words(match->resource));
    add(&why, match->growth);
    text_add(&why, SLICE(" against "));
    text_add(&why, target->of[0]->name);
    text_add(&why, SLICE(" +"));
    add(&why, target->amount);
    if (share.known) {
        text_add(&why, SLICE(": "));
        human_permyriad(&why, share.value);
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
        .id = match->process->pid,
        .explains_bytes = explained_bytes(target, match),
        .confidence = confidence_of(target, match),
        .of = target->of,
        .n_of = target->n_of,
        .why = why_owner(s, target, match),
    };
}

/* Names the processes whose count grew along; false where none did. */
static bool match_processes(const struct search *s, const struct target *target,
                            enum resource resource)
{
    const struct process_list *list = &s->findings->processes;
    struct match *matches = NULL;
    size_t count = 0;
    if (target->amount == 0 || target->amount > INT64_MAX)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct process *process = &list->processes[i];
        uint64_t growth = growth_of(s, process, resource);
        if (is_candidate(target, growth) && !process_is_exempt(process))
            *ARENA_PUSH(s->arena, matches, count) = (struct match){process, resource, growth};
    }
    if (count == 0)
        return false;
    qsort(matches, count, sizeof(*matches), by_growth);
    for (size_t i = 0; i < count && i < OWNERS_MAX; i++)
        add_owner(s, target, &matches[i]);
    return true;
}

static bool is_counted(const struct search *s, enum resource resource)
{
    return resource_is_counted(s->findings->base.snapshot, resource) &&
           resource_is_counted(s->findings->later.snapshot, resource);
}

static enum follows follows_of(const struct component *c)
{
    return c->entry != NULL ? c->entry->follows : FOLLOWS_NOTHING;
}

/* The zone that says best what is counted stands first: its elements are the target. */
static void lead_with(struct target *target, size_t leader)
{
    const struct component *first = target->of[leader];
    target->of[leader] = target->of[0];
    target->of[0] = first;
    target->amount = (uint64_t)first->element_growth.value;
}

static bool match_by_kind(const struct search *s, struct target *target, bool *ret_counted)
{
    for (size_t i = 0; i < target->n_of; i++) {
        enum resource resources[2];
        size_t n = resources_of(follows_of(target->of[i]), resources);
        struct target led = *target;
        led.of = arena_alloc(s->arena, target->n_of * sizeof(*led.of));
        for (size_t k = 0; k < target->n_of; k++)
            led.of[k] = target->of[k];
        lead_with(&led, i);
        for (size_t r = 0; r < n; r++) {
            *ret_counted = *ret_counted || is_counted(s, resources[r]);
            if (is_counted(s, resources[r]) && match_processes(s, &led, resources[r]))
                return true;
        }
    }
    return false;
}

/* A zone of anybody's blocks: a count that agrees to a hair may be the cause all the same. */
static bool match_strangers(const struct search *s, struct target *target)
{
    static const enum resource resources[] = {RESOURCE_MESSAGES, RESOURCE_RECEIVE,
                                              RESOURCE_THREADS,  RESOURCE_DESCRIPTORS,
                                              RESOURCE_SOCKETS,  RESOURCE_REGIONS};
    target->is_stranger = true;
    for (size_t i = 0; i < sizeof(resources) / sizeof(*resources); i++) {
        if (is_counted(s, resources[i]) && match_processes(s, target, resources[i]))
            return true;
    }
    return false;
}

static void search_zones(const struct search *s, const struct cluster *cluster)
{
    struct target target = {
        .of = cluster->zones, .n_of = cluster->n_zones, .amount = cluster->elements};
    bool counted = false;
    if (match_by_kind(s, &target, &counted) || match_strangers(s, &target))
        return;
    remark(s, arena_format(s->arena, "%.*s: no process's counts grew along with it%s",
                           SLICE_ARGS(cluster->zones[0]->name),
                           counted ? "" : ", as far as the captures count them"));
}

/* The STACK tag and its like: bytes by the thread. */
static void search_stacks(const struct search *s, const struct component *c)
{
    enum { STACK_BYTES = 16 * 1024 };
    struct target target = {.of = arena_alloc(s->arena, sizeof(*target.of)), .n_of = 1};
    target.of[0] = c;
    target.amount = (uint64_t)c->growth_bytes.value / STACK_BYTES;
    size_t before = s->owners->count;
    if (follows_of(c) != FOLLOWS_THREADS || !is_counted(s, RESOURCE_THREADS) ||
        !match_processes(s, &target, RESOURCE_THREADS))
        return;
    for (size_t i = before; i < s->owners->count; i++) {
        struct owner *owner = &s->owners->list[i];
        uint64_t threads = growth_of(s, owner->process, RESOURCE_THREADS);
        uint64_t bytes =
            threads < target.amount ? threads * STACK_BYTES : (uint64_t)c->growth_bytes.value;
        owner->explains_bytes = bytes;
    }
}

static void add_kext(const struct search *s, const struct component *c, struct slice name,
                     struct amount id, enum confidence confidence, struct slice why)
{
    const struct component **of = arena_alloc(s->arena, sizeof(*of));
    of[0] = c;
    *ARENA_PUSH(s->arena, s->owners->list, s->owners->count) =
        (struct owner){.is_kext = true,
                       .name = name,
                       .id = id,
                       .explains_bytes = c->unexplained_bytes,
                       .confidence = confidence,
                       .of = of,
                       .n_of = 1,
                       .why = why};
}

/* Those that the base had loaded and the later capture has not. */
static void search_unloaded(const struct search *s, const struct component *c)
{
    size_t found = 0;
    for (size_t i = 0; i < s->findings->n_kexts && found < OWNERS_MAX; i++) {
        const struct kext_change *change = &s->findings->kexts[i];
        if (change->kind != KEXT_UNLOADED || slice_starts(change->name, "com.apple."))
            continue;
        found++;
        add_kext(s, c, change->name, change->kmod_id, CONFIDENCE_WEAK,
                 SLICE("it was loaded in the base and is not any more"));
    }
    if (found == 0)
        remark(s, SLICE("which kext left memory behind cannot be told: none of the base is gone"));
}

static void search_kext(const struct search *s, const struct component *c)
{
    if (!slice_starts(c->name, "(")) {
        add_kext(s, c, c->name, c->kmod_id, CONFIDENCE_STRONG,
                 SLICE("the row is its own: memory that it took page by page"));
        return;
    }
    const struct kext_change *kext = kext_left_behind(s->findings, c);
    if (kext != NULL) {
        add_kext(s, c, kext->name, c->kmod_id, CONFIDENCE_STRONG,
                 arena_format(s->arena,
                              "it had id %" PRIu64 " in the base and is not loaded any more",
                              c->kmod_id.value));
        return;
    }
    search_unloaded(s, c);
}

/* Memory that is wired for a device or on behalf of a process: by what processes have of it. */
static void search_memory(const struct search *s, const struct component *c)
{
    static const enum resource resources[] = {RESOURCE_WIRED, RESOURCE_GRAPHICS, RESOURCE_FOOTPRINT,
                                              RESOURCE_MEMORY};
    struct target target = {.of = arena_alloc(s->arena, sizeof(*target.of)),
                            .n_of = 1,
                            .amount = (uint64_t)c->growth_bytes.value};
    bool any = false;
    bool whole = false;
    target.of[0] = c;
    for (size_t i = 0; i < sizeof(resources) / sizeof(*resources); i++) {
        if (!is_counted(s, resources[i]))
            continue;
        any = true;
        target.is_rough = resources[i] >= RESOURCE_MEMORY && tells_less(resources[i]);
        whole = whole || resources[i] == RESOURCE_WIRED;
        if (match_processes(s, &target, resources[i]))
            return;
    }
    if (!any) {
        remark(s, arena_format(s->arena,
                               "%.*s: who holds it cannot be told without footprint, top "
                               "or taskinfo on both sides",
                               SLICE_ARGS(c->name)));
    } else {
        remark(s, arena_format(s->arena, "%.*s: wired with no living owner%s", SLICE_ARGS(c->name),
                               whole ? "" : ", as far as top and taskinfo tell"));
    }
}

static bool holds_memory_of_programs(const struct component *c)
{
    bool large = c->growth_bytes.known && c->growth_bytes.value >= SUSPECT_BYTES;
    bool graphics = c->entry != NULL && c->entry->nature == NATURE_GRAPHICS &&
                    (c->verdict == VERDICT_UNKNOWN || c->rank == 1);
    return large && (c->verdict == VERDICT_UNATTRIBUTED || graphics);
}

static bool was_searched(const struct owners *owners, const struct component *c)
{
    for (size_t i = 0; i < owners->count; i++) {
        for (size_t k = 0; k < owners->list[i].n_of; k++) {
            if (owners->list[i].of[k] == c)
                return true;
        }
    }
    return false;
}

static void search_suspects(const struct search *s)
{
    const struct findings *f = s->findings;
    for (size_t i = 0; i < f->n_suspects; i++) {
        const struct component *c = f->suspects[i];
        const struct cluster *cluster = cluster_with(&f->clusters, c);
        if (was_searched(s->owners, c))
            continue;
        if (c->kind == COMPONENT_KEXT) {
            search_kext(s, c);
        } else if (cluster != NULL) {
            search_zones(s, cluster);
        } else if (c->kind == COMPONENT_TAG) {
            search_stacks(s, c);
        }
    }
}

static int by_bytes(const void *a, const void *b)
{
    const struct owner *left = a;
    const struct owner *right = b;
    if (left->explains_bytes != right->explains_bytes)
        return left->explains_bytes > right->explains_bytes ? -1 : 1;
    if (left->confidence != right->confidence)
        return left->confidence > right->confidence ? -1 : 1;
    int order = slice_compare(left->name, right->name);
    if (order != 0)
        return order;
    return (left->id.value > right->id.value) - (left->id.value < right->id.value);
}

struct owners owners_of(const struct findings *findings, struct arena *arena)
{
    struct owners owners = {NULL, 0, NULL, 0};
    const struct search search = {findings, arena, &owners};
    if (findings->base.snapshot == NULL || findings->comparable.swapped ||
        findings->comparable.verdict == COMPARABLE_NO)
        return owners;
    search_suspects(&search);
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (holds_memory_of_programs(c) && !findings_lack_tables(findings))
            search_memory(&search, c);
    }
    if (owners.count > 0)
        qsort(owners.list, owners.count, sizeof(*owners.list), by_bytes);
    return owners;
}
