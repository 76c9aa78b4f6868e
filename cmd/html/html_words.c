/* html_words.c: text, names and figures on the page; whatever comes out of a capture is escaped. */
#include <inttypes.h>

#include "escape.h"
#include "html.h"

void html_add(const struct html *html, const char *markup)
{
    text_add(html->out, slice_of(markup));
}

void html_text(const struct html *html, struct slice untrusted)
{
    escape_html(html->out, untrusted);
}

/* Letters that run from right to left reorder nothing beside the name. */
void html_name(const struct html *html, struct slice untrusted)
{
    html_add(html, "<bdi>");
    html_text(html, untrusted);
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

void html_length(const struct html *html, uint64_t part, uint64_t whole)
{
    enum { PARTS = 100000 };
    uint64_t parts = 0;
    if (whole > 0 && (part >= whole || !number_scale(part, PARTS, whole, &parts)))
        parts = PARTS;
    text_printf(html->out, "%" PRIu64 ".%03" PRIu64 "%%", parts / 1000, parts % 1000);
}
