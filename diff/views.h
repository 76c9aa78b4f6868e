/*
 * views.h: which part of the kernel took the elements of a zone that many share.
 *
 * From 11 on zprint lists views: zone[view], the bytes in use on behalf of one user of the zone. A
 * view is a part of its zone and never added to the account. Development kernels (boot-arg -zt)
 * print such rows in the wired section too. Blanks in a zone's name are dots in the zone table
 * only. Source: Apple's zprint.c of 11 to 15.5; for 26, rows that users published.
 */
#ifndef SYSDELTA_VIEWS_H
#define SYSDELTA_VIEWS_H

#include "findings.h"

/*
 * Sets the views of every zone of findings->joined, the largest growth first (one capture: the
 * largest). Views of zones without a row are left out.
 */
void add_views(struct findings *findings, struct arena *arena);

/* Is it large enough to be worth a word: its growth, or for one capture its size? */
bool share_is_noticed(const struct zone_share *share, bool one_capture);

#endif
