/* page_words.c: words on the page: broken to its width, headings, lists of names. */
#include <inttypes.h>

#include "escape.h"
#include "page.h"
#include "words.h"

enum { WIDTH_WITHOUT_TERMINAL = 100, NAMES_MAX = 12 };

void page_add(const struct page *page, const char *text)
{
    text_add(page->out, slice_of(text));
}

void page_heading(const struct page *page, const char *title)
{
    page_add(page, "\n");
    style_begin(page->out, STYLE_STRONG, page->layout.color);
    page_add(page, title);
    style_end(page->out, STYLE_STRONG, page->layout.color);
    page_add(page, "\n");
}

size_t page_text_width(const struct page *page)
{
    return page->layout.width == 0 ? WIDTH_WITHOUT_TERMINAL : page->layout.width;
}

void page_wrapped(const struct page *page, const char *first, struct slice text)
{
    words_wrapped(page->out, first, text, page_text_width(page));
}

void page_item(const struct page *page, struct slice text)
{
    page_wrapped(page, "- ", text);
}

void page_sentence(const struct page *page, const char *first, struct slice sentence)
{
    struct text escaped = {0};
    escape_terminal(&escaped, sentence);
    page_wrapped(page, first, text_slice(&escaped));
    text_free(&escaped);
}

void page_component_name(struct text *out, const struct component *c)
{
    escape_terminal(out, c->name);
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(");
    if (nameless && c->kmod_id.known)
        text_printf(out, " %" PRIu64, c->kmod_id.value);
}

bool page_next_name(struct name_list *list)
{
    if (++list->count > NAMES_MAX)
        return false;
    text_add(&list->line, list->count > 1 ? SLICE(", ") : SLICE(" "));
    return true;
}

void page_end_names(struct name_list *list)
{
    if (list->count > NAMES_MAX)
        text_printf(&list->line, " and %zu more", list->count - NAMES_MAX);
}

void page_names(const struct page *page, struct name_list *list)
{
    page_end_names(list);
    if (list->count > 0)
        page_item(page, text_slice(&list->line));
    text_free(&list->line);
}
