#include "summary.h"

#include <inttypes.h>

#include "catalogue.h"
#include "human.h"
#include "rates.h"

/* Whether wired memory is trouble, in hundredths of the Mac's memory. */
enum {
    /* Wired memory cannot be paged out: from half of the RAM on, everything else makes do. */
    WIRED_TROUBLE_PERCENT = 50,
    /* Below this the Mac has room whatever grew. */
    WIRED_FINE_PERCENT = 25,
    /* Wired and active memory together leave no room for anything else. */
    FULL_PERCENT = 90,
    /* Swap that grew by this was written because memory was short. */
    SWAP_TROUBLE_BYTES = 512 << 20,
};

struct writer {
    struct findings *findings;
    struct arena *arena;
    struct text line;
};

static void end_sentence(struct writer *w)
{
    text_add(&w->line, SLICE("."));
    *ARENA_PUSH(w->arena, w->findings->summary, w->findings->n_summary) =
        arena_copy(w->arena, text_slice(&w->line));
    text_free(&w->line);
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
    text_printf(&w->line, "the %s ", component_kind_name(c->kind));
    text_add(&w->line, c->name);
    if (slice_starts(c->name, "(") && c->kmod_id.known)
        text_printf(&w->line, " %" PRIu64, c->kmod_id.value);
}

static const struct component *largest(const struct findings *findings)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        if (findings->joined.components[i].rank == 1)
            return &findings->joined.components[i];
    }
    return NULL;
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
    text_add(&w->line, SLICE("Why: "));
    text_add(&w->line, c->why);
    end_sentence(w);
    if (c->entry != NULL && c->entry->what.len > 0) {
        text_add(&w->line, SLICE("What it is: "));
        text_add(&w->line, slice_first(c->entry->what, c->entry->what.len - 1));
        if (c->entry->n_known > 0)
            text_printf(&w->line, ". Leaks of it were reported before: see sysdelta explain");
        end_sentence(w);
    }
}

static void write_largest(struct writer *w, const struct component *c)
{
    const struct account *base = &w->findings->base.account;
    const struct account *later = &w->findings->later.account;
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        if (!base->has_zones || !later->has_zones) {
            text_add(&w->line,
                     SLICE("Which components grew is not known without zprint's tables on "
                           "both sides: unattributed "));
        } else if (base->has_wired_rows != later->has_wired_rows) {
            text_add(&w->line,
                     SLICE("Most of it is tags and kexts, which one side does not list, or "
                           "in no row at all: unattributed "));
        } else {
            text_add(&w->line, SLICE("The largest part of it is in no row of the reports: "));
        }
        add_share(w, c);
        end_sentence(w);
        return;
    }
    text_add(&w->line, SLICE("No component looks like a leak; the largest growth is "));
    add_name(w, c);
    text_add(&w->line, SLICE(", "));
    add_share(w, c);
    text_printf(&w->line, " (%s: ", verdict_name(c->verdict));
    text_add(&w->line, c->why);
    text_add(&w->line, SLICE(")"));
    end_sentence(w);
}

static struct amount vm_bytes(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->n_vm; i++) {
        if (slice_is(slice_of(name), findings->vm[i].name))
            return findings->vm[i].later;
    }
    return AMOUNT_UNKNOWN;
}

static struct change vm_change(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->n_vm; i++) {
        if (slice_is(slice_of(name), findings->vm[i].name))
            return findings->vm[i].change;
    }
    return CHANGE_UNKNOWN;
}

static void add_percent(struct writer *w, struct amount part, uint64_t whole)
{
    struct change share = change_scale(change_of(amount_of(0), part), 100, (int64_t)whole);
    text_printf(&w->line, "%lld %%", (long long)share.value);
}

