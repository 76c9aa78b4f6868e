#include "summary.h"

#include <inttypes.h>
#include <stdlib.h>

#include "catalogue.h"
#include "human.h"
#include "next.h"
#include "outlook.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"

struct writer {
    struct findings *findings;
    struct arena *arena;
    struct text line;
};

static struct slice take_line(struct writer *w)
{
    text_add(&w->line, SLICE("."));
    struct slice sentence = arena_copy(w->arena, text_slice(&w->line));
    text_free(&w->line);
    return sentence;
}

static void end_sentence(struct writer *w)
{
    *ARENA_PUSH(w->arena, w->findings->summary, w->findings->n_summary) = take_line(w);
}

static void end_detail(struct writer *w)
{
    *ARENA_PUSH(w->arena, w->findings->details, w->findings->n_details) = take_line(w);
}

static uint64_t size_of(struct change change)
{
    return (uint64_t)(change.value < 0 ? -change.value : change.value);
}

static void write_growth(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct joined *joined = &findings->joined;
    struct change growth = joined->growth_bytes;
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    bool comparable = findings->comparable.verdict != COMPARABLE_NO;
    bool rounded = joined->base_wired.step > 1 || joined->later_wired.step > 1;
    if (!growth.known) {
        text_add(&w->line, SLICE("How much wired memory grew is not known"));
        end_sentence(w);
        return;
    }
    text_add(&w->line, growth.value > 0   ? SLICE("Wired memory grew by ")
                       : growth.value < 0 ? SLICE("Wired memory shrank by ")
                                          : SLICE("Wired memory did not grow: "));
    if (growth.value != 0 && rounded)
        text_add(&w->line, SLICE("about "));
    if (growth.value != 0) {
        human_bytes(&w->line, size_of(growth));
        if (findings->seconds.known && findings->seconds.value > 0) {
            text_add(&w->line, SLICE(" in "));
            human_duration(&w->line, (uint64_t)findings->seconds.value);
            if (findings->comparable.boot == BOOT_DIFFERENT)
                text_add(&w->line, SLICE(" of uptime"));
        }
        if (findings->bytes_per_hour.known && comparable) {
            text_add(&w->line, SLICE(" ("));
            human_bytes(&w->line, size_of(findings->bytes_per_hour));
            text_add(&w->line, SLICE(" per hour)"));
        }
        text_add(&w->line, SLICE(": "));
    }
    human_bytes(&w->line, joined->base_wired.bytes.value);
    text_add(&w->line, SLICE(" \xE2\x86\x92 "));
    human_bytes(&w->line, joined->later_wired.bytes.value);
    if (memory.known && comparable) {
        text_add(&w->line, SLICE(" of "));
        human_bytes(&w->line, memory.value);
    }
    end_sentence(w);
}

static void add_share(struct writer *w, const struct component *c)
{
    human_growth(&w->line, c->growth_bytes.value);
    if (c->share.known && w->findings->joined.growth_bytes.value > 0) {
        text_add(&w->line, SLICE(", "));
        human_permyriad(&w->line, c->share.value);
        text_add(&w->line, SLICE(" of the total growth"));
    }
}

static void add_name(struct writer *w, const struct component *c)
{
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        text_add(&w->line, SLICE("unattributed memory"));
        return;
    }
    text_printf(&w->line, "the %s ", component_kind_name(c->kind));
    text_add(&w->line, c->name);
    if (slice_starts(c->name, "(") && c->kmod_id.known)
        text_printf(&w->line, " %" PRIu64, c->kmod_id.value);
}

/* Why it is what it is taken for. */
static void write_why(struct writer *w, const struct component *c)
{
    if (c->why.len == 0)
        return;
    text_add(&w->line, SLICE("Why: "));
    text_add(&w->line, c->why);
    end_sentence(w);
}

static void write_suspect(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct component *c = findings->suspects[0];
    text_add(&w->line, SLICE("Likely a leak: "));
    add_name(w, c);
    text_add(&w->line, SLICE(", "));
    add_share(w, c);
    if (findings->n_suspects > 1) {
        text_printf(&w->line, " (and %zu more suspect%s)", findings->n_suspects - 1,
                    findings->n_suspects == 2 ? "" : "s");
    }
    end_sentence(w);
    write_why(w, c);
}

