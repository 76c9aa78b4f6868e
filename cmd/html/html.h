/*
 * html.h: the parts of the report as a page for a browser, which html_page.c puts in order, and
 * what these are made of. A part appends to the page, and knows nothing of the parts round it.
 *
 * The markup is well-formed as XML too, without style attributes: the page's policy for content
 * allows the one style sheet and the one script that it carries, and nothing else.
 */
#ifndef SYSDELTA_HTML_H
#define SYSDELTA_HTML_H

#include "findings.h"
#include "text.h"

struct html {
    struct text *out;
    const struct findings *findings;
    bool one_capture;
};

/* html_words.c */

void html_add(const struct html *html, const char *markup);      /* ours, as it is */
void html_data(const struct html *html, struct slice untrusted); /* as text or attribute */

/* Words: no line ends between a figure and its unit. */
#define NO_BREAK_SPACE "\xC2\xA0"
void html_text(const struct html *html, struct slice untrusted);

void html_name(const struct html *html, struct slice untrusted); /* kept apart from its line */
void html_component(const struct html *html, const struct component *component);
void html_paragraph(const struct html *html, const char *tag, struct slice sentence);
void html_section(const struct html *html, const char *id, const char *title);
void html_end_section(const struct html *html);

/* Figures as people read them; "-" where one is not known. */
typedef void human_signed(struct text *out, int64_t value);
typedef void human_unsigned(struct text *out, uint64_t value);

void html_change(const struct html *html, struct change change, human_signed *human);
void html_amount(const struct html *html, struct amount amount, human_unsigned *human);

/* The same amid words, where a line may end. */
void html_change_text(const struct html *html, struct change change, human_signed *human);
void html_amount_text(const struct html *html, struct amount amount, human_unsigned *human);

/* part of whole as a length in SVG: "12.345%"; never more than 100% */
void html_length(const struct html *html, uint64_t part, uint64_t whole);

/* html_table.c: cells of figures hold the figure itself as data-v, for the script to sort by */

struct html_column {
    const char *title;
    bool figures;
};

/*
 * `limit` rows are shown at first, and a button for the rest, where the script runs; 0: all. With
 * `units` each row of the table is a body of its own, so that it may have a second line.
 */
void html_table(const struct html *html, const char *id, const char *title,
                const struct html_column *columns, size_t n_columns, size_t limit, bool units);
void html_end_table(const struct html *html);
void html_cell(const struct html *html, const char *text);
void html_change_cell(const struct html *html, struct change change, human_signed *human);
void html_amount_cell(const struct html *html, struct amount amount, human_unsigned *human);
void html_id_cell(const struct html *html, struct amount id); /* a pid is no count: no commas */
void html_row_name(const struct html *html, struct slice untrusted); /* begins a row */

/*
 * html_lines.c: "zprint.txt:57 → 58", "zprint.txt:57 in both"; of no report: nothing. What is
 * counted for a process comes out of many lines, which stand folded.
 */
void html_lines(const struct html *html, struct origin base, struct origin later);
void html_line(const struct html *html, struct origin origin); /* of a report */
void html_lines_cell(const struct html *html, struct origin base, struct origin later);
void html_process_lines_cell(const struct html *html, const struct process *process);

/* html_verdict.c */
void html_verdict(const struct html *html); /* the head of the page */
void html_owners(const struct html *html);
void html_more(const struct html *html); /* details, in sentences */

/* html_captures.c */
void html_captures(const struct html *html);

/* html_totals.c */
void html_totals(const struct html *html);    /* by kind */
void html_waterfall(const struct html *html); /* two captures: from total to total */

/* html_treemap.c */
void html_treemaps(const struct html *html);

/* html_ranking.c */
void html_ranking(const struct html *html);

/* html_detail.c */
void html_detail(const struct html *html, const struct component *component); /* of the ranking */

/* html_holders.c */
void html_processes(const struct html *html);
void html_kexts(const struct html *html);

/* html_memory.c */
void html_memory(const struct html *html); /* figures of the VM system */
void html_classes(
    const struct html *html); /* two captures: what is told of several zones at once */

/* html_changes.c */
void html_changes(const struct html *html); /* two captures */

/* html_method.c */
void html_doubts(
    const struct html *html); /* may it be compared, what is missing, what is doubtful */
void html_reports(const struct html *html);
void html_method(const struct html *html);

#endif
