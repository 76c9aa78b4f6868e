/* render_text.c: the report for a terminal: headline, captures, ranking, VM, changes, notes. */
#include <inttypes.h>

#include "escape.h"
#include "human.h"
#include "page.h"

enum { NOTE_INDENT = 2, WIDTH_WITHOUT_TERMINAL = 100, NAMES_MAX = 12 };

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

void page_component_name(struct text *out, const struct component *c)
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
    bool rounded = findings->joined.base_wired.step > 1 || findings->joined.later_wired.step > 1;
    if (growth.value != 0 && rounded)
        text_add(line, SLICE("about "));
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
        if (account->n_rows > 0) {
            text_add(line, SLICE(" The rows that were read add up to "));
            if (account->zones_estimated)
                text_add(line, SLICE("about "));
            human_bytes(line, account->attributed_bytes);
            text_add(line, SLICE("."));
        }
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

static bool tables_on_both_sides(const struct findings *findings)
{
    const struct account *base = &findings->base.account;
    const struct account *later = &findings->later.account;
    return base->has_zones && later->has_zones && base->has_wired_rows == later->has_wired_rows;
}

/* The component that grew most, as far as it is worth a sentence. */
static void headline_first(struct text *line, const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->rank != 1 || !c->growth_bytes.known || c->growth_bytes.value <= 0)
            continue;
        if (c->kind == COMPONENT_UNATTRIBUTED && !tables_on_both_sides(findings)) {
            text_add(line, SLICE(" Which components grew is not known without zprint's tables on "
                                 "both sides: unattributed "));
        } else if (c->kind == COMPONENT_UNATTRIBUTED) {
            text_add(line, SLICE(" The largest part of it is in no row of the reports: "));
        } else {
            text_printf(line, " The largest growth is the %s ", component_kind_name(c->kind));
            page_component_name(line, c);
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
        {"", false, false, 0}, {"", false, false, 0}, {"", false, false, 0},
        {"", false, false, 0}, {"", false, true, 1},
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

/* Kexts that Apple did not make are the first that people ask about. */
static void list_foreign_kexts(const struct page *page)
{
    const struct kexts *kexts = &page->findings->later.snapshot->kexts;
    struct text line = {0};
    size_t count = 0;
    text_add(&line, SLICE("not Apple's:"));
    for (size_t i = 0; i < kexts->n_rows; i++) {
        if (slice_starts(kexts->rows[i].name, "com.apple."))
            continue;
        if (++count > NAMES_MAX)
            continue;
        text_add(&line, count > 1 ? SLICE(", ") : SLICE(" "));
        escape_terminal(&line, kexts->rows[i].name);
    }
    if (count > NAMES_MAX)
        text_printf(&line, " and %zu more", count - NAMES_MAX);
    if (count > 0)
        wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

static void print_contents(const struct page *page)
{
    const struct findings *findings = page->findings;
    const struct kexts *kexts = &findings->later.snapshot->kexts;
    bool processes = findings->processes.later_known;
    struct text line = {0};
    if (processes)
        text_printf(&line, "%zu processes", findings->processes.later_instances);
    if (kexts->report != NULL)
        text_printf(&line, "%s%zu kexts loaded", line.len > 0 ? ", " : "", kexts->n_rows);
    if (line.len > 0) {
        heading(page, "In this capture");
        wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
        list_foreign_kexts(page);
    }
    text_free(&line);
}

static void print_process_counts(const struct page *page)
{
    const struct process_list *list = &page->findings->processes;
    struct text line = {0};
    if (!list->base_known || !list->later_known)
        return;
    text_printf(&line, "processes: %zu before, %zu after", list->base_instances,
                list->later_instances);
    if (page->findings->comparable.boot == BOOT_SAME) {
        text_printf(&line, " (%zu ended, %zu started)", list->ended, list->started);
    }
    wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

static void print_changes(const struct page *page)
{
    const struct findings *findings = page->findings;
    heading(page, "What else changed");
    print_process_counts(page);
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

/* What the comparison suffers from stands below the headline already. */
static bool was_said(const struct findings *findings, const struct finding_warning *warning)
{
    for (size_t i = 0; i < findings->comparable.n_reasons; i++) {
        const struct comparable_reason *reason = &findings->comparable.reasons[i];
        bool below_headline = reason->weight != COMPARABLE_YES;
        if (below_headline && warning->side == NULL && slice_equal(reason->message, warning->text))
            return true;
    }
    return false;
}

/* The member without the folder that all reports of the capture are in. */
static struct slice inside_folder(const struct page *page, const struct finding_warning *warning)
{
    bool base = warning->side != NULL && slice_is(slice_of(warning->side), "base");
    const struct finding_side *side = base ? &page->findings->base : &page->findings->later;
    struct slice root = side->snapshot->root;
    bool inside = root.len > 0 && slice_equal(slice_first(warning->member, root.len), root);
    return inside ? slice_from(warning->member, root.len + 1) : warning->member;
}

static void print_notes(const struct page *page)
{
    const struct findings *findings = page->findings;
    bool any = false;
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        if (was_said(findings, warning))
            continue;
        if (!any)
            heading(page, "Missing, doubtful or not understood");
        any = true;
        struct text line = {0};
        if (warning->side != NULL && !page->one_capture)
            text_printf(&line, "%s: ", warning->side);
        if (warning->member.len > 0) {
            escape_terminal(&line, inside_folder(page, warning));
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
    page_ranking(&page);
    page_vm(&page);
    if (page.one_capture && selection->all) {
        page_kexts(&page);
        page_processes(&page);
    }
    if (page.one_capture) {
        print_contents(&page);
    } else {
        print_changes(&page);
    }
    print_notes(&page);
    add(&page, "\n");
    style_begin(out, STYLE_DIM, layout.color);
    wrapped(&page, "", 0,
            SLICE("KB, MB, GB are powers of 1024. Sizes are as zprint prints them, rounded down to "
                  "1 KB; - is not known."));
    style_end(out, STYLE_DIM, layout.color);
}
