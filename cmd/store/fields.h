/*
 * fields.h: what a snapshot file holds of the typed model of snapshot.h, as tables.
 *
 * One table for each struct says under which name each member of it stands in the file. Writing,
 * reading and the JSON Schema all go by these tables, so that they cannot differ. A name never
 * changes its meaning within a schema number; new names may be added.
 */
#ifndef SYSDELTA_FIELDS_H
#define SYSDELTA_FIELDS_H

#include "snapshot.h"

enum field_type {
    FIELD_AMOUNT, /* struct amount: left out where unknown */
    FIELD_U64,    /* uint64_t: 0 where an older file lacks it, so later additions are amounts */
    FIELD_SIZE,   /* size_t */
    FIELD_BOOL,   /* left out where false */
    FIELD_TEXT,   /* struct slice: left out where empty */
    FIELD_WORD,   /* enum: one of `words` */
    FIELD_ORIGIN, /* struct origin: [line, offset] in the report of its part */
    FIELD_TIME,   /* struct local_time: [year, month, day, hour, minute, second] */
    FIELD_ROWS,   /* pointer and count of an array of `record` */
    FIELD_FIXED,  /* array of `count` structs `record` in place; an empty one stands as null */
    FIELD_U64S,   /* array of `count` uint64_t in place */
};

struct record;

struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    size_t count_offset;         /* FIELD_ROWS */
    size_t count;                /* FIELD_FIXED, FIELD_U64S */
    const struct record *record; /* FIELD_ROWS, FIELD_FIXED */
    const char *const *words;    /* FIELD_WORD, FIELD_FIXED: names of the places; NULL at the end */
};

struct record {
    const char *name; /* in the schema's $defs */
    size_t size;
    const struct field *fields; /* name NULL at the end */
};

/* A report kind's part of the snapshot. */
struct part {
    const char *name; /* in the file, and of the report kind */
    struct record record;
};

extern const struct part snapshot_parts[]; /* name NULL at the end */
extern const struct record capture_record; /* over struct snapshot: what is said of the capture */
extern const struct record report_record;  /* over struct report */

#endif