/* Is it trouble? Wired and active memory against the RAM, and what was swapped. */
static void write_worry(struct writer *w)
{
    const struct findings *findings = w->findings;
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    struct amount wired = findings->joined.later_wired.bytes;
    struct amount active = vm_bytes(findings, "active");
    struct change swap = vm_change(findings, "swap_used");
    uint64_t used;
    if (!memory.known || memory.value == 0 || memory.value > INT64_MAX || !wired.known)
        return;
    bool has_active = active.known && number_add(wired.value, active.value, &used);
    bool full = has_active && used / 100 * 100 > memory.value / 100 * FULL_PERCENT;
    bool swapped = swap.known && swap.value > SWAP_TROUBLE_BYTES;
    bool much = wired.value / WIRED_TROUBLE_PERCENT > memory.value / 100;
    bool little = wired.value / WIRED_FINE_PERCENT < memory.value / 100;
    bool trouble = much || (full && swapped);
    text_add(&w->line, trouble ? SLICE("Worry: yes. Wired memory is ")
                       : little && !swapped && !full
                           ? SLICE("Worry: not now. Wired memory is ")
                           : SLICE("Worry: keep an eye on it. Wired memory is "));
    add_percent(w, wired, memory.value);
    text_add(&w->line, SLICE(" of RAM"));
    if (has_active) {
        text_add(&w->line, SLICE(", with active memory "));
        add_percent(w, amount_of(used), memory.value);
    }
    if (swap.known && swap.value > 0) {
        text_add(&w->line, SLICE(", and swap grew by "));
        human_bytes(&w->line, (uint64_t)swap.value);
    }
    end_sentence(w);
}

static void write_reboot(struct writer *w)
{
    const struct findings *findings = w->findings;
    struct change growth = findings->joined.growth_bytes;
    struct amount uptime = findings->base.snapshot->machine.uptime_seconds;
    if (!growth.known || growth.value <= 0)
        return;
    if (!uptime.known || uptime.value > BASE_LATE_SECONDS) {
        text_add(&w->line, SLICE("What a reboot gives back is not known: the base "));
        text_add(&w->line, uptime.known ? SLICE("was taken ")
                                        : SLICE("does not tell how long after boot it was taken"));
        if (uptime.known) {
            human_duration(&w->line, uptime.value);
            text_add(&w->line, SLICE(" after boot"));
        }
        text_add(&w->line, SLICE(". The base held "));
        human_bytes(&w->line, (uint64_t)growth.value);
        text_add(&w->line, SLICE(" less"));
        end_sentence(w);
        return;
    }
    text_add(&w->line, SLICE("A reboot gives back about "));
    human_bytes(&w->line, (uint64_t)growth.value);
    text_add(&w->line, SLICE(", not the "));
    human_bytes(&w->line, findings->joined.base_wired.bytes.value);
    text_add(&w->line, SLICE(" that were wired in the base already"));
    end_sentence(w);
}

/* What to do about the first suspect. */
static void write_next(struct writer *w)
{
    const struct component *c = w->findings->suspects[0];
    text_add(&w->line, SLICE("Next: "));
    if (c->entry != NULL && c->entry->next.len > 0) {
        text_add(&w->line, slice_first(c->entry->next, c->entry->next.len - 1));
    } else if (c->kind == COMPONENT_KEXT && slice_starts(c->name, "(") && c->kmod_id.known) {
        text_printf(&w->line, "Look which kext had id %" PRIu64, c->kmod_id.value);
        text_add(&w->line, SLICE(" in a kextstat.txt of this boot from when it was loaded"));
    } else if (c->kind == COMPONENT_KEXT) {
        text_add(&w->line, SLICE("Update or remove the kext, then compare two captures again"));
    } else {
        text_add(&w->line, SLICE("Run sudo zprint every few minutes to see when it grows"));
    }
    end_sentence(w);
}

void summarise(struct findings *findings, struct arena *arena)
{
    struct writer writer = {.findings = findings, .arena = arena};
    if (findings->base.snapshot == NULL)
        return;
    if (findings->comparable.verdict == COMPARABLE_NO) {
        text_add(&writer.line, SLICE("These captures cannot be compared"));
        end_sentence(&writer);
        write_growth(&writer);
        return;
    }
    write_growth(&writer);
    const struct component *first = largest(findings);
    if (findings->n_suspects > 0) {
        write_suspect(&writer);
    } else if (first != NULL && first->growth_bytes.known && first->growth_bytes.value > 0) {
        write_largest(&writer, first);
    }
    write_worry(&writer);
    write_reboot(&writer);
    if (findings->n_suspects > 0)
        write_next(&writer);
}
