/*
 * render_timeline.c: what has a time, as JSON Lines for Timesketch: captures, boots, kexts that came
 * and went, processes that started, and each figure at the time of its capture.
 *
 * Times are what the Mac's clock said, in the zone of the capture. Nothing is put at a time that no
 * report tells: a kext that came stands where it was first seen, with the interval that it came in.
 */
#include <inttypes.h>

#include "calendar.h"
#include "human.h"
#include "json.h"
#include "render.h"
#include "timeline.h"

struct view {
    struct timeline *timeline;
    const struct findings *findings;
    struct text words; /* the message that is being made */
    size_t other_boot; /* kexts that only an earlier boot had loaded */
};

static const struct moment no_moment = {.known = false};

static const char *side_name(const struct view *view, const struct finding_side *side)
{
    if (view->findings->base.snapshot == NULL)
        return NULL;
    return side == &view->findings->base ? "base" : "later";
}

static struct moment taken_of(const struct finding_side *side)
{
    return side->snapshot != NULL ? side->snapshot->machine.taken : no_moment;
}

/* The message so far, which begins anew. */
static struct slice end_words(struct view *view)
{
    struct slice words = arena_copy(view->timeline->arena, text_slice(&view->words));
    view->words.len = 0;
    return words;
}

static void add_capture(struct view *view, const struct finding_side *side)
{
    const struct snapshot *snapshot = side->snapshot;
    json_t *fields = json_object();
    put(fields, "event", json_string("capture"));
    put(fields, "capture", json_text(snapshot->name));
    put(fields, "capture_sha256", json_text_or_null(snapshot->sha256));
    put(fields, "bytes", json_amount(side->account.wired.bytes));
    text_add(&view->words, SLICE("capture "));
    text_add(&view->words, snapshot->name);
    text_add(&view->words, SLICE(" taken"));
    if (side->account.wired.bytes.known) {
        text_add(&view->words, SLICE(", "));
        human_bytes(&view->words, side->account.wired.bytes.value);
        text_add(&view->words, SLICE(" wired"));
    }
    timeline_add(view->timeline, (struct timeline_event){.at = snapshot->machine.taken,
                                                         .meaning = "Capture Taken",
                                                         .side = side_name(view, side),
                                                         .message = end_words(view),
                                                         .fields = fields});
}

/* When it was noticed is not known: it stands at the time of its capture. */
static void add_damage(struct view *view, const struct finding_side *side, struct slice member,
                       struct slice reason)
{
    json_t *fields = json_object();
    put(fields, "event", json_string("damage"));
    put(fields, "member", json_text_or_null(member));
    text_add(&view->words, member.len > 0 ? member : side->snapshot->name);
    text_add(&view->words, member.len > 0 ? SLICE(" is not whole: ") : SLICE(" is damaged: "));
    text_add(&view->words, reason);
    timeline_add(view->timeline, (struct timeline_event){.at = side->snapshot->machine.taken,
                                                         .meaning = "damage noticed",
                                                         .side = side_name(view, side),
                                                         .message = end_words(view),
                                                         .fields = fields});
}

static void add_damages(struct view *view, const struct finding_side *side)
{
    const struct snapshot *snapshot = side->snapshot;
    if (snapshot->damage.len > 0)
        add_damage(view, side, (struct slice){"", 0}, snapshot->damage);
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        if (report->status == REPORT_PARTIAL)
            add_damage(view, side, report->member, report->reason);
    }
}

static void add_boot(struct view *view, const struct finding_side *side, const char *name)
{
    json_t *fields = json_object();
    put(fields, "event", json_string("boot"));
    text_add(&view->words, SLICE("the Mac booted"));
    timeline_add(view->timeline, (struct timeline_event){.at = side->snapshot->machine.boot,
                                                         .meaning = "System Boot",
                                                         .side = name,
                                                         .message = end_words(view),
                                                         .fields = fields});
}

/* One boot is told once. */
static void add_boots(struct view *view)
{
    const struct findings *findings = view->findings;
    bool same = findings->comparable.boot == BOOT_SAME && findings->base.snapshot != NULL;
    if (findings->base.snapshot != NULL && !same)
        add_boot(view, &findings->base, "base");
    add_boot(view, &findings->later, same ? NULL : side_name(view, &findings->later));
}

