/*
 * tar_writer.h: writes .tar.gz archives and .gz files through libarchive; its only user here.
 *
 * The same members give the same bytes: times, owners and modes are set, not taken from the
 * machine, and the gzip head carries no time. Members come in the order in which they are added.
 */
#ifndef SYSDELTA_TAR_WRITER_H
#define SYSDELTA_TAR_WRITER_H

#include <stdint.h>

#include "lines.h"
#include "outfile.h"

struct tar_writer;

/* Writes to the outfile, which stays the caller's. NULL with *error set on failure. */
struct tar_writer *tar_writer_new(struct outfile *outfile, struct error *error);

/* The same without gzip, for a file that is read again and thrown away. */
struct tar_writer *tar_writer_new_plain(struct outfile *outfile, struct error *error);

/* A member of exactly `size` bytes; `seconds` since 1970 is its time. */
bool tar_writer_add(struct tar_writer *writer, struct slice path, uint64_t size, int64_t seconds,
                    struct byte_reader bytes, struct error *error);
bool tar_writer_add_text(struct tar_writer *writer, struct slice path, struct slice text,
                         int64_t seconds, struct error *error);

/*
 * The same in pieces: a member is begun with its size, and given exactly that many bytes. For what
 * is made line by line.
 */
bool tar_writer_begin(struct tar_writer *writer, struct slice path, uint64_t size, int64_t seconds,
                      struct error *error);
bool tar_writer_put(struct tar_writer *writer, struct slice bytes, struct error *error);
bool tar_writer_end(struct tar_writer *writer, struct error *error);

/* Ends the archive and frees the writer; false where not all of it was written. */
bool tar_writer_close(struct tar_writer *writer, struct error *error);
void tar_writer_abandon(struct tar_writer *writer); /* NULL is fine */

/* Bytes as a gzip file of their own. */
bool gzip_write(struct outfile *outfile, struct slice bytes, struct error *error);

#endif
