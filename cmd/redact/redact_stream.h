/*
 * redact_stream.h: a whole report through the redactor, byte for byte as long as it was.
 *
 * Lines are as the parsers see them. Of a line longer than LINE_BYTES_MAX they see no more than
 * that: the rest becomes x.
 */
#ifndef SYSDELTA_REDACT_STREAM_H
#define SYSDELTA_REDACT_STREAM_H

#include "lines.h"
#include "redactor.h"

/* Where bytes go; false, with *error set, stops. */
struct byte_writer {
    bool (*write)(void *context, struct slice bytes, struct error *error);
    void *context;
};

/* `kind` as for redactor_begin(). False with *error set where reading or writing failed. */
bool redact_stream(struct redactor *redactor, const char *kind, struct byte_reader from,
                   struct byte_writer to, struct error *error);

#endif