static const char *kext_words(enum kext_change_kind kind)
{
    static const char *const words[] = {
        [KEXT_LOADED] = "was loaded",
        [KEXT_UNLOADED] = "was unloaded",
        [KEXT_OTHER_VERSION] = "came in another version",
    };
    return words[kind];
}

static const char *kext_meaning(enum kext_change_kind kind)
{
    static const char *const meanings[] = {
        [KEXT_LOADED] = "Kext First Seen Loaded",
        [KEXT_UNLOADED] = "Kext First Seen Unloaded",
        [KEXT_OTHER_VERSION] = "Kext First Seen In That Version",
    };
    return meanings[kind];
}

static const char *kext_event(enum kext_change_kind kind)
{
    static const char *const events[] = {
        [KEXT_LOADED] = "kext-loaded",
        [KEXT_UNLOADED] = "kext-unloaded",
        [KEXT_OTHER_VERSION] = "kext-other-version",
    };
    return events[kind];
}

/*
 * In one boot it happened between the captures. Over boots, what the later one has was loaded after
 * its boot; what it has not was never unloaded in it.
 */
static void add_kext(struct view *view, const struct kext_change *change)
{
    const struct findings *findings = view->findings;
    struct moment until = taken_of(&findings->later);
    bool same_boot = findings->comparable.boot == BOOT_SAME;
    struct moment since =
        same_boot ? taken_of(&findings->base) : findings->later.snapshot->machine.boot;
    if (change->kind == KEXT_UNLOADED && !same_boot) {
        view->other_boot++;
        return;
    }
    /* Given the wrong way round, what came is what went: that is not told. */
    if (since.known && until.known && moment_difference(until, since) < 0)
        until = no_moment;
    json_t *fields = json_object();
    put(fields, "event", json_string(kext_event(change->kind)));
    put(fields, "kext", json_text(change->name));
    put(fields, "base_version", json_text_or_null(change->base_version));
    put(fields, "later_version", json_text_or_null(change->later_version));
    put(fields, "kmod_id", json_amount(change->kmod_id));
    text_add(&view->words, SLICE("kext "));
    text_add(&view->words, change->name);
    text_printf(&view->words, " %s between ", kext_words(change->kind));
    if (since.known)
        iso_moment(&view->words, since);
    else
        text_add(&view->words, same_boot ? SLICE("the base") : SLICE("boot"));
    text_add(&view->words, SLICE(" and "));
    if (until.known)
        iso_moment(&view->words, until);
    else
        text_add(&view->words, SLICE("the later capture"));
    text_add(&view->words, SLICE(" (no report tells when)"));
    timeline_add(view->timeline, (struct timeline_event){.at = until,
                                                         .not_before = since,
                                                         .not_after = until,
                                                         .meaning = kext_meaning(change->kind),
                                                         .message = end_words(view),
                                                         .fields = fields});
}

static struct moment on_clock(int64_t seconds, struct moment like)
{
    struct moment moment = like;
    moment.local = calendar_local(seconds);
    moment.known = like.known && moment.local.year > 0;
    return moment;
}

static void add_process(struct view *view, const struct process *process,
                        const struct process_counts *counts, const struct finding_side *side)
{
    struct moment taken = taken_of(side);
    struct moment from = on_clock(counts->started.from, taken);
    struct moment to = on_clock(counts->started.to, taken);
    struct moment boot = side->snapshot->machine.boot;
    /* ps rounds starts down to minutes, hours or days: beyond boot, before which nothing ran. */
    if (boot.known && from.known && to.known && moment_difference(boot, from) > 0 &&
        moment_difference(to, boot) >= 0)
        from = boot;
    int64_t seconds = from.known && to.known ? moment_difference(to, from)
                                             : counts->started.to - counts->started.from;
    json_t *fields = json_object();
    put(fields, "event", json_string("process-started"));
    put(fields, "process", json_text(process->name));
    put(fields, "pid", json_amount(process->pid));
    put(fields, "precision_seconds", json_integer(seconds + 1));
    text_add(&view->words, SLICE("process "));
    text_add(&view->words, process->name);
    if (process->pid.known)
        text_printf(&view->words, " (pid %" PRIu64 ")", process->pid.value);
    text_add(&view->words, SLICE(" started"));
    if (seconds > 0 && to.known) {
        text_add(&view->words, SLICE(" between "));
        iso_moment(&view->words, from);
        text_add(&view->words, SLICE(" and "));
        iso_moment(&view->words, to);
    }
    timeline_add(view->timeline, (struct timeline_event){.at = from,
                                                         .not_before = from,
                                                         .not_after = to,
                                                         .meaning = "Process Start Time",
                                                         .side = side_name(view, side),
                                                         .message = end_words(view),
                                                         .fields = fields});
}

