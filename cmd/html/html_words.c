/* html_words.c: text, names and figures on the page; whatever comes out of a capture is escaped. */
#include <inttypes.h>

#include "escape.h"
#include "html.h"
#include "human.h"

void html_add(const struct html *html, const char *markup)
{
    text_add(html->out, slice_of(markup));
}

void html_data(const struct html *html, struct slice untrusted)
{
    escape_html(html->out, untrusted);
}

/* Does a unit follow the blank at that place, behind a digit? */
static bool parts_a_unit(struct slice text, size_t blank)
{
    if (blank == 0 || !byte_is_digit(text.ptr[blank - 1]))
        return false;
    struct slice rest = slice_from(text, blank + 1);
    size_t len = 0;
    while (len < rest.len && byte_is_letter(rest.ptr[len]))
        len++;
    bool is_word = len == rest.len || !(byte_is_digit(rest.ptr[len]) || rest.ptr[len] == '_');
    return is_word && human_is_unit(slice_first(rest, len));
}

void html_text(const struct html *html, struct slice untrusted)
{
    size_t done = 0;
    for (size_t i = 0; i < untrusted.len; i++) {
        if (untrusted.ptr[i] != ' ' || !parts_a_unit(untrusted, i))
            continue;
        escape_html(html->out, slice_first(slice_from(untrusted, done), i - done));
        html_add(html, NO_BREAK_SPACE);
        done = i + 1;
    }
    escape_html(html->out, slice_from(untrusted, done));
}

/* Letters that run from right to left reorder nothing beside the name. */
void html_name(const struct html *html, struct slice untrusted)
{
    html_add(html, "<bdi>");
    html_data(html, untrusted);
    html_add(html, "</bdi>");
}

void html_component(const struct html *html, const struct component *c)
{
    html_name(html, c->name);
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(");
    if (nameless && c->kmod_id.known)
        text_printf(html->out, " %" PRIu64, c->kmod_id.value);
}

void html_paragraph(const struct html *html, const char *tag, struct slice sentence)
{
    if (sentence.len == 0)
        return;
    text_printf(html->out, "<%s>", tag);
    html_text(html, sentence);
    if (!slice_ends(sentence, "."))
        html_add(html, ".");
    text_printf(html->out, "</%s>", tag);
}

void html_section(const struct html *html, const char *id, const char *title)
{
    text_printf(html->out, "\n<section id=\"%s\"><h2>%s</h2>\n", id, title);
}

void html_end_section(const struct html *html)
{
    html_add(html, "</section>\n");
}

void html_change(const struct html *html, struct change change, human_signed *human)
{
    if (change.known) {
        human(html->out, change.value);
    } else {
        html_add(html, "-");
    }
}

void html_amount(const struct html *html, struct amount amount, human_unsigned *human)
{
    if (amount.known) {
        human(html->out, amount.value);
    } else {
        html_add(html, "-");
    }
}

/* The figure, which is freed. */
static void add_figure(const struct html *html, struct text *figure)
{
    html_text(html, text_slice(figure));
    html->out->failed = html->out->failed || figure->failed;
    text_free(figure);
}

void html_change_text(const struct html *html, struct change change, human_signed *human)
{
    struct text figure = {0};
    html_change(&(struct html){&figure, html->findings, html->one_capture}, change, human);
    add_figure(html, &figure);
}

void html_amount_text(const struct html *html, struct amount amount, human_unsigned *human)
{
    struct text figure = {0};
    html_amount(&(struct html){&figure, html->findings, html->one_capture}, amount, human);
    add_figure(html, &figure);
}

void html_length(const struct html *html, uint64_t part, uint64_t whole)
{
    enum { PARTS = 100000 };
    uint64_t parts = 0;
    if (whole > 0 && (part >= whole || !number_scale(part, PARTS, whole, &parts)))
        parts = PARTS;
    text_printf(html->out, "%" PRIu64 ".%03" PRIu64 "%%", parts / 1000, parts % 1000);
}