/* A leak of the component that was reported on this very build; NULL where none was. */
static const struct known_leak *known_on(const struct catalogue_entry *entry, struct slice build)
{
    for (size_t i = 0; i < entry->n_known && build.len > 0; i++) {
        const struct known_leak *leak = &entry->known[i];
        if (!leak->is_leak)
            continue;
        for (size_t k = 0; k < leak->n_builds; k++) {
            if (slice_equal(leak->builds[k], build))
                return leak;
        }
    }
    return NULL;
}

/* The releases on which leaks of it were reported. */
static size_t list_releases(struct writer *w, const struct catalogue_entry *entry)
{
    size_t count = 0;
    for (size_t i = 0; i < entry->n_known; i++) {
        const struct known_leak *leak = &entry->known[i];
        if (!leak->is_leak || slice_is(leak->os, "unknown"))
            continue;
        text_add(&w->line, count++ > 0 ? SLICE(", ") : SLICE(" on "));
        text_add(&w->line, leak->os);
    }
    return count;
}

static void write_known(struct writer *w)
{
    const struct component *c = w->findings->suspects[0];
    struct slice build = w->findings->later.snapshot->machine.os_build;
    if (c->entry == NULL)
        return;
    const struct known_leak *leak = known_on(c->entry, build);
    if (leak != NULL) {
        text_printf(&w->line, "Known on this build (%.*s, %.*s): %.*s [%.*s]. More",
                    SLICE_ARGS(build), SLICE_ARGS(leak->confidence),
                    SLICE_ARGS(without_dot(leak->text)), SLICE_ARGS(leak->source));
    } else {
        text_add(&w->line, SLICE("Leaks of it were reported"));
        if (list_releases(w, c->entry) == 0) {
            text_free(&w->line);
            return;
        }
    }
    text_add(&w->line, SLICE(": sysdelta explain "));
    text_add(&w->line, c->name);
    end_detail(w);
}

static void write_rest_leads(struct writer *w, const struct component *c)
{
    const struct account *base = &w->findings->base.account;
    const struct account *later = &w->findings->later.account;
    if (!base->has_zones || !later->has_zones) {
        text_add(&w->line, SLICE("Which components grew is not known without zprint's tables on "
                                 "both sides: unattributed "));
    } else if (base->has_wired_rows != later->has_wired_rows) {
        text_add(&w->line, SLICE("Most of it is tags and kexts, which one side does not list, or "
                                 "in no row at all: unattributed "));
    } else {
        text_add(&w->line, SLICE("The largest part of it is in no row of the reports: "));
    }
    add_share(w, c);
    end_sentence(w);
    if (!findings_lack_tables(w->findings))
        write_why(w, c);
}

static void write_largest(struct writer *w, const struct component *c)
{
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        write_rest_leads(w, c);
        return;
    }
    text_add(&w->line, SLICE("No component looks like a leak; the largest growth is "));
    add_name(w, c);
    text_add(&w->line, SLICE(", "));
    add_share(w, c);
    text_printf(&w->line, " (%s)", verdict_name(c->verdict));
    end_sentence(w);
    write_why(w, c);
}

/* Where the total shrank: the row that did most of it. */
static void write_shrunk(struct writer *w)
{
    const struct joined *joined = &w->findings->joined;
    const struct component *most = NULL;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->growth_bytes.known && c->growth_bytes.value < 0 &&
            (most == NULL || c->growth_bytes.value < most->growth_bytes.value))
            most = c;
    }
    if (joined->growth_bytes.value >= 0 || most == NULL || w->findings->comparable.swapped)
        return;
    text_add(&w->line, SLICE("The largest part of it: "));
    add_name(w, most);
    text_add(&w->line, SLICE(", "));
    human_growth(&w->line, most->growth_bytes.value);
    end_sentence(w);
}

static bool is_harmless(const struct component *c)
{
    return c->verdict == VERDICT_CACHE || c->verdict == VERDICT_LOAD ||
           c->verdict == VERDICT_FIXED || c->verdict == VERDICT_RECLAIMABLE;
}

static int by_rank(const void *a, const void *b)
{
    const struct component *const *left = a;
    const struct component *const *right = b;
    return ((*left)->rank > (*right)->rank) - ((*left)->rank < (*right)->rank);
}

