#include "owners.h"

#include <inttypes.h>
#include <stdlib.h>

#include "catalogue.h"
#include "matches.h"
#include "thresholds.h"
#include "why.h"

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

static bool match_by_kind(const struct search *s, struct target *target, enum confidence least,
                          bool *ret_counted)
{
    for (size_t i = 0; i < target->n_of; i++) {
        enum resource resources[2];
        size_t n = resources_of(follows_of(target->of[i]), resources);
        struct target led = *target;
        if (n == 0)
            continue;
        led.of = arena_alloc(s->arena, target->n_of * sizeof(*led.of));
        for (size_t k = 0; k < target->n_of; k++)
            led.of[k] = target->of[k];
        lead_with(&led, i);
        for (size_t r = 0; r < n; r++) {
            *ret_counted = *ret_counted || search_counts(s, resources[r]);
            if (search_counts(s, resources[r]) && match_processes(s, &led, resources[r], least))
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
        if (search_counts(s, resources[i]) &&
            match_processes(s, target, resources[i], CONFIDENCE_WEAK))
            return true;
    }
    return false;
}

static void search_zones(const struct search *s, const struct cluster *cluster)
{
    struct target target = {
        .of = cluster->zones, .n_of = cluster->n_zones, .amount = cluster->elements};
    bool counted = false;
    if (match_by_kind(s, &target, CONFIDENCE_MODERATE, &counted) ||
        match_by_kind(s, &target, CONFIDENCE_WEAK, &counted) ||
        (!counted && match_strangers(s, &target)))
        return;
    remark(s, arena_format(s->arena,
                           "%.*s: no process's counts grew along with it%s; what "
                           "kexts take from zones no report tells",
                           SLICE_ARGS(cluster->zones[0]->name),
                           counted ? "" : ", as far as the captures count them"));
}

/* The STACK tag and its like: bytes by the thread, of which idle ones have no stack. */
static void search_stacks(const struct search *s, const struct component *c)
{
    enum { STACK_BYTES = 16 * 1024 };
    struct target target = {.of = arena_alloc(s->arena, sizeof(*target.of)),
                            .n_of = 1,
                            .amount = (uint64_t)c->growth_bytes.value / STACK_BYTES,
                            .unit_bytes = STACK_BYTES};
    target.of[0] = c;
    bool counted = follows_of(c) == FOLLOWS_THREADS && search_counts(s, RESOURCE_THREADS);
    if (counted && match_processes(s, &target, RESOURCE_THREADS, CONFIDENCE_WEAK))
        return;
    remark(s,
           arena_format(s->arena, "%.*s: no process's counts grew along with it%s",
                        SLICE_ARGS(c->name), counted ? "" : ", as far as the captures count them"));
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
        bool other = s->findings->comparable.boot == BOOT_SAME && c->kmod_id.known &&
                     change->kmod_id.known && change->kmod_id.value != c->kmod_id.value;
        if (change->kind != KEXT_UNLOADED || slice_starts(change->name, "com.apple.") || other)
            continue;
        found++;
        add_kext(s, c, change->name, change->kmod_id, CONFIDENCE_WEAK,
                 SLICE("it was loaded in the base and is not any more"));
    }
    if (found == 0)
        remark(s, s->findings->kexts_known
                      ? SLICE("which kext left memory behind cannot be told: none of the base's is "
                              "gone that it could be")
                      : SLICE("which kext left memory behind cannot be told: the list of kexts is "
                              "missing or not whole on a side"));
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
        if (!search_counts(s, resources[i]))
            continue;
        any = true;
        if (whole && resource_tells_less(resources[i]))
            continue; /* footprint has said how much is wired for each */
        target.is_rough = resources[i] >= RESOURCE_MEMORY && resource_tells_less(resources[i]);
        whole = whole || resources[i] == RESOURCE_WIRED;
        if (match_processes(s, &target, resources[i], CONFIDENCE_WEAK))
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

/* Suspects of one cluster are searched for once, and rows whose kext is not known. */
static void search_suspects(const struct search *s)
{
    const struct findings *f = s->findings;
    bool *searched = arena_alloc(s->arena, (f->clusters.count + 1) * sizeof(*searched));
    bool nameless = false;
    for (size_t i = 0; i <= f->clusters.count; i++)
        searched[i] = false;
    for (size_t i = 0; i < f->n_suspects; i++) {
        const struct component *c = f->suspects[i];
        const struct cluster *cluster = cluster_with(&f->clusters, c);
        bool unknown = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(") &&
                       kext_left_behind(f, c) == NULL;
        if (c->kind == COMPONENT_KEXT && !(unknown && nameless)) {
            search_kext(s, c);
        } else if (cluster != NULL && !searched[c->cluster]) {
            search_zones(s, cluster);
        } else if (c->kind == COMPONENT_TAG) {
            search_stacks(s, c);
        }
        searched[c->cluster] = true;
        nameless = nameless || unknown;
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

bool owner_is_tied(const struct owner *owner, const struct component *component)
{
    for (size_t i = 0; i < owner->n_of; i++) {
        if (owner->of[i] == component)
            return true;
    }
    return false;
}
