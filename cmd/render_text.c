/* render_text.c: the report for a terminal: headline, captures, ranking, VM, changes, notes. */
#include <inttypes.h>

#include "catalogue.h"
#include "escape.h"
#include "human.h"
#include "page.h"
#include "views.h"

enum {
    NOTE_INDENT = 2,
    WIDTH_WITHOUT_TERMINAL = 100,
    NAMES_MAX = 12,
    LINES_MAX = 3,
    WORDS_MAX = 8,
    REASONS_MAX = 6
};

/* Between the parts of a line that may be wrapped. */
#define GAP " \xC2\xB7 "

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

/* A figure and its unit are not torn apart at the end of a line. */
static bool is_unit(struct slice word)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "h", "min", "d", "s"};
    while (word.len > 0 && slice_find(SLICE(".,;:)"), word.ptr[word.len - 1]) < 5)
        word.len--;
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (slice_is(word, units[i]))
            return true;
    }
    return false;
}

/* The next word of the text, with the unit behind it where it is a figure. */
static bool next_word(struct slice *text, struct slice *ret_word)
{
    struct slice rest;
    struct slice unit;
    if (!slice_token(text, ret_word))
        return false;
    rest = *text;
    char last = ret_word->ptr[ret_word->len - 1];
    if (last >= '0' && last <= '9' && slice_token(&rest, &unit) && is_unit(unit)) {
        ret_word->len = (size_t)(unit.ptr + unit.len - ret_word->ptr);
        *text = rest;
    }
    return true;
}

