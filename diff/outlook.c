#include "outlook.h"

#include "human.h"
#include "ordinary.h"
#include "pace.h"
#include "rates.h"
#include "thresholds.h"

static const struct vm_row *vm_row_of(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->n_vm; i++) {
        if (slice_is(slice_of(name), findings->vm[i].name))
            return &findings->vm[i];
    }
    return NULL;
}

static struct amount vm_bytes(const struct findings *findings, const char *name)
{
    const struct vm_row *row = vm_row_of(findings, name);
    return row != NULL ? row->later : AMOUNT_UNKNOWN;
}

static void add_percent(struct text *out, uint64_t part, uint64_t whole)
{
    struct change share =
        change_scale(change_of(amount_of(0), amount_of(part)), 100, (int64_t)whole);
    text_printf(out, "%lld%%", (long long)share.value);
}

/* What no program can be given at once: wired, active and compressed memory. */
struct pressure {
    uint64_t memory, wired;
    struct amount used;
    bool with_compressor;
    struct change swap; /* growth since the base; for one capture unknown */
    struct amount swap_used;
    struct amount hours_to_half; /* of the RAM, at the pace of the first suspect */
};

/* Where the first suspect goes on as it does; what is over, or may be one event, does not. */
static struct amount hours_to_half(const struct findings *findings, const struct pressure *p)
{
    const struct component *c = findings->n_suspects > 0 ? findings->suspects[0] : NULL;
    uint64_t half = p->memory / 100 * WIRED_TROUBLE_PERCENT;
    if (c == NULL || slice_starts(c->name, "(") || c->onset == ONSET_BURST ||
        c->onset == ONSET_STOPPED || !c->bytes_per_hour.known || c->bytes_per_hour.value <= 0 ||
        half <= p->wired)
        return AMOUNT_UNKNOWN;
    uint64_t hours = (half - p->wired) / (uint64_t)c->bytes_per_hour.value;
    return hours <= FORECAST_HOURS ? amount_of(hours) : AMOUNT_UNKNOWN;
}

static bool read_pressure(const struct findings *findings, struct pressure *ret)
{
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    struct amount wired = findings->joined.later_wired.bytes;
    struct amount active = vm_bytes(findings, "active");
    struct amount compressor = vm_bytes(findings, "compressor");
    const struct vm_row *swap = vm_row_of(findings, "swap_used");
    uint64_t used;
    if (!memory.known || memory.value == 0 || memory.value > INT64_MAX || !wired.known)
        return false;
    *ret = (struct pressure){.memory = memory.value, .wired = wired.value};
    if (active.known && number_add(wired.value, active.value, &used) &&
        number_add(used, compressor.value, &used)) {
        ret->used = amount_of(used);
        ret->with_compressor = compressor.known && compressor.value > 0;
    }
    if (swap != NULL) {
        ret->swap = findings->base.snapshot != NULL ? swap->change : CHANGE_UNKNOWN;
        ret->swap_used = swap->later;
    }
    ret->hours_to_half = hours_to_half(findings, ret);
    return true;
}

static bool is_full(const struct pressure *p)
{
    return p->used.known && exceeds(p->used.value, p->memory, FULL_PERCENT);
}

static bool has_swapped(const struct pressure *p)
{
    bool much = p->swap_used.known && exceeds(p->swap_used.value, p->memory, SWAP_TROUBLE_PERCENT);
    return much || (p->swap.known && p->swap.value > SWAP_TROUBLE_BYTES);
}

static bool wires_much(const struct pressure *p)
{
    return exceeds(p->wired, p->memory, WIRED_TROUBLE_PERCENT);
}

static enum worry weigh(const struct pressure *p)
{
    bool little = exceeds(p->memory, p->wired, 100 * 100 / WIRED_FINE_PERCENT);
    if (wires_much(p) || (is_full(p) && has_swapped(p)))
        return WORRY_YES;
    bool soon = p->hours_to_half.known && p->hours_to_half.value < SOON_HOURS;
    return little && !soon && !has_swapped(p) && !is_full(p) ? WORRY_NO : WORRY_WATCH;
}

const char *worry_name(enum worry worry)
{
    static const char *const names[] = {NULL, "no", "watch", "yes"};
    return names[worry];
}

enum worry worry_of(const struct findings *findings)
{
    struct pressure p;
    return read_pressure(findings, &p) ? weigh(&p) : WORRY_UNKNOWN;
}

static void add_forecast(const struct pressure *p, struct text *out)
{
    text_add(out, SLICE("; at the pace of the first suspect half of the RAM is wired in about "));
    if (p->hours_to_half.value < 1) {
        text_add(out, SLICE("an hour"));
    } else {
        human_duration(out, p->hours_to_half.value * 3600);
    }
}

static void add_swap(const struct pressure *p, struct text *out)
{
    if (!p->swap_used.known || p->swap_used.value == 0)
        return;
    text_add(out, SLICE("; swap in use is "));
    human_bytes(out, p->swap_used.value);
    if (p->swap.known && p->swap.value > 0) {
        text_add(out, SLICE(", "));
        human_bytes(out, (uint64_t)p->swap.value);
        text_add(out, SLICE(" more than in the base"));
    }
}

