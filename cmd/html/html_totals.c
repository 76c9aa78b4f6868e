/* html_totals.c: the total by kind on each side, and the way from one total to the other. */
#include <inttypes.h>

#include "html.h"
#include "human.h"

static uint64_t above_zero(int64_t bytes)
{
    return bytes > 0 ? (uint64_t)bytes : 0;
}

static void write_part(const struct html *html, const char *class, const char *name,
                       struct change bytes, uint64_t whole, uint64_t *at)
{
    uint64_t length = bytes.known ? above_zero(bytes.value) : 0;
    if (!bytes.known)
        return;
    text_printf(html->out, "<rect class=\"k-%s\" height=\"28\" x=\"", class);
    html_length(html, *at, whole);
    html_add(html, "\" width=\"");
    html_length(html, length, whole);
    text_printf(html->out, "\"><title>%s ", name);
    human_signed_bytes(html->out, bytes.value);
    html_add(html, "</title></rect>");
    if (!number_add(*at, length, at))
        *at = whole;
}

/* Bars begin where the one before them ended; what is below 0 has none. */
static void write_stack(const struct html *html, const char *side, bool later, struct amount total,
                        uint64_t whole)
{
    const struct breakdown *parts = &html->findings->breakdown;
    const struct not_compared *lone = &html->findings->joined.not_compared;
    uint64_t at = 0;
    text_printf(html->out,
                "<div class=\"stack\"><span>%s</span><svg width=\"100%%\" height=\"28\" "
                "role=\"img\" aria-labelledby=\"stack-%s\"><title id=\"stack-%s\">wired memory by "
                "kind, %s: the table below has the figures</title>",
                side, side, side, side);
    for (size_t i = 0; i < parts->n_kinds; i++) {
        const struct kind_sum *sum = &parts->kinds[i];
        write_part(html, component_kind_name(sum->kind), component_kind_name(sum->kind),
                   later ? sum->later_bytes : sum->base_bytes, whole, &at);
    }
    write_part(html, "not-compared", "not compared", later ? lone->later_bytes : lone->base_bytes,
               whole, &at);
    html_add(html, "</svg><span class=\"v\">");
    html_amount_text(html, total, human_bytes);
    html_add(html, "</span></div>\n");
}

/* Both bars have one scale: that of the longer one. */
static uint64_t longest(const struct breakdown *parts, const struct not_compared *lone)
{
    uint64_t base = above_zero(lone->base_bytes.value);
    uint64_t later = above_zero(lone->later_bytes.value);
    for (size_t i = 0; i < parts->n_kinds; i++) {
        if (!number_add(base, above_zero(parts->kinds[i].base_bytes.value), &base) ||
            !number_add(later, above_zero(parts->kinds[i].later_bytes.value), &later))
            return UINT64_MAX;
    }
    return base > later ? base : later;
}

static void write_kind(const struct html *html, const char *class, const char *name,
                       const struct kind_sum *sum)
{
    text_printf(html->out,
                "<tr><th scope=\"row\"><svg class=\"key\" width=\"12\" height=\"12\" "
                "aria-hidden=\"true\"><rect class=\"k-%s\" width=\"12\" height=\"12\"/></svg> "
                "%s</th>",
                class, name);
    html_amount_cell(html, amount_of(sum->components), human_count);
    if (!html->one_capture)
        html_change_cell(html, sum->base_bytes, human_signed_bytes);
    html_change_cell(html, sum->later_bytes, human_signed_bytes);
    if (!html->one_capture)
        html_change_cell(html, sum->growth_bytes, human_growth);
    html_add(html, "</tr>\n");
}

static void write_kinds(const struct html *html)
{
    const struct breakdown *parts = &html->findings->breakdown;
    const struct not_compared *lone = &html->findings->joined.not_compared;
    struct kind_sum sum = {.components = lone->rows,
                           .base_bytes = lone->base_bytes,
                           .later_bytes = lone->later_bytes,
                           .growth_bytes = lone->growth_bytes};
    for (size_t i = 0; i < parts->n_kinds; i++) {
        const char *name = component_kind_name(parts->kinds[i].kind);
        write_kind(html, name, name, &parts->kinds[i]);
    }
    if (lone->rows > 0 || lone->rest)
        write_kind(html, "not-compared", "not compared", &sum);
}

static void write_total(const struct html *html)
{
    const struct joined *joined = &html->findings->joined;
    html_add(html, "<tfoot><tr><th scope=\"row\">total</th><td data-v=\"\"></td>");
    if (!html->one_capture)
        html_amount_cell(html, joined->base_wired.bytes, human_bytes);
    html_amount_cell(html, joined->later_wired.bytes, human_bytes);
    if (!html->one_capture)
        html_change_cell(html, joined->growth_bytes, human_growth);
    html_add(html, "</tr></tfoot>");
}

