#include "summary.h"

#include <inttypes.h>

#include "catalogue.h"
#include "human.h"
#include "outlook.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"

struct writer {
    struct findings *findings;
    struct arena *arena;
    struct text line;
};

static struct slice without_dot(struct slice sentence)
{
    return slice_ends(sentence, ".") ? slice_first(sentence, sentence.len - 1) : sentence;
}

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
}

/* A leak of the component that was reported on this very build; NULL where none was. */
static const struct known_leak *known_on(const struct catalogue_entry *entry, struct slice build)
{
    for (size_t i = 0; i < entry->n_known && build.len > 0; i++) {
        const struct known_leak *leak = &entry->known[i];
        for (size_t k = 0; k < leak->n_builds; k++) {
            if (slice_equal(leak->builds[k], build))
                return leak;
        }
    }
    return NULL;
}

static void write_known(struct writer *w)
{
    const struct component *c = w->findings->suspects[0];
    struct slice build = w->findings->later.snapshot->machine.os_build;
    if (c->entry == NULL || c->entry->n_known == 0)
        return;
    const struct known_leak *leak = known_on(c->entry, build);
    if (leak != NULL) {
        text_printf(&w->line,
                    "Known on this build (%.*s, %.*s): %.*s [%.*s]. More: sysdelta explain ",
                    SLICE_ARGS(build), SLICE_ARGS(leak->confidence),
                    SLICE_ARGS(without_dot(leak->text)), SLICE_ARGS(leak->source));
    } else {
        text_add(&w->line, SLICE("Leaks of it were reported before: see sysdelta explain "));
    }
    text_add(&w->line, c->name);
    end_detail(w);
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

/* What grew more than the suspect and is not one. */
static void write_larger(struct writer *w)
{
    enum { NAMED = 3 };
    const struct joined *joined = &w->findings->joined;
    const struct component *larger[NAMED] = {NULL};
    unsigned first = w->findings->suspects[0]->rank;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->rank < first && c->rank <= NAMED)
            larger[c->rank - 1] = c;
    }
    if (larger[0] == NULL)
        return;
    text_add(&w->line, SLICE("What grew more is no leak: "));
    for (size_t i = 0; i < NAMED && larger[i] != NULL; i++) {
        if (i > 0)
            text_add(&w->line, SLICE(", "));
        add_name(w, larger[i]);
        text_add(&w->line, SLICE(" ("));
        human_growth(&w->line, larger[i]->growth_bytes.value);
        text_printf(&w->line, ", %s)", verdict_name(larger[i]->verdict));
    }
    if (first > NAMED + 1)
        text_printf(&w->line, " and %u more", first - 1 - NAMED);
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
    const struct component *c = w->findings->suspects[0];
    if (!c->bytes_per_hour.known)
        return;
    text_add(&w->line, SLICE("Pace: "));
    add_rate(w, c->bytes_per_hour);
    if (w->findings->comparable.boot != BOOT_SAME) {
        text_add(&w->line, SLICE(" of uptime between the captures"));
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

/* The largest of the rows that hold much and have stopped growing, which no ranking shows. */
static const struct component *largest_stopped(const struct findings *findings)
{
    const struct component *found = NULL;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        bool general = c->entry == NULL || c->entry->nature == NATURE_GENERAL ||
                       c->entry->nature == NATURE_DATA || c->entry->nature == NATURE_PER_MESSAGE;
        if (c->onset == ONSET_STOPPED && general &&
            (found == NULL || c->later_bytes.value > found->later_bytes.value))
            found = c;
    }
    return found;
}

static void write_stopped(struct writer *w)
{
    const struct component *c = largest_stopped(w->findings);
    struct amount wired = w->findings->joined.later_wired.bytes;
    if (c == NULL || !wired.known ||
        !exceeds((uint64_t)c->later_bytes.value, wired.value, HELD_SHARE_PERCENT))
        return;
    text_add(&w->line, SLICE("Held, but no longer growing: "));
    add_name(w, c);
    text_add(&w->line, SLICE(", "));
    human_bytes(&w->line, (uint64_t)c->later_bytes.value);
    text_add(&w->line, SLICE(": what took it came before the base, which cannot tell what it was"));
    end_sentence(w);
}

/* What to do about the first suspect. */
static void write_next_for(struct writer *w, const struct component *c)
{
    if (c->entry != NULL && c->entry->next.len > 0) {
        text_add(&w->line, without_dot(c->entry->next));
    } else if (c->kind == COMPONENT_KEXT && slice_starts(c->name, "(") && c->kmod_id.known) {
        text_printf(&w->line, "Look which kext had id %" PRIu64, c->kmod_id.value);
        text_add(&w->line, SLICE(" in a kextstat.txt of this boot from when it was loaded"));
    } else if (c->kind == COMPONENT_KEXT) {
        text_add(&w->line, SLICE("Update or remove the kext, then compare two captures again"));
    } else {
        text_add(&w->line, SLICE("Run sudo zprint every few minutes to see when it grows"));
    }
}

static bool tables_are_missing(const struct findings *findings)
{
    const struct account *base = &findings->base.account;
    const struct account *later = &findings->later.account;
    return !base->has_zones || !later->has_zones || base->has_wired_rows != later->has_wired_rows;
}

static void write_next(struct writer *w, const struct component *largest)
{
    const struct findings *findings = w->findings;
    text_add(&w->line, SLICE("Next: "));
    if (findings->comparable.swapped) {
        text_add(&w->line, SLICE("Give the captures the other way round"));
    } else if (findings->n_suspects > 0) {
        write_next_for(w, findings->suspects[0]);
    } else if (snapshot_was_refused(findings->base.snapshot, "zprint") ||
               snapshot_was_refused(findings->later.snapshot, "zprint")) {
        text_add(&w->line, SLICE("Take the capture again whose zprint was refused, as said above"));
    } else if (tables_are_missing(findings)) {
        text_add(&w->line, SLICE("Take both captures with sudo, and look that zprint.txt is whole "
                                 "in each"));
    } else if (largest != NULL && largest->verdict == VERDICT_UNATTRIBUTED) {
        text_add(&w->line, SLICE("Run sudo footprint -w -a and look for a process with much wired "
                                 "memory, such as one that works on the GPU"));
    } else if (largest != NULL && largest->verdict == VERDICT_RECLAIMABLE) {
        text_add(&w->line, SLICE("Nothing to mend; compare again once memory was short, the free "
                                 "pages should be gone by then"));
    } else if (worry_of(findings) == WORRY_YES) {
        text_add(&w->line, SLICE("Look at the programs with the most memory (top -o mem): what "
                                 "the kernel holds is as expected"));
    } else {
        text_add(&w->line, SLICE("Nothing to mend; if wired memory goes on growing, take another "
                                 "capture some hours from now and compare it with this one"));
    }
    end_sentence(w);
}

/* The opening: what a reader has to know before anything else. */
static void write_opening(struct writer *w)
{
    const struct findings *findings = w->findings;
    const struct component *first = largest(findings);
    write_growth(w);
    if (findings->n_suspects > 0) {
        write_suspect(w);
    } else if (first != NULL && first->growth_bytes.known && first->growth_bytes.value > 0) {
        write_largest(w, first);
    }
    write_stopped(w);
    if (outlook_worry(findings, &w->line))
        end_sentence(w);
    if (outlook_reboot(findings, &w->line))
        end_sentence(w);
    write_next(w, first);
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
            write_known(&writer);
            write_pace(&writer);
            write_larger(&writer);
            write_rest(&writer);
        }
    }
    if (outlook_ordinary(findings, &writer.line))
        end_detail(&writer);
}
