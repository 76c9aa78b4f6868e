/*
 * render.h: one findings model, several formats.
 *
 * A renderer appends to a text and does nothing else: it never ranks, adds up, judges or opens a
 * file. Findings on one capture (base.snapshot NULL) come out as `show`, on two as `diff`.
 */
#ifndef SYSDELTA_RENDER_H
#define SYSDELTA_RENDER_H

#include "findings.h"
#include "text.h"

struct text_layout {
    size_t width; /* 0: as wide as it gets */
    bool color;
    bool force; /* print what cannot be compared, too */
};

void render_text(struct text *out, const struct findings *findings,
                 const struct selection *selection, struct text_layout layout);

/* Schemas sysdelta.diff/1 and sysdelta.show/1: every component, whatever the text shows. */
void render_json(struct text *out, const struct findings *findings);

/*
 * One file for a browser, which needs nothing beside it: every component, whatever the text shows.
 * `force`: captures that cannot be compared come with their figures, too.
 */
void render_html(struct text *out, const struct findings *findings, bool force);

#endif
