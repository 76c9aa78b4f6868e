/* render_text.c: the report for a terminal: headline, captures, ranking, VM, changes, notes. */
#include <inttypes.h>

#include "escape.h"
#include "human.h"
#include "render.h"
#include "table.h"

enum { NOTE_INDENT = 2, WIDTH_WITHOUT_TERMINAL = 100, NAMES_MAX = 12 };

struct page {
    struct text *out;
    const struct findings *findings;
    const struct selection *selection;
    struct text_layout layout;
    bool one_capture;
};

static void add(const struct page *page, const char *text)
{
    text_add(page->out, slice_of(text));
}

static void heading(const struct page *page, const char *title)
{
    add(page, "\n");
    style_begin(page->out, STYLE_STRONG, page->layout.color);
    add(page, title);
    style_end(page->out, STYLE_STRONG, page->layout.color);
    add(page, "\n");
}

/* Words broken at blanks to the page's width; later lines hang below the first. */
static void wrapped(const struct page *page, const char *first, size_t indent, struct slice text)
{
    size_t width = page->layout.width == 0 ? WIDTH_WITHOUT_TERMINAL : page->layout.width;
    size_t column = indent;
    struct slice word;
    text_repeat(page->out, ' ', indent - slice_of(first).len);
    add(page, first);
    for (bool start = true; slice_token(&text, &word); start = false) {
        size_t cells = escape_width(word);
        if (!start && column + 1 + cells > width) {
            add(page, "\n");
            text_repeat(page->out, ' ', indent);
            column = indent;
        } else if (!start) {
            add(page, " ");
            column++;
        }
        text_add(page->out, word);
        column += cells;
    }
    add(page, "\n");
}

/* ------------------------------------------------------------------------------------ headline */

static void component_name(struct text *out, const struct component *c)
{
    escape_terminal(out, c->name);
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(");
    if (nameless && c->kmod_id.known)
        text_printf(out, " %" PRIu64, c->kmod_id.value);
}

static void headline_growth(struct text *line, const struct findings *findings)
{
    struct change growth = findings->joined.growth_bytes;
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    if (!growth.known) {
        text_add(line, SLICE("How much wired memory grew is not known."));
        return;
    }
    text_add(line, growth.value > 0   ? SLICE("Wired memory grew by ")
                   : growth.value < 0 ? SLICE("Wired memory shrank by ")
                                      : SLICE("Wired memory did not grow: "));
    if (growth.value != 0)
        human_bytes(line, (uint64_t)(growth.value < 0 ? -growth.value : growth.value));
    if (growth.value != 0 && findings->seconds.known && findings->seconds.value > 0) {
        text_add(line, SLICE(" in "));
        human_duration(line, (uint64_t)findings->seconds.value);
        if (findings->comparable.boot == BOOT_DIFFERENT)
            text_add(line, SLICE(" of uptime"));
    }
    if (growth.value != 0 && findings->bytes_per_hour.known) {
        text_add(line, SLICE(" ("));
        human_signed_bytes(line, findings->bytes_per_hour.value);
        text_add(line, SLICE(" per hour)"));
    }
    if (growth.value != 0)
        text_add(line, SLICE(": "));
    human_bytes(line, findings->joined.base_wired.bytes.value);
    text_add(line, SLICE(" \xE2\x86\x92 "));
    human_bytes(line, findings->joined.later_wired.bytes.value);
    if (memory.known) {
        text_add(line, SLICE(" of "));
        human_bytes(line, memory.value);
    }
    text_add(line, SLICE("."));
}

static void headline_total(struct text *line, const struct findings *findings)
{
    const struct account *account = &findings->later.account;
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    if (!account->wired.bytes.known) {
        text_add(line, SLICE("The total of wired memory is not known."));
        return;
    }
    human_bytes(line, account->wired.bytes.value);
    if (memory.known) {
        text_add(line, SLICE(" of "));
        human_bytes(line, memory.value);
    }
    text_printf(line, " is wired (%s).", wired_source_name(account->wired_source));
    if (account->boot_wired_bytes.known) {
        struct change since = change_of(account->boot_wired_bytes, account->wired.bytes);
        text_add(line, SLICE(" Just before launchd started it was "));
        human_bytes(line, account->boot_wired_bytes.value);
        text_add(line, SLICE(" ("));
        human_growth(line, since.value);
        text_add(line, SLICE(" since)."));
    }
}

/* The component that grew most, as far as it is worth a sentence. */
static void headline_first(struct text *line, const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->rank != 1 || !c->growth_bytes.known || c->growth_bytes.value <= 0)
            continue;
        if (c->kind == COMPONENT_UNATTRIBUTED) {
            text_add(line, SLICE(" The largest part of it is in no row of the reports: "));
        } else {
            text_printf(line, " The largest growth is the %s ", component_kind_name(c->kind));
            component_name(line, c);
            text_add(line, SLICE(": "));
        }
        human_growth(line, c->growth_bytes.value);
        if (c->share.known && joined->growth_bytes.value > 0) {
            text_add(line, SLICE(", "));
            human_permyriad(line, c->share.value);
            text_add(line, SLICE(" of the total's"));
        }
        if (c->estimated)
            text_add(line, SLICE(" (an estimate)"));
        text_add(line, SLICE("."));
    }
}

