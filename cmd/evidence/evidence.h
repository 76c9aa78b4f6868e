/*
 * evidence.h: the evidence bundle: a pair of captures, cut down to what their figures were read
 * from, with the report, for those who are to act on it.
 *
 *     NAME/base/...      members of the base at their paths, and capture.txt, what is said of it
 *     NAME/later/...     the same of the later capture
 *     NAME/report.txt    what sysdelta diff says of these two
 *     NAME/report.json
 *     NAME/README.txt
 *     NAME/manifest.json schema sysdelta.evidence/1: hashes, replacements, what was checked
 *
 * The bundle is read again before it takes its place: unless the diff of its parts says what the
 * diff of the originals says, nothing is written. The same input gives the same bytes.
 */
#ifndef SYSDELTA_EVIDENCE_H
#define SYSDELTA_EVIDENCE_H

#include "catalogue.h"
#include "evidence_part.h"
#include "rank.h"

struct evidence_request {
    const struct snapshot *base, *later; /* as their paths were opened; not out of snapshot files */
    const struct limits *limits;         /* that they were read with */
    const struct catalogue *catalogue;
    struct selection_options selection; /* of report.txt */
    bool redact;
    const char *output; /* NAME.tar.gz */
};

struct evidence_report {
    struct slice path; /* below the bundle's folder */
    struct slice text;
};

struct evidence {
    const char *folder; /* NAME */
    struct evidence_part base, later;
    struct evidence_report *reports;
    size_t n_reports;
    bool redacted;
    struct secret_count secrets[SECRET_KINDS];
    uint64_t values;              /* of the report that were compared */
    uint64_t bytes;               /* of the bundle */
    struct comparable comparable; /* may the two be set against each other? In the arena */
};

/* Writes the bundle. False with *error set, and nothing written, on failure. Lives in the arena. */
bool evidence_write(const struct evidence_request *request, struct evidence *ret,
                    struct arena *arena, struct error *error);

/* evidence_texts.c: files of the bundle, and what is said on the terminal. */
void evidence_readme(struct text *out, const struct evidence *evidence);
void evidence_manifest(struct text *out, const struct evidence *evidence);
/* `names`: of base and later, as the user gave them; they are not in the bundle. */
void evidence_summary(struct text *out, const struct evidence *evidence, const char *output,
                      char *const names[2]);

#endif
