#include "line_feed.h"

#include <string.h>

bool line_feed_end(struct line_feed *feed, struct error *error)
{
    struct slice line = {feed->line, feed->len};
    feed->len = 0;
    return line.len == 0 || feed->take(feed->context, line, error);
}

bool line_feed_take(void *context, struct slice bytes, struct error *error)
{
    struct line_feed *feed = context;
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.ptr[i];
        if (byte == '\n' || byte == '\r') {
            if (!line_feed_end(feed, error))
                return false;
        } else if (feed->len < FEED_LINE_MAX) {
            feed->line[feed->len++] = byte;
        }
    }
    return true;
}
