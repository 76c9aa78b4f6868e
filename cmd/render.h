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
    bool force;   /* print what cannot be compared, too */
    bool explain; /* plain words below each row */
};

void render_text(struct text *out, const struct findings *findings,
                 const struct selection *selection, struct text_layout layout);

/* Options as they were given, "--quick", "--limit=file=1GB"; for who reads the report later. */
struct given_options {
    const struct slice *list;
    size_t count;
};

/*
 * Schemas sysdelta.diff/1 and sysdelta.show/1: every component, whatever the text shows. `options`
 * NULL: they are not known.
 */
void render_json(struct text *out, const struct findings *findings,
                 const struct given_options *options);

/*
 * Short enough for an issue tracker: below MARKDOWN_MAX bytes whatever the captures hold, of a
 * selection of at most MARKDOWN_ROWS. What captures cannot be compared in is printed with `force`.
 */
enum { MARKDOWN_ROWS = 10, MARKDOWN_MAX = 10000 };
void render_markdown(struct text *out, const struct findings *findings,
                     const struct selection *selection, bool force);

/* A row for every component, by rank; what a name could be taken for in a spreadsheet is undone. */
void render_csv(struct text *out, const struct findings *findings);

/* Events that a timeline lacks. */
struct left_out {
    size_t untimed;    /* their time or its zone is not known */
    size_t other_boot; /* kexts that are not loaded in the later boot: nothing unloaded them */
};

/* An event a line, in order of time, as Timesketch imports them. */
struct left_out render_timeline(struct text *out, const struct findings *findings,
                                struct arena *arena);

/*
 * One file for a browser, which needs nothing beside it: every component, whatever the text shows.
 * `force`: captures that cannot be compared come with their figures, too.
 */
void render_html(struct text *out, const struct findings *findings, bool force);

#endif
