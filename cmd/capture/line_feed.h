/* line_feed.h: cuts what a program prints into lines, for whoever takes them one by one. */
#ifndef SYSDELTA_LINE_FEED_H
#define SYSDELTA_LINE_FEED_H

#include "error.h"
#include "slice.h"

enum { FEED_LINE_MAX = 4096 };

/* Set take and context; the rest starts as zeros. */
struct line_feed {
    /* A line without its end; of one longer than FEED_LINE_MAX its first bytes. */
    bool (*take)(void *context, struct slice line, struct error *error);
    void *context;
    char line[FEED_LINE_MAX];
    size_t len;
};

/* As a child_sink, with the feed for context. Lines end with LF or CR; empty ones are left out. */
bool line_feed_take(void *context, struct slice bytes, struct error *error);

/* Hands on a last line without an end. */
bool line_feed_end(struct line_feed *feed, struct error *error);

#endif
