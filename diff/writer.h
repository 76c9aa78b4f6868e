/* writer.h: puts together the sentences of the summary and of its details. */
#ifndef SYSDELTA_WRITER_H
#define SYSDELTA_WRITER_H

#include "findings.h"
#include "text.h"

struct writer {
    struct findings *findings;
    struct arena *arena;
    struct text line; /* the sentence so far; empty between sentences */
};

/* Each ends the sentence with a dot and begins anew. */
void writer_end_sentence(struct writer *w); /* of the summary */
void writer_end_detail(struct writer *w);

/* "the zone ipc.ports", "unattributed memory" */
void writer_name(struct writer *w, const struct component *component);

/* "+394 MB, 71.9% of the total growth" */
void writer_share(struct writer *w, const struct component *component);

/* All that details.c has to say; there is a suspect. */
void write_details(struct writer *w);

#endif
