#include "timeline.h"

#include <stdlib.h>

#include "calendar.h"
#include "json.h"

enum { MICROSECONDS = 1000000 };

struct timed_event {
    int64_t seconds;
    size_t place; /* among those that were added: qsort() keeps no order of its own */
    struct timeline_event event;
};

/* ISO 8601 wants a zone here: without it the moment could be anywhere within a day. */
static bool has_time(struct moment moment)
{
    return moment.known && moment.zone_known && calendar_is_valid(moment.local);
}

void timeline_add(struct timeline *timeline, struct timeline_event event)
{
    if (!has_time(event.at)) {
        timeline->left_out++;
        json_decref(event.fields);
        return;
    }
    size_t place = timeline->count;
    struct timed_event *timed = ARENA_PUSH(timeline->arena, timeline->events, timeline->count);
    *timed = (struct timed_event){moment_seconds(event.at), place, event};
}

static int by_time(const void *a, const void *b)
{
    const struct timed_event *left = a;
    const struct timed_event *right = b;
    if (left->seconds != right->seconds)
        return left->seconds < right->seconds ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

static json_t *json_event(const struct timed_event *timed)
{
    const struct timeline_event *event = &timed->event;
    json_t *object = json_object();
    put(object, "message", json_text(event->message));
    put(object, "datetime", json_moment(event->at));
    put(object, "timestamp", json_integer(timed->seconds * MICROSECONDS));
    put(object, "timestamp_desc", json_string(event->meaning));
    put(object, "side", json_name(event->side));
    if (has_time(event->not_before) || has_time(event->not_after)) {
        put(object, "not_before", json_moment(event->not_before));
        put(object, "not_after", json_moment(event->not_after));
    }
    if (event->fields != NULL)
        put_all(object, event->fields);
    return object;
}

void timeline_print(struct text *out, struct timeline *timeline)
{
    if (timeline->count > 0)
        qsort(timeline->events, timeline->count, sizeof(*timeline->events), by_time);
    for (size_t i = 0; i < timeline->count; i++)
        json_print_line(out, json_event(&timeline->events[i]));
}
