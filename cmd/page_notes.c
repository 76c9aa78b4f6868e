/* page_notes.c: what is missing, doubtful or not understood; nothing is said twice. */
#include <inttypes.h>

#include "escape.h"
#include "page.h"
#include "warnings.h"

enum { LINES_MAX = 3 };

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
        escape_terminal(&line, warning_member(page->findings, warning));
        if (warning->line > 0)
            text_printf(&line, ":%" PRIu64, warning->line);
        text_add(&line, SLICE(": "));
    }
    escape_terminal(&line, warning->text);
    page_item(page, text_slice(&line));
    text_free(&line);
}

void page_notes(const struct page *page)
{
    const struct findings *findings = page->findings;
    bool any = false;
    size_t left_out = 0;
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        const struct finding_warning *twin = warning_twin(findings, warning);
        if (was_said(findings, warning) || (twin != NULL && twin < warning))
            continue;
        if (is_one_too_many(page, i)) {
            left_out++;
            continue;
        }
        if (!any)
            page_heading(page, "Missing, doubtful or not understood");
        any = true;
        print_note(page, warning, twin != NULL);
    }
    if (left_out > 0) {
        struct text line = {0};
        text_printf(&line, "and %zu more lines: see --json", left_out);
        page_item(page, text_slice(&line));
        text_free(&line);
    }
}
