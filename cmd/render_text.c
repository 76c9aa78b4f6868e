/* render_text.c: the report for a terminal: which parts it has, and in which order. */
#include "page.h"

static void print_details(const struct page *page)
{
    const struct findings *findings = page->findings;
    if (findings->n_details > 0)
        page_heading(page, "More about it");
    for (size_t i = 0; i < findings->n_details; i++)
        page_sentence(page, "- ", findings->details[i]);
}

void render_text(struct text *out, const struct findings *findings,
                 const struct selection *selection, struct text_layout layout)
{
    struct page page = {out, findings, selection, layout, findings->base.snapshot == NULL, 0};
    page.longest_bytes = page_longest(&page);
    page_headline(&page);
    page_captures(&page);
    if (findings->comparable.verdict == COMPARABLE_NO && !layout.force) {
        page_add(&page, "\n");
        page_wrapped(&page, "", SLICE("With --force they are set side by side all the same."));
        return;
    }
    if (findings->comparable.verdict == COMPARABLE_NO) {
        page_add(&page, "\n");
        page_wrapped(&page, "",
                     SLICE("Set side by side by --force: growth and verdicts mean little."));
    }
    page_suspects(&page);
    page_ranking(&page);
    if (selection->n_shown == 0 && selection->kinds != 0)
        page_wrapped(&page, "",
                     SLICE("No row of the kinds that were asked for is in the reports."));
    if (!page.one_capture)
        page_care_notes(&page);
    print_details(&page);
    page_glossary(&page);
    page_views(&page);
    if (!page.one_capture)
        page_costs(&page);
    page_vm(&page);
    if (page.one_capture && selection->all) {
        page_kexts(&page);
        page_processes(&page);
    }
    if (page.one_capture) {
        page_contents(&page);
    } else {
        page_changes(&page);
    }
    page_notes(&page);
    page_add(&page, "\n");
    style_begin(out, STYLE_DIM, layout.color);
    page_wrapped(
        &page, "",
        SLICE("KB, MB, GB are powers of 1024. zprint rounds sizes down to 1 KB. \"-\" means not "
              "known, \"none\" no such row."));
    style_end(out, STYLE_DIM, layout.color);
}