bool is_worth_a_look(const struct findings *findings)
{
    bool owned = false;
    for (size_t i = 0; i < findings->owners.count; i++)
        owned = owned || findings->owners.list[i].confidence == CONFIDENCE_STRONG;
    return findings->n_suspects > 0 || owned || held_and_stopped(findings) != NULL;
}

bool outlook_worry(const struct findings *findings, struct text *out)
{
    static const char *const words[] = {"", "not now", "keep an eye on it", "yes"};
    struct pressure p;
    if (!read_pressure(findings, &p))
        return false;
    bool yet = is_worth_a_look(findings) && weigh(&p) == WORRY_NO;
    text_printf(out, "Worry: %s. Wired memory is ", yet ? "not yet" : words[weigh(&p)]);
    add_percent(out, p.wired, p.memory);
    text_add(out, SLICE(" of RAM"));
    if (p.used.known) {
        text_add(out, p.with_compressor ? SLICE("; together with active and compressed memory ")
                                        : SLICE("; together with active memory "));
        add_percent(out, p.used.value, p.memory);
    }
    add_swap(&p, out);
    if (is_full(&p) && has_swapped(&p) && !wires_much(&p))
        text_add(out, SLICE(": the Mac is short of memory, though wired memory alone is not why"));
    if (p.hours_to_half.known && weigh(&p) != WORRY_YES)
        add_forecast(&p, out);
    return true;
}

bool outlook_ordinary(const struct findings *findings, struct text *out)
{
    struct amount bytes = ordinary_bytes(findings);
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    struct amount wired = findings->joined.later_wired.bytes;
    if (!bytes.known || bytes.value == 0)
        return false;
    text_add(out, SLICE("Ordinary for a Mac with "));
    human_bytes(out, memory.value);
    text_add(out, SLICE(" of RAM: "));
    human_bytes(out, bytes.value);
    if (wired.known) {
        text_add(out, SLICE(" of the "));
        human_bytes(out, wired.value);
        text_add(out, SLICE(" wired"));
    }
    text_add(out, SLICE(" (what firmware and early boot took, page records, page tables)"));
    return true;
}

/* What caches and load have taken comes back as soon as the Mac is used. */
static uint64_t comes_back(const struct findings *findings)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        bool use = c->verdict == VERDICT_CACHE || c->verdict == VERDICT_LOAD;
        if (use && c->growth_bytes.known && c->growth_bytes.value > 0 &&
            !number_add(sum, (uint64_t)c->growth_bytes.value, &sum))
            return 0;
    }
    return sum;
}

struct change reboot_bytes(const struct findings *findings)
{
    struct change growth = findings->joined.growth_bytes;
    if (!growth.known || !findings_base_is_early(findings) || findings->comparable.swapped)
        return CHANGE_UNKNOWN;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        bool stays = c->verdict == VERDICT_FIXED && c->growth_bytes.known &&
                     c->growth_bytes.value > INT64_MIN;
        if (stays && !number_add_signed(growth.value, -c->growth_bytes.value, &growth.value))
            return CHANGE_UNKNOWN;
    }
    return growth.value > 0 ? growth : CHANGE_UNKNOWN;
}

static void add_reboot(const struct findings *findings, uint64_t bytes, struct text *out)
{
    uint64_t back = comes_back(findings);
    text_add(out, SLICE("A reboot gives back about "));
    human_bytes(out, bytes);
    if (back >= bytes) {
        text_add(out, SLICE(", but caches and load take as much again with use"));
    } else if (exceeds(back, bytes, BACK_PERCENT)) {
        text_add(out, SLICE(", but what caches and load have of it ("));
        human_bytes(out, back);
        text_add(out, SLICE(") comes back with use"));
    }
    text_add(out, SLICE("; the "));
    human_bytes(out, findings->joined.base_wired.bytes.value);
    text_add(out, SLICE(" that the base had are wired again at once"));
}

bool outlook_reboot(const struct findings *findings, struct text *out)
{
    struct change growth = findings->joined.growth_bytes;
    struct amount uptime = findings->base.snapshot->machine.uptime_seconds;
    struct change gain = reboot_bytes(findings);
    if (gain.known)
        add_reboot(findings, (uint64_t)gain.value, out);
    if (gain.known || !growth.known || growth.value <= 0 || findings->comparable.swapped ||
        findings_base_is_early(findings))
        return gain.known;
    text_add(out, SLICE("What a reboot gives back is not known: the base "));
    if (uptime.known) {
        text_add(out, SLICE("was taken "));
        human_duration(out, uptime.value);
        text_add(out, SLICE(" after boot"));
    } else {
        text_add(out, SLICE("does not tell how long after boot it was taken"));
    }
    text_add(out, SLICE(". The base held "));
    human_bytes(out, (uint64_t)growth.value);
    text_add(out, SLICE(" less"));
    return true;
}
