#include "findings.h"

#include <inttypes.h>

#include "calendar.h"
#include "kext_changes.h"
#include "rates.h"
#include "report.h"
#include "vm_rows.h"

struct finder {
    struct findings *findings;
    struct arena *arena;
};

/* ------------------------------------------------------------------------------- time and rates */

/*
 * Time in which the growth came about: the difference of the uptimes, which holds within a boot and
 * over boots; without them the difference of the clocks.
 */
static struct change seconds_between(const struct machine *base, const struct machine *later)
{
    struct change seconds = change_of(base->uptime_seconds, later->uptime_seconds);
    if (!seconds.known && base->taken.known && later->taken.known) {
        seconds.value = moment_difference(later->taken, base->taken);
        seconds.known = true;
    }
    return seconds;
}

static void add_rates(struct findings *findings)
{
    struct joined *joined = &findings->joined;
    bool one_capture = findings->base.snapshot == NULL;
    struct change total = change_of(amount_of(0), joined->later_wired.bytes);
    findings->bytes_per_hour = rate_per_hour(joined->growth_bytes, findings->seconds);
    for (size_t i = 0; i < joined->n_components; i++) {
        struct component *c = &joined->components[i];
        c->share = one_capture ? share_of(c->later_bytes, total)
                               : share_of(c->growth_bytes, joined->growth_bytes);
        c->bytes_per_hour = rate_per_hour(c->growth_bytes, findings->seconds);
        if (c->base_bytes.known && c->base_bytes.value > 0) {
            c->percent = change_scale(c->growth_bytes, 1000, c->base_bytes.value);
        }
        if (c->kind != COMPONENT_UNATTRIBUTED || !c->growth_bytes.known)
            continue;
        findings->unattributed_growth_bytes = c->growth_bytes;
        findings->attributed_growth_bytes.known =
            number_add_signed(joined->growth_bytes.value, -c->growth_bytes.value,
                              &findings->attributed_growth_bytes.value);
    }
}

/* ------------------------------------------------------------------------------------- warnings */

static void warn(const struct finder *f, const char *side, struct slice text)
{
    struct findings *findings = f->findings;
    *ARENA_PUSH(f->arena, findings->warnings, findings->n_warnings) =
        (struct finding_warning){.side = side, .text = text};
}

static void warn_of_origin(const struct finder *f, const char *side, const struct warning *warning)
{
    struct findings *findings = f->findings;
    *ARENA_PUSH(f->arena, findings->warnings, findings->n_warnings) =
        (struct finding_warning){side, warning->member, warning->line, warning->text};
}

static const struct logged_command *command_of(const struct snapshot *snapshot, const char *program)
{
    for (size_t i = 0; i < snapshot->log.n_commands; i++) {
        if (slice_is(snapshot->log.commands[i].program, program))
            return &snapshot->log.commands[i];
    }
    return NULL;
}

/* What sysdiagnose.log says of a report that is not there, in words to append. */
static const char *why_missing(const struct snapshot *snapshot, const char *program)
{
    const struct logged_command *command = command_of(snapshot, program);
    if (command == NULL)
        return "";
    switch (command->outcome) {
    case COMMAND_SKIPPED:
        return " (sysdiagnose skipped it: its conditions were not met)";
    case COMMAND_STARTED:
        return " (sysdiagnose started it and recorded no end)";
    case COMMAND_ENDED:
        return " (sysdiagnose ran it; its output is not here)";
    }
    return "";
}

static const char *loss_of_zprint(const struct account *account)
{
    return account->wired_source == WIRED_SOURCES ? "; wired memory is not known, not even in total"
                                                  : "; wired memory is known only in total";
}

static void warn_of_report(const struct finder *f, const char *side, const struct finding_side *s,
                           const struct report *report)
{
    const char *name = report->kind->name;
    bool is_zprint = slice_is(slice_of(name), "zprint");
    bool unusable = is_zprint && s->snapshot->zprint.report == NULL;
    const char *loss = unusable ? loss_of_zprint(&s->account) : "";
    const char *source = unusable && s->account.wired_source != WIRED_SOURCES
                             ? wired_source_name(s->account.wired_source)
                             : "";
    const char *open = *source != '\0' ? " (" : "";
    const char *close = *source != '\0' ? ")" : "";

    if (report->status == REPORT_MISSING) {
        /* One report alone was given: that the others are not there goes without saying. */
        if (slice_is(s->snapshot->format, "report") && !is_zprint)
            return;
        warn(f, side,
             arena_format(f->arena, "%s: not in this capture%s%s%s%s%s", report->kind->members[0],
                          why_missing(s->snapshot, name), loss, open, source, close));
    } else if (report->status != REPORT_OK) {
        struct warning warning = {.member = report->member};
        warning.text = arena_format(f->arena, "%.*s%s%s%s%s", SLICE_ARGS(report->reason), loss,
                                    open, source, close);
        warn_of_origin(f, side, &warning);
    }
    for (size_t i = 0; i < report->n_warnings; i++)
        warn_of_origin(f, side, &report->warnings[i]);
    uint64_t told = REPORT_WARNINGS_MAX;
    if (report->not_understood > told) {
        struct warning warning = {.member = report->member};
        warning.text = arena_format(f->arena, "%" PRIu64 " lines were not understood in all",
                                    report->not_understood);
        warn_of_origin(f, side, &warning);
    }
}

