#include "summary.h"

#include <inttypes.h>

#include "cause.h"
#include "human.h"
#include "next.h"
#include "outlook.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"
#include "writer.h"

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
    bool rounded = joined->base_wired.step > 1 || joined->later_wired.step > 1;
    if (!growth.known) {
        text_add(&w->line, SLICE("How much wired memory grew is not known"));
        writer_end_sentence(w);
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
        if (findings->bytes_per_hour.known) {
            text_add(&w->line, SLICE(" ("));
            human_bytes(&w->line, size_of(findings->bytes_per_hour));
            text_add(&w->line, SLICE(" per hour)"));
        }
        text_add(&w->line, SLICE(": "));
    }
    human_bytes(&w->line, joined->base_wired.bytes.value);
    text_add(&w->line, SLICE(" \xE2\x86\x92 "));
    human_bytes(&w->line, joined->later_wired.bytes.value);
    if (memory.known) {
        text_add(&w->line, SLICE(" of "));
        human_bytes(&w->line, memory.value);
    }
    writer_end_sentence(w);
}

/* Of captures that cannot be compared both totals are told, and no growth. */
static void write_side_by_side(struct writer *w)
{
    const struct joined *joined = &w->findings->joined;
    struct amount base = joined->base_wired.bytes;
    struct amount later = joined->later_wired.bytes;
    text_add(&w->line, SLICE("Wired are "));
    if (base.known)
        human_bytes(&w->line, base.value);
    else
        text_add(&w->line, SLICE("an unknown amount"));
    text_add(&w->line, SLICE(" in the base and "));
    if (later.known)
        human_bytes(&w->line, later.value);
    else
        text_add(&w->line, SLICE("an unknown amount"));
    text_add(&w->line, SLICE(" in the later capture"));
    if (joined->growth_bytes.known && joined->growth_bytes.value != 0) {
        text_add(&w->line, SLICE("; the difference of "));
        human_bytes(&w->line, size_of(joined->growth_bytes));
        text_add(&w->line, SLICE(" says nothing of either"));
    }
    writer_end_sentence(w);
}

/* Why it is what it is taken for. */
static void write_why(struct writer *w, const struct component *c)
{
    if (c->why.len == 0)
        return;
    text_add(&w->line, SLICE("Why: "));
    text_add(&w->line, c->why);
    writer_end_sentence(w);
}

static void write_suspect(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct component *c = findings->suspects[0];
    text_add(&w->line, SLICE("Likely a leak: "));
    writer_name(w, c);
    text_add(&w->line, SLICE(", "));
    writer_share(w, c);
    if (findings->n_suspects > 1) {
        text_printf(&w->line, " (and %zu more suspect%s)", findings->n_suspects - 1,
                    findings->n_suspects == 2 ? "" : "s");
    }
    writer_end_sentence(w);
    write_why(w, c);
    if (cause_sentence(findings, w->arena, &w->line))
        writer_end_sentence(w);
}

static void write_rest_leads(struct writer *w, const struct component *c)
{
    text_add(&w->line, findings_lack_tables(w->findings)
                           ? SLICE("Which components grew is not known without zprint's tables on "
                                   "both sides: unattributed ")
                           : SLICE("The largest part of it is in no row of the reports: "));
    writer_share(w, c);
    writer_end_sentence(w);
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
    writer_name(w, c);
    text_add(&w->line, SLICE(", "));
    writer_share(w, c);
    text_printf(&w->line, " (%s)", verdict_name(c->verdict));
    writer_end_sentence(w);
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
    writer_name(w, most);
    text_add(&w->line, SLICE(", "));
    human_growth(&w->line, most->growth_bytes.value);
    writer_end_sentence(w);
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
    writer_name(w, c);
    add_holder(w, c);
    text_add(&w->line, SLICE(", most of it from before the base; since then it grew by "));
    human_bytes(&w->line, (uint64_t)c->growth_bytes.value);
    writer_end_sentence(w);
}

