#include "warnings.h"

#include <inttypes.h>

#include "report.h"

enum { SUMS_TOLD_MAX = 4 };

struct finder {
    struct findings *findings;
    struct arena *arena;
};

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

/* Why a report is not there, by sysdiagnose.log and the state of the capture; words to append. */
static const char *why_missing(const struct snapshot *snapshot, const char *program)
{
    const struct logged_command *command = command_of(snapshot, program);
    if (snapshot->damage.len > 0 && (command == NULL || command->outcome != COMMAND_SKIPPED))
        return " (it may stand behind the damage)";
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

/* What is lost with zprint, and where the total is known from all the same. */
static struct slice loss_of_zprint(const struct finder *f, const struct account *account)
{
    if (account->wired_source == WIRED_SOURCES)
        return SLICE("; wired memory is not known, not even in total");
    return arena_format(f->arena, "; wired memory is known only in total (%s)",
                        wired_source_name(account->wired_source));
}

static const struct manifest_collector *collector_of(const struct snapshot *snapshot,
                                                     const char *name)
{
    for (size_t i = 0; i < snapshot->manifest.n_collectors; i++) {
        if (slice_is(snapshot->manifest.collectors[i].name, name))
            return &snapshot->manifest.collectors[i];
    }
    return NULL;
}

/* Some reports tell what others tell as well: then nobody misses them. */
static bool is_missed(const struct finding_side *s, const struct report *report)
{
    const struct machine *machine = &s->snapshot->machine;
    if (slice_is(s->snapshot->format, "report"))
        return false;
    if (slice_is(slice_of(report->kind->name), "sw_vers"))
        return machine->os_version.len == 0 || machine->os_version_derived;
    /* Where sysdiagnose was not run it has no log, and what the collectors left out is told. */
    if (slice_is(slice_of(report->kind->name), "sysdiagnose_log"))
        return s->snapshot->manifest.report == NULL;
    return collector_of(s->snapshot, report->kind->name) == NULL;
}

/* Many captures lack these by nature: by release, by what was asked for, or by a condition. */
static bool is_optional(const struct report *report)
{
    static const char *const names[] = {"lsmp",      "lsof",  "ps_thread",
                                        "footprint", "ioreg", "manifest"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (slice_is(slice_of(report->kind->name), names[i]))
            return true;
    }
    return false;
}

static void warn_of_missing(const struct finder *f, const char *side, const struct finding_side *s)
{
    struct slice list = {"", 0};
    for (size_t i = 0; i < s->snapshot->n_reports; i++) {
        const struct report *report = &s->snapshot->reports[i];
        const char *file = report->kind->members[0];
        bool is_zprint = slice_is(slice_of(report->kind->name), "zprint");
        const char *why = why_missing(s->snapshot, report->kind->name);
        if (report->status != REPORT_MISSING || is_optional(report))
            continue;
        if (is_zprint) {
            struct slice loss = loss_of_zprint(f, &s->account);
            warn(f, side,
                 arena_format(f->arena, "%s: not in this capture%s%.*s", file, why,
                              SLICE_ARGS(loss)));
        } else if (*why != '\0') {
            warn(f, side, arena_format(f->arena, "%s: not in this capture%s", file, why));
        } else if (is_missed(s, report)) {
            list = arena_format(f->arena, "%.*s%s%s", SLICE_ARGS(list), list.len > 0 ? ", " : "",
                                file);
        }
    }
    if (list.len > 0)
        warn(f, side, arena_format(f->arena, "not in this capture: %.*s", SLICE_ARGS(list)));
}

static void warn_of_report(const struct finder *f, const char *side, const struct finding_side *s,
                           const struct report *report)
{
    if (report->status != REPORT_OK && report->status != REPORT_MISSING) {
        bool is_zprint = slice_is(slice_of(report->kind->name), "zprint");
        bool unusable = is_zprint && s->snapshot->zprint.report == NULL;
        struct slice loss = unusable ? loss_of_zprint(f, &s->account) : (struct slice){"", 0};
        struct warning warning = {.member = report->member};
        warning.text =
            arena_format(f->arena, "%.*s%.*s", SLICE_ARGS(report->reason), SLICE_ARGS(loss));
        warn_of_origin(f, side, &warning);
    }
    for (size_t i = 0; i < report->n_warnings; i++)
        warn_of_origin(f, side, &report->warnings[i]);
    if (report->not_understood > REPORT_WARNINGS_MAX) {
        struct warning warning = {.member = report->member};
        warning.text = arena_format(f->arena, "%" PRIu64 " lines were not understood in all",
                                    report->not_understood);
        warn_of_origin(f, side, &warning);
    }
}

/* Names that zprint cut need not be unique: rows of one name cannot be told apart. */
static void warn_of_sums(const struct finder *f, const char *side, const struct account *account)
{
    struct slice list = {"", 0};
    unsigned told = 0;
    unsigned names = 0;
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        if (row->printed_rows < 2)
            continue;
        names++;
        if (told == SUMS_TOLD_MAX)
            continue;
        told++;
        list = arena_format(f->arena, "%.*s%s%.*s (%u rows)", SLICE_ARGS(list),
                            list.len > 0 ? ", " : "", SLICE_ARGS(row->name), row->printed_rows);
    }
    if (names == 0)
        return;
    struct slice more = {"", 0};
    if (names > told)
        more = arena_format(f->arena, " and %u more", names - told);
    warn(f, side,
         arena_format(f->arena, "rows that are printed under one name are summed: %.*s%.*s",
                      SLICE_ARGS(list), SLICE_ARGS(more)));
}

