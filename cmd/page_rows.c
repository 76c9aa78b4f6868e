/* page_rows.c: words on the rows of the ranking: doubts, what they are, what is inside. */
#include "catalogue.h"
#include "escape.h"
#include "human.h"
#include "page.h"
#include "views.h"

enum { REASONS_MAX = 6, WORDS_MAX = 8 };

struct slice page_care(const struct component *c)
{
    return c->verdict != VERDICT_STEADY ? c->care : (struct slice){"", 0};
}

/* It is shown in the table wherever it ranks. */
static void rest_care_note(const struct page *page)
{
    const struct component *rest = page->selection->unattributed;
    struct text line = {0};
    if (rest == NULL || page_care(rest).len == 0)
        return;
    text_add(&line, SLICE("unattributed: "));
    escape_terminal(&line, page_care(rest));
    page_wrapped(page, "* ", text_slice(&line));
    text_free(&line);
}

void page_care_notes(const struct page *page)
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
            if (slice_equal(page_care(selection->shown[k]), care) && page_next_name(&list))
                page_component_name(&list.line, selection->shown[k]);
        }
        page_end_names(&list);
        text_add(&list.line, SLICE(": "));
        escape_terminal(&list.line, care);
        page_wrapped(page, "* ", text_slice(&list.line));
        text_free(&list.line);
    }
    rest_care_note(page);
}

/* Rows whose growth is worth a word, and the largest of a single capture. */
static bool deserves_words(const struct page *page, const struct component *c)
{
    if (c->entry == NULL || c->entry->what.len == 0)
        return false;
    bool shrank = c->verdict == VERDICT_SHRANK && !page->selection->shrunk_first;
    return page->one_capture || (c->verdict != VERDICT_STEADY && !shrank);
}

static void print_words(const struct page *page, const struct component *c)
{
    struct text line = {0};
    text_add(&line, c->name);
    text_add(&line, SLICE(": "));
    text_add(&line, c->entry->what);
    page_sentence(page, "- ", text_slice(&line));
    text_free(&line);
}

/* The suspects first, then the rows as ranked. */
void page_glossary(const struct page *page)
{
    const struct findings *findings = page->findings;
    const struct selection *selection = page->selection;
    size_t all = findings->n_suspects + selection->n_shown;
    size_t told = 0;
    if (page->layout.explain)
        return; /* each row says it */
    for (size_t i = 0; i < all && told < WORDS_MAX; i++) {
        bool suspect = i < findings->n_suspects;
        const struct component *c =
            suspect ? findings->suspects[i] : selection->shown[i - findings->n_suspects];
        if (!deserves_words(page, c) || (!suspect && c->verdict == VERDICT_LEAK_SUSPECT))
            continue;
        if (told++ == 0)
            page_heading(page, "What the rows are");
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
void page_views(const struct page *page)
{
    const struct selection *selection = page->selection;
    size_t told = 0;
    for (size_t i = 0; i < selection->n_shown && told < WORDS_MAX; i++) {
        const struct component *c = selection->shown[i];
        struct name_list list = {.count = 0};
        page_component_name(&list.line, c);
        text_add(&list.line, SLICE(":"));
        for (size_t k = 0; k < c->n_shares; k++) {
            if (share_is_noticed(&c->shares[k], page->one_capture) && page_next_name(&list))
                add_share_line(&list.line, page, &c->shares[k]);
        }
        bool only_raw = list.count == 1 && slice_is(c->shares[0].name, "raw");
        if (list.count == 0 || only_raw) {
            text_free(&list.line);
            continue;
        }
        if (told++ == 0)
            page_heading(page, "Inside the zones (views, in use)");
        page_names(page, &list);
    }
}