void html_totals(const struct html *html)
{
    static const struct html_column two[] = {
        {"kind", false}, {"rows", true}, {"before", true}, {"after", true}, {"growth", true}};
    static const struct html_column one[] = {{"kind", false}, {"rows", true}, {"wired", true}};
    const struct findings *findings = html->findings;
    const struct breakdown *parts = &findings->breakdown;
    uint64_t whole = longest(parts, &findings->joined.not_compared);
    if (parts->n_kinds == 0)
        return;
    html_section(html, "total", "Total by kind");
    if (!html->one_capture)
        write_stack(html, "base", false, findings->joined.base_wired.bytes, whole);
    write_stack(html, html->one_capture ? "wired" : "later", true,
                findings->joined.later_wired.bytes, whole);
    html_table(html, "kinds", "Wired memory by kind", html->one_capture ? one : two,
               html->one_capture ? 3 : 5, 0, false);
    write_kinds(html);
    html_add(html, "</tbody>");
    write_total(html);
    html_end_table(html);
    html_add(html, "<p class=\"note\">zone: the zone allocator. tag: VM_KERN_MEMORY rows. kext: "
                   "whole pages that a kext took. site: named allocations. reserved: taken by "
                   "firmware and early boot. unattributed: in no row of the reports.");
    if (findings->joined.not_compared.growth_bytes.known)
        html_add(html, " not compared: rows of one side that nothing of the other can be set "
                       "against; their growth is what the total grew by beyond all the rest.");
    html_add(html, "</p>\n");
    html_end_section(html);
}

struct axis {
    int64_t low;
    uint64_t length;
};

/* right - left, which may be more than a signed figure holds */
static uint64_t distance(int64_t left, int64_t right)
{
    return (uint64_t)right - (uint64_t)left;
}

/* The axis begins at 0 unless the steps would be too short to be seen on it. */
static struct axis axis_of(const struct breakdown *parts)
{
    int64_t low = parts->steps[0].from_bytes;
    int64_t high = low;
    for (size_t i = 0; i < parts->n_steps; i++) {
        int64_t to = parts->steps[i].to_bytes;
        low = to < low ? to : low;
        high = to > high ? to : high;
    }
    uint64_t steps = distance(low, high);
    if (low > 0)
        low = steps >= (uint64_t)high / 3 ? 0 : low - (int64_t)(steps / 5);
    return (struct axis){low, distance(low, high)};
}

static void write_bar(const struct html *html, struct axis axis, int64_t from, int64_t to,
                      const char *class)
{
    int64_t left = from < to ? from : to;
    int64_t right = from < to ? to : from;
    html_add(html, "<td class=\"bar\"><svg width=\"100%\" height=\"14\" aria-hidden=\"true\">"
                   "<rect height=\"14\" x=\"");
    html_length(html, distance(axis.low, left), axis.length);
    html_add(html, "\" width=\"");
    html_length(html, distance(left, right), axis.length);
    text_printf(html->out, "\" class=\"%s\"/></svg></td>", class);
}

static void write_step(const struct html *html, const struct step *step, struct axis axis)
{
    int64_t growth = step->to_bytes - step->from_bytes;
    html_add(html, "<tr><th scope=\"row\">");
    if (step->component != NULL) {
        html_component(html, step->component);
    } else if (step->not_compared) {
        html_add(html, "not compared");
    } else {
        human_count(html->out, step->components);
        html_add(html, step->components == 1 ? " other" : " others");
    }
    html_add(html, "</th>");
    html_change_cell(html, (struct change){growth, true}, human_growth);
    write_bar(html, axis, step->from_bytes, step->to_bytes, growth < 0 ? "down" : "up");
    html_change_cell(html, (struct change){step->to_bytes, true}, human_signed_bytes);
    html_add(html, "</tr>\n");
}

static void write_end(const struct html *html, const char *name, int64_t bytes, struct axis axis)
{
    text_printf(html->out, "<tr class=\"end\"><th scope=\"row\">%s</th><td data-v=\"\"></td>",
                name);
    write_bar(html, axis, axis.low, bytes, "level");
    html_change_cell(html, (struct change){bytes, true}, human_signed_bytes);
    html_add(html, "</tr>\n");
}

void html_waterfall(const struct html *html)
{
    static const struct html_column columns[] = {
        {"step", false}, {"growth", true}, {"from base to later", false}, {"reached", true}};
    const struct findings *findings = html->findings;
    const struct breakdown *parts = &findings->breakdown;
    if (parts->n_steps == 0)
        return;
    struct axis axis = axis_of(parts);
    html_section(html, "steps", "From base to later");
    html_table(html, "waterfall", "From the base's total to the later one", columns, 4, 0, false);
    write_end(html, "base", parts->steps[0].from_bytes, axis);
    for (size_t i = 0; i < parts->n_steps; i++)
        write_step(html, &parts->steps[i], axis);
    write_end(html, "later", parts->steps[parts->n_steps - 1].to_bytes, axis);
    html_add(html, "</tbody>");
    html_end_table(html);
    if (axis.low > 0) {
        html_add(html, "<p class=\"note\">The bars do not begin at 0, but at ");
        html_change_text(html, (struct change){axis.low, true}, human_signed_bytes);
        html_add(html, ".</p>\n");
    }
    html_end_section(html);
}