static void warn_of_lost_ids(const struct finder *f, const char *side,
                             const struct account *account)
{
    for (size_t i = 0, told = 0; i < account->n_rows && told < SUMS_TOLD_MAX; i++) {
        const struct account_row *row = &account->rows[i];
        if (!row->id_lost)
            continue;
        told++;
        warn(f, side,
             arena_format(f->arena,
                          "%.*s: zprint prints it without a kmod id; a kext by kextstat, and "
                          "counted as one",
                          SLICE_ARGS(row->name)));
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
    warn_of_sums(f, side, &s->account);
    warn_of_lost_ids(f, side, &s->account);
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

/* A report that is there and is not whole says so itself. */
static void warn_of_collector(const struct finder *f, const char *side,
                              const struct manifest_collector *collector)
{
    bool failed = !collector->exit_status.known || collector->exit_status.value != 0;
    bool left_nothing = collector->member.len == 0;
    if (!failed && !left_nothing)
        return;
    struct slice end = failed ? collector->end : SLICE("printed nothing");
    struct slice complaint = {"", 0};
    if (collector->complaint.len > 0)
        complaint = arena_format(f->arena, " (%.*s)", SLICE_ARGS(collector->complaint));
    warn(f, side,
         arena_format(f->arena, "%.*s: %.*s%.*s: %.*s %s", SLICE_ARGS(collector->name),
                      SLICE_ARGS(end), SLICE_ARGS(complaint), SLICE_ARGS(collector->tells),
                      left_nothing ? "are not known" : "may not all be known"));
}

static void warn_of_collectors(const struct finder *f, const char *side,
                               const struct manifest *manifest)
{
    struct slice hidden = {"", 0};
    for (size_t i = 0; i < manifest->n_collectors; i++) {
        const struct manifest_collector *collector = &manifest->collectors[i];
        warn_of_collector(f, side, collector);
        if (collector->hidden.len > 0)
            hidden = arena_format(f->arena, "%.*s%s%.*s: %.*s", SLICE_ARGS(hidden),
                                  hidden.len > 0 ? "; " : "", SLICE_ARGS(collector->name),
                                  SLICE_ARGS(collector->hidden));
    }
    if (manifest->root_known && !manifest->root)
        warn(f, side,
             arena_format(f->arena, "taken without root%s%.*s",
                          hidden.len > 0 ? ", which hides: " : "", SLICE_ARGS(hidden)));
}

static void warn_of_side(const struct finder *f, const char *side, const struct finding_side *s)
{
    const struct snapshot *snapshot = s->snapshot;
    if (snapshot == NULL)
        return;
    for (size_t i = 0; i < snapshot->n_warnings; i++) {
        warn_of_origin(f, side, &snapshot->warnings[i]);
    }
    if (f->findings->base.snapshot == NULL && snapshot->machine.clock_unset) {
        warn(f, side, SLICE("the clock stood before 2011: dates cannot be trusted, uptime can"));
    }
    warn_of_collectors(f, side, &snapshot->manifest);
    warn_of_missing(f, side, s);
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        warn_of_report(f, side, s, &snapshot->reports[i]);
    }
    warn_of_sections(f, side, s);
    warn_of_identities(f, side, &s->account);
}

/* The comparison may have to stand on other figures than each capture's best. */
static void warn_of_totals(const struct finder *f)
{
    const struct findings *findings = f->findings;
    const struct joined *joined = &findings->joined;
    if (joined->base_source == WIRED_SOURCES || joined->later_source == WIRED_SOURCES)
        return;
    if (!joined->totals_known)
        return; /* the gate says so */
    bool base_as_ever = joined->base_source == findings->base.account.wired_source;
    bool later_as_ever = joined->later_source == findings->later.account.wired_source;
    if (!base_as_ever || !later_as_ever) {
        warn(f, NULL,
             arena_format(f->arena,
                          "the totals are compared by %s (base) and %s (later), because the %s has "
                          "no better figure",
                          wired_source_name(joined->base_source),
                          wired_source_name(joined->later_source),
                          base_as_ever ? "base" : "later capture"));
    }
    if (joined->base_wired.step > 1 || joined->later_wired.step > 1) {
        uint64_t step = joined->base_wired.step > joined->later_wired.step
                            ? joined->base_wired.step
                            : joined->later_wired.step;
        warn(f, NULL,
             arena_format(f->arena,
                          "a report rounds its total of wired memory: the growth is good "
                          "to about %" PRIu64 " %s",
                          step >> (step >= 1 << 20 ? 20 : 10), step >= 1 << 20 ? "MB" : "KB"));
    }
}

/* Over boots a kmod id says nothing: what the kexts without a name held cannot be told apart. */
static void warn_of_unnamed_kexts(const struct finder *f)
{
    const struct joined *joined = &f->findings->joined;
    if (f->findings->comparable.boot == BOOT_SAME)
        return;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->kind != COMPONENT_KEXT || !slice_starts(c->name, "("))
            continue;
        warn(f, NULL,
             arena_format(f->arena,
                          "%.*s stands for kexts that are gone; over boots they need not be "
                          "the same ones, and their rows are summed",
                          SLICE_ARGS(c->name)));
    }
}

