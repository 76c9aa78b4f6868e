/* html_detail.c: what may be unfolded below a row of the ranking. */
#include <inttypes.h>

#include "catalogue.h"
#include "html.h"
#include "human.h"
#include "pace.h"

static uint64_t sum_or_all(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return number_add(a, b, &sum) ? sum : UINT64_MAX;
}

static bool is_split(const struct account_row *row)
{
    return row != NULL && row->live_bytes.known && row->reclaimable_bytes.known;
}

/* In use, reclaimable, and the slack, which is what is left of the row. */
static void write_split(const struct html *html, const struct account_row *row, int y,
                        uint64_t whole)
{
    if (!is_split(row))
        return;
    uint64_t used = sum_or_all(row->live_bytes.value, row->reclaimable_bytes.value);
    const char *classes[] = {"wired", "live", "free"};
    const uint64_t from[] = {0, 0, row->live_bytes.value};
    const uint64_t len[] = {row->wired_bytes, row->live_bytes.value, row->reclaimable_bytes.value};
    for (size_t i = 0; i < 3 && used <= row->wired_bytes; i++) {
        text_printf(html->out, "<rect class=\"%s\" y=\"%d\" height=\"9\" x=\"", classes[i], y);
        html_length(html, from[i], whole);
        html_add(html, "\" width=\"");
        html_length(html, len[i], whole);
        html_add(html, "\"/>");
    }
}

static void write_splits(const struct html *html, const struct component *c)
{
    uint64_t base = is_split(c->base) ? c->base->wired_bytes : 0;
    uint64_t later = is_split(c->later) ? c->later->wired_bytes : 0;
    if (base == 0 && later == 0)
        return;
    html_add(html, "<svg class=\"split\" width=\"100%\" height=\"22\" role=\"img\"><title>");
    html_add(html, html->one_capture ? "in use, reclaimable, slack"
                                     : "before and after: in use, reclaimable, slack");
    html_add(html, "</title>");
    write_split(html, c->base, 0, base > later ? base : later);
    write_split(html, c->later, html->one_capture ? 0 : 12, base > later ? base : later);
    html_add(html, "</svg>");
}

static void figure_row(const struct html *html, const char *class, const char *title,
                       struct amount base, struct amount later, human_unsigned *human,
                       human_signed *human_change)
{
    if (!base.known && !later.known)
        return;
    text_printf(html->out, "<tr class=\"%s\"><th scope=\"row\">%s</th>", class, title);
    if (!html->one_capture) {
        html_add(html, "<td>");
        html_amount(html, base, human);
        html_add(html, "</td>");
    }
    html_add(html, "<td>");
    html_amount(html, later, human);
    html_add(html, "</td>");
    if (!html->one_capture) {
        html_add(html, "<td>");
        html_change(html, change_of(base, later), human_change);
        html_add(html, "</td>");
    }
    html_add(html, "</tr>");
}

static void write_zone(const struct html *html, const struct component *c)
{
    static const struct account_row no_row; /* all its figures are unknown */
    const struct account_row *base = c->base != NULL ? c->base : &no_row;
    const struct account_row *later = c->later != NULL ? c->later : &no_row;
    if (c->kind != COMPONENT_ZONE)
        return;
    write_splits(html, c);
    html_add(html, "<table>");
    if (!html->one_capture)
        html_add(html, "<thead><tr><td></td><th scope=\"col\">before</th><th scope=\"col\">"
                       "after</th><th scope=\"col\">growth</th></tr></thead>");
    html_add(html, "<tbody>");
    figure_row(html, "live", "in use (live)", base->live_bytes, later->live_bytes, human_bytes,
               human_growth);
    figure_row(html, "free", "reclaimable", base->reclaimable_bytes, later->reclaimable_bytes,
               human_bytes, human_growth);
    figure_row(html, "slack", "slack", base->slack_bytes, later->slack_bytes, human_bytes,
               human_growth);
    figure_row(html, "count", "elements", base->elements, later->elements, human_count,
               human_count_growth);
    figure_row(html, "size", "size of one", base->element_bytes, later->element_bytes, human_bytes,
               human_growth);
    html_add(html, "</tbody></table>");
}

static void write_views(const struct html *html, const struct component *c)
{
    if (c->n_shares == 0)
        return;
    html_add(html, "<p>Inside it, in use: ");
    for (size_t i = 0; i < c->n_shares; i++) {
        const struct zone_share *share = &c->shares[i];
        html_add(html, i > 0 ? ", " : "");
        html_name(html, share->name);
        html_add(html, " ");
        html_amount_text(html, share->later_bytes, human_bytes);
        if (!html->one_capture) {
            html_add(html, " (");
            html_change_text(html, share->growth_bytes, human_growth);
            html_add(html, ")");
        }
    }
    html_add(html, ".</p>");
}

