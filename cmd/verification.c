#include "verification.h"

#include <inttypes.h>

#include "json.h"
#include "render.h"
#include "report.h"
#include "verifier.h"
#include "version.h"

enum { MATCH_NAME = 1, MATCH_MEMBER = 4, MATCH_FILE = 1024 };

const char *check_name(enum check check)
{
    static const char *const names[CHECKS] = {"files",  "reports", "figures",
                                              "places", "derived", "words"};
    return names[check];
}

const char *check_words(enum check check)
{
    static const char *const words[CHECKS] = {
        "SHA-256 of captures",      "SHA-256 of their reports",
        "figures that cite a line", "reports, lines and offsets cited",
        "figures drawn from these", "verdicts and sentences",
    };
    return words[check];
}

struct slice verifier_text(const json_t *value)
{
    const char *bytes = json_string_value(value);
    return bytes != NULL ? (struct slice){bytes, json_string_length(value)} : (struct slice){"", 0};
}

static enum report_schema schema_of(const json_t *report)
{
    struct slice schema = verifier_text(json_object_get(report, "schema"));
    if (slice_is(schema, "sysdelta.diff/1"))
        return SCHEMA_DIFF;
    return slice_is(schema, "sysdelta.show/1") ? SCHEMA_SHOW : SCHEMA_NONE;
}

json_t *report_load(struct slice bytes, enum report_schema *ret_schema, struct error *error)
{
    json_error_t reason;
    json_t *report = json_loadb(bytes.len > 0 ? bytes.ptr : "", bytes.len,
                                JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &reason);
    *ret_schema = schema_of(report);
    if (report == NULL)
        error_set(error, "is no JSON: %s, line %d", reason.text, reason.line);
    else if (*ret_schema == SCHEMA_NONE)
        error_set(error, "is no report that diff --json or show --json wrote");
    else
        return report;
    json_decref(report);
    return NULL;
}

const json_t *verifier_side(const json_t *report, const char *side)
{
    return side != NULL ? json_object_get(report, side) : report;
}

static const json_t *report_named(const json_t *side, const char *kind)
{
    const json_t *reports = json_object_get(side, "reports");
    for (size_t i = 0; i < json_array_size(reports); i++) {
        const json_t *report = json_array_get(reports, i);
        if (slice_is(verifier_text(json_object_get(report, "kind")), kind))
            return report;
    }
    return NULL;
}

unsigned match_capture(const json_t *report, const char *side, const struct snapshot *snapshot)
{
    const json_t *cited = verifier_side(report, side);
    const json_t *capture = json_object_get(cited, "capture");
    struct slice hash = verifier_text(json_object_get(capture, "sha256"));
    struct slice name = slice_base_name(verifier_text(json_object_get(capture, "path")));
    unsigned match = hash.len > 0 && slice_equal(hash, snapshot->sha256) ? MATCH_FILE : 0;
    match += name.len > 0 && slice_equal(name, snapshot->name) ? MATCH_NAME : 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *own = &snapshot->reports[i];
        const json_t *other = report_named(cited, own->kind->name);
        struct slice sha256 = verifier_text(json_object_get(other, "sha256"));
        match += sha256.len > 0 && slice_equal(sha256, own->sha256) ? MATCH_MEMBER : 0;
    }
    return match;
}

struct slice verifier_place(struct verifier *v, const char *side, struct slice what,
                            const char *key)
{
    const char *gap = what.len > 0 && key != NULL ? " " : "";
    return arena_format(v->arena, "%.*s%s%s%s%s", SLICE_ARGS(what), gap, side != NULL ? side : "",
                        side != NULL && key != NULL ? "." : "", key != NULL ? key : "");
}

static void cannot(struct verifier *v, struct slice sentence)
{
    *ARENA_PUSH(v->arena, v->result->not_verified, v->result->n_not_verified) = sentence;
}

void verifier_settle(struct verifier *v, enum check check, bool agrees, struct slice what,
                     const json_t *report, const json_t *again)
{
    struct check_count *count = &v->result->counts[check];
    count->checked++;
    count->agree += agrees;
    if (!agrees)
        *ARENA_PUSH(v->arena, v->result->differences, v->result->n_differences) =
            (struct difference){check, what, report, again};
}