static void warn_of_comparison(const struct finder *f)
{
    const struct comparable *comparable = &f->findings->comparable;
    for (size_t i = 0; i < comparable->n_reasons; i++)
        warn(f, NULL, comparable->reasons[i].message);
    if (f->findings->base.snapshot == NULL)
        return;
    warn_of_totals(f);
    warn_of_unnamed_kexts(f);
}

void add_warnings(struct findings *findings, struct arena *arena)
{
    struct finder finder = {findings, arena};
    warn_of_comparison(&finder);
    bool one_capture = findings->base.snapshot == NULL;
    warn_of_side(&finder, "base", &findings->base);
    warn_of_side(&finder, one_capture ? NULL : "later", &findings->later);
}

struct slice warning_member(const struct findings *findings, const struct finding_warning *warning)
{
    bool base = warning->side != NULL && slice_is(slice_of(warning->side), "base");
    const struct finding_side *side = base ? &findings->base : &findings->later;
    struct slice root = side->snapshot->root;
    bool inside = root.len > 0 && slice_equal(slice_first(warning->member, root.len), root);
    return inside ? slice_from(warning->member, root.len + 1) : warning->member;
}

static bool alike(const struct findings *findings, const struct finding_warning *a,
                  const struct finding_warning *b)
{
    return a->line == b->line && slice_equal(a->text, b->text) &&
           slice_equal(warning_member(findings, a), warning_member(findings, b));
}

const struct finding_warning *warning_twin(const struct findings *findings,
                                           const struct finding_warning *warning)
{
    for (size_t i = 0; warning->side != NULL && i < findings->n_warnings; i++) {
        const struct finding_warning *other = &findings->warnings[i];
        if (other->side == NULL || slice_is(slice_of(other->side), warning->side))
            continue;
        if (alike(findings, warning, other))
            return other;
    }
    return NULL;
}
