/*
 * evidence_part.h: one capture of an evidence bundle: what is said of it, and the members that its
 * figures were read from.
 */
#ifndef SYSDELTA_EVIDENCE_PART_H
#define SYSDELTA_EVIDENCE_PART_H

#include "arena.h"
#include "bundle.h"
#include "redactor.h"
#include "tar_writer.h"

struct evidence_member {
    const char *kind;  /* of report */
    struct slice path; /* below the bundle's folder: "base/.../zprint.txt" */
    uint64_t original_bytes;
    uint64_t written_bytes;
    struct slice original_sha256; /* empty where it could not be read to its end */
    struct slice written_sha256;
};

struct evidence_part {
    const char *name; /* "base", "later" */
    const struct snapshot *snapshot;
    const struct limits *limits; /* that it was read with; NULL: the default ones */
    struct slice capture_name;   /* as it stands in the bundle */
    struct evidence_member *members;
    size_t n_members;
};

/* Lets the redactor see all members once, so that it knows every name when it writes. */
bool evidence_part_learn(const struct evidence_part *part, struct redactor *redactor,
                         struct error *error);

/*
 * Writes the part below `folder`, redacted unless `redactor` is NULL, and lists what was written;
 * the list lives in the arena. `seconds` is the time that members get. False with *error set, also
 * where a member has changed since the snapshot was read.
 */
bool evidence_part_write(struct evidence_part *part, const char *folder, struct tar_writer *writer,
                         struct redactor *redactor, int64_t seconds, struct arena *arena,
                         struct error *error);

#endif
