/*
 * progress.h: how far the reading of one or two captures is, as a line on stderr that is drawn over
 * and over, and gone at the end. Only where stderr is a terminal, and the reading takes a while.
 */
#ifndef SYSDELTA_PROGRESS_H
#define SYSDELTA_PROGRESS_H

#include "source.h"
#include "text.h"

struct progress;

enum { PROGRESS_SIDES = 2 };

/* NULL where none is to be shown. Freed by progress_end(). */
struct progress *progress_begin(void);

/*
 * What is to be handed to the reader of that side, 0 or 1, so that its bytes count; NULL where
 * progress is NULL. `name` says what is read, or is NULL; the path's size is asked for here.
 */
const struct source_watcher *progress_of(struct progress *progress, size_t side, const char *name,
                                         const char *path);

/* Wipes the line; NULL is fine. No reader may be at work. */
void progress_end(struct progress *progress);

/* One drawing of the line, for so many bytes read after that time; for tests too. */
struct progress_side {
    const char *name;    /* NULL: not read */
    uint64_t read, size; /* size 0: not known */
};
void progress_line(struct text *out, const struct progress_side sides[PROGRESS_SIDES],
                   uint64_t elapsed_ms);

#endif