/* What grew more than the suspect and is not one. */
static void write_larger(struct writer *w)
{
    enum { NAMED = 3 };
    const struct joined *joined = &w->findings->joined;
    const struct component **larger = NULL;
    size_t count = 0;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->rank < w->findings->suspects[0]->rank && is_harmless(c))
            *ARENA_PUSH(w->arena, larger, count) = c;
    }
    if (count == 0)
        return;
    qsort(larger, count, sizeof(*larger), by_rank);
    text_add(&w->line, SLICE("What grew more is no leak: "));
    for (size_t i = 0; i < count && i < NAMED; i++) {
        if (i > 0)
            text_add(&w->line, SLICE(", "));
        add_name(w, larger[i]);
        text_add(&w->line, SLICE(" ("));
        human_growth(&w->line, larger[i]->growth_bytes.value);
        text_printf(&w->line, ", %s)", verdict_name(larger[i]->verdict));
    }
    if (count > NAMED)
        text_printf(&w->line, " and %zu more", count - NAMED);
    end_detail(w);
}

/* Beside a suspect, what no row holds would go unsaid. */
static void write_rest(struct writer *w)
{
    const struct joined *joined = &w->findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->verdict != VERDICT_UNATTRIBUTED)
            continue;
        text_add(&w->line, SLICE("In no row of the reports: "));
        add_share(w, c);
        end_detail(w);
    }
}

static void add_rate(struct writer *w, struct change rate)
{
    human_growth(&w->line, rate.value);
    text_add(&w->line, SLICE(" per hour"));
}

static void write_pace(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct component *c = findings->suspects[0];
    struct amount uptime = findings->base.snapshot->machine.uptime_seconds;
    bool early = uptime.known && uptime.value <= BASE_LATE_SECONDS;
    if (!c->bytes_per_hour.known)
        return;
    text_add(&w->line, SLICE("Pace: "));
    add_rate(w, c->bytes_per_hour);
    if (findings->comparable.boot != BOOT_SAME) {
        text_add(&w->line, SLICE(" of uptime between the captures"));
    } else if (early) {
        text_add(&w->line, SLICE(" since the base, which was taken "));
        human_duration(&w->line, uptime.value);
        text_add(&w->line, SLICE(" after boot"));
        if (c->onset == ONSET_SINCE_BOOT || c->onset == ONSET_BURST)
            text_add(&w->line, pace_meaning(c->onset));
    } else {
        text_add(&w->line, SLICE(" since the base"));
        if (c->bytes_per_hour_since_boot.known) {
            text_add(&w->line, SLICE(", "));
            add_rate(w, c->bytes_per_hour_since_boot);
            text_add(&w->line, SLICE(" since boot"));
        }
        text_add(&w->line, pace_meaning(c->onset));
    }
    end_detail(w);
}

/* How much of the growth each verdict has, for what the suspects leave unsaid. */
static void write_by_verdict(struct writer *w)
{
    const struct joined *joined = &w->findings->joined;
    int64_t sums[VERDICT_SHRANK + 1] = {0};
    bool any = false;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->growth_bytes.known &&
            !number_add_signed(sums[c->verdict], c->growth_bytes.value, &sums[c->verdict]))
            return;
    }
    text_add(&w->line, SLICE("The growth by verdict: "));
    for (int verdict = 0; verdict <= VERDICT_SHRANK; verdict++) {
        if (sums[verdict] == 0)
            continue;
        text_printf(&w->line, "%s%s ", any ? ", " : "", verdict_name((enum verdict)verdict));
        human_growth(&w->line, sums[verdict]);
        any = true;
    }
    if (any)
        end_detail(w);
    text_free(&w->line);
}

/* The user of the zone that holds most of it, where it says what it is. */
static void add_holder(struct writer *w, const struct component *c)
{
    const struct zone_share *most = NULL;
    for (size_t i = 0; i < c->n_shares; i++) {
        const struct zone_share *share = &c->shares[i];
        bool tells = share->later_bytes.known && !slice_is(share->name, "raw");
        if (tells && (most == NULL || share->later_bytes.value > most->later_bytes.value))
            most = share;
    }
    if (most == NULL ||
        !exceeds(most->later_bytes.value, (uint64_t)c->later_bytes.value, VIEW_SHARE_PERCENT))
        return;
    text_add(&w->line, SLICE(" ("));
    human_bytes(&w->line, most->later_bytes.value);
    text_add(&w->line, SLICE(" of it for "));
    text_add(&w->line, most->name);
    text_add(&w->line, SLICE(")"));
}

static void write_stopped(struct writer *w)
{
    const struct component *c = held_and_stopped(w->findings);
    if (c == NULL)
        return;
    human_bytes(&w->line, (uint64_t)c->later_bytes.value);
    text_add(&w->line, SLICE(" is held by "));
    add_name(w, c);
    text_add(&w->line, SLICE(", most of it from before the base; since then it grew by "));
    human_bytes(&w->line, (uint64_t)c->growth_bytes.value);
    add_holder(w, c);
    end_sentence(w);
}

