/*
 * source.h: the bytes of a capture file, as a stream that is read once.
 *
 * gzip, which is what captures come in, is inflated here with ISA-L: each member's CRC and length
 * are checked and a cut stream is noticed, neither of which libarchive's own gzip filter does.
 * Everything else passes through untouched, for libarchive's filters.
 *
 * Block sizes follow measurements on captures of 400 to 500 MB: 64 KiB to 1 MiB cost the same.
 */
#ifndef SYSDELTA_SOURCE_H
#define SYSDELTA_SOURCE_H

#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "limits.h"
#include "slice.h"

struct source;

/* Is told after each block how far the reading is. Called by the thread that reads. */
struct source_watcher {
    void (*advance)(void *context, uint64_t read_bytes);
    void *context;
};

/*
 * Opens a file, or standard input for "-". NULL with *error set when it cannot be opened or is no
 * regular file, pipe or the like. The limits must live as long as the source; where `hash` is not
 * set its SHA-256 is not taken. Freed with source_close().
 */
struct source *source_open(const char *path, const struct limits *limits, bool hash,
                           struct error *error);
void source_close(struct source *source); /* NULL is fine */

/* The watcher, which may be NULL, must live as long as the source. */
void source_watch(struct source *source, const struct source_watcher *watcher);

/*
 * The next bytes, good until the next call; an empty block at the end of the stream. False when
 * the stream is damaged, ends early or cannot be read; then *error says why.
 */
bool source_next(struct source *source, struct slice *ret_block, struct error *error);

/* The first bytes of the file, as far as they are read: before any source_next(). */
struct slice source_head(const struct source *source);

/* The stream is gzip. */
bool source_is_gzip(const struct source *source);

/*
 * Bytes that a filter other than ours made of this source so far: false with *error set where they
 * pass a limit. What is inflated here is counted by itself: then source_counts().
 */
bool source_counts(const struct source *source);
bool source_count_inflated(const struct source *source, uint64_t bytes, struct error *error);

/* This build cannot check gzip streams: they are inflated by libarchive, unverified. */
bool source_is_unverified(const struct source *source);

/*
 * SHA-256 of the file as it is stored, in the arena: 64 hexadecimal digits. Empty until the file
 * was read to its end, which behind the last gzip member takes source_finish().
 */
struct slice source_sha256(struct source *source, struct arena *arena);

/* Reads what stands behind the end of the stream: padding, which is part of the file. */
bool source_finish(struct source *source, struct error *error);

/* Bytes of the file (not of what it inflates to); false for pipes. */
bool source_size(const struct source *source, uint64_t *ret_bytes);

#endif
