/* defence.c: what may explain that a component grew, from the strongest reason to the weakest. */
#include <inttypes.h>

#include "brief.h"
#include "human.h"
#include "rates.h"
#include "thresholds.h"

void give(struct brief *b, enum verdict verdict, struct slice why)
{
    b->c->verdict = verdict;
    b->c->why = why;
}

void give_text(const struct court *court, struct brief *b, enum verdict verdict, struct text *why)
{
    give(b, verdict, arena_copy(court->arena, text_slice(why)));
    text_free(why);
}

static struct amount ram_of(const struct court *court)
{
    return court->findings->later.snapshot->machine.memory_bytes;
}

/* Memory that no element uses. */

static bool is_not_in_use(const struct court *court, struct brief *b)
{
    struct change live = b->c->live_growth_bytes;
    struct change free = b->c->reclaimable_growth_bytes;
    uint64_t in_use = live.value > 0 ? (uint64_t)live.value : 0;
    if (!live.known || exceeds(in_use, b->growth, LIVE_PERCENT) || in_use >= LIVE_BYTES)
        return false;
    bool mostly_free = free.known && free.value > 0 &&
                       exceeds((uint64_t)free.value, b->growth - in_use, FREE_PERCENT);
    struct text why = {0};
    text_add(&why, SLICE("of "));
    human_bytes(&why, b->growth);
    text_add(&why, SLICE(" only "));
    human_bytes(&why, in_use);
    text_add(&why, SLICE(" is in elements in use; "));
    if (mostly_free) {
        human_bytes(&why, (uint64_t)free.value);
        text_add(&why,
                 SLICE(" is whole free pages, which the kernel takes back when it needs them"));
    } else if (free.known) {
        text_add(&why, SLICE("the rest is free elements on pages that are partly in use, which the "
                             "zone uses again before it grows"));
    } else {
        text_add(&why, SLICE("the rest is free elements (how many of its pages are wholly free is "
                             "not in the report)"));
    }
    give_text(court, b, VERDICT_RECLAIMABLE, &why);
    return true;
}

/* Counts. */

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

static bool counts_bytes(enum follows follows)
{
    return follows == FOLLOWS_RESIDENT || follows == FOLLOWS_COMPRESSED;
}

static void add_count_pair(const struct court *court, struct text *out, enum follows follows)
{
    struct count_pair count = court->counts[follows];
    void (*add)(struct text *, uint64_t) = counts_bytes(follows) ? human_bytes : human_count;
    text_printf(out, "%s went from ",
                follows == FOLLOWS_RESIDENT     ? "memory that processes use"
                : follows == FOLLOWS_COMPRESSED ? "compressed memory"
                                                : follows_name(follows));
    add(out, count.base.value);
    text_add(out, SLICE(" to "));
    add(out, count.later.value);
}

static struct text compared_counts(const struct court *court, enum follows follows,
                                   const char *lead)
{
    struct text out = {0};
    text_printf(&out, "%s: ", lead);
    add_count_pair(court, &out, follows);
    if (follows != FOLLOWS_PROCESSES && count_is_known(court->counts[FOLLOWS_PROCESSES])) {
        text_add(&out, SLICE(", "));
        add_count_pair(court, &out, FOLLOWS_PROCESSES);
    }
    return out;
}

static void accuse(const struct court *court, struct brief *b, const char *lead)
{
    struct text why = compared_counts(court, b->follows, lead);
    b->c->why = arena_copy(court->arena, text_slice(&why));
    text_free(&why);
}

static bool is_early_base(const struct court *court)
{
    return findings_base_is_early(court->findings);
}

