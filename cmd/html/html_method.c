/* html_method.c: what is missing or doubtful, what was read, and how figures came about. */
#include <inttypes.h>

#include "html.h"
#include "human.h"
#include "report.h"
#include "warnings.h"

static void write_comparable(const struct html *html)
{
    static const char *const verdicts[] = {
        [COMPARABLE_YES] = "The captures can be compared.",
        [COMPARABLE_WITH_CARE] = "The captures can be compared, with care.",
        [COMPARABLE_NO] = "The captures cannot be compared.",
    };
    const struct comparable *comparable = &html->findings->comparable;
    if (!html->one_capture)
        text_printf(html->out, "<p>%s</p>\n", verdicts[comparable->verdict]);
    html_add(html, comparable->n_reasons > 0 ? "<ul>" : "");
    for (size_t i = 0; i < comparable->n_reasons; i++)
        html_paragraph(html, "li", comparable->reasons[i].message);
    html_add(html, comparable->n_reasons > 0 ? "</ul>\n" : "");
}

static bool is_reason(const struct findings *findings, const struct finding_warning *warning)
{
    for (size_t i = 0; i < findings->comparable.n_reasons; i++) {
        if (warning->side == NULL &&
            slice_equal(findings->comparable.reasons[i].message, warning->text))
            return true;
    }
    return false;
}

static void write_warning(const struct html *html, const struct finding_warning *warning, bool both)
{
    html_add(html, "<li>");
    if (warning->side != NULL && !html->one_capture)
        text_printf(html->out, "%s: ", both ? "both" : warning->side);
    if (warning->member.len > 0) {
        html_name(html, warning_member(html->findings, warning));
        if (warning->line > 0)
            text_printf(html->out, ":%" PRIu64, warning->line);
        html_add(html, ": ");
    }
    html_text(html, warning->text);
    html_add(html, "</li>\n");
}

void html_doubts(const struct html *html)
{
    const struct findings *findings = html->findings;
    size_t count = 0;
    html_section(html, "doubts", "Missing or doubtful");
    write_comparable(html);
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        const struct finding_warning *twin = warning_twin(findings, warning);
        if (is_reason(findings, warning) || (twin != NULL && twin < warning))
            continue;
        html_add(html, count++ == 0 ? "<ul>" : "");
        write_warning(html, warning, twin != NULL);
    }
    html_add(html, count > 0 ? "</ul>\n" : "<p>Nothing else was found wanting.</p>\n");
    html_end_section(html);
}

static void report_row(const struct html *html, const char *side, const struct report *report)
{
    static const char *const statuses[] = {
        [REPORT_MISSING] = "missing", [REPORT_OK] = "whole",
        [REPORT_PARTIAL] = "partial", [REPORT_EMPTY] = "empty",
        [REPORT_REFUSED] = "refused", [REPORT_NOT_UNDERSTOOD] = "not understood",
    };
    bool there = report->status != REPORT_MISSING;
    text_printf(html->out, "<tr><th scope=\"row\">%s</th>", report->kind->name);
    if (!html->one_capture)
        html_cell(html, side);
    text_printf(html->out, "<td class=\"r-%s\">%s", there ? "there" : "missing",
                statuses[report->status]);
    if (report->reason.len > 0) {
        html_add(html, ": ");
        html_text(html, report->reason);
    }
    html_add(html, "</td>");
    html_amount_cell(html, (struct amount){report->rows, there}, human_count);
    html_amount_cell(html, (struct amount){report->not_understood, there}, human_count);
    html_amount_cell(html, (struct amount){report->bytes, there}, human_bytes);
    html_add(html, "<td>");
    html_name(html, slice_base_name(report->member));
    html_add(html, "</td><td class=\"hash\">");
    html_data(html, report->sha256);
    html_add(html, "</td></tr>\n");
}

static void report_rows(const struct html *html, const char *side, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        /* No capture but sysdelta's own has one: there is nothing to miss. */
        bool absent = report->status == REPORT_MISSING;
        if (!absent || !slice_is(slice_of(report->kind->name), "manifest"))
            report_row(html, side, report);
    }
}

