/* page_head.c: the headline, what the comparison suffers from, and the captures. */
#include <inttypes.h>

#include "escape.h"
#include "human.h"
#include "page.h"

/* Between the parts of a line that may be wrapped. */
#define GAP " \xC2\xB7 "

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
        page_wrapped(page, "", text_slice(&note));
        text_free(&note);
    }
}

/* What the comparison suffers from comes before what it says. */
void page_headline(const struct page *page)
{
    print_reasons(page, COMPARABLE_NO, "Not comparable: ");
    print_reasons(page, COMPARABLE_WITH_CARE, "Care: ");
    const struct findings *findings = page->findings;
    style_begin(page->out, STYLE_STRONG, page->layout.color);
    if (page->one_capture)
        page_wrapped(page, "", findings->headline);
    bool strong = !page->one_capture;
    if (!strong)
        style_end(page->out, STYLE_STRONG, page->layout.color);
    for (size_t i = 0; i < findings->n_summary; i++) {
        page_sentence(page, "", findings->summary[i]);
        if (strong)
            style_end(page->out, STYLE_STRONG, page->layout.color);
        strong = false;
    }
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
        page_wrapped(page, label, text_slice(&line));
    text_free(&line);
}

void page_captures(const struct page *page)
{
    static const struct table_column columns[] = {
        {"", false, false, 0}, {"", false, false, 0}, {"", false, false, 0},
        {"", false, false, 0}, {"", false, true, 1},
    };
    static const char *const boots[] = {"", "same boot", "different boots"};
    const struct findings *findings = page->findings;
    const struct machine *later = &findings->later.snapshot->machine;

    page_add(page, "\n");
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
