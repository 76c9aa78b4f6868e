/* quick_manifest.h: what a quick capture says of itself, as text; parsers/manifest.c reads it. */
#ifndef SYSDELTA_QUICK_MANIFEST_H
#define SYSDELTA_QUICK_MANIFEST_H

#include "quick.h"

void manifest_text(struct text *out, const struct quick *quick,
                   const struct quick_options *options);

#endif
