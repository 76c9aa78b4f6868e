/* words.h: plain words on lines of a width. */
#ifndef SYSDELTA_WORDS_H
#define SYSDELTA_WORDS_H

#include "text.h"

/*
 * The text, which is escaped already, broken at blanks to lines of at most `width` cells where words
 * allow. `first` stands in front of it; its later lines hang below its first word. Ends with a line
 * feed.
 */
void words_wrapped(struct text *out, const char *first, struct slice text, size_t width);

/* The same behind `indent` blanks. */
void words_indented(struct text *out, size_t indent, struct slice text, size_t width);

#endif
