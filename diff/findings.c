#include "findings.h"

#include "calendar.h"
#include "care.h"
#include "doubts.h"
#include "headline.h"
#include "kext_changes.h"
#include "kext_rows.h"
#include "newcomers.h"
#include "rates.h"
#include "summary.h"
#include "verdict.h"
#include "views.h"
#include "vm_rows.h"
#include "warnings.h"

/*
 * Time in which the growth came about: the difference of the uptimes, which holds within a boot and
 * over boots; without them that of the clocks, which is the same within a boot only.
 */
static struct change seconds_between(const struct machine *base, const struct machine *later,
                                     enum same_boot boot)
{
    struct change seconds = change_of(base->uptime_seconds, later->uptime_seconds);
    if (!seconds.known && boot == BOOT_SAME && base->taken.known && later->taken.known) {
        seconds.value = moment_difference(later->taken, base->taken);
        seconds.known = true;
    }
    return seconds;
}

/* Of all rows that are compared; unknown where the totals are not. */
static struct change attributed_growth(const struct joined *joined)
{
    struct change sum = {0, joined->growth_bytes.known};
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->kind != COMPONENT_UNATTRIBUTED && c->growth_bytes.known)
            sum.known =
                sum.known && number_add_signed(sum.value, c->growth_bytes.value, &sum.value);
    }
    return sum;
}

static void add_rates(struct findings *findings)
{
    struct joined *joined = &findings->joined;
    bool one_capture = findings->base.snapshot == NULL;
    struct change uptime =
        change_of(amount_of(0), findings->later.snapshot->machine.uptime_seconds);
    struct change total = change_of(amount_of(0), joined->later_wired.bytes);
    findings->bytes_per_hour = rate_per_hour(joined->growth_bytes, findings->seconds);
    findings->growth_percent =
        change_scale(joined->growth_bytes, 1000, (int64_t)joined->base_wired.bytes.value);
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        c->share = one_capture ? share_of(c->later_bytes, total)
                               : share_of(c->growth_bytes, joined->growth_bytes);
        c->bytes_per_hour = rate_per_hour(c->growth_bytes, findings->seconds);
        c->bytes_per_hour_since_boot = rate_per_hour(c->later_bytes, uptime);
        if (c->base_bytes.known && c->base_bytes.value > 0) {
            c->percent = change_scale(c->growth_bytes, 1000, c->base_bytes.value);
        }
        if (c->kind != COMPONENT_UNATTRIBUTED || !c->growth_bytes.known)
            continue;
        findings->unattributed_growth_bytes = c->growth_bytes;
    }
    findings->attributed_growth_bytes = attributed_growth(joined);
}

static bool read_sides(const struct snapshot *base, const struct snapshot *later,
                       struct arena *arena, struct findings *findings, struct error *error)
{
    findings->base.snapshot = base;
    findings->later.snapshot = later;
    if (!account_of(later, arena, &findings->later.account, error))
        return false;
    if (base == NULL) {
        findings->comparable =
            comparable_of((struct capture_view){NULL, NULL},
                          (struct capture_view){later, &findings->later.account}, arena);
        return true;
    }
    if (!account_of(base, arena, &findings->base.account, error))
        return false;
    findings->comparable =
        comparable_of((struct capture_view){base, &findings->base.account},
                      (struct capture_view){later, &findings->later.account}, arena);
    findings->seconds = seconds_between(&base->machine, &later->machine, findings->comparable.boot);
    return true;
}

bool findings_base_is_early(const struct findings *findings)
{
    const struct snapshot *base = findings->base.snapshot;
    return base != NULL && base->machine.uptime_seconds.known &&
           base->machine.uptime_seconds.value <= BASE_LATE_SECONDS;
}

bool findings_lack_tables(const struct findings *findings)
{
    const struct account *base = &findings->base.account;
    const struct account *later = &findings->later.account;
    return !base->has_zones || !later->has_zones || base->has_wired_rows != later->has_wired_rows;
}

const struct component *findings_largest(const struct findings *findings)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        if (findings->joined.components[i].rank == 1)
            return &findings->joined.components[i];
    }
    return NULL;
}

const struct owner *findings_owner(const struct findings *findings)
{
    const struct component *of =
        findings->n_suspects > 0 ? findings->suspects[0] : findings_largest(findings);
    for (size_t i = 0; i < findings->owners.count; i++) {
        const struct owner *owner = &findings->owners.list[i];
        if (owner_is_tied(owner, of))
            return owner;
    }
    return NULL;
}

bool findings_of(const struct snapshot *base, const struct snapshot *later,
                 const struct catalogue *catalogue, struct arena *arena, struct findings *ret,
                 struct error *error)
{
    struct findings findings = {0};
    if (!read_sides(base, later, arena, &findings, error))
        return false;
    const struct account *base_account = base != NULL ? &findings.base.account : NULL;
    struct join_options options = {
        .boot = findings.comparable.boot,
        .same_build = base != NULL && base->machine.os_build.len > 0 &&
                      slice_equal(base->machine.os_build, later->machine.os_build),
        .catalogue = catalogue,
    };
    if (!join_accounts(base_account, &findings.later.account, options, arena, &findings.joined,
                       error)) {
        return false;
    }
    doubt_join(&findings.comparable, arena, &findings.joined);
    add_rates(&findings);
    rank_components(&findings.joined, base == NULL, arena);
    add_views(&findings, arena);
    add_vm_rows(&findings, arena);
    add_kext_changes(&findings, arena);
    add_newcomers(&findings, arena);
    findings.kext_rows = kext_rows_of(&findings, arena);
    findings.processes = processes_of(base, later, findings.comparable.boot, arena);
    mark_care(&findings, arena);
    if (base != NULL) {
        findings.size_classes = size_classes_of(&findings.joined, arena);
        findings.clusters = clusters_of(&findings.joined, arena);
    }
    judge(&findings, catalogue, arena);
    findings.owners = owners_of(&findings, arena);
    findings.process_costs = process_costs_of(&findings, arena);
    findings.breakdown = breakdown_of(&findings.joined, base == NULL, arena);
    summarise(&findings, arena);
    findings.headline = headline_of(&findings, arena);
    add_warnings(&findings, arena);
    *ret = findings;
    return true;
}
