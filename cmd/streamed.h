/*
 * streamed.h: text that is too much to be held, written piece by piece to where an option asks for:
 * standard output, a device or a pipe, or a file that is there whole or not at all.
 */
#ifndef SYSDELTA_STREAMED_H
#define SYSDELTA_STREAMED_H

#include "error.h"
#include "text.h"

struct streamed;

/* NULL with *error set where it cannot be opened. Ends with streamed_end(). */
struct streamed *streamed_open(const char *path, struct error *error);

/* What is appended to it is written now and then: behind each piece streamed_flush() sees to it. */
struct text *streamed_text(struct streamed *streamed);
bool streamed_flush(struct streamed *streamed, struct error *error);

/*
 * Writes the rest, where `whole`, and frees. A file that is not whole is not left behind. False with
 * *error set where something could not be written. NULL is fine.
 */
bool streamed_end(struct streamed *streamed, bool whole, struct error *error);

#endif