static bool is_told(const struct process_counts *counts)
{
    return counts->instances == 1 && counts->started.known;
}

/* Of one start that both captures tell: by the one whose ps told it more closely. */
static bool base_tells_more(const struct process *process)
{
    const struct started *base = &process->base.started;
    const struct started *later = &process->later.started;
    return base->to - base->from < later->to - later->from;
}

static void add_processes(struct view *view)
{
    const struct findings *findings = view->findings;
    for (size_t i = 0; i < findings->processes.count; i++) {
        const struct process *process = &findings->processes.processes[i];
        bool base = findings->base.snapshot != NULL && is_told(&process->base);
        bool later = is_told(&process->later);
        if (base && later && findings->comparable.boot == BOOT_SAME) {
            base = base_tells_more(process);
            later = !base;
        }
        if (base)
            add_process(view, process, &process->base, &findings->base);
        if (later)
            add_process(view, process, &process->later, &findings->later);
    }
}

static void add_figure(struct view *view, const struct finding_side *side, const char *kind,
                       struct slice name, struct amount kmod_id, struct change bytes,
                       struct origin origin)
{
    if (!bytes.known)
        return;
    json_t *fields = json_object();
    put(fields, "event", json_string("figure"));
    put(fields, "component_kind", json_string(kind));
    put(fields, "component", json_text(name));
    put(fields, "kmod_id", json_amount(kmod_id));
    put(fields, "bytes", json_change(bytes));
    put(fields, "member", origin.report != NULL ? json_text(origin.report->member) : json_null());
    put(fields, "line", origin.report != NULL ? json_u64(origin.line) : json_null());
    put(fields, "offset", origin.report != NULL ? json_u64(origin.offset) : json_null());
    text_printf(&view->words, "%s ", kind);
    if (!slice_is(name, kind)) {
        text_add(&view->words, name);
        if (kmod_id.known)
            text_printf(&view->words, " (id %" PRIu64 ")", kmod_id.value);
        text_add(&view->words, SLICE(" "));
    }
    human_signed_bytes(&view->words, bytes.value);
    text_add(&view->words, SLICE(" wired"));
    timeline_add(view->timeline, (struct timeline_event){.at = taken_of(side),
                                                         .meaning = "Figure Observed",
                                                         .side = side_name(view, side),
                                                         .message = end_words(view),
                                                         .fields = fields});
}

static struct origin origin_of(const struct account_row *row)
{
    return row != NULL ? row->origin : (struct origin){NULL, 0, 0};
}

static void add_figures(struct view *view, const struct finding_side *side)
{
    const struct findings *findings = view->findings;
    const struct joined *joined = &findings->joined;
    bool is_base = side == &findings->base;
    const struct wired_total *total = is_base ? &joined->base_wired : &joined->later_wired;
    add_figure(view, side, "total", SLICE("total"), AMOUNT_UNKNOWN,
               change_of(amount_of(0), total->bytes), total->origin);
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        add_figure(view, side, component_kind_name(c->kind), c->name, c->kmod_id,
                   is_base ? c->base_bytes : c->later_bytes,
                   origin_of(is_base ? c->base : c->later));
    }
}

struct left_out render_timeline(struct text *out, const struct findings *findings,
                                struct arena *arena)
{
    struct timeline timeline = {.arena = arena};
    struct view view = {.timeline = &timeline, .findings = findings};
    add_boots(&view);
    add_processes(&view);
    if (findings->base.snapshot != NULL) {
        add_capture(&view, &findings->base);
        add_damages(&view, &findings->base);
        add_figures(&view, &findings->base);
    }
    /* Two Macs have other kexts, none of which came or went. */
    bool comparable = findings->comparable.verdict != COMPARABLE_NO;
    for (size_t i = 0; i < findings->n_kexts && comparable; i++)
        add_kext(&view, &findings->kexts[i]);
    add_capture(&view, &findings->later);
    add_damages(&view, &findings->later);
    add_figures(&view, &findings->later);
    if (view.words.failed)
        out->failed = true;
    text_free(&view.words);
    timeline_print(out, &timeline);
    return (struct left_out){.untimed = timeline.left_out, .other_boot = view.other_boot};
}