static bool is_unknown(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* Other programs may have written 1.0 as 1. */
static bool same_value(const json_t *report, const json_t *again)
{
    if (json_is_real(report) != json_is_real(again) && json_is_number(report) &&
        json_is_number(again))
        return json_number_value(report) == json_number_value(again);
    return json_equal(report, again);
}

/* What neither knows is no figure. */
void verifier_compare(struct verifier *v, enum check check, struct slice what, const json_t *report,
                      const json_t *again)
{
    if (is_unknown(report) && is_unknown(again))
        return;
    bool agrees = report != NULL && again != NULL && same_value(report, again);
    verifier_settle(v, check, agrees, what, report, again);
}

void verifier_compare_keys(struct verifier *v, enum check check, const char *side,
                           struct slice what, const json_t *report, const json_t *again,
                           const char *const *keys)
{
    for (size_t i = 0; keys[i] != NULL; i++)
        verifier_compare(v, check, verifier_place(v, side, what, keys[i]),
                         json_object_get(report, keys[i]), json_object_get(again, keys[i]));
}

/* The path below the folder of its capture: one may be an archive and the other what was in it. */
static struct slice below_folder(const json_t *side, const json_t *member)
{
    struct slice path = verifier_text(member);
    struct slice folder =
        verifier_text(json_object_get(json_object_get(side, "capture"), "folder"));
    struct slice rest = slice_from(path, folder.len);
    bool inside = folder.len > 0 && slice_equal(slice_first(path, folder.len), folder) &&
                  slice_starts(rest, "/");
    return inside ? slice_from(rest, 1) : path;
}

static bool same_place(const struct side_pair *side, const json_t *report, const json_t *again)
{
    const json_t *line = json_object_get(again, "line");
    const json_t *offset = json_object_get(again, "offset");
    const json_t *cited = json_object_get(report, "member");
    return json_is_string(cited) && json_equal(line, json_object_get(report, "line")) &&
           json_equal(offset, json_object_get(report, "offset")) &&
           slice_equal(below_folder(side->report, cited),
                       below_folder(side->again, json_object_get(again, "member")));
}

void verifier_compare_place(struct verifier *v, const struct side_pair *side, struct slice what,
                            const json_t *report, const json_t *again)
{
    if (!is_unknown(report) || !is_unknown(again))
        verifier_settle(v, CHECK_PLACES, same_place(side, report, again), what, report, again);
}

/* A hash counts only where bytes were read for it here. */
static void compare_hash(struct verifier *v, enum check check, struct slice what, bool hashed,
                         const json_t *report, const json_t *again)
{
    bool both = !is_unknown(report) && !is_unknown(again);
    bool agrees = both && json_equal(report, again);
    if (both && (hashed || !agrees))
        verifier_settle(v, check, agrees, what, report, again);
    else if (!is_unknown(report) || !is_unknown(again))
        v->result->counts[check].not_verified++;
}

static const char *side_words(const struct side_pair *side)
{
    return side->name != NULL ? side->name : "the capture";
}

/* Why the hash of the file is not verified; NULL: it is. */
static const char *no_file_hash(const struct side_pair *side, const json_t *report,
                                const json_t *again)
{
    if (is_unknown(report))
        return "the report holds no SHA-256 of the capture (it was a folder, or read with --quick "
               "or --no-hash)";
    if (side->snapshot->extracted)
        return "what was given is a snapshot file: its hashes and figures are set against the "
               "report, the capture and its reports were not read";
    if (side->part)
        return "what was given is a part of an evidence bundle: the SHA-256 of the capture is what "
               "the bundle says of it";
    if (is_unknown(again))
        return "no SHA-256 could be taken of what was given (it is a folder, or damaged)";
    return NULL;
}

static void verify_capture(struct verifier *v, const struct side_pair *side)
{
    const json_t *report = json_object_get(side->report, "capture");
    const json_t *again = json_object_get(side->again, "capture");
    const json_t *hash = json_object_get(report, "sha256");
    const json_t *own = json_object_get(again, "sha256");
    const char *reason = no_file_hash(side, hash, own);
    compare_hash(v, CHECK_FILES, verifier_place(v, side->name, SLICE(""), "capture.sha256"),
                 reason == NULL, hash, own);
    if (reason != NULL)
        cannot(v, arena_format(v->arena, "%s: %s", side_words(side), reason));
}

static void verify_members(struct verifier *v, const struct side_pair *side)
{
    static const char *const counts[] = {"status", "bytes", "rows", "not_understood", NULL};
    const json_t *reports = json_object_get(side->again, "reports");
    uint64_t before = v->result->counts[CHECK_MEMBERS].not_verified;
    for (size_t i = 0; i < json_array_size(reports); i++) {
        const json_t *again = json_array_get(reports, i);
        const char *kind = json_string_value(json_object_get(again, "kind"));
        const json_t *report = report_named(side->report, kind);
        struct slice what = verifier_place(v, side->name, SLICE(""), kind);
        compare_hash(v, CHECK_MEMBERS, verifier_place(v, NULL, what, "sha256"),
                     !side->snapshot->extracted, json_object_get(report, "sha256"),
                     json_object_get(again, "sha256"));
        verifier_compare_keys(v, CHECK_DERIVED, NULL, what, report, again, counts);
    }
    uint64_t missing = v->result->counts[CHECK_MEMBERS].not_verified - before;
    if (missing > 0 && !side->snapshot->extracted)
        cannot(v, arena_format(v->arena, "%s: %" PRIu64 " reports have no SHA-256 on one side",
                               side_words(side), missing));
}

static void verify_machine(struct verifier *v, const struct side_pair *side)
{
    static const char *const facts[] = {
        "taken_at",     "taken_from", "boot_time", "uptime_seconds", "model",
        "memory_bytes", "page_size",  "os",        "identities",     NULL};
    verifier_compare_keys(v, CHECK_DERIVED, side->name, SLICE(""), side->report, side->again,
                          facts);
}

static void verify_words(struct verifier *v)
{
    static const char *const keys[] = {
        "comparable", "summary", "details", "worry", "next", "reboot_gives_back_bytes",
        "suspects",   "owners",  "changes", NULL};
    if (v->same_version) {
        verifier_compare_keys(v, CHECK_WORDS, NULL, SLICE(""), v->report, v->again, keys);
        return;
    }
    v->result->counts[CHECK_WORDS].not_verified++;
    cannot(v, SLICE("verdicts and sentences: the report is of another version than this sysdelta"));
}

static void add_side(struct verifier *v, const char *name, const struct finding_side *side,
                     bool part)
{
    v->sides[v->n_sides++] = (struct side_pair){
        .name = name,
        .report = verifier_side(v->report, name),
        .again = verifier_side(v->again, name),
        .snapshot = side->snapshot,
        .part = part,
    };
}

/* As text and back: what is compared has gone the same way on both sides. */
static json_t *report_again(const struct findings *findings)
{
    struct text text = {0};
    json_error_t reason;
    render_json(&text, findings, NULL);
    json_t *again = text.failed ? NULL : json_loadb(text.bytes, text.len, JSON_ALLOW_NUL, &reason);
    text_free(&text);
    return again;
}

bool verify_report(const json_t *report, const struct findings *findings, bool parts,
                   struct arena *arena, struct verification *ret, struct error *error)
{
    *ret = (struct verification){.again = report_again(findings)};
    if (ret->again == NULL)
        return error_set(error, "out of memory");
    struct verifier v = {.arena = arena, .result = ret, .report = report, .again = ret->again};
    struct slice version =
        verifier_text(json_object_get(json_object_get(report, "tool"), "version"));
    v.same_version = slice_is(version, SYSDELTA_VERSION);
    bool one = findings->base.snapshot == NULL;
    if (!one)
        add_side(&v, "base", &findings->base, parts);
    add_side(&v, one ? NULL : "later", &findings->later, parts);
    for (size_t i = 0; i < v.n_sides; i++) {
        verify_capture(&v, &v.sides[i]);
        verify_members(&v, &v.sides[i]);
        verify_machine(&v, &v.sides[i]);
    }
    verify_total(&v);
    verify_components(&v);
    verify_lists(&v);
    verify_words(&v);
    return true;
}
