/*
 * verification.h: does a JSON report say what the captures say that it was made of?
 *
 * The captures were read again, and the report that they give now is set against the other one, key
 * by key and element by element: what either has alone differs, and so does another order. Few
 * values are looked at in another way, and verification_rules.c lists them. The report may hold
 * anything; what is not of the expected type differs.
 */
#ifndef SYSDELTA_VERIFICATION_H
#define SYSDELTA_VERIFICATION_H

#include <jansson.h>

#include "findings.h"
#include "text.h"

enum check {
    CHECK_FILES,   /* SHA-256 of the captures' files */
    CHECK_MEMBERS, /* SHA-256 of the reports in them */
    CHECK_FIGURES, /* that cite a line */
    CHECK_PLACES,  /* report, line and offset that they cite */
    CHECK_DERIVED, /* growth, counts of processes, the Mac, the moment */
    CHECK_WORDS,   /* verdicts, sentences, warnings */
    CHECK_OPTIONS, /* that the report was made with: no capture tells them */
    CHECKS,
};

const char *check_name(enum check check);  /* "files": in JSON */
const char *check_words(enum check check); /* "SHA-256 of captures" */

struct check_count {
    uint64_t checked, agree;
    uint64_t not_verified; /* nothing to check them against */
};

struct difference {
    enum check check;
    struct slice what;              /* "zone:ipc.ports later.wired_bytes"; untrusted */
    const json_t *report, *capture; /* NULL: it is not there */
};

struct verification {
    struct check_count counts[CHECKS];
    struct difference *differences;
    size_t n_differences;
    struct slice *not_verified; /* what could not be, and why: sentences without a dot; untrusted */
    size_t n_not_verified;
    struct slice version; /* of sysdelta, that the report says it is of; untrusted */
    bool same_version;    /* that is this one; words of another are not verified */
    bool is_foreign;      /* these are not the captures that the report was made of */
    json_t *again;        /* the report that the captures give now; freed by the caller */
};

/* Which schema the report is of, and so how many captures. */
enum report_schema { SCHEMA_NONE, SCHEMA_SHOW, SCHEMA_DIFF };

/*
 * The report out of its bytes, for json_decref(). NULL with *error set where they are no JSON, or
 * none that diff or show wrote.
 */
json_t *report_load(struct slice bytes, enum report_schema *ret_schema, struct error *error);

/*
 * How much speaks for it that this is the capture which the report calls so ("base", "later"; NULL:
 * of a show): the hash of the file before hashes of its reports, and those before its name. 0:
 * nothing does.
 */
unsigned match_capture(const json_t *report, const char *side, const struct snapshot *snapshot);

/* Was the report made with an option that starts so ("--limit=")? It says it itself. */
bool report_has_option(const json_t *report, const char *start);

/*
 * Lives in the arena and points into the report. `parts`: the captures are parts of an evidence
 * bundle. False with *error set when out of memory.
 */
bool verify_report(const json_t *report, const struct findings *findings, bool parts,
                   struct arena *arena, struct verification *ret, struct error *error);

/* Values that were not verified, of all kinds. */
uint64_t verification_gaps(const struct verification *verification);

struct verification_layout {
    size_t width; /* 0: as wide as it gets */
    bool color;
};

/* render_verification.c: the result for people, and as sysdelta.verify/1. */
void render_verification(struct text *out, const struct verification *verification,
                         const struct findings *findings, struct verification_layout layout);
void render_verification_json(struct text *out, const struct verification *verification,
                              const struct findings *findings);

#endif
