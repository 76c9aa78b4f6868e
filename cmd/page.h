/*
 * page.h: the parts of the terminal report: what all of them are given, and who prints which.
 *
 * render_text.c prints the words round the tables, page_tables.c the tables.
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
};

/* The name of a component, escaped, with the kmod id of a kext that has no name. */
void page_component_name(struct text *out, const struct component *component);

/* Why the row is marked with a star; empty: it is not. Rows that hardly changed need no mark. */
struct slice page_care(const struct component *component);

/* A growth, a signed size or an amount as a cell; "-" where it is not known, "~" before an
 * estimate. */
void page_growth_cell(struct table *table, struct change bytes);
void page_size_cell(struct table *table, struct change bytes, bool estimated);
void page_amount_cell(struct table *table, struct amount bytes);
void page_count_cell(struct table *table, struct amount count);

void page_suspects(const struct page *page);  /* where they do not lead the ranking */
void page_ranking(const struct page *page);   /* the components, or their account */
void page_costs(const struct page *page);     /* two captures: what processes account for */
void page_vm(const struct page *page);        /* the figures of the VM system */
void page_kexts(const struct page *page);     /* one capture: every loaded kext */
void page_processes(const struct page *page); /* one capture: every process */

#endif
