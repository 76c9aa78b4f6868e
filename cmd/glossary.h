/*
 * glossary.h: what the words of a report mean that are no names: kinds of rows, verdicts, columns,
 * confidence.
 */
#ifndef SYSDELTA_GLOSSARY_H
#define SYSDELTA_GLOSSARY_H

#include "slice.h"

struct glossary_entry {
    const char *word;
    const char *kind; /* of word: "verdict" ... */
    const char *meaning;
};

/* The word at that place, from 0; NULL behind the last. */
const struct glossary_entry *glossary_entry(size_t place);

/* In whatever case. NULL: the word is none of them. */
const struct glossary_entry *glossary_find(struct slice word);

#endif