static void write_next(struct writer *w)
{
    w->findings->next = next_step(w->findings, w->arena);
    text_add(&w->line, SLICE("Next: "));
    text_add(&w->line, w->findings->next);
    writer_end_sentence(w);
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

static bool are_tied_alike(const struct owner *a, const struct owner *b)
{
    return a->n_of > 0 && b->n_of > 0 && a->of[0] == b->of[0];
}

/* `first` and those that are tied to the same. */
static void add_owners_with(struct writer *w, const struct owner *first, const char *lead)
{
    enum { NAMED = 3 };
    const struct owners *owners = &w->findings->owners;
    size_t named = 0;
    for (size_t i = 0; i < owners->count && named < NAMED; i++) {
        if (!are_tied_alike(&owners->list[i], first))
            continue;
        text_add(&w->line, named++ > 0 ? SLICE("; ") : slice_of(lead));
        add_owner(w, &owners->list[i]);
    }
}

static bool is_first_of_its_kind(const struct owners *owners, size_t owner)
{
    for (size_t i = 0; i < owner; i++) {
        if (are_tied_alike(&owners->list[i], &owners->list[owner]))
            return false;
    }
    return true;
}

/* Who holds what the findings lead with; the owners of other rows, and the rest, are details. */
static void write_owners(struct writer *w)
{
    const struct owners *owners = &w->findings->owners;
    const struct owner *first = findings_owner(w->findings);
    size_t remarked = 0;
    if (first != NULL) {
        add_owners_with(w, first, "Who: consistent with ");
        writer_end_sentence(w);
    } else if (owners->n_remarks > 0) {
        text_add(&w->line, SLICE("Who: "));
        text_add(&w->line, owners->remarks[remarked++]);
        writer_end_sentence(w);
    }
    for (size_t i = 0; i < owners->count; i++) {
        if (!is_first_of_its_kind(owners, i) ||
            (first != NULL && are_tied_alike(&owners->list[i], first)))
            continue;
        add_owners_with(w, &owners->list[i], "Besides: consistent with ");
        writer_end_detail(w);
    }
    for (; remarked < owners->n_remarks; remarked++) {
        text_add(&w->line, owners->remarks[remarked]);
        writer_end_detail(w);
    }
}

/* Where most of the growth has nothing that it could be set against. */
static bool write_not_compared(struct writer *w)
{
    const struct joined *joined = &w->findings->joined;
    struct change growth = joined->not_compared.growth_bytes;
    const struct component *first = findings_largest(w->findings);
    struct change most = first != NULL ? first->growth_bytes : CHANGE_UNKNOWN;
    if (!growth.known || growth.value <= 0 || joined->growth_bytes.value <= 0 ||
        (most.known && most.value >= growth.value))
        return false;
    text_add(&w->line, findings_lack_tables(w->findings)
                           ? SLICE("Which components grew is not known without zprint's tables on "
                                   "both sides: not compared ")
                           : SLICE("The largest part of it cannot be compared: "));
    human_growth(&w->line, growth.value);
    struct change share = share_of(growth, joined->growth_bytes);
    if (share.known) {
        text_add(&w->line, SLICE(", "));
        human_share(&w->line, share.value);
        text_add(&w->line, SLICE(" of the total growth"));
    }
    writer_end_sentence(w);
    return true;
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
    } else if (!write_not_compared(w) && first != NULL && first->growth_bytes.known &&
               first->growth_bytes.value > 0) {
        write_largest(w, first);
    }
    write_owners(w);
    write_stopped(w);
    if (outlook_worry(findings, &w->line))
        writer_end_sentence(w);
    if (outlook_reboot(findings, &w->line))
        writer_end_sentence(w);
    write_next(w);
}

void summarise(struct findings *findings, struct arena *arena)
{
    struct writer writer = {.findings = findings, .arena = arena};
    bool one_capture = findings->base.snapshot == NULL;
    if (!one_capture && findings->comparable.verdict == COMPARABLE_NO) {
        text_add(&writer.line, SLICE("These captures cannot be compared"));
        writer_end_sentence(&writer);
        write_side_by_side(&writer);
        return;
    }
    if (one_capture) {
        if (outlook_worry(findings, &writer.line))
            writer_end_sentence(&writer);
    } else {
        write_opening(&writer);
        if (findings->n_suspects > 0)
            write_details(&writer);
    }
    if (outlook_ordinary(findings, &writer.line))
        writer_end_detail(&writer);
}
