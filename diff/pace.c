#include "pace.h"

#include "catalogue.h"
#include "rates.h"
#include "thresholds.h"

struct slice onset_words(enum onset onset)
{
    switch (onset) {
    case ONSET_SINCE_BOOT:
        return SLICE("at a pace that fits steady growth since boot");
    case ONSET_AFTER_BASE:
        return SLICE("faster than it can have grown before the base was taken");
    case ONSET_SLOWED:
        return SLICE("more slowly than before the base was taken");
    case ONSET_STOPPED:
        return SLICE("next to nothing beside what it grew by before the base was taken");
    case ONSET_BURST:
        return SLICE("all of it within so short a time that it may be a single event");
    case ONSET_UNKNOWN:
        break;
    }
    return SLICE("");
}

struct slice pace_meaning(enum onset onset)
{
    switch (onset) {
    case ONSET_SINCE_BOOT:
        return SLICE(": that fits steady growth since boot");
    case ONSET_AFTER_BASE:
        return SLICE(": it began, or sped up, after the base");
    case ONSET_SLOWED:
        return SLICE(": slower than before the base");
    case ONSET_STOPPED:
        return SLICE(": it has all but stopped");
    case ONSET_BURST:
        return SLICE(": a burst; whether it goes on is not known");
    case ONSET_UNKNOWN:
        break;
    }
    return SLICE(" (which counts what booting took)");
}

/* Only where the base was not taken just after boot is its size more than what booting took. */
static enum onset slower_onset(const struct findings *findings, const struct component *c,
                               uint64_t now)
{
    struct amount uptime = findings->base.snapshot->machine.uptime_seconds;
    uint64_t since = (uint64_t)c->bytes_per_hour_since_boot.value;
    bool counts = c->kind != COMPONENT_RESERVED && c->kind != COMPONENT_UNATTRIBUTED &&
                  c->base_bytes.value >= SUSPECT_BYTES;
    if (!counts || uptime.value <= BASE_LATE_SECONDS || !exceeds(since, now, PACE_ALIKE_PERCENT))
        return ONSET_UNKNOWN;
    return exceeds(since, now, PACE_STOPPED_PERCENT) ? ONSET_STOPPED : ONSET_SLOWED;
}

enum onset onset_of(const struct findings *findings, const struct component *c)
{
    struct amount uptime = findings->base.snapshot->machine.uptime_seconds;
    struct change before = rate_per_hour(c->base_bytes, change_of(amount_of(0), uptime));
    if (findings->comparable.boot != BOOT_SAME || !c->bytes_per_hour.known || !before.known ||
        !c->bytes_per_hour_since_boot.known || before.value < 0 ||
        c->bytes_per_hour_since_boot.value < 0 || c->bytes_per_hour.value < 0)
        return ONSET_UNKNOWN;
    uint64_t now = (uint64_t)c->bytes_per_hour.value;
    uint64_t then = (uint64_t)before.value;
    if (exceeds(then, now, PACE_ALIKE_PERCENT))
        return slower_onset(findings, c, now);
    if (exceeds(now, then, PACE_ALIKE_PERCENT))
        return findings->seconds.value <= BURST_SECONDS ? ONSET_BURST : ONSET_AFTER_BASE;
    return now > 0 ? ONSET_SINCE_BOOT : ONSET_UNKNOWN;
}

static bool is_anybodys(const struct component *c)
{
    return c->entry == NULL || c->entry->nature == NATURE_GENERAL ||
           c->entry->nature == NATURE_DATA || c->entry->nature == NATURE_PER_MESSAGE;
}

const struct component *held_and_stopped(const struct findings *findings)
{
    struct amount wired = findings->joined.later_wired.bytes;
    const struct component *found = NULL;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        bool larger = found == NULL || c->later_bytes.value > found->later_bytes.value;
        if (c->onset == ONSET_STOPPED && is_anybodys(c) && larger && wired.known &&
            exceeds((uint64_t)c->later_bytes.value, wired.value, HELD_SHARE_PERCENT))
            found = c;
    }
    return found;
}
