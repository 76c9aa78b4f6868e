/*
 * lines.h: a report's text, line by line, out of a buffer of fixed size.
 *
 * Reports reach hundreds of MB, so they are never held whole: lines are pulled through one buffer.
 * A line longer than LINE_BYTES_MAX is given out cut, and the rest of it is dropped.
 */
#ifndef SYSDELTA_LINES_H
#define SYSDELTA_LINES_H

#include <stdint.h>

#include "error.h"
#include "limits.h"
#include "slice.h"

enum { LINE_BYTES_MAX = 64 * 1024 };

/*
 * Where bytes come from: fills up to `room` bytes of `buffer`, returns their number, 0 at the end,
 * -1 with *error set when the bytes cannot be read.
 */
struct byte_reader {
    long (*read)(void *context, char *buffer, size_t room, struct error *error);
    void *context;
};

struct lines;

/* Freed with lines_free(); `reader` and the limits are used until then. */
struct lines *lines_new(struct byte_reader reader, const struct limits *limits);
const struct limits *lines_limits(const struct lines *lines);
void lines_free(struct lines *lines); /* NULL is fine */

/*
 * The next line without its end (LF or CR LF), good until the next call. A byte order mark at the
 * start of the text is dropped. False at the end of the text and when reading failed.
 */
bool lines_next(struct lines *lines, struct slice *ret_line);

/* The first bytes of the text, at most LINE_BYTES_MAX, without moving on; before any lines_next().
 */
struct slice lines_peek(struct lines *lines);

/*
 * The text as it comes, in place of lines: at most `room` bytes, from where lines_peek() left it.
 * For a byte_reader, whose context is the struct lines.
 */
long lines_read(void *lines, char *buffer, size_t room, struct error *error);

/* Of the line given out last: its number, from 1; the offset of its first byte in the report. */
uint64_t lines_number(const struct lines *lines);
uint64_t lines_offset(const struct lines *lines);
bool lines_was_cut(const struct lines *lines);
bool lines_had_newline(const struct lines *lines); /* false: the report ends inside this line */

uint64_t lines_bytes(const struct lines *lines); /* read so far */

/* Why reading stopped before the end of the text; not set where the end was reached. */
const struct error *lines_error(const struct lines *lines);

#endif