static void print_headline(const struct page *page)
{
    struct text line = {0};
    if (page->one_capture) {
        headline_total(&line, page->findings);
    } else {
        headline_growth(&line, page->findings);
        headline_first(&line, page->findings);
    }
    style_begin(page->out, STYLE_STRONG, page->layout.color);
    wrapped(page, "", 0, text_slice(&line));
    style_end(page->out, STYLE_STRONG, page->layout.color);
    text_free(&line);

    const struct comparable *comparable = &page->findings->comparable;
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        const struct comparable_reason *reason = &comparable->reasons[i];
        if (reason->weight == COMPARABLE_YES)
            continue;
        struct text note = {0};
        text_add(&note,
                 reason->weight == COMPARABLE_NO ? SLICE("Not comparable: ") : SLICE("Care: "));
        escape_terminal(&note, reason->message);
        text_add(&note, SLICE("."));
        wrapped(page, "", 0, text_slice(&note));
        text_free(&note);
    }
}

/* ------------------------------------------------------------------------------------ captures */

static void system_line(struct text *out, const struct machine *machine)
{
    const char *gap = "";
    if (machine->model.len > 0) {
        escape_terminal(out, machine->model);
        gap = "   ";
    }
    if (machine->os_version.len > 0 || machine->os_build.len > 0) {
        text_add(out, slice_of(gap));
        escape_terminal(out, machine->os_name.len > 0 ? machine->os_name : SLICE("system"));
        text_add(out, SLICE(" "));
        escape_terminal(out, machine->os_version);
        if (machine->os_build.len > 0) {
            text_add(out, SLICE(" ("));
            escape_terminal(out, machine->os_build);
            text_add(out, SLICE(")"));
        }
        gap = "   ";
    }
    if (machine->memory_bytes.known) {
        text_add(out, slice_of(gap));
        human_bytes(out, machine->memory_bytes.value);
        text_add(out, SLICE(" RAM"));
        gap = "   ";
    }
    if (machine->page_size.known) {
        text_add(out, slice_of(gap));
        text_printf(out, "%" PRIu64 " KB pages", machine->page_size.value / 1024);
    }
}

static void capture_row(struct table *table, const char *label, const struct finding_side *side,
                        const struct wired_total *wired)
{
    const struct machine *machine = &side->snapshot->machine;
    table_row(table, STYLE_PLAIN);
    text_add(table_cell(table), slice_of(label));
    struct text *taken = table_cell(table);
    if (machine->taken.known) {
        human_moment(taken, machine->taken);
    } else {
        text_add(taken, SLICE("date not known"));
    }
    struct text *uptime = table_cell(table);
    if (machine->uptime_seconds.known) {
        text_add(uptime, SLICE("up "));
        human_duration(uptime, machine->uptime_seconds.value);
    } else {
        text_add(uptime, SLICE("uptime not known"));
    }
    struct text *total = table_cell(table);
    text_add(total, SLICE("wired "));
    if (wired->bytes.known) {
        human_bytes(total, wired->bytes.value);
    } else {
        text_add(total, SLICE("not known"));
    }
    escape_terminal(table_cell(table), side->snapshot->path);
}

static bool same_system(const struct machine *a, const struct machine *b)
{
    return slice_equal(a->model, b->model) && slice_equal(a->os_build, b->os_build) &&
           slice_equal(a->os_version, b->os_version) &&
           a->memory_bytes.value == b->memory_bytes.value &&
           a->page_size.value == b->page_size.value;
}

