/*
 * parse_text.h: reads a text as a report of one kind, as the bundle reader would.
 *
 * The text is handed over from a heap block of exactly its size, in blocks of a few bytes, so that
 * a sanitizer sees every read beyond its end and every line crosses the edge of a block.
 */
#ifndef SYSDELTA_PARSE_TEXT_H
#define SYSDELTA_PARSE_TEXT_H

#include "report.h"
#include "snapshot.h"

/* A snapshot with that one report read into it; kind by registry name. Freed with snapshot_free().
 */
struct snapshot *parse_text(const char *kind, struct slice text);

/*
 * A snapshot that says what `whole` says, but for the report of one kind (its place in the
 * registry), which is read anew from the text. Points into `whole`, which must live as long. Freed
 * with snapshot_free().
 */
struct snapshot *parse_in_place(const struct snapshot *whole, size_t kind, struct slice text);

/* A report of that kind; a list of them ends with kind NULL. */
struct report_text {
    const char *kind;
    const char *text;
};

/*
 * One snapshot out of several reports, as of a capture folder of that name (NULL: without a name),
 * the machine read out of all of them. Members are named capture/zprint.txt and so on. Freed with
 * snapshot_free().
 */
struct snapshot *parse_texts(const char *capture_name, const struct report_text *texts);

/* The heads of zprint's tables, of 10.14 on. Rows below them are split at blanks, but for kexts. */
#define TEXT_ZONES                                                                                 \
    "zone name                   size        size        size      #elts       #elts       "       \
    "inuse   size  count    \n"
#define TEXT_ZONES_WASTE                                                                           \
    "zone name                   size        size        size      #elts       #elts       "       \
    "inuse   size  count         size      size\n"
#define TEXT_WIRED                                                                                 \
    "wired memory                                                     id         tag        size"  \
    "  waste       size\n"
#define TEXT_WIRED_10_11                                                                           \
    "wired memory                                                     id         tag            "  \
    "          size\n"
#define TEXT_MAPS                                                                                  \
    "maps                                                           free        free        size"  \
    "              size\n"
#define TEXT_VIEWS                                                                                 \
    "zone views                                                                                 "  \
    "             inuse\n"

/* The file's bytes; NULL where it cannot be read. Freed with free(). */
char *read_file(const char *path, size_t *ret_len);

/*
 * The path of a file in the folder of real captures, or NULL where that folder is not there: then
 * the test says "skipped" on stdout by itself. The folder is shared/real beside the checkout, or
 * what SYSDELTA_REAL names. Good until the next call.
 */
const char *real_capture(const char *name);

/* Parses every prefix of the text (in steps of `step` bytes): must not crash, nor read too far. */
void parse_every_prefix(const char *kind, struct slice text, size_t step);

#endif
