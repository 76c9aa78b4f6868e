/*
 * text.h: text under construction.
 *
 * Zero-initialised it is empty. Running out of memory ends the program (heap.h). Whoever cannot
 * write what he has to sets `failed`, for whoever uses the text in the end.
 */
#ifndef SYSDELTA_TEXT_H
#define SYSDELTA_TEXT_H

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

#endif
