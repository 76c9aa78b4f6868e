/*
 * damage_text.h: a report's text with one thing wrong, and which of its lines that concerns.
 *
 * Lines count from 1. The damage takes `removed` lines of the text, from line `first` on, and puts
 * `inserted` others there; all other lines are as they were, so what is read from them must be, too.
 */
#ifndef SYSDELTA_DAMAGE_TEXT_H
#define SYSDELTA_DAMAGE_TEXT_H

#include "slice.h"

enum damage_kind {
    DAMAGE_CUT,    /* the text ends early */
    DAMAGE_BYTE,   /* bytes of one line are others, none of them a line feed */
    DAMAGE_FIGURE, /* a figure of one line is another */
    DAMAGE_BLANK,  /* blanks stand where a cell stood */
    DAMAGE_BEYOND, /* a figure of one line is more than 64 bits hold */
    DAMAGE_DROP,   /* whole lines are missing */
    DAMAGE_DOUBLE, /* whole lines stand there twice, or are new */
    DAMAGE_SWAP,   /* whole lines stand in the opposite order */
    DAMAGE_JOIN,   /* a line feed is missing */
    DAMAGE_SPLIT,  /* a line feed is new */
};

struct damaged {
    char *bytes; /* freed with damaged_free() */
    size_t len;
    enum damage_kind kind;
    size_t first, removed, inserted;
    bool throughout; /* the damage is in every line: that it is told excuses no wrong figure */
};

/* The text with `len` bytes from `at` on replaced. */
struct damaged damage_replace(enum damage_kind kind, struct slice text, size_t at, size_t len,
                              struct slice with);
void damaged_free(struct damaged *damaged);

struct slice damaged_text(const struct damaged *damaged);

/* The line of the text that this line of the damaged one is; 0 where the damage made it. */
size_t damage_original_line(const struct damaged *damaged, size_t line);

/* Is any of the text's lines from `from` to `to` gone or changed? */
bool damage_touches(const struct damaged *damaged, size_t from, size_t to);

/* Where lines start; starts[count] is the end of the text. */
struct line_starts {
    size_t *starts;
    size_t count;
};

struct line_starts line_starts_of(struct slice text);
void line_starts_free(struct line_starts *lines);

/* Line `line` with its line feed, from 0. */
struct slice line_at(struct slice text, const struct line_starts *lines, size_t line);

#endif
