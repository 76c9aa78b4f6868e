/* html_verdict.c: what the report says, in sentences: the head, the owners, and more. */
#include "html.h"
#include "human.h"
#include "outlook.h"

struct severity {
    const char *class, *sign, *words;
};

static const struct severity severities[] = {
    [WORRY_UNKNOWN] = {"unknown", "?", "Whether it is trouble is not known"},
    [WORRY_NO] = {"no", "\xE2\x9C\x93", "No trouble now"},
    [WORRY_WATCH] = {"watch", "!", "Keep an eye on it"},
    [WORRY_YES] = {"yes", "\xE2\x9C\x96", "Trouble"},
};

/* No trouble, but nothing to be waved through either. */
static const struct severity worth_a_look = {"watch", "!", "Worth a look. Not urgent yet"};

static const struct severity not_comparable = {"unknown", "\xE2\x89\xA0", "Not comparable"};

static void write_reasons(const struct html *html, enum comparable_verdict weight, const char *lead)
{
    const struct comparable *comparable = &html->findings->comparable;
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        if (comparable->reasons[i].weight != weight)
            continue;
        text_printf(html->out, "<p class=\"care\"><b>%s:</b> ", lead);
        html_text(html, comparable->reasons[i].message);
        html_add(html, ".</p>\n");
    }
}

/* The word in front of the colon stands out: Why, Who, Worry, Next. */
static void write_sentence(const struct html *html, struct slice sentence)
{
    static const char *const leads[] = {"Why: ", "Who: ", "Worry: ", "Next: "};
    html_add(html, "<p>");
    for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
        if (!slice_starts(sentence, leads[i]))
            continue;
        text_printf(html->out, "<b>%s</b>", leads[i]);
        sentence = slice_from(sentence, slice_of(leads[i]).len);
        break;
    }
    html_text(html, sentence);
    html_add(html, "</p>\n");
}

void html_verdict(const struct html *html)
{
    const struct findings *findings = html->findings;
    bool comparable = findings->comparable.verdict != COMPARABLE_NO;
    const struct severity *severity =
        comparable ? &severities[worry_of(findings)] : &not_comparable;
    bool leak = comparable && findings->n_suspects > 0;
    if (!leak && severity == &severities[WORRY_NO] && is_worth_a_look(findings))
        severity = &worth_a_look;
    text_printf(html->out,
                "<section id=\"verdict\" class=\"%s%s\"><p class=\"badge\">"
                "<span aria-hidden=\"true\">%s</span> %s%s</p>\n",
                severity->class, leak ? " leak" : "", leak ? "\xE2\x96\xB2" : severity->sign,
                leak ? "Likely a leak. " : "",
                leak && severity == &severities[WORRY_NO] ? "Not urgent yet" : severity->words);
    html_paragraph(html, "h1", findings->headline);
    write_reasons(html, COMPARABLE_NO, "Not comparable");
    write_reasons(html, COMPARABLE_WITH_CARE, "Care");
    /* Of two captures the first sentence is the headline. */
    for (size_t i = html->one_capture ? 0 : 1; i < findings->n_summary; i++)
        write_sentence(html, findings->summary[i]);
    html_end_section(html);
}

static void write_owner(const struct html *html, const struct owner *owner)
{
    html_row_name(html, owner->name);
    html_cell(html, owner->is_kext ? "kext" : "process");
    html_id_cell(html, owner->id);
    html_amount_cell(html, amount_of(owner->explains_bytes), human_bytes);
    html_cell(html, confidence_name(owner->confidence));
    html_add(html, "<td>");
    for (size_t i = 0; i < owner->n_of; i++) {
        html_add(html, i > 0 ? ", " : "");
        html_component(html, owner->of[i]);
    }
    html_add(html, "</td><td>");
    html_text(html, owner->why);
    html_add(html, "</td></tr>\n");
}

void html_owners(const struct html *html)
{
    static const struct html_column columns[] = {
        {"owner", false},      {"what it is", false}, {"id", true},   {"explains", true},
        {"confidence", false}, {"of", false},         {"why", false},
    };
    const struct owners *owners = &html->findings->owners;
    /* A single remark stands in the summary. */
    if (owners->count == 0 && owners->n_remarks <= 1)
        return;
    html_section(html, "who", "Who holds it");
    if (owners->count > 0) {
        html_table(html, "owners", "Owners, by what they explain", columns, 7, 0, false);
        for (size_t i = 0; i < owners->count; i++)
            write_owner(html, &owners->list[i]);
        html_add(html, "</tbody>");
        html_end_table(html);
        html_add(html, "<p class=\"note\">Counts that grew along are consistent with an owner, "
                       "never proof of one.</p>\n");
    }
    for (size_t i = 0; i < owners->n_remarks; i++)
        html_paragraph(html, "p", owners->remarks[i]);
    html_end_section(html);
}

void html_more(const struct html *html)
{
    const struct findings *findings = html->findings;
    if (findings->n_details == 0)
        return;
    html_section(html, "more", "More about it");
    html_add(html, "<ul>");
    for (size_t i = 0; i < findings->n_details; i++)
        html_paragraph(html, "li", findings->details[i]);
    html_add(html, "</ul>\n");
    html_end_section(html);
}
