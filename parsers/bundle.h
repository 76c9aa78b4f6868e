/*
 * bundle.h: opens a capture and reads its reports into a snapshot, in one pass.
 *
 * A capture is an archive (tar, plain or with gzip, xz, zstd, bzip2, lz4 or compress; zip), an
 * unpacked folder, one report file, or "-" for any of them but a folder on standard input. Nothing
 * is unpacked to disk, and no report is held whole.
 *
 * Reports are found by base name, letter case aside, at any depth; the shallowest one wins, then
 * the one whose path sorts first. All that is used lies below one folder: the reports of two
 * captures in one archive are never mixed. A single file tells its kind by its content.
 */
#ifndef SYSDELTA_BUNDLE_H
#define SYSDELTA_BUNDLE_H

#include "snapshot.h"

/*
 * NULL with *error set when nothing of the capture can be used: it cannot be opened, is no
 * archive, or holds no report that is known here. Damage behind the first report is not an error:
 * snapshot->damage says what happened, and what was read before it is there.
 * Freed with snapshot_free().
 */
struct snapshot *bundle_read(const char *path, struct error *error);

#endif
