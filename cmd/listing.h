/* listing.h: the snapshots of a library as text and as JSON (sysdelta.list/1). */
#ifndef SYSDELTA_LISTING_H
#define SYSDELTA_LISTING_H

#include "library.h"
#include "text.h"

void page_list(struct text *out, const struct library_entry *const *entries, size_t count,
               size_t width, bool color);
void json_list(struct text *out, const struct library_entry *const *entries, size_t count);

#endif
