/* details.c: what else there is to say of the first suspect, and of what stands beside it. */
#include <inttypes.h>
#include <stdlib.h>

#include "catalogue.h"
#include "human.h"
#include "pace.h"
#include "writer.h"

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
    const struct known_leak *leak = catalogue_leak_on(c->entry, build);
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
    writer_end_detail(w);
}

static bool is_harmless(const struct component *c)
{
    return c->verdict == VERDICT_CACHE || c->verdict == VERDICT_LOAD ||
           c->verdict == VERDICT_FIXED || c->verdict == VERDICT_RECLAIMABLE;
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
    qsort(larger, count, sizeof(*larger), rank_order);
    text_add(&w->line, SLICE("What grew more is no leak: "));
    for (size_t i = 0; i < count && i < NAMED; i++) {
        if (i > 0)
            text_add(&w->line, SLICE(", "));
        writer_name(w, larger[i]);
        text_add(&w->line, SLICE(" ("));
        human_growth(&w->line, larger[i]->growth_bytes.value);
        text_printf(&w->line, ", %s)", verdict_name(larger[i]->verdict));
    }
    if (count > NAMED)
        text_printf(&w->line, " and %zu more", count - NAMED);
    writer_end_detail(w);
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
        writer_share(w, c);
        writer_end_detail(w);
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
    writer_end_detail(w);
}

/* How much of the growth each verdict has, for what the suspects leave unsaid. */
static void write_by_verdict(struct writer *w)
{
    /* What may want an answer first. */
    static const enum verdict order[] = {
        VERDICT_LEAK_SUSPECT, VERDICT_UNATTRIBUTED, VERDICT_UNKNOWN, VERDICT_LOAD,  VERDICT_CACHE,
        VERDICT_RECLAIMABLE,  VERDICT_FIXED,        VERDICT_STEADY,  VERDICT_SHRANK};
    const struct joined *joined = &w->findings->joined;
    struct change not_compared = joined->not_compared.growth_bytes;
    int64_t sums[VERDICT_SHRANK + 1] = {0};
    bool any = false;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->growth_bytes.known &&
            !number_add_signed(sums[c->verdict], c->growth_bytes.value, &sums[c->verdict]))
            return;
    }
    text_add(&w->line, SLICE("The growth by verdict: "));
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
        if (sums[order[i]] == 0)
            continue;
        text_printf(&w->line, "%s%s ", any ? ", " : "", verdict_name(order[i]));
        human_growth(&w->line, sums[order[i]]);
        any = true;
    }
    if (any && not_compared.known && not_compared.value != 0) {
        text_add(&w->line, SLICE(", not compared "));
        human_growth(&w->line, not_compared.value);
    }
    if (any)
        writer_end_detail(w);
    text_free(&w->line);
}

enum { NEWCOMERS_NAMED = 5 };

static void add_newcomer(struct writer *w, size_t *count, struct slice name)
{
    if (++*count > NEWCOMERS_NAMED)
        return;
    text_add(&w->line,
             *count > 1 ? SLICE(", ") : SLICE("Not Apple's, and there since the base only: "));
    text_add(&w->line, name);
}

/* What came to the Mac together with the growth. */
static void write_newcomers(struct writer *w)
{
    const struct findings *findings = w->findings;
    size_t count = 0;
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind == KEXT_LOADED && !slice_starts(change->name, "com.apple."))
            add_newcomer(w, &count, change->name);
    }
    for (size_t i = 0; i < findings->n_extensions; i++) {
        if (findings->extensions[i].started)
            add_newcomer(w, &count, findings->extensions[i].name);
    }
    if (count > NEWCOMERS_NAMED)
        text_printf(&w->line, " and %zu more", count - NEWCOMERS_NAMED);
    if (count > 0)
        writer_end_detail(w);
}

void write_details(struct writer *w)
{
    write_known(w);
    write_pace(w);
    write_newcomers(w);
    write_larger(w);
    write_rest(w);
    write_by_verdict(w);
}
