#include "doubts.h"

#include <stdlib.h>

#include "calendar.h"
#include "text.h"

/* Reports are taken one after the other; beyond this, what they count may have changed meanwhile. */
enum { REPORTS_APART_SECONDS = 120, RENAMES_NAMED = 3 };

struct doubter {
    struct comparable *comparable;
    struct arena *arena;
};

static void doubt(const struct doubter *d, enum comparable_verdict weight, const char *code,
                  struct slice message)
{
    comparable_add(d->comparable, d->arena, weight, code, message);
}

static bool mentions(struct slice text, const char *words)
{
    return slice_find_text(text, words) < text.len;
}

/* What to do so that zprint answers the next time. */
static const char *advice_on_refusal(struct slice reason)
{
    if (mentions(reason, "rate-limit"))
        return "take the capture again as root; if it was taken as root, a day later, as some "
               "kernels answer twice a day only";
    if (mentions(reason, "root"))
        return "take the capture again as root";
    return "take the capture again";
}

static void doubt_refusal(const struct doubter *d, const char *whose, const struct snapshot *s)
{
    if (!snapshot_was_refused(s, "zprint"))
        return;
    const struct report *zprint = snapshot_report(s, "zprint");
    doubt(d, COMPARABLE_WITH_CARE, "zprint-refused",
          arena_format(d->arena,
                       "zprint of the %s was refused: zones, tags and kexts cannot be compared; %s",
                       whose, advice_on_refusal(zprint->reason)));
}

/* When the program that made a report ran, by sysdiagnose.log. */
static const struct logged_command *command_of(const struct snapshot *s, const char *program)
{
    for (size_t i = 0; i < s->log.n_commands; i++) {
        const struct logged_command *command = &s->log.commands[i];
        if (slice_is(command->program, program) && calendar_is_valid(command->started))
            return command;
    }
    return NULL;
}

static bool has_own_total(struct capture_view view)
{
    return view.account == NULL || view.account->wired_source <= WIRED_FROM_ZPRINT_TOTAL;
}

/* Only where the total is of another report than the rows does it matter how far they are apart. */
static void doubt_times(const struct doubter *d, const char *whose, struct capture_view view,
                        struct capture_view other)
{
    const struct logged_command *zprint = command_of(view.snapshot, "zprint");
    const struct logged_command *vm_stat = command_of(view.snapshot, "vm_stat");
    bool own_total = has_own_total(view) && has_own_total(other);
    if (zprint == NULL || vm_stat == NULL)
        return;
    int64_t apart = llabs(calendar_seconds(zprint->started) - calendar_seconds(vm_stat->started));
    if (apart <= REPORTS_APART_SECONDS)
        return;
    doubt(d, own_total ? COMPARABLE_YES : COMPARABLE_WITH_CARE, "reports-apart",
          arena_format(d->arena,
                       "zprint and vm_stat of the %s ran %lld minutes apart: what changed between "
                       "them shows as a difference%s",
                       whose, (long long)(apart / 60),
                       own_total ? "" : ", in unattributed above all"));
}

void doubt_capture(struct comparable *comparable, struct arena *arena, const char *whose,
                   struct capture_view view, struct capture_view other)
{
    const struct doubter d = {comparable, arena};
    const struct snapshot *snapshot = view.snapshot;
    doubt_refusal(&d, whose, snapshot);
    if (view.account->zones_estimated) {
        doubt(&d, COMPARABLE_WITH_CARE, "sizes-hidden",
              arena_format(arena,
                           "zprint of the %s ran without root, which hides the sizes of zones: "
                           "element count x element size stands in for them, an estimate",
                           whose));
    }
    doubt_times(&d, whose, view, other);
    if (snapshot->other_root.len > 0) {
        doubt(&d, COMPARABLE_WITH_CARE, "several-captures",
              arena_format(arena,
                           "the %s holds more than one set of reports: those in %.*s were read, "
                           "those in %.*s were not; give the folder that is meant",
                           whose, SLICE_ARGS(snapshot->root), SLICE_ARGS(snapshot->other_root)));
    }
    if (snapshot->damage.len > 0) {
        doubt(&d, COMPARABLE_WITH_CARE, "damaged",
              arena_format(arena,
                           "the %s is not whole: %.*s; what could be read is used and may be wrong",
                           whose, SLICE_ARGS(snapshot->damage)));
    }
}

