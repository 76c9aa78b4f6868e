#include "care.h"

#include <inttypes.h>

#include "text.h"

struct marker {
    const struct findings *findings;
    struct arena *arena;
    bool other_build; /* of the system, as far as is known */
    struct text line;
};

static void reason(struct marker *m, struct slice text)
{
    if (m->line.len > 0)
        text_add(&m->line, SLICE("; "));
    text_add(&m->line, text);
}

static bool is_cut_short(const struct account_row *row)
{
    return row != NULL && row->origin.report != NULL && row->origin.report->cut_short;
}

/* kalloc.type3.256: which kinds of structure share a bucket is settled anew by each boot. */
static bool is_shuffled(const struct component *c)
{
    return c->kind == COMPONENT_ZONE && slice_starts(c->name, "kalloc.type") &&
           !slice_starts(c->name, "kalloc.type.");
}

static bool other_element_size(const struct component *c)
{
    return c->base != NULL && c->later != NULL && c->base->element_bytes.known &&
           c->later->element_bytes.known &&
           c->base->element_bytes.value != c->later->element_bytes.value;
}

static void note_rows(struct marker *m, const struct component *c)
{
    bool base = c->base != NULL && c->base->printed_rows > 1;
    bool later = c->later != NULL && c->later->printed_rows > 1;
    if (c->estimated)
        reason(m, SLICE("zprint ran without root on a side: its size there is an estimate"));
    if (base || later)
        reason(m, SLICE("several rows are printed under this name and are summed"));
    if (is_cut_short(c->base) || is_cut_short(c->later))
        reason(m, SLICE("the report that it stands in is cut short on a side"));
}

/* Why it cannot be told whether the other side has it. */
static void note_absence(struct marker *m, const struct component *c)
{
    bool of_base = c->base == NULL;
    const struct finding_side *side = of_base ? &m->findings->base : &m->findings->later;
    bool zone = c->kind == COMPONENT_ZONE;
    bool there = zone ? side->account.has_zones : side->account.has_wired_rows;
    bool whole = zone ? side->account.zones_complete : side->account.wired_rows_complete;
    const char *name = of_base ? "base" : "later capture";
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        reason(m, SLICE("a side has no rows, so that what is in none of them is not known"));
    } else if (!there || !whole) {
        text_printf(&m->line, "%sthe %s has no such row, and its table of %s is %s",
                    m->line.len > 0 ? "; " : "", name, zone ? "zones" : "tags and kexts",
                    there ? "not whole" : "missing");
    } else {
        text_printf(&m->line, "%sthe %s counts this memory under other names",
                    m->line.len > 0 ? "; " : "", name);
    }
}

static void note_system(struct marker *m, const struct component *c)
{
    bool one_boot = m->findings->comparable.boot == BOOT_SAME;
    if (c->renamed_from.len > 0) {
        text_printf(&m->line, "%sit was %.*s in the base", m->line.len > 0 ? "; " : "",
                    SLICE_ARGS(c->renamed_from));
    } else if (c->state == STATE_UNKNOWN) {
        note_absence(m, c);
    } else if (m->other_build && c->state != STATE_BOTH && c->kind != COMPONENT_UNATTRIBUTED) {
        reason(m, SLICE("the builds differ: the other side may count it under another name"));
    }
    if (m->other_build && other_element_size(c)) {
        text_printf(&m->line,
                    "%sits elements are of another size (%" PRIu64 " and %" PRIu64 " bytes)",
                    m->line.len > 0 ? "; " : "", c->base->element_bytes.value,
                    c->later->element_bytes.value);
    }
    if (!one_boot && is_shuffled(c))
        reason(m, SLICE("other kinds of structure may share this zone in another boot"));
    if (!one_boot && c->kind == COMPONENT_KEXT && slice_starts(c->name, "("))
        reason(m, SLICE("over boots it need not stand for the same kexts"));
}

static void mark(struct marker *m, struct component *c)
{
    if (c->kind == COMPONENT_UNATTRIBUTED && c->estimated) {
        reason(m, SLICE("it holds what the estimated rows are off by"));
        if (c->state == STATE_UNKNOWN)
            note_absence(m, c);
    } else {
        note_rows(m, c);
        note_system(m, c);
    }
    c->care = m->line.len > 0 ? arena_copy(m->arena, text_slice(&m->line)) : (struct slice){"", 0};
    text_free(&m->line);
}

void mark_care(struct findings *findings, struct arena *arena)
{
    struct marker m = {.findings = findings, .arena = arena};
    struct joined *joined = &findings->joined;
    if (findings->base.snapshot == NULL)
        return;
    struct slice base = findings->base.snapshot->machine.os_build;
    struct slice later = findings->later.snapshot->machine.os_build;
    m.other_build = base.len > 0 && later.len > 0 && !slice_equal(base, later);
    for (size_t i = 0; i < joined->n_components; i++)
        mark(&m, &joined->components[i]);
}
