/* bundle_walk.h: what the walkers of archives and of folders share. */
#ifndef SYSDELTA_BUNDLE_WALK_H
#define SYSDELTA_BUNDLE_WALK_H

#include "bundle.h"
#include "lines.h"

/* Far beyond any sysdiagnose; they bound what a hostile capture can cost. */
enum { MEMBERS_MAX = 2000000, FOLDER_DEPTH_MAX = 64, READS_MAX = 8 };
#define REPORT_BYTES_MAX (UINT64_C(1) << 30)

struct walk {
    struct snapshot *snapshot;
    unsigned *reads; /* how often each kind was read: better placed members replace others */
    struct slice other_root; /* a second folder that holds reports at the same depth */
};

/*
 * Counts a member; true when its report is wanted and is to be handed to walk_read(), with the
 * kind's index in *ret_kind.
 */
bool walk_claims(struct walk *walk, struct slice member, size_t *ret_kind);

/* Says that a member which carries a report's name is not read, and why. */
void walk_skips(struct walk *walk, struct slice member, const char *why);

/* Reads the report into the snapshot in place of what was there for its kind. */
bool walk_read(struct walk *walk, size_t kind, struct slice member, struct byte_reader reader,
               struct error *error);

/* The capture is one report: its kind is found by content. */
bool walk_read_single(struct walk *walk, struct byte_reader reader, struct error *error);

bool archive_walk(struct walk *walk, const char *path, struct error *error);
bool folder_walk(struct walk *walk, const char *path, struct error *error);

#endif
