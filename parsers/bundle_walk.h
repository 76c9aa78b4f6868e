/* bundle_walk.h: what the walkers of archives and of folders share. */
#ifndef SYSDELTA_BUNDLE_WALK_H
#define SYSDELTA_BUNDLE_WALK_H

#include "bundle.h"
#include "lines.h"

/* Better placed members of one name replace others; no capture holds so many. */
enum { READS_MAX = 8 };

struct walk {
    struct snapshot *snapshot;
    const struct limits *limits;
    bool no_hash;
    bool quick;
    const struct source_watcher *watcher;
    const struct bundle_guest *guest; /* may be NULL */
    bool is_guest;                    /* the guest read it */
    struct slice guest_damage;        /* of the file that the guest read */
    const char *part;                 /* of an evidence bundle; NULL: the whole */
    struct slice part_folder;      /* the one that it lies in, once one was seen; ptr NULL before */
    bool parts_mixed;              /* there is another one */
    struct slice notes;            /* of that part */
    const struct snapshot *copied; /* its members are handed to the sink, none is parsed */
    const struct bundle_sink *sink;
    const struct bundle_lister *lister; /* is told the members of `copied`; none is read */
    struct slice skipped;               /* what was said of the first member that was not read */
    uint64_t told_twice; /* kinds of which it was said that they are there twice, a bit each */
    unsigned *reads;     /* how often each kind was read: better placed members replace others */
    struct slice other_root; /* a second folder that holds reports at the same depth */
};

/*
 * Cuts the part's folder off the path; false where the member is outside of the part. Without a
 * part every member is inside.
 */
bool walk_enters(struct walk *walk, struct slice *member);

/* The member, as walk_enters() left it, is the part's notes. */
bool walk_is_notes(const struct walk *walk, struct slice member);

/* The manifest of the bundle that the part lies in, by its whole path: it follows the part. */
bool walk_is_manifest(const struct walk *walk, struct slice path);
bool walk_read_manifest(struct walk *walk, struct byte_reader reader, struct error *error);

bool walk_read_notes(struct walk *walk, struct byte_reader reader, struct error *error);

/* The kind of report that goes by the member's name; false where none does. */
bool walk_kind_of(struct slice member, size_t *ret_kind);

/*
 * With a lister: tells it a member that is no file to be read (walk_tells(); without a lister
 * nothing happens), a file, or the one report that the capture is. False where it stops.
 */
bool walk_tells(struct walk *walk, struct slice member, struct amount bytes, enum member_fate fate,
                struct error *error);
bool walk_lists(struct walk *walk, struct slice member, struct amount bytes, bool is_readable,
                struct error *error);
bool walk_lists_single(struct walk *walk, struct error *error);

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

/* Of a quick reading: has each report been seen that this release's sysdiagnose writes? */
bool walk_has_all(const struct walk *walk);

/* Picks the folder of the capture and drops what lies outside of it. */
bool walk_settle_root(struct walk *walk, struct error *error);

/* Gives the snapshot back what the part's notes say of the capture it was taken from. */
bool walk_settle_notes(struct walk *walk, struct error *error);

struct slice path_folder(struct slice path); /* all before the last slash; empty where none is */
size_t path_depth(struct slice path);        /* its slashes */

bool archive_walk(struct walk *walk, const char *path, struct error *error);
bool folder_walk(struct walk *walk, const char *path, struct error *error);

#endif
