/*
 * snapshot_file.h: a snapshot in a file of its own (schema sysdelta.snapshot/1), some tens of KB in
 * place of the capture's hundreds of MB.
 *
 * JSON, mostly gzipped: all that was read, with origins, hashes and warnings; what a snapshot file
 * is read into says the same of the capture as the capture itself, but for its path. The machine
 * and the moment stand in it for other readers; sysdelta draws them from the reports again.
 * docs/snapshot.schema.json describes it. Files of this schema number will be read for ever; fields
 * may be added to it, and are skipped where they are not known.
 */
#ifndef SYSDELTA_SNAPSHOT_FILE_H
#define SYSDELTA_SNAPSHOT_FILE_H

#include "bundle.h"

/* Of the JSON: more is neither written nor read. */
enum { SNAPSHOT_BYTES_MAX = 64 * 1024 * 1024 };

#define SNAPSHOT_SUFFIX ".sysdelta.json.gz"

/* Appends the JSON. False with *error set where it is more than that. */
bool snapshot_write(struct text *out, const struct snapshot *snapshot, struct error *error);

/* Writes it gzipped, through outfile.h: whole or not at all. */
bool snapshot_file_put(const char *path, const struct snapshot *snapshot, struct error *error);

/* Reads snapshot files for bundle_open(), gzipped or not. Also says what other JSON of ours is. */
extern const struct bundle_guest snapshot_guest;

/* bundle_open() of a capture or a snapshot file; the guest of the options is set here. */
struct snapshot *snapshot_open_with(const char *path, struct bundle_options options,
                                    struct error *error);

/* The same with the default options. */
struct snapshot *snapshot_open(const char *path, const char *part, struct error *error);

#endif
