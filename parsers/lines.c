#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "heap.h"

struct lines {
    struct byte_reader reader;
    const struct limits *limits;
    struct error error;
    size_t start; /* buffer[start, end) is read and not yet given out */
    size_t end;
    bool at_end;
    bool dropping; /* inside a line that was given out cut */
    bool was_cut;
    bool had_newline;
    uint64_t number;
    uint64_t line_offset;
    uint64_t offset; /* of buffer[start] */
    char buffer[2 * LINE_BYTES_MAX];
};

struct lines *lines_new(struct byte_reader reader, const struct limits *limits)
{
    struct lines *lines = heap_new(1, sizeof(*lines));
    lines->reader = reader;
    lines->limits = limits;
    return lines;
}

const struct limits *lines_limits(const struct lines *lines)
{
    return lines->limits;
}

void lines_free(struct lines *lines)
{
    free(lines);
}

static void fill(struct lines *lines)
{
    if (lines->start > 0) {
        memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
        lines->end -= lines->start;
        lines->start = 0;
    }
    size_t room = sizeof(lines->buffer) - lines->end;
    long got =
        lines->reader.read(lines->reader.context, lines->buffer + lines->end, room, &lines->error);
    if (got <= 0 || (size_t)got > room) {
        lines->at_end = true;
    } else {
        lines->end += (size_t)got;
    }
}

static void skip_byte_order_mark(struct lines *lines)
{
    struct slice head = {lines->buffer, lines->end};
    if (lines->offset == 0 && lines->start == 0 && slice_starts(head, "\xEF\xBB\xBF")) {
        lines->start = 3;
        lines->offset = 3;
    }
}

struct slice lines_peek(struct lines *lines)
{
    while (!lines->at_end && lines->end - lines->start < LINE_BYTES_MAX)
        fill(lines);
    skip_byte_order_mark(lines);
    struct slice head = {lines->buffer + lines->start, lines->end - lines->start};
    return slice_first(head, LINE_BYTES_MAX);
}

static void advance(struct lines *lines, size_t bytes)
{
    lines->start += bytes;
    lines->offset += bytes;
}

/* The bytes up to the next newline, or LINE_BYTES_MAX of them, or all that is left. */
static struct slice take(struct lines *lines)
{
    size_t seen = 0;
    for (;;) {
        struct slice rest = {lines->buffer + lines->start, lines->end - lines->start};
        size_t at = seen + slice_find(slice_from(rest, seen), '\n');
        if (at < rest.len && at <= LINE_BYTES_MAX) {
            lines->had_newline = true;
            advance(lines, at + 1);
            return slice_first(rest, at);
        }
        if (rest.len > LINE_BYTES_MAX || lines->at_end) {
            lines->had_newline = false;
            lines->was_cut = rest.len > LINE_BYTES_MAX;
            struct slice line = slice_first(rest, LINE_BYTES_MAX);
            advance(lines, line.len);
            return line;
        }
        seen = rest.len;
        fill(lines);
    }
}

bool lines_next(struct lines *lines, struct slice *ret_line)
{
    if (lines->number == 0)
        (void)lines_peek(lines);
    while (lines->dropping) {
        lines->was_cut = false;
        (void)take(lines);
        lines->dropping = lines->was_cut;
    }
    if (lines->start == lines->end && !lines->at_end)
        fill(lines);
    if (lines->start == lines->end && lines->at_end)
        return false;
    if (lines->number >= lines->limits->lines) {
        limits_passed(&lines->error, "the report has", "lines", "lines", lines->limits->lines);
        return false;
    }

    lines->was_cut = false;
    lines->number++;
    lines->line_offset = lines->offset;
    struct slice line = take(lines);
    lines->dropping = lines->was_cut;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    *ret_line = line;
    return true;
}

long lines_read(void *context, char *buffer, size_t room, struct error *error)
{
    struct lines *lines = context;
    if (lines->start == lines->end && !lines->at_end)
        fill(lines);
    if (lines->error.set) {
        error_set(error, "%s", lines->error.reason);
        return -1;
    }
    struct slice rest = {lines->buffer + lines->start, lines->end - lines->start};
    struct slice part = slice_first(rest, room);
    memcpy(buffer, part.ptr, part.len);
    advance(lines, part.len);
    return (long)part.len;
}

uint64_t lines_number(const struct lines *lines)
{
    return lines->number;
}

uint64_t lines_offset(const struct lines *lines)
{
    return lines->line_offset;
}

bool lines_was_cut(const struct lines *lines)
{
    return lines->was_cut;
}

bool lines_had_newline(const struct lines *lines)
{
    return lines->had_newline;
}

uint64_t lines_bytes(const struct lines *lines)
{
    return lines->offset;
}

const struct error *lines_error(const struct lines *lines)
{
    return &lines->error;
}
