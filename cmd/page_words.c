/* page_words.c: words on the page: broken to its width, headings, lists of names. */
#include <inttypes.h>

#include "escape.h"
#include "page.h"

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

void page_wrapped(const struct page *page, const char *first, struct slice text)
{
    size_t width = page->layout.width == 0 ? WIDTH_WITHOUT_TERMINAL : page->layout.width;
    size_t indent = slice_of(first).len;
    size_t column = indent;
    struct slice word;
    page_add(page, first);
    for (bool start = true; next_word(&text, &word); start = false) {
        size_t cells = escape_width(word);
        if (!start && column + 1 + cells > width) {
            page_add(page, "\n");
            text_repeat(page->out, ' ', indent);
            column = indent;
        } else if (!start) {
            page_add(page, " ");
            column++;
        }
        text_add(page->out, word);
        column += cells;
    }
    page_add(page, "\n");
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
