/*
 * text.h: output under construction.
 *
 * Renderers append to a struct text; only commands write it out. Zero-initialised it is empty.
 * Running out of memory is remembered and reported when the text is written.
 */
#ifndef SYSDELTA_TEXT_H
#define SYSDELTA_TEXT_H

#include <stdio.h>

#include "slice.h"

struct text {
    char *bytes;
    size_t len;
    size_t room;
    bool failed;
};

void text_free(struct text *text);
void text_add(struct text *text, struct slice bytes);
void text_repeat(struct text *text, char byte, size_t count);

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void text_printf(struct text *text, const char *format, ...);

struct slice text_slice(const struct text *text);

/* False when the text could not be built or not be written to its end; errno says why. */
bool text_write(const struct text *text, FILE *file);

#endif
