/*
 * suggest.h: what a misspelt word was meant to be, out of the words that are known: the nearest by
 * letters that are missing, too many, other ones or swapped with the next.
 */
#ifndef SYSDELTA_SUGGEST_H
#define SYSDELTA_SUGGEST_H

#include "slice.h"

struct suggestion {
    struct slice word;    /* as given; set by the caller, the rest to zero */
    struct slice nearest; /* the first of the nearest; empty: none is near enough */
    size_t distance; /* 1 for whatever begins with the word */
    size_t left_out; /* letters beyond the first that it has more, where it begins with the word */
};

/* Takes a known word into account. It has to outlive the suggestion. */
void suggestion_offer(struct suggestion *suggestion, struct slice known);

#endif
