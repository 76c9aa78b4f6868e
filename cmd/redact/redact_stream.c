#include "redact_stream.h"

#include <string.h>

enum { READ_BYTES = 64 * 1024 };

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct stream {
    struct redactor *redactor;
    struct byte_writer to;
    struct text line; /* begun, without an end yet */
    struct text out;  /* not written yet */
    bool first;       /* no line was ended yet */
    bool beyond;      /* behind what parsers see of the line */
};

static bool out_of_memory(struct error *error)
{
    return error_set(error, "out of memory");
}

static bool put_line(struct stream *stream, struct error *error)
{
    struct slice line = text_slice(&stream->line);
    if (stream->line.failed)
        return out_of_memory(error);
    if (stream->first && slice_starts(line, BYTE_ORDER_MARK)) {
        text_add(&stream->out, SLICE(BYTE_ORDER_MARK));
        line = slice_from(line, sizeof(BYTE_ORDER_MARK) - 1);
    }
    bool carriage_return = slice_ends(line, "\r");
    if (carriage_return)
        line.len--;
    bool ok = redactor_line(stream->redactor, line, &stream->out, error);
    if (carriage_return)
        text_add(&stream->out, SLICE("\r"));
    stream->line.len = 0;
    stream->first = false;
    return ok;
}

static bool flush(struct stream *stream, struct error *error)
{
    if (stream->out.failed)
        return out_of_memory(error);
    bool ok = stream->to.write(stream->to.context, text_slice(&stream->out), error);
    stream->out.len = 0;
    return ok;
}

/* Part of a line, with its end or without. */
static bool take(struct stream *stream, struct slice part, bool ends, struct error *error)
{
    bool ok = true;
    if (!stream->beyond) {
        struct slice seen = slice_first(part, LINE_BYTES_MAX - stream->line.len);
        text_add(&stream->line, seen);
        part = slice_from(part, seen.len);
        stream->beyond = part.len > 0;
        if (stream->beyond || ends)
            ok = put_line(stream, error);
    }
    text_repeat(&stream->out, 'x', part.len);
    if (ends)
        text_add(&stream->out, SLICE("\n"));
    stream->beyond = stream->beyond && !ends;
    return ok && (stream->out.len < READ_BYTES || flush(stream, error));
}

static bool run(struct stream *stream, struct byte_reader from, struct error *error)
{
    char buffer[READ_BYTES];
    long got;
    while ((got = from.read(from.context, buffer, sizeof(buffer), error)) > 0) {
        for (struct slice rest = {buffer, (size_t)got}; rest.len > 0;) {
            size_t end = slice_find(rest, '\n');
            if (!take(stream, slice_first(rest, end), end < rest.len, error))
                return false;
            rest = slice_from(rest, end + 1);
        }
    }
    return got == 0 && (stream->line.len == 0 || put_line(stream, error)) && flush(stream, error);
}

bool redact_stream(struct redactor *redactor, const char *kind, struct byte_reader from,
                   struct byte_writer to, struct error *error)
{
    struct stream stream = {.redactor = redactor, .to = to, .first = true};
    redactor_begin(redactor, kind);
    bool ok = run(&stream, from, error);
    text_free(&stream.line);
    text_free(&stream.out);
    return ok;
}