/* From 10.11 on zprint always prints its wired section: without it, the text was cut or filtered.
 */
static void warn_of_sections(const struct finder *f, const char *side, const struct finding_side *s)
{
    const struct zprint *zprint = &s->snapshot->zprint;
    if (zprint->report == NULL)
        return;
    if (!zprint->has_wired && s->snapshot->machine.darwin >= 15) {
        warn(f, side,
             SLICE("zprint has no wired memory section, which this release prints: the "
                   "text is not whole, tags and kexts are missing"));
    }
    if (!zprint->has_zones)
        warn(f, side, SLICE("zprint has no zone table: zones are missing"));
    if (s->account.summed_rows > 0) {
        warn(f, side,
             arena_format(f->arena,
                          "zprint prints %u rows under names that it also gives to "
                          "others (cut names among them): rows of one name are summed",
                          s->account.summed_rows));
    }
}

static void warn_of_identities(const struct finder *f, const char *side, const struct account *a)
{
    for (size_t i = 0; i < a->n_identities; i++) {
        const struct identity *identity = &a->identities[i];
        if (identity->holds)
            continue;
        warn(f, side,
             arena_format(f->arena,
                          "figures disagree: %s, but one is %" PRIu64 " and the other "
                          "%" PRIu64 " bytes (up to %" PRIu64 " apart is normal)",
                          identity->meaning, identity->left_bytes, identity->right_bytes,
                          identity->tolerance_bytes));
    }
}

static void warn_of_side(const struct finder *f, const char *side, const struct finding_side *s)
{
    const struct snapshot *snapshot = s->snapshot;
    if (snapshot == NULL)
        return;
    if (snapshot->damage.len > 0) {
        warn(f, side,
             arena_format(f->arena, "damaged: %.*s; what could be read is used, and may be wrong",
                          SLICE_ARGS(snapshot->damage)));
    }
    for (size_t i = 0; i < snapshot->n_warnings; i++) {
        warn_of_origin(f, side, &snapshot->warnings[i]);
    }
    if (f->findings->base.snapshot == NULL && snapshot->machine.clock_unset) {
        warn(f, side, SLICE("the clock stood before 2011: dates cannot be trusted, uptime can"));
    }
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        warn_of_report(f, side, s, &snapshot->reports[i]);
    }
    warn_of_sections(f, side, s);
    warn_of_identities(f, side, &s->account);
}

static void warn_of_comparison(const struct finder *f)
{
    const struct comparable *comparable = &f->findings->comparable;
    const struct joined *joined = &f->findings->joined;
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        warn(f, NULL, comparable->reasons[i].message);
    }
    if (f->findings->base.snapshot == NULL || joined->totals_known)
        return;
    if (joined->base_source == WIRED_SOURCES || joined->later_source == WIRED_SOURCES)
        return;
    warn(f, NULL,
         SLICE("the two totals of wired memory are counted differently and are not "
               "subtracted from each other"));
}

/* ----------------------------------------------------------------------------------- the whole */

static bool read_sides(const struct snapshot *base, const struct snapshot *later,
                       struct arena *arena, struct findings *findings, struct error *error)
{
    findings->base.snapshot = base;
    findings->later.snapshot = later;
    if (!account_of(later, arena, &findings->later.account, error))
        return false;
    if (base == NULL)
        return true;
    if (!account_of(base, arena, &findings->base.account, error))
        return false;
    findings->comparable =
        comparable_of((struct capture_view){base, &findings->base.account},
                      (struct capture_view){later, &findings->later.account}, arena);
    findings->seconds = seconds_between(&base->machine, &later->machine);
    return true;
}

bool findings_of(const struct snapshot *base, const struct snapshot *later, struct arena *arena,
                 struct findings *ret, struct error *error)
{
    struct findings findings = {0};
    struct finder finder = {&findings, arena};
    if (!read_sides(base, later, arena, &findings, error))
        return false;
    const struct account *base_account = base != NULL ? &findings.base.account : NULL;
    if (!join_accounts(base_account, &findings.later.account, findings.comparable.boot, arena,
                       &findings.joined, error)) {
        return false;
    }
    add_rates(&findings);
    rank_components(&findings.joined, base == NULL, arena);
    add_vm_rows(&findings, arena);
    add_kext_changes(&findings, arena);
    findings.processes = processes_of(base, later, findings.comparable.boot, arena);
    warn_of_comparison(&finder);
    warn_of_side(&finder, "base", &findings.base);
    warn_of_side(&finder, "later", &findings.later);
    *ret = findings;
    return true;
}