static void print_system(const struct page *page, const char *label, const struct machine *machine,
                         const char *note)
{
    struct text line = {0};
    system_line(&line, machine);
    if (*note != '\0')
        text_printf(&line, "%s%s", line.len > 0 ? "   " : "", note);
    if (line.len > 0) {
        text_printf(page->out, " %-7s", label);
        text_add(page->out, text_slice(&line));
        add(page, "\n");
    }
    text_free(&line);
}

static void print_captures(const struct page *page)
{
    static const struct table_column columns[] = {
        {"", false, false, 0}, {"", false, false, 1}, {"", false, false, 0},
        {"", false, false, 0}, {"", false, true, 0},
    };
    static const char *const boots[] = {"", "same boot", "different boots"};
    const struct findings *findings = page->findings;
    const struct machine *later = &findings->later.snapshot->machine;

    add(page, "\n");
    if (page->one_capture) {
        print_system(page, "", later, "");
    } else {
        const struct machine *base = &findings->base.snapshot->machine;
        const char *boot = boots[findings->comparable.boot];
        bool same = same_system(base, later);
        if (!same)
            print_system(page, "base", base, "");
        print_system(page, same ? "" : "later", later, boot);
    }
    struct table *table = table_new(columns, sizeof(columns) / sizeof(*columns));
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    if (!page->one_capture) {
        capture_row(table, "base", &findings->base, &findings->joined.base_wired);
    }
    capture_row(table, page->one_capture ? "" : "later", &findings->later,
                &findings->joined.later_wired);
    table_print_body(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

/* ------------------------------------------------------------------------------------- ranking */

static void growth_cell(struct table *table, struct change change)
{
    struct text *cell = table_cell(table);
    if (change.known) {
        human_growth(cell, change.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void size_cell(struct table *table, struct change bytes, bool estimated)
{
    struct text *cell = table_cell(table);
    if (!bytes.known) {
        text_add(cell, SLICE("-"));
        return;
    }
    if (estimated)
        text_add(cell, SLICE("~"));
    human_signed_bytes(cell, bytes.value);
}

static void amount_cell(struct table *table, struct amount bytes)
{
    struct text *cell = table_cell(table);
    if (bytes.known) {
        human_bytes(cell, bytes.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void share_cell(struct table *table, struct change share)
{
    struct text *cell = table_cell(table);
    if (share.known) {
        human_permyriad(cell, share.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static void count_growth_cell(struct table *table, struct change count)
{
    struct text *cell = table_cell(table);
    if (count.known) {
        human_count_growth(cell, count.value);
    } else {
        text_add(cell, SLICE("-"));
    }
}

static const struct table_column diff_columns[] = {
    {"#", true, false, 0},        {"kind", false, false, 0},       {"component", false, true, 0},
    {"before", true, false, 0},   {"after", true, false, 0},       {"growth", true, false, 0},
    {"share", true, false, 0},    {"live growth", true, false, 1}, {"elements", true, false, 3},
    {"per hour", true, false, 2},
};

static const struct table_column show_columns[] = {
    {"#", true, false, 0},           {"kind", false, false, 0},    {"component", false, true, 0},
    {"wired", true, false, 0},       {"share", true, false, 0},    {"live", true, false, 1},
    {"reclaimable", true, false, 2}, {"elements", true, false, 3}, {"element", true, false, 4},
};

static void kind_and_name(struct table *table, const struct component *c)
{
    struct text *kind = table_cell(table);
    if (c->kind != COMPONENT_UNATTRIBUTED)
        text_add(kind, slice_of(component_kind_name(c->kind)));
    component_name(table_cell(table), c);
}

static void diff_row(struct table *table, const struct component *c)
{
    bool strong = c->share.known && c->share.value >= 1000 && c->growth_bytes.value > 0;
    table_row(table, strong ? STYLE_STRONG : STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    size_cell(table, c->base_bytes, c->base != NULL && c->base->estimated);
    size_cell(table, c->later_bytes, c->later != NULL && c->later->estimated);
    growth_cell(table, c->growth_bytes);
    share_cell(table, c->share);
    growth_cell(table, c->live_growth_bytes);
    count_growth_cell(table, c->element_growth);
    growth_cell(table, c->bytes_per_hour);
}

static void show_row(struct table *table, const struct component *c)
{
    const struct account_row *row = c->later;
    bool zone = row != NULL && row->kind == COMPONENT_ZONE;
    table_row(table, STYLE_PLAIN);
    text_printf(table_cell(table), "%u", c->rank);
    kind_and_name(table, c);
    size_cell(table, c->later_bytes, c->estimated && c->kind != COMPONENT_UNATTRIBUTED);
    share_cell(table, c->share);
    amount_cell(table, zone ? row->live_bytes : AMOUNT_UNKNOWN);
    amount_cell(table, zone ? row->reclaimable_bytes : AMOUNT_UNKNOWN);
    struct text *elements = table_cell(table);
    if (zone && row->elements.known) {
        human_count(elements, row->elements.value);
    } else {
        text_add(elements, SLICE("-"));
    }
    amount_cell(table, zone ? row->element_bytes : AMOUNT_UNKNOWN);
}

static void sum_row(const struct page *page, struct table *table, struct slice name,
                    struct change before, struct change after, struct change growth,
                    struct change share, enum table_style style)
{
    table_row(table, style);
    table_cell(table);
    table_cell(table);
    text_add(table_cell(table), name);
    if (!page->one_capture)
        size_cell(table, before, false);
    size_cell(table, after, false);
    if (!page->one_capture)
        growth_cell(table, growth);
    share_cell(table, share);
}

static void others_row(const struct page *page, struct table *table, const struct others *others,
                       const char *what)
{
    struct text name = {0};
    if (others->count == 0)
        return;
    text_printf(&name, "%zu %s%s", others->count, what, others->count == 1 ? "" : "s");
    sum_row(page, table, text_slice(&name), others->base_bytes, others->later_bytes,
            others->growth_bytes, others->share, STYLE_DIM);
    text_free(&name);
}

static void total_row(const struct page *page, struct table *table)
{
    const struct joined *joined = &page->findings->joined;
    struct change before = change_of(amount_of(0), joined->base_wired.bytes);
    struct change after = change_of(amount_of(0), joined->later_wired.bytes);
    struct change all = {10000, joined->totals_known &&
                                    (page->one_capture || joined->growth_bytes.value != 0)};
    sum_row(page, table, SLICE("total"), before, after, joined->growth_bytes, all, STYLE_STRONG);
}

static void print_ranking(const struct page *page)
{
    const struct selection *selection = page->selection;
    const struct table_column *columns = page->one_capture ? show_columns : diff_columns;
    size_t count = page->one_capture ? sizeof(show_columns) / sizeof(*show_columns)
                                     : sizeof(diff_columns) / sizeof(*diff_columns);
    struct table *table = table_new(columns, count);
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < selection->n_shown; i++) {
        if (page->one_capture) {
            show_row(table, selection->shown[i]);
        } else {
            diff_row(table, selection->shown[i]);
        }
    }
    others_row(page, table, &selection->others, "other");
    if (selection->unattributed != NULL) {
        if (page->one_capture) {
            show_row(table, selection->unattributed);
        } else {
            diff_row(table, selection->unattributed);
        }
    }
    total_row(page, table);
    others_row(page, table, &selection->not_compared, "row not compared and not in the sum");
    add(page, "\n");
    table_print(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

/* ------------------------------------------------------------------------------ VM and changes */

static void vm_cell(struct table *table, const struct vm_row *row, struct amount value)
{
    struct text *cell = table_cell(table);
    if (!value.known) {
        text_add(cell, SLICE("-"));
        return;
    }
    if (row->step > 1)
        text_add(cell, SLICE("~"));
    human_bytes(cell, value.value);
}

static void print_vm(const struct page *page)
{
    static const struct table_column two_sides[] = {
        {"memory", false, true, 0},
        {"before", true, false, 0},
        {"after", true, false, 0},
        {"change", true, false, 0},
    };
    static const struct table_column one_side[] = {
        {"memory", false, true, 0},
        {"now", true, false, 0},
    };
    const struct findings *findings = page->findings;
    struct table *table = page->one_capture ? table_new(one_side, 2) : table_new(two_sides, 4);
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    bool any = false;
    for (size_t i = 0; i < findings->n_vm; i++) {
        const struct vm_row *row = &findings->vm[i];
        if (!row->main)
            continue;
        any = true;
        table_row(table, STYLE_PLAIN);
        text_add(table_cell(table), slice_of(row->title));
        if (!page->one_capture)
            vm_cell(table, row, row->base);
        vm_cell(table, row, row->later);
        if (!page->one_capture)
            growth_cell(table, row->change);
    }
    add(page, "\n");
    if (any)
        table_print(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

static void list_kexts(const struct page *page, enum kext_change_kind kind, const char *title)
{
    struct text line = {0};
    size_t count = 0;
    text_add(&line, slice_of(title));
    for (size_t i = 0; i < page->findings->n_kexts; i++) {
        const struct kext_change *change = &page->findings->kexts[i];
        if (change->kind != kind)
            continue;
        if (++count > NAMES_MAX)
            continue;
        text_add(&line, count > 1 ? SLICE(", ") : SLICE(" "));
        escape_terminal(&line, change->name);
        if (kind == KEXT_OTHER_VERSION) {
            text_add(&line, SLICE(" ("));
            escape_terminal(&line, change->base_version);
            text_add(&line, SLICE(" \xE2\x86\x92 "));
            escape_terminal(&line, change->later_version);
            text_add(&line, SLICE(")"));
        }
        if (change->left_bytes.known) {
            text_add(&line, SLICE(" (left "));
            human_bytes(&line, change->left_bytes.value);
            text_add(&line, SLICE(" wired behind)"));
        }
    }
    if (count > NAMES_MAX)
        text_printf(&line, " and %zu more", count - NAMES_MAX);
    if (count > 0)
        wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

static void print_counts(const struct page *page)
{
    const struct findings *findings = page->findings;
    const struct process_list *list = &findings->processes;
    struct text line = {0};
    const struct kexts *kexts = &findings->later.snapshot->kexts;
    if (page->one_capture) {
        if (list->later_known)
            text_printf(&line, "%zu processes", list->later_instances);
        if (kexts->report != NULL) {
            text_printf(&line, "%s%zu kexts loaded", line.len > 0 ? ", " : "", kexts->n_rows);
        }
    } else if (list->base_known && list->later_known) {
        text_printf(&line, "processes: %zu before, %zu after", list->base_instances,
                    list->later_instances);
        if (findings->comparable.boot == BOOT_SAME) {
            text_printf(&line, " (%zu ended, %zu started)", list->ended, list->started);
        }
    }
    if (line.len > 0)
        wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

static void print_changes(const struct page *page)
{
    const struct findings *findings = page->findings;
    heading(page, page->one_capture ? "In this capture" : "What else changed");
    print_counts(page);
    if (page->one_capture)
        return;
    if (!findings->kexts_known) {
        wrapped(page, "- ", NOTE_INDENT,
                SLICE("kexts: not known, the list is missing or cut short on a side"));
        return;
    }
    if (findings->n_kexts == 0) {
        wrapped(page, "- ", NOTE_INDENT, SLICE("the same kexts are loaded"));
    }
    list_kexts(page, KEXT_LOADED, "kexts loaded since the base:");
    list_kexts(page, KEXT_UNLOADED, "kexts of the base that are not loaded any more:");
    list_kexts(page, KEXT_OTHER_VERSION, "kexts of another version:");
}

static void print_notes(const struct page *page)
{
    const struct findings *findings = page->findings;
    if (findings->n_warnings > 0)
        heading(page, "Missing, doubtful or not understood");
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        struct text line = {0};
        if (warning->side != NULL && !page->one_capture)
            text_printf(&line, "%s: ", warning->side);
        if (warning->member.len > 0) {
            escape_terminal(&line, warning->member);
            if (warning->line > 0)
                text_printf(&line, ":%" PRIu64, warning->line);
            text_add(&line, SLICE(": "));
        }
        escape_terminal(&line, warning->text);
        wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
        text_free(&line);
    }
}

void render_text(struct text *out, const struct findings *findings,
                 const struct selection *selection, struct text_layout layout)
{
    struct page page = {out, findings, selection, layout, findings->base.snapshot == NULL};
    print_headline(&page);
    print_captures(&page);
    print_ranking(&page);
    print_vm(&page);
    print_changes(&page);
    print_notes(&page);
    add(&page, "\n");
    style_begin(out, STYLE_DIM, layout.color);
    wrapped(&page, "", 0,
            SLICE("KB, MB, GB are powers of 1024. Sizes are as zprint prints them, rounded down to "
                  "1 KB; - is not known."));
    style_end(out, STYLE_DIM, layout.color);
}