static void write_next(struct writer *w)
{
    w->findings->next = next_step(w->findings, w->arena);
    text_add(&w->line, SLICE("Next: "));
    text_add(&w->line, w->findings->next);
    end_sentence(w);
}

/* Zones that grew by the same number have one cause. */
static void write_cluster(struct writer *w)
{
    const struct cluster *cluster = cluster_with(&w->findings->clusters, w->findings->suspects[0]);
    if (cluster == NULL || cluster->n_zones < 2)
        return;
    text_printf(&w->line, "One cause, %zu zones: ", cluster->n_zones);
    for (size_t i = 0; i < cluster->n_zones; i++) {
        if (i > 0)
            text_add(&w->line, SLICE(", "));
        text_add(&w->line, cluster->zones[i]->name);
    }
    text_add(&w->line, SLICE(": each about +"));
    human_count(&w->line, cluster->elements);
    text_add(&w->line, SLICE(" elements, together +"));
    human_bytes(&w->line, cluster->growth_bytes);
    end_detail(w);
}

static void add_owner(struct writer *w, const struct owner *owner)
{
    text_printf(&w->line, "the %s ", owner->is_kext ? "kext" : "process");
    text_add(&w->line, owner->name);
    if (!owner->is_kext && owner->id.known)
        text_printf(&w->line, " (pid %" PRIu64 ")", owner->id.value);
    text_add(&w->line, SLICE(": "));
    text_add(&w->line, owner->why);
    text_printf(&w->line, " (%s)", confidence_name(owner->confidence));
}

/* Is it tied to what the first one is tied to? */
static bool shares_target(const struct owner *a, const struct owner *b)
{
    return a->n_of > 0 && b->n_of > 0 && a->of[0] == b->of[0];
}

/* The first owner, and those that fit as well as it; what was sought in vain is a detail. */
static void write_owners(struct writer *w)
{
    enum { NAMED = 3 };
    const struct owners *owners = &w->findings->owners;
    size_t named = 0;
    for (size_t i = 0; i < owners->count && named < NAMED; i++) {
        if (!shares_target(&owners->list[i], &owners->list[0]))
            continue;
        text_add(&w->line, named++ > 0 ? SLICE("; ") : SLICE("Who: consistent with "));
        add_owner(w, &owners->list[i]);
    }
    if (named > 0)
        end_sentence(w);
    for (size_t i = 0; i < owners->n_remarks; i++) {
        text_add(&w->line, i == 0 && owners->count == 0 ? SLICE("Who: ") : SLICE(""));
        text_add(&w->line, owners->remarks[i]);
        if (owners->count == 0 && i == 0) {
            end_sentence(w);
        } else {
            end_detail(w);
        }
    }
}

/* The opening: what a reader has to know before anything else. */
static void write_opening(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct component *first = findings_largest(findings);
    write_growth(w);
    if (findings->comparable.swapped) {
        write_next(w);
        return;
    }
    write_shrunk(w);
    if (findings->n_suspects > 0) {
        write_suspect(w);
    } else if (first != NULL && first->growth_bytes.known && first->growth_bytes.value > 0) {
        write_largest(w, first);
    }
    write_owners(w);
    write_stopped(w);
    if (outlook_worry(findings, &w->line))
        end_sentence(w);
    if (outlook_reboot(findings, &w->line))
        end_sentence(w);
    write_next(w);
}

void summarise(struct findings *findings, struct arena *arena)
{
    struct writer writer = {.findings = findings, .arena = arena};
    bool one_capture = findings->base.snapshot == NULL;
    if (!one_capture && findings->comparable.verdict == COMPARABLE_NO) {
        text_add(&writer.line, SLICE("These captures cannot be compared"));
        end_sentence(&writer);
        write_growth(&writer);
        return;
    }
    if (one_capture) {
        if (outlook_worry(findings, &writer.line))
            end_sentence(&writer);
    } else {
        write_opening(&writer);
        if (findings->n_suspects > 0) {
            write_cluster(&writer);
            write_known(&writer);
            write_pace(&writer);
            write_larger(&writer);
            write_rest(&writer);
            write_by_verdict(&writer);
        }
    }
    if (outlook_ordinary(findings, &writer.line))
        end_detail(&writer);
}
