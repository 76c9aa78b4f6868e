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

#include "limits.h"
#include "lines.h"
#include "snapshot.h"

/* What a build without ISA-L warns of for each gzip file: it says nothing of the capture itself. */
#define BUNDLE_GZIP_UNVERIFIED "the gzip checksum was not verified: this build cannot"
#include "source.h"
#include "text.h"

/*
 * NULL with *error set when nothing of the capture can be used: it cannot be opened, is no
 * archive, or holds no report that is known here. Damage behind the first report is not an error:
 * snapshot->damage says what happened, and what was read before it is there.
 * Freed with snapshot_free().
 */
struct snapshot *bundle_read(const char *path, struct error *error);

/* A form of capture that others read: a single file, told by its first bytes, inflated already. */
struct bundle_guest {
    bool (*knows)(struct slice head);
    /* Fills the snapshot; snapshot->machine is read out of it behind that. */
    bool (*read)(struct snapshot *snapshot, struct byte_reader bytes, struct error *error);
};

struct bundle_options {
    const struct bundle_guest *guest; /* NULL: none */
    /*
     * Reads one capture out of an evidence bundle, which holds several: "base" or "later", a folder
     * at the top of the archive or folder, or one level below. Its notes (NOTES_MEMBER) say which
     * capture it was. NULL: the whole.
     */
    const char *part;
    const struct limits *limits; /* NULL: the default ones */
    bool no_hash;                /* of the file: its SHA-256 is not known then */
    /*
     * Of an archive: stops once each report that this release's sysdiagnose writes was seen, side
     * by side in one folder at the top. What lies behind is not read, so a warning says that
     * neither the checksum nor a hash covers the file.
     */
    bool quick;
    const struct source_watcher *watcher; /* of an archive's file; may be NULL */
};

#define NOTES_MEMBER "capture.txt"
/* Beside the parts: what their members were before names in them were replaced. */
#define EVIDENCE_MEMBER "manifest.json"

/* bundle_read() with these; options may be NULL. */
struct snapshot *bundle_open(const char *path, const struct bundle_options *options,
                             struct error *error);

/*
 * What no member tells of a capture: its name, format, hash, size, damage and warnings. Lines of
 * "key: value", for the part of an evidence bundle that the capture's members go to.
 */
void bundle_notes(struct text *out, const struct snapshot *snapshot);

/* What became of a member when its capture was read. */
enum member_fate {
    MEMBER_NOT_CLAIMED, /* no kind of report goes by its name */
    MEMBER_USED,        /* the status of its report says how far */
    MEMBER_NOT_BEST,    /* the report of its kind was read from another one */
    MEMBER_OUTSIDE,     /* of the folder that is the capture, or beyond what is read of one kind */
    MEMBER_LINK,
    MEMBER_NO_FILE, /* a device, a pipe or the like */
    MEMBER_LONG_PATH,
    MEMBER_TOO_DEEP, /* a folder that was not looked into */
    MEMBER_UNREADABLE,
};

const char *member_fate_name(enum member_fate fate); /* "not-claimed" ... */

struct bundle_member {
    struct slice path;   /* in the capture; untrusted; good during the call */
    struct amount bytes; /* unknown where the archive does not say it before its bytes */
    enum member_fate fate;
    const struct report_kind *kind; /* that goes by its name, or that it was read as; or NULL */
    const struct report *report;    /* MEMBER_USED: of the snapshot */
    struct slice better;            /* MEMBER_NOT_BEST: the other one's path */
};

/* Is told each member in the order of the capture; false stops. */
struct bundle_lister {
    bool (*member)(void *context, const struct bundle_member *member, struct error *error);
    void *context;
};

/*
 * Walks through the capture behind snapshot->path once more, and tells all of its members but
 * folders, one by one: none is kept. False with *error set when the capture cannot be walked again:
 * standard input, a snapshot file; damage that the snapshot knows of ends the walk without one.
 */
bool bundle_list(const struct snapshot *snapshot, const struct bundle_options *options,
                 const struct bundle_lister *lister, struct error *error);

/* Is given each member that the snapshot was read from, as raw bytes; false stops. */
struct bundle_sink {
    bool (*member)(void *context, const struct report *report, struct byte_reader bytes,
                   struct error *error);
    void *context;
};

/*
 * Reads the capture behind snapshot->path again, with the same options, and hands its used members
 * to the sink: report->member is the path, report->bytes the size and report->sha256 the hash that
 * they had at the first reading. Where they have changed since, that is for the sink to see. False
 * with *error set when it cannot be read again: standard input, a snapshot file, a member gone.
 */
bool bundle_copy(const struct snapshot *snapshot, const struct bundle_options *options,
                 const struct bundle_sink *sink, struct error *error);

#endif