/* Elements that the growth of its count accounts for, and of files for what files make too. */
static bool count_explains_elements(const struct court *court, const struct brief *b)
{
    const struct account_row *base = b->c->base;
    struct count_pair count = own_count(court, b);
    struct count_pair vnodes = court->counts[FOLLOWS_VNODES];
    if (!b->c->element_growth.known)
        return false;
    uint64_t allowed = base != NULL && base->elements.known ? base->elements.value / DRIFT_PART : 0;
    bool fits = true;
    if (count.later.value > count.base.value)
        fits = number_add(allowed, count.later.value - count.base.value, &allowed);
    if (b->follows == FOLLOWS_REGIONS && count_is_known(vnodes) &&
        vnodes.later.value > vnodes.base.value)
        fits = fits && number_add(allowed, vnodes.later.value - vnodes.base.value, &allowed);
    int64_t grew = b->c->element_growth.value;
    return fits && (grew <= 0 || !exceeds((uint64_t)grew, allowed, FOLLOWS_PERCENT));
}

/* Has the count itself grown beyond what more processes account for? */
static bool is_outgrown(const struct court *court, const struct brief *b, struct count_pair count)
{
    static const enum follows per_process[] = {FOLLOWS_THREADS,     FOLLOWS_PORTS,
                                               FOLLOWS_MESSAGES,    FOLLOWS_REGIONS,
                                               FOLLOWS_DESCRIPTORS, FOLLOWS_SOCKETS};
    struct count_pair processes = court->counts[FOLLOWS_PROCESSES];
    uint64_t fair = scaled_by(count.base.value, processes);
    uint64_t fair_bytes = scaled_by(b->before, processes);
    uint64_t percent = is_early_base(court) ? EARLY_COUNT_PERCENT : COUNT_OUTGROWN_PERCENT;
    bool applies = false;
    for (size_t i = 0; i < sizeof(per_process) / sizeof(*per_process); i++)
        applies = applies || b->follows == per_process[i];
    if (!applies || count.later.value <= fair)
        return false;
    bool by_bytes = b->after > fair_bytes && b->after - fair_bytes > COUNT_OUTGROWN_BYTES &&
                    exceeds(count.later.value, fair, FOLLOWS_PERCENT);
    return by_bytes || exceeds(count.later.value, fair, percent);
}

/* True where the component's own count settles the case. */
static bool judge_by_count(const struct court *court, struct brief *b)
{
    struct count_pair count = own_count(court, b);
    bool one_by_one = b->c->kind == COMPONENT_ZONE && !counts_bytes(b->follows);
    if (!count_is_known(count) || (count.base.value == 0 && count.later.value == 0))
        return false;
    bool fell = exceeds(count.base.value, count.later.value, FELL_PERCENT);
    bool explained =
        !fell && (one_by_one ? count_explains_elements(court, b)
                             : !exceeds(b->after, scaled_by(b->before, count), FOLLOWS_PERCENT));
    if (!explained) {
        accuse(court, b, fell ? "what it follows went down" : "it outgrew what it follows");
        return false;
    }
    if (is_outgrown(court, b, count)) {
        accuse(court, b, "the count that it follows is out of hand itself");
        b->c->blamed = (int)b->follows;
        return false;
    }
    struct text why = compared_counts(court, b->follows, "it grew with what it follows");
    give_text(court, b, VERDICT_LOAD, &why);
    return true;
}

/* Caches and what is bounded. */

static struct amount bound_of(const struct court *court, const struct catalogue_entry *entry)
{
    if (entry == NULL || entry->bound.len == 0)
        return AMOUNT_UNKNOWN;
    char *name = arena_string(court->arena, entry->bound);
    return sysctl_count(court->findings->later.snapshot, name);
}

static bool judge_bounded(const struct court *court, struct brief *b, const char *lead,
                          enum verdict verdict)
{
    const struct catalogue_entry *entry = b->c->entry;
    struct amount bound = bound_of(court, entry);
    struct amount elements = b->c->later != NULL ? b->c->later->elements : AMOUNT_UNKNOWN;
    struct text why = {0};
    if (!bound.known || !elements.known || exceeds(elements.value, bound.value, BOUND_PERCENT))
        return false;
    text_printf(&why, "%s: ", lead);
    human_count(&why, elements.value);
    text_add(&why, SLICE(" elements, of at most about "));
    human_count(&why, bound.value);
    text_add(&why, SLICE(" by "));
    text_add(&why, entry->bound);
    give_text(court, b, verdict, &why);
    return true;
}