/* -w tells what is reclaimable; without it on one side its growth is not known. */
static void doubt_options(const struct doubter *d, const struct snapshot *base,
                          const struct snapshot *later)
{
    if (base->zprint.report == NULL || later->zprint.report == NULL ||
        base->zprint.with_waste == later->zprint.with_waste)
        return;
    doubt(d, COMPARABLE_YES, "zprint-options",
          arena_format(d->arena,
                       "zprint of the %s ran without -w: how much of the growth is reclaimable is "
                       "not known",
                       base->zprint.with_waste ? "later capture" : "base"));
}

void doubt_tables(struct comparable *comparable, struct arena *arena, struct capture_view base,
                  struct capture_view later)
{
    const struct doubter d = {comparable, arena};
    const struct account *before = base.account;
    const struct account *after = later.account;
    if (before->wired_source == WIRED_SOURCES || after->wired_source == WIRED_SOURCES) {
        bool base_lacks = before->wired_source == WIRED_SOURCES;
        bool both_lack = base_lacks && after->wired_source == WIRED_SOURCES;
        bool damaged = (base_lacks ? base : later).snapshot->damage.len > 0;
        doubt(&d, COMPARABLE_NO, "no-wired-total",
              arena_format(arena, "no report of %s tells its total of wired memory%s",
                           both_lack    ? "either capture"
                           : base_lacks ? "the base"
                                        : "the later capture",
                           damaged ? ", as it is damaged" : ""));
    }
    if (snapshot_was_refused(base.snapshot, "zprint") ||
        snapshot_was_refused(later.snapshot, "zprint"))
        return;
    if (before->has_zones != after->has_zones) {
        doubt(&d, COMPARABLE_WITH_CARE, "zones-missing",
              arena_format(arena, "the %s has no zone table: zones cannot be compared",
                           before->has_zones ? "later capture" : "base"));
    }
    if (before->has_wired_rows != after->has_wired_rows) {
        doubt(&d, COMPARABLE_WITH_CARE, "wired-section-missing",
              arena_format(arena,
                           "the %s has no wired memory section: tags, kexts and unattributed "
                           "cannot be compared",
                           before->has_wired_rows ? "later capture" : "base"));
    }
    doubt_options(&d, base.snapshot, later.snapshot);
}

static void doubt_totals(const struct doubter *d, const struct joined *joined)
{
    bool both = joined->base_source != WIRED_SOURCES && joined->later_source != WIRED_SOURCES;
    if (both && !joined->totals_known)
        doubt(d, COMPARABLE_WITH_CARE, "totals-not-alike",
              SLICE("the two totals of wired memory are counted differently and are not subtracted "
                    "from each other"));
}

static void doubt_renames(const struct doubter *d, const struct joined *joined)
{
    struct text list = {0};
    size_t count = 0;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->renamed_from.len == 0 || ++count > RENAMES_NAMED)
            continue;
        text_printf(&list, "%s%.*s is %.*s", count > 1 ? ", " : "", SLICE_ARGS(c->renamed_from),
                    SLICE_ARGS(c->name));
    }
    if (count > RENAMES_NAMED)
        text_printf(&list, " and %zu more", count - RENAMES_NAMED);
    if (count > 0) {
        doubt(d, COMPARABLE_YES, "zones-renamed",
              arena_format(d->arena,
                           "zones that have another name by now are joined with what "
                           "they were: %.*s",
                           SLICE_ARGS(text_slice(&list))));
    }
    text_free(&list);
}

void doubt_join(struct comparable *comparable, struct arena *arena, const struct joined *joined)
{
    const struct doubter d = {comparable, arena};
    doubt_totals(&d, joined);
    doubt_renames(&d, joined);
}