/* Words broken at blanks to the page's width; later lines hang below the first. */
static void wrapped(const struct page *page, const char *first, size_t indent, struct slice text)
{
    size_t width = page->layout.width == 0 ? WIDTH_WITHOUT_TERMINAL : page->layout.width;
    size_t column = indent;
    struct slice word;
    text_repeat(page->out, ' ', indent - slice_of(first).len);
    add(page, first);
    for (bool start = true; next_word(&text, &word); start = false) {
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

struct slice page_care(const struct component *c)
{
    return c->verdict != VERDICT_STEADY ? c->care : (struct slice){"", 0};
}

void page_component_name(struct text *out, const struct component *c)
{
    escape_terminal(out, c->name);
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(");
    if (nameless && c->kmod_id.known)
        text_printf(out, " %" PRIu64, c->kmod_id.value);
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

static void print_reasons(const struct page *page, enum comparable_verdict weight, const char *lead)
{
    const struct comparable *comparable = &page->findings->comparable;
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        const struct comparable_reason *reason = &comparable->reasons[i];
        if (reason->weight != weight)
            continue;
        struct text note = {0};
        text_add(&note, slice_of(lead));
        escape_terminal(&note, reason->message);
        text_add(&note, SLICE("."));
        wrapped(page, "", 0, text_slice(&note));
        text_free(&note);
    }
}

static void print_sentence(const struct page *page, const char *first, size_t indent,
                           struct slice sentence)
{
    struct text escaped = {0};
    escape_terminal(&escaped, sentence);
    wrapped(page, first, indent, text_slice(&escaped));
    text_free(&escaped);
}

/* What the comparison suffers from comes before what it says. */
static void print_headline(const struct page *page)
{
    print_reasons(page, COMPARABLE_NO, "Not comparable: ");
    print_reasons(page, COMPARABLE_WITH_CARE, "Care: ");
    const struct findings *findings = page->findings;
    struct text line = {0};
    style_begin(page->out, STYLE_STRONG, page->layout.color);
    if (page->one_capture) {
        headline_total(&line, page->findings);
        wrapped(page, "", 0, text_slice(&line));
    }
    bool strong = !page->one_capture;
    if (!strong)
        style_end(page->out, STYLE_STRONG, page->layout.color);
    for (size_t i = 0; i < findings->n_summary; i++) {
        print_sentence(page, "", 0, findings->summary[i]);
        if (strong)
            style_end(page->out, STYLE_STRONG, page->layout.color);
        strong = false;
    }
    text_free(&line);
}

static void system_line(struct text *out, const struct machine *machine)
{
    const char *gap = "";
    if (machine->model.len > 0) {
        escape_terminal(out, machine->model);
        gap = GAP;
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
        gap = GAP;
    }
    if (machine->memory_bytes.known) {
        text_add(out, slice_of(gap));
        human_bytes(out, machine->memory_bytes.value);
        text_add(out, SLICE(" RAM"));
        gap = GAP;
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
    if (label != NULL)
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
    struct slice path = side->snapshot->path;
    escape_terminal(table_cell(table), slice_is(path, "-") ? side->snapshot->name : path);
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
        text_printf(&line, "%s%s", line.len > 0 ? GAP : "", note);
    if (line.len > 0)
        wrapped(page, label, slice_of(label).len, text_slice(&line));
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
        print_system(page, " ", later, "");
    } else {
        const struct machine *base = &findings->base.snapshot->machine;
        const char *boot = boots[findings->comparable.boot];
        bool same = same_system(base, later);
        if (!same)
            print_system(page, " base   ", base, "");
        print_system(page, same ? "        " : " later  ", later, boot);
    }
    size_t first = page->one_capture ? 1 : 0;
    struct table *table = table_new(columns + first, sizeof(columns) / sizeof(*columns) - first);
    if (table == NULL) {
        page->out->failed = true;
        return;
    }
    if (!page->one_capture) {
        capture_row(table, "base", &findings->base, &findings->joined.base_wired);
    }
    capture_row(table, page->one_capture ? NULL : "later", &findings->later,
                &findings->joined.later_wired);
    table_print_body(table, page->out, page->layout.width, page->layout.color);
    table_free(table);
}

/* Names in one paragraph; past NAMES_MAX they are only counted. */
struct name_list {
    struct text line;
    size_t count;
};

/* False where the next name is one too many to be printed. */
static bool next_name(struct name_list *list)
{
    if (++list->count > NAMES_MAX)
        return false;
    text_add(&list->line, list->count > 1 ? SLICE(", ") : SLICE(" "));
    return true;
}

static void print_names(const struct page *page, struct name_list *list)
{
    if (list->count > NAMES_MAX)
        text_printf(&list->line, " and %zu more", list->count - NAMES_MAX);
    if (list->count > 0)
        wrapped(page, "- ", NOTE_INDENT, text_slice(&list->line));
    text_free(&list->line);
}

/* The rows marked with a star, by what is doubtful about them. */
static void print_care(const struct page *page)
{
    const struct selection *selection = page->selection;
    struct slice told[REASONS_MAX];
    size_t n_told = 0;
    for (size_t i = 0; i < selection->n_shown && n_told < REASONS_MAX; i++) {
        struct slice care = page_care(selection->shown[i]);
        struct name_list list = {.count = 0};
        bool known = care.len == 0;
        for (size_t k = 0; k < n_told && !known; k++)
            known = slice_equal(told[k], care);
        if (known)
            continue;
        told[n_told++] = care;
        for (size_t k = i; k < selection->n_shown; k++) {
            if (slice_equal(page_care(selection->shown[k]), care) && next_name(&list))
                page_component_name(&list.line, selection->shown[k]);
        }
        if (list.count > NAMES_MAX)
            text_printf(&list.line, " and %zu more", list.count - NAMES_MAX);
        text_add(&list.line, SLICE(": "));
        escape_terminal(&list.line, care);
        wrapped(page, "* ", NOTE_INDENT, text_slice(&list.line));
        text_free(&list.line);
    }
}

/* Where the system itself was updated, Apple's kexts come and go with it. */
static bool goes_with_update(const struct findings *findings, const struct kext_change *change)
{
    struct slice base = findings->base.snapshot->machine.os_build;
    struct slice later = findings->later.snapshot->machine.os_build;
    return base.len > 0 && later.len > 0 && !slice_equal(base, later) &&
           slice_starts(change->name, "com.apple.") && !change->left_bytes.known;
}

static void add_kext_change(struct text *line, const struct kext_change *change)
{
    escape_terminal(line, change->name);
    if (change->kind == KEXT_OTHER_VERSION) {
        text_add(line, SLICE(" ("));
        escape_terminal(line, change->base_version);
        text_add(line, SLICE(" \xE2\x86\x92 "));
        escape_terminal(line, change->later_version);
        text_add(line, SLICE(")"));
    }
    if (change->left_bytes.known) {
        text_add(line, SLICE(" (left "));
        human_bytes(line, change->left_bytes.value);
        text_add(line, SLICE(" wired behind)"));
    }
}

static void list_kexts(const struct page *page, enum kext_change_kind kind, const char *title)
{
    const struct findings *findings = page->findings;
    struct name_list list = {.count = 0};
    size_t apples = 0;
    text_add(&list.line, slice_of(title));
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind != kind)
            continue;
        if (goes_with_update(findings, change)) {
            apples++;
        } else if (next_name(&list)) {
            add_kext_change(&list.line, change);
        }
    }
    if (apples > 0) {
        text_printf(&list.line, "%s %zu of Apple's, with the update", list.count > 0 ? " and" : "",
                    apples);
        list.count += list.count == 0;
    }
    print_names(page, &list);
}

/* The first that people ask about. */
static void list_foreign_kexts(const struct page *page)
{
    const struct findings *findings = page->findings;
    struct name_list list = {.count = 0};
    text_add(&list.line, SLICE("not Apple's:"));
    for (size_t i = 0; i < findings->n_foreign_kexts; i++) {
        if (next_name(&list))
            escape_terminal(&list.line, findings->foreign_kexts[i]);
    }
    print_names(page, &list);
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
    if (!list->counted)
        return;
    text_printf(&line, "processes: %zu before, %zu after", list->base_instances,
                list->later_instances);
    if (page->findings->comparable.boot == BOOT_SAME) {
        text_printf(&line, " (%zu ended, %zu started)", list->ended, list->started);
    }
    wrapped(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

/* Rows whose growth is worth a word, and the largest of a single capture. */
static bool deserves_words(const struct page *page, const struct component *c)
{
    if (c->entry == NULL || c->entry->what.len == 0)
        return false;
    return page->one_capture || (c->verdict != VERDICT_STEADY && c->verdict != VERDICT_SHRANK);
}

static void print_words(const struct page *page, const struct component *c)
{
    struct text line = {0};
    text_add(&line, c->name);
    text_add(&line, SLICE(": "));
    text_add(&line, c->entry->what);
    print_sentence(page, "- ", NOTE_INDENT, text_slice(&line));
    text_free(&line);
}

/* The suspects first, then the rows as ranked. */
static void print_glossary(const struct page *page)
{
    const struct findings *findings = page->findings;
    const struct selection *selection = page->selection;
    size_t all = findings->n_suspects + selection->n_shown;
    size_t told = 0;
    for (size_t i = 0; i < all && told < WORDS_MAX; i++) {
        bool suspect = i < findings->n_suspects;
        const struct component *c =
            suspect ? findings->suspects[i] : selection->shown[i - findings->n_suspects];
        if (!deserves_words(page, c) || (!suspect && c->verdict == VERDICT_LEAK_SUSPECT))
            continue;
        if (told++ == 0)
            heading(page, "What the rows are");
        print_words(page, c);
    }
}

static void add_share_line(struct text *line, const struct page *page,
                           const struct zone_share *share)
{
    escape_terminal(line, share->name);
    text_add(line, SLICE(" "));
    if (page->one_capture) {
        human_bytes(line, share->later_bytes.value);
    } else {
        human_growth(line, share->growth_bytes.value);
    }
}

/* Who has the elements of the zones that are shown, as far as zprint's views tell. */
static void print_views(const struct page *page)
{
    const struct selection *selection = page->selection;
    size_t told = 0;
    for (size_t i = 0; i < selection->n_shown && told < WORDS_MAX; i++) {
        const struct component *c = selection->shown[i];
        struct name_list list = {.count = 0};
        page_component_name(&list.line, c);
        text_add(&list.line, SLICE(":"));
        for (size_t k = 0; k < c->n_shares; k++) {
            if (share_is_noticed(&c->shares[k], page->one_capture) && next_name(&list))
                add_share_line(&list.line, page, &c->shares[k]);
        }
        bool only_raw = list.count == 1 && slice_is(c->shares[0].name, "raw");
        if (list.count == 0 || only_raw) {
            text_free(&list.line);
            continue;
        }
        if (told++ == 0)
            heading(page, "Inside the zones (views, in use)");
        print_names(page, &list);
    }
}

static void print_details(const struct page *page)
{
    const struct findings *findings = page->findings;
    if (findings->n_details > 0)
        heading(page, "More about it");
    for (size_t i = 0; i < findings->n_details; i++)
        print_sentence(page, "- ", NOTE_INDENT, findings->details[i]);
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

/* What the comparison suffers from stands above the headline already. */
static bool was_said(const struct findings *findings, const struct finding_warning *warning)
{
    for (size_t i = 0; i < findings->comparable.n_reasons; i++) {
        const struct comparable_reason *reason = &findings->comparable.reasons[i];
        bool above_headline = reason->weight != COMPARABLE_YES;
        if (above_headline && warning->side == NULL && slice_equal(reason->message, warning->text))
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

static bool alike(const struct page *page, const struct finding_warning *a,
                  const struct finding_warning *b)
{
    return a->line == b->line && slice_equal(a->text, b->text) &&
           slice_equal(inside_folder(page, a), inside_folder(page, b));
}

/* Does the other side have the same warning? Then it is printed once, at the first of the two. */
static const struct finding_warning *twin_of(const struct page *page,
                                             const struct finding_warning *warning)
{
    const struct findings *findings = page->findings;
    for (size_t i = 0; warning->side != NULL && i < findings->n_warnings; i++) {
        const struct finding_warning *other = &findings->warnings[i];
        if (other->side == NULL || slice_is(slice_of(other->side), warning->side))
            continue;
        if (alike(page, warning, other))
            return other;
    }
    return NULL;
}

/* Of a damaged report the first lines tell enough; JSON has more. */
static bool is_one_too_many(const struct page *page, size_t index)
{
    const struct finding_warning *warning = &page->findings->warnings[index];
    size_t before = 0;
    if (warning->member.len == 0 || warning->line == 0)
        return false;
    for (size_t i = 0; i < index; i++) {
        const struct finding_warning *other = &page->findings->warnings[i];
        before += other->side == warning->side && other->line > 0 &&
                  slice_equal(other->member, warning->member);
    }
    return before >= LINES_MAX;
}

static void print_note(const struct page *page, const struct finding_warning *warning, bool both)
{
    struct text line = {0};
    if (warning->side != NULL)
        text_printf(&line, "%s: ", both ? "both" : warning->side);
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

static void print_notes(const struct page *page)
{
    const struct findings *findings = page->findings;
    bool any = false;
    size_t left_out = 0;
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        const struct finding_warning *twin = twin_of(page, warning);
        if (was_said(findings, warning) || (twin != NULL && twin < warning))
            continue;
        if (is_one_too_many(page, i)) {
            left_out++;
            continue;
        }
        if (!any)
            heading(page, "Missing, doubtful or not understood");
        any = true;
        print_note(page, warning, twin != NULL);
    }
    if (left_out > 0) {
        struct text line = {0};
        text_printf(&line, "and %zu more lines: see --json", left_out);
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
    if (findings->comparable.verdict == COMPARABLE_NO && !layout.force) {
        add(&page, "\n");
        wrapped(&page, "", 0, SLICE("With --force they are set side by side all the same."));
        return;
    }
    if (findings->comparable.verdict == COMPARABLE_NO) {
        add(&page, "\n");
        wrapped(&page, "", 0,
                SLICE("Set side by side by --force: growth and verdicts mean little."));
    }
    page_suspects(&page);
    page_ranking(&page);
    if (selection->n_shown == 0 && selection->kinds != 0)
        wrapped(&page, "", 0, SLICE("No row of the kinds that were asked for is in the reports."));
    if (!page.one_capture)
        print_care(&page);
    print_details(&page);
    print_glossary(&page);
    print_views(&page);
    if (!page.one_capture)
        page_costs(&page);
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
    wrapped(
        &page, "", 0,
        SLICE("KB, MB, GB are powers of 1024. zprint rounds sizes down to 1 KB. \"-\" means not "
              "known, \"none\" no such row."));
    style_end(out, STYLE_DIM, layout.color);
}