/*
 * A file that is open keeps what is cached of it. Where files are opened and never closed, the
 * caches grow along, one element a file, and give nothing back.
 */
static bool is_held_by_files(const struct court *court, const struct brief *b)
{
    struct count_pair files = court->counts[FOLLOWS_DESCRIPTORS];
    struct change grew = b->c->element_growth;
    uint64_t fair = scaled_by(files.base.value, court->counts[FOLLOWS_PROCESSES]);
    if (!count_is_known(files) || !grew.known || grew.value <= 0 || files.later.value <= fair ||
        files.later.value - fair < FILES_OUTGROWN ||
        !exceeds(files.later.value, fair, EARLY_COUNT_PERCENT))
        return false;
    uint64_t more = files.later.value - files.base.value;
    return !exceeds((uint64_t)grew.value, more, FOLLOWS_PERCENT) &&
           exceeds((uint64_t)grew.value, more, 100 * 100 / FOLLOWS_PERCENT);
}

/* Without a bound that the captures tell, a cache may have a part of the RAM. */
static bool judge_cache(const struct court *court, struct brief *b)
{
    struct amount bound = bound_of(court, b->c->entry);
    struct amount elements = b->c->later != NULL ? b->c->later->elements : AMOUNT_UNKNOWN;
    if (is_held_by_files(court, b)) {
        struct text why = {0};
        text_add(&why, SLICE("it is a cache, but open files hold it: "));
        add_count_pair(court, &why, FOLLOWS_DESCRIPTORS);
        b->c->why = arena_copy(court->arena, text_slice(&why));
        b->c->blamed = FOLLOWS_DESCRIPTORS;
        text_free(&why);
        return false;
    }
    if (judge_bounded(court, b, "it is a cache, which fills after boot", VERDICT_CACHE))
        return true;
    if (bound.known && elements.known)
        return false;
    if (ram_of(court).known && exceeds(b->after, ram_of(court).value, CACHE_PERCENT)) {
        b->c->why = arena_format(
            court->arena, "it is a cache, but it has more than %d%% of the RAM", CACHE_PERCENT);
        return false;
    }
    give(b, VERDICT_CACHE, SLICE("it is a cache, which fills after boot with what was used"));
    return true;
}

/* Clusters of packets are bounded in number; the tag that has them is, by their size. */
static bool judge_packets(const struct court *court, struct brief *b)
{
    enum { CLUSTER_BYTES = 2048 };
    struct amount bound = bound_of(court, b->c->entry);
    uint64_t most;
    struct text why = {0};
    if (b->nature != NATURE_PACKETS)
        return false;
    if (b->c->kind == COMPONENT_ZONE)
        return judge_bounded(court, b, "it holds network packets", VERDICT_LOAD);
    if (!bound.known || !number_multiply(bound.value, CLUSTER_BYTES, &most) || b->after > most)
        return false;
    text_add(&why, SLICE("network packets may take "));
    human_bytes(&why, most);
    text_add(&why, SLICE(" by "));
    text_add(&why, b->c->entry->bound);
    give_text(court, b, VERDICT_LOAD, &why);
    return true;
}

/* The size of the Mac. */

