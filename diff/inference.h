/*
 * inference.h: what a name tells of itself, for names that the catalogue has no entry of.
 *
 * Source of the naming: xnu osfmk/kern/kalloc.c, osfmk/kern/zalloc.c and osfmk/vm/vm_resident.c of
 * 10.7 to 15.5, Apple's zprint.c.
 */
#ifndef SYSDELTA_INFERENCE_H
#define SYSDELTA_INFERENCE_H

#include "text.h"

/* The parts of `zone[view]`: how much of that zone one user took. False for other names. */
bool split_view(struct slice name, struct slice *ret_zone, struct slice *ret_view);

/*
 * Sentences on the size class, the kind of blocks, the tag's names over the releases: whatever the
 * name gives away. Nothing and false where that is nothing.
 */
bool infer_name(struct slice name, struct text *out);

/* What an unknown name may be at all, by its form. One sentence; empty: the form says nothing. */
struct slice guess_kind(struct slice name);

#endif
