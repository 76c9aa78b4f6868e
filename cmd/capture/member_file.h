/*
 * member_file.h: a report while it is being written: under a name that no reader takes for a
 * report, and under its own only once its program has ended.
 */
#ifndef SYSDELTA_MEMBER_FILE_H
#define SYSDELTA_MEMBER_FILE_H

#include <stdint.h>

#include "line_feed.h"

enum { MEMBER_NAME_MAX = 64 };

struct member_file {
    int folder; /* descriptor; not owned */
    int fd;
    const char *name;
    char part[MEMBER_NAME_MAX + 8];        /* the name until it is whole */
    bool (*keeps_line)(struct slice line); /* NULL: all bytes are kept */
    struct line_feed feed;
    uint64_t bytes; /* written */
};

/* Mode 0600; an older file of the unfinished name is replaced. Must not move while it is open. */
bool member_open(struct member_file *file, int folder, const char *name,
                 bool (*keeps_line)(struct slice line), struct error *error);

/* As a child_sink. */
bool member_take(void *context, struct slice bytes, struct error *error);

/* Writes what was held back of a last line without an end; then `bytes` is what the file has. */
bool member_flush(struct member_file *file, struct error *error);

/* Closes it and gives it its own name, or removes it; false where it could not be written. */
bool member_keep(struct member_file *file, struct error *error);
void member_drop(struct member_file *file);

/* Writes all of it; false with *error set that says why, by `name`. */
bool write_whole(int fd, const char *name, struct slice bytes, struct error *error);

#endif
