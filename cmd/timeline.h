/*
 * timeline.h: events with their times, brought into order.
 *
 * A time stands as microseconds since 1970 in UTC and as printed on the Mac's clock. Where only an
 * interval is known, `not_before` and `not_after` say so, and the event stands at the one of them
 * that its maker chose.
 */
#ifndef SYSDELTA_TIMELINE_H
#define SYSDELTA_TIMELINE_H

#include <jansson.h>

#include "arena.h"
#include "snapshot.h"
#include "text.h"

struct timeline_event {
    struct moment at;
    struct moment not_before, not_after; /* unknown: `at` is all there is to say */
    const char *meaning;                 /* of the time: "Capture Taken" */
    const char *side;                    /* "base", "later"; NULL: of both */
    struct slice message;                /* untrusted */
    json_t *fields;                      /* more of them; taken over; may be NULL */
};

struct timeline {
    struct arena *arena;
    struct timed_event *events;
    size_t count;
    size_t left_out; /* the time or its zone was not known */
};

void timeline_add(struct timeline *timeline, struct timeline_event event);

/* A line each, by time; those of one moment as they were added. Frees the fields. */
void timeline_print(struct text *out, struct timeline *timeline);

#endif