static void identity_rows(const struct html *html, const char *side, const struct account *account)
{
    for (size_t i = 0; i < account->n_identities; i++) {
        const struct identity *identity = &account->identities[i];
        html_row_name(html, slice_of(identity->meaning));
        if (!html->one_capture)
            html_cell(html, side);
        html_amount_cell(html, amount_of(identity->left_bytes), human_bytes);
        html_amount_cell(html, amount_of(identity->right_bytes), human_bytes);
        html_amount_cell(html, amount_of(identity->tolerance_bytes), human_bytes);
        html_cell(html, identity->holds ? "holds" : "does not hold");
        html_add(html, "</tr>\n");
    }
}

static void write_identities(const struct html *html)
{
    static const struct html_column columns[] = {
        {"check", false}, {"side", false},         {"left", true},
        {"right", true},  {"may differ by", true}, {"result", false},
    };
    const struct findings *findings = html->findings;
    struct html_column one[] = {columns[0], columns[2], columns[3], columns[4], columns[5]};
    if (findings->base.account.n_identities + findings->later.account.n_identities == 0)
        return;
    html_table(html, "checks", "Figures that ought to be equal", html->one_capture ? one : columns,
               html->one_capture ? 5 : 6, 0, false);
    if (!html->one_capture)
        identity_rows(html, "base", &findings->base.account);
    identity_rows(html, "later", &findings->later.account);
    html_add(html, "</tbody>");
    html_end_table(html);
}

void html_reports(const struct html *html)
{
    static const struct html_column columns[] = {
        {"report", false},        {"side", false}, {"state", false}, {"rows", true},
        {"not understood", true}, {"size", true},  {"file", false},  {"SHA-256", false},
    };
    struct html_column one[] = {columns[0], columns[2], columns[3], columns[4],
                                columns[5], columns[6], columns[7]};
    html_section(html, "reports", "What was read");
    html_table(html, "report-rows", "Reports", html->one_capture ? one : columns,
               html->one_capture ? 7 : 8, 0, false);
    if (!html->one_capture)
        report_rows(html, "base", html->findings->base.snapshot);
    report_rows(html, "later", html->findings->later.snapshot);
    html_add(html, "</tbody>");
    html_end_table(html);
    write_identities(html);
    html_end_section(html);
}

static void write_source(const struct html *html, const char *side, const struct account *account)
{
    if (!account->wired.bytes.known) {
        text_printf(html->out, "<p>%s: no report tells the total of wired memory.</p>\n", side);
        return;
    }
    text_printf(html->out, "<p>%s: the total is %s", side,
                wired_source_name(account->wired_source));
    if (account->wired.step > 1) {
        html_add(html, ", rounded to ");
        html_amount_text(html, amount_of(account->wired.step), human_bytes);
    }
    html_add(html, account->zones_estimated
                       ? "; sizes of zones are estimated by their elements, as zprint hid them.</p>"
                         "\n"
                       : ".</p>\n");
}

void html_method(const struct html *html)
{
    const struct findings *findings = html->findings;
    html_section(html, "method", "Method");
    html_add(html, "<p>Every byte of wired memory is in one row: zones, what zprint lists beside "
                   "them (tags, kexts, sites, reserved), and unattributed, which is what the total "
                   "has beyond these rows.");
    if (!html->one_capture)
        html_add(html,
                 " The growth of all rows, with that of what is not compared as one sum, adds "
                 "up to the growth of the total, to the byte. "
                 "Order is judged by uptime. A verdict stands on the figures named with it, "
                 "and is never proof.");
    html_add(html, "</p>\n");
    if (!html->one_capture)
        write_source(html, "Base", &findings->base.account);
    write_source(html, html->one_capture ? "This capture" : "Later", &findings->later.account);
    html_add(html, "<p>KB, MB, GB are powers of 1024. zprint rounds sizes down to 1" NO_BREAK_SPACE
                   "KB, so a row may be up to 1,023" NO_BREAK_SPACE "bytes too small.</p>\n");
    html_end_section(html);
}
