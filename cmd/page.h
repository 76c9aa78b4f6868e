/*
 * page.h: the parts of the report for a terminal, which render_text.c puts in order, and what these
 * are made of. A part appends to the page, and knows nothing of the parts round it.
 */
#ifndef SYSDELTA_PAGE_H
#define SYSDELTA_PAGE_H

#include "render.h"
#include "table.h"

struct page {
    struct text *out;
    const struct findings *findings;
    const struct selection *selection;
    struct text_layout layout;
    bool one_capture;
    uint64_t longest_bytes; /* page_longest(): the row whose bar fills its column */
};

/* page_words.c: text handed to it is escaped already, but for page_sentence() */

void page_add(const struct page *page, const char *text);
size_t page_text_width(const struct page *page); /* of sentences: also where nothing limits it */
void page_heading(const struct page *page, const char *title);

/* Words broken at blanks to the page's width; later lines hang below the first, behind `first`. */
void page_wrapped(const struct page *page, const char *first, struct slice text);
void page_item(const struct page *page, struct slice text); /* of a list: behind a dash */
void page_sentence(const struct page *page, const char *first, struct slice untrusted);

/* The name of a component, escaped, with the kmod id of a kext that has no name. */
void page_component_name(struct text *out, const struct component *component);

/* Names in one paragraph; past the first dozen they are only counted. Begins as {.count = 0}. */
struct name_list {
    struct text line;
    size_t count;
};

bool page_next_name(struct name_list *list); /* false: one too many, the caller leaves it out */
void page_end_names(struct name_list *list); /* says how many were left out */
void page_names(const struct page *page, struct name_list *list); /* ends, prints and frees it */

/* page_cells.c: "-" where a figure is not known, "~" before an estimate */

void page_size_cell(struct table *table, struct change bytes, bool estimated);
void page_growth_cell(struct table *table, struct change bytes);
void page_count_growth_cell(struct table *table, struct change count);
void page_share_cell(struct table *table, struct change share);
void page_percent_cell(struct table *table, struct change tenths);
void page_amount_cell(struct table *table, struct amount bytes);
void page_count_cell(struct table *table, struct amount count);
void page_pid_cell(struct table *table, struct amount pid); /* blank where it is not known */
void page_table(const struct page *page, const struct table *table); /* below a blank line */

/* page_head.c */
void page_headline(const struct page *page);
void page_captures(const struct page *page);

/* page_ranking.c */

/* The largest growth, up or down (one capture: size), of the rows that are shown. */
uint64_t page_longest(const struct page *page);
void page_suspects(const struct page *page); /* where they do not lead the ranking */
void page_ranking(const struct page *page);  /* the components, or their account */

/* page_rows.c */

/* Why the row is marked with a star; empty: it is not. Rows that hardly changed need no mark. */
struct slice page_care(const struct component *component);
void page_care_notes(const struct page *page); /* the rows with a star, by what is doubtful */
void page_glossary(const struct page *page);   /* what the rows are */
void page_views(const struct page *page);      /* what is inside the zones */

/* page_costs.c */
void page_costs(const struct page *page);     /* two captures: what processes account for */
void page_processes(const struct page *page); /* one capture: every process */

/* page_vm.c */
void page_vm(const struct page *page);

/* page_kexts.c */
void page_kexts(const struct page *page); /* one capture: every loaded kext */
void page_kext_changes(const struct page *page, enum kext_change_kind kind, const char *title);
void page_foreign_kexts(const struct page *page); /* one capture: those that Apple did not make */

/* page_changes.c */
void page_changes(const struct page *page);  /* two captures: what else changed */
void page_contents(const struct page *page); /* one capture: how much is in it */

/* page_notes.c */
void page_notes(const struct page *page);

#endif
