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