/* Reports of others, by release; the one of the capture's own build is marked. */
static void write_known(const struct html *html, const struct component *c)
{
    struct slice build = html->findings->later.snapshot->machine.os_build;
    const struct known_leak *same = catalogue_leak_on(c->entry, build);
    size_t leaks = 0;
    for (size_t i = 0; i < c->entry->n_known; i++) {
        const struct known_leak *leak = &c->entry->known[i];
        if (!leak->is_leak)
            continue;
        html_add(html, leaks++ == 0 ? "<p>Leaks of it that were reported:</p><ul>" : "");
        if (slice_is(leak->os, "unknown")) {
            html_add(html, "<li>On a release that is not named");
        } else {
            html_add(html, "<li>macOS ");
            html_data(html, leak->os);
        }
        html_add(html, leak == same ? " (<b>this build</b>, " : " (");
        html_text(html, leak->confidence);
        html_add(html, "): ");
        html_text(html, leak->text);
        html_add(html, " [");
        html_text(html, leak->source);
        html_add(html, "]</li>");
    }
    html_add(html, leaks > 0 ? "</ul>" : "");
}

static void write_owners(const struct html *html, const struct component *c)
{
    const struct owners *owners = &html->findings->owners;
    for (size_t i = 0; i < owners->count; i++) {
        const struct owner *owner = &owners->list[i];
        if (!owner_is_tied(owner, c))
            continue;
        text_printf(html->out, "<p>Consistent with the %s ", owner->is_kext ? "kext" : "process");
        html_name(html, owner->name);
        text_printf(html->out, " (%s): ", confidence_name(owner->confidence));
        html_text(html, owner->why);
        html_add(html, ".</p>");
    }
}

static void write_rates(const struct html *html, const struct component *c)
{
    struct slice onset = onset_words(c->onset);
    if (c->percent.known) {
        html_add(html, "<p>Growth: ");
        human_percent(html->out, c->percent.value);
        html_add(html, " of the size before");
    }
    if (c->bytes_per_hour.known) {
        html_add(html, c->percent.known ? "; " : "<p>Growth: ");
        html_change_text(html, c->bytes_per_hour, human_growth);
        html_add(html, " per hour between the captures");
        html_add(html, onset.len > 0 ? ", " : "");
        html_text(html, onset);
    }
    if (c->percent.known || c->bytes_per_hour.known)
        html_add(html, ".</p>");
}

static void write_exact(const struct html *html, struct change bytes, const char *when)
{
    if (!bytes.known)
        return;
    if (bytes.value < 0) {
        human_count_growth(html->out, bytes.value);
    } else {
        human_count(html->out, (uint64_t)bytes.value);
    }
    text_printf(html->out, NO_BREAK_SPACE "bytes%s. ", when);
}

static void write_sources(const struct html *html, const struct component *c)
{
    html_add(html, "<p class=\"note\">");
    write_exact(html, c->base_bytes, " before");
    write_exact(html, c->later_bytes, html->one_capture ? "" : " after");
    struct origin base = c->base != NULL ? c->base->origin : (struct origin){NULL, 0, 0};
    struct origin later = c->later != NULL ? c->later->origin : (struct origin){NULL, 0, 0};
    if (base.report != NULL || later.report != NULL)
        html_add(html, "Read from: ");
    html_lines(html, base, later);
    html_add(html, "</p>");
}

static void write_verdict(const struct html *html, const struct component *c)
{
    if (!html->one_capture && c->why.len > 0) {
        text_printf(html->out, "<p><b>%s</b>: ", verdict_name(c->verdict));
        html_text(html, c->why);
        html_add(html, ".</p>");
    }
    if (c->care.len > 0) {
        html_add(html, "<p><b>care</b>: ");
        html_text(html, c->care);
        html_add(html, ".</p>");
    }
}

void html_detail(const struct html *html, const struct component *c)
{
    html_add(html, "<details><summary>More about ");
    html_component(html, c);
    html_add(html, "</summary>");
    if (c->entry != NULL)
        html_paragraph(html, "p", c->entry->what);
    write_verdict(html, c);
    if (c->renamed_from.len > 0) {
        html_add(html, "<p>In the base it is called ");
        html_name(html, c->renamed_from);
        html_add(html, ".</p>");
    }
    if (c->entry != NULL)
        write_known(html, c);
    write_owners(html, c);
    write_zone(html, c);
    write_views(html, c);
    if (!html->one_capture)
        write_rates(html, c);
    write_sources(html, c);
    html_add(html, "</details>");
}
