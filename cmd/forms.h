/* forms.h: the forms that were asked for beside the text on the terminal, each built whole. */
#ifndef SYSDELTA_FORMS_H
#define SYSDELTA_FORMS_H

#include "findings.h"
#include "options.h"
#include "text.h"

struct forms {
    struct text texts[OUTPUT_FORMS]; /* empty: not asked for; each freed by the caller */
};

/*
 * JSON takes as long as the others together; these are built beside it by a thread of their own.
 * Says on stderr what a form has no place for.
 */
struct forms forms_build(const struct findings *findings, const struct options *options,
                         struct arena *arena);

#endif