/* Page tables and pictures grow with what the Mac is used for, up to what is usual for its RAM. */
static bool judge_by_memory(const struct court *court, struct brief *b)
{
    struct amount memory = ram_of(court);
    bool tables = b->nature == NATURE_PAGE_TABLES;
    int percent = tables ? PAGE_TABLES_PERCENT : GRAPHICS_PERCENT;
    struct text why = {0};
    if ((!tables && b->nature != NATURE_GRAPHICS) || !memory.known)
        return false;
    if (exceeds(b->after, memory.value, (uint64_t)percent)) {
        if (tables)
            return false;
        give(b, VERDICT_UNKNOWN,
             SLICE("it is memory that programs have on the GPU, a model or pictures, say: it goes "
                   "when they quit, if no driver keeps it"));
        return true;
    }
    human_bytes(&why, b->after);
    text_add(&why, tables ? SLICE(" of page tables") : SLICE(" for what programs have on the GPU"));
    text_add(&why, SLICE(" is usual for a Mac with "));
    human_bytes(&why, memory.value);
    text_printf(&why, " of RAM (up to %d%%)", percent);
    give_text(court, b, VERDICT_LOAD, &why);
    return true;
}

/* The compressor keeps a record of each page that it holds. */
static bool judge_compressor(const struct court *court, struct brief *b)
{
    struct count_pair stored = court->counts[FOLLOWS_COMPRESSED];
    uint64_t fair;
    if (b->nature != NATURE_COMPRESSOR || !stored.later.known ||
        !number_add(b->before, stored.later.value / 100 * COMPRESSOR_PERCENT, &fair) ||
        b->after > fair)
        return false;
    struct text why = {0};
    text_add(&why, SLICE("it is usual for a compressor that holds "));
    human_bytes(&why, stored.later.value);
    give_text(court, b, VERDICT_LOAD, &why);
    return true;
}

/* A Mac at work. */

static bool is_of_others(const struct component *c)
{
    return c->kind == COMPONENT_KEXT && !slice_starts(c->name, "com.apple.");
}

/* Soon after boot a Mac has not been at work yet. Kexts that Apple did not make have no such excuse. */
static bool is_early_growth(const struct court *court, const struct brief *b)
{
    return is_early_base(court) && !is_of_others(b->c) && b->nature != NATURE_BOOT &&
           b->growth <= EARLY_BYTES &&
           (!exceeds(b->after, b->before, EARLY_PERCENT) ||
            (b->c->kind == COMPONENT_TAG && b->growth <= EARLY_TAG_BYTES));
}

/* What the number of processes, or that the Mac is at work by now, may account for. */
static bool judge_by_processes(struct court *court, struct brief *b)
{
    struct count_pair processes = court->counts[FOLLOWS_PROCESSES];
    uint64_t percent = b->follows == FOLLOWS_NOTHING ? FOLLOWS_PERCENT : LOOSE_PERCENT;
    uint64_t fair = scaled_by(b->before, processes);
    struct count_pair own = own_count(court, b);
    bool has_own = count_is_known(own) && (own.base.value > 0 || own.later.value > 0);
    if (has_own)
        return false;
    if (exceeds(b->after, fair, percent) ||
        (b->after > fair && b->after - fair > UNCOUNTED_BYTES)) {
        if (!is_early_growth(court, b) ||
            !number_add(court->early_bytes, b->growth, &court->early_bytes) ||
            court->early_bytes > EARLY_SUM_BYTES)
            return false;
        give(b, VERDICT_LOAD,
             SLICE("it grew no more than is usual once a Mac is at work, beside a base from just "
                   "after boot"));
    } else if (count_is_known(processes)) {
        struct text why = {0};
        text_add(&why, SLICE("it grew no more than is usual where "));
        add_count_pair(court, &why, FOLLOWS_PROCESSES);
        give_text(court, b, VERDICT_LOAD, &why);
    } else {
        give(b, VERDICT_LOAD, SLICE("it grew by less than half of what it was"));
    }
    return true;
}

bool is_explained(struct court *court, struct brief *b)
{
    if (is_not_in_use(court, b))
        return true;
    if (b->nature == NATURE_CACHE)
        return judge_cache(court, b);
    return judge_by_memory(court, b) || judge_compressor(court, b) || judge_packets(court, b) ||
           judge_by_count(court, b) || judge_by_processes(court, b);
}
